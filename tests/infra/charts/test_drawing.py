"""The drawing: what stands in it is what the table says, whatever the numbers, and it stays within its frame."""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.charts import Chart, ChartError, ChartKind, ChartPoint, Ink, Series, SeriesShape, Unit
from infra.charts.chart import number_words
from infra.charts.drawing import NARROW, WIDE, Bar, Drawing
from infra.charts.horizontal import MOST_ROWS
from infra.charts.scale import Scale, fitted, text_width
from infra.charts.svg import drawings, drawn

LONG = "Coöperatieve Vereniging Zorgcentrum De Vier Jaargetijden U.A."
COLUMNS = [ChartKind.COLUMNS, ChartKind.STACKED_COLUMNS]
BARS = [ChartKind.BARS, ChartKind.STACKED_BARS]


def chart(kind: ChartKind, *series: Series, names: list[str] | None = None, **others: object) -> Chart:
    count = len(series[0].values) if series else 0
    points = tuple(ChartPoint(name) for name in names or [str(n) for n in range(count)])
    made = {"name": "x", "title": "T", "sentence": "S", "unit": Unit("meldingen"), "heading": "Maand", **others}
    return Chart(kind=kind, points=points, series=series, **made)  # type: ignore[arg-type]


def columns_of(drawing: Drawing) -> list[Bar]:
    """Without the samples of the legend."""
    samples = (
        len([one for one in drawing.chart.series if not one.shape.is_line]) if len(drawing.chart.series) > 1 else 0
    )
    return drawing.bars[samples:]


def numbers(drawing: Drawing) -> list[float]:
    return [
        drawing.height,
        *(edge for bar in drawing.bars for edge in (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)),
        *(edge for rule in drawing.rules for edge in (rule.x1, rule.y1, rule.x2, rule.y2)),
        *(edge for trace in drawing.traces for piece in trace.pieces for spot in piece for edge in spot),
        *(edge for dot in drawing.dots for edge in (dot.x, dot.y)),
        *(edge for words in drawing.words for edge in (words.x, words.y)),
    ]


def assert_within(drawing: Drawing) -> None:
    assert all(math.isfinite(number) for number in numbers(drawing))
    slack = 1.0  # half a stroke
    for bar in drawing.bars:
        assert -slack <= bar.x <= bar.x + bar.width <= drawing.width + slack
        assert -slack <= bar.y <= bar.y + bar.height <= drawing.height + slack
        assert bar.width >= 0 <= bar.height
    for trace in drawing.traces:
        for piece in trace.pieces:
            assert all(-slack <= x <= drawing.width + slack and 0 <= y <= drawing.height for x, y in piece)
    for words in drawing.words:
        assert -slack <= words.x <= drawing.width + slack
        assert 0 <= words.y <= drawing.height


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_are_as_high_as_their_numbers(kind: ChartKind) -> None:
    one, other = Series("in", (10, 20, 0), Ink.FIRST), Series("uit", (5, 1, 40), Ink.SECOND)
    drawing = drawn(chart(kind, one, other))
    heights = defaultdict(list)
    for bar in columns_of(drawing):
        heights[bar.ink].append(bar.height)
    ticks = [rule.y1 for rule in drawing.rules]
    per_unit = (max(ticks) - min(ticks)) / 40
    assert heights[Ink.FIRST] == pytest.approx([10 * per_unit, 20 * per_unit, 0], abs=0.1)
    assert heights[Ink.SECOND] == pytest.approx([5 * per_unit, 1 * per_unit, 40 * per_unit], abs=0.1)


@pytest.mark.parametrize("kind", BARS)
def test_bars_are_as_long_as_their_numbers(kind: ChartKind) -> None:
    drawing = drawn(chart(kind, Series("in", (10, 20, 0)), Series("uit", (5, 20, 40), Ink.SECOND)))
    lengths = {ink: [bar.width for bar in columns_of(drawing) if bar.ink == ink] for ink in (Ink.FIRST, Ink.SECOND)}
    assert lengths[Ink.FIRST][1] == pytest.approx(2 * lengths[Ink.FIRST][0], abs=0.2)
    assert lengths[Ink.FIRST][2] == 0
    assert lengths[Ink.SECOND][2] == pytest.approx(8 * lengths[Ink.SECOND][0], abs=0.9)


