"""The agreement of a customer at the desk: read by all of the house, made and kept by an account manager."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import AgreementStatus, ClauseKind, DapPerson, ServiceAgreement
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.daan)


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def base(cast):
    return f"/desk/klanten/{cast.smit.pk}/overeenkomst/"


@pytest.fixture
def concept(cast, manager, base):
    """Version 2 of Smit's, a copy of what holds now."""
    assert manager.post(f"{base}{cast.smit_agreement.pk}/volgende/").status_code == 302
    return ServiceAgreement.objects.get(customer=cast.smit, status=AgreementStatus.CONCEPT)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


TERMS = {
    "change_summary": "Meer werkplekken",
    "starts_on": "2027-01-01",
    "ends_on": "",
    "account_manager": "",
    "fixed_engineer": "",
    "emergency_calendar": "",
    "emergency_phone": "",
    "categories": [],
    "hours_per_month": "",
    "fair_use_changes": "6",
    "fair_use_minutes": "30",
    "monthly_fee": "1450",
    "emergency_monthly_fee": "",
    "tariff_normal": "99,50",
    "tariff_outside_hours": "",
    "tariff_emergency": "",
    "scope": "1do beheert de servers.",
    "mandate": "",
    "visits_per_year": "",
    "visit_purpose": "",
    "visit_location": "",
    "server_tier": "plus",
    "server_quantity": "3",
    "server_price": "42,50",
    "werkplek_tier": "",
    "werkplek_quantity": "",
    "werkplek_price": "",
    "netwerk_tier": "",
    "netwerk_quantity": "",
    "netwerk_price": "",
    "all-in-1_tier": "",
    "all-in-1_quantity": "",
    "all-in-1_price": "",
}


def terms(concept, **given):
    return TERMS | {"edition": concept.edition_id, "calendar": concept.calendar_id} | given


def people(*rows):
    given = {"people-TOTAL_FORMS": len(rows), "people-INITIAL_FORMS": 0}
    for index, row in enumerate(rows):
        given |= {f"people-{index}-{name}": value for name, value in row.items()}
    return given


# --- Reading ---------------------------------------------------------------------------------------------------------
def test_the_table_of_5_2_shows_what_was_taken(agent, base):
    page = text(agent.get(base))
    for words in ("DVO-1001", "Geldt nu", "10 × Server Plus", "10 × Netwerkapparatuur Standard", "€\xa095,00"):
        assert words in page
    assert "Server, Werkplek" in page  # one column of the table, taken twice
    assert page.count("coverage__cell--not") == 4 * 9  # four columns were not taken: their heads and eight rows


def test_a_clause_says_what_it_does_and_whom_it_names(agent, base):
    page = text(agent.get(base))
    assert "Alleen wie hier staat ziet het nummer van de Calamiteitendienst" in page
    assert "Jan Smit" in page
    assert "Iedereen ziet alleen zijn eigen meldingen (SLA 7.3)." in page  # for lack of a clause about it


@pytest.mark.parametrize("who", ["sanne", "els", "marloes"])
def test_who_may_not_change_it_is_offered_nothing(who, cast, sign_in, base):
    page = text(sign_in(getattr(cast, who)).get(base))
    for words in ("Maak de volgende versie", "Trek in", "Beëindig"):
        assert words not in page


def test_without_an_agreement_it_is_said_and_what_to_do(agent, manager, cast):
    nobody = CustomerFactory(number="K2000")
    address = f"/desk/klanten/{nobody.pk}/overeenkomst/"
    assert "Vraag een accountmanager" in text(agent.get(address))
    page = text(manager.get(address))
    assert "Geen SLA van toepassing (SLA 5.1)" in page
    assert f"{address}nieuw/" in page


def test_an_agreement_without_packages_is_no_sla(agent, cast):
    bare = ServiceAgreementFactory(customer=CustomerFactory(number="K2000"))
    assert "er is geen SLA van toepassing (SLA 5.1)" in text(
        agent.get(f"/desk/klanten/{bare.customer_id}/overeenkomst/")
    )


