"""A product over the versions of an agreement: copied, compared, signed, and told of once (SLA 11, 13)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contracts import actions
from contracts.agreements.diff import differences
from contracts.agreements.document import document_of, pdf_of, stored_pdf_of
from contracts.models import CustomerEvent, CustomerEventKind, RecurringProduct, RenewalWarning, Supplier
from contracts.products.actions import ProductTerms
from contracts.products.queries import renewals
from contracts.products.renewal_warnings import warn_of_renewals
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.contracts.products.conftest import sign_now
from tests.two_connections import beaten, own, two_connections

OFFICE = ProductTerms(
    "Microsoft 365",
    24,
    Decimal("18.70"),
    renews_on=date(2027, 2, 1),
    renews_every=12,
    notice_days=30,
    licence_numbers="AAA-111\nBBB-222",
)


@pytest.fixture
def by(cast):
    return {"by": cast.daan, "now": MONDAY}


@pytest.fixture
def concept(cast, by):
    return actions.draft_next_version(cast.smit_agreement, **by, starts_on=date(2026, 12, 1))


def told() -> list[tuple[str, int]]:
    events = CustomerEvent.objects.filter(kind=CustomerEventKind.RENEWAL_COMING).order_by("pk")
    assert all(event.to_mail for event in events)
    return [(event.data["renews_on"], event.data["days"]) for event in events]


# --- In a version ----------------------------------------------------------------------------------------------------
def test_the_next_version_has_the_same_product(cast, by, concept):
    product = actions.add_product(concept, **by, terms=OFFICE)
    signed = sign_now(concept, cast, now=MONDAY)
    third = actions.draft_next_version(signed, **by, starts_on=date(2027, 1, 1))
    assert differences(signed, third) == []
    copy = third.products.get()
    assert (copy.key, copy.licences) == (product.key, ["AAA-111", "BBB-222"])
    cheaper = replace(OFFICE, name="Microsoft 365 Basic", quantity=30, licence_numbers="")
    actions.change_product(copy, **by, terms=cheaper, seen=copy.revision)
    (found,) = differences(signed, third)
    assert found.section == "Periodieke producten"
    assert found.old.startswith("24 × Microsoft 365, €\xa018,70 per stuk per maand\nVerlenging: 1 februari 2027")
    assert found.new.startswith("30 × Microsoft 365 Basic")
    assert "Licentienummers" in found.old and "Licentienummers" not in found.new
    actions.remove_product(copy, **by)
    (found,) = differences(signed, third)
    assert (found.label, found.new) == ("Microsoft 365", "")


def test_a_signed_version_keeps_its_products_its_document_and_its_hash(cast, by, concept):
    supplier = Supplier.objects.create(name="Licentiehuis")
    product = actions.add_product(concept, **by, terms=replace(OFFICE, supplier=supplier, note="Jaarcontract"))
    actions.add_product(concept, **by, terms=ProductTerms("Glasvezel 😀 " + "x" * 100, 1, Decimal(300), "quarter"))
    signed = sign_now(concept, cast, now=MONDAY)
    words = json.dumps(document_of(signed), ensure_ascii=False)
    for said in ("Bijlage C: Periodieke producten en diensten", "AAA-111", "Licentiehuis", "€\xa0548,80", "30 dagen"):
        assert said in words
    product = signed.products.get(pk=product.pk)
    with pytest.raises(TypeError, match="never changed"):
        product.save()
    with pytest.raises(TypeError, match="never changed"):
        product.delete()
    with pytest.raises(Refused, match="verandert niet meer"):
        actions.change_product(product, **by, terms=OFFICE, seen=product.revision)
    supplier.name = "Licentiehuis Nederland"
    supplier.save()
    assert hashlib.sha256(pdf_of(signed)).hexdigest() == signed.document_sha256
    assert hashlib.sha256(stored_pdf_of(signed)).hexdigest() == signed.document_sha256


def test_without_products_the_document_says_nothing_of_them(concept):
    words = document_of(concept)
    assert [annex["letter"] for annex in words["annexes"]] == ["A", "B"]
    assert "eriodieke producten en diensten" not in json.dumps(words["sections"])


def test_a_long_licence_number_breaks_within_its_cell(by, concept):
    actions.add_product(concept, **by, terms=replace(OFFICE, licence_numbers="K" * 100))
    (annex,) = [each for each in document_of(concept)["annexes"] if each["letter"] == "C"]
    found = dict(annex["sections"][0]["blocks"][0]["rows"])["Licentienummers"]
    assert found == ["\N{ZERO WIDTH SPACE}".join(["K" * 30] * 3 + ["K" * 10])]


def test_what_passed_stays_when_something_else_is_changed(cast, by, concept):
    actions.add_product(concept, **by, terms=OFFICE)
    signed = sign_now(concept, cast, now=MONDAY)
    later = at("2027-06-01 10:00")
    copy = actions.draft_next_version(signed, by=cast.daan, now=later).products.get()
    given = {"by": cast.daan, "now": later, "seen": copy.revision}
    with pytest.raises(ValidationError, match="al voorbij"):
        actions.change_product(copy, **given, terms=replace(OFFICE, renews_on=date(2027, 3, 1)))
    assert actions.change_product(copy, **given, terms=replace(OFFICE, quantity=9)).quantity == 9


# --- Renewals --------------------------------------------------------------------------------------------------------
def test_each_renewal_is_told_60_and_30_days_before(cast, by, concept):
    actions.add_product(concept, **by, terms=OFFICE)
    sign_now(concept, cast, now=MONDAY)
    for moment in ("2026-12-02 09:00", "2026-12-03 00:30", "2026-12-03 01:30", "2027-01-01 23:00", "2027-01-02 08:00"):
        warn_of_renewals(at(moment))
        warn_of_renewals(at(moment))
    assert told() == [("2027-02-01", 60), ("2027-02-01", 30)]
    warn_of_renewals(at("2027-12-20 08:00"))
    assert told()[2:] == [("2028-02-01", 60)]


def test_a_new_version_with_the_same_product_is_not_told_again(cast, by, concept):
    actions.add_product(concept, **by, terms=OFFICE)
    signed = sign_now(concept, cast, now=MONDAY)
    assert warn_of_renewals(at("2026-12-05 09:00")) == 1
    now = at("2026-12-10 10:00")
    third = actions.draft_next_version(signed, by=cast.daan, now=now, starts_on=date(2027, 1, 1))
    copy = third.products.get()
    more = replace(OFFICE, quantity=40, name="Microsoft 365 Premium")
    actions.change_product(copy, by=cast.daan, now=now, terms=more, seen=copy.revision)
    sign_now(third, cast, now=now)
    assert warn_of_renewals(at("2026-12-11 09:00")) == 0
    assert warn_of_renewals(at("2027-01-05 09:00")) == 1
    assert told() == [("2027-02-01", 60), ("2027-02-01", 30)]
    assert CustomerEvent.objects.filter(kind="renewal_coming").first().data["quantity"] == 40


def test_what_renews_within_a_month_is_told_once(cast, by, concept):
    actions.add_product(concept, **by, terms=replace(OFFICE, renews_on=date(2026, 12, 20)))
    sign_now(concept, cast, now=MONDAY)
    assert [warn_of_renewals(at("2026-12-01 09:00")) for _time in range(2)] == [1, 0]
    assert told() == [("2026-12-20", 30)]


def test_nobody_is_told_of_what_was_not_signed_or_has_ended(cast, by, concept):
    actions.add_product(concept, **by, terms=replace(OFFICE, renews_on=date(2026, 12, 20)))
    assert warn_of_renewals(at("2026-12-01 09:00")) == 0
    signed = sign_now(concept, cast, now=MONDAY)
    actions.end_agreement(signed, by=cast.daan, now=at("2026-12-01 09:00"), ends_on=date(2026, 12, 5))
    (found,) = renewals(today=date(2026, 12, 3))
    assert found.stops_before == date(2026, 12, 5)
    assert renewals(today=date(2026, 12, 6)) == []


def test_what_the_next_version_has_no_more_is_said(cast, by, concept):
    actions.add_product(concept, **by, terms=OFFICE)
    signed = sign_now(concept, cast, now=MONDAY)
    third = actions.draft_next_version(signed, **by, starts_on=date(2027, 1, 1))
    actions.remove_product(third.products.get(), **by)
    sign_now(third, cast, now=MONDAY)
    (found,) = renewals(today=date(2026, 12, 3))
    assert (found.renews_on, found.stops_before) == (date(2027, 2, 1), date(2026, 12, 31))


def test_the_version_that_holds_on_the_day_tells_the_renewal(cast, by, concept):
    actions.add_product(concept, **by, terms=replace(OFFICE, renews_on=date(2026, 12, 20)))
    signed = sign_now(concept, cast, now=MONDAY)
    third = actions.draft_next_version(signed, **by, starts_on=date(2027, 1, 1))
    copy = third.products.get()
    later = replace(OFFICE, renews_on=date(2027, 12, 20))
    actions.change_product(copy, **by, terms=later, seen=copy.revision)
    sign_now(third, cast, now=MONDAY)
    assert [each.renews_on for each in renewals(today=date(2026, 12, 3))] == [date(2026, 12, 20)]
    assert [each.renews_on for each in renewals(today=date(2026, 12, 21))] == [date(2027, 12, 20)]


@two_connections
def test_a_renewal_is_told_once_by_two_workers(cast, by, concept):
    actions.add_product(concept, **by, terms=replace(OFFICE, renews_on=date(2026, 12, 20)))
    sign_now(concept, cast, now=MONDAY)
    now = at("2026-12-01 09:00")
    assert beaten(lambda: warn_of_renewals(now), lambda: warn_of_renewals(now)) == 0
    assert (len(told()), RenewalWarning.objects.count()) == (1, 2)


@two_connections
def test_of_two_who_change_a_product_the_second_is_told(cast, by, concept):
    product = actions.add_product(concept, **by, terms=OFFICE)

    def change(quantity: int) -> RecurringProduct:
        terms = replace(OFFICE, quantity=quantity)
        return actions.change_product(own(product), **by, terms=terms, seen=product.revision)

    with pytest.raises(Refused, match="intussen gewijzigd"):
        beaten(lambda: change(25), lambda: change(26))
    assert own(product).quantity == 25


@two_connections
def test_two_clicks_on_keep_are_one_product(by, concept):
    def add() -> RecurringProduct:
        return actions.add_product(own(concept), **by, terms=OFFICE, key=KEY)

    assert beaten(add, add) == RecurringProduct.objects.get()


KEY = RecurringProduct().key
