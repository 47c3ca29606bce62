"""One active agreement per customer, for a period that makes sense (SLA 2.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contracts.models import Contact, Customer
from tests.conftest import at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory

PERIODS = [
    # starts, ends, what is the matter beside an agreement for all of 2025
    ("2024-01-01", "2024-12-31", None),
    ("2026-01-01", None, None),
    ("2025-12-31", None, "geldt al"),
    ("2024-06-01", "2025-01-01", "geldt al"),
    ("2024-06-01", None, "geldt al"),
    ("2025-03-01", "2025-04-01", "geldt al"),
    ("2026-02-01", "2026-01-01", "ligt voor"),
]


@pytest.mark.parametrize(("starts", "ends", "trouble"), PERIODS)
def test_periods(sla, starts, ends, trouble):
    customer = CustomerFactory()
    ServiceAgreementFactory(customer=customer, number="DVO-0", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    other = ServiceAgreementFactory.build(
        customer=customer, starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends) if ends else None
    )
    if trouble:
        with pytest.raises(ValidationError, match=trouble):
            other.full_clean()
    else:
        other.full_clean()


def test_the_database_refuses_two_without_an_end(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAgreementFactory(customer=cast.smit, starts_on=date(2026, 1, 1))


def test_the_agreement_in_force_is_by_the_amsterdam_day(sla):
    customer = CustomerFactory()
    old = ServiceAgreementFactory(customer=customer, ends_on=date(2025, 12, 31))
    new = ServiceAgreementFactory(customer=customer, starts_on=date(2026, 1, 1))
    assert customer.agreement_at(at("2025-12-31 23:59")) == old
    assert customer.agreement_at(at("2026-01-01 00:00")) == new
    assert customer.agreement_at(at("2020-01-01 00:00")) is None


def test_a_contact_can_be_reached(sla):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(email="", phone="")


def test_an_address_once_per_customer(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(customer=cast.smit, email="jan@smit.example")
    ContactFactory(customer=cast.vries, email="jan@smit.example")


@pytest.mark.parametrize(("who", "customers"), [("jan", 1), ("sanne", 2)])
def test_who_sees_which_customers_and_people(cast, who, customers):
    person = getattr(cast, who)
    user = getattr(person, "user", person)
    assert Customer.objects.visible_to(user).count() == customers
    assert Contact.objects.visible_to(user).count() == (3 if user.is_house else 1)


def test_the_database_itself_refuses_an_overlap(cast):
    ServiceAgreementFactory(customer=cast.smit, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    ServiceAgreementFactory(customer=cast.smit, starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAgreementFactory(customer=cast.smit, starts_on=date(2020, 12, 31), ends_on=date(2020, 12, 31))


def test_suppliers_are_kept_in_the_administration(cast, sign_in):
    """SLA 7.10 and 9: by the functioneel beheerder, with the number under which a customer is known there."""
    fred, row = sign_in(cast.fred), {"customer": cast.smit.pk, "reference": "KL-88", "product": "Kassa's"}
    given = {"name": "Kassa BV", "phone": "010 555 10 10", "email": ""}
    given |= {f"customer_links-0-{name}": value for name, value in row.items()}
    given |= {"customer_links-TOTAL_FORMS": 1, "customer_links-INITIAL_FORMS": 0}
    assert fred.post("/beheer/contracts/supplier/add/", given).status_code == 302
    assert str(cast.smit.supplier_links.get()) == "Kassa BV (KL-88)"
    assert sign_in(cast.sanne).post("/beheer/contracts/supplier/add/", given).status_code in (302, 403, 404)
    assert cast.smit.supplier_links.count() == 1
