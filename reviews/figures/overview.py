"""The figures of a scope in a period as a person reads them: lines under headings, with the period before, and charts.

One overview serves the desk, the portal, REST, the file and the review; each gives the same number the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Customer, Supplier
from infra.charts import (
    Chart,
    ChartPoint,
    aims,
    by_service,
    inflow,
    months,
    promises,
    satisfaction,
    weeks,
    whose_time,
)
from reviews.figures.agreed_numbers import agreed_beside
from reviews.figures.catalogue import (
    CHAPTERS,
    CHECKED,
    FIGURES,
    GROUPS,
    LABELS,
    SERVICE,
    Chapter,
    Figure,
    FigureUnit,
    Part,
)
from reviews.figures.figure_reading import FigureCounts, FiguresScope, Spread, open_at_end, read, read_parts
from reviews.models import ScopeKind
from reviews.periods import Period
from sla.models import Edition
from sla.wording import duration_words
from tickets.models import BAD_SCORES, Score
from tickets.time.hours_chart import last_months_chart
from tickets.time.month import Month, agreement_in, read_meter

WEEKS_SHOWN, MONTHS_SHOWN = 13, 12
FEW = 20
"""Below so many cases a percentage says more than is known."""
MOST_SERVICES = 10


@dataclass(frozen=True)
class FigureLine:
    """A figure, or a part of it. `before` is of the period before; `note` what was agreed beside it."""

    part: Part
    name: str
    value: int
    words: str
    before: str = ""
    note: str = ""
    parts: tuple[PartsOf, ...] = ()

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def meaning(self) -> str:
        return str(self.part.figure.meaning)

    @property
    def clause(self) -> str:
        return self.part.figure.clause


@dataclass(frozen=True)
class PartsOf:
    """What a figure falls into: "kanaal", and a line for each."""

    name: str
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True)
class FigureChapter:
    title: str
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True)
class TargetScore:
    """Of a promise or an aim (SLA 7.9): never one of both together, and counts before a share."""

    kept: FigureLine
    late: FigureLine

    @property
    def judged(self) -> int:
        return self.kept.value + self.late.value

    @property
    def share(self) -> int | None:
        """Per cent; None where there are too few to say so."""
        return None if self.judged < FEW else round(100 * self.kept.value / self.judged)


@dataclass(frozen=True)
class Balance:
    """What was open + came + was reopened - what ended = what is open: the proof that all is counted."""

    before: int
    came: int
    reopened: int
    solved: int
    closed: int
    cancelled: int
    after: int

    @property
    def adds_up(self) -> bool:
        return self.before + self.came + self.reopened - self.solved - self.closed - self.cancelled == self.after


@dataclass(frozen=True)
class Overview:
    scope: FiguresScope
    period: Period
    counts: FigureCounts
    before: FigureCounts  # of the period before
    promise: TargetScore
    aim: TargetScore
    balance: Balance
    chapters: tuple[FigureChapter, ...]

    @property
    def is_empty(self) -> bool:
        return not self.counts.tally and not self.balance.before

    def line(self, key: str) -> FigureLine:
        return next(line for chapter in self.chapters for line in chapter.lines if line.key == key)

    @property
    def lines(self) -> list[FigureLine]:
        """All, with their parts, one after another."""
        found = []
        for chapter in self.chapters:
            for line in chapter.lines:
                found += [line, *(each for parts in line.parts for each in parts.lines)]
        return found


def overview(scope: FiguresScope, period: Period) -> Overview:
    counts, before = read(scope, period), read(scope, period.previous)
    names = group_names(counts)
    agreed = agreed_beside(Customer.objects.get(pk=scope.key), period) if scope.kind == ScopeKind.CUSTOMER else {}
    lines = {
        figure.key: replace(_line(figure, counts, before, names, scope), note=agreed.get(figure.key, ""))
        for figure in FIGURES
    }
    chapters = tuple(
        FigureChapter(str(title), tuple(lines[figure.key] for figure in FIGURES if figure.chapter == chapter))
        for chapter, title in CHAPTERS.items()
        if chapter != Chapter.SATISFACTION or tells_satisfaction(scope)
    )
    was, stays = open_at_end(scope, [period.first - timedelta(days=1), period.last])
    came, reopened, solved, closed, cancelled = (lines[key].value for key in _BALANCE)
    balance = Balance(was, came, reopened, solved, closed, cancelled, stays)
    promise = TargetScore(lines["promise_kept"], lines["promise_late"])
    aim = TargetScore(lines["aim_met"], lines["aim_late"])
    return Overview(scope, period, counts, before, promise, aim, balance, chapters)


def tells_satisfaction(scope: FiguresScope) -> bool:
    """How it was found is said of the house and of customers, never of colleagues (tickets.satisfaction)."""
    return scope.kind in (ScopeKind.HOUSE, ScopeKind.CUSTOMER)


_BALANCE = ("in", "reopened", "solved", "closed_unsolved", "cancelled")


def _line(
    figure: Figure,
    counts: FigureCounts,
    before: FigureCounts,
    names: dict[str, dict[str, str]],
    scope: FiguresScope,
) -> FigureLine:
    whole = _one(Part(figure), str(figure.name), counts, before)
    parts = tuple(
        PartsOf(str(GROUPS[group]), tuple(lines))
        for group in figure.groups
        if group != CHECKED or scope.kind == ScopeKind.CUSTOMER  # two customers may each have a "SRV01"
        if (lines := _lines_of(figure, group, counts, before, names[group]))
    )
    return replace(whole, parts=parts)


def _lines_of(
    figure: Figure, group: str, counts: FigureCounts, before: FigureCounts, names: dict[str, str]
) -> list[FigureLine]:
    if figure.is_spread:
        begins = f"{figure.key}/{group}/"
        keys = {key[len(begins) :].partition("@")[0] for key in counts.tally if key.startswith(begins)}
        values: Sequence[str] = sorted(keys)
    else:
        values = list(counts.by(figure.key, group))
    return [_one(Part(figure, group, value), names.get(value, value), counts, before) for value in values]


def _one(part: Part, name: str, counts: FigureCounts, before: FigureCounts) -> FigureLine:
    if part.figure.is_spread:
        now, then = counts.spread(part.key), before.spread(part.key)
        return FigureLine(part, name, now.count, spread_words(part.figure, now), spread_words(part.figure, then))
    value, was = counts.of(part.key), before.of(part.key)
    return FigureLine(part, name, value, unit_words(part.figure.unit, value), unit_words(part.figure.unit, was))


def unit_words(unit: FigureUnit, value: int) -> str:
    if unit == FigureUnit.MINUTES:
        return (
            duration_words(timedelta(minutes=value)) if value >= 0 else f"-{duration_words(timedelta(minutes=-value))}"
        )
    return str(value)


def spread_words(figure: Figure, spread: Spread) -> str:
    """ "helft binnen 25 min, negen op de tien binnen 2 u (31)"."""
    if spread.median is None or spread.ninetieth is None:
        return "–"
    say = _around if figure.key == "lead" else _within
    facts = {"half": say(spread.median), "most": say(spread.ninetieth), "count": spread.count}
    if figure.key == "lead":
        return _("middelste %(half)s, negen op de tien uiterlijk %(most)s (%(count)s)") % facts
    return _("helft binnen %(half)s, negen op de tien binnen %(most)s (%(count)s)") % facts


def _within(minutes: int) -> str:
    return unit_words(FigureUnit.MINUTES, minutes)


def _around(minutes: int) -> str:
    words = unit_words(FigureUnit.MINUTES, abs(minutes))
    if not minutes:
        return _("op het moment zelf")
    return (_("%s erna") if minutes > 0 else _("%s ervoor")) % words


# --- What values of a group are called --------------------------------------------------------------------
def group_names(*counted: FigureCounts) -> dict[str, dict[str, str]]:
    """Of each group: its values and what a person calls them."""
    names: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for group, labels in LABELS.items():
        names[group] = {str(value): str(label) for value, label in labels.choices}
    for group in ("priority", "judged"):
        names[group][""] = _("zonder prioriteit")
    for group in ("coverage", "verdict"):
        names[group][""] = _("niet bepaald")
    names[SERVICE] = service_names()
    names[CHECKED][""] = _("geheel")
    names["step"] = {str(step): _("trede %s") % step for step in range(1, 10)}
    numbers = {int(value) for counts in counted for value in counts.by("supplier_time", "supplier")}
    names["supplier"] = {str(supplier.pk): supplier.name for supplier in Supplier.objects.filter(pk__in=numbers)}
    return names


def service_names() -> dict[str, str]:
    """By the newest edition of the SLA."""
    edition = Edition.objects.order_by("-loaded_at").first()
    return {key: str(service.text) for key, service in edition.rules.services.items()} if edition else {}


def part_name(part: Part) -> str:
    """ "Binnengekomen, kanaal: E-mail"."""
    if not part.group:
        return str(part.figure.name)
    if part.group == "supplier":
        value = Supplier.objects.filter(pk=int(part.value)).values_list("name", flat=True).first() or part.value
    else:
        value = group_names().get(part.group, {}).get(part.value, part.value)
    return f"{part.figure.name}, {GROUPS[part.group]}: {value}"


# --- Charts -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Trend:
    """The periods of which a chart shows one point each."""

    parts: list[Period]
    points: tuple[ChartPoint, ...]

    @property
    def words(self) -> str:
        """ "13 weken, 31 augustus 2026 tot en met 28 november 2026": a chart shows more days than its period has."""
        whole = Period(self.parts[0].first, self.parts[-1].last)
        if len(self.parts) == WEEKS_SHOWN and self.parts[0].days <= 7:
            return _("%(count)s weken, %(days)s") % {"count": len(self.parts), "days": whole}
        return _("%(count)s maanden, %(days)s") % {"count": len(self.parts), "days": whole}

    @classmethod
    def within(cls, period: Period) -> Trend:
        """The weeks of a period of a quarter or less, else its months: what stands beside its own numbers."""
        if period.days <= 7 * WEEKS_SHOWN + 7:
            parts = list(period.weeks)
            return cls(parts, weeks([part.first for part in parts]))
        parts = list(period.months)
        return cls(parts, months([part.first for part in parts]))

    @classmethod
    def until(cls, period: Period) -> Trend:
        """The last 13 weeks for a period of a quarter or less, else the last 12 months, or all of a longer one.

        The last week or month ends with the period."""
        if period.days <= 7 * WEEKS_SHOWN + 1:
            monday = period.last - timedelta(days=period.last.weekday() + 7 * (WEEKS_SHOWN - 1))
            parts = list(Period(monday, period.last).weeks)
            return cls(parts, weeks([part.first for part in parts]))
        first = period.last.replace(day=1)
        shown = max(MONTHS_SHOWN, len(period.months))
        year, month = divmod(first.year * 12 + first.month - shown, 12)
        parts = list(Period(date(year, month + 1, 1), period.last).months)
        return cls(parts, months([part.first for part in parts]))


def trend_charts(scope: FiguresScope, trend: Trend) -> dict[str, Chart]:
    """In, solved and open; promise; aim."""
    counted = read_parts(scope, trend.parts)
    still_open = open_at_end(scope, [part.last for part in trend.parts])

    def values(key: str) -> list[int]:
        return [counts.of(key) for counts in counted]

    return {
        "inflow": inflow(trend.points, values("in"), values("solved"), still_open),
        "promises": promises(trend.points, values("promise_kept"), values("promise_late")),
        "aims": aims(trend.points, values("aim_met"), values("aim_late")),
    }


def satisfaction_chart(scope: FiguresScope, trend: Trend) -> Chart:
    """How it was found, over time: counts, the best first (SLA 11)."""
    counted = read_parts(scope, trend.parts)
    answers = {
        str(words): [sum(counts.of(f"satisfaction/score/{score}") for score in scores) for counts in counted]
        for words, scores in _SATISFIED.items()
    }
    return satisfaction(trend.points, answers)


_SATISFIED = {
    gettext_lazy("Goed of uitstekend"): (Score.EXCELLENT, Score.GOOD),
    gettext_lazy("Voldoende"): (Score.FAIR,),
    gettext_lazy("Matig of slecht"): BAD_SCORES,
}


def hours_until(customer: Customer, period: Period, now: datetime) -> Chart | None:
    """All-in-1 hours of the year up to the end of a period, or up to now, and what this month comes to (SLA 6.2)."""
    last = min(Month(period.last.replace(day=1)), Month.of(now))
    forecast = None
    if last == Month.of(now):
        forecast = read_meter(customer, agreement_in(customer, last, now), last, now).forecast
    return last_months_chart(customer, last, forecast)


def part_charts(found: Overview) -> dict[str, Chart]:
    """Whose time, and by service: of the period itself."""
    return {"whose_time": _whose_time(found), "services": _services(found)}


def _whose_time(found: Overview) -> Chart:
    names = group_names(found.counts)["supplier"]
    suppliers = found.counts.by("supplier_time", "supplier")
    unnamed = found.counts.of("supplier_time") - sum(suppliers.values())
    parts: list[tuple[str, Any]] = [
        (_("1do"), _hours(found.counts.of("house_time"))),
        (_("klant"), _hours(found.counts.of("customer_time"))),
        *((names.get(key, key), _hours(minutes)) for key, minutes in suppliers.items()),
    ]
    if unnamed:
        parts.append((_("leverancier zonder naam"), _hours(unnamed)))
    return whose_time(parts if any(hours for _party, hours in parts) else [])


def _services(found: Overview) -> Chart:
    names = service_names()
    before, counts = found.before.by("in", SERVICE), found.counts.by("in", SERVICE)
    shown = list(counts)[:MOST_SERVICES]
    called, values = [names.get(key, key) for key in shown], [counts[key] for key in shown]
    then = [before.get(key, 0) for key in shown]
    if rest := sum(counts.values()) - sum(values):
        called, values = [*called, _("overige")], [*values, rest]
        then.append(sum(before.values()) - sum(then))
    return by_service(called, values, then)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)
