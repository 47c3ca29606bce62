"""The charts of the house: their numbers, their sentences, and what they say when there is nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from infra import charts
from infra.charts import Chart

MONTHS = charts.months(date(2026, n, 1) for n in (11, 12))
NONE: tuple[None, ...] = (None, None)


def test_months_name_the_year_once() -> None:
    points = charts.months([date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)])
    assert [point.short for point in points] == ["nov\n2026", "dec", "jan\n2027", "feb"]
    assert points[0].name == "november 2026"


def test_weeks_go_by_the_iso_calendar() -> None:
    points = charts.weeks(date(2026, 12, 21) + timedelta(weeks=n) for n in range(3))
    assert [point.short for point in points] == ["wk 52\n2026", "wk 53", "wk 1\n2027"]
    assert points[1].name == "week 53 (28 dec t/m 3 jan 2027)"


def test_inflow_says_what_came_went_and_is_left() -> None:
    chart = charts.inflow(MONTHS, [1200, 40], [35, 45], [22, 17])
    assert chart.sentence == "In deze periode: 1.240 binnengekomen, 80 opgelost, aan het eind 17 open."
    assert [row.name for row in chart.rows] == ["november 2026", "december 2026"]


def test_promises_are_counts_above_a_column_and_never_a_share() -> None:
    chart = charts.promises(MONTHS, [17, 0], [1, 0], [0, 2])
    assert chart.labels == ("17/18", "")
    assert chart.sentence.endswith("begon het werk bij 17 van 18 op tijd.")
    assert chart.headings[1:] == ("Op tijd begonnen", "Te laat begonnen", "Loopt nog")
    assert "%" not in chart.sentence + "".join(chart.labels)


def test_aims_stand_apart_from_promises() -> None:
    chart = charts.aims(MONTHS, [5, 6], [1, 0])
    assert chart.name != "promises"
    assert "belofte" not in chart.sentence.lower() + " ".join(chart.headings).lower()


def test_hours_hold_only_the_months_with_an_agreement_against_it() -> None:
    chart = charts.hours(MONTHS, [14.5, 21], [None, 20], 24)
    assert chart.sentence == "Van de afgesproken 20 uur werd 21 uur gebruikt; 1 maand kwam erboven."
    assert [cell.words for cell in chart.rows[1].cells] == ["21", "24", "20"]
    assert [cell.words for cell in chart.rows[0].cells] == ["14,5", "–", "–"]
    assert "geen uren afgesproken" in charts.hours(MONTHS, [1, 2], NONE).sentence


def test_whose_time_names_each_supplier() -> None:
    chart = charts.whose_time([("1do", 2.5), ("Klant", 4), ("KPN", 1), ("Gesloten", 0)])
    assert chart.sentence == "De meldingen duurden samen 7,5 uur; het langst lagen ze bij: Klant (4 uur)."
    assert [row.name for row in chart.rows] == ["1do", "Klant", "KPN", "Gesloten"]


def test_load_says_who_has_most() -> None:
    chart = charts.load(["Sanne", "Mo"], {"Te laat": [1, 0], "Later": [2, 1]})
    assert chart.sentence == "Open: 4, bij 2 personen; de meeste (3) bij Sanne."


def test_services_stand_beside_the_period_before() -> None:
    chart = charts.by_service(["Server", "Werkplek"], [3, 9], [4, 1])
    assert chart.headings == ("Dienst", "Deze periode", "Periode ervoor")
    assert chart.sentence == "In totaal 12; de meeste (9) gingen over: Werkplek."


def test_satisfaction_counts_and_never_averages() -> None:
    chart = charts.satisfaction(MONTHS, {"Goed": [8, 1], "Niet goed": [0, 1]})
    assert chart.sentence == "Er waren 10 antwoorden: 9 × goed, 1 × niet goed."


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (charts.inflow((), (), (), ()), "nog geen cijfers"),
        (charts.promises(MONTHS, [0, 0], [0, 0]), "geen meldingen met een belofte"),
        (charts.aims((), (), ()), "geen meldingen met een streven"),
        (charts.hours((), (), ()), "nog geen cijfers"),
        (charts.whose_time([]), "nog geen cijfers"),
        (charts.load([], {"Open": []}), "Niemand heeft"),
        (charts.by_service([], []), "nog geen cijfers"),
        (charts.satisfaction(MONTHS, {"Goed": [0, 0], "Niet goed": NONE}), "nog niemand geantwoord"),
    ],
    ids=lambda value: value.name if isinstance(value, Chart) else "",
)
def test_a_period_without_anything_says_so(chart: Chart, words: str) -> None:
    assert chart.is_empty
    assert words in chart.empty_words
