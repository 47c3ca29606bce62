"""The SLA in the Serviceportaal: what the agreement of the reader names, and where citations lead (SLA 1, 2.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tests.sla.second_edition import load_second_edition
from tickets.models import Ticket

SignIn = Callable[[User], Client]

pytestmark = pytest.mark.citations


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def jan(cast: SimpleNamespace, sign_in: SignIn) -> Client:
    return sign_in(cast.jan.user)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_t30_a_customer_reads_the_sla_of_his_agreement(cast: SimpleNamespace, jan: Client) -> None:
    load_second_edition()
    for address in ("/portaal/sla/", "/portaal/sla/nu/", "/portaal/sla/2.4/"):
        page = jan.get(address)
        assert page.context["edition"].version == "2.4"
        assert "Best effort, streven 1 dag" in words(page)
    assert jan.get("/portaal/sla/2.5/").status_code == 404  # nothing of his names it yet
    assert 'href="/portaal/sla/2.4/"' in jan.get("/portaal/afspraken/").content.decode()


def test_t30_differences_once_his_agreement_names_both(cast: SimpleNamespace, jan: Client) -> None:
    later = load_second_edition(("Binnen 0,5 uur", "Binnen 0,25 uur"))
    cast.smit_agreement.ends_on = MONDAY.date()
    cast.smit_agreement.save(update_fields=["ends_on"])
    ServiceAgreementFactory(
        number="DVO-1001", version=2, customer=cast.smit, starts_on=MONDAY.date() + timedelta(days=1), edition=later
    )
    page = jan.get("/portaal/sla/2.5/verschil/").content.decode()
    assert "<del>0,5</del>" in page and "<ins>0,25</ins>" in page


@pytest.mark.parametrize("number", ["99.9", "0", "x", "%00", "9" * 300])
def test_t30_a_paragraph_that_does_not_exist_is_said(jan: Client, number: str) -> None:
    response = jan.get(f"/portaal/sla/2.4/{number}/")
    assert response.status_code == 404
    assert "Versie 2.4 van de SLA heeft geen paragraaf" in words(response)


def test_t30_a_melding_cites_paragraphs_as_links(jan: Client, open_ticket: Callable[..., Ticket]) -> None:
    page = jan.get(f"/portaal/meldingen/{open_ticket().number}/").content.decode()
    assert '<a class="cite" href="/portaal/sla/2.4/6.3/" data-cite>SLA 6.3</a>' in page
    assert '<a class="cite" href="/portaal/sla/2.4/7.9/" data-cite>SLA 7.9</a>' in page
    shown = jan.get("/portaal/sla/2.4/6.3/")
    assert shown.status_code == 200 and "Oplossen van incidenten;" in words(shown)


def test_t30_a_dap_citation_is_of_the_readers_own_customer(cast: SimpleNamespace, jan: Client, sign_in: SignIn) -> None:
    page = jan.get("/portaal/dap/1/3.2/")
    assert page.status_code == 200 and "Jan Smit" in words(page)
    for client, address in (
        (sign_in(cast.willem.user), "/portaal/dap/1/3.2/"),  # De Vries has no such clause, and sees not Smit's
        (jan, "/portaal/dap/2/3.2/"),
        (jan, "/portaal/dap/1/9.9/"),
        (jan, "/portaal/dap/x/%00/"),
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert "geen bepaling" in words(response) and "Jan Smit" not in words(response).partition("Afmelden")[2]


def test_a_concept_is_not_read_yet(cast: SimpleNamespace, jan: Client) -> None:
    from contracts import actions

    actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY)
    assert jan.get("/portaal/dap/2/3.2/").status_code == 404


def test_who_is_not_signed_in_signs_in_first(client: Client, sla: None) -> None:
    for address in ("/portaal/sla/", "/portaal/sla/2.4/7.9/", "/portaal/dap/1/3.2/"):
        assert client.get(address).status_code == 302
