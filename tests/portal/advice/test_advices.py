"""What 1do advised, in the Serviceportaal (SLA 6.4)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts import actions
from contracts.models import Advice
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tests.portal.conftest import page

WARNING = "dan valt het oplossen buiten de SLA (6.4)"


@pytest.fixture
def advice(cast: SimpleNamespace) -> Advice:
    return give(cast)


def give(cast: SimpleNamespace, title: str = "Vervang de oude server") -> Advice:
    return actions.give_advice(
        cast.smit, by=cast.sanne, now=MONDAY, title=title, text="Hij is uit 2014.", given_to=cast.jan
    )


def read(client: Client) -> str:
    return page(client.get(reverse("portal:advices")))


def decide(client: Client, advice: Advice, answer: str, text: str = "", **kwargs: Any) -> Any:
    return client.post(reverse("portal:advice_decide", args=[advice.pk]), {"accepted": answer, "text": text}, **kwargs)


def test_nothing_was_advised_yet(jan: Client) -> None:
    assert "Nog geen adviezen" in read(jan)


def test_he_reads_it_and_what_declining_means(jan: Client, advice: Advice) -> None:
    words = read(jan)
    for expected in ("Graag uw beslissing", "Vervang de oude server", "Hij is uit 2014.", "Sanne de Wit", WARNING):
        assert expected in words, expected


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [("ja", "accepted", "Wij nemen contact met u op"), ("nee", "declined", "dat u dit advies niet overneemt")],
)
def test_he_decides(jan: Client, advice: Advice, answer: str, status: str, said: str) -> None:
    response = decide(jan, advice, answer, "Na de zomer", follow=True)
    assert said in page(response)
    advice.refresh_from_db()
    assert (advice.status, advice.decided_by, advice.decision_text) == (status, advice.given_to, "Na de zomer")
    assert advice.recorded_by is None
    assert (WARNING in read(jan)) == (status == "declined")


def test_he_decides_once(jan: Client, advice: Advice) -> None:
    decide(jan, advice, "nee")
    response = decide(jan, advice, "ja")
    assert "Dit advies is al afgewezen door Jan Smit" in page(response)
    assert Advice.objects.get().status == "declined"


@pytest.mark.parametrize("answer", ["", "misschien"])
def test_no_answer_is_no_decision_and_loses_nothing(jan: Client, advice: Advice, answer: str) -> None:
    response = decide(jan, advice, answer, "Mijn toelichting")
    assert "Kies of u het advies overneemt of afwijst" in page(response) or "misschien" in page(response)
    assert "Mijn toelichting" in page(response)
    assert Advice.objects.get().status == "given"


def test_a_colleague_reads_it_and_whose_it_is(cast: SimpleNamespace, sign_in: Any, advice: Advice) -> None:
    petra = sign_in(cast.petra.user)
    assert "Over dit advies beslist Jan Smit" in read(petra)
    assert "Ik neem het advies over" not in read(petra)
    assert "Over dit advies beslist Jan Smit" in page(decide(petra, advice, "ja"))
    assert Advice.objects.get().status == "given"


def test_where_the_dap_names_who_approves_costs_it_is_hers(cast: SimpleNamespace, sign_in: Any) -> None:
    cast.smit.agreements.all().delete()
    ServiceAgreementFactory(customer=cast.smit, number="DVO-9", dap={"cost_approvers": [cast.petra]})
    advice = give(cast)
    assert "Ik neem het advies over" in read(sign_in(cast.petra.user))
    assert "Petra Bakker (DAP 4.2, versie 1)" in read(sign_in(cast.jan.user))
    decide(sign_in(cast.petra.user), advice, "ja")
    assert Advice.objects.get().decided_by == cast.petra


def test_for_another_customer_it_is_not_there(willem: Client, advice: Advice) -> None:
    assert "Vervang de oude server" not in read(willem)
    assert decide(willem, advice, "ja").status_code == 404
    assert Advice.objects.get().status == "given"


def test_looking_decides_nothing(jan: Client, advice: Advice) -> None:
    assert jan.get(reverse("portal:advice_decide", args=[advice.pk])).status_code == 405
    assert Advice.objects.get().status == "given"


def test_the_list_asks_as_much_for_20_as_for_1(cast: SimpleNamespace, jan: Client, advice: Advice) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(jan)
        return len(queries)

    read(jan)
    one = asked()
    for number in range(19):
        give(cast, f"Advies {number}")
    assert asked() == one