@pytest.mark.parametrize("path", ["", "vergelijk/", "document/", "bewerk/", "bepaling/", "aanbieden/", "einde/"])
def test_the_version_of_another_customer_is_no_address(path, manager, cast, base):
    assert manager.get(f"{base}{cast.vries_agreement.pk}/{path}").status_code == 404
    assert manager.get(f"{base}99999999999999999999/{path}").status_code == 404


def test_the_same_questions_whatever_stands_in_it(agent, cast, base):
    asked = []
    for many in (1, 20):
        for _ in range(many):
            kind = next(kind for kind in ClauseKind if not cast.smit_agreement.clauses.filter(kind=kind).exists())
            ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="concept")
            cast.smit_agreement.refresh_from_db()
            number = f"{cast.smit_agreement.clauses.count()}.9"
            clause = cast.smit_agreement.clauses.create(kind=kind if many == 1 else "text", number=number, title="x")
            clause.people.create(contact=ContactFactory(customer=cast.smit))
            ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(status="in_force")
        ServiceAgreementFactory(
            customer=cast.smit, number=f"OUD-{many}", starts_on=date(2020, many, 1) if many < 12 else date(2021, 1, 1),
            ends_on=date(2020, many, 9) if many < 12 else date(2021, 1, 9),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            text(agent.get(base))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 15


def test_the_document_is_given_as_it_was_offered(manager, cast, concept, base):
    preview = manager.get(f"{base}{concept.pk}/document/")
    assert preview.content.startswith(b"%PDF")
    given = {"customer_signatory": cast.jan.pk, "house_signatory": cast.daan.pk}
    assert manager.post(f"{base}{concept.pk}/aanbieden/", given).status_code == 302
    response = manager.get(f"{base}{concept.pk}/document/")
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="DVO-1001-versie-2.pdf"' in response["Content-Disposition"]
    with ServiceAgreement.objects.get(pk=concept.pk).document.open("rb") as stored:
        assert response.content == stored.read()


# --- Making ----------------------------------------------------------------------------------------------------------
def test_the_first_agreement_of_a_customer(manager, cast):
    customer = CustomerFactory(number="K2000")
    base = f"/desk/klanten/{customer.pk}/overeenkomst/"
    assert 'value="DVO-2000"' in text(manager.get(f"{base}nieuw/"))
    response = manager.post(f"{base}nieuw/", {"number": "DVO-2000", "starts_on": "2027-01-01"})
    made = ServiceAgreement.objects.get(customer=customer)
    assert response["Location"] == f"{base}{made.pk}/bewerk/"
    assert (made.number, made.status, made.account_manager) == ("DVO-2000", "concept", cast.daan)
    assert "Nu geen SLA van toepassing" in text(manager.get(base))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"number": "", "starts_on": "2027-01-01"}, "Geef de overeenkomst een nummer."),
        ({"number": "X", "starts_on": ""}, "Kies een dag."),
        ({"number": "X", "starts_on": "morgen"}, "Dit is geen dag"),
        ({"number": "X", "starts_on": "9999-01-01"}, "Kies een dag van 2000 tot en met 2099."),
        ({"number": "DVO-1001", "starts_on": "2027-01-01"}, "DVO-1001 bestaat al"),
    ],
)
def test_a_first_agreement_that_cannot_be(given, words, manager, cast):
    customer = CustomerFactory(number="K2000")
    page = text(manager.post(f"/desk/klanten/{customer.pk}/overeenkomst/nieuw/", given))
    assert words in page
    assert not customer.agreements.exists()


def test_the_next_version_is_a_copy_and_there_is_one_at_a_time(manager, cast, concept, base):
    assert (concept.version, concept.lines.count(), concept.clauses.count()) == (2, 3, 1)
    page = text(manager.get(base))
    assert "Versie 2 is in voorbereiding" in page
    assert "Maak de volgende versie" not in page
    manager.post(f"{base}{cast.smit_agreement.pk}/volgende/")
    assert ServiceAgreement.objects.filter(customer=cast.smit).count() == 2


