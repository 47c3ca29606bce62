"""When a supplier is rung again (SLA 7.10). Pure but for reading the calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from contracts.models import ServiceAgreement
from sla.business_hours import AMSTERDAM
from tickets import clocks

FARTHEST = timedelta(days=366)


def next_working_day(agreement: ServiceAgreement | None, now: datetime) -> date:
    """The first day after today on which the Supportcenter opens."""
    tomorrow = now.astimezone(AMSTERDAM).date() + timedelta(days=1)
    return chase_moment(agreement, tomorrow).astimezone(AMSTERDAM).date()


def chase_moment(agreement: ServiceAgreement | None, day: date) -> datetime:
    """The opening of that day, or of the first working day after it: from then on the agent is told."""
    midnight = datetime.combine(day, time.min, tzinfo=AMSTERDAM)
    return clocks.standard_hours(agreement).next_opening(midnight)
