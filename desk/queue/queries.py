"""Rows of meldingen on other pages than the queue: of a customer, of a figure, of what is due. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.coverage.rules import BILLABLE
from tickets.approvals.questions import with_awaited_yes
from tickets.clock.timeleft import TimeLeft
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

_ROW_FIELDS = (
    "number",
    "subject",
    "kind",
    "priority",
    "status",
    "opened_at",
    "updated_at",
    "planned_for",
    "off_channel",
    "coverage_verdict",
    "customer__name",
    "contact__name",
    "assignee__name",
    "clock__nature",
    "clock__state",
    "clock__due_at",
    "clock__work_started_at",
    "clock__late",
    "clock__budget_seconds",
    "clock__used_seconds",
    "clock__is_open",
    "clock__queue_rank",
    "clock__queue_at",
    "clock__calendar_version",
    "clock__emergency_version",
    "clock__emergency_since",
    "clock__on_emergency_hours",
)


@dataclass(frozen=True)
class QueueRow:
    """Of `tickets.approvals.questions.with_awaited_yes`."""

    ticket: Ticket
    timeleft: TimeLeft

    @property
    def is_billable(self) -> bool:
        return self.ticket.is_open and self.ticket.coverage_verdict in BILLABLE

    @property
    def awaits_yes(self) -> bool:
        return bool(getattr(self.ticket, "awaits_yes", False))


@dataclass(frozen=True)
class QueuePage:
    rows: Sequence[QueueRow]
    previous: str
    next: str
    is_history: bool


def for_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    """With what a row shows, and without the long texts that it does not."""
    related = ("customer", "contact", "assignee", "clock__calendar_version", "clock__emergency_version")
    return with_awaited_yes(tickets.select_related(*related).only(*_ROW_FIELDS))
