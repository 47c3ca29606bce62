"""What a line of time is covered by, at which tariff it is billed and for how many minutes (SLA 3.2, 6.2, 6.4, 8.2).

`tickets.time.lines` writes it on the line; what stands there holds for that moment and is not worked out again, except
for what depends on the whole job: the 2 hours of SLA 6.4 and the one hour of SLA 3.2 (`revalue`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.agreements.terms import Tariffs, Terms
from contracts.coverage.rules import VULNERABILITIES, Coverage
from contracts.models import ServiceAgreement
from contracts.time.rates import MINUTES_AN_HOUR, Rate, billed_minutes, rate_for
from sla.business_hours import BusinessHours, TooFarAway
from sla.models import Calendar
from tickets.coverage import decisions as covering
from tickets.models import Ticket, TimeEntry

BY_AGREEMENT = ("3.2", "8.1")
"""Sections under which the agreement itself says that time is billed: no estimate has to be agreed to first."""

_OWN_PACKAGE = ("5.2", "6.3")  # covered by the package of the item beside All-in-1, so not out of its hours


@dataclass(frozen=True)
class WorkLog:
    """One stretch of work, as somebody writes it down."""

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


def judge(ticket: Ticket, work: WorkLog, *, total: int, earlier: Sequence[int], now: datetime) -> Judgement:
    """What one line is worth. `total`: minutes of the whole job, this line included. `earlier`: those of each line
    before it that is billed."""
    coverage = _coverage(ticket, work, now, total)
    terms = ticket.agreement.terms if ticket.agreement else None
    if not coverage.is_billable:
        return Judgement(coverage, None, 0, draws_hours=draws_hours(terms, coverage))
    tariffs = terms.tariffs if terms else Tariffs()
    rate = rate_for(tariffs, emergency_call=ticket.emergency_call, outside_hours=work.outside_hours)
    billed = work.minutes
    if ticket.emergency_call and work.minutes:
        billed = call_shares(ticket, [*earlier, work.minutes])[-1]
    return Judgement(coverage, rate, billed, draws_hours=False)


def revalue(
    lines: Sequence[TimeEntry],
    ticket: Ticket,
    now: datetime,
    *,
    settled: TimeEntry | None = None,
    also_fixed: bool = False,
) -> list[Revalued]:
    """Which lines are worth something else now that the job is what it is. Changes nothing; reads no lines.

    Past 2 hours the whole job is meerwerk (SLA 6.4); one hour is billed once for a call (SLA 3.2). `lines` are those
    that count, in the order in which they were first written. What left for the books or was reviewed stays as it
    was, and so does `settled`, which was judged just now; `also_fixed`, after one of those was itself corrected, the
    others follow it.

    Adhoc vulnerabilities: 60, 45 and 30 minutes. The third makes it 135, so the first two become meerwerk as well.
    """
    total = sum(line.minutes for line in lines)
    earlier: list[int] = []
    changes = []
    for line in lines:
        judged = judge(ticket, WorkLog.of(line), total=total, earlier=earlier, now=now)
        is_billed = line.is_billed
        is_left = line.locked_at is not None and not also_fixed
        is_fixed = is_left or (settled is not None and line.pk == settled.pk)
        worth = (judged.coverage.is_billable, judged.billed_minutes)
        if not is_fixed and worth != (is_billed, line.billed_minutes):
            changes.append(Revalued(line, judged))
            is_billed = judged.coverage.is_billable
        if is_billed:
            earlier.append(line.minutes)
    return changes


def call_shares(ticket: Ticket, minutes: Sequence[int]) -> list[int]:
    """Of each line of an emergency call, what is billed: real time, with a minimum for the call (SLA 3.2)."""
    minimum = MINUTES_AN_HOUR
    if ticket.agreement:
        minimum = int(ticket.agreement.edition.rules.emergency.minimum / timedelta(minutes=1))
    return billed_minutes(minutes, minimum=minimum)


def depends_on_the_job(ticket: Ticket) -> bool:
    """Whether another line may change what an earlier one is worth."""
    return ticket.emergency_call or (VULNERABILITIES in ticket.features and not ticket.coverage_overridden)


def is_outside_hours(agreement: ServiceAgreement | None, started_at: datetime) -> bool:
    """Whether the work began outside the opening hours that were agreed (SLA 3.1, 8.2). What runs past five was not
    planned outside office hours; who did plan it so says so himself."""
    try:
        return not business_hours(agreement).is_open(started_at.astimezone(UTC))
    except TooFarAway:
        return False


def business_hours(agreement: ServiceAgreement | None) -> BusinessHours:
    """The ordinary opening hours of an agreement; without one those of the Supportcenter (SLA 3.1)."""
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    return calendar.current_version.business_hours


def _coverage(ticket: Ticket, work: WorkLog, now: datetime, total: int) -> Coverage:
    """What an agent decided by hand holds for the time as well."""
    if ticket.coverage_overridden and ticket.coverage:
        return ticket.coverage
    return covering.decide_for(ticket, now, on_site=work.on_site, outside_hours=work.outside_hours, minutes=total)


def draws_hours(terms: Terms | None, coverage: Coverage) -> bool:
    """SLA 6.2: what All-in-1 covers goes off its hours; what a package beside it covers does not."""
    return bool(terms and terms.is_all_in_1) and not coverage.is_billable and coverage.clause not in _OWN_PACKAGE
