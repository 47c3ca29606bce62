"""Working time the slow way: minute by minute on the Amsterdam wall clock, and from its own list of closed days."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from dateutil.easter import easter

from sla.business_hours import AMSTERDAM

_MINUTE = timedelta(minutes=1)


@cache
def closing_hour(day: date) -> int | None:
    """Of the Supportcenter; None when closed (SLA 3.1, 5 May in lustrum years)."""
    sunday = easter(day.year)
    closed = {sunday + timedelta(days=days) for days in (0, 1, 39, 49, 50)}
    closed |= {date(day.year, 1, 1), date(day.year, 12, 25), date(day.year, 12, 26)}
    queen = date(day.year, 4, 27)
    closed.add(queen if queen.weekday() != 6 else date(day.year, 4, 26))
    if day.year in (2025, 2030, 2035, 2040):
        closed.add(date(day.year, 5, 5))
    if day in closed or day.weekday() > 4:
        return None
    short = day == sunday - timedelta(days=2) or (day.month == 12 and day.day in (5, 24, 31))
    return 16 if short else 17


def is_open(at: datetime) -> bool:
    wall = at.astimezone(AMSTERDAM)
    closes = closing_hour(wall.date())
    return closes is not None and 8 <= wall.hour < closes


def add(start: datetime, minutes: int) -> datetime:
    """For a start on a whole minute and at least one minute of work."""
    at = start.astimezone(UTC)
    while minutes:
        minutes -= is_open(at)
        at += _MINUTE
    return at.astimezone(AMSTERDAM)


def between(start: datetime, end: datetime) -> timedelta:
    at, total = start.astimezone(UTC), timedelta()
    while at < end.astimezone(UTC):
        total += _MINUTE if is_open(at) else timedelta()
        at += _MINUTE
    return total
