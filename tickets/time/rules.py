"""What a line of time is covered by, at which tariff it is billed and for how many minutes (SLA 3.2, 6.2, 6.4, 8.2).

`tickets.time.lines` writes it on the line; what stands there holds for that moment and is not worked out again, except
for what depends on the whole job: the 2 hours of SLA 6.4 and the one hour of SLA 3.2 (`revalue`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.agreements.terms import Tariffs
from contracts.coverage.rules import VULNERABILITIES, Coverage, CoverageFacts, decide
from contracts.models import ServiceAgreement
from contracts.time.rates import MINUTES_AN_HOUR, Rate, billed_minutes, rate_for
from contracts.time.stretches import stretches
from sla.business_hours import AMSTERDAM, BusinessHours, TooFarAway
from sla.models import Calendar
from tickets.coverage import decisions as covering
from tickets.models import Ticket, TimeEntry


@dataclass(frozen=True)
class WorkLog:
    """One stretch of work, as somebody writes it down. `outside_hours`: outside opening hours, on a call (SLA 3.2) or
    because it was planned so and agreed (SLA 8.2); not what the clock on the wall says of other work."""

    started_at: datetime
    minutes: int
    activity: str
    on_site: bool
    outside_hours: bool
    note: str

    @classmethod
    def of(cls, line: TimeEntry) -> WorkLog:
        return cls(**{each.name: getattr(line, each.name) for each in fields(cls)})


@dataclass(frozen=True)
class Judgement:
    """`rate` is None for what is not billed."""

    coverage: Coverage
    rate: Rate | None
    billed_minutes: int
    draws_hours: bool

    @property
    def worth(self) -> tuple[object, ...]:
        return self.coverage.verdict, self.coverage.clause, self.coverage.because, self.billed_minutes

    @property
    def fields(self) -> dict[str, Any]:
        """Those of a TimeEntry."""
        return {
            "verdict": self.coverage.verdict,
            "clause": self.coverage.clause,
            "reason": self.coverage.because,
            "rate_kind": self.rate.kind if self.rate else "",
            "rate": self.rate.euros_an_hour if self.rate else None,
            "billed_minutes": self.billed_minutes,
            "draws_hours": self.draws_hours,
        }


@dataclass(frozen=True)
class Revalued:
    line: TimeEntry
    judged: Judgement


@dataclass(frozen=True)
class JobLine:
    """A line of the whole job. `stands`: what it is worth was decided before and stays so."""

    work: WorkLog
    stands: TimeEntry | None = None

    def is_call(self, ticket: Ticket, coverage: Coverage) -> bool:
        """Within the hour that a call to the emergency line costs at least: outside opening hours (SLA 3.2)."""
        billed = self.stands.is_billed if self.stands else coverage.is_billable
        return ticket.emergency_call and self.work.outside_hours and billed and self.work.minutes > 0


def judge_job(ticket: Ticket, lines: Sequence[JobLine], now: datetime) -> list[Judgement]:
    """What each line is worth, in order; of one that stands only the coverage is decided anew, and means nothing.

    The 2 hours of SLA 6.4 are those of all lines together, and so is the one hour of SLA 3.2.
    """
    facts = covering.facts_of(ticket, now, minutes=sum(line.work.minutes for line in lines))
    covered = [_coverage(ticket, line.work, facts) for line in lines]
    calls = [index for index, line in enumerate(lines) if line.is_call(ticket, covered[index])]
    shares = _call_shares(ticket, [lines[index] for index in calls])
    billed = dict(zip(calls, shares, strict=True))
    rates = _Rates(ticket)
    return [
        Judgement(each, rates.of(line.work), billed.get(index, line.work.minutes), draws_hours=False)
        if each.is_billable
        else Judgement(each, None, 0, draws_hours=each.draws_hours)
        for index, (line, each) in enumerate(zip(lines, covered, strict=True))
    ]


def job_of(ticket: Ticket, lines: Iterable[TimeEntry]) -> list[JobLine]:
    """Lines that were written: what stands of them is what left or was reviewed, and all that no other line changes."""
    is_one = depends_on_the_job(ticket)
    return [JobLine(WorkLog.of(line), None if is_one and line.locked_at is None else line) for line in lines]


def revalue(
    lines: Sequence[TimeEntry],
    ticket: Ticket,
    now: datetime,
    *,
    settled: Collection[int] = (),
    also_fixed: bool = False,
) -> list[Revalued]:
    """Which lines are worth something else now that the job is what it is. Changes nothing; reads no lines.

    Past 2 hours the whole job is meerwerk (SLA 6.4); one hour is billed once for a call (SLA 3.2). `lines` are those
    that count, in the order in which they were first written. What left for the books or was reviewed stays as it
    was, and so do the keys of `settled`, which were judged just now; `also_fixed`, after one of those that had left was
    itself corrected, the others follow it.

    Adhoc vulnerabilities: 60, 45 and 30 minutes. The third makes it 135, so the first two become meerwerk as well.
    """
    job = [
        JobLine(WorkLog.of(line), line if line.pk in settled or (line.locked_at and not also_fixed) else None)
        for line in lines
    ]
    judged = judge_job(ticket, job, now)
    return [
        Revalued(line, each)
        for line, of_job, each in zip(lines, job, judged, strict=True)
        if of_job.stands is None and each.worth != _worth(line)
    ]


def _worth(line: TimeEntry) -> tuple[object, ...]:
    return line.verdict, line.clause, line.reason, line.billed_minutes


def _call_shares(ticket: Ticket, lines: Sequence[JobLine]) -> list[int]:
    """Of each line of an emergency call, what is billed: real time, with a minimum for the call (SLA 3.2)."""
    fixed = [line.stands.billed_minutes if line.stands else None for line in lines]
    return billed_minutes([line.work.minutes for line in lines], minimum=call_minimum(ticket), fixed=fixed)


def call_minimum(ticket: Ticket) -> int:
    if ticket.agreement is None:
        return MINUTES_AN_HOUR
    return int(ticket.agreement.edition.rules.emergency.minimum / timedelta(minutes=1))


def call_shares(ticket: Ticket, minutes: Sequence[int]) -> list[int]:
    """The same, of minutes alone."""
    return billed_minutes(minutes, minimum=call_minimum(ticket))


class _Rates:
    """Tariffs of the version in force on the day of the work ("het geldende uurtarief", SLA 6.4); the verdict is that
    of the ticket's own version. One query a day of work."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.by_day: dict[date, Tariffs] = {}

    def of(self, work: WorkLog) -> Rate:
        day = work.started_at.astimezone(AMSTERDAM).date()
        if day not in self.by_day:
            self.by_day[day] = tariffs_at(self.ticket, work.started_at)
        is_call = self.ticket.emergency_call and work.outside_hours
        return rate_for(self.by_day[day], emergency_call=is_call, outside_hours=work.outside_hours)


