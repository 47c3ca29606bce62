"""Customers and their people at the desk."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contact
from tests.factories import ContactFactory, CustomerFactory


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def test_a_customer_on_one_page(agent, cast, open_ticket):
    ticket = open_ticket(subject="Kassa hapert")
    page = agent.get(f"/desk/klanten/{cast.smit.pk}/").content.decode()
    for words in ("Bakkerij Smit", "K1001", "DVO-1001", "ja (SLA 3.2)", "Petra Bakker", f"#{ticket.number}", "Kassa"):
        assert words in page
    assert "Willem" not in page


def test_no_agreement_is_said(agent, cast):
    cast.vries.agreements.all().delete()
    assert "Geen SLA van toepassing" in agent.get(f"/desk/klanten/{cast.vries.pk}/").content.decode()


def test_the_list_finds_by_name_and_number_and_walks_on(agent, cast, monkeypatch):
    monkeypatch.setattr("desk.customers.views.PAGE", 2)
    for n in range(3):
        CustomerFactory(name=f"Zaak {n}", number=f"Z{n}")
    first = agent.get("/desk/klanten/").content.decode()
    assert "Bakkerij Smit" in first
    assert "Zaak 0" not in first
    cursor = re.search(r'rel="next"\s+href="\?na=([^"]+)"', first)[1]
    assert "Zaak 0" in agent.get(f"/desk/klanten/?na={cursor}").content.decode()
    for query in ("bakk", "k1001"):
        page = agent.get("/desk/klanten/", {"q": query}).content.decode()
        assert "Bakkerij Smit" in page
        assert "Notaris" not in page
    assert "Geen klant gevonden" in agent.get("/desk/klanten/?q=zzz").content.decode()
    assert agent.get("/desk/klanten/?na=onzin").status_code == 200


@pytest.mark.parametrize("path", ["/desk/klanten/", "/desk/klanten/{pk}/"])
def test_the_same_questions_for_one_and_for_twenty(path, agent, cast, open_ticket):
    asked = []
    for more in (1, 20):
        for _ in range(more):
            open_ticket(contact=ContactFactory(customer=cast.smit), by=cast.sanne)
            open_ticket(contact=ContactFactory(), by=cast.sanne)
        with CaptureQueriesContext(connection) as queries:
            agent.get(path.format(pk=cast.smit.pk))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= (15 if "{pk}" not in path else 21)


def test_a_contact_is_changed(agent, cast):
    given = {"name": "Jan Smit jr.", "phone": "", "email": "jan@smit.example", "department": "Winkel"}
    assert agent.post(f"/desk/contacten/{cast.jan.pk}/", given).status_code == 302
    jan = Contact.objects.get(pk=cast.jan.pk)
    assert (jan.name, jan.department, jan.is_active) == ("Jan Smit jr.", "Winkel", False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"name": "X", "phone": "", "email": ""}, "Vul een telefoonnummer of een e-mailadres in"),
        ({"name": "X", "email": "petra@smit.example"}, "Deze klant heeft al een contactpersoon met dit e-mailadres."),
        ({"name": "X", "email": "geen adres"}, "Dit is geen volledig e-mailadres"),
    ],
)
def test_a_contact_that_cannot_be(given, words, agent, cast):
    for address in (f"/desk/contacten/{cast.jan.pk}/", f"/desk/contacten/nieuw/?klant={cast.smit.pk}"):
        assert words in agent.post(address, given).content.decode()
    assert not Contact.objects.filter(name="X").exists()


def test_who_may_not_changes_nothing(cast, sign_in):
    client = sign_in(cast.els)
    assert client.post(f"/desk/contacten/{cast.jan.pk}/", {"name": "X", "phone": "1"}).status_code == 403
    assert client.post(f"/desk/contacten/nieuw/?klant={cast.smit.pk}", {"name": "X", "phone": "1"}).status_code == 403
    assert not Contact.objects.filter(name="X").exists()