def test_terms_and_packages_are_kept(manager, concept, base):
    assert manager.post(f"{base}{concept.pk}/bewerk/", terms(concept)).status_code == 302
    concept.refresh_from_db()
    assert (concept.tariff_normal, concept.fair_use_changes, concept.has_emergency_service) == (
        Decimal("99.50"),
        6,
        False,
    )
    line = concept.lines.get()
    assert (line.package, line.tier, line.quantity, line.monthly_price) == ("server", "plus", 3, Decimal("42.50"))


def test_all_in_1_with_its_categories_and_hours(manager, concept, base):
    given = {"all-in-1_tier": "premium", "all-in-1_quantity": "25", "categories": [1, 3], "hours_per_month": "12,5"}
    manager.post(f"{base}{concept.pk}/bewerk/", terms(concept, **given))
    concept.refresh_from_db()
    assert (concept.categories, concept.microsoft_cloud, concept.hours_per_month) == ([1, 3], True, Decimal("12.5"))
    page = text(manager.get(f"{base}{concept.pk}/"))
    assert "Microsoft Cloudbeheer, Werkplekbeheer" in page
    assert "12,5 uur per maand" in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"server_quantity": ""}, "Hoeveel? Vul minstens 1 in."),
        ({"werkplek_quantity": "4"}, "Kies ook het SLA-type"),
        ({"server_tier": "premium"}, "premium"),
        ({"server_quantity": "-1"}, "Dit kan niet minder dan 0 zijn."),
        ({"tariff_normal": "veel"}, "Vul een bedrag in euro&#x27;s in, zoals 95 of 1.250,50."),
        ({"tariff_normal": "99999999999"}, "cijfers"),
        ({"starts_on": ""}, "Kies een dag."),
        ({"ends_on": "2026-01-01"}, "De einddatum ligt voor de ingangsdatum."),
        ({"edition": "999"}, "keuze"),
        ({"categories": ["9"]}, "9"),
        ({"scope": "x" * 20_001}, "20000"),
    ],
)
def test_an_error_loses_nothing_that_was_typed(given, words, manager, concept, base):
    sent = terms(concept, change_summary="Dit typte Daan", mandate="En dit ook") | given
    page = text(manager.post(f"{base}{concept.pk}/bewerk/", sent))
    assert words in page
    assert "Dit typte Daan" in page
    assert "En dit ook" in page
    concept.refresh_from_db()
    assert concept.change_summary != "Dit typte Daan"
    assert concept.lines.count() == 3


def test_a_concept_is_thrown_away(manager, cast, concept, base):
    assert manager.post(f"{base}{concept.pk}/weg/").status_code == 302
    assert not ServiceAgreement.objects.filter(pk=concept.pk).exists()
    manager.post(f"{base}{cast.smit_agreement.pk}/weg/")
    assert ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).exists()


def test_what_was_signed_has_no_page_to_change_it(manager, cast, base):
    signed = cast.smit_agreement
    for path in ("bewerk/", "bepaling/", "bepaling/viewers/", f"bepaling/{signed.clauses.get().pk}/"):
        assert manager.get(f"{base}{signed.pk}/{path}").status_code == 404
    page = text(manager.post(f"{base}{signed.pk}/bewerk/", terms(signed)))
    assert "al aangeboden of ondertekend" in page
    assert signed.lines.count() == 3


# --- The DAP ---------------------------------------------------------------------------------------------------------
def test_the_kinds_to_choose_from_say_what_they_do(manager, concept, base):
    page = text(manager.get(f"{base}{concept.pk}/bepaling/"))
    assert "Wie hier staat ziet alle meldingen van de organisatie in het Serviceportaal." in page
    assert page.count("staat er al in") == 1
    own = concept.clauses.get()
    again = manager.get(f"{base}{concept.pk}/bepaling/emergency_callers/")
    assert again["Location"] == f"{base}{concept.pk}/bepaling/{own.pk}/"
    assert manager.get(f"{base}{concept.pk}/bepaling/onzin/").status_code == 404


