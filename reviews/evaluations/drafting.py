"""What can be said of an incident before anybody writes a word (SLA 11): from its facts to a first text. Pure.

What is for 1do alone never comes in here: whoever reads the facts leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sla.wording import duration_words, moment_words

MOST_MOMENTS = 40
"""More nobody reads: of a longer story the middle is left out, and that is said."""
LONGEST_QUOTE = 240


@dataclass(frozen=True)
class IncidentLine:
    """One thing that happened: `words` say what, `text` is what somebody wrote with it."""

    at: datetime
    who: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class IncidentFacts:
    """`waited` is working time by name of whom was waited for. `lines` are those that the customer may read."""

    subject: str
    description: str
    reported_by: str
    channel: str
    opened_at: datetime
    resolved_at: datetime | None = None
    due_at: datetime | None = None
    work_started_at: datetime | None = None
    late: bool | None = None
    impact: str = ""
    impact_text: str = ""
    solution: str = ""
    reopened: int = 0
    waited: Mapping[str, timedelta] = field(default_factory=dict)
    lines: Sequence[IncidentLine] = ()
    is_taken_over: bool = False


@dataclass(frozen=True)
class EvaluationDraft:
    """`left_out` is how many moments are not among `moments`, from the middle; `texts` are by EvaluationPart."""

    moments: tuple[IncidentLine, ...]
    left_out: int
    lasted: timedelta | None
    start_words: str
    texts: Mapping[str, str]


def draft(facts: IncidentFacts) -> EvaluationDraft:
    """
    The parts that only a person can know, such as the cause, stay empty.
    """
    moments, left_out = _moments(facts.lines)
    return EvaluationDraft(
        moments=moments,
        left_out=left_out,
        lasted=_lasted(facts),
        start_words=start_of_work(facts),
        texts={"happened": _happened(facts), "affected": _affected(facts), "solution": facts.solution.strip()},
    )


def start_of_work(facts: IncidentFacts) -> str:
    """Whether what was promised was kept, in one sentence; empty where nothing was promised and nothing began."""
    started, due = facts.work_started_at, facts.due_at
    if started is None:
        return _("Het begin van het werk is niet vastgelegd.") if due and not facts.is_taken_over else ""
    words = {"started": moment_words(started), "due": moment_words(due) if due else ""}
    if facts.late and due and started > due:
        words["late"] = duration_words(started - due)
        return _("Het werk begon op %(started)s; dat was %(late)s later dan afgesproken (uiterlijk %(due)s).") % words
    if facts.late:
        return _("Het werk begon op %(started)s, later dan afgesproken.") % words
    if due:
        return _("Het werk begon op %(started)s, binnen de afgesproken tijd (uiterlijk %(due)s).") % words
    return _("Het werk begon op %(started)s.") % words


def _lasted(facts: IncidentFacts) -> timedelta | None:
    """As the customer lived it, nights included; of clocks that disagree nothing is said."""
    if facts.resolved_at is None or facts.resolved_at < facts.opened_at:
        return None
    return facts.resolved_at - facts.opened_at


def _happened(facts: IncidentFacts) -> str:
    opened = {"name": facts.reported_by, "moment": moment_words(facts.opened_at), "channel": facts.channel.lower()}
    said = [_("%(name)s meldde dit op %(moment)s (%(channel)s).") % opened, shortened(facts.description)]
    if facts.is_taken_over and not facts.lines:
        said.append(_("Deze melding is overgenomen uit een ander systeem; wat er daar gebeurde, staat hier niet."))
    said.append(start_of_work(facts))
    if facts.resolved_at:
        said.append(_("Op %s was het opgelost.") % moment_words(facts.resolved_at))
    if facts.reopened:
        said.append(_("Daarvoor is de melding %s keer heropend.") % facts.reopened)
    return "\n".join(line for line in said if line)


def _affected(facts: IncidentFacts) -> str:
    said = [_("Impact: %s.") % facts.impact if facts.impact else "", facts.impact_text.strip()]
    if lasted := _lasted(facts):
        said.append(_("Van melden tot oplossen duurde het %s.") % duration_words(lasted))
    said += [
        _("Daarvan was het %(time)s wachten op %(whom)s.") % {"time": duration_words(time), "whom": whom}
        for whom, time in facts.waited.items()
        if time >= timedelta(minutes=1)
    ]
    return "\n".join(line for line in said if line)


def _moments(lines: Sequence[IncidentLine]) -> tuple[tuple[IncidentLine, ...], int]:
    ordered = sorted(lines, key=lambda line: line.at)
    if len(ordered) <= MOST_MOMENTS:
        return tuple(ordered), 0
    half = MOST_MOMENTS // 2
    return (*ordered[:half], *ordered[-half:]), len(ordered) - 2 * half


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    """On one line, cut at a word.

    >>> shortened("Alles ligt\\n plat", 12), shortened("Alles ligt plat", 12)
    ('Alles ligt …', 'Alles ligt …')
    >>> shortened("Alles plat", 12)
    'Alles plat'
    """
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return f"{words[:most].rpartition(' ')[0] or words[: most - 1]} …"
