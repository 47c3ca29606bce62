"""The SLA at the desk: editions, paragraphs, their differences, and where the citations on a page lead (SLA 1, 2.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from contracts.models import ServiceAgreement
from sla.models import Edition
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tests.sla.second_edition import load_second_edition
from tickets.models import Ticket

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
LAST = '[[paragraphs]]\nnumber = "13"'
NEW = """[[paragraphs]]
number = "12.1"
heading = "Nazorg"
text = "Wij bellen na."

"""

pytestmark = pytest.mark.citations


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(cast: SimpleNamespace, sign_in: SignIn) -> Client:
    return sign_in(cast.sanne)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_t30_an_edition_is_read_with_its_contents(desk: Client) -> None:
    assert 'href="/desk/sla/2.4/"' in desk.get("/desk/sla/").content.decode()
    for version in ("2.4", "nu"):
        page = desk.get(f"/desk/sla/{version}/").content.decode()
        for number in Edition.objects.get().document.paragraphs:
            assert f'id="p-{number}"' in page
            assert f'href="#p-{number}"' in page
        assert "Best effort, streven 1 dag" in page
        assert '<th scope="rowgroup" colspan="1" rowspan="3">Urgentie</th>' in page
        assert '<a href="https://serviceportaal.1do.nl/"' in page


def test_t30_a_paragraph_is_a_page_and_opens_where_it_is_cited(desk: Client) -> None:
    page = desk.get("/desk/sla/2.4/6.3/")
    assert "Werkzaamheden binnen Managed IT PLUS" in words(page) and "<main" in page.content.decode()
    assert 'href="/desk/sla/2.4/6.2/"' in page.content.decode() and 'href="/desk/sla/2.4/6.4/"' in page.content.decode()
    part = desk.get("/desk/sla/2.4/6.3/", headers=HTMX)
    assert "Oplossen van incidenten;" in words(part) and "<main" not in part.content.decode()
    chapter = words(desk.get("/desk/sla/2.4/12/"))
    assert "Coördinator Support Operationeel Manager" in chapter
    assert "7.10 Afhankelijkheid derden" in words(desk.get("/desk/sla/2.4/7/"))


@pytest.mark.parametrize("number", ["99.9", "6.9", "0", "7.", "x", "%00", "7.9%00", "1０", "6.3.1", "9" * 300, "nu"])
def test_t30_a_paragraph_that_does_not_exist_is_said(desk: Client, number: str) -> None:
    for headers in ({}, HTMX):
        response = desk.get(f"/desk/sla/2.4/{number}/", headers=headers)
        if response.status_code == 302:
            response = desk.get(response["Location"])
            assert number == "nu" and response.status_code == 200
            continue
        assert response.status_code == 404
        assert "Versie 2.4 van de SLA heeft geen paragraaf" in words(response)


@pytest.mark.parametrize("version", ["9.9", "%00", "x" * 300, "２.4"])
def test_an_edition_that_does_not_exist_is_not_found(desk: Client, version: str) -> None:
    for address in (f"/desk/sla/{version}/", f"/desk/sla/{version}/verschil/", f"/desk/sla/{version}/7.9/"):
        assert desk.get(address).status_code == 404


def test_the_name_of_an_edition_leads_to_it(desk: Client) -> None:
    assert desk.get("/desk/sla/nu/2.4/")["Location"] == "/desk/sla/2.4/"


def test_t30_differences_between_two_editions(desk: Client) -> None:
    alone = words(desk.get("/desk/sla/2.4/verschil/"))
    assert "Er is geen eerdere versie om mee te vergelijken" in alone
    load_second_edition(
        ("Binnen 0,5 uur", "Binnen 0,25 uur"),
        ('heading = "Geldigheidsduur"', 'heading = "Looptijd"'),
        (LAST, NEW + LAST),
    )
    page = desk.get("/desk/sla/2.5/verschil/").content.decode()
    assert re.findall(r'/desk/sla/2\.5/([\d.]+)/">', page) == ["2.3", "7.9", "12.1"]
    assert "<del>0,5</del>" in page and "<ins>0,25</ins>" in page
    assert "<del>Geldigheidsduur</del>" in page and "<ins>Looptijd</ins>" in page
    assert "Wij bellen na." in page and "nieuw" in page
    back = words(desk.get("/desk/sla/2.4/verschil/?met=2.5"))
    assert "12.1 Nazorg" in back and "vervallen" in back
    assert "zijn gelijk" not in back
    assert desk.get("/desk/sla/nu/7.9/").context["edition"].version == "2.5"  # the newest
    assert desk.get("/desk/sla/2.5/verschil/?met=x%00").status_code == 200


def test_equal_editions_say_so(desk: Client) -> None:
    load_second_edition()
    assert "De tekst van SLA 2.4 en die van SLA 2.5 zijn gelijk" in words(desk.get("/desk/sla/2.5/verschil/"))


def test_an_edition_loaded_before_its_text_was_kept_says_so(desk: Client) -> None:
    Edition.objects.create(version="2.3", text=Edition.objects.get().text, checksum="x", loaded_at=MONDAY)
    assert "is de tekst niet bewaard" in words(desk.get("/desk/sla/2.3/"))
    assert desk.get("/desk/sla/2.3/7.9/").status_code == 404


# --- Citations ------------------------------------------------------------------------------------------------
def cited(response) -> set[tuple[str, str]]:
    found = re.findall(r'<a class="cite" href="([^"]+)" data-cite>([^<]+)</a>', response.content.decode())
    return {(text, address) for address, text in found}


def test_t30_a_melding_cites_the_edition_of_its_agreement(desk: Client, open_ticket: Callable[..., Ticket]) -> None:
    load_second_edition()
    ticket = open_ticket()
    for headers in ({}, HTMX):  # as a page, and in its pane
        found = cited(desk.get(f"/desk/meldingen/{ticket.number}/", headers=headers))
        assert ("6.3", "/desk/sla/2.4/6.3/") in found
        assert ("SLA 7.9", "/desk/sla/2.4/7.9/") in found
        assert ("SLA 12", "/desk/sla/2.4/12/") in found


def test_t30_a_dap_citation_leads_to_the_clause_of_that_version(
    cast: SimpleNamespace, desk: Client, sign_in: SignIn
) -> None:
    address = f"/desk/klanten/{cast.smit.pk}/dap/1/3.2/"
    page = desk.get(address)
    assert "Jan Smit" in words(page) and "Overeenkomst DVO-1001, versie 1" in words(page)
    part = desk.get(address, headers=HTMX).content.decode()
    assert "Jan Smit" in part and "<main" not in part
    for wrong in (
        f"/desk/klanten/{cast.vries.pk}/dap/1/3.2/",  # of another customer
        f"/desk/klanten/{cast.smit.pk}/dap/2/3.2/",  # of a version that is not there
        f"/desk/klanten/{cast.smit.pk}/dap/1/9.9/",
        f"/desk/klanten/{cast.smit.pk}/dap/%00/3.2/",
        f"/desk/klanten/{cast.smit.pk}/dap/1/3.2%00/",
        f"/desk/klanten/{cast.smit.pk}/dap/{'9' * 30}/3.2/",
    ):
        response = desk.get(wrong)
        assert response.status_code == 404
        assert "geen bepaling" in words(response)
    assert sign_in(cast.jan.user).get(address).status_code == 404
    assert sign_in(cast.jan.user).get("/desk/sla/2.4/7.9/").status_code == 404


def test_two_agreements_with_a_version_of_that_number_both_answer(cast: SimpleNamespace, desk: Client) -> None:
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=MONDAY.date())
    ServiceAgreementFactory(
        number="DVO-2001",
        customer=cast.smit,
        starts_on=MONDAY.date() + timedelta(days=1),
        dap={"emergency_callers": [cast.petra]},
    )
    page = words(desk.get(f"/desk/klanten/{cast.smit.pk}/dap/1/3.2/"))
    assert page.index("DVO-2001") < page.index("DVO-1001")


def test_the_number_of_queries_of_a_paragraph_is_small(
    desk: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    desk.get("/desk/sla/2.4/7.9/")
    with django_assert_max_num_queries(6):
        desk.get("/desk/sla/2.4/7.9/", headers=HTMX)
