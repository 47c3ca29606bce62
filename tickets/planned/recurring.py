"""The sweep that makes the tickets of recurring work on the morning of their day (SLA 6.1, 8.2)."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from contracts.models import RecurringWork
from contracts.planned.actions import refind
from sla.business_hours import AMSTERDAM
from tickets import actions

log = logging.getLogger(__name__)
MONTH = timedelta(days=31)


def make_due_work(now: datetime) -> int:
    """How many tickets were made. Of each work and day there is one, ever: RecurringRun's unique rows say so."""
    today = now.astimezone(AMSTERDAM).date()
    _follow_the_calendar(today, now)
    due = _due(today).order_by("next_on", "pk").values_list("pk", flat=True)
    return sum(_make(pk, today, now) for pk in list(due[:1000]))


def _follow_the_calendar(today: date, now: datetime) -> None:
    """A dated exception moves the working days after it."""
    soon = RecurringWork.objects.filter(
        is_active=True, next_on__gte=today, next_on__lte=today + MONTH, rrule__contains="BYSETPOS"
    )
    for work in soon.select_related("customer"):
        refind(work, now)


def _due(today: date):  # type: ignore[no-untyped-def]
    return RecurringWork.objects.filter(is_active=True, next_on__lte=today)


def _make(pk: int, today: date, now: datetime) -> int:
    """One transaction: the claim, the ticket and the next day. Who is busy waits for the next sweep."""
    try:
        with transaction.atomic():
            claimed = _due(today).select_for_update(of=("self",), no_key=True, skip_locked=True)
            work = claimed.select_related("customer", "contact", "clause__agreement").filter(pk=pk).first()
            return len(actions.start_recurring(work, now=now)) if work else 0
    except Exception:
        log.exception("Recurring work %s could not be made; the others go on", pk)
        return 0
