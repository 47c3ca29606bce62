"""Which questions come back, and from whom (SLA 11): no more than counting words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reviews.models import Review
from reviews.reviewing.knowledge import AskedSubject, RecurringSubject, read_knowledge, recurring_subjects
from tests.conftest import MONDAY


def test_a_word_of_three_questions_is_a_subject_and_counts_once() -> None:
    asked = [
        AskedSubject("Printer op de eerste doet niets", "Winkel"),
        AskedSubject("Printer: hoe stel ik dubbelzijdig in?", "Winkel"),
        AskedSubject("Waar staat de printer van kantoor", "Kantoor"),
        AskedSubject("Hoe deel ik een agenda", "Kantoor"),
        AskedSubject("Agenda delen met de winkel", "Kantoor"),
        AskedSubject("Hoe kan ik dit wijzigen?", "Winkel"),
    ]
    assert recurring_subjects(asked) == [RecurringSubject("printer", 3, (("Winkel", 2), ("Kantoor", 1)))]
    assert recurring_subjects([]) == []


def test_it_proposes_an_instruction_for_who_asks_most(cast: SimpleNamespace, review: Review, open_ticket: Any) -> None:
    cast.jan.department = "Winkel"
    cast.jan.save()
    for number in range(3):
        open_ticket(kind="servicevraag", subject=f"Kassabon printen, keer {number}")
    block = read_knowledge(cast.smit, review.period, MONDAY)
    assert block.sentences[0] == "Er zijn 3 servicevragen gesteld."
    assert "“kassabon” voor Winkel (3 van de 3 vragen)" in block.sentences[1]
    assert read_knowledge(cast.vries, review.period, MONDAY).sentences == (
        "Er zijn in deze periode geen servicevragen gesteld.",
    )
