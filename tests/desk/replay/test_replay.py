"""The page “Wat als”."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import at
from tests.yes import agreed
from tickets import actions


@pytest.fixture
def ask(cast, sign_in):
    def get(customer, **query):
        with time_machine.travel(at("2026-12-01 09:00"), tick=False):
            return sign_in(cast.daan).get(f"/desk/klanten/{customer.pk}/wat-als/", query)

    return get


@pytest.fixture
def willems(cast, open_ticket):
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne)
    actions.log_time(
        ticket,
        by=cast.sanne,
        now=at("2026-11-23 11:05"),
        minutes=60,
        started_at=at("2026-11-23 10:05"),
        began_then=True,
    )
    return ticket


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_every_whole_package_beside_what_it_was(ask, cast, willems):
    seen = words(ask(cast.vries))
    for expected in ("Zoals het was", "Alles Basic", "Alles Plus", "All-in-1", "€ 95,00"):
        assert expected in seen
    assert "Wat er verandert" not in seen


def test_a_choice_shows_which_meldingen_change(ask, cast, willems):
    seen = words(ask(cast.vries, months=6, server="plus", werkplek="plus"))
    assert "Zoals gekozen" in seen
    assert f"#{willems.number}" in seen
    assert "Inbegrepen: " in seen


def test_what_stays_out_of_it(ask, cast, willems, open_ticket):
    own = open_ticket(subject="Van een ander")
    assert own.subject not in words(ask(cast.vries, months=6, werkplek="plus"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"months": 6, "werkplek": "goud"}, "Selecteer een geldige keuze"),
        ({"months": 99}, "Selecteer een geldige keuze"),
        ({"months": 6, "monthly_fee": "veel"}, "zoals 95 of 1.250,50"),
        ({"months": 6, "calendar": "nergens"}, "Selecteer een geldige keuze"),
        ({"months": 6, "edition": "9.9"}, "Selecteer een geldige keuze"),
    ],
)
def test_a_question_that_cannot_be(ask, cast, willems, query, expected):
    assert expected in words(ask(cast.vries, **query))


def test_nothing_to_tell(ask, cast):
    assert "Geen meldingen in deze periode" in words(ask(cast.smit))


@pytest.mark.parametrize(("who", "status"), [("marloes", 200), ("els", 200), ("sanne", 403), ("fred", 403)])
def test_who_may_ask(cast, sign_in, who, status):
    assert sign_in(getattr(cast, who)).get(f"/desk/klanten/{cast.smit.pk}/wat-als/").status_code == status


def test_a_customer_finds_no_such_page(cast, sign_in):
    assert sign_in(cast.jan.user).get(f"/desk/klanten/{cast.smit.pk}/wat-als/").status_code == 404


def test_the_page_asks_the_same_for_one_and_for_twenty(ask, cast, open_ticket):
    asked = []
    for more in (1, 20):
        for _ in range(more):
            open_ticket()
        with CaptureQueriesContext(connection) as queries:
            ask(cast.smit, months=6, werkplek="basic")
        asked.append(len(queries))
    assert asked[0] == asked[1]