def tariffs_at(ticket: Ticket, moment: datetime) -> Tariffs:
    """Those of the ticket's own version where none is in force on that day."""
    version = ticket.customer.agreement_at(moment) or ticket.agreement
    return version.tariffs if version else Tariffs()


def depends_on_the_job(ticket: Ticket) -> bool:
    """Whether another line may change what an earlier one is worth."""
    return ticket.emergency_call or (VULNERABILITIES in ticket.features and not ticket.coverage_overridden)


def is_outside_hours(agreement: ServiceAgreement | None, moment: datetime) -> bool:
    """Whether a moment lies outside the opening hours that were agreed (SLA 3.1, 8.2)."""
    try:
        return not business_hours(agreement).is_open(moment.astimezone(UTC))
    except TooFarAway:
        return False


def split(ticket: Ticket, work: WorkLog, *, counts_outside: bool) -> list[WorkLog]:
    """The work in its parts, which follow on each other and add up to it: at the border of opening hours where what
    lies outside has a rate of its own (SLA 3.2, 8.2), and at a midnight after which other tariffs hold (SLA 6.4). Each
    part is a line of its own, so that export, Serviceportaal, REST and correction have nothing to know about parts.

    `counts_outside`: what lies outside is of the call, or was planned so and agreed. Else the clock on the wall means
    nothing, and the work stays in one piece.
    """
    if not counts_outside or not work.minutes:
        return _by_day(ticket, replace(work, outside_hours=False))
    parts = stretches(business_hours(ticket.agreement), work.started_at, work.minutes)
    pieces = (
        replace(work, started_at=part.started_at, minutes=part.minutes, outside_hours=part.outside) for part in parts
    )
    return [day for piece in pieces for day in _by_day(ticket, piece)]


def _by_day(ticket: Ticket, work: WorkLog) -> list[WorkLog]:
    """Work over midnight in one piece, or in two where the tariffs of the next day are others: the rate is that of the
    day of the work."""
    day = work.started_at.astimezone(AMSTERDAM).date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM).astimezone(UTC)
    before = round((midnight - work.started_at) / timedelta(minutes=1))
    if not 0 < before < work.minutes or tariffs_at(ticket, work.started_at) == tariffs_at(ticket, midnight):
        return [work]
    after = replace(work, started_at=midnight, minutes=work.minutes - before)
    return [replace(work, minutes=before), *_by_day(ticket, after)]


def coverage_before(ticket: Ticket, work: WorkLog, now: datetime) -> Coverage:
    """What this work is covered by as it begins: as far as the job had come without it (SLA 6.4)."""
    return _coverage(ticket, work, covering.facts_of(ticket, now))


def business_hours(agreement: ServiceAgreement | None) -> BusinessHours:
    """The ordinary opening hours of an agreement; without one those of the Supportcenter (SLA 3.1)."""
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    return calendar.current_version.business_hours


def _coverage(ticket: Ticket, work: WorkLog, facts: CoverageFacts) -> Coverage:
    """What an agent decided by hand holds for the time as well. What is done in opening hours on a call is judged as
    any other work (SLA 3.2)."""
    if ticket.coverage_overridden and ticket.coverage:
        return ticket.coverage
    is_call = ticket.emergency_call and work.outside_hours
    return decide(
        covering.terms_of(ticket.agreement),
        replace(
            facts,
            on_site=work.on_site,
            emergency_call=is_call,
            outside_hours=work.outside_hours and not is_call,
        ),
    )
