"""Two at once. Only on a database that several connections can share; SQLite's test database lives in one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from contracts import actions
from contracts.models import CustomerEvent, RecurringWork, ServiceAgreement, Signature
from tests.conftest import MONDAY
from tests.tickets.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a database server"),
]


@pytest.fixture
def concept(cast):
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=date(2026, 12, 1))
    actions.set_clause(concept, by=cast.daan, now=MONDAY, kind="server_apk", settings={"rrule": "FREQ=WEEKLY"})
    return concept


def offer(cast, concept):
    return actions.offer(
        concept, by=cast.daan, now=MONDAY, customer_signatory=cast.jan, house_signatory=cast.els
    ).status


def test_one_version_in_the_making(cast):
    results = at_once(8, lambda _i: actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY).version)
    assert results == {2: 1, "ValidationError": 7}
    assert CustomerEvent.objects.count() == 1


def test_offered_once(cast, concept):
    results = at_once(6, lambda _i: offer(cast, concept))
    assert results == {"offered": 1, "Refused": 5}
    assert Signature.objects.count() == 2


def test_signed_once_and_in_force_once(cast, concept):
    """Both parties at the same moment, each twice."""
    offer(cast, concept)
    signatures = list(Signature.objects.select_related("agreement"))
    codes = {each.pk: actions.new_code(each, now=MONDAY) for each in signatures}

    def sign(index):
        each = Signature.objects.get(pk=signatures[index % 2].pk)
        return actions.sign(each, now=MONDAY, code=codes[each.pk], name="A", function="B").party

    assert at_once(4, sign) == {"customer": 1, "house": 1, "Refused": 2}
    assert ServiceAgreement.objects.get(pk=concept.pk).status == "in_force"
    assert CustomerEvent.objects.filter(kind="agreement_in_force").count() == 1
    assert RecurringWork.objects.count() == 1


def test_wrong_codes_are_all_counted(cast, concept):
    offer(cast, concept)
    signature = Signature.objects.first()
    code = actions.new_code(signature, now=MONDAY)
    wrong = "000000" if code != "000000" else "111111"
    at_once(8, lambda _i: actions.sign(signature, now=MONDAY, code=wrong, name="A", function="B"))
    signature.refresh_from_db()
    assert signature.code_attempts == 5


def test_signed_or_withdrawn_never_both(cast, concept):
    offer(cast, concept)
    customer, house = (Signature.objects.get(party=party) for party in ("customer", "house"))
    actions.sign(customer, now=MONDAY, code=actions.new_code(customer, now=MONDAY), name="A", function="B")
    code = actions.new_code(house, now=MONDAY)

    def act(index):
        if index:
            return actions.withdraw(concept, by=cast.daan, now=MONDAY, reason="Toch niet").status
        return actions.sign(house, now=MONDAY, code=code, name="A", function="B").party

    results = at_once(2, act)
    assert results["Refused"] == 1, results
    status = ServiceAgreement.objects.get(pk=concept.pk).status
    assert (status == "in_force") == bool(results["house"])