def test_stacked_columns_stand_upon_each_other() -> None:
    low, high = columns_of(drawn(chart(ChartKind.STACKED_COLUMNS, Series("a", (3,)), Series("b", (2,), Ink.BAD))))
    assert high.y + high.height == pytest.approx(low.y, abs=0.1)
    assert high.x == low.x


def test_the_table_says_what_is_drawn() -> None:
    shown = chart(
        ChartKind.COLUMNS, Series("in", (1200, None)), Series("uren", (Decimal("2.5"), 0.0)), unit=Unit("u", 1)
    )
    assert shown.headings == ("Maand", "in", "uren")
    assert [[cell.words for cell in row.cells] for row in shown.rows] == [["1.200", "2,5"], ["–", "0"]]
    tips = {bar.words for bar in columns_of(drawn(shown))}
    assert tips == {"0, in: 1.200", "0, uren: 2,5", "1, uren: 0"}


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (19.25, 1, "19,3"),
        (0.04, 1, "0"),
        (-0.04, 1, "0"),
        (2.5, 0, "3"),
        (1234.5, 1, "1.234,5"),
        (Decimal("8.00"), 2, "8"),
    ],
)
def test_numbers_are_read_as_dutch_people_write_them(value: float | Decimal, decimals: int, words: str) -> None:
    assert number_words(value, decimals) == words


def test_a_gap_stays_a_gap() -> None:
    drawing = drawn(chart(ChartKind.COLUMNS, Series("open", (3, 4, None, 6), shape=SeriesShape.LINE)))
    assert [len(piece) for piece in drawing.traces[0].pieces] == [2, 1]
    assert len(drawing.dots) == 3
    assert "M" in drawing.traces[0].path.split(" ")[-2]


def test_a_norm_holds_for_all_of_its_months() -> None:
    drawing = drawn(chart(ChartKind.COLUMNS, Series("norm", (20, 16), Ink.NORM, SeriesShape.NORM)))
    (piece,) = drawing.traces[0].pieces
    assert piece[1][0] == piece[2][0]
    assert piece[0][1] == piece[1][1] != piece[2][1]
    assert drawing.traces[0].dash


def test_what_is_expected_is_an_outline_behind() -> None:
    used, foreseen = Series("gebruikt", (13,)), Series("verwacht", (19,), shape=SeriesShape.EXPECTED)
    outline, bar = columns_of(drawn(chart(ChartKind.COLUMNS, used, foreseen)))
    assert outline.is_expected
    assert not bar.is_expected
    assert outline.height > bar.height


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize(
    "values",
    [(0,), (1,), (0, 0, 0), (7, 7, 7, 7), (1, 2, 999_999_999, 3), tuple(range(500)), (None, 4), (-3, 2)],
    ids=["nought", "one", "noughts", "all equal", "one huge", "500", "gap", "below nought"],
)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_chart_stays_in_its_frame(kind: ChartKind, values: tuple[int | None, ...], width: float) -> None:
    other = Series("b", tuple(reversed(values)), Ink.BAD)
    drawing = drawn(chart(kind, Series("a", values), other, names=[LONG] * len(values)), width)
    assert_within(drawing)
    assert columns_of(drawing) or drawing.traces


_values = st.none() | st.integers(0, 10**9) | st.floats(-1e9, 1e12) | st.decimals(0, 10**6, places=2)