def test_a_clause_that_names_people_for_a_while(manager, cast, concept, base):
    rows = people(
        {"who": f"contact:{cast.petra.pk}", "starts_on": "2027-01-01", "ends_on": "2027-06-30"},
        {"who": "", "starts_on": "", "ends_on": ""},
    )
    given = {"number": "7.3", "title": "Wie alle meldingen ziet", "text": "Tijdens het verlof van Jan."} | rows
    assert manager.post(f"{base}{concept.pk}/bepaling/viewers/", given).status_code == 302
    named = concept.clauses.get(kind="viewers").people.get()
    assert (named.contact, named.starts_on, named.ends_on) == (cast.petra, date(2027, 1, 1), date(2027, 6, 30))
    assert "1 januari 2027 tot en met 30 juni 2027" in text(manager.get(f"{base}{concept.pk}/"))


def test_the_ladder_of_12_names_both_sides(manager, cast, concept, base):
    rows = people(
        {"who": f"contact:{cast.jan.pk}", "step": "1"},
        {"who": f"user:{cast.marloes.pk}", "step": "1"},
        {"who": f"user:{cast.els.pk}", "step": "2"},
    )
    manager.post(f"{base}{concept.pk}/bepaling/escalation/", {"number": "12", "title": "Escalatie"} | rows)
    page = text(manager.get(f"{base}{concept.pk}/"))
    assert "Trede 1, Manager" in page
    assert "Trede 2, Directie" in page
    assert concept.clauses.get(kind="escalation").people.count() == 3


def test_a_rhythm_is_chosen_in_words(manager, concept, base):
    given = {
        "number": "6.1.3",
        "title": "Server-APK",
        "every": "M3",
        "which": "1",
        "day": "TU",
        "items": "SRV01\r\n\r\nSRV02",
        "checklist": "Schijfruimte\nUpdates",
    } | people()
    assert manager.post(f"{base}{concept.pk}/bepaling/server_apk/", given).status_code == 302
    clause = concept.clauses.get(kind="server_apk")
    assert clause.settings == {
        "rrule": "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU",
        "items": ["SRV01", "SRV02"],
        "checklist": ["Schijfruimte", "Updates"],
    }
    assert "elk kwartaal op de eerste dinsdag" in text(manager.get(f"{base}{concept.pk}/"))
    page = text(manager.get(f"{base}{concept.pk}/bepaling/{clause.pk}/"))
    assert '<option value="M3" selected>elk kwartaal</option>' in page
    assert "SRV01\nSRV02" in page


def test_a_finer_rhythm_of_another_door_stays(manager, concept, base):
    rule = "FREQ=MONTHLY;BYMONTHDAY=15"
    clause = concept.clauses.create(kind="test_restore", number="6.1.2", title="T", settings={"rrule": rule})
    address = f"{base}{concept.pk}/bepaling/{clause.pk}/"
    assert rule in text(manager.get(address))
    manager.post(address, {"number": "6.1.2", "title": "Test", "every": "zoals-het-is"} | people())
    clause.refresh_from_db()
    assert (clause.title, clause.settings["rrule"]) == ("Test", rule)


