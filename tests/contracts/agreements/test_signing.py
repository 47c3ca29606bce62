"""Offering, signing by both parties, and coming into force (SLA 13)."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from contracts import actions
from contracts.models import Contact, CustomerEvent, RecurringWork, ServiceAgreement, Signature
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory

MINUTE = timedelta(minutes=1)
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def version(cast):
    """The next version of Smit's agreement, as a concept from December on."""
    return actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=DECEMBER)


@pytest.fixture
def offer(cast):
    def make(concept, **who):
        given = {"by": cast.daan, "now": MONDAY, "customer_signatory": cast.jan, "house_signatory": cast.els} | who
        return actions.offer(concept, **given)

    return make


def signature_of(agreement, party):
    return agreement.signatures.get(party=party)


def put(signature, now=MONDAY, **typed):
    code = typed.pop("code", None) or actions.new_code(signature, now=now)
    given = {"name": "Jan Smit", "function": "Directeur"} | typed
    return actions.sign(signature, now=now, code=code, **given)


def sign_both(agreement, now=MONDAY):
    for party in ("customer", "house"):
        put(signature_of(agreement, party), now=now)
    agreement.refresh_from_db()
    return agreement


def test_offering_makes_the_document_and_asks_two_people(cast, version, offer):
    offered = offer(version)
    offered.refresh_from_db()
    with offered.document.open("rb") as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == offered.document_sha256
    assert (offered.status, offered.offered_at) == ("offered", MONDAY)
    asked = {each.party: (each.name, each.email) for each in offered.signatures.all()}
    assert asked == {"customer": ("Jan Smit", "jan@smit.example"), "house": ("Els Groen", "els@1do.example")}
    event = CustomerEvent.objects.get(kind="agreement_offered")
    assert (event.to_mail, event.by, event.agreement) == (True, cast.daan, offered)
    assert sorted(event.data["signatures"]) == sorted(offered.signatures.values_list("pk", flat=True))


REFUSED_OFFERS = [
    # what is changed first, who signs, what is said
    ({}, {"customer_signatory": "willem"}, "geen actieve contactpersoon"),
    ({"jan": {"is_active": False}}, {}, "geen actieve contactpersoon"),
    ({"jan": {"email": ""}}, {}, "geen e-mailadres"),
    ({}, {"house_signatory": "sanne"}, "mag niet namens 1do"),
    ({"els": {"is_active": False}}, {}, "mag niet namens 1do"),
]


@pytest.mark.parametrize(("changes", "who", "says"), REFUSED_OFFERS)
def test_who_cannot_be_asked_to_sign(cast, version, offer, changes, who, says):
    for name, values in changes.items():
        person = getattr(cast, name)
        type(person).objects.filter(pk=person.pk).update(**values)
        person.refresh_from_db()
    with pytest.raises(Refused, match=says):
        offer(version, **{role: getattr(cast, name) for role, name in who.items()})
    assert not Signature.objects.exists()


def test_only_who_may_change_agreements_offers(cast, version, offer):
    for name in ("sanne", "marloes", "els", "fred"):
        with pytest.raises(PermissionDenied):
            offer(version, by=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        offer(version, by=cast.jan.user)


def test_a_second_offer_is_refused(version, offer):
    offer(version)
    with pytest.raises(Refused, match="al aangeboden"):
        offer(version)
    assert Signature.objects.count() == 2


@pytest.mark.parametrize("order", [("customer", "house"), ("house", "customer")])
def test_the_second_signature_brings_it_into_force(cast, version, offer, order):
    offered = offer(version)
    put(signature_of(offered, order[0]))
    offered.refresh_from_db()
    assert offered.status == "offered"
    put(signature_of(offered, order[1]), now=MONDAY + MINUTE)
    offered.refresh_from_db()
    cast.smit_agreement.refresh_from_db()
    assert (offered.status, offered.in_force_at) == ("in_force", MONDAY + MINUTE)
    assert cast.smit_agreement.ends_on == date(2026, 11, 30)
    assert cast.smit.agreement_at(MONDAY) == cast.smit_agreement
    kinds = list(CustomerEvent.objects.order_by("pk").values_list("kind", "to_mail"))[1:]
    assert kinds == [
        ("agreement_offered", True),
        ("agreement_signed", False),
        ("agreement_signed", False),
        ("agreement_in_force", True),
    ]


def test_a_signature_names_the_document_and_who(cast, version, offer):
    offered = offer(version)
    signed = put(signature_of(offered, "customer"), name="  J.  Smit ", function="Bakker", address="192.0.2.7")
    signed.refresh_from_db()
    assert (signed.signed_name, signed.signed_function, signed.address) == ("J. Smit", "Bakker", "192.0.2.7")
    assert (signed.signed_at, signed.document_sha256) == (MONDAY, offered.document_sha256)
    assert signed.code_hash == ""


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("function", ""), ("name", "x" * 121)])
def test_name_and_function_are_typed(version, offer, field, value):
    with pytest.raises(ValidationError) as refused:
        put(signature_of(offer(version), "customer"), **{field: value})
    assert list(refused.value.message_dict) == [field]


