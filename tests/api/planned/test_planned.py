"""Visits, recurring work, sites and suppliers over REST (SLA 6.1, 7.10, 8.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from contracts import actions as contracts
from contracts.models import CustomerSupplier, Site, Supplier
from tests.conftest import MONDAY
from tickets import actions


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def plan(cast, number: int = 0, contact=None):
    contact = contact or cast.jan
    site = Site.objects.create(customer=contact.customer, name=f"Vestiging {number}")
    supplier = Supplier.objects.create(name=f"Leverancier {contact.customer.number} {number}")
    CustomerSupplier.objects.create(supplier=supplier, customer=contact.customer, reference=f"L-{number}")
    visit = {
        "planned_for": MONDAY + timedelta(days=7, minutes=number),
        "engineer": cast.ravi,
        "contact": contact,
        "text": "x",
    }
    actions.plan_visit(contact.customer, by=cast.sanne, now=MONDAY, site=site, **visit)
    work = {"kind": "server_apk", "title": f"APK {number}", "contact": contact, "rrule": "FREQ=MONTHLY;BYDAY=1TU"}
    work |= {"starts_on": MONDAY.date(), "checklist": ["Schijf"], "items": ["SRV01"]}
    contracts.add_recurring(contact.customer, by=cast.sanne, now=MONDAY, **work)


def test_the_house_reads_all_and_a_customer_his_own(cast, api):
    plan(cast)
    plan(cast, contact=cast.willem)
    for name in ("sites", "visits", "recurring-work"):
        (own,) = api(cast.jan.user).get(f"{name}/").json()["results"]
        assert own["customer"]["number"] == "K1001"
        assert api(cast.jan.user).get(f"{name}/{own['id']}/").json() == own
        assert api(cast.willem.user).get(f"{name}/{own['id']}/").status_code == 404
        assert len(api(cast.sanne).get(f"{name}/").json()["results"]) == 2
        for key in ("K1001", "k1001", cast.smit.pk):
            rows = api(cast.sanne).get(f"{name}/?customer={key}").json()["results"]
            assert [row["id"] for row in rows] == [own["id"]]
        assert api(cast.sanne).get(f"{name}/?customer=K9").json()["results"] == []


def test_a_colleague_reads_that_somebody_comes_and_not_why(cast, api):
    """SLA 7.3: the melding of the visit is Jan's."""
    plan(cast)
    seen = {who: api(who.user).get("visits/").json()["results"][0]["ticket"] for who in (cast.jan, cast.petra)}
    assert seen[cast.jan] is not None and seen[cast.petra] is None
    assert api(cast.sanne).get("visits/?ended=true").json()["results"] == []
    assert len(api(cast.sanne).get("visits/?ended=false").json()["results"]) == 1


def test_suppliers_are_for_the_house(cast, api):
    plan(cast)
    (row,) = api(cast.sanne).get("suppliers/?customer=K1001&search=lever").json()["results"]
    (link,) = api(cast.sanne).get(f"suppliers/{row['id']}/").json()["customers"]
    assert (link["customer"]["number"], link["reference"]) == ("K1001", "L-0")
    assert api(cast.jan.user).get("suppliers/").json()["results"] == []
    assert api(cast.jan.user).get(f"suppliers/{row['id']}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_lists_take_two_queries(cast, api, django_assert_num_queries, rows):
    for number in range(rows):
        plan(cast, number)
    for user in (cast.sanne, cast.jan.user):
        program = api(user)
        program.get("me/")
        for name in ("sites", "suppliers", "visits", "recurring-work"):
            with django_assert_num_queries(1 if name == "suppliers" and not user.is_house else 2):
                found = program.get(f"{name}/").json()["results"]
            assert len(found) == (0 if name == "suppliers" and not user.is_house else rows)
