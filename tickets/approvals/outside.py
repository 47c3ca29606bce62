"""Work outside opening hours (SLA 8.2): planned so, estimated, agreed to, in that order.

Whether a ticket is about such work stands on it (`outside_hours`), so that its verdict, and what the customer reads of
it, is about what will be done. It is decided when the estimate for it is asked, and again when a moment is planned.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from contracts.dap.queries import clause_of
from contracts.models import ClauseKind
from contracts.planned.maintenance import read_hours
from contracts.time.rates import RateKind
from tickets.coverage.actions import recheck
from tickets.models import ApprovalKind, ApprovalStatus, Channel, Ticket
from tickets.time.rules import is_outside_hours

MAINTENANCE = "updates"  # the row of SLA 5.2 about which the fixed hours of the DAP are


def decide_for_moment(ticket: Ticket, moment: datetime, *, by: User, now: datetime) -> None:
    """What planning the locked ticket at this moment makes of its coverage. A call and a visit are billed by their own
    rules, whatever the hour (SLA 3.2, 8.1)."""
    outside = is_outside_hours(ticket.agreement, moment) and not ticket.emergency_call and ticket.own_visit is None
    citation = _welcomed_by(ticket, moment, now) if outside else ""
    _put(ticket, outside, citation, by=by, now=now)


def decide_for_estimate(ticket: Ticket, rate: str, *, by: User, now: datetime) -> None:
    """What is asked of the customer decides what the work is."""
    outside = is_about_outside(ticket, rate)
    _put(ticket, outside, ticket.outside_citation if outside else "", by=by, now=now)


def is_about_outside(ticket: Ticket, rate: str) -> bool:
    """An estimate with the tariff for outside opening hours is about such work; another one is not, unless the melding
    is about it and that was agreed before."""
    return rate == RateKind.OUTSIDE_HOURS or (ticket.outside_hours and _is_agreed(ticket))


def let_go(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    """The customer said no to it, or the question was taken back: the work is what it was without."""
    if ticket.outside_hours and not _is_agreed(ticket):
        _put(ticket, False, "", by=by, now=now)


def _put(ticket: Ticket, outside: bool, citation: str, *, by: User | None, now: datetime) -> None:
    if (ticket.outside_hours, ticket.outside_citation) == (outside, citation):
        return
    ticket.outside_hours, ticket.outside_citation = outside, citation
    recheck(ticket, now, by=by)
    ticket.save_changed()


def _is_agreed(ticket: Ticket) -> bool:
    if ticket.outside_citation:
        return True
    yes = ticket.approvals.filter(kind=ApprovalKind.ESTIMATE, status=ApprovalStatus.GRANTED)
    return yes.filter(rate_kind=RateKind.OUTSIDE_HOURS).exists()


def _welcomed_by(ticket: Ticket, moment: datetime, now: datetime) -> str:
    """The clause of the DAP that welcomes maintenance then; empty for other work, which is agreed each time."""
    if ticket.channel != Channel.SCHEDULE and ticket.service != MAINTENANCE:
        return ""
    clause = clause_of(ticket.customer.agreement_at(now), ClauseKind.MAINTENANCE)
    hours = read_hours(clause.settings, clause.citation) if clause else None
    return hours.citation[:60] if hours and hours.is_welcome(moment) else ""
