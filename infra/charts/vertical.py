"""Columns beside or upon each other, with lines over them, along an axis of time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from infra.charts.chart import Chart, Series, SeriesShape, Value, number_words
from infra.charts.drawing import Bar, ChartText, Dot, Drawing, Rule, Trace, add_legend, baseline
from infra.charts.scale import SMALL_FONT, Scale, fitted, text_width

PLOT_HEIGHT = 180.0
UNDER = 34.0
BROADEST = 44.0
LEAST = 1.5
"""What is not nought is seen, however small beside the largest."""

LONGEST_NAME = 90.0
MOST_DOTS = 60
MOST_COLUMNS = 120


@dataclass(frozen=True)
class _Plot:
    """Where the picture lies between its axes."""

    chart: Chart
    scale: Scale
    left: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + PLOT_HEIGHT

    @property
    def band(self) -> float:
        return (self.right - self.left) / len(self.chart.points)

    @property
    def group(self) -> float:
        """How much of a band its columns take together."""
        return min(self.band * (0.74 if self.band > 6 else 1.0), BROADEST * max(1, len(self._beside)))

    @property
    def _beside(self) -> list[Series]:
        bars = [one for one in self.chart.series if one.shape is SeriesShape.BAR]
        return bars[:1] if self.chart.kind.is_stacked else bars

    @property
    def column(self) -> float:
        return self.group / max(1, len(self._beside))

    def middle(self, place: int) -> float:
        return round(self.left + (place + 0.5) * self.band, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - self.scale.share(value) * PLOT_HEIGHT, 1)

    def tip(self, one: Series, place: int) -> str:
        if len(self.chart.points) > MOST_COLUMNS:
            return ""
        return f"{self.chart.points[place].name}, {one.name}: {self.chart.unit.words(one.values[place])}"


def vertical(chart: Chart, width: float) -> Drawing:
    chart = _as_lines(chart) if len(chart.points) > MOST_COLUMNS and not chart.kind.is_stacked else chart
    drawing = Drawing(chart, width)
    under = add_legend(drawing)
    scale = Scale.of(_heights(chart), whole=not chart.unit.decimals)
    ticks = [number_words(tick, scale.decimals) for tick in scale.ticks]
    left = round(max(text_width(tick, SMALL_FONT) for tick in ticks) + 8, 1)
    plot = _Plot(chart, scale, left, width - 4, under + 30)
    drawing.words.append(ChartText(0, under + 10, fitted(chart.unit.name, width, SMALL_FONT), look="tick"))
    drawing.height = plot.bottom + UNDER
    for tick, words in zip(scale.ticks, ticks, strict=True):
        y = plot.y(tick)
        drawing.rules.append(Rule(left, y, plot.right, y, is_base=not tick))
        drawing.words.append(ChartText(round(left - 6, 1), baseline(y, SMALL_FONT), words, "end", "tick"))
    _add_names(drawing, plot)
    _add_expected(drawing, plot)
    _add_columns(drawing, plot)
    for one in chart.series:
        if one.shape.is_line:
            _add_line(drawing, plot, one)
    return drawing


def _as_lines(chart: Chart) -> Chart:
    """So many columns would be a blur."""
    shapes = {SeriesShape.BAR: SeriesShape.LINE}
    return replace(chart, series=tuple(replace(one, shape=shapes.get(one.shape, one.shape)) for one in chart.series))


def _heights(chart: Chart) -> list[float]:
    """All that must find a place: each value, and of what is stacked each sum."""
    heights = [value for one in chart.series for value in one.known]
    if chart.kind.is_stacked:
        bars = [one for one in chart.series if one.shape is SeriesShape.BAR]
        for place in range(len(chart.points)):
            values = [_known(one.values[place]) for one in bars]
            heights += [sum(value for value in values if value > 0), sum(value for value in values if value < 0)]
    return heights


def _known(value: Value) -> float:
    return 0.0 if value is None else float(value)


def _add_names(drawing: Drawing, plot: _Plot) -> None:
    """Under the columns; as many as there is room for, the last always, since it is now. A year that falls away with
    its month stands under the next."""
    points = plot.chart.points
    lines = [point.short.split("\n")[:2] for point in points]
    broadest = max(min(text_width(line, SMALL_FONT), LONGEST_NAME) for each in lines for line in each)
    every = max(1, -int(-(broadest + 9) // plot.band))
    room = max(plot.band - 8, LONGEST_NAME)
    first = (len(points) - 1) % every
    for place in range(first, len(points), every):
        middle = plot.middle(place)
        under = [each[1:] for each in lines[max(0, place - every + 1) : place + 1] if each[1:]]
        for number, line in enumerate([lines[place][0], *(under[-1] if under else [])]):
            words = fitted(line, room, SMALL_FONT)
            half = text_width(words, SMALL_FONT) / 2
            x = round(min(max(middle, half), drawing.width - half), 1)
            drawing.words.append(ChartText(x, plot.bottom + 15 + 13 * number, words, "middle", "tick"))


def _add_expected(drawing: Drawing, plot: _Plot) -> None:
    for one in plot.chart.series:
        if one.shape is SeriesShape.EXPECTED:
            for place, value in enumerate(one.values):
                if value is not None:
                    left = plot.middle(place) - plot.group / 2
                    drawing.bars.append(_bar(plot, one, place, left, plot.group, 0.0, float(value)))


def _add_columns(drawing: Drawing, plot: _Plot) -> None:
    chart = plot.chart
    bars = [one for one in chart.series if one.shape is SeriesShape.BAR]
    labels: list[_Label] = []
    for place in range(len(chart.points)):
        left = plot.middle(place) - plot.group / 2
        up = down = 0.0
        for number, one in enumerate(bars):
            value = one.values[place]
            if value is None:
                continue
            height = float(value)
            start = (up if height >= 0 else down) if chart.kind.is_stacked else 0.0
            x = left if chart.kind.is_stacked else left + number * plot.column
            drawing.bars.append(_bar(plot, one, place, x, plot.column, start, start + height))
            up, down = up + max(0.0, height), down + min(0.0, height)
            if not chart.kind.is_stacked:
                labels.append(_Label(place, x + plot.column / 2, height, chart.unit.words(value), plot.column))
        if chart.kind.is_stacked and any(one.values[place] is not None for one in bars):
            words = chart.labels[place] if chart.labels else chart.unit.words(up + down)
            labels.append(_Label(place, plot.middle(place), up, words, plot.band))
    _add_labels(drawing, plot, labels)


@dataclass(frozen=True)
class _Label:
    place: int
    x: float
    top: float
    words: str
    room: float


def _add_labels(drawing: Drawing, plot: _Plot, labels: list[_Label]) -> None:
    """The numbers themselves above their columns, where there is room for all of them."""
    if all(text_width(label.words, SMALL_FONT) + 3 <= label.room for label in labels):
        for label in labels:
            y = _clear_of_lines(plot, label.place, plot.y(max(label.top, 0.0)) - 4)
            drawing.words.append(ChartText(round(label.x, 1), y, label.words, "middle", "value"))


def _clear_of_lines(plot: _Plot, place: int, y: float) -> float:
    """Above a line that would run through the number."""
    values = [one.values[place] for one in plot.chart.series if one.shape.is_line]
    for line in sorted((plot.y(float(value)) for value in values if value is not None), reverse=True):
        if y - SMALL_FONT < line < y + 3:
            y = line - 5
    return round(y, 1)


def _bar(plot: _Plot, one: Series, place: int, x: float, width: float, start: float, end: float) -> Bar:
    top, bottom = plot.y(max(start, end)), plot.y(min(start, end))
    height = bottom - top
    if start != end and height < LEAST:
        height = LEAST
        top = max(plot.top, bottom - height)
    gap = 1.0 if width > 4 else 0.0
    is_expected = one.shape is SeriesShape.EXPECTED
    return Bar(
        round(x + gap / 2, 1), top, round(max(width - gap, 0.5), 1), round(height, 1), one.ink, is_expected,
        plot.tip(one, place),
    )  # fmt: skip


def _add_line(drawing: Drawing, plot: _Plot, one: Series) -> None:
    """A norm runs to the edges of its bands, as a step: it holds for all of a month."""
    is_norm = one.shape is SeriesShape.NORM
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(one.values):
        if value is None:
            pieces.append([])
            continue
        x, y = plot.middle(place), plot.y(float(value))
        half = plot.band / 2
        pieces[-1] += [(round(x - half, 1), y), (round(x + half, 1), y)] if is_norm else [(x, y)]
        if not is_norm and len(one.values) <= MOST_DOTS:
            drawing.dots.append(Dot(x, y, one.ink, plot.tip(one, place)))
    drawing.traces.append(Trace(tuple(tuple(piece) for piece in pieces if piece), one.ink, is_norm))
