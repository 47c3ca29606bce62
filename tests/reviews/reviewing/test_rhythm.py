"""How often a review is due, and who is behind (SLA 11: at least twice a year, or as the DAP says)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contracts.dap.actions import clean_settings
from contracts.models import ClauseKind
from reviews import actions
from reviews.models import Review
from reviews.periods import Period
from reviews.reviewing.review_rhythm import ReviewStanding, standing_of, usual_period
from tests.conftest import MONDAY, at
from tests.reviews.reviewing.conftest import AFTER, held, planned
from tests.tickets.versions import renew


def standing(cast: SimpleNamespace, now: Any = MONDAY) -> ReviewStanding:
    found = standing_of(cast.smit, cast.daan, now)
    assert found is not None
    return found


def test_without_a_clause_it_is_twice_a_year(cast: SimpleNamespace) -> None:
    found = standing(cast)
    assert (found.per_year, found.citation, found.last) == (2, "SLA 11", None)
    assert found.due_on == date(2024, 11, 1), "six months after the agreement began"
    assert found.is_behind


def test_the_dap_says_how_often_and_what_more_is_on_the_agenda(cast: SimpleNamespace) -> None:
    dap = {ClauseKind.REVIEW: {"per_year": 4, "points": ["De tweede winkel"]}}
    cast.smit_agreement = renew(cast.smit_agreement, dap=dap)
    assert standing(cast).per_year == 4
    review = planned(cast)
    last = review.points.last()
    assert last is not None
    assert (last.title, last.citation) == ("De tweede winkel", "DAP 11, versie 2")


def test_who_has_one_planned_is_not_behind_and_after_it_the_count_begins_anew(cast: SimpleNamespace) -> None:
    review = planned(cast)
    assert not standing(cast).is_behind
    assert standing(cast).is_late
    held(cast, review)
    found = standing(cast, AFTER)
    assert (found.last, found.due_on, found.is_behind) == (date(2026, 12, 10), date(2027, 6, 10), False)
    assert standing(cast, at("2027-05-20 10:00")).is_due_soon
    assert standing(cast, at("2027-06-11 10:00")).is_behind


def test_what_was_called_off_does_not_count(cast: SimpleNamespace) -> None:
    actions.call_off_review(planned(cast), by=cast.daan, now=MONDAY, reason="Ziek.")
    assert standing(cast).is_behind


def test_a_customer_without_an_agreement_is_owed_none(cast: SimpleNamespace) -> None:
    cast.smit.agreements.update(ends_on=date(2026, 1, 1))
    assert standing_of(cast.smit, cast.daan, MONDAY) is None
    review = planned(cast)
    assert review.agreement is None


def test_the_usual_period_goes_on_where_the_last_one_ended(cast: SimpleNamespace) -> None:
    assert usual_period(cast.smit, MONDAY.date()) == Period(date(2026, 5, 1), date(2026, 10, 31))
    planned(cast)
    assert usual_period(cast.smit, date(2027, 3, 3)) == Period(date(2026, 12, 1), date(2027, 2, 28))
    Review.objects.update(first_day=date(2020, 1, 1), last_day=date(2020, 6, 30))
    assert usual_period(cast.smit, date(2027, 3, 3)) == Period(date(2026, 9, 1), date(2027, 2, 28))


@pytest.mark.parametrize("per_year", [0, 13, -1, "4", 2.5, True])
def test_a_rhythm_that_cannot_be_is_refused(per_year: Any) -> None:
    with pytest.raises(ValidationError, match="1 tot en met 12"):
        clean_settings(ClauseKind.REVIEW, {"per_year": per_year}, MONDAY.date())


def test_a_rhythm_is_kept_with_its_points() -> None:
    given = {"per_year": 12, "points": [" Migratie ", ""], "rrule": "FREQ=DAILY"}
    assert clean_settings(ClauseKind.REVIEW, given, MONDAY.date()) == {"per_year": 12, "points": ["Migratie"]}


def test_what_was_talked_over_is_not_proposed_again(cast: SimpleNamespace, review: Review) -> None:
    """Who plans the next one right after the talk, about June to November."""
    proposed = usual_period(cast.smit, date(2026, 12, 10))
    assert (proposed.first, proposed.last) == (date(2026, 12, 1), date(2027, 5, 31))
    proposed = usual_period(cast.smit, date(2027, 3, 10))
    assert (proposed.first, proposed.last) == (date(2026, 12, 1), date(2027, 2, 28))
