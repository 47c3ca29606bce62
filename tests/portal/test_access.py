from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.portal.conftest import page
from tickets.models import Ticket

PAGES = ["portal:home", "portal:tickets", "portal:new", "portal:forecast", "portal:evaluations"]
OF_A_TICKET = ["portal:ticket", "portal:filed"]
VERBS = ["portal:reply", "portal:close"]


@pytest.mark.parametrize("name", PAGES)
def test_a_contact_comes_in(jan: Client, name: str) -> None:
    assert jan.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_asked_to(cast: SimpleNamespace, client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_the_house_works_at_the_desk(cast: SimpleNamespace, sign_in: Any, name: str) -> None:
    response = sign_in(cast.sanne).get(reverse(name))
    assert (response.status_code, response.url) == (302, reverse("desk:queue"))


@pytest.mark.parametrize("name", PAGES)
def test_somebody_without_a_contact_is_told_whom_to_call(cast: SimpleNamespace, sign_in: Any, name: str) -> None:
    response = sign_in(UserFactory()).get(reverse(name))
    assert response.status_code == 200
    assert 'href="tel:+31884445050"' in page(response)
    assert "niet (of niet meer) aan een organisatie gekoppeld" in page(response)


def test_so_is_a_contact_who_is_not_active_any_more(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    cast.jan.is_active = False
    cast.jan.save()
    for address in (reverse("portal:home"), reverse("portal:ticket", args=[ticket.number])):
        response = jan.get(address)
        assert "aan een organisatie gekoppeld" in page(response)
        assert ticket.subject not in page(response)


def test_so_is_the_contact_of_a_customer_who_has_left(cast: SimpleNamespace, jan: Client) -> None:
    cast.smit.is_active = False
    cast.smit.save()
    assert "aan een organisatie gekoppeld" in page(jan.get(reverse("portal:home")))


@pytest.mark.parametrize("name", OF_A_TICKET)
def test_a_ticket_of_another_customer_is_not_there(jan: Client, willem: Client, open_ticket: Any, name: str) -> None:
    address = reverse(name, args=[open_ticket().number])
    assert jan.get(address).status_code == 200
    assert willem.get(address).status_code == 404


@pytest.mark.parametrize("name", VERBS)
def test_nor_can_he_do_anything_with_it(jan: Client, willem: Client, open_ticket: Any, name: str) -> None:
    ticket = open_ticket()
    address = reverse(name, args=[ticket.number])
    assert willem.post(address, {"text": "Ik mag dit niet"}).status_code == 404
    assert ticket.timeline.count() == 1
    assert jan.post(address, {"text": "Ik mag dit wel"}).status_code == 302
    assert ticket.timeline.count() == 2


def test_a_colleague_sees_his_own_only(cast: SimpleNamespace, sign_in: Any, open_ticket: Any) -> None:
    ticket = open_ticket()
    petra = sign_in(cast.petra.user)
    assert petra.get(reverse("portal:ticket", args=[ticket.number])).status_code == 404
    assert ticket.subject not in page(petra.get(reverse("portal:tickets")))


@pytest.mark.parametrize("name", VERBS)
def test_looking_changes_nothing(jan: Client, open_ticket: Any, name: str) -> None:
    ticket = open_ticket()
    assert jan.get(reverse(name, args=[ticket.number])).status_code == 405
    for seen in PAGES:
        jan.get(reverse(seen))
    for seen in OF_A_TICKET:
        jan.get(reverse(seen, args=[ticket.number]))
    assert Ticket.objects.get().updated_at == ticket.updated_at
    assert ticket.timeline.count() == 1
    assert "intake_drafts" not in jan.session
