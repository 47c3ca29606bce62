"""The first text of an evaluation, from the facts alone (SLA 11)."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import timedelta

import pytest

from reviews.evaluations import drafting
from reviews.evaluations.drafting import IncidentFacts, IncidentLine, draft
from tests.conftest import at

FACTS = IncidentFacts(
    subject="Alles ligt plat",
    description="Niemand kan bij de\nserver.",
    reported_by="Jan Smit",
    channel="Telefoon",
    opened_at=at("2026-11-23 10:00"),
    resolved_at=at("2026-11-23 12:00"),
    due_at=at("2026-11-23 10:30"),
    work_started_at=at("2026-11-23 10:12"),
    late=False,
    impact="1 – hele organisatie",
    impact_text="De winkel kan niet afrekenen.",
    solution="De switch is vervangen.",
)


def test_what_is_known_is_said_and_what_only_a_person_knows_is_left_open():
    made = draft(FACTS)
    assert made.texts["happened"].splitlines() == [
        "Jan Smit meldde dit op ma 23 nov 10:00 (telefoon).",
        "Niemand kan bij de server.",
        "Het werk begon op ma 23 nov 10:12, binnen de afgesproken tijd (uiterlijk ma 23 nov 10:30).",
        "Op ma 23 nov 12:00 was het opgelost.",
    ]
    assert made.texts["affected"].splitlines() == [
        "Impact: 1 – hele organisatie.",
        "De winkel kan niet afrekenen.",
        "Van melden tot oplossen duurde het 2 u.",
    ]
    assert made.texts["solution"] == "De switch is vervangen."
    assert set(made.texts) == {"happened", "affected", "solution"}
    assert made.lasted == timedelta(hours=2)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"late": True, "work_started_at": at("2026-11-23 10:55")}, "dat was 25 min later dan afgesproken"),
        ({"late": True, "due_at": None}, "later dan afgesproken."),
        ({"due_at": None, "late": None}, "Het werk begon op ma 23 nov 10:12."),
        ({"work_started_at": None}, "Het begin van het werk is niet vastgelegd."),
        ({"work_started_at": None, "due_at": None}, ""),
        ({"work_started_at": None, "is_taken_over": True}, ""),
    ],
)
def test_whether_the_promise_was_kept_is_one_sentence(changed, said):
    words = drafting.start_of_work(replace(FACTS, **changed))
    assert said in words
    assert bool(words) == bool(said)


def test_whose_time_it_was_is_said_beside_how_long_it_took():
    waited = {"de klant": timedelta(seconds=20), "een leverancier": timedelta(minutes=40)}
    said = draft(replace(FACTS, waited=waited)).texts["affected"]
    assert "Daarvan was het 40 min wachten op een leverancier." in said
    assert "de klant" not in said


def test_what_was_taken_over_without_a_timeline_says_so():
    bare = IncidentFacts("Storing", "Weg.", "Jan Smit", "Overgenomen", FACTS.opened_at, is_taken_over=True)
    made = draft(bare)
    assert made.moments == ()
    assert "wat er daar gebeurde, staat hier niet" in made.texts["happened"]
    assert (made.texts["affected"], made.texts["solution"], made.lasted) == ("", "", None)


def test_of_clocks_that_disagree_no_duration_is_said():
    backwards = replace(FACTS, resolved_at=FACTS.opened_at - timedelta(minutes=5))
    assert draft(backwards).lasted is None
    assert "duurde" not in draft(backwards).texts["affected"]


@pytest.mark.parametrize(("count", "shown", "left_out"), [(0, 0, 0), (40, 40, 0), (41, 40, 1), (900, 40, 860)])
def test_of_a_long_story_the_middle_is_left_out(count, shown, left_out):
    lines = [IncidentLine(FACTS.opened_at + timedelta(minutes=n), "Sanne", "Bericht") for n in range(count)]
    made = draft(replace(FACTS, lines=lines[::-1]))
    assert (len(made.moments), made.left_out) == (shown, left_out)
    assert list(made.moments) == sorted(made.moments, key=lambda line: line.at)


def test_the_examples_of_drafting_are_right():
    assert not doctest.testmod(drafting).failed


def test_a_text_without_spaces_is_cut_as_well():
    assert drafting.shortened("a" * 300) == "a" * 239 + " …"