class TestCode:
    def test_is_kept_as_a_hash_only(self, version, offer):
        signature = signature_of(offer(version), "customer")
        code = actions.new_code(signature, now=MONDAY)
        signature.refresh_from_db()
        assert len(code) == 6 and code.isdigit()
        assert code not in signature.code_hash and len(signature.code_hash) == 64

    def test_of_the_other_party_is_worth_nothing(self, version, offer):
        offered = offer(version)
        actions.new_code(signature_of(offered, "customer"), now=MONDAY)
        other = actions.new_code(signature_of(offered, "house"), now=MONDAY)
        with pytest.raises(Refused, match="klopt niet; u kunt het nog 4 keer"):
            put(signature_of(offered, "customer"), code=other if other != "000000" else "111111")

    def test_five_attempts_then_a_new_one(self, version, offer):
        signature = signature_of(offer(version), "customer")
        code = actions.new_code(signature, now=MONDAY)
        wrong = "000000" if code != "000000" else "111111"
        for says in ("nog 4 keer", "nog 3 keer", "nog 2 keer", "nog 1 keer", "te vaak verkeerd"):
            with pytest.raises(Refused, match=says) as refused:
                put(signature, code=wrong)
            assert refused.value.field == "code"
        with pytest.raises(Refused, match="te vaak verkeerd"):
            put(signature, code=code)
        assert put(signature, now=MONDAY + MINUTE).signed_at

    @pytest.mark.parametrize(
        ("after", "fine"), [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15), False)]
    )
    def test_fifteen_minutes(self, version, offer, after, fine):
        signature = signature_of(offer(version), "customer")
        code = actions.new_code(signature, now=MONDAY)
        if fine:
            assert put(signature, now=MONDAY + after, code=code).signed_at
        else:
            with pytest.raises(Refused, match="verlopen"):
                put(signature, now=MONDAY + after, code=code)

    def test_a_new_one_replaces_the_old(self, version, offer):
        signature = signature_of(offer(version), "customer")
        old, new = (actions.new_code(signature, now=MONDAY) for _ in range(2))
        if old != new:
            with pytest.raises(Refused, match="klopt niet"):
                put(signature, code=old)
        assert put(signature, code=f" {new[:3]} {new[3:]} ").signed_at

    def test_five_an_hour(self, version, offer):
        signature = signature_of(offer(version), "customer")
        for n in range(5):
            actions.new_code(signature, now=MONDAY + n * MINUTE)
        with pytest.raises(Refused, match="al vijf codes"):
            actions.new_code(signature, now=MONDAY + 59 * MINUTE)
        assert actions.new_code(signature, now=MONDAY + 60 * MINUTE)

    def test_without_one_nothing_is_signed(self, version, offer):
        with pytest.raises(Refused, match="Vraag eerst een code aan"):
            put(signature_of(offer(version), "customer"), code="123456")


def no_longer_there(cast, offered):
    Contact.objects.filter(pk=cast.jan.pk).update(is_active=False)


def another_mailbox(cast, offered):
    Contact.objects.filter(pk=cast.jan.pk).update(email="jan@elders.example")


def withdrawn(cast, offered):
    actions.withdraw(offered, by=cast.daan, now=MONDAY, reason="Tarief klopt niet")


