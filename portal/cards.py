"""A melding as a card in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from portal.progress import STATUS_WORDS, Step, progress
from portal.promise import headline
from tickets.models import Status, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Card:
    ticket: Ticket
    status_words: StrOrPromise
    steps: list[Step]
    promise: str
    is_late: bool
    question: str = ""

    @property
    def asks(self) -> bool:
        return self.ticket.status == Status.WACHT_OP_KLANT

    @property
    def moves(self) -> bool:
        """What is over needs no line of steps."""
        return self.ticket.status not in (Status.GESLOTEN, Status.GEANNULEERD)

    def asking(self, question: str) -> Card:
        return replace(self, question=question)


def cards_of(tickets: Iterable[Ticket], now: datetime) -> list[Card]:
    """Needs ticket.clock; makes no query."""
    return [
        Card(
            ticket,
            STATUS_WORDS[ticket.status],
            progress(ticket),
            headline(ticket, now),
            bool(ticket.clock.late_at(now)),
        )
        for ticket in tickets
    ]
