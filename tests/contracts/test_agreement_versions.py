"""Making, changing, offering and ending versions of an agreement (SLA 2.3, 5, 13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts import actions
from contracts.models import CustomerEvent, RecurringWork
from onedo_itsm.demo.factories import CustomerFactory
from tests.conftest import MONDAY

START = date(2027, 1, 1)


@pytest.fixture
def draft(cast):
    """A concept for a customer who has none yet."""

    def make(**fields):
        given = {"number": "DVO-3000", "starts_on": START} | fields
        customer = given.pop("customer", None) or CustomerFactory(number="K1003", name="Garage Visser")
        return actions.draft_agreement(customer, by=cast.daan, now=MONDAY, **given)

    return make


def test_a_first_version_has_the_newest_edition_and_ordinary_hours(cast, draft):
    concept = draft(tariff_normal=Decimal(95), scope="  Alles wat in het serverhok staat. ")
    concept.refresh_from_db()
    assert (concept.version, concept.status, concept.edition.version) == (1, "concept", "2.4")
    assert (concept.calendar.slug, concept.account_manager, concept.made_by) == ("supportcenter", cast.daan, cast.daan)
    assert concept.scope == "Alles wat in het serverhok staat."
    event = CustomerEvent.objects.get()
    assert (event.kind, event.data) == ("agreement_made", {"number": "DVO-3000", "version": 1})


def test_full_round(cast):
    v2 = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY)
    assert v2.version == 2 and v2.starts_on == date(2026, 12, 1)
    actions.set_clause(
        v2,
        by=cast.daan,
        now=MONDAY,
        kind="test_restore",
        settings={"rrule": "FREQ=MONTHLY;BYDAY=1TU"},
        people=[{"contact": cast.petra}],
    )
    v2 = actions.offer(v2, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els)
    for signature in v2.signatures.all():
        code = actions.new_code(signature, now=MONDAY)
        actions.sign(signature, now=MONDAY, code=code, name="A", function="B")
    v2.refresh_from_db()
    assert v2.status == "in_force"
    cast.smit_agreement.refresh_from_db()
    assert cast.smit_agreement.ends_on == date(2026, 11, 30)
    work = RecurringWork.objects.get()
    assert (work.next_on, work.contact) == (date(2026, 12, 1), cast.petra)
