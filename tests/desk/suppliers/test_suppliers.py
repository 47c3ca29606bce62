"""Waiting for a supplier, ringing him again, and what he costs (SLA 7.10)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from contracts.models import CustomerSupplier, Supplier
from tests.conftest import MONDAY
from tickets import sweeps
from tickets.models import EntryKind, Ticket


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ticket(open_ticket):
    return open_ticket()


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def waiting(cast, sign_in, ticket):
    supplier = Supplier.objects.create(name="Kassa BV", phone="010 555 10 10")
    sign_in(cast.sanne).post(
        f"/desk/meldingen/{ticket.pk}/wacht/",
        {
            "party": "supplier",
            "text": "Uitgezet.",
            "supplier": supplier.pk,
            "supplier_reference": "K-1",
            "form_token": "w",
        },
    )
    return Ticket.objects.get(pk=ticket.pk)


def test_waiting_keeps_supplier_reference_and_day(cast, sign_in, waiting):
    assert (waiting.supplier.name, waiting.supplier_reference) == ("Kassa BV", "K-1")
    assert waiting.chase_on == date(2026, 11, 24)  # by itself the next working day
    seen = words(sign_in(cast.sanne).get(f"/desk/meldingen/{waiting.pk}/"))
    assert "Kassa BV" in seen and "010 555 10 10" in seen and "di 24 nov" in seen


def test_a_day_that_cannot_be_loses_nothing(cast, sign_in, ticket):
    supplier = Supplier.objects.create(name="Kassa BV", phone="010 555 10 10")
    given = {"party": "supplier", "text": "Uitgezet.", "chase_on": "2026-11-20", "form_token": "w"}
    given["supplier"] = supplier.pk
    seen = words(sign_in(cast.sanne).post(f"/desk/meldingen/{ticket.pk}/wacht/", given))
    assert "Kies een dag na vandaag" in seen and "Uitgezet." in seen


def test_his_own_suppliers_stand_first_and_nobody_is_refused(cast, sign_in, ticket):
    for name in ("Aannemer", "Kassa BV"):
        Supplier.objects.create(name=name, phone="010 555 10 10")
    kassa = Supplier.objects.get(name="Kassa BV")
    CustomerSupplier.objects.create(customer=ticket.customer, supplier=kassa, product="Kassa", reference="K-77")
    path = f"/desk/meldingen/{ticket.pk}/wacht/"
    seen = words(sign_in(cast.sanne).get(path))
    assert seen.index("Kassa BV, Kassa, K-77") < seen.index("Aannemer")
    refused = words(sign_in(cast.sanne).post(path, {"party": "supplier", "text": "Uitgezet.", "form_token": "w"}))
    assert "anders is er niemand om na te bellen" in refused and "Uitgezet." in refused


def test_on_the_day_it_is_said_once_and_chased(cast, sign_in, waiting, _on_monday):
    morning = MONDAY + timedelta(days=1)
    assert sweeps.chase_suppliers(MONDAY) == 0
    assert (sweeps.chase_suppliers(morning), sweeps.chase_suppliers(morning)) == (1, 0)
    _on_monday.move_to(morning)
    sanne = sign_in(cast.sanne)
    assert "Bel de leverancier na." in words(sanne.get(f"/desk/meldingen/{waiting.pk}/"))
    sanne.post(f"/desk/meldingen/{waiting.pk}/nabellen/", {"text": "Morgen een monteur.", "form_token": "n"})
    assert Ticket.objects.get(pk=waiting.pk).chase_on == date(2026, 11, 25)
    assert waiting.timeline.get(kind="note").is_public is False


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"amount": "€ 1.245,50", "text": "Reparatie."}, Decimal("1245.50")),
        ({"amount": "0", "text": "Niets."}, "meer is dan nul"),
        ({"amount": "veel", "text": "Reparatie."}, "Vul een bedrag in"),
        ({"amount": "99999999999", "text": "Reparatie."}, "cijfers"),
        ({"amount": "10", "text": ""}, "Schrijf op waarvoor"),
    ],
)
def test_what_the_supplier_costs(cast, sign_in, waiting, given, expected):
    response = sign_in(cast.sanne).post(
        f"/desk/meldingen/{waiting.pk}/kosten-leverancier/", given | {"form_token": "k"}, follow=True
    )
    costs = waiting.timeline.filter(kind=EntryKind.EXTRA_COSTS)
    if isinstance(expected, Decimal):
        assert Decimal(costs.get().data["amount"]) == expected
    else:
        assert expected in words(response)
        assert not costs.exists()
