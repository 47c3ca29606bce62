"""Bars from the left, one row for each name: for what has no order in time. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from infra.charts.chart import Chart, Series, Value
from infra.charts.drawing import Bar, ChartText, Drawing, Rule, add_legend, baseline
from infra.charts.scale import FONT, Scale, fitted, text_width

MOST_ROWS = 25
"""More is a list, not a picture: the rest is said below it. The table has them all."""

THICK = 18.0
THIN = 11.0
BETWEEN = 10.0
LEAST = 1.5


@dataclass(frozen=True)
class _Row:
    name: str
    values: tuple[Value, ...]
    label: str


def horizontal(chart: Chart, width: float) -> Drawing:
    drawing = Drawing(chart, width)
    rows = _rows(chart)
    y = add_legend(drawing) + 4
    names = max(text_width(row.name) for row in rows)
    beside = names <= width * 0.36
    left = round(names + 10, 1) if beside else 0.0
    room = width - left - max(text_width(row.label) for row in rows) - 10
    scale = Scale.of(_lengths(chart, rows), whole=False)
    for row in rows:
        if not beside:
            drawing.words.append(ChartText(0, y + FONT, fitted(row.name, width)))
            y += 18
        place = _Place(left, max(room, 20.0), y, scale)
        high = _add_row(drawing, row, place)
        base = place.x(0.0)
        drawing.rules.append(Rule(base, y - 3, base, y + high + 3, is_base=True))
        if beside:
            drawing.words.append(ChartText(round(left - 10, 1), baseline(y + high / 2), row.name, "end"))
        y += high + BETWEEN
    if words := _rest_words(chart):
        drawing.words.append(ChartText(0, y + FONT, fitted(words, width)))
        y += 18
    drawing.height = round(y, 1)
    return drawing


@dataclass(frozen=True)
class _Place:
    left: float
    room: float
    y: float
    scale: Scale

    def x(self, value: float) -> float:
        return round(self.left + self.scale.share(value) * self.room, 1)


def _rows(chart: Chart) -> list[_Row]:
    rows = [
        _Row(point.name, tuple(one.values[place] for one in chart.series), _label(chart, place))
        for place, point in enumerate(chart.points)
    ]
    return rows[:MOST_ROWS]


def _rest_words(chart: Chart) -> str:
    """Said, not drawn: a bar of all the others together would dwarf the rest."""
    count = len(chart.points) - MOST_ROWS
    sums = tuple(sum(float(value or 0) for value in one.values[MOST_ROWS:]) for one in chart.series)
    facts = {"count": count, "sum": _sum_words(chart, sums)}
    return _("En nog %(count)s, samen %(sum)s: in de tabel.") % facts if count > 0 else ""


def _label(chart: Chart, place: int) -> str:
    if chart.labels:
        return chart.labels[place]
    return _sum_words(chart, tuple(one.values[place] for one in chart.series))


def _sum_words(chart: Chart, values: tuple[Value, ...]) -> str:
    """Of what is stacked the sum; else each, as they stand below each other."""
    if not chart.kind.is_stacked:
        return " / ".join(chart.unit.words(value) for value in values)
    known = [float(value) for value in values if value is not None]
    return chart.unit.words(sum(known) if known else None)


def _lengths(chart: Chart, rows: list[_Row]) -> list[float]:
    if not chart.kind.is_stacked:
        return [float(value) for row in rows for value in row.values if value is not None]
    sums = []
    for row in rows:
        values = [float(value or 0) for value in row.values]
        sums += [sum(value for value in values if value > 0), sum(value for value in values if value < 0)]
    return sums


def _add_row(drawing: Drawing, row: _Row, place: _Place) -> float:
    """The bars of one name, with their number behind the longest; how high they are together."""
    chart = drawing.chart
    stacked = chart.kind.is_stacked
    thick = THICK if stacked or len(chart.series) == 1 else THIN
    up = down = longest = 0.0
    for number, (one, value) in enumerate(zip(chart.series, row.values, strict=True)):
        if value is None:
            continue
        length = float(value)
        start = (up if length >= 0 else down) if stacked else 0.0
        y = place.y if stacked else place.y + number * thick
        drawing.bars.append(_bar(chart, row, one, (place.x(start), place.x(start + length)), y, thick))
        up, down = up + max(0.0, length), down + min(0.0, length)
        longest = max(longest, up if stacked else length)
    high = thick if stacked else thick * max(1, len(chart.series))
    x = round(place.x(longest) + 6, 1)
    drawing.words.append(ChartText(x, baseline(place.y + high / 2), row.label, look="value"))
    return high


def _bar(chart: Chart, row: _Row, one: Series, ends: tuple[float, float], y: float, thick: float) -> Bar:
    value = row.values[chart.series.index(one)]
    width = abs(ends[1] - ends[0])
    words = f"{row.name}, {one.name}: {chart.unit.words(value)}"
    return Bar(min(ends), round(y, 1), round(max(width, LEAST) if value else 0.0, 1), thick, one.ink, words=words)
