"""Work that runs over the border of opening hours, in its parts: each has its own rate (SLA 3.2, 8.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sla.business_hours import BusinessHours, TooFarAway

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class WorkStretch:
    """Whole minutes of work from `started_at` on, all of them inside opening hours or all of them outside."""

    started_at: datetime
    minutes: int
    outside: bool

    @property
    def ends_at(self) -> datetime:
        return self.started_at + self.minutes * _MINUTE


def stretches(hours: BusinessHours, started_at: datetime, minutes: int) -> list[WorkStretch]:
    """The parts, in order. They follow on each other and their minutes add up to `minutes`.

    A border within a minute falls to the side on which most of that minute lies. Far from every calendar (TooFarAway)
    nothing is known to be outside. Times are UTC.
    """
    begins = started_at.astimezone(UTC)
    found: list[WorkStretch] = []
    at = 0
    for border, outside in _borders(hours, begins, begins + minutes * _MINUTE):
        until = min(minutes, _whole_minutes(border - begins))
        if until <= at:
            continue
        if found and found[-1].outside == outside:
            found[-1] = WorkStretch(found[-1].started_at, found[-1].minutes + until - at, outside)
        else:
            found.append(WorkStretch(begins + at * _MINUTE, until - at, outside))
        at = until
    return found or [WorkStretch(begins, minutes, _is_outside(hours, begins))]


def _borders(hours: BusinessHours, begins: datetime, ends: datetime) -> list[tuple[datetime, bool]]:
    """Until when it is inside or outside, in order; the last is the end."""
    found: list[tuple[datetime, bool]] = []
    try:
        for open_piece in hours.pieces(begins, ends):
            found += [(open_piece.opens, True), (open_piece.closes, False)]
    except TooFarAway:
        return [(ends, False)]
    return [*found, (ends, True)]


def _whole_minutes(length: timedelta) -> int:
    return int((length + _MINUTE / 2) // _MINUTE)


def _is_outside(hours: BusinessHours, at: datetime) -> bool:
    try:
        return not hours.is_open(at)
    except TooFarAway:
        return False
