"""Periodic work over due rows. Each sweep claims its rows under a lock that others skip, and writes claim and effect in
one transaction: killed at any point it has done all or nothing, run twice at once it does everything once.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from tickets import actions, clocks
from tickets.models import (
    CLOCK_KINDS,
    BreachWarning,
    Consumer,
    EntryKind,
    OutboxItem,
    Status,
    Ticket,
    TicketClock,
    TimelineEntry,
)
from tickets.tasks import nudge_outbox

BATCH = 200
LATE_AFTER = timedelta(minutes=2)  # a warning given later than this says so itself


def warn_due(now: datetime) -> int:
    """Warn of every clock whose next threshold has passed; returns how many warnings were given."""
    total = 0
    while batch := _warn_batch(now):
        total += batch
    return total


@transaction.atomic
def _warn_batch(now: datetime) -> int:
    claimed = TicketClock.objects.select_for_update(no_key=True, skip_locked=True).filter(next_warning_at__lt=now)
    numbers = [clock.pk for clock in claimed.order_by("next_warning_at", "ticket_id")[:BATCH]]
    if not numbers:
        return 0
    # Read again, now that they are ours: a joined lock would show the tickets as they were before it.
    batch = list(
        TicketClock.objects.filter(pk__in=numbers)
        .select_related("calendar_version", "ticket__agreement__edition")
        .order_by("next_warning_at", "ticket_id")
    )
    entries = _timelines(batch)
    warned = _thresholds_warned(batch)
    lines, warnings = [], []
    for clock in batch:
        ticket = clock.ticket
        ticket.clock = clock
        line, warning = _warning(ticket, clock, now)
        if clock.next_threshold not in warned[clock.pk]:
            lines.append(line)
            warnings.append(warning)
            warned[clock.pk].add(warning.threshold)
        clocks.settle(ticket, clock, now, warned=warned[clock.pk], entries=entries[clock.pk])
    TimelineEntry.objects.bulk_create(lines)
    for line, warning in zip(lines, warnings, strict=True):
        warning.entry = line
    BreachWarning.objects.bulk_create(warnings)
    OutboxItem.objects.bulk_create([OutboxItem(entry=line, consumer=Consumer.MAIL) for line in lines])
    TicketClock.objects.bulk_update(batch, _SETTLED)
    transaction.on_commit(nudge_outbox)
    return len(batch)


_SETTLED = [
    "nature",
    "budget_seconds",
    "used_seconds",
    "work_started_at",
    "state",
    "is_open",
    "due_at",
    "late",
    "verdict_at",
    "queue_rank",
    "queue_at",
    "next_threshold",
    "next_warning_at",
]


def _timelines(batch: list[TicketClock]) -> dict[int, list[TimelineEntry]]:
    found: dict[int, list[TimelineEntry]] = defaultdict(list)
    kinds = [EntryKind.OPENED, *CLOCK_KINDS]
    for entry in TimelineEntry.objects.filter(ticket__in=[c.pk for c in batch], kind__in=kinds).order_by("at", "pk"):
        found[entry.ticket_id].append(entry)
    return found


def _thresholds_warned(batch: list[TicketClock]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    priorities = {clock.pk: clock.ticket.priority for clock in batch}
    for warning in BreachWarning.objects.filter(clock__in=batch):
        if warning.priority == priorities[warning.clock_id]:
            found[warning.clock_id].add(warning.threshold)
    return found


def _warning(ticket: Ticket, clock: TicketClock, now: datetime) -> tuple[TimelineEntry, BreachWarning]:
    assert clock.next_warning_at and clock.next_threshold and clock.due_at and ticket.priority
    data = {
        "threshold": clock.next_threshold,
        "due_at": clock.due_at.isoformat(),
        "nature": clock.nature,
        "given_late": now - clock.next_warning_at > LATE_AFTER,
    }
    line = TimelineEntry(ticket=ticket, kind=EntryKind.WARNED, at=now, is_public=False, data=data)
    warning = BreachWarning(
        clock=clock,
        priority=ticket.priority,
        threshold=clock.next_threshold,
        due_at=clock.due_at,
        warned_at=now,
    )
    return line, warning


def close_due(now: datetime) -> int:
    """Close what was resolved long enough ago (SLA 7.5: the reporter hears of it)."""
    closed = 0
    due = Ticket.objects.filter(closes_at__lte=now).order_by("closes_at").values_list("number", flat=True)
    for number in due[:1000]:
        with transaction.atomic():
            ticket = actions.locked(Ticket(number=number))
            if ticket.status == Status.OPGELOST and ticket.closes_at and ticket.closes_at <= now:
                actions.close(ticket, by=None, now=now)
                closed += 1
    return closed
