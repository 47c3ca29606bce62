"""Agreements, their DAP over REST: who reads what, who makes what (SLA 2, 3.2, 5, 13)."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from accounts.models import Scope
from contracts import actions as contracts
from contracts.models import DapPerson, RecurringProduct, ServiceAgreement
from tests.conftest import MONDAY
from tests.factories import CustomerFactory, ServiceAgreementFactory

MONEY = {"tariff_normal", "monthly_fee", "signatures", "document_sha256"}


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


# --- Reading ----------------------------------------------------------------------------------------------
def test_a_customer_reads_what_holds_and_with_a_say_in_money_all(cast, api, chief):
    jan, petra = api(cast.jan.user), api(cast.petra.user)
    assert [row["version"] for row in jan.get("agreements/").json()["results"]] == [2]
    assert [row["version"] for row in petra.get("agreements/").json()["results"]] == [2, 1]
    own = jan.get(f"agreements/{chief.pk}/").json()
    seen = petra.get(f"agreements/{chief.pk}/").json()
    assert not MONEY & own.keys() and seen.keys() >= MONEY
    assert "monthly_price" not in own["lines"][0] and "monthly_price" in seen["lines"][0]
    assert {(line["package"], line["tier"]) for line in own["lines"]} == {("server", "plus"), ("werkplek", "basic")}
    assert jan.get(f"agreements/{cast.smit_agreement.pk}/").status_code == 404
    assert jan.get(f"agreements/{chief.pk}/compare/").status_code == 404
    assert petra.get(f"agreements/{chief.pk}/compare/").json()["previous"] == 1


def test_3_2_the_number_is_for_whom_the_dap_names(cast, api, chief):
    assert api(cast.jan.user).get(f"agreements/{chief.pk}/").json()["emergency_phone"] == "088 444 50 99"
    assert "emergency_phone" not in api(cast.petra.user).get(f"agreements/{chief.pk}/").json()
    assert api(cast.sanne).get(f"agreements/{chief.pk}/").json()["emergency_phone"] == "088 444 50 99"


def test_a_clause_says_what_it_does_and_whom_it_names_now(cast, api, chief):
    url = f"agreements/{chief.pk}/"
    clauses = {clause["kind"]: clause for clause in api(cast.jan.user).get(url).json()["clauses"]}
    assert clauses["viewers"]["citation"] == "DAP 7.3, versie 2"
    assert [person["contact"]["name"] for person in clauses["viewers"]["people"]] == ["Petra Bakker"]
    grant = DapPerson.objects.get(clause__agreement=chief, clause__kind="viewers")
    contracts.revoke(grant, by=cast.daan, now=MONDAY)
    again = {clause["kind"]: clause for clause in api(cast.jan.user).get(url).json()["clauses"]}
    assert again["viewers"]["people"] == []
    house = {clause["kind"]: clause for clause in api(cast.sanne).get(url).json()["clauses"]}
    assert house["viewers"]["people"][0]["revoked_at"] == "2026-11-23T09:00:00Z"


def test_another_customer_reads_nothing_of_it(cast, api, chief):
    willem = api(cast.willem.user)
    assert [row["number"] for row in willem.get("agreements/").json()["results"]] == ["DVO-1002"]
    for address in ("", "compare/", "document/"):
        assert willem.get(f"agreements/{chief.pk}/{address}").status_code == 404
    assert willem.post(f"agreements/{chief.pk}/end/", {"ends_on": "2026-12-31"}).status_code == 404
    assert willem.get("grants/").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("status=in_force", 3), ("on=2025-06-01", 2), ("number=DVO-1002", 1), ("status=concept", 0)],
)
def test_filters(cast, api, chief, query, found):
    assert len(api(cast.sanne).get(f"agreements/?{query}").json()["results"]) == found


def test_as_many_queries_for_one_as_for_twenty(cast, api, chief, django_assert_num_queries):
    sanne = api(cast.sanne)
    sanne.get("agreements/")  # that the token was used is written once a minute
    for rows in (1, 20):
        for number in range(rows):
            ServiceAgreementFactory(number=f"DVO-X{rows}-{number}")
        with django_assert_num_queries(2):
            assert len(sanne.get("agreements/").json()["results"]) > rows
        with django_assert_num_queries(2):
            assert sanne.get("grants/").status_code == 200


# --- Making -----------------------------------------------------------------------------------------------
def test_from_draft_to_offer(cast, api):
    daan, customer = api(cast.daan), cast.vries
    made = daan.post(f"agreements/{cast.vries_agreement.pk}/next-version/", {"starts_on": "2027-01-01"})
    assert (made.status_code, made.json()["version"], made.json()["status"]) == (201, 2, "concept")
    url = f"agreements/{made.json()['id']}/"
    lines = [{"package": "all-in-1", "tier": "premium", "quantity": 12, "monthly_price": "45.00"}]
    changed = daan.post(url + "set-lines/", {"lines": lines}).json()
    assert changed["lines"] == lines
    terms = {"hours_per_month": "10", "categories": [2, 3, 4], "tariff_normal": "99.50", "edition": "2.4"}
    assert daan.patch(url, terms).json()["hours_per_month"] == "10.00"
    person = {"contact": cast.willem.pk}
    clause = daan.post(url + "set-clause/", {"kind": "approvers", "people": [person]}).json()["clauses"][0]
    assert (clause["number"], clause["people"][0]["contact"]["name"]) == ("10", "Willem de Vries")
    found = daan.get(url + "compare/").json()["differences"]
    assert {row["section"] for row in found} >= {"Pakketten", "Tarieven"} or len(found) > 4
    signatories = {"customer_signatory": cast.willem.pk, "house_signatory": cast.els.pk}
    offered = daan.post(url + "offer/", signatories).json()
    assert (offered["status"], [row["signed_at"] for row in offered["signatures"]]) == ("offered", [None, None])
    assert daan.get(url + "document/").content.startswith(b"%PDF")
    assert daan.patch(url, terms).status_code == 409
    assert daan.post(url + "withdraw/", {"reason": "Verkeerd."}).json()["status"] == "withdrawn"
    assert ServiceAgreement.objects.filter(customer=customer).count() == 2


def test_a_first_agreement_is_drafted_and_thrown_away(cast, api):
    daan = api(cast.daan)
    given = {"customer": CustomerFactory().pk, "number": "DVO-9", "starts_on": "2027-01-01"}
    made = daan.post("agreements/", given)
    assert (made.status_code, made.json()["calendar"], made.json()["edition"]) == (201, "supportcenter", "2.4")
    assert daan.post("agreements/", given).status_code == 400
    assert daan.post(f"agreements/{made.json()['id']}/discard/", {}).status_code == 204
    assert not ServiceAgreement.objects.filter(number="DVO-9").exists()


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("set-lines/", {"lines": [{"package": "netwerk", "tier": "basic"}]}, None),
        ("set-clause/", {"kind": "viewers", "people": [{}]}, "people"),
        ("set-clause/", {"kind": "maintenance", "settings": {"windows": {"maandag": 3}}}, "settings"),
        ("set-clause/", {"kind": "test_restore", "settings": {"rrule": "FREQ=NOOIT"}}, "settings"),
        ("offer/", {"customer_signatory": 999_999, "house_signatory": 1}, "customer_signatory"),
    ],
)
def test_what_cannot_be_agreed_is_said(cast, api, act, body, field):
    concept = ServiceAgreementFactory(customer=cast.smit, number="DVO-8", starts_on=date(2027, 1, 1), signed=False)
    answer = api(cast.daan).post(f"agreements/{concept.pk}/{act}", body)
    assert answer.status_code == 400, answer.json()
    assert field is None or field in answer.json()["errors"]


def test_somebody_of_another_customer_is_not_named(cast, api):
    concept = ServiceAgreementFactory(customer=cast.smit, number="DVO-8", starts_on=date(2027, 1, 1), signed=False)
    people = [{"contact": cast.willem.pk}]
    answer = api(cast.daan).post(f"agreements/{concept.pk}/set-clause/", {"kind": "viewers", "people": people})
    assert "geen actieve contactpersoon van deze klant" in answer.json()["errors"]["people"][0]


@pytest.mark.parametrize("who", ["sanne", "jan"])
def test_others_make_nothing(cast, api, chief, who):
    user = cast.sanne if who == "sanne" else cast.jan.user
    client = api(user)
    assert client.post(f"agreements/{chief.pk}/end/", {"ends_on": "2026-12-31"}).status_code == 403
    assert client.post(f"agreements/{chief.pk}/next-version/", {}).status_code == 403
    body = {"customer": cast.smit.pk, "number": "DVO-7", "starts_on": "2027-01-01"}
    assert client.post("agreements/", body).status_code == 403


def test_a_token_for_reading_makes_nothing(cast, api, chief):
    reader = api(cast.daan, [Scope.AGREEMENTS_READ])
    assert reader.get(f"agreements/{chief.pk}/").status_code == 200
    assert reader.post(f"agreements/{chief.pk}/next-version/", {}).status_code == 403
    assert api(cast.daan, [Scope.TICKETS_READ]).get("agreements/").status_code == 403


def test_7_3_a_grant_is_revoked_at_once(cast, api, chief, open_ticket):
    open_ticket()
    petra = api(cast.petra.user)
    assert len(petra.get("tickets/").json()["results"]) == 1
    [grant] = api(cast.daan).get(f"grants/?kind=viewers&agreement={chief.pk}").json()["results"]
    assert (grant["citation"], grant["contact"]["name"]) == ("DAP 7.3, versie 2", "Petra Bakker")
    assert api(cast.sanne).post(f"grants/{grant['id']}/revoke/", {}).status_code == 403
    assert api(cast.daan).post(f"grants/{grant['id']}/revoke/", {}).json()["revoked_at"] == "2026-11-23T09:00:00Z"
    assert petra.get("tickets/").json()["results"] == []
    assert len(api(cast.daan).get("grants/?revoked=true").json()["results"]) == 1


# --- Periodic products (SLA 11) ---------------------------------------------------------------------------
def test_products_come_with_the_agreement_and_prices_for_who_decides_about_money(cast, api, chief):
    given = {"price": "18.70", "quantity": 24, "licence_numbers": "AAA-111\nBBB-222"}
    RecurringProduct.objects.bulk_create([RecurringProduct(agreement=chief, name="Microsoft 365", **given)])
    own = api(cast.jan.user).get(f"agreements/{chief.pk}/").json()
    seen = api(cast.petra.user).get(f"agreements/{chief.pk}/").json()
    assert own["products"][0].keys() == seen["products"][0].keys() - {"price", "licence_numbers"}
    assert "products_per_month" not in own
    product = seen["products"][0]
    assert (product["price"], product["licence_numbers"]) == ("18.70", ["AAA-111", "BBB-222"])
    assert seen["products_per_month"] == "448.80"
    assert api(cast.willem.user).get(f"agreements/{chief.pk}/").status_code == 404
