"""Figures over REST: the same numbers as on screen, for who may see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Scope
from contracts.models import ServiceAgreement
from reviews.figures import counting
from reviews.figures.figure_reading import FiguresScope
from reviews.figures.overview import overview
from reviews.periods import Period
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory

URL = "/api/v1/figures/"
WEEK = {"first": "2026-11-23", "last": "2026-11-29"}


@pytest.fixture
def counted_week(cast, open_ticket):
    open_ticket()
    open_ticket(contact=cast.willem, kind="servicevraag")
    counting.count_due(MONDAY + timedelta(days=1))


def test_the_house_asks_of_all_or_of_one(cast, counted_week, api):
    client = api(cast.marloes, [Scope.FIGURES_READ])
    whole = client.get(URL, WEEK).json()
    assert whole["balance"]["came"] == 2 and whole["customer"] is None
    one = client.get(URL, WEEK | {"customer": "K1001"}).json()
    assert one["balance"]["came"] == 1 and one["customer"] == "K1001"
    found = overview(FiguresScope.of(cast.smit), Period.between(*map(date.fromisoformat, WEEK.values())))
    assert [(row["key"], row["value"]) for row in one["figures"]] == [
        (line.key, line.value) for chapter in found.chapters for line in chapter.lines
    ]
    person = client.get(URL, WEEK | {"person": cast.sanne.pk}).json()
    assert person["balance"]["came"] == 0


def test_a_fixed_contact_asks_of_his_own_and_others_find_nothing(cast, counted_week, api):
    assert api(cast.jan.user, [Scope.FIGURES_READ]).get(URL, WEEK).status_code == 404
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 6, 30))
    of_now = {"customer": cast.smit, "starts_on": date(2026, 7, 1), "dap": {"viewers": [cast.jan]}}
    ServiceAgreementFactory(number="DVO-1001", version=2, **of_now)
    client = api(cast.jan.user, [Scope.FIGURES_READ])
    assert client.get(URL, WEEK).json()["balance"]["came"] == 1
    assert client.get(URL, WEEK | {"customer": "K1002"}).status_code == 400
    assert client.get(URL, WEEK | {"person": cast.sanne.pk}).status_code == 404


def test_who_may_not(cast, api):
    assert api(cast.sanne, [Scope.FIGURES_READ]).get(URL, WEEK).status_code == 403
    assert api(cast.marloes, [Scope.TICKETS_READ]).get(URL, WEEK).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"first": "2026-11-23"},
        {"first": "2026-11-29", "last": "2026-11-23"},
        {"first": "2010-01-01", "last": "2026-01-01"},
        {"first": "x", "last": "2026-01-01"},
        WEEK | {"team": "0"},
        WEEK | {"team": "1", "person": "1"},
        WEEK | {"customer": "K9"},
        WEEK | {"nonsense": "1"},
    ],
)
def test_a_wrong_question_is_400(given, cast, api):
    answer = api(cast.marloes, [Scope.FIGURES_READ]).get(URL, given)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_a_team_that_is_not_there_is_404(cast, api):
    assert api(cast.marloes, [Scope.FIGURES_READ]).get(URL, WEEK | {"team": "99999"}).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("0001-01-01", "0001-02-01", "first"),
        ("9999-12-01", "9999-12-31", "first"),
        ("2100-12-31", "2101-01-01", "last"),
    ],
)
def test_days_that_no_calendar_of_ours_has(cast, api, first, last, field):
    answer = api(cast.marloes, [Scope.FIGURES_READ]).get(URL, {"first": first, "last": last})
    assert answer.status_code == 400
    assert "tussen 2000 en 2100" in str(answer.json()["errors"][field])
