"""The account manager hears of it when a month's All-in-1 hours run out (SLA 6.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contracts.models import Customer, CustomerEvent, CustomerEventKind
from contracts.time.meters import thresholds_reached
from infra.nudges import nudge_outbox
from tickets.models import HoursWarning
from tickets.time import month as hours
from tickets.time.month import Month


@transaction.atomic
def warn_of_hours(customer: Customer, moment: datetime, *, now: datetime) -> int:
    """Warn of every threshold that the month of `moment` has come to; returns how many warnings were given.

    Of each agreement, month and threshold there is one warning, ever: the unique rows of HoursWarning say which were
    given, whoever comes first.
    """
    month = Month.of(moment)
    agreement = hours.agreement_in(customer, month, now)
    reading = hours.read_meter(customer, agreement, month, now)
    if agreement is None or not reading.agreed:
        return 0
    given = 0
    for threshold in thresholds_reached(reading):
        _warning, is_new = HoursWarning.objects.get_or_create(
            agreement=agreement, month=month.first, threshold=threshold, defaults={"warned_at": now}
        )
        if not is_new:
            continue
        given += 1
        CustomerEvent.objects.create(
            customer=customer,
            agreement=agreement,
            kind=CustomerEventKind.HOURS_REACHED,
            at=now,
            data={
                "month": month.first.isoformat(),
                "threshold": threshold,
                "used": reading.used,
                "agreed": reading.agreed,
                "percentage": reading.percentage,
            },
            to_mail=True,
        )
    if given:
        transaction.on_commit(nudge_outbox)
    return given
