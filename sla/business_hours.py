"""Working time on a calendar of opening hours (SLA 3.1, 3.2). Pure: no database and no reading of the clock.

Windows are half-open, [opens, closes), on the wall clock of Amsterdam. Inside, all is whole microseconds of
UTC: Python compares and subtracts two moments of one zone by the wall clock, wrong when the clocks change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infra.zone import AMSTERDAM
from sla.dutch_days import DutchDay, days_on

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
# A table of all these years is still built within a second, whatever moment a client sends us.
_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_SPARE_YEARS = 3

Weekly = Mapping[str, Sequence[Sequence[str]]]
Span = tuple[int, int]
"""Minutes after midnight: opens, closes."""


class TooFarAway(ValueError):
    """A moment in a year of which no opening hours are worked out."""

    def __init__(self) -> None:
        super().__init__(f"opening hours are worked out from {_FIRST_YEAR} to {_LAST_YEAR} only")


class LiberationDay(TextChoices):
    """Whether 5 May is closed: the SLA's "nationale feestdagen" leaves it open."""

    LUSTRUM = "lustrum", gettext_lazy("elke vijf jaar (2025, 2030)")
    ALWAYS = "always", gettext_lazy("elk jaar")
    NEVER = "never", gettext_lazy("nooit")


@dataclass(frozen=True)
class DayPolicy:
    """Which named days are closed, and which close early (and when, "16:00")."""

    holidays: frozenset[DutchDay] = frozenset()
    liberation_day: LiberationDay = LiberationDay.LUSTRUM
    early_closings: Mapping[DutchDay, str] = field(default_factory=lambda: MappingProxyType({}))

    def holiday(self, day: date) -> DutchDay | None:
        return next((name for name in days_on(day) if self._is_closed(name, day.year)), None)

    def early_closing(self, day: date) -> tuple[DutchDay, str] | None:
        return next(((name, self.early_closings[name]) for name in days_on(day) if name in self.early_closings), None)

    def _is_closed(self, name: DutchDay, year: int) -> bool:
        if name is not DutchDay.LIBERATION_DAY or not self.holidays:
            return name in self.holidays
        if self.liberation_day == LiberationDay.LUSTRUM:
            return year % 5 == 0
        return self.liberation_day == LiberationDay.ALWAYS


@dataclass(frozen=True)
class DayException:
    """One date with other hours than the rules give; no windows means closed."""

    windows: Sequence[Sequence[str]]
    reason: str


@dataclass(frozen=True, slots=True)
class Window:
    opens: datetime
    closes: datetime

    @property
    def duration(self) -> timedelta:
        return timedelta(microseconds=_micros(self.closes) - _micros(self.opens))


class _Table:
    """The open stretches of some whole years, in microseconds of UTC, with running totals for bisection."""

    __slots__ = ("after", "before", "closes", "ends", "first", "last", "opens", "starts", "steady")

    def __init__(self, first: int, last: int, stretches: list[tuple[int, int]]) -> None:
        self.first, self.last = first, last
        self.starts, self.ends = _wall(date(first, 1, 1), 0), _wall(date(last + 1, 1, 1), 0)
        self.opens = [opens for opens, _closes in stretches]
        self.closes = [closes for _opens, closes in stretches]
        self.steady = [_steady(opens, closes) for opens, closes in stretches]
        self.before: list[int] = []
        self.after: list[int] = []
        total = 0
        for opens, closes in stretches:
            self.before.append(total)
            total += closes - opens
            self.after.append(total)

    def worked(self, at: int) -> int:
        """Working time from the start of the table until `at`."""
        i = bisect_right(self.closes, at)
        if i == len(self.closes):
            return self.after[-1] if self.after else 0
        return self.before[i] + max(0, at - self.opens[i])


