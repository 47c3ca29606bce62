"""What is planned at a customer, in the Serviceportaal (SLA 6.1, 8)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.conftest import MONDAY, at
from tests.portal.conftest import page
from tickets import actions
from tickets.models import VisitItem

PLANNED = "portal:planned"


def plan(cast: SimpleNamespace) -> Any:
    fields = {"planned_for": at("2026-12-01 09:00"), "engineer": cast.ravi, "contact": cast.petra}
    return actions.plan_visit(cast.smit, by=cast.sanne, now=MONDAY, **fields)


def test_nothing_planned_says_so(jan: Client) -> None:
    assert "Er is nu geen bezoek gepland." in page(jan.get(reverse(PLANNED)))


def test_everybody_reads_who_comes_but_only_who_sees_the_melding_gets_to_it(
    cast: SimpleNamespace, jan: Client, willem: Client, sign_in: Any
) -> None:
    address = reverse("portal:ticket", args=[plan(cast).ticket_id])
    assert "Ravi Pinas komt langs" in page(jan.get(reverse(PLANNED)))
    assert address not in page(jan.get(reverse(PLANNED)))
    assert address in page(sign_in(cast.petra.user).get(reverse(PLANNED)))
    assert "Ravi Pinas" not in page(willem.get(reverse(PLANNED)))


def test_a_point_goes_on_the_list_and_off_again(cast: SimpleNamespace, jan: Client) -> None:
    refused = page(jan.post(reverse("portal:point_add"), {"text": " "}))
    assert "Schrijf op wat er tijdens het bezoek moet gebeuren." in refused
    jan.post(reverse("portal:point_add"), {"text": "Graag naar de wifi kijken"})
    item = VisitItem.objects.get()
    assert (item.customer, item.added_by) == (cast.smit, cast.jan.user)
    assert "Graag naar de wifi kijken" in page(jan.get(reverse(PLANNED)))
    assert jan.post(reverse("portal:point_drop", args=[item.pk])).status_code == 302
    assert not VisitItem.objects.exists()


def test_nobody_takes_anothers_point_away(cast: SimpleNamespace, jan: Client, willem: Client, sign_in: Any) -> None:
    jan.post(reverse("portal:point_add"), {"text": "Graag naar de wifi kijken"})
    address = reverse("portal:point_drop", args=[VisitItem.objects.get().pk])
    for other in (willem, sign_in(cast.petra.user)):
        assert other.post(address).status_code == 404
    assert VisitItem.objects.count() == 1
