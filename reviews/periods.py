"""A period that figures are about: whole days in Amsterdam, whatever the hour of the day or the season. Pure.

31 December 23:59:59.5 in Amsterdam belongs to that year, although it is 22:59:59.5 in UTC: a day begins at midnight by
the wall clock there, and the two Sundays on which the clock changes have 23 and 25 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM
from sla.wording import date_words

MOST_DAYS = 3 * 366
"""Longer than any review looks back; a question about ten years is a mistake, or an attack."""


FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Beyond these a year is a slip of the pen, and the period before it may not exist."""


class PeriodError(ValueError):
    """What is wrong with a period, in words for who asked; `is_of_first`: with its first day."""

    def __init__(self, message: str, *, is_of_first: bool = False) -> None:
        super().__init__(message)
        self.is_of_first = is_of_first


@dataclass(frozen=True, order=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def between(cls, first: date, last: date) -> Period:
        """PeriodError where nobody could mean it."""
        for day in (first, last):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                years = {"first": FIRST_YEAR, "last": LAST_YEAR}
                raise PeriodError(_("Kies een jaar tussen %(first)s en %(last)s.") % years, is_of_first=day is first)
        if last < first:
            raise PeriodError(_("De laatste dag ligt voor de eerste. Draai de twee dagen om."))
        if (last - first).days >= MOST_DAYS:
            raise PeriodError(_("Kies een periode van ten hoogste drie jaar."))
        return cls(first, last)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        first = date(year, month, 1)
        return cls(first, _next_month(first) - timedelta(days=1))

    @classmethod
    def half_year(cls, year: int, half: int) -> Period:
        """1: January to June, 2: July to December."""
        return cls(date(year, 1, 1), date(year, 6, 30)) if half == 1 else cls(date(year, 7, 1), date(year, 12, 31))

    @property
    def starts_at(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """As long, just before it: whole months before whole months."""
        if self.is_whole_months:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            return Period(_shifted(self.first, -months), self.first - timedelta(days=1))
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def is_whole_months(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    @property
    def months(self) -> tuple[Period, ...]:
        """Its calendar months, the first and the last cut off where it begins and ends."""
        found, first = [], self.first
        while first <= self.last:
            after = _next_month(first)
            found.append(Period(first, min(after - timedelta(days=1), self.last)))
            first = after
        return tuple(found)

    @property
    def weeks(self) -> tuple[Period, ...]:
        """From Monday to Sunday, the first and the last cut off likewise."""
        found, first = [], self.first
        while first <= self.last:
            sunday = first + timedelta(days=6 - first.weekday())
            found.append(Period(first, min(sunday, self.last)))
            first = sunday + timedelta(days=1)
        return tuple(found)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        if self.first == self.last:
            return date_words(self.first)
        return _("%(first)s tot en met %(last)s") % {"first": date_words(self.first), "last": date_words(self.last)}


def day_of(moment: datetime) -> date:
    """The day in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


def _next_month(day: date) -> date:
    return _shifted(day.replace(day=1), 1)


def _shifted(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
