"""Used hours of an All-in-1 package month by month beside what was agreed for them, as one picture (SLA 6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.models import Customer
from contracts.time.pro_rata import AgreedMonth
from infra import charts
from infra.charts import Chart
from tickets.time.month import Month, agreed_by_month, first_month, used_by_month

MONTHS_SHOWN = 12
MINUTES_AN_HOUR = 60


def hours_chart(
    months: Sequence[Month],
    agreed: Mapping[Month, AgreedMonth],
    used: Mapping[Month, int],
    forecast: int | None = None,
) -> Chart:
    """`forecast`: minutes that the last month comes to. A month without agreed hours has no norm."""
    return charts.hours(
        charts.months([month.first for month in months]),
        [_hours(used.get(month, 0)) for month in months],
        [_hours(agreed[month].minutes) for month in months],
        _hours(forecast),
    )


def last_months_chart(customer: Customer, until: Month, forecast: int | None = None) -> Chart | None:
    """The year that ends with a month, from the first melding on; None where no hours were agreed in it."""
    months = [until.shifted(-n) for n in range(MONTHS_SHOWN - 1, -1, -1)]
    agreed = agreed_by_month(customer, months)
    if not any(each.minutes for each in agreed.values()):
        return None
    first = first_month(customer) or until
    months = [month for month in months if first <= month]
    if not months:
        return None
    return hours_chart(months, agreed, used_by_month(customer, months[0], until.next), forecast)


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / MINUTES_AN_HOUR
