"""What a product comes to a month, when it renews, by when notice is given (SLA 11). Pure: no ORM, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
MONTHS_A_YEAR = 12
DAYS_A_MONTH = 30
WARN_DAYS = (60, 30)
MOST_TERM_MONTHS, MOST_NOTICE_DAYS = 120, 730

PricedQuantity = tuple[Decimal | None, int, str]
"""Price of one piece a period in euros, pieces, period."""


class ProductPeriod(TextChoices):
    """What the price is for."""

    MONTH = "month", _("maand")
    QUARTER = "quarter", _("kwartaal")
    YEAR = "year", _("jaar")


TIMES_A_YEAR = {ProductPeriod.MONTH: 12, ProductPeriod.QUARTER: 4, ProductPeriod.YEAR: 1}


def monthly_sum(products: Iterable[PricedQuantity]) -> Decimal | None:
    """What they cost together a month, in euros to the cent; None where none of them has a price.

    Rounded once, over all of them: twelve times this is what a year costs, but for a few cents.
    """
    yearly = [
        price * quantity * TIMES_A_YEAR[ProductPeriod(period)]
        for price, quantity, period in products
        if price is not None
    ]
    return (sum(yearly, Decimal()) / MONTHS_A_YEAR).quantize(CENT, ROUND_HALF_UP) if yearly else None


def next_renewal(first: date | None, every: int | None, day: date) -> date | None:
    """The first renewal on or after `day`; None where there is none any more.

    `every`: months from one to the next, counted from `first`, so that one of the 31st stays at the end of the month.
    """
    if first is None or first >= day:
        return first
    if not every:
        return None
    passed = (day.year - first.year) * MONTHS_A_YEAR + day.month - first.month
    times = passed // every
    found = first + relativedelta(months=times * every)
    return found if found >= day else first + relativedelta(months=(times + 1) * every)


def notice_day(renews_on: date, notice_days: int | None) -> date | None:
    """The last day on which notice can be given; None where no term was agreed."""
    return None if notice_days is None else renews_on - timedelta(days=notice_days)


def warnings_due(renews_on: date, every: int | None, day: date) -> list[int]:
    """The moments of WARN_DAYS that have come for this renewal, the earliest first. What renews every month is not told
    of two months ahead: only what is shorter than its own term."""
    left = (renews_on - day).days
    fitting = [days for days in WARN_DAYS if not every or every * DAYS_A_MONTH > days]
    return [days for days in fitting if 0 <= left <= days]
