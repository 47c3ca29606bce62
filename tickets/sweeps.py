"""Periodic work over due rows. Each sweep claims its rows under a lock that others skip, and writes claim and effect in
one transaction: killed at any point it has done all or nothing, run twice at once it does everything once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from contracts.agreements.terms import Package
from contracts.models import ServiceAgreement
from infra.change_feed import passing
from sla.business_hours import AMSTERDAM
from sla.models import CalendarVersion
from tickets import actions, timeline
from tickets.approvals import reminding
from tickets.clock import clocks
from tickets.escalation import actions as escalating
from tickets.kinds import CLOCK_KINDS, Warned
from tickets.models import (
    BreachWarning,
    Escalation,
    OneTimeSecret,
    SatisfactionRequest,
    Status,
    Ticket,
    TicketClock,
    TimelineEntry,
)
from tickets.satisfaction import actions as satisfaction
from tickets.secrets import actions as secrets
from tickets.suppliers import actions as supplying
from tickets.time import hours_warning
from tickets.time.month import Month

log = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=2)  # a warning given later than this says so itself
SET_ASIDE = timedelta(minutes=15)  # until a clock that cannot be worked out is tried again


def warn_due(now: datetime) -> int:
    """Warn of every clock's thresholds that have passed; returns how many warnings were given.

    Of each clock, target and threshold there is one warning, ever: BreachWarning's unique rows say which were given.
    """
    total, more, moment = 0, True, passing(now)
    while more:
        given, more = _warn_batch(moment())
        total += given
    return total


@transaction.atomic
def _warn_batch(now: datetime) -> tuple[int, bool]:
    """How many warnings a batch of clocks gave, and whether there may be more of them."""
    batch = _claim(now)
    if not batch:
        return 0, False
    entries, warned = _timelines(batch), _warned(batch)
    warnings: list[BreachWarning] = []
    for clock in batch:
        try:
            warnings += _settle_and_warn(clock, now, entries[clock.pk], warned[clock.pk])
        except Exception:
            log.exception("The clock of #%s cannot be worked out; the others go on", clock.pk)
            clock.next_warning_at = now + SET_ASIDE
    timeline.append_locked([warning.entry for warning in warnings])
    for warning in warnings:
        warning.entry = warning.entry  # takes over the key that it has now
    BreachWarning.objects.bulk_create(warnings)
    _save_clocks(batch)
    return len(warnings), len(batch) == settings.SWEEP_BATCH


def _claim(now: datetime) -> list[TicketClock]:
    """Due clocks, locked with their tickets so that both are read as they are; who is busy waits for the next sweep.

    Before `now`, not at it: at the due moment itself work is not yet late, and the warning brings the verdict.
    """
    batch = list(
        TicketClock.objects.select_for_update(of=("self", "ticket"), no_key=True, skip_locked=True)
        .filter(next_warning_at__lt=now)
        .select_related("ticket__agreement__edition")
        .order_by("next_warning_at", "ticket_id")[: settings.SWEEP_BATCH]
    )
    named = {clock.calendar_version_id for clock in batch} | {clock.emergency_version_id for clock in batch}
    versions = CalendarVersion.objects.in_bulk(named - {None})
    for clock in batch:
        clock.calendar_version = versions[clock.calendar_version_id]
        clock.emergency_version = versions[clock.emergency_version_id] if clock.emergency_version_id else None
        clock.ticket.clock = clock
    return batch


def _settle_and_warn(
    clock: TicketClock, now: datetime, entries: list[TimelineEntry], warned: clocks.Warned
) -> list[BreachWarning]:
    """Work the clock out anew, and warn of what is due by that: what was stored only said when to look."""
    now = max(now, clock.ticket.updated_at)  # somebody may have changed it since this sweep began
    state = clocks.settle(clock.ticket, clock, now, warned=warned, entries=entries)
    priority, warnings = str(state.verdict_target.priority or ""), []
    while clock.next_warning_at and clock.next_threshold and clock.next_warning_at < now:
        warnings.append(_warning(clock, priority, now))
        warned.add((priority, clock.next_threshold))
        clock.next_threshold, clock.next_warning_at = clocks.next_warning(clock, state, warned)
    return warnings


def _warning(clock: TicketClock, priority: str, now: datetime) -> BreachWarning:
    """Unsaved, with its unsaved line for the timeline."""
    assert clock.next_warning_at and clock.next_threshold and clock.due_at
    facts = Warned(
        threshold=clock.next_threshold,
        due_at=clock.due_at,
        nature=clock.nature,
        given_late=now - clock.next_warning_at > LATE_AFTER,
    )
    return BreachWarning(
        clock=clock,
        priority=priority,
        threshold=clock.next_threshold,
        due_at=clock.due_at,
        warned_at=now,
        entry=timeline.draft(clock.ticket, facts, now=now),
    )


def _save_clocks(batch: list[TicketClock]) -> None:
    """As an insert that always conflicts: one statement for many rows, where bulk_update writes a CASE per value."""
    TicketClock.objects.bulk_create(
        batch, update_conflicts=True, unique_fields=["ticket"], update_fields=list(clocks.SETTLED)
    )


def _timelines(batch: list[TicketClock]) -> dict[int, list[TimelineEntry]]:
    found: dict[int, list[TimelineEntry]] = defaultdict(list)
    tickets = [clock.pk for clock in batch]
    for entry in TimelineEntry.objects.filter(ticket__in=tickets, kind__in=CLOCK_KINDS).order_by("at", "pk"):
        found[entry.ticket_id].append(entry)
    return found


def _warned(batch: list[TicketClock]) -> dict[int, clocks.Warned]:
    found: dict[int, clocks.Warned] = defaultdict(set)
    given = BreachWarning.objects.filter(clock__in=[clock.pk for clock in batch])
    for ticket, priority, threshold in given.values_list("clock_id", "priority", "threshold"):
        found[ticket].add((priority, threshold))
    return found


def close_due(now: datetime) -> int:
    """Close what was resolved long enough ago (SLA 7.5: the reporter hears of it)."""
    due = Ticket.objects.filter(closes_at__lte=now).order_by("closes_at").values_list("number", flat=True)
    moment = passing(now)
    return sum(_close(number, moment()) for number in list(due[:1000]))


def _close(number: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            ticket = actions.locked(Ticket(number=number))
            if ticket.status != Status.OPGELOST or ticket.closes_at is None or ticket.closes_at > now:
                return False  # somebody was first: another sweep, or the customer
            actions.close(ticket, by=None, now=now)
    except Exception:
        log.exception("#%s could not be closed; the others go on", number)
        return False
    return True


def mark_unacknowledged(now: datetime) -> int:
    """Escalations that nobody confirmed in time (SLA 12); each is said once."""
    due = Escalation.objects.filter(
        acknowledge_by__lt=now, acknowledged_at__isnull=True, late__isnull=True, ended_at__isnull=True
    )
    found = list(due.order_by("acknowledge_by")[: settings.SWEEP_BATCH])
    return sum(_one(partial(escalating.mark_unacknowledged, started, now=now), started) for started in found)


def chase_suppliers(now: datetime) -> int:
    """Suppliers to ring again today (SLA 7.10), from the opening of the day on; each day is said once."""
    due = Ticket.objects.filter(chase_on__lte=now.astimezone(AMSTERDAM).date())
    found = list(due.only("number").order_by("chase_on", "number")[: settings.SWEEP_BATCH])
    return sum(_one(partial(supplying.remind_to_chase, ticket, now=now), ticket) for ticket in found)


def remind_customers(now: datetime) -> int:
    """Customers who do not answer: reminded, told that it will be closed, and closed."""
    due = Ticket.objects.filter(remind_at__lte=now)
    found = list(due.only("number").order_by("remind_at", "number")[: settings.SWEEP_BATCH])
    return sum(_one(partial(reminding.remind, ticket, now=now), ticket) for ticket in found)


def expire_secrets(now: datetime) -> int:
    """Wipe what nobody opened in time (SLA 10)."""
    due = OneTimeSecret.objects.filter(ended_at__isnull=True, expires_at__lte=now)
    found = list(due.select_related("ticket").order_by("expires_at")[: settings.SWEEP_BATCH])
    return sum(_one(partial(secrets.expire_secret, secret, now=now), secret) for secret in found)


def ask_satisfaction(now: datetime) -> int:
    """Ask who reported what was closed how it went (SLA 11); returns how many were asked."""
    found = list(SatisfactionRequest.objects.filter(ask_at__lte=now).order_by("ask_at", "pk")[: settings.SWEEP_BATCH])
    return sum(_one(partial(satisfaction.ask_satisfaction, each, now=now), each) for each in found)


def warn_of_hours(now: datetime) -> int:
    """All-in-1 hours of this month and the last that ran out without anybody being told (SLA 6.2).

    Writing time warns at once; this finds what two who wrote at once, or a new version of an agreement, left unsaid.
    """
    day = now.astimezone(AMSTERDAM).date()
    with_hours = ServiceAgreement.objects.in_force_on(day).filter(
        hours_per_month__gt=0, lines__package=Package.ALL_IN_1, customer__is_active=True
    )
    months = (Month.of(now), Month.of(now).previous)
    return sum(
        _one(partial(hours_warning.warn_of_hours, agreement.customer, month.starts_at, now=now), agreement)
        for agreement in with_hours.select_related("customer").order_by("pk")
        for month in months
    )


def _one(act: Callable[[], int], about: object) -> int:
    """One row of a sweep: how much it did. What goes wrong with it does not stop the others."""
    try:
        return act()
    except Exception:
        log.exception("The sweep could not deal with %s; the others go on", about)
        return 0
