"""The queue: which tickets, in which order, which page. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.coverage.rules import BILLABLE
from desk.queue.forms import QueueFilterForm
from infra import keyset
from tickets.approvals.questions import with_awaited_yes
from tickets.clock.timeleft import TimeLeft, time_left
from tickets.models import OPEN_STATUSES, Status, Ticket
from tickets.querysets import TicketQuerySet
from tickets.search import search

PAGE = 50

# One tab each: its word in the URL, its words on the screen.
VIEWS = {
    "": gettext_lazy("Alle open"),
    "mijn": gettext_lazy("Mijn"),
    "vrij": gettext_lazy("Niet toegewezen"),
    "wacht-op-klant": gettext_lazy("Wacht op klant"),
    "wacht-op-leverancier": gettext_lazy("Wacht op leverancier"),
    "ingepland": gettext_lazy("Ingepland"),
}

_QUEUE_ORDER = ("clock__queue_rank", "clock__queue_at", "number")
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

    @property
    def version(self) -> str:
        """Changes when anything that a row shows changes, except what the browser counts down by itself."""
        shown = [
            (r.ticket.number, r.ticket.updated_at.isoformat(), r.timeleft.tone, r.timeleft.percent is None)
            for r in self.rows
        ]
        return hashlib.sha256(repr((shown, self.previous, self.next)).encode()).hexdigest()[:16]


def view_condition(view: str, user: User) -> Q:
    return {
        "": Q(),
        "mijn": Q(assignee=user),
        "vrij": Q(assignee__isnull=True),
        "wacht-op-klant": Q(status=Status.WACHT_OP_KLANT),
        "wacht-op-leverancier": Q(status=Status.WACHT_OP_LEVERANCIER),
        "ingepland": Q(status=Status.INGEPLAND),
    }[view]


def count_views(user: User) -> dict[str, int]:
    """How many there are behind each tab: one query, answered by the partial index of open tickets."""
    counts = {f"view_{n}": Count("pk", filter=view_condition(view, user)) for n, view in enumerate(VIEWS) if view}
    found = Ticket.objects.visible_to(user).filter(status__in=OPEN_STATUSES).aggregate(view_0=Count("pk"), **counts)
    return {view: found[f"view_{n}"] for n, view in enumerate(VIEWS)}


def read_page(user: User, form: QueueFilterForm, now: datetime) -> QueuePage:
    """Of the chosen tab: open tickets in the queue's order; with a search or a closed status all, newest first."""
    chosen = form.chosen
    history = bool(chosen["q"]) or chosen["status"] in (Status.OPGELOST, Status.GESLOTEN, Status.GEANNULEERD)
    tickets = Ticket.objects.visible_to(user).filter(form.condition(user), view_condition(chosen["weergave"], user))
    if history:
        tickets = search(tickets, chosen["q"], user) if chosen["q"] else tickets
        page = _page(tickets, ("-number",), (int,), chosen)
    else:
        page = _page(tickets.open(), _QUEUE_ORDER, (int, datetime, int), chosen)
    rows = [QueueRow(ticket, time_left(ticket, now)) for ticket in page.rows]
    return QueuePage(rows, keyset.encode(page.previous), keyset.encode(page.next), history)


def _page(
    tickets: TicketQuerySet, order: tuple[str, ...], types: tuple[type, ...], chosen: dict[str, Any]
) -> keyset.KeysetPage[Ticket]:
    after, before = keyset.decode(chosen["na"], *types), keyset.decode(chosen["voor"], *types)
    return keyset.read(for_rows(tickets), order, PAGE, after=after, before=before)


def for_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    """With what a row shows, and without the long texts that it does not."""
    related = ("customer", "contact", "assignee", "clock__calendar_version", "clock__emergency_version")
    return with_awaited_yes(tickets.select_related(*related).only(*_ROW_FIELDS))


def words_for(page: QueuePage) -> str:
    if page.is_history:
        return _("Nieuwste eerst, ook gesloten meldingen")
    return _("Op resterende tijd")
