"""Periodic products at the desk: made in a concept by an account manager, read by all; what renews when (SLA 11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts import actions
from contracts.models import RecurringProduct, Supplier
from contracts.products.actions import ProductTerms
from tests.contracts.products.conftest import sign_now
from tests.factories import CustomerFactory, ServiceAgreementFactory

SOON = timezone.localdate() + timedelta(days=45)
GIVEN = {
    "name": "Microsoft 365 Business Premium",
    "quantity": "24",
    "price": "18,70",
    "period": "month",
    "renews_on": SOON.isoformat(),
    "renews_every": "12",
    "notice_days": "30",
    "supplier": "",
    "licence_numbers": "AAA-111\n  BBB-222 \n\nAAA-111",
    "note": "Jaarcontract",
}


@pytest.fixture
def concept(cast):
    return actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=timezone.now())


@pytest.fixture
def base(cast, concept):
    return f"/desk/klanten/{cast.smit.pk}/overeenkomst/{concept.pk}/"


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.daan)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def fresh(client, address) -> dict[str, str]:
    """What a page opened just now sends besides what is typed."""
    form = client.get(address).context["form"]
    return GIVEN | {name: str(form.initial[name]) for name in ("key", "revision")}


# --- One product -----------------------------------------------------------------------------------------------------
def test_a_product_is_kept_with_all_that_was_filled_in(manager, concept, base):
    assert manager.post(f"{base}product/", fresh(manager, f"{base}product/"))["Location"] == base
    product = concept.products.get()
    assert (product.quantity, product.price, product.renews_every) == (24, Decimal("18.70"), 12)
    assert product.licences == ["AAA-111", "BBB-222"]
    page = text(manager.get(base))
    for words in (
        "Microsoft 365 Business Premium",
        "€\xa018,70 per stuk per maand",
        "2 licentienummers",
        "€\xa0448,80",
    ):
        assert words in page


def test_a_second_click_adds_no_second_product(manager, concept, base):
    given = fresh(manager, f"{base}product/")
    for _click in range(2):
        assert manager.post(f"{base}product/", given).status_code == 302
    assert concept.products.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Geef het product een naam."),
        ({"name": "x" * 121}, "hoogstens 120 tekens"),
        ({"quantity": "-3"}, "Vul een heel getal in van 1 tot en met 100.000."),
        ({"quantity": "0"}, "Vul een heel getal in van 1 tot en met 100.000."),
        ({"quantity": "anderhalf"}, "Vul een heel getal in van 1 tot en met 100.000."),
        ({"price": "18,705"}, "hoogstens twee cijfers achter de komma"),
        ({"price": "-1"}, "Een prijs kan niet minder dan 0 zijn."),
        ({"price": "99999999"}, "Deze prijs is te groot"),
        ({"price": "gratis"}, "Vul een bedrag in euro&#x27;s in"),
        ({"period": "week"}, "geldige keuze"),
        ({"renews_on": "2020-01-01"}, "Deze dag is al voorbij; vul de eerstvolgende verlenging in."),
        ({"renews_on": "0001-01-01"}, "Kies een dag van 2000 tot en met 2099."),
        ({"renews_on": ""}, "Vul ook in wanneer de eerstvolgende verlenging is."),
        ({"renews_on": "", "renews_every": ""}, "Een opzegtermijn telt terug vanaf de verlenging"),
        ({"renews_every": "0"}, "van 1 tot en met 120"),
        ({"notice_days": "9999"}, "van 0 tot en met 730"),
        ({"licence_numbers": "\n".join(f"KEY-{n:045}" for n in range(102))}, "Dit zijn meer dan 4000 tekens"),
        ({"licence_numbers": "K" * 5_000}, "Dit zijn meer dan 4000 tekens"),
        ({"licence_numbers": "K" * 101}, "is langer dan 100 tekens"),
        ({"note": "n" * 1_001}, "1000"),
        ({"supplier": "99999999999999999999"}, "geldige keuze"),
        ({"key": "geen"}, "Dit formulier is onderweg veranderd."),
        ({"revision": "-1"}, "Dit formulier is onderweg veranderd."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(given, words, manager, concept, base):
    page = text(manager.post(f"{base}product/", fresh(manager, f"{base}product/") | given))
    assert words in page
    assert "Fout:" in page and "Jaarcontract" in page or "n" * 1_000 in page
    assert not concept.products.exists()


def test_a_nul_in_a_name_is_no_error(manager, concept, base):
    answer = manager.post(f"{base}product/", fresh(manager, f"{base}product/") | {"name": "Office\x00"})
    assert answer.status_code in (200, 302)


def test_two_people_at_one_product_lose_nothing(manager, cast, concept, base, sign_in):
    manager.post(f"{base}product/", fresh(manager, f"{base}product/"))
    address = f"{base}product/{concept.products.get().pk}/"
    mine, theirs = fresh(manager, address), fresh(manager, address)
    assert manager.post(address, theirs | {"quantity": "30"}).status_code == 302
    page = manager.post(address, mine | {"note": "Wat ik typte"})
    assert "Een collega heeft dit product intussen gewijzigd" in text(page) and "Wat ik typte" in text(page)
    assert concept.products.get().quantity == 30
    again = mine | {"note": "Wat ik typte", "revision": page.context["form"].data["revision"], "quantity": "31"}
    assert manager.post(address, again).status_code == 302
    assert (concept.products.get().quantity, concept.products.get().note) == (31, "Wat ik typte")


def test_who_sends_what_was_taken_out_keeps_it_and_may_add_it_again(manager, concept, base):
    manager.post(f"{base}product/", fresh(manager, f"{base}product/"))
    address = f"{base}product/{concept.products.get().pk}/"
    mine = fresh(manager, address) | {"note": "Wat ik typte"}
    assert manager.post(f"{address}weg/").status_code == 302
    page = manager.post(address, mine)
    assert "intussen uit het concept gehaald" in text(page) and "Wat ik typte" in text(page)
    assert not concept.products.exists()
    assert manager.post(address, mine | {"revision": page.context["form"].data["revision"]}).status_code == 302
    assert concept.products.get().note == "Wat ik typte"
    assert manager.get(address).status_code == 404


def test_what_was_offered_keeps_its_products(manager, cast, concept, base):
    manager.post(f"{base}product/", fresh(manager, f"{base}product/"))
    product, given = concept.products.get(), fresh(manager, f"{base}product/")
    now = timezone.now()
    actions.offer(concept, by=cast.daan, now=now, customer_signatory=cast.jan, house_signatory=cast.els)
    for address in (f"{base}product/", f"{base}product/{product.pk}/"):
        assert manager.get(address).status_code == 404
        assert "al aangeboden" in text(manager.post(address, given | {"name": "Iets anders"}))
    manager.post(f"{base}product/{product.pk}/weg/")
    assert concept.products.get().name == GIVEN["name"]
    assert "Voeg een product toe" not in text(manager.get(base))


@pytest.mark.parametrize(("who", "status"), [("sanne", 403), ("els", 403), ("jan", 404)])
def test_only_an_account_manager_changes_products(who, status, cast, concept, base, sign_in):
    product = actions.add_product(concept, by=cast.daan, now=timezone.now(), terms=ProductTerms("Zoom"))
    person = getattr(cast, who)
    client = sign_in(getattr(person, "user", None) or person)
    for address in (f"{base}product/", f"{base}product/{product.pk}/", f"{base}product/{product.pk}/weg/"):
        assert client.post(address, GIVEN).status_code == status
    assert client.get("/desk/verlengingen/").status_code == status
    assert concept.products.get().name == "Zoom"


def test_the_product_of_another_version_is_no_address(manager, cast, concept, base):
    other = actions.draft_next_version(cast.vries_agreement, by=cast.daan, now=timezone.now())
    product = actions.add_product(other, by=cast.daan, now=timezone.now(), terms=ProductTerms("Zoom"))
    assert manager.get(f"{base}product/{product.pk}/").status_code == 404
    assert manager.post(f"{base}product/{product.pk}/weg/").status_code == 404
    assert manager.get(f"/desk/klanten/{cast.smit.pk}/overeenkomst/{other.pk}/product/").status_code == 404
    assert other.products.count() == 1


def test_the_comparison_shows_what_changes_of_a_product(manager, cast, concept, base):
    actions.add_product(concept, by=cast.daan, now=timezone.now(), terms=ProductTerms("Zoom", 3, Decimal(12)))
    page = text(manager.get(f"{base}vergelijk/"))
    assert "Periodieke producten" in page and "3 × Zoom, €\xa012,00 per stuk per maand" in page


def test_what_if_names_what_stays_as_it_is(cast, concept, sign_in):
    actions.add_product(concept, by=cast.daan, now=timezone.now(), terms=ProductTerms("Zoom", 3, Decimal(12)))
    sign_now(concept, cast, starts_on=timezone.localdate())
    page = text(sign_in(cast.daan).get(f"/desk/klanten/{cast.smit.pk}/wat-als/"))
    assert "Periodieke producten" in page and "€\xa036,00" in page


# --- Renewals --------------------------------------------------------------------------------------------------------
@pytest.fixture
def renewing(cast, concept):
    """Smit renews two, by version 2; De Vries one, whose account manager is somebody else."""
    now, day = timezone.now(), timezone.localdate()
    supplier = Supplier.objects.create(name="Licentiehuis")
    for name, days, whose in (("Office", 90, None), ("Antivirus", 20, supplier)):
        terms = ProductTerms(name, 10, Decimal(6), renews_on=day + timedelta(days=days), notice_days=30, supplier=whose)
        actions.add_product(concept, by=cast.daan, now=now, terms=terms)
    sign_now(concept, cast, starts_on=day)
    other = ServiceAgreementFactory(customer=CustomerFactory(name="Van Dam"), number="DVO-9", account_manager=cast.els)
    already_signed(other, "Glasvezel", day + timedelta(days=40))


def already_signed(agreement, name, renews_on):
    RecurringProduct.objects.bulk_create([RecurringProduct(agreement=agreement, name=name, renews_on=renews_on)])


def names(response) -> list[str]:
    assert response.status_code == 200
    return [each.product.name for each in response.context["renewals"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Antivirus", "Office"]),
        ("?van=alle", ["Antivirus", "Glasvezel", "Office"]),
        ("?van=alle&binnen=60", ["Antivirus", "Glasvezel"]),
        ("?van=mijn&binnen=30", ["Antivirus"]),
        ("?van=999999&binnen=ooit&leverancier=x", ["Antivirus", "Glasvezel", "Office"]),
    ],
)
def test_renewals_come_by_day_and_are_filtered(query, found, manager, renewing):
    assert names(manager.get(f"/desk/verlengingen/{query}")) == found


def test_a_notice_that_is_too_late_is_said(manager, renewing):
    page = text(manager.get("/desk/verlengingen/"))
    assert "voorbij" in page and "over 20 dagen" in page and "Bakkerij Smit" in page
    supplier = Supplier.objects.get()
    assert names(manager.get(f"/desk/verlengingen/?leverancier={supplier.pk}")) == ["Antivirus"]


def test_no_renewals_is_said(manager, cast):
    assert "Niets verlengt met deze keuze" in text(manager.get("/desk/verlengingen/"))


def test_the_list_asks_the_same_with_one_and_with_twenty(manager, cast, renewing):
    asked = []
    for many in (1, 20):
        for number in range(many):
            agreement = ServiceAgreementFactory(customer=CustomerFactory(), number=f"N-{many}-{number}")
            already_signed(agreement, "Domein", date(2098, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            names(manager.get("/desk/verlengingen/?van=alle"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10
