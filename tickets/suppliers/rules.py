"""When a supplier is rung again, and what he costs (SLA 7.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from contracts.models import ServiceAgreement
from sla.business_hours import AMSTERDAM
from tickets.clock import clocks
from tickets.kinds import EntryKind, ExtraCosts
from tickets.models import TimelineEntry

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class SupplierCosts:
    """What a supplier charges on top, for the customer to pay; euros without VAT."""

    text: str
    amount: Decimal
    supplier: str


def extra_costs_of(entries: QuerySet[TimelineEntry]) -> list[SupplierCosts]:
    return [costs_of(entry) for entry in entries.filter(kind=EntryKind.EXTRA_COSTS).order_by("at", "pk")]


def costs_of(entry: TimelineEntry) -> SupplierCosts:
    facts = entry.read(ExtraCosts)
    return SupplierCosts(entry.text, facts.amount, facts.supplier or "")


def next_working_day(agreement: ServiceAgreement | None, now: datetime) -> date:
    """The first day after today on which the Supportcenter opens."""
    tomorrow = now.astimezone(AMSTERDAM).date() + timedelta(days=1)
    return chase_moment(agreement, tomorrow).astimezone(AMSTERDAM).date()


def chase_moment(agreement: ServiceAgreement | None, day: date) -> datetime:
    """The opening of that day, or of the first working day after it: from then on the agent is told."""
    midnight = datetime.combine(day, time.min, tzinfo=AMSTERDAM)
    return clocks.standard_hours(agreement).next_opening(midnight)
