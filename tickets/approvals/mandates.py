"""What was done under mandate, month by month (SLA 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from accounts.models import User
from contracts.models import Customer
from sla.business_hours import AMSTERDAM
from tickets.kinds import EntryKind
from tickets.models import TimelineEntry

SHOWN = 60


@dataclass(frozen=True)
class MandateMonth:
    starts_on: date
    entries: list[TimelineEntry]


def mandates_of(customer: Customer, user: User) -> list[MandateMonth]:
    """Newest first, of the meldingen that this user may see. One query."""
    found = (
        TimelineEntry.objects.visible_to(user)
        .filter(ticket__customer=customer, kind=EntryKind.MANDATE)
        .select_related("by", "ticket")
        .defer("ticket__search_text", "ticket__internal_search_text")
        .order_by("-at", "-pk")[:SHOWN]
    )
    return [MandateMonth(month, list(entries)) for month, entries in groupby(found, key=_month)]


def _month(entry: TimelineEntry) -> date:
    return entry.at.astimezone(AMSTERDAM).date().replace(day=1)
