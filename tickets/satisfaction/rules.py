"""Who is asked how it went, and how the answers are summed up (SLA 11). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tickets.kinds import Closed
from tickets.models import BAD_SCORES, Channel, Lapse, Score, Ticket

LINK_WORKS = timedelta(days=21)
FEWEST = 20  # answers, under which no percentage means anything
CONTENT_SCORES = (Score.GOOD, Score.EXCELLENT)
LONGEST = 2_000  # characters of what he writes with it

# What a person of the customer reported. Alerts, planned work and what was taken over are not his to judge.
OF_PEOPLE = (Channel.PORTAL, Channel.PHONE, Channel.EMAIL, Channel.API)


def is_worth_asking(ticket: Ticket, closed: Closed) -> bool:
    """Only of what we solved: not of what its reporter closed himself halfway, nor of what ended because he was silent.
    What is cancelled or joined to another, never comes here."""
    return ticket.channel in OF_PEOPLE and ticket.resolved_at is not None and not closed.unanswered


@dataclass(frozen=True)
class Asking:
    """What decides whether somebody is asked after all, at the moment itself."""

    is_solved: bool
    is_wanted: bool
    is_reachable: bool
    was_asked_lately: bool


def lapse_of(asking: Asking) -> Lapse | None:
    """Why not, the strongest reason first; None: he is asked.

    >>> lapse_of(Asking(is_solved=True, is_wanted=True, is_reachable=True, was_asked_lately=True)).value
    'asked_lately'
    """
    if not asking.is_solved:
        return Lapse.NOT_SOLVED
    if not asking.is_reachable:
        return Lapse.UNREACHABLE
    if not asking.is_wanted:
        return Lapse.NOT_WANTED
    return Lapse.ASKED_LATELY if asking.was_asked_lately else None


@dataclass(frozen=True)
class Satisfaction:
    """Of a period and of whom it was asked for: how many were asked, answered, and what. Never per colleague.

    `scores` has each step, also those that nobody chose.
    """

    asked: int
    scores: Mapping[Score, int]

    @property
    def answered(self) -> int:
        return sum(self.scores.values())

    @property
    def steps(self) -> list[tuple[str, int]]:
        """Each step in words with its count, the best first."""
        return [(str(score.label), self.scores[score]) for score in sorted(Score, reverse=True)]

    @property
    def bad(self) -> int:
        return sum(self.scores[score] for score in BAD_SCORES)

    @property
    def content(self) -> int:
        return sum(self.scores[score] for score in CONTENT_SCORES)

    @property
    def content_percentage(self) -> int | None:
        """Of who answered, who chose one of the two best steps; None under twenty answers."""
        return round(100 * self.content / self.answered) if self.answered >= FEWEST else None
