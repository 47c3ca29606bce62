"""Up to which day the hours of a customer were exported or reviewed (SLA 11)."""

from __future__ import annotations

from datetime import date, datetime

from contracts.coverage.rules import BILLABLE
from contracts.models import Customer
from sla.business_hours import AMSTERDAM
from tickets.models import TimeEntry


def last_settled_day(customer: Customer, since: date) -> date | None:
    """What is included has no tariff, so only what is billed counts."""
    settled = TimeEntry.objects.filter(
        ticket__in=customer.tickets.order_by().values("pk"),
        verdict__in=BILLABLE,
        locked_at__isnull=False,
        started_at__gte=datetime(since.year, since.month, since.day, tzinfo=AMSTERDAM),
    )
    last = settled.order_by("-started_at").values_list("started_at", flat=True).first()
    return last.astimezone(AMSTERDAM).date() if last else None
