"""The rows of the queue, as narrow as they are shown: no models, for a queue is asked for all day by everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from accounts.models import User
from contracts.coverage.rules import BILLABLE
from desk.queue.asked import LAST_WORD_AT, QueueAsked
from infra import keyset
from sla.business_hours import BusinessHours, joined_hours
from sla.clock import Party
from sla.models import CalendarVersion
from tickets.approvals.questions import with_awaited_yes
from tickets.models import OPEN_STATUSES, Status, Ticket, TicketClock
from tickets.querysets import TicketQuerySet
from tickets.queue.pulse import OpenTickets
from tickets.reading.queries import unread_for
from tickets.search import search
from tickets.values import WAITING_ON

PAGE = 50
MOST_PINNED = 20  # escalated ones that stand above the rest

_CLOCK = (
    "nature",
    "state",
    "due_at",
    "work_started_at",
    "late",
    "budget_seconds",
    "used_seconds",
    "is_open",
    "queue_rank",
    "queue_at",
    "calendar_version_id",
    "emergency_version_id",
    "emergency_since",
    "on_emergency_hours",
    "last_message_at",
    "last_message_by_id",
    "customer_waits_since",
)
_TICKET = (
    "number",
    "subject",
    "kind",
    "priority",
    "status",
    "opened_at",
    "closed_at",
    "closes_at",
    "planned_for",
    "chase_on",
    "coverage_verdict",
    "channel",
    "assignee_id",
)
_NAMES = ("customer__name", "assignee__name", "clock__last_message_by__name")
_MORE = {"melder": "contact__name", "team": "team__name"}  # a join that only this column needs
_TOLD = ("last_word_at", "awaits_yes", "is_unread")


@dataclass(slots=True)
class RowClock:
    """Of a clock what `tickets.clock.timeleft` asks; its answers are those of the model."""

    nature: str
    state: str
    due_at: datetime | None
    work_started_at: datetime | None
    late: bool | None
    budget_seconds: int | None
    used_seconds: int
    is_open: bool
    queue_rank: int
    queue_at: datetime
    calendar_version_id: int
    emergency_version_id: int | None
    emergency_since: datetime | None
    on_emergency_hours: bool
    last_message_at: datetime | None
    last_message_by_id: int | None
    customer_waits_since: datetime | None

    is_triage = TicketClock.is_triage
    is_aim = TicketClock.is_aim
    late_at = TicketClock.late_at
    is_overdue = TicketClock.is_overdue

    @property
    def hours(self) -> BusinessHours:
        ordinary = hours_of(self.calendar_version_id)
        if not self.on_emergency_hours or self.emergency_version_id is None:
            return ordinary
        return joined_hours(ordinary, hours_of(self.emergency_version_id), self.emergency_since)


@lru_cache(maxsize=64)
def hours_of(version: int) -> BusinessHours:
    """A version of a calendar is never changed, so its hours are read once per process."""
    return CalendarVersion.objects.get(pk=version).business_hours


@dataclass(slots=True)
class ListedTicket:
    """One row. What a person reads of it is `desk.queue.drawn_rows`."""

    number: int
    subject: str
    kind: str
    priority: str | None
    status: str
    opened_at: datetime
    closed_at: datetime | None
    closes_at: datetime | None
    planned_for: datetime | None
    chase_on: date | None
    coverage_verdict: str
    channel: str
    assignee_id: int | None
    customer_name: str
    assignee_name: str | None
    last_by_name: str | None
    last_word_at: datetime
    awaits_yes: bool
    is_unread: bool
    clock: RowClock
    more: dict[str, str | None]
    is_escalated: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_taken_over(self) -> bool:
        return not self.coverage_verdict

    @property
    def waiting_on(self) -> Party | None:
        return WAITING_ON.get(Status(self.status))

    @property
    def is_billable(self) -> bool:
        return self.is_open and self.coverage_verdict in BILLABLE

    @property
    def customer_waits(self) -> bool:
        return self.is_open and self.clock.customer_waits_since is not None


@dataclass(frozen=True)
class ListPage:
    rows: Sequence[ListedTicket]
    previous: str
    next: str


def read_list(asked: QueueAsked, opened: OpenTickets, columns: Sequence[str]) -> ListPage:
    """Of the asked view: open tickets in the queue's order, or in that of a column; with a search or a closed status
    all, newest first. What is escalated stands above the queue's own order (SLA 12)."""
    if asked.is_broken:
        return ListPage([], "", "")
    tickets = in_view(asked)
    pins = opened.escalated[:MOST_PINNED] if not asked.is_history and not asked.sort else []
    order, types = asked.order, tuple(_TYPES[column.removeprefix("-")] for column in asked.order)
    after, before = keyset.decode(asked.after, *types), keyset.decode(asked.before, *types)
    rest = tickets.exclude(pk__in=pins) if pins else tickets
    reader = _RowReader(asked.user, columns, frozenset(opened.escalated))
    page = keyset.read(reader.narrowed(rest), order, PAGE, after=after, before=before, get=reader.value)
    rows = [reader.row(values) for values in page.rows]
    if pins and after is None and page.previous is None:
        first = reader.narrowed(tickets.filter(pk__in=pins)).order_by(*order)
        rows = [reader.row(values) for values in first] + rows
    return ListPage(rows, keyset.encode(page.previous), keyset.encode(page.next))


def in_view(asked: QueueAsked) -> TicketQuerySet:
    """Every ticket of the view, whatever page it is on; the count, the list and the bulk act ask the same."""
    tickets = Ticket.objects.visible_to(asked.user).filter(asked.where)
    if asked.is_broken:
        return tickets.none()
    if asked.q:
        return search(tickets, asked.q, asked.user)
    return tickets if asked.is_history else tickets.open()


_TYPES: dict[str, type] = {
    "number": int,
    "customer__name": str,
    "last_word_at": datetime,
    "opened_at": datetime,
    "clock__queue_rank": int,
    "clock__queue_at": datetime,
}


class _RowReader:
    """Which columns are asked of the database, and how a row is made of them."""

    def __init__(self, user: User, columns: Sequence[str], escalated: frozenset[int]) -> None:
        self.user, self.escalated = user, escalated
        self.more = {key: _MORE[key] for key in columns if key in _MORE}
        self.fields = (*_TICKET, *_NAMES, *_TOLD, *(f"clock__{name}" for name in _CLOCK), *self.more.values())
        self.at = {name: place for place, name in enumerate(self.fields)}

    def narrowed(self, tickets: TicketQuerySet) -> Any:
        told = with_awaited_yes(tickets).annotate(last_word_at=LAST_WORD_AT, is_unread=unread_for(self.user))
        return told.values_list(*self.fields)

    def value(self, row: Any, column: str) -> Any:
        return row[self.at[column]]

    def row(self, values: Sequence[Any]) -> ListedTicket:
        plain = len(_TICKET) + len(_NAMES) + len(_TOLD)
        clock = plain + len(_CLOCK)
        more = dict(zip(self.more, values[clock:], strict=True))
        given: list[Any] = [*values[:plain], RowClock(*values[plain:clock]), more]
        found = ListedTicket(*given)
        found.is_escalated = found.number in self.escalated
        return found
