"""Customers and contacts over REST, and the hours and promises that go with their agreements."""

from __future__ import annotations

import pytest
import time_machine

from contracts.models import Contact, Customer, CustomerEvent, DapPerson
from tests.conftest import MONDAY
from tests.factories import ContactFactory, CustomerFactory


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


def test_a_customer_with_its_agreement(cast, jan, sanne):
    for who in (jan, sanne):
        assert who.get(f"customers/{cast.smit.pk}/").json() == {
            "id": cast.smit.pk,
            "number": "K1001",
            "name": "Bakkerij Smit",
            "is_active": True,
            "agreement": {
                "id": cast.smit_agreement.pk,
                "number": "DVO-1001",
                "starts_on": "2024-05-01",
                "ends_on": None,
                "edition": "2.4",
                "calendar": "supportcenter",
                "emergency_calendar": "calamiteitendienst",
            },
        }
    assert sanne.get(f"customers/{cast.vries.pk}/").json()["agreement"]["emergency_calendar"] is None
    without = CustomerFactory(number="K9001")
    assert sanne.get(f"customers/{without.pk}/").json()["agreement"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [("", ["Bakkerij Smit", "Notariskantoor De Vries"]), ("search=vries", ["Notariskantoor De Vries"])]
    + [("search=k1001", ["Bakkerij Smit"]), ("is_active=false", []), ("search=%25", [])],
)
def test_customers_by_name(sanne, query, names):
    assert [row["name"] for row in sanne.get(f"customers/?{query}").json()["results"]] == names


@pytest.mark.parametrize("rows", [1, 20])
def test_lists_take_two_queries(cast, sanne, django_assert_num_queries, rows):
    DapPerson.objects.all().delete()
    Contact.objects.all().delete()
    ContactFactory.create_batch(rows, customer=cast.smit)
    sanne.get("customers/")
    with django_assert_num_queries(2):
        assert len(sanne.get("contacts/").json()["results"]) == rows
    with django_assert_num_queries(2):
        sanne.get("customers/")


def test_pages_of_contacts_with_one_name(cast, sanne):
    DapPerson.objects.all().delete()
    Contact.objects.all().delete()
    made = [ContactFactory(customer=cast.smit, name="Jan Jansen").pk for _ in range(5)]
    seen, url = [], f"contacts/?page_size=2&customer={cast.smit.pk}"
    while url:
        page = sanne.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == made


def test_adding_and_changing_a_contact(cast, sanne):
    body = {"customer": cast.vries.pk, "name": " Anne Vis ", "email": "Anne@Vries.example", "department": "Akten"}
    added = sanne.post("contacts/", body)
    assert added.status_code == 201
    assert (added.json()["name"], added.json()["email"]) == ("Anne Vis", "anne@vries.example")
    url = f"contacts/{added.json()['id']}/"
    changed = sanne.patch(url, {"phone": "0612345678", "is_active": False})
    assert changed.status_code == 200
    assert (changed.json()["phone"], changed.json()["is_active"], changed.json()["name"]) == (
        "0612345678",
        False,
        "Anne Vis",
    )
    assert sanne.get(url).json() == changed.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Anne", "email": "geen adres"}, "email"),
        ({"name": "Anne"}, "__all__"),
        ({"name": "Anne", "email": "willem@vries.example"}, "__all__"),
        ({"name": "Anne", "phone": "1" * 31}, "phone"),
        ({"name": "Anne", "phone": "06", "customer": 999_999}, "customer"),
        ({"name": "Anne", "phone": "06", "user": 1}, "user"),
    ],
)
def test_a_contact_that_cannot_be(cast, sanne, body, field):
    before = Contact.objects.count()
    refused = sanne.post("contacts/", {"customer": cast.vries.pk} | body)
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [field]
    assert Contact.objects.count() == before


def test_contacts_are_kept_by_the_house(cast, jan, api):
    body = {"customer": cast.smit.pk, "name": "Anne", "phone": "06"}
    for who in (jan, api(cast.els)):
        assert who.post("contacts/", body).status_code == 403
        assert who.patch(f"contacts/{cast.jan.pk}/", {"email": "ander@smit.example"}).status_code == 403
    assert Contact.objects.get(pk=cast.jan.pk).email == "jan@smit.example"
    assert Customer.objects.count() == 2


# --- Promises beforehand ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=incident&impact=1&urgency=A", ("kritisch", "promise", "2026-11-23T09:30:00Z", True, "7.9")),
        (
            "kind=incident&impact=1&urgency=A&channel=phone",
            ("kritisch", "promise", "2026-11-23T09:30:00Z", False, "7.9"),
        ),
        ("kind=incident&impact=2&urgency=A", ("ernstig", "promise", "2026-11-23T10:00:00Z", False, "7.9")),
        ("kind=incident&impact=2&urgency=B", ("standaard", "aim", "2026-11-24T09:00:00Z", False, "7.9")),
        ("kind=incident&impact=3&urgency=C", ("laag", "none", None, False, "7.9")),
        ("kind=servicevraag", (None, "none", None, False, "7.8")),
        ("kind=aanpassing", (None, "none", None, False, "7.7")),
        (
            "kind=incident&impact=1&urgency=A&moment=2026-11-23T19:00:00+01:00",
            ("kritisch", "promise", "2026-11-24T07:30:00Z", True, "7.9"),
        ),
        (
            "kind=incident&impact=1&urgency=A&channel=phone&moment=2026-11-23T19:00:00%2B01:00",
            ("kritisch", "promise", "2026-11-23T18:30:00Z", False, "7.9"),
        ),
    ],
)
def test_preview(jan, query, expected):
    seen = jan.get(f"sla/preview/?{query}").json()
    assert tuple(seen[name] for name in ("priority", "nature", "due_at", "off_channel", "clause")) == expected


