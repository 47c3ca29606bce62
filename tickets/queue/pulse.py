"""Whether anything happened, and how many open tickets there are of what: kept as long as nothing did.

Every change of a ticket is a line on a timeline, so the newest line says whether what was read is still true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, Count, Value
from django.db.models.functions import Cast

from tickets.models import OPEN_STATUSES, Escalation, Status, Ticket, TicketClock, TimelineEntry

KEPT_SECONDS = 30  # a line that was written first and is seen last is missed by the stamp, and no longer than this

OUR_TURN = (Status.NIEUW, Status.IN_BEHANDELING)
WAITING = (Status.WACHT_OP_KLANT, Status.WACHT_OP_LEVERANCIER, Status.INGEPLAND)


@dataclass(frozen=True)
class OpenTickets:
    """Of all open tickets: how many there are of each (status, assignee, team, whether the customer waits), and the
    numbers of those that are escalated (SLA 12)."""

    groups: list[tuple[str, int | None, int | None, bool, int]]
    escalated: list[int]

    def count(self, wanted: Callable[[str, int | None, int | None, bool], bool]) -> int:
        return sum(n for status, assignee, team, waits, n in self.groups if wanted(status, assignee, team, waits))


def stamp() -> int:
    """Changes with every line that is written: one look at the end of an index."""
    return TimelineEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def open_tickets(at: int) -> OpenTickets:
    """As they are at this stamp; one query, once for everybody as long as nothing happens."""
    key = f"open-tickets:{at}"
    found: OpenTickets | None = cache.get(key)
    if found is None:
        found = _read()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read() -> OpenTickets:
    """One query: the groups, those of which the customer waits, and the escalated ones."""
    facts, number = ("status", "assignee", "team"), BigIntegerField()
    counted = Ticket.objects.filter(status__in=OPEN_STATUSES).order_by().annotate(what=Value("open"))
    waits = TicketClock.objects.filter(is_open=True, customer_waits_since__isnull=False).order_by()
    called = Escalation.objects.filter(ended_at__isnull=True, ticket__status__in=OPEN_STATUSES).order_by()
    found = (
        counted.values_list("what", *facts)
        .annotate(n=Count("pk"))
        .union(
            waits.annotate(what=Value("waits"))
            .values_list("what", *(f"ticket__{fact}" for fact in facts))
            .annotate(n=Count("pk")),
            called.annotate(what=Value("escalated"), nobody=Cast(Value(None), number), one=Value(1, number))
            .values_list("what", "ticket__status", "ticket", "nobody", "one")
            .distinct(),
            all=True,
        )
    )
    groups: dict[tuple[Any, ...], int] = {}
    escalated = []
    for what, status, assignee, team, n in found:
        if what == "escalated":
            escalated.append(assignee)
            continue
        which, is_waiting = (status, assignee, team), what == "waits"
        groups[(*which, is_waiting)] = groups.get((*which, is_waiting), 0) + n
        if is_waiting:  # they are among the open ones
            groups[(*which, False)] = groups.get((*which, False), 0) - n
    return OpenTickets([(*which, n) for which, n in groups.items()], sorted(escalated))
