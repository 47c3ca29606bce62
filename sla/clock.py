"""The clock of a ticket: by when work starts, and whether it did (SLA 7.9). Pure.

Paused time is taken in working time and a paused clock cannot breach. Late means begun after the due moment by the
wall clock. The first verdict is final: it is not worked out again for a later priority, pause or reopening, and once
it has fallen `due_at` is the due moment that it was about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sla.business_hours import AMSTERDAM, BusinessHours
from sla.edition import Target
from sla.events import ClockEvent, ClockEventKind, Party, Stretch
from sla.ledger import LedgerKind, LedgerLine, ledger_lines, ledger_text

__all__ = [
    "ClockEvent",
    "ClockEventKind",
    "ClockReading",
    "ClockStatus",
    "LedgerKind",
    "LedgerLine",
    "Party",
    "ClockVerdict",
    "ledger_text",
    "run_clock",
]

_NOTHING = timedelta()


class ClockStatus(TextChoices):
    """LATE is a breach under a promise and "streven niet gehaald" under an aim."""

    RUNNING = "running", _("loopt")
    PAUSED = "paused", _("gepauzeerd")
    MET = "met", _("op tijd")
    LATE = "late", _("te laat")
    STOPPED = "stopped", _("gestopt")
    NONE = "none", _("geen afspraak")


@dataclass(frozen=True)
class ClockVerdict:
    """`at` is when it fell: the due moment that passed, the start of work, or the change that made it so."""

    late: bool
    at: datetime
    due_at: datetime
    target: Target
    hours: BusinessHours


@dataclass(frozen=True)
class ClockReading:
    target: Target
    """The one in force."""
    status: ClockStatus
    due_at: datetime | None
    """None without a budget, while paused before it, and when stopped without a verdict."""
    used: timedelta
    """1do's working time until work started, or until now."""
    left: timedelta | None
    """Zero when late; None where `due_at` can never come."""
    overrun: timedelta
    """1do's working time past the due moment; zero is possible for a late start in the night."""
    work_started_at: datetime | None
    verdict: ClockVerdict | None
    by_party: dict[Party, timedelta]
    """Working time from opening until now; time in resolved or stopped counts for nobody."""
    opened_at: datetime
    hours: BusinessHours = field(repr=False)
    counted: tuple[Stretch, ...] = field(repr=False)
    """Who had the ticket until work started; the ledger and `moment` are about these."""

    @property
    def late(self) -> bool | None:
        return self.verdict.late if self.verdict else None

    @property
    def verdict_at(self) -> datetime | None:
        return self.verdict.at if self.verdict else None

    @property
    def verdict_target(self) -> Target:
        """The target that the verdict is about: not the one in force if that was changed afterwards."""
        return self.verdict.target if self.verdict else self.target

    def moment(self, fraction: float) -> datetime | None:
        """When that part of the budget is or was used up; None while paused before it, or without a budget."""
        budget = self.verdict_target.budget
        if budget is None or self.status == ClockStatus.STOPPED:
            return None
        return _used_up(budget * fraction, self.counted, self.hours)

    @cached_property
    def ledger(self) -> tuple[LedgerLine, ...]:
        if self.verdict_target.budget is None or self.status == ClockStatus.STOPPED:
            return ()
        return tuple(ledger_lines(self.counted, self.due_at, self.hours, self.verdict_target.nature))


def run_clock(
    target: Target, opened_at: datetime, events: Sequence[ClockEvent], hours: BusinessHours, now: datetime
) -> ClockReading:
    """The state at `now`; events after it are not looked at, events of one moment keep their order.

    `target` and `hours` are those at opening. Events before the opening count as at the opening.
    """
    run = _Run(target, opened_at, hours)
    now = max(_utc(now), run.opened_at)
    for event in sorted(events, key=lambda event: _utc(event.at)):
        at = max(_utc(event.at), run.opened_at)
        if at > now:
            break
        run.apply(event, at)
    return run.state(now)