def customer_gone(cast, offered):
    type(cast.smit).objects.filter(pk=cast.smit.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [no_longer_there, another_mailbox, withdrawn, customer_gone])
def test_what_happened_meanwhile_is_seen_again(cast, version, offer, happens):
    offered = offer(version)
    signature = signature_of(offered, "customer")
    code = actions.new_code(signature, now=MONDAY)
    happens(cast, offered)
    with pytest.raises(Refused):
        put(signature, code=code)
    with pytest.raises(Refused):
        actions.new_code(signature, now=MONDAY)
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


def test_who_may_no_longer_sign_for_the_house(cast, version, offer):
    signature = signature_of(offer(version), "house")
    code = actions.new_code(signature, now=MONDAY)
    cast.els.groups.clear()
    with pytest.raises(Refused, match="niet meer ondertekenen"):
        put(signature, code=code)


def touched(path):
    path.write_bytes(path.read_bytes() + b" ")


def removed(path):
    path.unlink()


@pytest.mark.parametrize("spoil", [touched, removed])
def test_a_document_that_is_not_what_was_offered_is_not_signed(version, offer, caplog, spoil):
    offered = offer(version)
    signature = signature_of(offered, "customer")
    code = actions.new_code(signature, now=MONDAY)
    spoil(Path(offered.document.path))
    with pytest.raises(Refused, match="niet meer het document"):
        put(signature, code=code)
    assert "is not what was offered" in caplog.text
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


def test_a_signature_is_set_once(version, offer):
    signature = signature_of(offer(version), "customer")
    code = actions.new_code(signature, now=MONDAY)
    put(signature, code=code)
    with pytest.raises(Refused, match="al ondertekend"):
        put(signature, code=code)
    signature.refresh_from_db()
    with pytest.raises(TypeError):
        signature.save()
    with pytest.raises(TypeError):
        signature.delete()
    assert CustomerEvent.objects.filter(kind="agreement_signed").count() == 1


@pytest.mark.parametrize("is_signed", [False, True])
def test_what_was_offered_or_signed_never_changes(cast, version, offer, is_signed):
    by = {"by": cast.daan, "now": MONDAY}
    clause = actions.set_clause(version, **by, kind="viewers", people=[{"contact": cast.petra}])
    frozen = sign_both(offer(version)) if is_signed else offer(version)
    for verb, what, given in (
        (actions.change_agreement, frozen, {"scope": "anders"}),
        (actions.set_lines, frozen, {"lines": []}),
        (actions.set_clause, frozen, {"kind": "text", "number": "99", "title": "nieuw"}),
        (actions.set_clause, frozen, {"clause": clause, "kind": "viewers"}),
        (actions.remove_clause, clause, {}),
        (actions.discard, frozen, {}),
    ):
        with pytest.raises(Refused, match="verandert niet meer"):
            verb(what, **by, **given)
    for row in (
        frozen,
        frozen.lines.first(),
        frozen.clauses.first(),
        frozen.clauses.get(kind="viewers").people.first(),
    ):
        with pytest.raises(TypeError):
            row.save()
    with pytest.raises(TypeError):
        frozen.lines.first().delete()


def test_withdrawing(cast, version, offer):
    offered = offer(version)
    put(signature_of(offered, "customer"))
    by = {"by": cast.daan, "now": MONDAY}
    with pytest.raises(Refused) as refused:
        actions.withdraw(offered, **by, reason=" ")
    assert refused.value.field == "reason"
    actions.withdraw(offered, **by, reason="Te duur")
    actions.withdraw(offered, **by, reason="Nog eens")
    assert CustomerEvent.objects.get(kind="agreement_withdrawn").text == "Te duur"
    again = actions.draft_next_version(offered, **by)
    assert again.version == 3
    with pytest.raises(Refused, match="Alleen een aangeboden versie"):
        actions.withdraw(cast.smit_agreement, **by, reason="x")


