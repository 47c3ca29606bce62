"""A review on paper: no sign that somebody types costs a customer his report, and the same data are the same bytes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from infra import charts
from reviews import actions
from reviews.models import Review
from reviews.reviewing.evidence import EvidenceBlock, EvidenceTable, drawn, providers
from reviews.reviewing.paper import clean, paper_of
from reviews.reviewing.review_document import composed
from tests.conftest import MONDAY


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("gewoon", "gewoon"),
        ("Žofie Łęcka", "Žofie Łęcka"),
        ("goed 👍🏽 zo", "goed □□ zo"),
        ("漢字", "□□"),
        ("bel\x07\x00", "bel"),
        ("a\u202eb", "ab"),
        ("e\u0301\u0302", "é"),
        ("@" + "x" * 30, "@\u200b" + "x" * 24 + "\u200b" + "x" * 6),
        ("https://" + "x" * 60, "https://" + "x" * 60),
    ],
)
def test_what_can_be_set_stays_and_the_rest_becomes_a_box(typed: str, set_: str) -> None:
    assert clean(typed) == set_


@pytest.mark.parametrize("words", ["", "👍 漢字 العربية \x07", "x" * 300, "#strong[vet] $x^2$ \\ *", "regel\n\nregel"])
def test_whatever_is_typed_it_is_set_with_tags(cast: SimpleNamespace, review: Review, words: str) -> None:
    cast.smit.name = f"Bakkerij {'Q' * 60}"
    cast.smit.save()
    actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text=f"Doe {words}"[:290], owner=cast.jan, due_on=MONDAY.date()
    )
    actions.write_text(review, by=cast.daan, now=MONDAY, key="summary", body=words, version=0)
    review.refresh_from_db()
    document = composed(review, MONDAY)
    paper = paper_of(document)
    assert not paper.is_plain
    assert paper.content == paper_of(document).content


def test_somebody_else_brings_evidence(cast: SimpleNamespace, review: Review, monkeypatch: Any) -> None:
    class Promises:
        name, clause, point = "promises", "7.9", "incidents"

        def read(self, customer: Any, period: Any, now: Any) -> EvidenceBlock:
            table = EvidenceTable(("Prioriteit", "Op tijd"), (("Kritisch", "3 van 3"),), "lr")
            chart = charts.whose_time([("1do", 3), ("Leverancier 漢字", 2)]).as_data()
            return EvidenceBlock("Beloften", "7.9", ("Alle beloften zijn gehaald.",), table, (chart,))

    monkeypatch.setattr(providers, "_added", [*providers._added, Promises()])
    found = drawn(review.customer, review.period, MONDAY)["incidents"]
    assert found[-1]["title"] == "Beloften"
    assert not paper_of(composed(review, MONDAY)).is_plain
