"""When who has duty is called about a ticket, and who comes next (SLA 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from accounts.roster.queries import OnDuty
from tickets.clock import clocks
from tickets.clock.emergency import carried
from tickets.models import Ticket, TimelineEntry

FIRST, BACKUP, COORDINATORS = 1, 2, 3
STEPS = (FIRST, BACKUP, COORDINATORS)


def is_for_who_has_duty(entry: TimelineEntry, now: datetime) -> bool:
    """Outside opening hours, of a customer with the service, as urgent as it carries; not when a colleague wrote it
    down or classified it himself, for he is there."""
    is_by_house = entry.by is not None and entry.by.is_house
    return not is_by_house and needs_a_call(entry.ticket, now)


def still_waits(ticket: Ticket) -> bool:
    """It is for the Calamiteitendienst, and nobody of 1do is at work on it."""
    agreement = ticket.agreement
    if agreement is None or agreement.emergency_calendar_id is None or not ticket.is_open:
        return False
    return ticket.priority in carried(agreement) and ticket.clock.work_started_at is None


def needs_a_call(ticket: Ticket, now: datetime) -> bool:
    """And nobody will be at work on it before the Calamiteitendienst is."""
    return still_waits(ticket) and not clocks.standard_hours(ticket.agreement).is_open(now)


def first_moment(ticket: Ticket, now: datetime) -> datetime:
    """At once, or when the service that was agreed begins again."""
    assert ticket.agreement and ticket.agreement.emergency_calendar
    return ticket.agreement.emergency_calendar.current_version.business_hours.next_opening(now)


def next_called(step: int, duty: OnDuty, coordinators: Sequence[User], called: Sequence[int]) -> tuple[int, list[User]]:
    """The step after `step` on which somebody stands who was not called yet, and who; a gap is passed by.

    (COORDINATORS, []) when nobody is left.
    """
    people = {
        FIRST: [duty.first] if duty.first else [],
        BACKUP: [duty.backup] if duty.backup else [],
        COORDINATORS: list(coordinators),
    }
    for following in STEPS:
        fresh = [person for person in people[following] if person.pk not in called]
        if following > step and fresh:
            return following, fresh
    return COORDINATORS, []
