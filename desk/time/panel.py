"""The time on the page of a ticket: its lines, what they cost, and the reader's own timer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from accounts.models import User
from contracts.coverage.rules import BILLABLE, Coverage, Verdict
from sla.business_hours import TooFarAway
from tickets.approvals.consent import consent_of, missing_words
from tickets.models import Approval, ApprovalKind, ApprovalStatus, RunningTimer, Ticket, TimeCredit, TimeEntry
from tickets.time.actions import may_correct
from tickets.time.timers import timer_of

BY_AGREEMENT = ("3.2", "8.1")  # sections under which the agreement itself says that time is billed
FOLDED_FROM = 4  # lines; the earlier ones are one click away


@dataclass(frozen=True)
class TimeEntryShown:
    """`credit` takes back a line that had left or was reviewed: it is shown, and counts no more. `lacks_yes`: it is
    billed and nobody said yes to that, so it does not leave for the books (SLA 4.2)."""

    entry: TimeEntry
    can_correct: bool
    credit: TimeCredit | None = None
    lacks_yes: bool = False

    @property
    def verdict(self) -> str:
        """ "Meerwerk (5.2)"; empty for time of before there were verdicts."""
        entry = self.entry
        return f"{Verdict(entry.verdict).label} ({entry.clause})" if entry.verdict else ""

    @property
    def is_billable(self) -> bool:
        return self.entry.verdict in BILLABLE

    @property
    def amount(self) -> Decimal | None:
        return self.entry.amount


@dataclass(frozen=True)
class TimePanel:
    """`approved` is the minutes of the estimates that the customer agreed to; None when there is none, or when one was
    to the time that the work takes.

    `unagreed` is the billable minutes that needed such a yes, or a mandate (SLA 4.2); `missing` says how to get it
    where it is not there. `asks_hours`: it is outside opening hours now, and whether that was planned so decides (8.2).
    """

    lines: list[TimeEntryShown]
    timer: RunningTimer | None
    is_here: bool
    approved: int | None
    unagreed: int
    missing: str
    asks_hours: bool

    @property
    def minutes(self) -> int:
        return sum(line.entry.minutes for line in self.lines if line.entry.is_current)

    @property
    def earlier(self) -> list[TimeEntryShown]:
        return self.lines[:-FOLDED_FROM]

    @property
    def latest(self) -> list[TimeEntryShown]:
        return self.lines[-FOLDED_FROM:]

    @property
    def needs_yes(self) -> bool:
        return bool(self.missing)

    @property
    def is_over_estimate(self) -> bool:
        return bool(self.approved) and self.unagreed > (self.approved or 0)


def context(user: User, ticket: Ticket, now: datetime, estimates: list[Approval]) -> dict[str, Any]:
    """`timer` is shown above every page too: here it is read once for both."""
    panel = read(user, ticket, now, estimates)
    return {"time": panel, "timer": panel.timer}


def read(user: User, ticket: Ticket, now: datetime, estimates: list[Approval] | None = None) -> TimePanel:
    """Two queries; one more for the estimates where they are not at hand."""
    yes = Approval.objects.filter(ticket=OuterRef("ticket"), kind=ApprovalKind.ESTIMATE, status=ApprovalStatus.GRANTED)
    sums = yes.order_by().values("ticket").annotate(total=Sum("minutes"), yeses=Count("pk"), sized=Count("minutes"))
    approved = sums.filter(yeses=F("sized")).values("total")
    entries = list(
        TimeEntry.objects.filter(Q(is_current=True) | Q(credit__isnull=False), ticket__in=ticket.family)
        .select_related("by", "credit__by")
        .annotate(approved=Subquery(approved))
        .order_by("started_at", "pk")
    )
    timer = timer_of(user)
    billed = [line for line in entries if line.verdict in BILLABLE and line.is_current]
    lacking = _lacking(ticket, billed, estimates)
    return TimePanel(
        lines=[_shown(entry, user, lacks_yes=entry in lacking) for entry in entries],
        timer=timer,
        is_here=timer is not None and timer.ticket_id == ticket.pk,
        approved=entries[0].approved if entries else None,
        unagreed=sum(line.minutes for line in billed if line.clause not in BY_AGREEMENT),
        missing=next(iter(lacking.values()), ""),
        asks_hours=asks_hours(ticket, now),
    )


def _shown(entry: TimeEntry, user: User, *, lacks_yes: bool) -> TimeEntryShown:
    credit = None if entry.is_current else entry.credit
    return TimeEntryShown(entry, entry.is_current and may_correct(user, entry), credit, lacks_yes)


def asks_hours(ticket: Ticket, now: datetime) -> bool:
    """Whether it is outside opening hours, so that it has to be said if that was planned (SLA 8.2)."""
    return ticket.is_open and not ticket.emergency_call and _is_closed(ticket, now)


def _is_closed(ticket: Ticket, now: datetime) -> bool:
    """By the opening hours on which its clock runs: those of a call are other ones, and a call is not asked this."""
    try:
        return not ticket.clock.calendar_version.business_hours.is_open(now)
    except TooFarAway:
        return False


def _lacking(ticket: Ticket, billed: Sequence[TimeEntry], estimates: list[Approval] | None) -> dict[TimeEntry, str]:
    """The lines that nobody said yes to, each with how to get it."""
    if not billed:
        return {}
    consent, found = consent_of(ticket, estimates), {}
    for line in billed:
        covered = Coverage(Verdict(line.verdict), line.clause, line.reason)
        yes = consent.yes(covered, outside_hours=line.outside_hours)
        if not yes.is_there and line.minutes and line.export_id is None:
            found[line] = missing_words(ticket, covered, yes)
    return found
