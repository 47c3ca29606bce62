"""Escalating from the portal (SLA 12), and what a supplier costs (SLA 7.10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.conftest import MONDAY
from tests.portal.conftest import page
from tickets import actions
from tickets.models import Escalation


@pytest.fixture
def ticket(open_ticket):
    return open_ticket(subject="Kassa's traag")


def address(ticket) -> str:
    return f"/portaal/meldingen/{ticket.pk}/escaleren/"


def test_the_ladder_names_people_on_both_sides(cast, jan, ticket):
    seen = page(jan.get(f"/portaal/meldingen/{ticket.pk}/"))
    for words in ("Escaleren", "Trede 0, Support", "Trede 1, Manager", "Marloes Kuiper", "Els Groen"):
        assert words in seen


def test_a_reason_calls_in_the_first_step(cast, jan, ticket):
    seen = page(jan.post(address(ticket), {"reason": "De rij staat buiten.", "form_token": "a"}, follow=True))
    started = Escalation.objects.get()
    assert (started.step, started.started_by) == (1, cast.jan.user)
    assert "Iemand van 1do bevestigt uiterlijk ma 23 nov 11:00" in seen
    jan.post(address(ticket), {"reason": "De rij staat buiten.", "form_token": "a"})  # the same form again
    assert Escalation.objects.count() == 1


def test_without_a_reason_nothing_happens(jan, ticket):
    assert "Schrijf op wat er niet gaat" in page(jan.post(address(ticket), {"reason": " "}))
    assert not Escalation.objects.exists()


def test_confirmed_by_whom_and_ended_how(cast, jan, ticket):
    started = actions.escalate(ticket, by=cast.jan.user, now=MONDAY, reason="Te traag.")
    actions.acknowledge(started, by=cast.marloes, now=MONDAY + timedelta(minutes=20))
    assert "Bevestigd door Marloes Kuiper" in page(jan.get(f"/portaal/meldingen/{ticket.pk}/"))
    actions.end_escalation(started, by=cast.marloes, now=MONDAY + timedelta(minutes=50), outcome="Femke erbij gezet.")
    assert "Femke erbij gezet." in page(jan.get(f"/portaal/meldingen/{ticket.pk}/"))


def test_a_stranger_finds_nothing_to_escalate(willem, ticket):
    assert willem.post(address(ticket), {"reason": "Van een ander."}).status_code == 404
    assert not Escalation.objects.exists()


def test_what_a_supplier_costs_is_said(cast, jan, ticket):
    actions.add_extra_costs(ticket, by=cast.sanne, now=MONDAY, amount=Decimal("245.5"), text="Voorrijkosten.")
    seen = page(jan.get(f"/portaal/meldingen/{ticket.pk}/")).replace("\N{NO-BREAK SPACE}", " ")
    assert "€ 245,50" in seen and "Voorrijkosten." in seen and "SLA 7.10" in seen


def test_whose_time_it_was(cast, jan, ticket, on_monday):
    assert "Bij wie lag het?" not in page(jan.get(f"/portaal/meldingen/{ticket.pk}/"))
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text="Wij wachten op de leverancier.")
    on_monday.shift(timedelta(hours=1))
    assert "Bij wie lag het?" in page(jan.get(f"/portaal/meldingen/{ticket.pk}/"))
