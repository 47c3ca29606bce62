"""That a customer is behind on reviews is told to his account manager, once for each day that was missed (SLA 11)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from contracts.models import CustomerEvent
from reviews.reviewing.review_rhythm import standing_of, tell_behind
from tests.conftest import MONDAY
from tests.reviews.reviewing.conftest import planned


def told(cast: SimpleNamespace) -> list[CustomerEvent]:
    return list(CustomerEvent.objects.filter(kind="review_behind", customer=cast.smit).order_by("pk"))


def test_who_is_behind_is_told_of_once(cast: SimpleNamespace) -> None:
    standing = standing_of(cast.smit, cast.daan, MONDAY)
    assert standing is not None and standing.is_behind
    tell_behind(MONDAY)
    tell_behind(MONDAY + timedelta(days=1))
    (event,) = told(cast)
    assert (event.to_mail, event.agreement) == (True, cast.smit_agreement)
    assert event.data["due_on"] == standing.due_on.isoformat() and event.data["per_year"] == 2


def test_who_has_one_planned_is_not(cast: SimpleNamespace) -> None:
    planned(cast)
    tell_behind(MONDAY)
    assert told(cast) == []
