"""The figures of a scope in a period: counted days added up, and those that are stale counted on the spot.

So a figure is exact at the moment that it is read, whoever counts meanwhile; and what lies behind it (`behind`) is
asked of the same rows by the same conditions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet, Sum

from accounts.models import Team, User
from contracts.models import Advice, Customer
from reviews.figures.catalogue import Part
from reviews.figures.counting import HOUSE, Tally, add, flow_of, rows_between
from reviews.figures.sources import rows_of
from reviews.models import CountingState, DayCounts, OpenSpan, ScopeKind, StaleDay
from reviews.periods import Period
from tickets.models import Ticket


@dataclass(frozen=True)
class FiguresScope:
    """Of whom the figures are: the house, a customer, a team or a person of 1do."""

    kind: ScopeKind
    key: int = 0

    @classmethod
    def house(cls) -> FiguresScope:
        return cls(*HOUSE)

    @classmethod
    def of(cls, whose: Customer | Team | User | None) -> FiguresScope:
        if whose is None:
            return cls.house()
        kinds: dict[type, ScopeKind] = {
            Customer: ScopeKind.CUSTOMER,
            Team: ScopeKind.TEAM,
            User: ScopeKind.PERSON,
        }
        return cls(kinds[type(whose)], whose.pk)


@dataclass(frozen=True)
class Spread:
    """Numbers kept one by one: how many, the one in the middle, and the one that nine in ten do not pass."""

    values: tuple[tuple[int, int], ...]  # number, how often; in order

    @property
    def count(self) -> int:
        return sum(often for _value, often in self.values)

    @property
    def median(self) -> int | None:
        return self.at(Fraction(1, 2))

    @property
    def ninetieth(self) -> int | None:
        return self.at(Fraction(9, 10))

    def at(self, fraction: Fraction) -> int | None:
        """The smallest of these numbers that so large a part does not pass; None of none."""
        seen, wanted = 0, fraction * self.count
        for value, often in self.values:
            seen += often
            if seen >= wanted:
                return value
        return None


class FigureCounts:
    """What was counted in a period."""

    def __init__(self, tally: Tally | None = None) -> None:
        self.tally: Tally = tally if tally is not None else Counter()

    def of(self, key: str) -> int:
        return self.tally.get(key, 0)

    def by(self, key: str, group: str) -> dict[str, int]:
        """The parts of a figure without a spread that are not nought, the largest first."""
        begins = f"{key}/{group}/"
        found = {name[len(begins) :]: n for name, n in self.tally.items() if name.startswith(begins)}
        return dict(sorted(found.items(), key=lambda part: (-part[1], part[0])))

    def spread(self, key: str) -> Spread:
        begins = f"{key}@"
        found = {int(name[len(begins) :]): n for name, n in self.tally.items() if name.startswith(begins)}
        return Spread(tuple(sorted(found.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FigureCounts) and +self.tally == +other.tally

    __hash__ = None  # type: ignore[assignment]


def read(scope: FiguresScope, period: Period) -> FigureCounts:
    """With what hangs on no melding; three queries, and some more where days wait to be counted."""
    counts = read_parts(scope, [period])[0]
    for row, _scopes, figures in rows_between(period, (scope.kind, scope.key), is_live=True):
        for figure in figures:
            if figure.counts(row):
                add(counts.tally, figure, row)
    return counts


def read_parts(scope: FiguresScope, parts: Sequence[Period]) -> list[FigureCounts]:
    """Of periods that follow one another (the months of a year), in order, without what hangs on no melding; two
    queries for all of them, and some more where days wait to be counted."""
    whole = Period(parts[0].first, parts[-1].last)
    by_day: dict[date, Tally] = defaultdict(Counter)
    stale = _stale(whole)
    for day, counts in _counted(scope, whole).values_list("day", "counts"):
        if day not in stale:
            by_day[day] = Counter(counts)
    if stale:
        by_day.update(_count_now(scope, stale))
    return [FigureCounts(_sum(by_day, part)) for part in parts]


def open_at_end(scope: FiguresScope, days: Sequence[date]) -> list[int]:
    """How many meldingen were open when each of these days, in order, was over."""
    found: list[int] = []
    since: date | None = None
    total = 0
    stale = _stale(Period(date.min, days[-1])) if days else set()
    now_counted = _count_now(scope, stale) if stale else {}
    for day in days:
        until = DayCounts.objects.filter(scope=scope.kind, scope_key=scope.key, day__lte=day).exclude(day__in=stale)
        if since is not None:
            until = until.filter(day__gt=since)
        total += until.aggregate(flow=Sum("flow"))["flow"] or 0
        total += sum(
            flow_of(tally) for each, tally in now_counted.items() if each <= day and (since is None or each > since)
        )
        found.append(total)
        since = day
    return found


def behind(part: Part, scope: FiguresScope, period: Period) -> QuerySet[Ticket]:
    """The meldingen that a figure counts, newest first. One that it counts twice stands there once. Of a figure of
    advices none: see advices_behind."""
    if part.figure.is_of_advices:
        return Ticket.objects.none()
    figure, rows = part.figure, rows_of(part.figure)
    found = _rows_behind(part, scope, period)
    if figure.adds:
        found = found.exclude(**{rows.path(figure.adds): 0})
    if figure.of:
        found = found.exclude(**{f"{rows.path(figure.of)}__isnull": True})
    return Ticket.objects.filter(pk__in=found.values(rows.ticket)).order_by("-number")


def advices_behind(part: Part, scope: FiguresScope, period: Period) -> QuerySet[Advice]:
    """The advices that a figure of them counts, newest first."""
    return _rows_behind(part, scope, period).order_by("-given_at", "-pk")


def open_behind(scope: FiguresScope, day: date) -> QuerySet[Ticket]:
    """The meldingen that were open at the end of a day."""
    spans = OpenSpan.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day, record__merged=False
    )
    if scope.kind != ScopeKind.HOUSE:
        path = "assignee" if scope.kind == ScopeKind.PERSON else str(scope.kind)
        spans = spans.filter(**{f"record__{path}": scope.key})
    return Ticket.objects.filter(pk__in=spans.values("record")).order_by("-number")


def total_behind(part: Part, scope: FiguresScope, period: Period) -> int:
    """What the figure itself comes to, asked of its rows and not of the days."""
    figure, rows = part.figure, rows_of(part.figure)
    found = _rows_behind(part, scope, period)
    if figure.adds:
        return found.aggregate(total=Sum(rows.path(figure.adds)))["total"] or 0
    return found.count()


def complete_until() -> datetime | None:
    """Every change until then is in the figures; None before the first count."""
    return CountingState.objects.filter(pk=1).values_list("complete_until", flat=True).first()


def _rows_behind(part: Part, scope: FiguresScope, period: Period) -> QuerySet[Any]:
    rows = rows_of(part.figure)
    found = rows.of(scope.kind, scope.key)
    found = found.filter(rows.on(part.figure.on, period), part.figure.condition(rows.path))
    return found.filter(**{rows.path(part.group): part.value}) if part.group else found


def _counted(scope: FiguresScope, period: Period) -> QuerySet[DayCounts]:
    return DayCounts.objects.filter(scope=scope.kind, scope_key=scope.key, day__gte=period.first, day__lte=period.last)


def _stale(period: Period) -> set[date]:
    """Asked before the days are: one that is counted in between is then counted twice, and not never."""
    marks = StaleDay.objects.filter(day__gte=period.first, day__lte=period.last)
    return set(marks.order_by().values_list("day", flat=True).distinct())


def _count_now(scope: FiguresScope, days: set[date]) -> dict[date, Tally]:
    tallies: dict[date, Tally] = {day: Counter() for day in days}
    within = (scope.kind, scope.key)
    for stretch in _stretches(days):
        for row, _scopes, figures in rows_between(stretch, within):
            for figure in figures:
                if figure.counts(row):
                    add(tallies[row["day"]], figure, row)
    return tallies


def _stretches(days: set[date]) -> Iterator[Period]:
    """Days that follow one another, as one period each."""
    first: date | None = None
    for day in sorted(days):
        if first is None:
            first = day
        if day + timedelta(days=1) not in days:
            yield Period(first, day)
            first = None


def _sum(by_day: dict[date, Tally], part: Period) -> Tally:
    total: Tally = Counter()
    for day, tally in by_day.items():
        if day in part:
            for key, count in tally.items():
                total[key] += count
    return total
