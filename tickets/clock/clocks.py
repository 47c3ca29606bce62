"""From a ticket's timeline to the state of its clock.

The arithmetic is sla.clock's; this module reads the timeline as clock events, chooses the calendar and the target,
and keeps the narrow TicketClock row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from contracts.models import Contact, ServiceAgreement
from infra.prepared import PreparedQuery
from sla.business_hours import BusinessHours
from sla.clock import ClockEvent, ClockEventKind, ClockReading, ClockStatus, run_clock
from sla.edition import EditionRules, Target
from sla.models import Calendar, CalendarVersion, Edition
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency, priority
from tickets.clock.emergency import EmergencyLine, line_for
from tickets.kinds import CLOCK_KINDS, Classified, Opened
from tickets.models import (
    Channel,
    ClockState,
    QueueRank,
    Ticket,
    TicketClock,
    TimelineEntry,
)

WORKING_DAY = timedelta(hours=9)  # "1 dag" of SLA 7.9


def rules_for(agreement: ServiceAgreement | None) -> EditionRules:
    """The edition that the agreement names, else the newest: words and matrix are the same for all."""
    edition = agreement.edition if agreement else Edition.objects.order_by("-loaded_at", "-pk").first()
    if edition is None:
        raise RuntimeError("No SLA edition is loaded; run `manage.py load_edition`.")
    return edition.rules


def target_for(agreement: ServiceAgreement | None, kind: str, priority: str | None) -> Target:
    """SLA 7.7 to 7.9; without an agreement no SLA applies (SLA 5.1)."""
    if agreement is None:
        return Target(
            priority=Priority(priority) if priority else None,
            nature=Nature.NONE,
            budget=None,
            wording=_("Geen SLA van toepassing"),
            clause="5.1",
        )
    return rules_for(agreement).target(TicketKind(kind), Priority(priority) if priority else None)


def classification(
    kind: str, impact: int | None, urgency: str | None, agreement: ServiceAgreement | None
) -> dict[str, Any]:
    """kind, impact, urgency and priority that belong together: only an incident has the last three (SLA 7.7 to 7.9)."""
    if kind != TicketKind.INCIDENT:
        impact, urgency = None, None
    urgent = priority(
        TicketKind(kind),
        Impact(impact) if impact else None,
        Urgency(urgency) if urgency else None,
        rules_for(agreement),
    )
    return {"kind": kind, "impact": impact, "urgency": urgency, "priority": urgent}


def is_unclassified(ticket: Ticket) -> bool:
    """An incident by a door that cannot ask (e-mail, monitoring): somebody has to classify it (SLA 9)."""
    return ticket.kind == TicketKind.INCIDENT and ticket.priority is None and not ticket.is_taken_over


def is_off_channel(priority: str | None, channel: str) -> bool:
    """A Kritisch belongs on the telephone (SLA 7.9)."""
    return priority == Priority.KRITISCH and channel != Channel.PHONE


def calendar_version_for(
    agreement: ServiceAgreement | None, line: EmergencyLine, *, priority: str | None, now: datetime
) -> CalendarVersion:
    """The customer's opening hours; a call that the emergency service carries may run on its hours (SLA 3.2).

    Of the two the one by which work starts first: calling at 16:50 may not be worse than calling at 17:10.
    """
    standard = _standard_version(agreement)
    budget = target_for(agreement, TicketKind.INCIDENT, priority).budget
    if not line.carries or agreement is None or agreement.emergency_calendar is None or budget is None:
        return standard
    emergency = agreement.emergency_calendar.current_version
    return min(standard, emergency, key=lambda version: version.business_hours.add(now, budget))


def _standard_version(agreement: ServiceAgreement | None) -> CalendarVersion:
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    return calendar.current_version


def closing_moment(agreement: ServiceAgreement | None, resolved_at: datetime) -> datetime:
    """When a resolved ticket closes by itself: after so many working days by the ordinary opening hours."""
    return standard_hours(agreement).add(resolved_at, WORKING_DAY * settings.CLOSE_AFTER_WORKING_DAYS)


def standard_hours(agreement: ServiceAgreement | None) -> BusinessHours:
    """The ordinary opening hours, as they are now."""
    return _standard_version(agreement).business_hours


def clock_events(
    agreement: ServiceAgreement | None, entries: Iterable[TimelineEntry]
) -> tuple[Target, list[ClockEvent]]:
    """The target at opening and the clock's events, from timeline entries in order."""
    target: Target | None = None
    events: list[ClockEvent] = []
    for entry in entries:
        facts = entry.facts
        if isinstance(facts, Opened):
            target = target_for(agreement, facts.kind, facts.priority)
        elif isinstance(facts, Classified):
            changed = target_for(agreement, facts.kind.new, facts.priority.new)
            events.append(ClockEvent(entry.at, ClockEventKind.TARGET_CHANGED, target=changed))
        elif event := facts.clock_event(entry.at):
            events.append(event)
    if target is None:
        raise ValueError("A timeline begins with its opening.")
    return target, events


_ENTRIES = PreparedQuery(
    lambda number: TimelineEntry.objects.filter(ticket=number, kind__in=CLOCK_KINDS).order_by("at", "pk")
)


def clock_entries(ticket: Ticket) -> list[TimelineEntry]:
    return _ENTRIES.all(ticket.pk)


def read_clock(ticket: Ticket, now: datetime, entries: Iterable[TimelineEntry] | None = None) -> ClockReading:
    """The clock with its ledger as it stands at `now`; `entries` saves the query when the timeline is at hand."""
    hours = ticket.clock.calendar_version.business_hours
    return _run(ticket, hours, now, clock_entries(ticket) if entries is None else entries)


