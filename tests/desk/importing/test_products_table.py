"""A table of products of agreements (SLA 11): into a concept, found again by name, and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import RecurringProduct, ServiceAgreement, Supplier
from tests.desk.importing.conftest import counts, reasons

HEADER = "Overeenkomst;Product;Aantal;Prijs;Prijs per;Verlenging;Looptijd;Leverancier;Licentienummers;Klantnummer\r\n"
ROW = "DVO-1001;Microsoft 365;24;12,50;maand;01-02-2027;12;Microsoft;AB-1;\r\n"


@pytest.fixture(autouse=True)
def microsoft(cast):
    return Supplier.objects.create(name="Microsoft")


def concept() -> ServiceAgreement:
    return ServiceAgreement.objects.get(number="DVO-1001", status="concept")


def test_products_go_into_a_concept_and_are_found_again(cast, daan):
    run = daan.imported("products", HEADER + ROW)
    product = RecurringProduct.objects.get()
    assert product.agreement == concept() and not cast.smit_agreement.products.exists()
    said = (product.quantity, product.price, product.period, product.renews_on, product.renews_every)
    assert said == (24, Decimal("12.50"), "month", date(2027, 2, 1), 12)
    assert (product.supplier.name, product.licence_numbers) == ("Microsoft", "AB-1")
    again = daan.imported("products", HEADER + ROW.replace(";24;", ";30;").replace("Microsoft 365", "microsoft 365"))
    assert counts(again) == {"changed": 1}
    assert (RecurringProduct.objects.get().quantity, RecurringProduct.objects.get().name) == (30, "Microsoft 365")
    daan.undone(again)
    assert RecurringProduct.objects.get().quantity == 24
    assert "Niet teruggenomen" not in daan.undone(run)
    assert not ServiceAgreement.objects.filter(number="DVO-1001", status="concept").exists()


def test_a_product_of_what_was_signed_changes_in_the_concept_alone(cast, daan):
    (signed,) = RecurringProduct.objects.bulk_create(
        [RecurringProduct(agreement=cast.smit_agreement, name="Zoom", quantity=3)]
    )
    run = daan.imported("products", HEADER + "DVO-1001;Zoom;5;;;;;;;\r\n")
    assert (RecurringProduct.objects.get(pk=signed.pk).quantity, concept().products.get().quantity) == (3, 5)
    daan.undone(run)
    assert not ServiceAgreement.objects.filter(number="DVO-1001", status="concept").exists()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("DVO-1001;Microsoft 365;0;;;;;;;", "geen heel getal"),
        ("DVO-1001;Microsoft 365;;;;;;;;", "is nodig voor wat er nog niet is"),
        ("DVO-1001;Microsoft 365;1;;eeuw;;;;;", "kies uit maand, kwartaal, jaar"),
        ("DVO-1001;Microsoft 365;1;;;;;Niemand;;", "er is geen leverancier Niemand"),
        ("DVO-1001;Microsoft 365;1;;;01-02-2020;;;;", "al voorbij"),
        ("DVO-1001;Microsoft 365;1;;;;;;;K1002", "is van een andere klant"),
    ],
)
def test_what_is_refused_says_why(cast, daan, row, says):
    run = daan.previewed("products", HEADER + row + "\r\n")
    assert says in next(iter(reasons(run).values()))


def test_only_who_changes_agreements_imports_them(fred):
    answer = fred.send("products", HEADER + ROW)
    assert "Kies wat er in het bestand staat" in answer.content.decode()
