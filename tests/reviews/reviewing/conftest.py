"""A review of Bakkerij Smit: planned on Monday 23 November for Thursday 10 December, about June to November."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from reviews import actions
from reviews.models import Review
from reviews.reviewing.planning import ReviewPlan
from tests.conftest import MONDAY, at

MEETING = at("2026-12-10 10:00")
AFTER = at("2026-12-10 11:30")


def the_plan(**other: Any) -> ReviewPlan:
    fields = {"planned_for": MEETING, "place": "De bakkerij"}
    fields |= {"first_day": date(2026, 6, 1), "last_day": date(2026, 11, 30)}
    return ReviewPlan(**(fields | other))


def planned(cast: SimpleNamespace, **other: Any) -> Review:
    people = {"fixed_contact": cast.jan, "account_manager": cast.daan, "by": cast.daan, "now": MONDAY}
    return actions.plan_review(cast.smit, the_plan(), **(people | other))


def held(cast: SimpleNamespace, review: Review) -> Review:
    came = list(review.attendees.all())
    return actions.hold_review(review, by=cast.daan, now=AFTER, came=came)


@pytest.fixture
def review(cast: SimpleNamespace) -> Review:
    return planned(cast)
