"""A chart as SVG, by the house's own templates: one drawing for screen, print and PDF. Attributes only, so that the
content policy of the pages has nothing against it; the page's stylesheet beats them, paper keeps them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string

from infra.charts.chart import Chart, ChartPoint
from infra.charts.drawing import NARROW, WIDE, Drawing
from infra.charts.horizontal import horizontal
from infra.charts.vertical import vertical

# What the fonts of a PDF can draw (typst's Libertinus Serif); one letter more, and a strict PDF is not made at all.
_NOT_ON_PAPER = re.compile(
    "[^\n\x20-\x7e\xa0-\u024f\u0370-\u0377\u0386-\u03ce\u0400-\u045f\u2010-\u2027\u2030-\u205e\u20ac]"
)
_SOFT_HYPHEN = "\xad"


def drawn(chart: Chart, width: float = WIDE) -> Drawing:
    """For a place so wide; the letters are as large in a narrow one."""
    return horizontal(chart, width) if chart.kind.is_horizontal else vertical(chart, width)


def drawings(chart: Chart) -> list[Drawing]:
    """For a broad place and for a narrow one; the page shows which of the two fits. None of an empty chart."""
    return [] if chart.is_empty else [drawn(chart, WIDE), drawn(chart, NARROW)]


def as_svg(chart: Chart, width: float = WIDE) -> str:
    """By itself, as a PDF takes it; "" of an empty chart."""
    return (
        "" if chart.is_empty else render_to_string("components/_chart_drawing.html", {"drawing": drawn(chart, width)})
    )


def pdf_block(chart: Chart) -> dict[str, Any]:
    """What templates/pdf/chart.typ draws: plain data, to be kept with the document. What paper cannot write is □."""
    clean = _on_paper(chart)
    return {
        "kind": "chart",
        "title": clean.title,
        "sentence": clean.sentence,
        "alt": clean.description,
        "svg": as_svg(clean),
        "empty": clean.empty_words if clean.is_empty else "",
        "headings": list(clean.headings),
        "rows": [[row.name, *(cell.words for cell in row.cells)] for row in clean.rows],
    }


def _on_paper(chart: Chart) -> Chart:
    return replace(
        chart,
        title=_clean(chart.title),
        sentence=_clean(chart.sentence),
        empty=_clean(chart.empty),
        heading=_clean(chart.heading),
        labels=tuple(map(_clean, chart.labels)),
        points=tuple(ChartPoint(_clean(point.short), _clean(point.long)) for point in chart.points),
        series=tuple(replace(one, name=_clean(one.name)) for one in chart.series),
    )


def _clean(words: str) -> str:
    return _NOT_ON_PAPER.sub("□", words.replace(_SOFT_HYPHEN, ""))