class _Run:
    """The walk along the events. All moments in UTC, so that comparing them is right around a change of clocks."""

    def __init__(self, target: Target, opened_at: datetime, hours: BusinessHours) -> None:
        self.target, self.hours = target, hours
        self.opened_at = _utc(opened_at)
        self.work_started_at: datetime | None = None
        self.verdict: ClockVerdict | None = None
        self.stopped = False
        self.past: list[Stretch] = []
        self.since: datetime = self.opened_at
        self.holder: Party | None = Party.HOUSE
        self.counted: tuple[Stretch, ...] | None = None
        self.unchanged_since = self.opened_at
        self.before_reopening: dict[str, Any] = {}

    def apply(self, event: ClockEvent, at: datetime) -> None:
        self._let_it_fall(at)
        match event.kind:
            case ClockEventKind.TARGET_CHANGED:
                self._change_target(event, at)
            case ClockEventKind.REOPENING_UNDONE:
                vars(self).update(self.before_reopening)  # as if it had not been: no time, no verdict
            case ClockEventKind.REOPENED:
                kept = ("stopped", "holder", "since", "verdict", "unchanged_since")
                self.before_reopening = {name: getattr(self, name) for name in kept} | {"past": [*self.past]}
                self.stopped = False
                self._hand_to(self.holder or Party.HOUSE, at)
            case _ if self.holder is None:
                return  # nothing but reopening wakes a ticket that is resolved or stopped
            case ClockEventKind.PAUSED:
                self._hand_to(event.party, at)
            case ClockEventKind.RESUMED:
                self._hand_to(Party.HOUSE, at)
            case ClockEventKind.WORK_STARTED:
                self._start_work(at)
            case ClockEventKind.RESOLVED:
                # Whoever resolves it without having pressed start has worked on it all the same.
                self._start_work(at)
                self._hand_to(None, at)
            case ClockEventKind.STOPPED:
                self.stopped = True
                self._hand_to(None, at)

    def state(self, now: datetime) -> ClockReading:
        self._let_it_fall(now)
        target = self.verdict.target if self.verdict else self.target
        hours = self.verdict.hours if self.verdict else self.hours
        used = self._used(now, hours)
        status = self._status()
        budget = None if status == ClockStatus.STOPPED else target.budget
        left = None if budget is None else max(_NOTHING, budget - used)
        overrun = max(_NOTHING, used - budget) if budget is not None and status == ClockStatus.LATE else _NOTHING
        return ClockReading(
            target=self.target,
            status=status,
            due_at=self._due_at(budget),
            used=used,
            left=_NOTHING if status == ClockStatus.LATE else left,
            overrun=overrun,
            work_started_at=_local(self.work_started_at) if self.work_started_at else None,
            verdict=self.verdict,
            by_party=self._by_party(now),
            opened_at=_local(self.opened_at),
            hours=hours,
            counted=self._counted(),
        )

    def _hand_to(self, party: Party | None, at: datetime) -> None:
        if party == self.holder:
            return
        if self.holder is not None:
            self.past.append(Stretch(self.since, at, self.holder))
        self.holder, self.since = party, at
        self.unchanged_since = at

    def _counted(self) -> tuple[Stretch, ...]:
        """For a verdict, until work started. To classify it waits for nobody: the triage counts from the opening on."""
        if not self.target.is_judged and self.verdict is None and self.holder is not None:
            return (Stretch(self.opened_at, None, Party.HOUSE),)
        return self._stretches()

    def _stretches(self) -> tuple[Stretch, ...]:
        if self.counted is not None:
            return self.counted
        current = () if self.holder is None else (Stretch(self.since, None, self.holder),)
        return (*self.past, *current)

    def _start_work(self, at: datetime) -> None:
        self._hand_to(Party.HOUSE, at)
        if self.work_started_at is not None:
            return
        self.counted = self._stretches()
        self.work_started_at = at
        self._judge_start(at)

    def _judge_start(self, at: datetime) -> None:
        due_at = self._due() if self.target.is_judged else None
        if self.verdict is None and due_at is not None and self.work_started_at is not None:
            self._give(self.work_started_at > due_at, at, due_at)

    def _change_target(self, event: ClockEvent, at: datetime) -> None:
        self.target = event.target or self.target
        self.hours = event.hours or self.hours
        self.unchanged_since = at
        if self.work_started_at is not None:
            self._judge_start(at)

    def _let_it_fall(self, at: datetime) -> None:
        """Late by the passing of time alone: only while the clock runs, and `at` is past the due moment."""
        if self.verdict or self.work_started_at or self.holder != Party.HOUSE or not self.target.is_judged:
            return
        due_at = self._due()
        if due_at is not None and due_at < at:
            self._give(True, max(due_at, self.unchanged_since), due_at)

    def _due_at(self, budget: timedelta | None) -> datetime | None:
        if self.verdict:
            return self.verdict.due_at
        return None if budget is None else self._due()

    def _due(self) -> datetime | None:
        if self.target.budget is None:
            return None
        return _used_up(self.target.budget, self._counted(), self.hours)

    def _give(self, late: bool, at: datetime, due_at: datetime) -> None:
        self.verdict = ClockVerdict(late, _local(at), _local(due_at), self.target, self.hours)

    def _status(self) -> ClockStatus:
        if self.verdict:
            return ClockStatus.LATE if self.verdict.late else ClockStatus.MET
        if self.stopped:
            return ClockStatus.STOPPED
        if self.target.budget is None:
            return ClockStatus.NONE
        runs = self.holder == Party.HOUSE or (self.holder is not None and not self.target.is_judged)
        return ClockStatus.RUNNING if runs else ClockStatus.PAUSED

    def _used(self, now: datetime, hours: BusinessHours) -> timedelta:
        until = self.work_started_at or now
        ours = (stretch for stretch in self._counted() if stretch.party == Party.HOUSE)
        return sum((_worked(stretch, until, hours) for stretch in ours), _NOTHING)

    def _by_party(self, now: datetime) -> dict[Party, timedelta]:
        spent = dict.fromkeys(Party, _NOTHING)
        current = () if self.holder is None else (Stretch(self.since, None, self.holder),)
        for stretch in (*self.past, *current):
            spent[stretch.party] += _worked(stretch, now, self.hours)
        return spent


def _used_up(budget: timedelta, counted: Sequence[Stretch], hours: BusinessHours) -> datetime | None:
    """When 1do has had that much working time; None if the last stretch is another's, or has ended."""
    for stretch in counted:
        if stretch.party != Party.HOUSE:
            continue
        if stretch.ends is None:
            return hours.add(stretch.starts, budget)
        worked = hours.between(stretch.starts, stretch.ends)
        if worked and worked >= budget:
            return hours.add(stretch.starts, budget)
        budget -= worked
    return None


def _worked(stretch: Stretch, until: datetime, hours: BusinessHours) -> timedelta:
    return hours.between(stretch.starts, min(stretch.ends or until, until))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC)


def _local(at: datetime) -> datetime:
    return at.astimezone(AMSTERDAM)
