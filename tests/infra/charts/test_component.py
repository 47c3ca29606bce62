"""How a page and a PDF draw a chart: nothing that the content policy forbids, readable without eyes and colour."""

from __future__ import annotations

import json
import re
from datetime import date
from math import cos, radians, sin
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst
from django.conf import settings
from django.template.loader import render_to_string

from accounts.showcase import samples
from infra import charts
from infra.charts import Chart, Ink, as_svg, pdf_block
from infra.charts.drawing import COLOURS
from tests.sla.hours import at

GOLDEN = Path(__file__).parent / "promises.svg"
MONTHS = charts.months(date(2026, n, 1) for n in range(1, 4))
PROMISES = charts.promises(MONTHS, [17, 12, None], [1, 0, None], [0, 0, 2])
HOURS = charts.hours(MONTHS, [14.5, 21.25, 3], [20, 20, 16], 19.5)
SAMPLES: list[Chart] = samples(at("2026-11-23 10:00"))["charts"]
DOCUMENT = b"""
#import "/chart.typ": draw-chart
#set document(title: "Grafieken")
#set text(font: "Libertinus Serif", lang: "nl")
#heading(level: 1, "Grafieken")
#for each in json(bytes(sys.inputs.data)) { draw-chart(each) }
"""


def page(*shown: Chart) -> str:
    return "".join(render_to_string("components/_chart.html", {"chart": chart}) for chart in shown)


def pdf(*shown: Chart) -> bytes:
    made: bytes = typst.compile(
        DOCUMENT,
        root=str(settings.BASE_DIR / "templates" / "pdf"),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps([pdf_block(chart) for chart in shown])},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=1_790_000_000,
    )
    return made


@pytest.mark.parametrize("chart", SAMPLES, ids=lambda chart: chart.name)
def test_a_chart_has_nothing_that_the_policy_of_pages_forbids(chart: Chart) -> None:
    drawn = page(chart)
    assert not re.search(r"\sstyle\s*=|<style|<script|\son\w+\s*=|href=\"http", drawn)


def test_ids_are_unique_with_every_chart_twice_in_size_on_one_page() -> None:
    drawn = page(*SAMPLES[:-1])
    ids = re.findall(r'\sid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    named = " ".join(re.findall(r'aria-labelledby="([^"]+)"', drawn)).split() + re.findall(r"url\(#([^)]+)\)", drawn)
    assert set(named) <= set(ids)
    assert all(name.startswith("chart-") for name in ids)


def test_a_picture_says_what_it_shows_and_its_numbers_are_a_click_away() -> None:
    drawn = page(HOURS)
    assert drawn.count('role="img"') == 2
    assert "Gebruikt: van 3 tot 21,3" in drawn
    assert "<details" in drawn
    assert '<th scope="row">februari 2026</th>' in drawn
    assert re.search(r'<td class="num">\s*21,3\s*</td>', drawn)


@pytest.mark.parametrize("chart", SAMPLES[:-1], ids=lambda chart: chart.name)
def test_numbers_in_attributes_are_short_and_have_no_comma(chart: Chart) -> None:
    attributes = re.findall(r'\s(?:[xy][12]?|width|height|c[xy]|r|font-size)="([^"]*)"', page(chart))
    assert len(attributes) > 20
    assert not [value for value in attributes if not re.fullmatch(r"-?\d+(\.\d)?", value)]
    assert "," not in "".join(re.findall(r'viewBox="([^"]*)"', page(chart)))


def test_numbers_in_words_are_dutch() -> None:
    assert ">14,5<" in as_svg(HOURS)


def test_a_name_with_signs_of_markup_stays_a_text() -> None:
    drawn = page(charts.whose_time([("<script>alert(1)</script>", 4), ('"&', 2)]))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_number_opens_what_it_counts() -> None:
    linked = charts.inflow(MONTHS, [3, 4, None], [1, 2, 3], [4, 6, 3]).linked({"Binnengekomen": ["/a", "/b", "/c"]})
    drawn = page(linked)
    assert re.search(r'<a href="/b">4</a>', drawn)
    assert 'href="/c"' not in drawn


def test_an_empty_chart_is_a_sentence() -> None:
    drawn = page(charts.satisfaction(MONTHS, {"Goed": [None] * 3}))
    assert "nog niemand geantwoord" in drawn
    assert "<svg" not in drawn
    assert "<table" not in drawn


def test_what_is_kept_of_a_published_chart_draws_the_same() -> None:
    kept = json.loads(json.dumps(HOURS.as_data()))
    assert Chart.from_data(kept) == HOURS
    assert page(Chart.from_data(kept)) == page(HOURS)


def test_the_drawing_of_promises_is_as_it_was() -> None:
    """Changed on purpose? Look at it, then write it anew: GOLDEN.write_text(as_svg(PROMISES))."""
    assert as_svg(PROMISES) == GOLDEN.read_text()
    ElementTree.fromstring(as_svg(PROMISES))  # noqa: S314 - our own


def test_paper_has_the_light_colours_of_the_screen() -> None:
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    series = re.findall(r"--chart-(?:\d|bad): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)", tokens)
    order = [Ink.FIRST, Ink.SECOND, Ink.THIRD, Ink.FOURTH, Ink.BAD]
    assert [_hex(light) for light, _dark in series] == [COLOURS[ink] for ink in order]
    for light, dark in series:
        assert _contrast(light, "1 0 250") >= 3
        assert _contrast(dark, "0.222 0.012 250") >= 3


def test_a_pdf_has_the_same_drawing_with_a_text_for_who_does_not_see_it() -> None:
    assert pdf_block(HOURS)["svg"] == as_svg(HOURS)
    made = pdf(*SAMPLES)
    assert made == pdf(*SAMPLES)
    assert b"/Figure" in made or b"/StructTreeRoot" in made
    assert pdf_block(HOURS)["alt"] == HOURS.description


def test_letters_that_paper_lacks_never_cost_the_pdf() -> None:
    strange = charts.whose_time([("Bakkerij 😀 日本 \x07", 4), ("Łódź Ελλάς Київ €", 2), ("عربي", 1)])
    assert pdf(strange).startswith(b"%PDF")
    assert pdf_block(strange)["rows"][0][0] == "Bakkerij □ □□ □"
    assert pdf_block(strange)["rows"][1][0] == "Łódź Ελλάς Київ €"
    assert "😀" in page(strange)


def _linear(oklch: str) -> tuple[float, float, float]:
    lightness, chroma, hue = map(float, oklch.split())
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    found = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in found)  # type: ignore[return-value]


def _hex(oklch: str) -> str:
    parts = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in _linear(oklch)]
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _contrast(one: str, other: str) -> float:
    light = [sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), _linear(each), strict=True)) for each in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)
