"""The customer sees what was worked for him: the same meter, down to what he may see (SLA 6.2, 7.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions

HOURS = "/portaal/afspraken/uren/"


@pytest.fixture
def jansen(cast):
    """All-in-1 with 10 hours; Gerda sees all meldingen and amounts, Henk his own."""
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    gerda = ContactFactory(customer=customer, name="Gerda Jansen", email="gerda@jansen.example", with_user=True)
    henk = ContactFactory(customer=customer, name="Henk Jansen", email="henk@jansen.example", with_user=True)
    ServiceAgreementFactory(
        customer=customer,
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(10),
        dap={"viewers": [gerda]},
    )
    customer.gerda, customer.henk = gerda, henk
    return customer


@pytest.fixture
def worked(cast, jansen, open_ticket):
    own = open_ticket(contact=jansen.henk, subject="Traag netwerk")
    other = open_ticket(contact=jansen.gerda, subject="Salarissen")
    actions.log_time(own, by=cast.sanne, now=MONDAY, minutes=90, started_at=at("2026-11-20 10:00"), text="GEHEIM")
    agreed(other, cast.sanne, minutes=60, rate="outside_hours")
    actions.log_time(other, by=cast.sanne, now=MONDAY, minutes=60, started_at=at("2026-11-19 20:00"))
    return own, other


def words(client, path=HOURS):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).replace("\xa0", " ").replace("&nbsp;", " ")


def test_the_same_meter_as_at_the_desk(jansen, worked, sign_in, cast):
    customer = words(sign_in(jansen.gerda.user))
    house = words(sign_in(cast.daan), f"/desk/klanten/{jansen.pk}/uren/")
    for sentence in ("1 u 30 min gebruikt van de 10 u (15 %).", "Er is nog 8 u 30 min over."):
        assert sentence in customer
        assert sentence in house


def test_who_sees_all_meldingen_sees_them_and_the_amounts(jansen, worked, sign_in):
    page = words(sign_in(jansen.gerda.user))
    for each in ("Traag netwerk", "Salarissen", "€ 142,50", "Meerwerk"):
        assert each in page
    assert "Overige meldingen" not in page


def test_another_sees_his_own_and_the_sum_of_the_rest_without_amounts(jansen, worked, sign_in):
    page = words(sign_in(jansen.henk.user))
    assert "Traag netwerk" in page
    assert "Salarissen" not in page
    assert "Overige meldingen" in page
    assert "€" not in page


def test_what_agents_wrote_among_themselves_stays_inside(jansen, worked, sign_in):
    assert "GEHEIM" not in words(sign_in(jansen.gerda.user))


def test_nothing_of_another_customer(jansen, worked, willem):
    page = words(willem)
    assert "Nog geen tijd geschreven" in page
    assert "Traag netwerk" not in page


def test_without_all_in_1_time_and_what_is_billed(cast, open_ticket, willem):
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=MONDAY, minutes=30)
    page = words(willem)
    assert "waarvan 30 min wordt berekend" in page
    assert "Meerwerk (SLA 5.2)" in page


def test_another_month(jansen, worked, sign_in):
    client = sign_in(jansen.gerda.user)
    assert "Nog geen tijd geschreven" in words(client, f"{HOURS}?maand=2026-10")
    assert "november 2026" in words(client, f"{HOURS}?maand=2031-01")
    assert "november 2026" in words(client, f"{HOURS}?maand=x%00")


def test_the_house_goes_to_the_desk_and_a_stranger_signs_in(cast, sign_in, client):
    assert sign_in(cast.sanne).get(HOURS).url == "/desk/"
    assert client.get(HOURS).url.startswith("/account/login/")
