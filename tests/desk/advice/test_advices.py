"""The advice register at the desk (SLA 6.4)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts import actions
from contracts.models import Advice
from tests.conftest import MONDAY, at
from tickets.models import Ticket

NOW = at("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def give(cast, title="Vervang de oude server", **other) -> Advice:
    fields = {"by": cast.sanne, "now": MONDAY, "text": "Hij is uit 2014.", "given_to": cast.jan} | other
    return actions.give_advice(cast.smit, title=title, **fields)


def url(cast, part: str = "") -> str:
    return f"/desk/klanten/{cast.smit.pk}/adviezen/{part}"


def read(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_register_says_what_it_is_for(agent, cast):
    assert "Nog geen adviezen" in read(agent.get(url(cast)))


def test_an_advice_is_given(agent, cast):
    fields = {"title": "Neem een tweede internetlijn", "text": "Eén lijn is kwetsbaar.", "given_to": cast.jan.pk}
    assert agent.post(url(cast, "nieuw/"), fields).status_code == 302
    page = read(agent.get(url(cast)))
    assert "Neem een tweede internetlijn" in page
    assert "Wacht op de klant" in page
    assert "Gegeven door Sanne de Wit aan Jan Smit" in page


def test_what_is_missing_is_said_and_nothing_typed_is_lost(agent, cast):
    page = read(agent.post(url(cast, "nieuw/"), {"title": "Half advies", "given_to": cast.willem.pk}))
    for words in ("Schrijf op wat je adviseert en waarom", 'value="Half advies"'):
        assert words in page, words
    assert not Advice.objects.exists()


def test_the_decision_is_written_down_with_its_proof(agent, cast):
    advice = give(cast)
    fields = {"accepted": "nee", "decided_by": cast.jan.pk, "text": "Mail van maandag 23 november"}
    assert agent.post(url(cast, f"{advice.pk}/beslissing/"), fields).status_code == 302
    page = read(agent.get(url(cast)))
    for words in ("Afgewezen", "Beslist door Jan Smit", "vastgelegd door Sanne de Wit", "Mail van maandag 23 november"):
        assert words in page, words


def test_without_proof_it_is_not(agent, cast):
    advice = give(cast)
    page = read(agent.post(url(cast, f"{advice.pk}/beslissing/"), {"accepted": "nee", "decided_by": cast.jan.pk}))
    assert "Schrijf op waaruit dit blijkt" in page
    assert Advice.objects.get().status == "given"


def test_a_second_decision_is_refused_in_words(agent, cast):
    advice = give(cast)
    fields = {"accepted": "nee", "decided_by": cast.jan.pk, "text": "Mail"}
    agent.post(url(cast, f"{advice.pk}/beslissing/"), fields)
    page = read(agent.post(url(cast, f"{advice.pk}/beslissing/"), fields | {"accepted": "ja"}))
    assert "Dit advies is al afgewezen door Jan Smit op 24 november 2026" in page
    assert Advice.objects.get().status == "declined"


def test_what_came_of_it_stands_beside_it(agent, cast, open_ticket):
    advice, ticket = give(cast), open_ticket(subject="Server valt uit")
    Ticket.objects.filter(pk=ticket.pk).update(ignored_advice=advice)
    assert f"#{ticket.number} Server valt uit" in read(agent.get(url(cast)))


@pytest.mark.parametrize(("who", "status"), [("els", 403), ("fred", 403), ("daan", 200), ("sanne", 200)])
def test_who_gives_and_writes_down(cast, sign_in, who, status):
    advice = give(cast)
    client = sign_in(getattr(cast, who))
    assert client.get(url(cast)).status_code == 200
    assert client.get(url(cast, "nieuw/")).status_code == status
    assert client.get(url(cast, f"{advice.pk}/beslissing/")).status_code == status
    assert ("Geef een advies" in read(client.get(url(cast)))) == (status == 200)


def test_an_advice_of_another_customer_is_not_there(agent, cast):
    theirs = actions.give_advice(cast.vries, by=cast.sanne, now=MONDAY, title="Iets", text="Iets", given_to=cast.willem)
    assert agent.get(url(cast, f"{theirs.pk}/beslissing/")).status_code == 404
    assert agent.get("/desk/klanten/999999/adviezen/").status_code == 404


def test_the_list_asks_as_much_for_20_as_for_1(agent, cast):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert agent.get(url(cast)).status_code == 200
        return len(queries)

    give(cast)
    agent.get(url(cast))
    one = asked()
    for number in range(19):
        give(cast, f"Advies {number}")
    assert asked() == one
