"""Service Reviews and improvement points over REST: read by the house and by who of the customer may (SLA 11)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from accounts.models import Scope
from reviews import actions
from reviews.models import Review
from tests.conftest import MONDAY
from tests.reviews.reviewing.conftest import AFTER, held, planned


@pytest.fixture(autouse=True)
def _on_monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def review(cast: SimpleNamespace) -> Review:
    return planned(cast)


def test_a_review_is_read_as_it_was_published(cast: SimpleNamespace, api: Any, review: Review) -> None:
    actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text="Instrueren", owner=cast.jan, due_on=date(2027, 1, 15)
    )
    for who in (cast.sanne, cast.jan.user):
        (row,) = api(who).get("reviews/?state=planned").json()["results"]
        assert (row["id"], row["customer"]["number"], row["published"]) == (review.pk, "K1001", [])
        assert [each["name"] for each in row["attendees"]] == ["Jan Smit", "Daan Mulder"]
    improvements = "improvements/?status=open&side=customer"
    assert api(cast.jan.user).get(improvements).json()["results"] == [], "not shared yet"
    assert api(cast.jan.user).get(f"reviews/{review.pk}/").json()["document"]["summary"] is None, "not shared yet"
    actions.share_papers(review, by=cast.daan, now=MONDAY)
    for who in (cast.sanne, cast.jan.user):
        (point,) = api(who).get(improvements).json()["results"]
        assert (point["text"], point["owner"], point["standing"]) == ("Instrueren", "Jan Smit", "Nog open")
    held(cast, review)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    said = api(cast.jan.user).get(f"reviews/{review.pk}/").json()
    assert said["document"] == published.document
    assert [each["sha256"] for each in said["published"]] == [published.sha256]


def test_nobody_reads_those_of_another(cast: SimpleNamespace, api: Any, review: Review) -> None:
    point = actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text="Instrueren", owner=cast.jan, due_on=date(2027, 1, 15)
    )
    for stranger in (cast.willem.user, cast.petra.user):
        for name, key in (("reviews", review.pk), ("improvements", point.pk)):
            assert api(stranger).get(f"{name}/").json()["results"] == []
            assert api(stranger).get(f"{name}/{key}/").status_code == 404


def test_it_asks_a_scope_of_its_own(cast: SimpleNamespace, api: Any, review: Review) -> None:
    others = [scope for scope in Scope if scope != Scope.REVIEWS_READ]
    assert api(cast.sanne, scopes=others).get("reviews/").status_code == 403
    assert api(cast.sanne, scopes=[Scope.REVIEWS_READ]).get("reviews/").status_code == 200