def test_two_agreements_at_once_are_refused_when_offered_and_when_signed(cast, version, offer):
    other = {"customer": cast.smit, "number": "DVO-9", "starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    offered = offer(version)
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 12, 31))
    ServiceAgreementFactory.build(**other, status="in_force").save()
    put_house = signature_of(offered, "house")
    code = actions.new_code(put_house, now=MONDAY)
    with pytest.raises(Refused, match="DVO-9 geldt al in deze periode"):
        put(put_house, code=code)
    actions.withdraw(offered, by=cast.daan, now=MONDAY, reason="Overlapt")
    with pytest.raises(ValidationError, match="DVO-9 geldt al in deze periode"):
        actions.draft_next_version(offered, by=cast.daan, now=MONDAY, starts_on=DECEMBER)
    concept = ServiceAgreementFactory(**other | {"number": "DVO-10", "signed": False})
    with pytest.raises(Refused, match="DVO-9 geldt al"):
        offer(concept)


def test_the_database_itself_refuses_two_at_once(cast, version):
    """Whatever an action overlooked."""
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAgreement.objects.filter(pk=version.pk).update(status="in_force", ends_on=date(2027, 1, 1))


def test_what_the_database_refuses_is_said(cast, version, offer, monkeypatch):
    offered = offer(version)
    put(signature_of(offered, "customer"))
    monkeypatch.setattr("contracts.agreements.signing.require_free_period", lambda agreement: None)
    monkeypatch.setattr(
        "contracts.agreements.signing.overlapping_versions", lambda agreement: ServiceAgreement.objects.none()
    )
    with pytest.raises(Refused, match="al een andere overeenkomst"):
        put(signature_of(offered, "house"))
    offered.refresh_from_db()
    assert offered.status == "offered"


def test_a_version_begins_after_the_one_before_it(cast, offer):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(starts_on=date(2027, 1, 1))
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=MONDAY, starts_on=DECEMBER)
    with pytest.raises(Refused, match="Versie 1 geldt al vanaf 1 januari 2027"):
        offer(concept)


class TestRecurringWork:
    @pytest.fixture
    def clause(self, cast, version):
        return actions.set_clause(
            version,
            by=cast.daan,
            now=MONDAY,
            kind="test_restore",
            settings={"rrule": "freq=monthly;byday=1TU", "items": ["SRV01"], "checklist": ["Zet terug"]},
            people=[{"contact": cast.petra}],
        )

    def test_begins_with_the_version(self, cast, version, clause, offer):
        sign_both(offer(version))
        work = RecurringWork.objects.get()
        assert (work.kind, work.rrule, work.next_on) == ("test_restore", "FREQ=MONTHLY;BYDAY=1TU", DECEMBER)
        assert (work.contact, work.items, work.checklist) == (cast.petra, ["SRV01"], ["Zet terug"])
        assert (work.starts_on, work.ends_on, work.clause) == (DECEMBER, None, clause)

    def test_without_a_name_it_is_for_who_signed(self, cast, version, offer):
        actions.set_clause(version, by=cast.daan, now=MONDAY, kind="server_apk", settings={"rrule": "FREQ=WEEKLY"})
        actions.set_clause(version, by=cast.daan, now=MONDAY, kind="maintenance", settings={})
        sign_both(offer(version))
        assert RecurringWork.objects.get().contact == cast.jan

    def test_of_the_version_before_ends(self, cast, version, clause, offer):
        second = sign_both(offer(version))
        third = actions.draft_next_version(second, by=cast.daan, now=MONDAY, starts_on=date(2027, 2, 1))
        sign_both(offer(third))
        old, new = RecurringWork.objects.order_by("pk")
        assert (old.ends_on, old.next_on) == (date(2027, 1, 31), DECEMBER)
        assert (new.starts_on, new.next_on, new.contact) == (date(2027, 2, 1), date(2027, 2, 2), cast.petra)

    def test_that_never_comes_is_refused_when_offered(self, cast, version, offer):
        actions.set_clause(
            version, by=cast.daan, now=MONDAY, kind="server_apk", settings={"rrule": "FREQ=DAILY;UNTIL=20261215"}
        )
        actions.change_agreement(version, by=cast.daan, now=MONDAY, starts_on=date(2027, 1, 1))
        with pytest.raises(Refused, match="DAP 6.1.3"):
            offer(version)
