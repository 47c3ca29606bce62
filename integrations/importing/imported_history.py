"""The timeline that follows from a story: what each row changed, at its own moment, in the words of the verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from integrations.importing.story import ImportedStory, Moment, Remark
from sla.edition import EditionRules
from sla.priority import Priority, priority
from tickets.facts import Change, Facts
from tickets.kinds import (
    Assigned,
    Cancelled,
    Classified,
    Closed,
    Note,
    Opened,
    Reopened,
    Resolved,
    Resumed,
    Waiting,
    WorkStarted,
)
from tickets.models import OPEN_STATUSES, WAITING_ON, Status, TimelineEntry
from tickets.timeline import past_line

ENDED = {
    Status.OPGELOST: Resolved,
    Status.GESLOTEN: Closed,
    Status.GEANNULEERD: Cancelled,
}


@dataclass
class ImportedHistory:
    """`entries` are unsaved and of no ticket yet."""

    entries: list[TimelineEntry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    status: Status = Status.NIEUW
    priority: Priority | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    times_reopened: int = 0
    began: bool = False


def tell(story: ImportedStory, rules: EditionRules, *, system: str) -> ImportedHistory:
    """`system` is the name of the other system, for people."""
    return _Teller(story, rules, system).tell()


class _Teller:
    def __init__(self, story: ImportedStory, rules: EditionRules, system: str) -> None:
        self.story, self.rules, self.system = story, rules, system
        self.history = ImportedHistory()

    def tell(self) -> ImportedHistory:
        before: Moment | None = None
        for moment in self.story.moments:
            if before is None:
                self._open(moment)
            else:
                self._assign(before, moment)
                self._classify(before, moment)
            self._follow_status(before, moment)
            before = moment
        return self.history

    def _open(self, moment: Moment) -> None:
        story, self.history.priority = self.story, self._priority(moment)
        opened = Opened(
            kind=story.kind,
            impact=moment.impact,
            urgency=moment.urgency,
            priority=self.history.priority,
            channel=story.channel,
            team=moment.group or None,
            assignee=moment.assignee or None,
        )
        self._write(opened, story.opened_at, text=story.description)

    def _assign(self, before: Moment, moment: Moment) -> None:
        if (before.group, before.assignee) == (moment.group, moment.assignee):
            return
        assigned = Assigned(
            assignee=Change(before.assignee or None, moment.assignee or None),
            team=Change(before.group or None, moment.group or None),
            assignee_id=None,
            **_signed(moment),
        )
        self._write(assigned, moment.at)

    def _classify(self, before: Moment, moment: Moment) -> None:
        if (before.impact, before.urgency) == (moment.impact, moment.urgency):
            return
        old, self.history.priority = self.history.priority, self._priority(moment)
        classified = Classified(
            kind=Change(self.story.kind, self.story.kind),
            impact=Change(before.impact, moment.impact),
            urgency=Change(before.urgency, moment.urgency),
            priority=Change(old, self.history.priority),
            **_signed(moment),
        )
        self._write(classified, moment.at)

    def _priority(self, moment: Moment) -> Priority | None:
        """SLA 7.9 decides; what the other system made of it is only compared."""
        urgent = priority(self.story.kind, moment.impact, moment.urgency, self.rules)
        if moment.priority and moment.priority != urgent:
            words = {"theirs": moment.priority, "ours": urgent or _("geen")}
            text = _("prioriteit in de bron %(theirs)s, volgens de matrix van de SLA %(ours)s") % words
            self.history.remarks.append(Remark(moment.line, text))
        return urgent

    def _follow_status(self, before: Moment | None, moment: Moment) -> None:
        """A state that is new in the source is always on the timeline, also when the status here stays the same."""
        source = _signed(moment)
        changed = before is None or before.state != moment.state
        if changed:
            source["source_state"] = Change(before.state if before else None, moment.state)
        old, new = self.history.status, self._new_status(moment)
        if new == old:
            if changed and before:
                self._write(Note(system=self.system, **source), moment.at)
            return
        self.history.status = new
        if old not in OPEN_STATUSES and new in WAITING_ON:
            self._write_status(old, Status.IN_BEHANDELING, moment.at, source)
            old, source = Status.IN_BEHANDELING, _signed(moment)
        self._write_status(old, new, moment.at, source)

    def _new_status(self, moment: Moment) -> Status:
        """Work begins with what a person does: a machine's In behandeling leaves it where it was (SLA 7.9)."""
        new = moment.status or self.history.status
        machine_began = new == Status.IN_BEHANDELING and moment.by_machine and not self.history.began
        return Status.NIEUW if machine_began and self.history.status in OPEN_STATUSES else new

    def _write_status(self, old: Status, new: Status, at: datetime, source: dict[str, Any]) -> None:
        facts = source | {"status": Change(old, new)}
        if new in ENDED:
            self._end(new, at, facts)
        elif old not in OPEN_STATUSES:
            self._reopen(at, facts)
        elif party := WAITING_ON.get(new):
            self._write(Waiting(party=party, **facts), at)
        elif new == Status.IN_BEHANDELING and not self.history.began:
            self.history.began = True
            self._write(WorkStarted(**facts), at)
        else:
            self._write(Resumed(**facts), at)

    def _end(self, status: Status, at: datetime, facts: dict[str, Any]) -> None:
        if status == Status.OPGELOST:
            self.history.resolved_at, self.history.closed_at, self.history.began = at, None, True
        else:
            self.history.closed_at = at
        self._write(ENDED[status](**facts), at)

    def _reopen(self, at: datetime, facts: dict[str, Any]) -> None:
        self.history.resolved_at = self.history.closed_at = None
        self.history.times_reopened += 1
        self._write(Reopened(**facts), at)

    def _write(self, facts: Facts, at: datetime, *, text: str = "") -> None:
        self.history.entries.append(past_line(facts, at, text=text))


def _signed(moment: Moment) -> dict[str, Any]:
    """Who did it has no account here; the name is kept."""
    return {"source_by": moment.by} if moment.by else {}
