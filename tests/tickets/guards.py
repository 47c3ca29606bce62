"""What the tests of guards share: moments, and what stands on a timeline."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import MONDAY
from tickets.models import EntryKind, Ticket, TimelineEntry

SECOND = timedelta(seconds=1)
LATER = MONDAY + timedelta(hours=1)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("clock").get(pk=ticket.pk)


def kinds(ticket: Ticket) -> list[str]:
    """In the order in which everybody reads them."""
    return list(ticket.timeline.order_by("at", "pk").values_list("kind", flat=True))


def count(kind: EntryKind) -> int:
    return TimelineEntry.objects.filter(kind=kind).count()