def test_preview_by_customer(cast, jan, sanne):
    evening = "kind=incident&impact=1&urgency=A&channel=phone&moment=2026-11-23T19:00:00%2B01:00"
    with_service = sanne.get(f"sla/preview/?{evening}&customer={cast.smit.pk}").json()
    without = sanne.get(f"sla/preview/?{evening}&customer={cast.vries.pk}").json()
    standard = sanne.get(f"sla/preview/?{evening}").json()
    assert with_service["due_at"] == "2026-11-23T18:30:00Z"
    assert without["due_at"] == standard["due_at"] == "2026-11-24T07:30:00Z"
    assert [line["text"] for line in without["ledger"]][-1] == "uiterlijk di 24-11 08:30"
    nothing = sanne.get(f"sla/preview/?{evening}&customer={CustomerFactory(number='K9001').pk}").json()
    assert (nothing["wording"], nothing["due_at"]) == ("Geen SLA van toepassing", None)
    own = jan.get(f"sla/preview/?{evening}&customer={cast.smit.pk}").json()
    assert own == with_service


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "kind"),
        ("kind=storing", "kind"),
        ("kind=incident", "impact"),
        ("kind=incident&impact=1", "urgency"),
        ("kind=servicevraag&impact=1", "impact"),
        ("kind=servicevraag&moment=nu", "moment"),
        ("kind=servicevraag&moment=2026-11-23T10:00", "moment"),
        ("kind=servicevraag&moment=1900-01-01T00:00:00Z", "moment"),
        ("kind=servicevraag&moment=9999-12-31T23:59:59Z", "moment"),
        ("kind=servicevraag&contact=1", "contact"),
    ],
)
def test_preview_refuses(jan, query, name):
    refused = jan.get(f"sla/preview/?{query}")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [name])


# --- One key ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["customers/{}/", "customers/{}/hours/?month=2026-11"])
def test_a_customer_is_found_by_number_and_id(cast, jan, sanne, path):
    by_id = sanne.get(path.format(cast.smit.pk))
    assert by_id.status_code == 200
    for who in (jan, sanne):
        assert who.get(path.format("K1001")).status_code == who.get(path.format("k1001")).status_code == 200
    assert jan.get(path.format("K1002")).status_code == jan.get(path.format("K9")).status_code == 404
    assert jan.get(path.format("K1002")).json() == jan.get(path.format("K9")).json()


@pytest.mark.parametrize("name", ["tickets", "timeline", "contacts", "agreements", "grants", "advices", "approvals"])
def test_lists_of_a_customer_by_number_and_id(cast, sanne, open_ticket, name):
    open_ticket()
    rows = {key: sanne.get(f"{name}/?customer={key}") for key in ("K1001", cast.smit.pk, "K9")}
    assert {answer.status_code for answer in rows.values()} == {200}
    assert rows["K1001"].json() == rows[cast.smit.pk].json()
    assert rows["K9"].json()["results"] == []


def test_a_number_of_digits_goes_before_an_id(cast, sanne):
    named = CustomerFactory(number=str(cast.smit.pk), name="Cijfers BV")
    assert sanne.get(f"customers/{cast.smit.pk}/").json()["id"] == named.pk


# --- Adding and changing ----------------------------------------------------------------------------------
def test_a_customer_is_added_and_changed(cast, api):
    fred, daan = api(cast.fred), api(cast.daan)
    body = {"number": "K2001", "name": " Slagerij Bos "}
    for _time in range(2):
        added = fred.post("customers/", body, HTTP_IDEMPOTENCY_KEY="klant-1")
        assert added.status_code == 201, added.json()
    assert (added.json()["name"], added.json()["is_active"], added.json()["agreement"]) == ("Slagerij Bos", True, None)
    changed = daan.patch("customers/K2001/", {"is_active": False})
    assert (changed.status_code, changed.json()["is_active"], changed.json()["name"]) == (200, False, "Slagerij Bos")
    kinds = CustomerEvent.objects.filter(customer__number="K2001").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["customer_added", "customer_changed"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"number": "K1001"}, "number"), ({"name": "Bakkerij Smit"}, "name"), ({"number": ""}, "number")]
    + [({"number": "K" * 21}, "number"), ({"id": 7}, "id"), ({"is_active": "misschien"}, "is_active")],
)
def test_a_customer_that_cannot_be(cast, api, body, field):
    refused = api(cast.fred).post("customers/", {"number": "K2001", "name": "Slagerij Bos"} | body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Customer.objects.count() == 2


def test_customers_are_kept_by_who_may(cast, jan, sanne, api):
    body = {"number": "K2001", "name": "Slagerij Bos"}
    for who in (jan, sanne, api(cast.daan), api(cast.fred, ["customers:read"])):
        assert who.post("customers/", body).status_code == 403
    for who in (jan, sanne):
        assert who.patch("customers/K1001/", {"name": "Anders"}).status_code == 403
    assert jan.patch("customers/K1002/", {"name": "Anders"}).status_code == 404
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Bakkerij Smit", "Notariskantoor De Vries"]
