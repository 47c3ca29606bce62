"""What a chart says, before anybody draws it: plain values with their words. The table has the same numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_SERIES = 4
"""More nobody tells apart without colour."""

LARGEST = 1e15
NOTHING = "–"

Value = int | float | Decimal | None

_NAME = re.compile(r"[a-z][a-z0-9-]*")


class ChartError(ValueError):
    """Whoever made the chart made a mistake: no reader can mend it."""


class ChartKind(StrEnum):
    """How the series stand; a series may still say that it is a line."""

    COLUMNS = "columns"
    STACKED_COLUMNS = "stacked-columns"
    BARS = "bars"
    STACKED_BARS = "stacked-bars"

    @property
    def is_stacked(self) -> bool:
        return self in {ChartKind.STACKED_COLUMNS, ChartKind.STACKED_BARS}

    @property
    def is_horizontal(self) -> bool:
        return self in {ChartKind.BARS, ChartKind.STACKED_BARS}


class SeriesShape(StrEnum):
    BAR = "bar"
    EXPECTED = "expected"
    """A bar in outline behind the others: not counted, but foreseen."""
    LINE = "line"
    NORM = "norm"
    """A dashed level that the others are held against."""

    @property
    def is_line(self) -> bool:
        return self in {SeriesShape.LINE, SeriesShape.NORM}


class Ink(StrEnum):
    """The look of a series: a colour of the tokens (static/css/chart.css), and a texture that says the same."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    BAD = "bad"
    QUIET = "quiet"
    NORM = "norm"


@dataclass(frozen=True)
class Unit:
    """What is counted: "meldingen", with so many decimals."""

    name: str
    decimals: int = 0

    def words(self, value: Value) -> str:
        """ "1.234,5"; without decimals that are noughts."""
        return NOTHING if value is None else number_words(value, self.decimals)


@dataclass(frozen=True)
class ChartPoint:
    """A place along the axis: "dec" on it, a line more after a line end, and "december 2026" in the table."""

    short: str
    long: str = ""

    @property
    def name(self) -> str:
        return self.long or self.short.replace("\n", " ")


@dataclass(frozen=True)
class Series:
    """One value for each point; None where nothing is known, which stays a gap. `links`: what each number opens."""

    name: str
    values: tuple[Value, ...]
    ink: Ink = Ink.FIRST
    shape: SeriesShape = SeriesShape.BAR
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for value in self.values:
            if value is not None and not abs(float(value)) <= LARGEST:  # nor what is no number
                raise ChartError(f"{self.name}: {value} cannot be drawn")

    @property
    def known(self) -> list[float]:
        return [float(value) for value in self.values if value is not None]


@dataclass(frozen=True)
class ChartCell:
    words: str
    link: str = ""


@dataclass(frozen=True)
class ChartRow:
    name: str
    cells: tuple[ChartCell, ...]


@dataclass(frozen=True)
class Chart:
    """`name` is unique on a page; `sentence` says what is seen; `labels` stand above the columns in place of sums."""

    name: str
    title: str
    sentence: str
    kind: ChartKind
    points: tuple[ChartPoint, ...]
    series: tuple[Series, ...]
    unit: Unit
    heading: str
    labels: tuple[str, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ChartError(f"{self.name!r}: a name is small letters, digits and dashes")
        if len(self.series) > MOST_SERIES:
            raise ChartError(f"{self.name}: {len(self.series)} series, at most {MOST_SERIES}")
        for one in self.series:
            if len(one.values) != len(self.points) or len(one.links) not in {0, len(self.points)}:
                raise ChartError(f"{self.name}: {one.name} has another number of values than there are points")
        if self.labels and len(self.labels) != len(self.points):
            raise ChartError(f"{self.name}: another number of labels than of points")

    @property
    def is_empty(self) -> bool:
        """Nothing is known: a sentence stands in place of the picture. Noughts are known."""
        return not any(one.known for one in self.series)

    @property
    def empty_words(self) -> str:
        return self.empty or _("Over deze periode zijn er nog geen cijfers.")

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.heading, *(one.name for one in self.series))

    @property
    def rows(self) -> tuple[ChartRow, ...]:
        """The table: what is drawn, point by point, in words."""
        return tuple(
            ChartRow(point.name, tuple(_cell(self.unit, one, place) for one in self.series))
            for place, point in enumerate(self.points)
        )

    @property
    def description(self) -> str:
        """What the picture shows, for who does not see it: its kind, where it runs from and to, and its extremes."""
        if self.is_empty:
            return self.empty_words
        points = {"first": self.points[0].name, "last": self.points[-1].name}
        where = _("%(first)s tot en met %(last)s") % points if len(self.points) > 1 else points["first"]
        kind = _("Liggende staven") if self.kind.is_horizontal else _("Staande kolommen")
        if all(one.shape.is_line for one in self.series):
            kind = _("Lijnen")
        parts = "; ".join(self._range(one) for one in self.series if one.known)
        facts = {"kind": kind, "where": where, "parts": parts, "unit": self.unit.name}
        return _("%(kind)s, %(where)s, in %(unit)s. %(parts)s. De getallen staan in de tabel.") % facts

    def _range(self, one: Series) -> str:
        low, high = min(one.known), max(one.known)
        words = {"name": one.name, "low": self.unit.words(low), "high": self.unit.words(high)}
        return _("%(name)s: %(high)s") % words if low == high else _("%(name)s: van %(low)s tot %(high)s") % words

    def linked(self, links: Mapping[str, Sequence[str]]) -> Chart:
        """The same, with for the series of that name what each number opens."""
        given = [replace(one, links=tuple(links.get(one.name, one.links))) for one in self.series]
        return replace(self, series=tuple(given))

    def as_data(self) -> dict[str, Any]:
        """To be kept as JSON: what was published is drawn again from this, never counted again."""
        data = asdict(self)
        for one in data["series"]:
            one["values"] = [float(value) if isinstance(value, Decimal) else value for value in one["values"]]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Chart:
        series = tuple(
            Series(one["name"], tuple(one["values"]), Ink(one["ink"]), SeriesShape(one["shape"]), tuple(one["links"]))
            for one in data["series"]
        )
        made = {
            "kind": ChartKind(data["kind"]),
            "points": tuple(ChartPoint(**point) for point in data["points"]),
            "series": series,
            "unit": Unit(**data["unit"]),
            "labels": tuple(data["labels"]),
        }
        return cls(**{**data, **made})


def number_words(value: int | float | Decimal, decimals: int = 0) -> str:
    """As Dutch people write it, halves upwards: "1.234,5"."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP) + 0  # no "-0"
    shown = 0 if rounded == rounded.to_integral_value() else decimals
    return number_format(f"{rounded:.{shown}f}", decimal_pos=shown, use_l10n=True, force_grouping=True)


def _cell(unit: Unit, one: Series, place: int) -> ChartCell:
    value = one.values[place]
    return ChartCell(unit.words(value), one.links[place] if one.links and value is not None else "")
