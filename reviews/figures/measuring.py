"""From a melding with its clock and its timeline to what the figures count of it. Asks the database nothing.

A melding that was resolved on Monday, reopened on Tuesday and resolved again on Thursday was open twice:

    opened Mon -> resolved Mon, reopened Tue -> resolved Thu

and counts as one in, one reopened and two solved, so that what was open + in + reopened = solved + what is open. What
was reopened by a thank-you was not reopened; what was merged and taken apart again never ended.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from reviews.models import OpenSpan, SpanEnd, SpanStart, TicketRecord
from reviews.periods import day_of
from sla.business_hours import BusinessHours
from sla.clock import ClockReading, Party
from sla.priority import TicketKind
from tickets.clock.clocks import read_clock
from tickets.facts import Facts
from tickets.kinds import Classified, Opened, Reopened, Thanked, Waiting
from tickets.models import OPEN_STATUSES, EntryKind, Status, Ticket, TicketClock, TimelineEntry

_MINUTE = timedelta(minutes=1)
_ENDS = {Status.OPGELOST: SpanEnd.RESOLVED, Status.GESLOTEN: SpanEnd.CLOSED, Status.GEANNULEERD: SpanEnd.CANCELLED}
_ANSWERS = (EntryKind.REPLY, EntryKind.WAITING, EntryKind.PLANNED, EntryKind.RESOLVED)


@dataclass(frozen=True)
class _Span:
    start: SpanStart
    started_at: datetime
    end: SpanEnd | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Measured:
    """Unsaved rows."""

    record: TicketRecord
    spans: list[OpenSpan]


@dataclass(frozen=True)
class Known:
    """What all meldingen share: keys of the people of 1do, and of suppliers by their name."""

    house: Collection[int]
    suppliers: Mapping[str, int]


def measure(
    ticket: Ticket, clock: TicketClock, entries: Sequence[TimelineEntry], known: Known, now: datetime
) -> Measured:
    """`entries`: the whole timeline, in order."""
    hours = clock.calendar_version.business_hours
    spans = _spans(ticket, entries)
    ended_at = spans[-1].ended_at
    reading = read_clock(ticket, now, entries)
    answered_at = _first_answer(entries, known.house)
    unclassified = _came_unclassified(ticket, entries)
    classified_at = _classified_at(entries, ended_at) if unclassified else None
    record = TicketRecord(
        ticket=ticket,
        version=ticket.version,
        customer_id=ticket.customer_id,
        team_id=ticket.team_id,
        assignee_id=ticket.assignee_id,
        supplier_id=ticket.supplier_id or _last_supplier(entries, known.suppliers),
        kind=ticket.kind,
        channel=ticket.channel,
        priority=ticket.priority or "",
        service=ticket.service,
        item_type=ticket.item_type,
        coverage=ticket.coverage_verdict,
        taken_over=ticket.is_taken_over,
        merged=ticket.is_merged,
        off_channel=ticket.off_channel,
        emergency_call=ticket.emergency_call,
        under_mandate=ticket.under_mandate,
        nature=clock.nature,
        judged=reading.verdict_target.priority or "",
        late=clock.late,
        opened_on=day_of(ticket.opened_at),
        ended_on=_day(ended_at),
        verdict_on=_day(clock.verdict_at),
        started_on=_day(clock.work_started_at),
        answered_on=_day(answered_at),
        classified_on=_day(classified_at),
        lead_minutes=_lead(clock),
        answer_minutes=_minutes(hours, ticket.opened_at, answered_at),
        triage_minutes=_minutes(hours, ticket.opened_at, classified_at),
        unclassified=unclassified,
        **_by_party(reading, ended_at),
    )
    return Measured(record, [_row(record, span) for span in spans])


def _row(record: TicketRecord, span: _Span) -> OpenSpan:
    return OpenSpan(
        record=record,
        start=span.start,
        started_on=day_of(span.started_at),
        end=span.end or "",
        ended_on=_day(span.ended_at),
    )


def _spans(ticket: Ticket, entries: Sequence[TimelineEntry]) -> list[_Span]:
    spans = [_Span(SpanStart.OPENED, ticket.opened_at)]
    for entry in entries:
        facts = entry.facts
        change = facts.status
        if change is None or isinstance(facts, Opened):
            continue
        was_open, is_open = spans[-1].end is None, change.new in OPEN_STATUSES
        if was_open and not is_open and (end := _ENDS.get(Status(change.new))):
            if isinstance(facts, Thanked) and len(spans) > 1:
                spans.pop()
            else:
                spans[-1] = replace(spans[-1], end=end, ended_at=_not_before(spans[-1].started_at, entry.at))
        elif not was_open and is_open and facts.takes_back_end:
            spans[-1] = replace(spans[-1], end=None, ended_at=None)
        elif not was_open and is_open:
            at = facts.since or entry.at if isinstance(facts, Reopened) else entry.at
            spans.append(_Span(SpanStart.REOPENED, _not_before(spans[-1].ended_at or at, at)))
    return spans


def _not_before(first: datetime, at: datetime) -> datetime:
    return max(first, at)


def _first_answer(entries: Sequence[TimelineEntry], house: Collection[int]) -> datetime | None:
    """What somebody of 1do first said to the customer, whatever else it did."""
    answers = (e.at for e in entries if e.kind in _ANSWERS and e.is_public and e.by_id in house)
    return next(answers, None)


def _last_supplier(entries: Sequence[TimelineEntry], suppliers: Mapping[str, int]) -> int | None:
    """For whom it waited last; the melding itself forgets him when it goes on."""
    waits = (e.facts for e in reversed(entries) if e.kind == EntryKind.WAITING)
    named = (facts.supplier for facts in waits if isinstance(facts, Waiting) and facts.supplier)
    return suppliers.get(next(named, ""))


def _came_unclassified(ticket: Ticket, entries: Sequence[TimelineEntry]) -> bool:
    """By a door that cannot ask (SLA 9)."""
    opened: Facts | None = next((e.facts for e in entries if e.kind == EntryKind.OPENED), None)
    if not isinstance(opened, Opened) or ticket.is_taken_over:
        return False
    return opened.kind == TicketKind.INCIDENT and opened.priority is None


def _classified_at(entries: Sequence[TimelineEntry], ended_at: datetime | None) -> datetime | None:
    for entry in entries:
        facts = entry.facts
        if isinstance(facts, Classified) and (facts.priority.new or facts.kind.new != TicketKind.INCIDENT):
            return entry.at
    return ended_at


def _lead(clock: TicketClock) -> int | None:
    """Working minutes from the moment by which work had to start until it did; before it they are below nought."""
    started, due = clock.work_started_at, clock.due_at
    if started is None or due is None or clock.late is None:
        return None
    if started >= due:
        return clock.hours.between(due, started) // _MINUTE
    return -(clock.hours.between(started, due) // _MINUTE)


def _by_party(reading: ClockReading, ended_at: datetime | None) -> dict[str, int]:
    """Whose time it was (SLA 7.10), of what has ended."""
    if ended_at is None:
        return {}
    named = {Party.HOUSE: "house_minutes", Party.CUSTOMER: "customer_minutes", Party.SUPPLIER: "supplier_minutes"}
    return {name: reading.by_party[party] // _MINUTE for party, name in named.items()}


def _minutes(hours: BusinessHours, since: datetime, until: datetime | None) -> int | None:
    return None if until is None else hours.between(since, until) // _MINUTE


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