class BusinessHours:
    """`weekly` maps a weekday ("monday") to windows (["08:00", "17:00"], and "24:00" for midnight)."""

    def __init__(
        self,
        weekly: Weekly,
        policy: DayPolicy | None = None,
        exceptions: Mapping[date, DayException] | None = None,
    ) -> None:
        if unknown := set(weekly) - set(WEEKDAYS):
            raise ValueError(f"unknown weekdays: {', '.join(sorted(unknown))}")
        self.policy = policy or DayPolicy()
        self.exceptions = dict(exceptions or {})
        self._weekly = tuple(parse_windows(weekly.get(name, ())) for name in WEEKDAYS)
        if not any(self._weekly):
            raise ValueError("a calendar needs at least one window in the week")
        self._exception_spans = {day: parse_windows(given.windows) for day, given in self.exceptions.items()}
        self._early = {name: parse_time(closes) for name, closes in self.policy.early_closings.items()}
        self._table = _Table(2000, 1999, [])

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The earliest moment at which `working` is used up; nothing to use up: `start`, or the next opening.

        ValueError for a naive start and for a negative time.
        """
        at = _micros(start)
        budget = working.days * _DAY + working.seconds * _SECOND + working.microseconds
        if budget < 0:
            raise ValueError("working time cannot be negative")
        table = self._table
        while True:
            if table.starts <= at < table.ends:
                i = bisect_right(table.closes, at)
                if i < len(table.closes):
                    opens = table.opens[i]
                    if not budget:
                        return _local(at if at > opens else opens)
                    total = table.before[i] + budget + (at - opens if at > opens else 0)
                    if total <= table.after[-1]:
                        j = bisect_left(table.after, total)
                        into = total - table.before[j]
                        opening = table.steady[j]
                        if opening is None:
                            return _local(table.opens[j] + into)
                        return opening + timedelta(0, 0, into)
            table = self._extended(at, forward=table.starts <= at)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time in [start, end); zero when the end is not after the start."""
        since, until = _micros(start), _micros(end)
        if until <= since:
            return timedelta()
        table = self._covering(since, until)
        return timedelta(microseconds=table.worked(until) - table.worked(since))

    def is_open(self, at: datetime) -> bool:
        return self.closes_at(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """The closing of the window that is open at `at`; None when it is closed."""
        moment = _micros(at)
        table = self._covering(moment, moment + 7 * _DAY)
        i = bisect_right(table.closes, moment)
        if i == len(table.closes) or table.opens[i] > moment:
            return None
        while i + 1 < len(table.closes) and table.opens[i + 1] == table.closes[i]:
            i += 1
        return _local(table.closes[i])

    def next_opening(self, at: datetime) -> datetime:
        """The earliest open moment from `at` on: `at` itself when it is open."""
        return self.add(at, timedelta())

    def windows(self, day: date) -> tuple[Window, ...]:
        return tuple(Window(_local(opens), _local(closes)) for opens, closes in self._stretches(day))

    def pieces(self, start: datetime, end: datetime) -> Iterator[Window]:
        """The open stretches within [start, end), in order."""
        since, until = _micros(start), _micros(end)
        if until <= since:
            return
        table = self._covering(since, until)
        i = bisect_right(table.closes, since)
        while i < len(table.opens) and table.opens[i] < until:
            yield Window(_local(max(since, table.opens[i])), _local(min(until, table.closes[i])))
            i += 1

    def day_reason(self, day: date) -> str:
        """Why the day is closed or has other hours than its weekday; empty for an ordinary open day."""
        if day in self.exceptions:
            return self.exceptions[day].reason
        weekly = self._weekly[day.weekday()]
        if holiday := self.policy.holiday(day):
            return str(holiday.label)
        if not weekly:
            return _("weekend") if day.isoweekday() >= 6 else _("gesloten")
        if (early := self.policy.early_closing(day)) and self._spans(day) != weekly:
            name, closes = early
            return _("%(day)s, tot %(time)s") % {"day": name.label, "time": closes}
        return ""

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self._exception_spans:
            return self._exception_spans[day]
        spans = self._weekly[day.weekday()]
        if not spans or self.policy.holiday(day):
            return ()
        if early := self.policy.early_closing(day):
            closing = self._early[early[0]]
            return tuple((opens, min(closes, closing)) for opens, closes in spans if opens < closing)
        return spans

    def _stretches(self, day: date) -> list[tuple[int, int]]:
        stretches = ((_wall(day, opens), _wall(day, closes)) for opens, closes in self._spans(day))
        return [(opens, closes) for opens, closes in stretches if opens < closes]

    def _covering(self, since: int, until: int) -> _Table:
        table = self._table
        while not (table.starts <= since and until < table.ends):
            table = self._extended(since if since < table.starts else until, forward=since >= table.starts)
        return table

    def _extended(self, at: int, *, forward: bool) -> _Table:
        """Grow until `at` is in it, or else by some years; a new object, so that threads may race."""
        year = _local(at).year
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise TooFarAway
        table = self._table
        if table.first > table.last:
            first, last = year - 1, year + _SPARE_YEARS
        elif forward:
            first, last = table.first, max(table.last, year) + max(_SPARE_YEARS, table.last - table.first)
        else:
            first, last = min(table.first, year) - _SPARE_YEARS, table.last
        first, last = max(first, _FIRST_YEAR - 1), min(last, _LAST_YEAR + 1)
        if (first, last) == (table.first, table.last):
            raise TooFarAway
        days = range(date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal())
        stretches = [piece for ordinal in days for piece in self._stretches(date.fromordinal(ordinal))]
        self._table = _Table(first, last, stretches)
        return self._table


class JoinedHours(BusinessHours):
    """Opening hours and those of the emergency service as one: open when either is (SLA 3.2).

    "De bereikbaarheid wordt uitgebreid": the service joins the opening hours without a gap, so that who calls at 16:50
    is never worse off than who calls at 17:00. Before `since` the service does not count.
    """

    def __init__(self, ordinary: BusinessHours, service: BusinessHours, since: datetime | None = None) -> None:
        self.policy, self.exceptions = ordinary.policy, ordinary.exceptions
        self._ordinary, self._service = ordinary, service
        self._since = None if since is None else _micros(since)
        self._table = _Table(2000, 1999, [])

    def day_reason(self, day: date) -> str:
        """Of a day on which the service works, its own reason; of a closed day why we are closed."""
        return (self._service if self._service.windows(day) else self._ordinary).day_reason(day)

    def _stretches(self, day: date) -> list[tuple[int, int]]:
        extra, since = self._service._stretches(day), self._since
        if since is not None:
            extra = [(max(opens, since), closes) for opens, closes in extra if closes > since]
        return _merged([*self._ordinary._stretches(day), *extra])


@lru_cache(maxsize=64)
def joined_hours(ordinary: BusinessHours, service: BusinessHours, since: datetime | None = None) -> JoinedHours:
    """The same object for the same hours, so that its tables are built once per process."""
    return JoinedHours(ordinary, service, since)


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for opens, closes in sorted(stretches):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged


def parse_windows(windows: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """Minutes after midnight; ValueError unless each closes after it opens and none overlap."""
    spans = tuple((parse_time(opens), parse_time(closes)) for opens, closes in windows)
    edges = [edge for span in spans for edge in span]
    if any(opens >= closes for opens, closes in spans) or edges != sorted(edges):
        raise ValueError(f"windows must be in order and not overlap: {windows!r}")
    return spans


def parse_time(text: str) -> int:
    """Minutes after midnight; ValueError unless it is written as "08:00", up to "24:00"."""
    hours, colon, minutes = text.partition(":")
    if not (colon and len(text) == 5 and hours.isdecimal() and minutes.isdecimal()):
        raise ValueError(f"not a time of day: {text!r}")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > 24 * 60:
        raise ValueError(f"not a time of day: {text!r}")
    return total


def _wall(day: date, minutes: int) -> int:
    days, rest = divmod(minutes, 24 * 60)
    day = day + timedelta(days=days)
    return _micros(datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=AMSTERDAM))


def _steady(opens: int, closes: int) -> datetime | None:
    """The opening in Amsterdam, if no change of the clocks is near, so that plain addition to it is right."""
    opening = _local(opens)
    near = (_local(opens - _DAY).utcoffset(), _local(closes + _DAY).utcoffset())
    return opening if near == (opening.utcoffset(), opening.utcoffset()) else None


def _micros(at: datetime) -> int:
    try:
        since = at - _EPOCH
    except TypeError as error:
        raise ValueError("a moment needs a time zone") from error
    return since.days * _DAY + since.seconds * _SECOND + since.microseconds


def _local(at: int) -> datetime:
    try:
        return (_EPOCH + timedelta(microseconds=at)).astimezone(AMSTERDAM)
    except OverflowError as error:
        raise TooFarAway from error
