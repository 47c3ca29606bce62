"""The customer sees what was worked for him: the same meter, down to what he may see (SLA 6.2, 7.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import ServiceAgreement
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
    assert "Uren tegenover de afspraak" in customer and "Uren tegenover de afspraak" in house


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
    assert "Berekend</dt> <dd><strong>30 min</strong>" in page
    assert "Dat is 30 min werk buiten de overeenkomst." in page
    assert "Meerwerk (SLA 5.2)" in page


def test_another_month(jansen, worked, sign_in):
    client = sign_in(jansen.gerda.user)
    assert "Nog geen tijd geschreven" in words(client, f"{HOURS}?maand=2026-10")
    assert "november 2026" in words(client, f"{HOURS}?maand=2031-01")
    assert "november 2026" in words(client, f"{HOURS}?maand=x%00")


def test_the_house_goes_to_the_desk_and_a_stranger_signs_in(cast, sign_in, client):
    assert sign_in(cast.sanne).get(HOURS).url == "/desk/"
    assert client.get(HOURS).url.startswith("/account/login/")


def test_t11_two_sums_each_with_its_reason(cast, open_ticket, sign_in):
    """An emergency call of 55 minutes is charged an hour: more than was worked, and it says why."""
    call = open_ticket(channel="phone", impact=1, now=at("2026-11-19 20:00"), by=cast.sanne)
    assert call.emergency_call
    actions.log_time(call, by=cast.sanne, now=at("2026-11-19 21:00"), minutes=55, began_then=True)
    actions.log_time(open_ticket(now=at("2026-11-19 10:00")), by=cast.sanne, now=at("2026-11-19 10:40"), minutes=4)
    page = words(sign_in(cast.jan.user))
    for sentence in (
        "Gewerkt</dt> <dd><strong>59 min</strong>",
        "Daarvan valt 4 min binnen de overeenkomst: dat zit in het maandbedrag.",
        "Berekend</dt> <dd><strong>1 u</strong>",
        "Dat is 55 min werk buiten de overeenkomst. Daar komt 5 min bij",
        "minstens een uur (3.2).",
    ):
        assert sentence in page, sentence
    assert "waarvan" not in page
    assert "Daar komt 5 min bij" in words(sign_in(cast.daan), f"/desk/klanten/{cast.smit.pk}/uren/")


@pytest.fixture
def credited(cast, jansen, worked):
    """The hour of Gerda's evening left, and was ten minutes."""
    line = worked[1].time_entries.get()
    actions.export_time(by=cast.daan, now=MONDAY, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 22))
    line.refresh_from_db()
    actions.correct_time(line, by=cast.sanne, now=MONDAY, minutes=10, reason="Verkeerde melding")
    return line


def test_t9_the_customer_sees_the_credit_and_the_new_line(jansen, credited, sign_in):
    page = words(sign_in(jansen.gerda.user))
    for each in ("teruggenomen", "Credit van ma 23 nov 10:00", "Verkeerde melding", "-1 u · -€ 142,50", "€ 23,75"):
        assert each in page, each


def test_t9_without_a_say_in_money_no_amounts_and_of_others_nothing(jansen, credited, sign_in):
    page = words(sign_in(jansen.henk.user))
    assert "Verkeerde melding" not in page
    assert "€" not in page


def test_t15_the_monthly_sum_is_for_who_has_a_say_in_money(jansen, cast, open_ticket, sign_in):
    ServiceAgreement.objects.filter(customer=jansen).update(monthly_fee=Decimal(1450))
    ticket = open_ticket(contact=jansen.henk, now=at("2026-10-05 08:00"))
    actions.log_time(
        ticket, by=cast.sanne, now=at("2026-10-05 20:00"), minutes=12 * 60, outside_hours=False, began_then=True
    )
    sums = "van € 1.450,00 naar € 1.640,00"
    assert sums in words(sign_in(jansen.gerda.user))
    henk = words(sign_in(jansen.henk.user))
    assert "Te laag" in henk and "€" not in henk
    assert sums in words(sign_in(cast.daan), f"/desk/klanten/{jansen.pk}/uren/")