@given(
    kind=st.sampled_from(list(ChartKind)),
    rows=st.lists(st.lists(_values, min_size=1, max_size=4), max_size=40),
    shapes=st.lists(st.sampled_from(list(SeriesShape)), min_size=4, max_size=4),
    name=st.text(max_size=80),
    decimals=st.integers(0, 2),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
def test_nothing_makes_a_drawing_fail(
    kind: ChartKind, rows: list[list[object]], shapes: list[SeriesShape], name: str, decimals: int
) -> None:
    broad = min((len(row) for row in rows), default=1)
    series = [
        Series(name, tuple(row[n] for row in rows), ink, shape)  # type: ignore[misc]
        for n, (ink, shape) in enumerate(zip(list(Ink)[:broad], shapes, strict=False))
    ]
    made = chart(kind, *series, names=[name] * len(rows), unit=Unit("u", decimals))
    for drawing in drawings(made):
        assert_within(drawing)
    assert Chart.from_data(made.as_data()).rows == made.rows


def test_a_chart_without_numbers_has_no_picture() -> None:
    empty = chart(ChartKind.COLUMNS, Series("in", (None, None)), empty="Er was niets.")
    assert empty.is_empty
    assert drawings(empty) == []
    assert empty.description == "Er was niets."
    assert drawings(chart(ChartKind.BARS)) == []


def test_numbers_stand_above_all_columns_or_above_none() -> None:
    few = drawn(chart(ChartKind.COLUMNS, Series("in", (5, 6))))
    many = drawn(chart(ChartKind.COLUMNS, Series("in", (5, *(1000,) * 59))))
    assert [words.text for words in few.words if words.look == "value"] == ["5", "6"]
    assert not [words for words in many.words if words.look == "value"]


def test_a_number_steps_aside_for_a_line() -> None:
    norm = Series("norm", (20,), Ink.NORM, SeriesShape.NORM)
    drawing = drawn(chart(ChartKind.COLUMNS, Series("in", (19,)), norm))
    (number,) = [words for words in drawing.words if words.look == "value"]
    assert number.y < drawing.traces[-1].pieces[0][0][1]


def test_names_that_have_no_room_leave_others_out_and_the_last_stays() -> None:
    names = [f"m{n}\n2026" if n == 1 else f"m{n}" for n in range(120)]
    drawing = drawn(chart(ChartKind.COLUMNS, Series("in", (1,) * 120), names=names), NARROW)
    shown = [words.text for words in drawing.words if words.anchor == "middle" and words.look == "tick"]
    assert shown[-1] == "m119"
    assert len(shown) < 20
    assert shown.count("2026") == 1


def test_more_rows_than_one_can_see_are_said_with_their_sum() -> None:
    drawing = drawn(chart(ChartKind.BARS, Series("in", tuple(range(500, 0, -1)))))
    assert len(drawing.bars) == MOST_ROWS
    assert drawing.words[-1].text == "En nog 475, samen 113.050: in de tabel."
    assert sum(range(1, 476)) == 113_050


def test_so_many_columns_are_lines() -> None:
    one, other = Series("in", tuple(range(500))), Series("uit", tuple(range(500)), Ink.SECOND)
    drawing = drawn(chart(ChartKind.COLUMNS, one, other))
    assert not drawing.bars
    assert [len(trace.pieces[0]) for trace in drawing.traces] == [2, 2, 500, 500]
    assert drawing.traces[-1].dash != drawing.traces[-2].dash


@pytest.mark.parametrize(
    ("values", "whole", "ticks"),
    [
        ([61.0], True, [0, 20, 40, 60, 80]),
        ([0.0], True, [0, 1]),
        ([1.0], True, [0, 1]),
        ([3.0], True, [0, 1, 2, 3]),
        ([0.4], False, [0, 0.1, 0.2, 0.3, 0.4]),
        ([24.5], False, [0, 5, 10, 15, 20, 25]),
        ([-3.0, 5.0], True, [-4, -2, 0, 2, 4, 6]),
    ],
)
def test_the_axis_has_round_numbers(values: list[float], whole: bool, ticks: list[float]) -> None:
    assert Scale.of(values, whole=whole).ticks == pytest.approx(ticks)


def test_a_name_that_is_too_long_is_cut_and_whole_in_the_table() -> None:
    assert text_width(fitted(LONG, 200)) <= 200
    shown = chart(ChartKind.BARS, Series("in", (1,)), names=[LONG])
    assert LONG in [words.text for words in drawn(shown, WIDE).words]
    assert LONG not in [words.text for words in drawn(shown, NARROW).words]
    assert shown.rows[0].name == LONG


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (lambda: Series("in", (math.nan,)), "cannot be drawn"),
        (lambda: Series("in", (math.inf,)), "cannot be drawn"),
        (lambda: chart(ChartKind.BARS, *[Series(str(n), (1,)) for n in range(5)]), "at most 4"),
        (lambda: chart(ChartKind.BARS, Series("in", (1,)), Series("uit", ())), "another number of values"),
        (lambda: chart(ChartKind.BARS, Series("in", (1,)), labels=("a", "b")), "another number of labels"),
        (lambda: chart(ChartKind.BARS, Series("in", (1,)), name='"><script>'), "small letters"),
    ],
)
def test_a_mistake_in_a_chart_is_said_to_its_maker(made: object, problem: str) -> None:
    with pytest.raises(ChartError, match=problem):
        made()  # type: ignore[operator]
