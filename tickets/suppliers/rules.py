"""When a supplier is rung again, and what he costs (SLA 7.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from contracts.models import ServiceAgreement
from sla.business_hours import AMSTERDAM
from tickets.clock import clocks
from tickets.models import EntryKind, TimelineEntry

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class ExtraCosts:
    """What a supplier charges on top, for the customer to pay; euros without VAT."""

    text: str
    amount: Decimal
    supplier: str


def extra_costs_of(entries: QuerySet[TimelineEntry]) -> list[ExtraCosts]:
    found = entries.filter(kind=EntryKind.EXTRA_COSTS).order_by("at", "pk")
    return [ExtraCosts(entry.text, Decimal(entry.data["amount"]), entry.data.get("supplier") or "") for entry in found]


def next_working_day(agreement: ServiceAgreement | None, now: datetime) -> date:
    """The first day after today on which the Supportcenter opens."""
    tomorrow = now.astimezone(AMSTERDAM).date() + timedelta(days=1)
    return chase_moment(agreement, tomorrow).astimezone(AMSTERDAM).date()


def chase_moment(agreement: ServiceAgreement | None, day: date) -> datetime:
    """The opening of that day, or of the first working day after it: from then on the agent is told."""
    midnight = datetime.combine(day, time.min, tzinfo=AMSTERDAM)
    return clocks.standard_hours(agreement).next_opening(midnight)
