"""The account manager hears of a renewal 60 and 30 days before it, once each (SLA 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from contracts.models import CustomerEventKind, RenewalWarning
from contracts.products.queries import Renewal, renewals
from contracts.products.rules import WARN_DAYS, warnings_due
from contracts.verb import record
from sla.business_hours import AMSTERDAM


def warn_of_renewals(now: datetime) -> int:
    """Whatever has come due until now; returns how many warnings were given. Safe to run twice at once: the unique rows
    of RenewalWarning say which were given, whoever comes first."""
    today = now.astimezone(AMSTERDAM).date()
    found = renewals(today=today, until=today + timedelta(days=max(WARN_DAYS)))
    keys = [each.product.key for each in found]
    rows = RenewalWarning.objects.filter(product_key__in=keys, renews_on__gte=today)
    given = set(rows.values_list("product_key", "renews_on", "days"))
    count = 0
    for renewal in found:
        product = renewal.product
        due = warnings_due(renewal.renews_on, product.renews_every, today)
        if due and (product.key, renewal.renews_on, due[-1]) not in given:
            count += _warn(renewal, due, now)
    return count


@transaction.atomic
def _warn(renewal: Renewal, due: Sequence[int], now: datetime) -> int:
    """Of all that are due, the latest is told; what was agreed only 20 days ahead is told of once and not twice."""
    product, is_new = renewal.product, False
    for days in due:
        _row, is_new = RenewalWarning.objects.get_or_create(
            product_key=product.key,
            renews_on=renewal.renews_on,
            days=days,
            defaults={"customer": renewal.customer, "warned_at": now},
        )
    if not is_new:
        return 0
    data = {
        "product": product.name,
        "quantity": product.quantity,
        "renews_on": renewal.renews_on.isoformat(),
        "notice_on": renewal.notice_on.isoformat() if renewal.notice_on else None,
        "stops_before": renewal.stops_before.isoformat() if renewal.stops_before else None,
        "days": due[-1],
    }
    record(renewal.agreement, CustomerEventKind.RENEWAL_COMING, by=None, now=now, data=data, to_mail=True)
    return 1
