"""In which hours somebody should have duty for the Calamiteitendienst, and in which of those nobody has (SLA 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Duty
from accounts.roster.rules import DutySpan, gaps, without
from sla.business_hours import AMSTERDAM
from sla.models import Calendar
from sla.wording import day_words, time_words

SHOWN_WEEKS = 4
YEARS = (2000, 2099)  # in which business hours are worked out (desk.fields)


def emergency_spans(first: date, days: int) -> Iterator[DutySpan]:
    """What the emergency calendar has besides the Supportcenter's own opening hours, holidays left out by both."""
    open_hours, emergency = (
        Calendar.objects.get(slug=slug).current_version.business_hours
        for slug in (Calendar.SUPPORTCENTER, Calendar.CALAMITEITENDIENST)
    )
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        opened = [DutySpan(window.opens, window.closes) for window in open_hours.windows(day)]
        for window in emergency.windows(day):
            yield from without(DutySpan(window.opens, window.closes), opened)


def gaps_in(duties: Iterable[Duty], first: date, days: int, now: datetime) -> list[DutySpan]:
    """Of the first line, what is still to come."""
    covered = [DutySpan(duty.starts_at, duty.ends_at) for duty in duties if duty.is_emergency and not duty.is_backup]
    found = gaps(emergency_spans(first, days), covered)
    return [DutySpan(max(gap.starts_at, now), gap.ends_at) for gap in found if gap.ends_at > now]


@dataclass(frozen=True)
class Weeks:
    """The part of the roster that is shown: from a Monday, until and with a Sunday."""

    first: date
    is_now: bool

    @classmethod
    def around(cls, day: date, today: date) -> Weeks:
        monday, this_monday = (each - timedelta(days=each.weekday()) for each in (day, today))
        return cls(monday, monday == this_monday)

    @property
    def days(self) -> int:
        return 7 * SHOWN_WEEKS

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def earlier(self) -> date | None:
        """None where no calendar reaches."""
        before = self.first - timedelta(days=self.days)
        return before if before.year >= YEARS[0] else None

    @property
    def later(self) -> date | None:
        return self.last + timedelta(days=1) if self.last.year < YEARS[1] else None

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class DayWithGaps:
    """ "di 1 dec", "07:00 – 08:00, 17:00 – 23:00"."""

    day: str
    times: str


def by_day(found: Iterable[DutySpan]) -> list[DayWithGaps]:
    """Gaps as a coordinator reads them."""
    days: dict[date, list[DutySpan]] = {}
    for gap in found:
        days.setdefault(gap.starts_at.astimezone(AMSTERDAM).date(), []).append(gap)
    return [
        DayWithGaps(
            day_words(day), ", ".join(f"{time_words(gap.starts_at)} – {time_words(gap.ends_at)}" for gap in gaps_of_it)
        )
        for day, gaps_of_it in days.items()
    ]
