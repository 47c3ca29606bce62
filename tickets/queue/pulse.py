"""Whether anything happened, and how many open tickets there are of what: kept as long as nothing did.

Every change of a ticket is a line on a timeline, so the newest line says whether what was read is still true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count

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
    """As they are at this stamp; three queries, once for everybody as long as nothing happens."""
    key = f"open-tickets:{at}"
    found: OpenTickets | None = cache.get(key)
    if found is None:
        found = _read()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read() -> OpenTickets:
    facts = ("status", "assignee", "team")
    counted = Ticket.objects.filter(status__in=OPEN_STATUSES).order_by().values_list(*facts).annotate(n=Count("pk"))
    groups: dict[tuple[Any, ...], int] = {(*which, False): n for *which, n in counted}
    waits = TicketClock.objects.filter(is_open=True, customer_waits_since__isnull=False).order_by()
    asked = waits.values_list("ticket__status", "ticket__assignee", "ticket__team").annotate(n=Count("pk"))
    for *which, n in asked:
        groups[(*which, True)] = n
        groups[(*which, False)] = groups.get((*which, False), n) - n
    escalated = Escalation.objects.filter(ended_at__isnull=True, ticket__status__in=OPEN_STATUSES)
    numbers = sorted(set(escalated.values_list("ticket", flat=True)))
    return OpenTickets([(*which, n) for which, n in groups.items()], numbers)  # type: ignore[misc]