def _run(ticket: Ticket, hours: BusinessHours, now: datetime, entries: Iterable[TimelineEntry]) -> ClockReading:
    relevant = [entry for entry in entries if entry.kind in CLOCK_KINDS]
    target, events = clock_events(ticket.agreement, relevant)
    if ticket.unsupported:
        target, events = best_effort(target), [_without_target(event) for event in events]
    return run_clock(target, ticket.opened_at, events, hours, now)


def best_effort(target: Target) -> Target:
    """What its maker no longer supports has no moment by which work starts (SLA 7.10)."""
    return replace(target, nature=Nature.NONE, budget=None, wording=_("Best effort"), clause="7.10")


def _without_target(event: ClockEvent) -> ClockEvent:
    return replace(event, target=best_effort(event.target)) if event.target else event


# What `settle` writes.
SETTLED = (
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
)


def settle(
    ticket: Ticket,
    clock: TicketClock,
    now: datetime,
    *,
    warned: Warned,
    entries: Iterable[TimelineEntry] | None = None,
) -> ClockReading:
    """Write into `clock` (unsaved) what follows from the timeline; `warned` is what was already warned of.

    Once a verdict has fallen, target and budget stay those that it was about: a broken promise does not become less
    by a lower priority afterwards.
    """
    hours = clock.calendar_version.business_hours
    state = _run(ticket, hours, now, clock_entries(ticket) if entries is None else entries)
    about = state.verdict_target
    clock.nature = about.nature
    clock.budget_seconds = int(about.budget.total_seconds()) if about.budget else None
    clock.used_seconds = int(state.used.total_seconds())
    clock.work_started_at = state.work_started_at
    clock.state = _STATES[state.status]
    clock.is_open = ticket.is_open
    if clock.late is None:  # a verdict that has fallen is never recomputed
        clock.due_at = state.due_at
        clock.late, clock.verdict_at = state.late, state.verdict_at
    elif clock.state in (ClockState.RUNNING, ClockState.PAUSED, ClockState.MET, ClockState.LATE):
        clock.state = ClockState.LATE if clock.late else ClockState.MET
    clock.queue_rank, clock.queue_at = _place_in_queue(ticket, clock, state.target.nature)
    clock.next_threshold, clock.next_warning_at = next_warning(clock, state, warned)
    return state


_STATES = {
    ClockStatus.RUNNING: ClockState.RUNNING,
    ClockStatus.PAUSED: ClockState.PAUSED,
    ClockStatus.MET: ClockState.MET,
    ClockStatus.LATE: ClockState.LATE,
    ClockStatus.STOPPED: ClockState.STOPPED,
    ClockStatus.NONE: ClockState.NONE,
}


def _place_in_queue(ticket: Ticket, clock: TicketClock, nature: str) -> tuple[int, datetime]:
    """Promise before aim before none; within each what must still be begun, by its moment; then order of arrival.

    `nature` is that of the target now in force, which may be heavier than the one that the verdict was about.
    """
    if is_unclassified(ticket) and clock.is_open:
        return QueueRank.PROMISE_RUNNING, ticket.opened_at  # until somebody has read it, it may be anything
    natures = {clock.nature, nature}
    if natures == {Nature.NONE}:
        return QueueRank.NO_TARGET, ticket.opened_at
    must_begin = clock.work_started_at is None and ticket.waiting_on is None and clock.due_at is not None
    promise = Nature.PROMISE in natures
    if must_begin:
        return (QueueRank.PROMISE_RUNNING if promise else QueueRank.AIM_RUNNING), clock.due_at or ticket.opened_at
    return (QueueRank.PROMISE_WAITING if promise else QueueRank.AIM_WAITING), ticket.opened_at


Warned = set[tuple[str, int]]
"""Priorities and thresholds that were warned of: each target has thresholds of its own."""


def next_warning(clock: TicketClock, state: ClockReading, warned: Warned) -> tuple[int | None, datetime | None]:
    """The lowest threshold that was not warned of, and its moment; (None, None) when nothing is left to warn of."""
    priority = state.verdict_target.priority
    if not clock.is_open or clock.work_started_at or state.status not in (ClockStatus.RUNNING, ClockStatus.LATE):
        return None, None
    for threshold in sorted(settings.WARNING_THRESHOLDS):
        moment = state.moment(threshold / 100)
        if moment is not None and (priority, threshold) not in warned:
            return threshold, moment
    return None, None


@dataclass(frozen=True)
class Preview:
    """What a melding would get, before it is one."""

    priority: Priority | None
    state: ClockReading
    off_channel: bool
    calendar_version: CalendarVersion
    line: EmergencyLine


def preview(
    agreement: ServiceAgreement | None,
    *,
    contact: Contact | None = None,
    kind: str,
    impact: int | None,
    urgency: str | None,
    channel: str,
    opened_at: datetime,
) -> Preview:
    """Priority, nature, due moment and ledger as `open_ticket` would give them; without a contact of who may call."""
    urgent = classification(kind, impact, urgency, agreement)["priority"]
    line = line_for(agreement, contact, priority=urgent, channel=channel, now=opened_at)
    version = calendar_version_for(agreement, line, priority=urgent, now=opened_at)
    state = run_clock(target_for(agreement, kind, urgent), opened_at, [], version.business_hours, opened_at)
    return Preview(urgent, state, is_off_channel(urgent, channel), version, line)