def test_maintenance_windows(manager, concept, base):
    given = {"number": "8.2", "title": "Onderhoud", "tuesday": "18:00-22:00", "saturday": "8:00-12:00, 14:00-16:00"}
    assert manager.post(f"{base}{concept.pk}/bepaling/maintenance/", given | {"every": ""}).status_code == 302
    assert concept.clauses.get(kind="maintenance").settings == {
        "windows": {"tuesday": [["18:00", "22:00"]], "saturday": [["08:00", "12:00"], ["14:00", "16:00"]]}
    }
    page = text(manager.get(f"{base}{concept.pk}/"))
    assert "08:00–12:00, 14:00–16:00" in page


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("viewers", {"title": ""}, "Geef de bepaling een titel."),
        ("viewers", {"number": "zeven"}, "Vul een nummer in als 7.2"),
        ("viewers", {"number": "3.2"}, "Dit nummer staat er al in."),
        ("viewers", people({"who": "contact:0"}), "contact:0"),
        ("viewers", people({"who": "", "ends_on": "2027-01-01"}), "Kies wie het is, of maak de dagen leeg."),
        ("viewers", {"people-TOTAL_FORMS": "x"}, "ManagementForm"),
        ("escalation", people({"who": "JAN", "step": ""}), "Kies een trede."),
        ("viewers", people({"who": "JAN"}, {"who": "JAN"}), "Deze persoon staat er al."),
        (
            "viewers",
            people({"who": "JAN", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}),
            "De einddatum ligt voor de begindatum.",
        ),
        ("text", {"number": "13"}, "Schrijf de afspraak op."),
        ("server_apk", {"every": "M99"}, "M99"),
        ("maintenance", {"every": "", "monday": "22:00-18:00"}, "Schrijf de tijden als 18:00-22:00"),
        ("maintenance", {"every": "", "monday": "altijd"}, "Schrijf de tijden als 18:00-22:00"),
    ],
)
def test_a_clause_that_cannot_be_loses_nothing(kind, given, words, manager, cast, concept, base):
    jan = {name: f"contact:{cast.jan.pk}" for name, value in given.items() if value == "JAN"}
    sent = {"number": "9.9", "title": "Getypt", "every": "M1"} | people() | given | jan
    page = text(manager.post(f"{base}{concept.pk}/bepaling/{kind}/", sent))
    assert words in page
    assert sent["title"] in page
    assert not concept.clauses.filter(kind=kind).exists()


def test_nobody_of_another_customer_is_named(manager, cast, concept, base):
    given = {"number": "7.3", "title": "x"} | people({"who": f"contact:{cast.willem.pk}"})
    page = text(manager.post(f"{base}{concept.pk}/bepaling/viewers/", given))
    assert "Willem" not in page
    assert not DapPerson.objects.filter(contact=cast.willem).exists()
    given = {"number": "7.3", "title": "x"} | people({"who": f"user:{cast.sanne.pk}"})
    manager.post(f"{base}{concept.pk}/bepaling/viewers/", given)
    assert not DapPerson.objects.filter(user=cast.sanne).exists()


def test_a_clause_is_taken_out_of_a_concept_only(manager, cast, concept, base):
    clause = concept.clauses.get()
    assert manager.post(f"{base}{concept.pk}/bepaling/{clause.pk}/weg/").status_code == 302
    assert not concept.clauses.exists()
    signed = cast.smit_agreement.clauses.get()
    manager.post(f"{base}{cast.smit_agreement.pk}/bepaling/{signed.pk}/weg/")
    assert cast.smit_agreement.clauses.exists()
    assert manager.post(f"{base}{concept.pk}/bepaling/{signed.pk}/weg/").status_code == 404


# --- Comparing, offering, ending -------------------------------------------------------------------------------------
def test_old_and_new_beside_each_other(manager, agent, concept, base):
    manager.post(f"{base}{concept.pk}/bewerk/", terms(concept))
    for client in (manager, agent):
        page = text(client.get(f"{base}{concept.pk}/vergelijk/"))
        for words in (
            "versie 2 verandert ten opzichte van DVO-1001 versie 1",
            "<del>€\xa095,00</del>",
            "<ins>€\xa099,50</ins>",
        ):
            assert words in page


def test_the_same_is_said_to_be_the_same(manager, cast, concept, base):
    assert "Er verandert niets" in text(manager.get(f"{base}{concept.pk}/vergelijk/?met={cast.smit_agreement.pk}"))
    for word in ("x", "999999", str(cast.vries_agreement.pk)):
        assert manager.get(f"{base}{concept.pk}/vergelijk/", {"met": word}).status_code == 200


def test_offered_to_two_people_and_withdrawn(manager, cast, concept, base):
    page = text(manager.get(f"{base}{concept.pk}/aanbieden/"))
    assert "Jan Smit (jan@smit.example)" in page
    assert "Els Groen" in page
    assert "Sanne" not in page  # may not sign for 1do
    assert "Willem" not in page
    assert "Kies wie namens de klant ondertekent." in text(manager.post(f"{base}{concept.pk}/aanbieden/"))
    given = {"customer_signatory": cast.jan.pk, "house_signatory": cast.daan.pk}
    manager.post(f"{base}{concept.pk}/aanbieden/", given)
    concept.refresh_from_db()
    assert concept.status == AgreementStatus.OFFERED
    page = text(manager.get(f"{base}{concept.pk}/"))
    for words in ("Ter ondertekening", "moet nog ondertekenen", concept.document_sha256):
        assert words in page
    assert "Schrijf op waarom" in text(manager.post(f"{base}{concept.pk}/intrekken/", {"reason": " "}))
    manager.post(f"{base}{concept.pk}/intrekken/", {"reason": "Het aantal klopt niet."})
    concept.refresh_from_db()
    assert concept.status == AgreementStatus.WITHDRAWN
    assert "Het aantal klopt niet." in text(manager.get(base))


