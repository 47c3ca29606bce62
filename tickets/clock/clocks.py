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

from contracts.coverage.words import CoverageReason, Verdict
from contracts.models import Contact, ServiceAgreement
from infra.prepared import PreparedQuery
from sla.business_hours import BusinessHours, JoinedHours, joined_hours
from sla.clock import ClockEvent, ClockEventKind, ClockReading, ClockStatus, run_clock
from sla.edition import EditionRules, Target
from sla.models import Calendar, CalendarVersion, Edition
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency, priority
from tickets.clock.emergency import EmergencyLine, carried, line_for
from tickets.facts import Facts
from tickets.kinds import CLOCK_KINDS, Classified, Covered, Opened
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


def target_for(agreement: ServiceAgreement | None, kind: str, priority: str | None, *, has_sla: bool = True) -> Target:
    """SLA 7.7 to 7.9; where no SLA applies (SLA 5.1) nothing is promised either, see `has_sla`."""
    if agreement is None or not has_sla:
        return without_sla(priority)
    return rules_for(agreement).target(TicketKind(kind), Priority(priority) if priority else None)


def without_sla(priority: str | None) -> Target:
    """Nothing agreed, nothing promised (SLA 5.1)."""
    return Target(
        priority=Priority(priority) if priority else None,
        nature=Nature.NONE,
        budget=None,
        wording=_("Geen SLA van toepassing"),
        clause="5.1",
    )


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


def has_sla(verdict: str | None, why: str = "", *, is_guess: bool = False) -> bool:
    """Whether an SLA applies (SLA 5.1): the verdict that stands on a ticket says so, and nothing else does.

    `why` is the key of its reason; `is_guess`: what it is about was assumed by a door that cannot ask. As long as
    nobody has read such a melding, it may be about anything that was taken.
    """
    return verdict != Verdict.GEEN_SLA or (is_guess and why == CoverageReason.NO_PACKAGE_FOR_ITEM)


def is_off_channel(priority: str | None, channel: str) -> bool:
    """A Kritisch belongs on the telephone (SLA 7.9)."""
    return priority == Priority.KRITISCH and channel != Channel.PHONE


def emergency_version_for(agreement: ServiceAgreement | None, line: EmergencyLine) -> CalendarVersion | None:
    """The hours of the emergency service, for a call that it carries (SLA 3.2); they join the opening hours."""
    if not line.carries or agreement is None or agreement.emergency_calendar is None:
        return None
    return agreement.emergency_calendar.current_version


def hours_for(ticket: Ticket, clock: TicketClock, priority: str | None) -> BusinessHours:
    """On which a target counts: each priority on its own, whatever the ticket has now (SLA 3.2)."""
    agreement = ticket.agreement
    if agreement is None or clock.emergency_version_id is None or priority not in carried(agreement):
        return clock.calendar_version.business_hours
    return clock.service_hours


def ordinary_version(agreement: ServiceAgreement | None) -> CalendarVersion:
    """The customer's opening hours, as they are now."""
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    return calendar.current_version


def closing_moment(agreement: ServiceAgreement | None, resolved_at: datetime) -> datetime:
    """When a resolved ticket closes by itself: after so many working days by the ordinary opening hours."""
    return standard_hours(agreement).add(resolved_at, WORKING_DAY * settings.CLOSE_AFTER_WORKING_DAYS)


def standard_hours(agreement: ServiceAgreement | None) -> BusinessHours:
    """The ordinary opening hours, as they are now."""
    return ordinary_version(agreement).business_hours


@dataclass(frozen=True)
class Told:
    """What a timeline has said so far of which the target depends. `verdict` is None on what was taken over."""

    kind: str
    priority: str | None
    channel: str
    verdict: str | None
    why: str

    @classmethod
    def by(cls, opened: Opened) -> Told:
        verdict = opened.coverage or {}
        why = verdict.get("reason", {}).get("key", "")
        return cls(opened.kind, opened.priority, opened.channel, verdict.get("verdict"), why)

    def after(self, facts: Facts) -> Told:
        if isinstance(facts, Classified):
            return replace(self, kind=facts.kind.new, priority=facts.priority.new)
        if isinstance(facts, Covered):
            return replace(self, verdict=facts.verdict.new, why=facts.reason.new.get("key", ""))
        return self

    @property
    def is_unclassified(self) -> bool:
        return self.kind == TicketKind.INCIDENT and self.priority is None

    def target(self, agreement: ServiceAgreement | None) -> Target:
        if self.verdict is None and agreement is not None and not agreement.has_packages:
            return without_sla(self.priority)
        return self.target_by(agreement.edition.rules if agreement else None)

    def target_by(self, rules: EditionRules | None) -> Target:
        """By these rules, None without an agreement. Of what was taken over without a priority nobody has to say how
        urgent it is any more."""
        is_guess = self.is_unclassified and self.channel == Channel.EMAIL
        if rules is None or not has_sla(self.verdict, self.why, is_guess=is_guess):
            return without_sla(self.priority)
        target = rules.target(TicketKind(self.kind), Priority(self.priority) if self.priority else None)
        if target.nature == Nature.TRIAGE and self.verdict is None:
            return replace(target, nature=Nature.NONE, budget=None)
        return target


