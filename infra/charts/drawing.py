"""The marks of one drawing, in units of its viewBox; templates/components/_chart_drawing.html writes them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.charts.chart import Chart, Ink, Series, SeriesShape
from infra.charts.scale import FONT, SMALL_FONT, fitted, text_width

WIDE = 600
NARROW = 340

KEY = 12.0
"""A sample in the legend is as large as its words are high."""

LEGEND_LINE = 20.0
LEAST_TEXTURE = 3.0

# For paper, and wherever the stylesheet of the page is not: the light theme of static/css/tokens.css.
COLOURS = {
    Ink.FIRST: "#00535c",
    Ink.SECOND: "#2d72bc",
    Ink.THIRD: "#ab61a5",
    Ink.FOURTH: "#838d98",
    Ink.BAD: "#d02c2a",
    Ink.QUIET: "#838d98",
    Ink.NORM: "#131d27",
}
TEXTURES = {
    Ink.SECOND: "slant",
    Ink.BAD: "cross",
    Ink.THIRD: "dots",
    Ink.FOURTH: "stripes",
    Ink.QUIET: "dots",
}
DASHES = {Ink.SECOND: "2 3", Ink.THIRD: "7 3", Ink.FOURTH: "8 3 2 3", Ink.QUIET: "1 3"}
NORM_DASH = "6 4"


@dataclass(frozen=True)
class Bar:
    """`words`: what a mouse is told."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    is_expected: bool = False
    words: str = ""

    @property
    def colour(self) -> str:
        return COLOURS[self.ink]

    @property
    def texture(self) -> str:
        return "" if self.is_expected or self.width < LEAST_TEXTURE else TEXTURES.get(self.ink, "")


@dataclass(frozen=True)
class Rule:
    """A line of the ground: the base, or one of the round numbers."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_base: bool = False


@dataclass(frozen=True)
class Trace:
    """A line through the values, in as many pieces as the gaps leave."""

    pieces: tuple[tuple[tuple[float, float], ...], ...]
    ink: Ink
    is_norm: bool = False

    @property
    def colour(self) -> str:
        return COLOURS[self.ink]

    @property
    def dash(self) -> str:
        return NORM_DASH if self.is_norm else DASHES.get(self.ink, "")

    @property
    def path(self) -> str:
        return " ".join(
            "M" + " L".join(f"{x:g},{y:g}" for x, y in (piece if len(piece) > 1 else (*piece, *piece)))
            for piece in self.pieces
        )


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    ink: Ink
    words: str = ""

    @property
    def colour(self) -> str:
        return COLOURS[self.ink]


@dataclass(frozen=True)
class ChartText:
    """`anchor` as SVG says it: start, middle or end. `look`: label, key, tick or value."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = "label"

    @property
    def has_halo(self) -> bool:
        """A number may stand where a line passes."""
        return self.look == "value"

    @property
    def size(self) -> float:
        return SMALL_FONT if self.look in {"tick", "value"} else FONT

    @property
    def colour(self) -> str:
        return "#5a6573" if self.look == "tick" else "#131d27"


@dataclass
class Drawing:
    chart: Chart
    width: float
    height: float = 0.0
    bars: list[Bar] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    words: list[ChartText] = field(default_factory=list)

    @property
    def key(self) -> str:
        """In front of each id: two charts on a page, and two sizes of each, share none."""
        return f"chart-{self.chart.name}-{'wide' if self.is_wide else 'narrow'}"

    @property
    def is_wide(self) -> bool:
        return self.width > NARROW

    @property
    def has_textures(self) -> bool:
        return any(bar.texture for bar in self.bars)


def add_legend(drawing: Drawing) -> float:
    """A sample of each series with its name, above the picture; how far down it comes. One alone needs none."""
    if len(drawing.chart.series) < 2:
        return 0.0
    x, y = 0.0, 4.0
    for one in drawing.chart.series:
        needed = KEY + 6 + text_width(one.name)
        if x and x + needed > drawing.width:
            x, y = 0.0, y + LEGEND_LINE
        _sample(drawing, one, x, y)
        room = drawing.width - x - KEY - 6
        drawing.words.append(ChartText(x + KEY + 6, y + 10, fitted(one.name, room), look="key"))
        x = round(x + needed + 18, 1)
    return y + LEGEND_LINE


def _sample(drawing: Drawing, one: Series, x: float, y: float) -> None:
    middle = y + KEY / 2
    if one.shape.is_line:
        drawing.traces.append(Trace((((x, middle), (x + KEY + 2, middle)),), one.ink, one.shape is SeriesShape.NORM))
        if one.shape is SeriesShape.LINE:
            drawing.dots.append(Dot(x + KEY / 2 + 1, middle, one.ink))
        return
    drawing.bars.append(Bar(x, y, KEY, KEY, one.ink, one.shape is SeriesShape.EXPECTED))


def baseline(top: float, size: float = FONT) -> float:
    """Where letters stand that have their middle there."""
    return round(top + size * 0.36, 1)