def test_only_he_who_signs_for_1do_gets_the_link(manager, cast, concept, base, sign_in):
    given = {"customer_signatory": cast.jan.pk, "house_signatory": cast.els.pk}
    manager.post(f"{base}{concept.pk}/aanbieden/", given)
    assert "Onderteken namens 1do" in text(sign_in(cast.els).get(f"{base}{concept.pk}/"))
    assert "Onderteken namens 1do" not in text(manager.get(f"{base}{concept.pk}/"))


def test_what_one_wants_to_know_before_offering(manager, concept, base):
    given = terms(concept, server_tier="", server_quantity="", tariff_normal="", starts_on="2024-06-01")
    manager.post(f"{base}{concept.pk}/bewerk/", given)
    for path in ("", "aanbieden/"):
        page = text(manager.get(f"{base}{concept.pk}/{path}"))
        assert "Er staat geen pakket in" in page
        assert "Er staat geen uurtarief in" in page
        assert "De ingangsdatum ligt in het verleden" in page


def test_a_right_is_revoked_at_once(manager, cast, base):
    person = DapPerson.objects.get(clause__agreement=cast.smit_agreement)
    address = f"{base}{cast.smit_agreement.pk}/persoon/{person.pk}/intrekken/"
    assert manager.get(address).status_code == 405
    assert manager.post(address).status_code == 302
    person.refresh_from_db()
    assert person.revoked_by == cast.daan
    page = text(manager.get(base))
    assert "ingetrokken op" in page
    assert "Niemand die hier staat telt nog mee." in page
    other = f"/desk/klanten/{cast.vries.pk}/overeenkomst/{cast.vries_agreement.pk}/persoon/{person.pk}/intrekken/"
    assert manager.post(other).status_code == 404


def test_an_agreement_ends(manager, cast, base):
    address = f"{base}{cast.smit_agreement.pk}/einde/"
    assert "in het verleden" in text(manager.post(address, {"ends_on": "2024-06-01"}))
    assert manager.post(address, {"ends_on": "2099-12-31"}).status_code == 302
    cast.smit_agreement.refresh_from_db()
    assert cast.smit_agreement.ends_on == date(2099, 12, 31)


@pytest.mark.parametrize("who", ["sanne", "els", "marloes", "fred"])
def test_who_may_not_changes_nothing(who, cast, sign_in, concept, base):
    client = sign_in(getattr(cast, who))
    person = DapPerson.objects.get(clause__agreement=cast.smit_agreement)
    asked = [
        f"{base}nieuw/",
        f"{base}{cast.smit_agreement.pk}/volgende/",
        f"{base}{concept.pk}/bewerk/",
        f"{base}{concept.pk}/weg/",
        f"{base}{concept.pk}/bepaling/viewers/",
        f"{base}{concept.pk}/bepaling/{concept.clauses.get().pk}/",
        f"{base}{concept.pk}/bepaling/{concept.clauses.get().pk}/weg/",
        f"{base}{concept.pk}/aanbieden/",
        f"{base}{concept.pk}/intrekken/",
        f"{base}{cast.smit_agreement.pk}/einde/",
        f"{base}{cast.smit_agreement.pk}/persoon/{person.pk}/intrekken/",
    ]
    for address in asked:
        assert client.post(address, terms(concept)).status_code == 403, address
    concept.refresh_from_db()
    assert concept.status == AgreementStatus.CONCEPT
    person.refresh_from_db()
    assert person.revoked_at is None
