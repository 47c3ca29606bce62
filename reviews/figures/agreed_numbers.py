"""What was agreed beside a figure of a customer: visits a year (SLA 8.1) and small changes a month (SLA 7.7)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Customer, ServiceAgreement
from reviews.periods import Period

DAYS_A_YEAR = 365


def agreement_of(customer: Customer, period: Period) -> ServiceAgreement | None:
    """The version at the end of the period."""
    return customer.agreement_at(period.ends_at - timedelta(seconds=1))


def visits_wanted(agreement: ServiceAgreement, period: Period) -> str | None:
    """Of a year's visits what falls to a period, rounded to a tenth; None where no number was agreed."""
    if agreement.visits_per_year is None:
        return None
    tenths = round(10 * agreement.visits_per_year * period.days / DAYS_A_YEAR)
    return number_format(tenths // 10 if tenths % 10 == 0 else tenths / 10)


def agreed_beside(customer: Customer, period: Period) -> dict[str, str]:
    """By the key of a figure, in words; one query."""
    agreement = agreement_of(customer, period)
    if agreement is None:
        return {}
    found = {}
    if (wanted := visits_wanted(agreement, period)) is not None:
        facts = {"year": agreement.visits_per_year, "wanted": wanted}
        found["visits"] = _("afgesproken: %(year)s per jaar, in deze periode dus %(wanted)s") % facts
    norm = agreement.terms.fair_use
    if norm.changes_a_month is not None:
        found["fair_use"] = _("norm: hoogstens %s per maand") % norm.changes_a_month
        if period.is_whole_months and len(period.months) > 1:
            most = norm.changes_a_month * len(period.months)
            found["fair_use"] += _(", in deze periode dus %s") % most
    if norm.minutes_a_change is not None:
        words = ngettext("elk hoogstens %d minuut", "elk hoogstens %d minuten", norm.minutes_a_change)
        said = words % norm.minutes_a_change
        found["fair_use"] = f"{found['fair_use']}, {said}" if "fair_use" in found else said
    return found