@dataclass(frozen=True)
class ClockStory:
    """What the arithmetic of sla.clock needs: the target and the hours at opening, and what happened since."""

    target: Target
    hours: BusinessHours
    events: list[ClockEvent]


def clock_story(ticket: Ticket, clock: TicketClock, entries: Iterable[TimelineEntry]) -> ClockStory:
    """From timeline entries in order."""
    told: Told | None = None
    story: ClockStory | None = None
    target: Target | None = None
    for entry in entries:
        facts = entry.facts
        if isinstance(facts, Opened):
            told = Told.by(facts)
            target = told.target(ticket.agreement)
            story = ClockStory(target, hours_for(ticket, clock, told.priority), [])
        elif told is None or story is None:
            continue
        elif facts.takes_back_end:
            story.events.pop()  # nothing can happen to it since
        elif event := facts.clock_event(entry.at):
            story.events.append(event)
        elif (told := told.after(facts)).target(ticket.agreement) != target:
            target, hours = told.target(ticket.agreement), hours_for(ticket, clock, told.priority)
            story.events.append(ClockEvent(entry.at, ClockEventKind.TARGET_CHANGED, target=target, hours=hours))
    if story is None:
        raise ValueError("A timeline begins with its opening.")
    return story


_ENTRIES = PreparedQuery(
    lambda number: TimelineEntry.objects.filter(ticket=number, kind__in=CLOCK_KINDS).order_by("at", "pk")
)


def clock_entries(ticket: Ticket) -> list[TimelineEntry]:
    return _ENTRIES.all(ticket.pk)


def read_clock(ticket: Ticket, now: datetime, entries: Iterable[TimelineEntry] | None = None) -> ClockReading:
    """The clock with its ledger as it stands at `now`; `entries` saves the query when the timeline is at hand."""
    return _run(ticket, ticket.clock, now, clock_entries(ticket) if entries is None else entries)


def _run(ticket: Ticket, clock: TicketClock, now: datetime, entries: Iterable[TimelineEntry]) -> ClockReading:
    story = clock_story(ticket, clock, [entry for entry in entries if entry.kind in CLOCK_KINDS])
    target, events = story.target, story.events
    if ticket.unsupported:
        target, events = best_effort(target), [_without_target(event) for event in events]
    return run_clock(target, ticket.opened_at, events, story.hours, now)


def best_effort(target: Target) -> Target:
    """What its maker no longer supports has no moment by which work starts (SLA 7.10)."""
    return replace(target, nature=Nature.NONE, budget=None, wording=_("Best effort"), clause="7.10")


def _without_target(event: ClockEvent) -> ClockEvent:
    return replace(event, target=best_effort(event.target)) if event.target else event


# What `settle` writes.
SETTLED = (
    "nature",
    "on_emergency_hours",
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
    state = _run(ticket, clock, now, clock_entries(ticket) if entries is None else entries)
    about = state.verdict_target
    clock.nature = about.nature
    clock.on_emergency_hours = isinstance(state.hours, JoinedHours)
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
"""Priorities and thresholds that were warned of: each target has thresholds of its own, and so has the triage (then
the priority is empty)."""


def next_warning(clock: TicketClock, state: ClockReading, warned: Warned) -> tuple[int | None, datetime | None]:
    """The lowest threshold that was not warned of, and its moment; (None, None) when nothing is left to warn of."""
    priority = state.verdict_target.priority or ""
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
    has_sla: bool = True,
) -> Preview:
    """Priority, nature, due moment and ledger as `open_ticket` would give them; without a contact of who may call.

    `has_sla`: of what the work is about (`tickets.coverage.decisions.has_sla`).
    """
    urgent = classification(kind, impact, urgency, agreement)["priority"]
    line = line_for(agreement, contact, priority=urgent, channel=channel, now=opened_at)
    hours = standard_hours(agreement)
    if service := emergency_version_for(agreement, line):
        hours = joined_hours(hours, service.business_hours)
    target = target_for(agreement, kind, urgent, has_sla=has_sla)
    state = run_clock(target, opened_at, [], hours, opened_at)
    return Preview(urgent, state, is_off_channel(urgent, channel), line)
