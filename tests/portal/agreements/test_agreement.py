"""The customer reads his own agreement; money and the document are for who has a role in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts import actions
from contracts.models import AgreementStatus, ClauseKind, RecurringProduct, ServiceAgreement
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory

PAGE = "/portaal/afspraken/"


@pytest.fixture
def jan(cast, sign_in):
    return sign_in(cast.jan.user)


@pytest.fixture
def petra(cast, sign_in):
    return sign_in(cast.petra.user)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def name_in(cast, kind, contact, **fields):
    """A clause in the version that holds, as if it had been signed with it."""
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="concept")
    cast.smit_agreement.refresh_from_db()
    clause = cast.smit_agreement.clauses.create(kind=kind, number="7.3", title=ClauseKind(kind).label)
    person = clause.people.create(contact=contact, **fields)
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="in_force")
    cast.smit_agreement.refresh_from_db()
    return person


def offer(cast):
    now = timezone.now()
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=now)
    return actions.offer(concept, by=cast.daan, now=now, customer_signatory=cast.jan, house_signatory=cast.daan)


def test_what_is_covered_in_his_own_words(petra, cast):
    page = text(petra.get(PAGE))
    for words in (
        "Overeenkomst DVO-1001",
        "Wij zetten een bestand terug dat weg of kapot is.",
        "Binnen 0,5 uur",
        "Maandag tot en met vrijdag",
        "08:00–17:00",
        "Alleen wie hier staat ziet het nummer van de Calamiteitendienst",
        "Daan Mulder",
    ):
        assert words in page
    assert page.count('class="covered__cell">') == 3 * 9  # Server Plus, Werkplek Plus and Netwerk Standard
    assert "Basic" not in page


def test_no_word_of_another_customer(petra, cast):
    page = text(petra.get(PAGE))
    assert "DVO-1002" not in page
    assert "Willem" not in page


def test_without_an_agreement_or_packages_it_is_said(cast, sign_in):
    stranger = ContactFactory(customer=CustomerFactory(number="K2000"), with_user=True)
    client = sign_in(stranger.user)
    assert "Geen SLA van toepassing (SLA 5.1)" in text(client.get(PAGE))
    ServiceAgreementFactory(customer=stranger.customer)
    assert "staat geen SLA-pakket" in text(client.get(PAGE))


def test_the_emergency_number_is_for_whom_the_dap_names(jan, petra):
    assert "088 444 50 99" in text(jan.get(PAGE))
    page = text(petra.get(PAGE))
    assert "088 444 50 99" not in page
    assert "bekend bij de contactpersonen die uw organisatie heeft aangewezen" in page


def test_a_caller_who_was_revoked_no_longer_sees_the_number(jan, cast):
    person = cast.smit_agreement.clauses.get().people.get()
    actions.revoke(person, by=cast.daan, now=timezone.now())
    assert "088 444 50 99" not in text(jan.get(PAGE))


@pytest.mark.parametrize("kind", ["viewers", "cost_approvers", "approvers", "escalation"])
def test_money_is_for_who_has_a_role_in_it(kind, petra, cast):
    assert "95,00" not in text(petra.get(PAGE))
    person = name_in(cast, kind, cast.petra, step=1 if kind == "escalation" else None)
    assert "€\xa095,00" in text(petra.get(PAGE))
    actions.revoke(person, by=cast.daan, now=timezone.now())
    assert "95,00" not in text(petra.get(PAGE))


@pytest.mark.parametrize("kind", ["reporters", "status_mail", "emergency_callers"])
def test_other_roles_see_no_money(kind, jan, petra, cast):
    if kind != "emergency_callers":  # Jan has that one already
        name_in(cast, kind, cast.jan)
    assert "95,00" not in text(jan.get(PAGE))


def test_a_role_for_a_while(petra, cast):
    today = timezone.localdate()
    name_in(cast, "viewers", cast.petra, ends_on=today - timedelta(days=1))
    assert "95,00" not in text(petra.get(PAGE))


def test_the_document_is_for_who_may_see_money(jan, petra, cast, sign_in):
    agreement = cast.smit_agreement
    agreement.document.save("", ContentFile(b"%PDF-getekend"), save=False)
    agreement.save(update_fields=["document"])
    address = f"{PAGE}{agreement.pk}/document/"
    assert petra.get(address).status_code == 404
    assert address not in text(petra.get(PAGE))
    name_in(cast, "viewers", cast.petra)
    assert address in text(petra.get(PAGE))
    response = petra.get(address)
    assert response.content == b"%PDF-getekend"
    assert 'filename="DVO-1001-versie-1.pdf"' in response["Content-Disposition"]
    assert sign_in(cast.willem.user).get(address).status_code == 404
    assert petra.get(f"{PAGE}{cast.vries_agreement.pk}/document/").status_code == 404
    assert petra.get(f"{PAGE}99999999999999999999/document/").status_code == 404


def test_a_version_waits_for_his_signature(jan, petra, cast, sign_in):
    offered = offer(cast)
    page = text(jan.get(PAGE))
    assert "versie 2 ligt ter ondertekening" in page
    assert "Een overeenkomst wacht op uw handtekening" in page
    assert jan.get(f"{PAGE}{offered.pk}/document/").status_code == 200
    for client in (petra, sign_in(cast.willem.user)):
        page = text(client.get(PAGE))
        assert "ondertekening" not in page
        assert client.get(f"{PAGE}{offered.pk}/document/").status_code == 404


def test_what_was_withdrawn_is_gone(jan, cast):
    offered = offer(cast)
    actions.withdraw(offered, by=cast.daan, now=timezone.now(), reason="Klopt niet")
    page = text(jan.get(PAGE))
    assert "handtekening" not in page
    assert jan.get(f"{PAGE}{offered.pk}/document/").status_code == 404


def test_a_concept_is_nobodys_word(jan, cast):
    name_in(cast, "viewers", cast.jan)
    concept = actions.draft_next_version(cast.smit_agreement, by=cast.daan, now=timezone.now())
    assert concept.status == AgreementStatus.CONCEPT
    assert "versie 2" not in text(jan.get(PAGE))
    assert jan.get(f"{PAGE}{concept.pk}/document/").status_code == 404


def test_he_finds_himself_and_the_house_on_the_ladder(petra, cast):
    name_in(cast, "escalation", cast.petra, step=1)
    clause = cast.smit_agreement.clauses.get(kind="escalation")
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="concept")
    clause.agreement.refresh_from_db()
    clause.people.create(user=cast.els, step=2)
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="in_force")
    page = text(petra.get(PAGE))
    assert "Trede 1, Manager" in page
    assert "named__one--me" in page
    assert "Els Groen" in page


def test_the_way_there_stands_on_every_page(petra):
    assert f'href="{PAGE}"' in text(petra.get("/portaal/"))


def test_the_same_questions_whatever_stands_in_it(petra, cast):
    asked = []
    for many in (1, 20):
        ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="concept")
        cast.smit_agreement.refresh_from_db()
        for n in range(many):
            clause = cast.smit_agreement.clauses.create(kind="text", number=f"13.{many + n}", title="x")
            clause.people.create(contact=ContactFactory(customer=cast.smit))
        ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="in_force")
        with CaptureQueriesContext(connection) as queries:
            text(petra.get(PAGE))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16


def test_products_are_read_by_all_and_their_prices_by_who_decides_about_money(jan, petra, cast):
    given = {"price": "18.70", "quantity": 24, "licence_numbers": "AAA-111"}
    product = RecurringProduct(agreement=cast.smit_agreement, name="Glasvezel", **given)
    RecurringProduct.objects.bulk_create([product])
    name_in(cast, ClauseKind.VIEWERS, cast.petra)
    page, dear = text(jan.get(PAGE)), text(petra.get(PAGE))
    assert "Glasvezel" in page and "Glasvezel" in dear
    for words in ("€\xa018,70 per stuk per maand", "€\xa0448,80", "AAA-111"):
        assert words not in page and words in dear


def test_another_customer_reads_no_product_of_it(cast, sign_in):
    RecurringProduct.objects.bulk_create([RecurringProduct(agreement=cast.smit_agreement, name="Glasvezel")])
    assert "Glasvezel" not in text(sign_in(cast.willem.user).get(PAGE))
