"""A melding as a card in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.coverage.rules import BILLABLE
from portal.clock.promise import headline
from portal.tickets.progress import ProgressStep, progress, status_words
from tickets.models import Status, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Card:
    ticket: Ticket
    status_words: StrOrPromise
    steps: list[ProgressStep]
    promise: str
    is_late: bool
    question: str = ""
    awaits_yes: bool = False

    @property
    def asks(self) -> bool:
        return self.ticket.status == Status.WACHT_OP_KLANT and not self.awaits_yes

    @property
    def is_billable(self) -> bool:
        """Whether the customer pays for it; said while that can still be of use."""
        return self.ticket.is_open and self.ticket.coverage_verdict in BILLABLE

    @property
    def moves(self) -> bool:
        """What is over needs no line of steps."""
        return self.ticket.status not in (Status.GESLOTEN, Status.GEANNULEERD)

    def asking(self, question: str) -> Card:
        return replace(self, question=question)


def cards_of(tickets: Iterable[Ticket], now: datetime) -> list[Card]:
    """Needs ticket.clock, and `awaits_yes` (tickets.approvals.questions.with_awaited_yes); makes no query."""
    return [_card(ticket, now) for ticket in tickets]


def _card(ticket: Ticket, now: datetime) -> Card:
    awaits_yes = bool(getattr(ticket, "awaits_yes", False)) and ticket.is_open
    return Card(
        ticket,
        status_words(ticket, awaits_yes=awaits_yes),
        progress(ticket),
        headline(ticket, now, awaits_yes=awaits_yes),
        bool(ticket.clock.late_at(now)),
        awaits_yes=awaits_yes,
    )
