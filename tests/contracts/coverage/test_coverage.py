"""What the work is decides: SLA 3.2, 6.4, 7.7, 8.1, 8.2, which rule goes first, and the answer itself."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import _trans, override

from contracts.agreements.terms import FairUse, Package
from contracts.coverage.rules import BILLABLE, CoverageFacts, Verdict, decide
from contracts.coverage.words import _PATTERNS, CoverageReason, caution_words, reason_words
from tests.contracts.coverage.coverage_cases import (
    AANPASSING,
    ADVICE,
    ALL_BUT_CLOUD,
    BASIC,
    CLOUD,
    INCIDENT,
    NETWERK,
    PLUS,
    SERVER,
    SERVICEVRAAG,
    all_in_1,
    decided,
    terms,
    verdict_and_clause,
)

WORKPLACE_PLUS = terms({Package.WERKPLEK: PLUS})
WORKPLACE_BASIC = terms({Package.WERKPLEK: BASIC})
SERVER_BASIC = terms({Package.SERVER: BASIC})


# --- 6.4: always outside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0, 75, 119, 120])
def test_a_vulnerability_of_two_hours_is_within(minutes: int) -> None:
    coverage = decided(WORKPLACE_PLUS, features={"vulnerabilities"}, minutes=minutes)
    without = decided(WORKPLACE_PLUS, minutes=minutes)
    assert replace(coverage, cautions=()) == without
    assert coverage.warning


def test_the_whole_job_is_extra_once_it_passes_two_hours() -> None:
    coverage = decided(WORKPLACE_PLUS, features={"vulnerabilities"}, minutes=121)
    assert coverage.words == (
        "Meerwerk: dit hoort bij “Opvolgen van adhoc kwetsbaarheden met meer dan 2 uur arbeid” "
        "en valt altijd buiten de overeenkomst, ook bij Werkplek Plus; dat geldt voor de hele klus (6.4)"
    )


@pytest.mark.parametrize(
    ("minutes", "warning"),
    [
        (75, "Nog 45 min tot 2 uur arbeid; daarna is de hele klus meerwerk (6.4)."),
        (0, "Nog 2 u tot 2 uur arbeid; daarna is de hele klus meerwerk (6.4)."),
        (120, "De 2 uur arbeid zijn vol; bij meer is de hele klus meerwerk (6.4)."),
    ],
)
def test_the_agent_is_told_how_much_is_left_of_the_two_hours(minutes: int, warning: str) -> None:
    assert decided(WORKPLACE_PLUS, features={"vulnerabilities"}, minutes=minutes).warning == warning


def test_there_is_nothing_left_to_warn_about_where_the_work_is_extra_already() -> None:
    assert decided(WORKPLACE_BASIC, features={"vulnerabilities"}, minutes=75).warning == ""


def test_an_ignored_advice_is_its_own_proof() -> None:
    coverage = decided(WORKPLACE_PLUS, ignored_advice=ADVICE)
    assert coverage.clause == "6.4"
    assert coverage.reason.endswith(
        "; zie advies A12 (Vervang de oude server), afgewezen door Jan Smit op 3 maart 2026"
    )
    assert decided(all_in_1(), ignored_advice=ADVICE).clause == "6.4"


def test_an_ignored_advice_without_proof_bills_nobody() -> None:
    coverage = decided(WORKPLACE_PLUS, features={"ignored_advice"})
    assert coverage.verdict == Verdict.INBEGREPEN
    assert coverage.warning == "Koppel het afgewezen advies; zonder dat bewijs is dit geen meerwerk (6.4)."


def test_an_ignored_advice_is_about_incidents() -> None:
    coverage = decided(WORKPLACE_PLUS, SERVICEVRAAG, ignored_advice=ADVICE)
    assert coverage.verdict == Verdict.INBEGREPEN
    assert coverage.warning == "Het afgewezen advies telt niet mee: dat geldt alleen voor incidenten (6.4)."


def test_several_reasons_are_all_named() -> None:
    reason = decided(WORKPLACE_PLUS, features={"disaster_recovery", "cybercrime"}).reason
    assert reason == (
        "dit hoort bij "
        "“Werkzaamheden als gevolg van cybercriminaliteit (zoals phishing, cryptolocker- of virusuitbraak)” "
        "en “Uitvoering van werkzaamheden voor disaster recovery” en valt altijd buiten de overeenkomst, "
        "ook bij Werkplek Plus"
    )


def test_on_site_is_only_extra_when_it_could_be_done_nowhere_else() -> None:
    there = decided(WORKPLACE_PLUS, on_site=True)
    assert replace(there, cautions=()) == decided(WORKPLACE_PLUS)
    assert there.warning == "Kon dit werk uitsluitend op locatie, dan is het meerwerk (6.4)."
    assert decided(all_in_1(), on_site=True, features={"on_site_only"}).clause == "6.4"


# --- 3.2, 8.1, 8.2: on top --------------------------------------------------------------------------------------------


def test_an_emergency_call_is_paid_by_its_time_with_a_least() -> None:
    agreed = terms({Package.WERKPLEK: PLUS}, has_emergency_service=True)
    coverage = decided(agreed, emergency_call=True)
    assert (verdict_and_clause(coverage), coverage.warning) == ((Verdict.MEERWERK, "3.2"), "")
    assert coverage.reason == (
        "een oproep bij de calamiteitendienst wordt naar bestede tijd berekend, met een minimum van 1 u"
    )


def test_an_emergency_call_of_a_customer_without_the_service_is_marked() -> None:
    coverage = decided(all_in_1(), emergency_call=True)
    assert verdict_and_clause(coverage) == (Verdict.MEERWERK, "3.2")
    assert coverage.warning == "De calamiteitendienst staat niet in de overeenkomst (3.2)."


@pytest.mark.parametrize("agreed", [WORKPLACE_BASIC, WORKPLACE_PLUS, all_in_1()])
@pytest.mark.parametrize(
    ("fact", "clause", "said"),
    [
        ("is_visit", "8.1", "werk tijdens een bezoek op afspraak wordt naar bestede tijd berekend"),
        ("outside_hours", "8.2", "gepland werk buiten kantoortijden wordt naar bestede tijd berekend"),
    ],
)
def test_a_visit_and_work_outside_hours_are_paid_by_their_time(agreed, fact: str, clause: str, said: str) -> None:
    coverage = decided(agreed, **{fact: True})
    assert (coverage.verdict, coverage.clause, coverage.reason) == (Verdict.MEERWERK, clause, said)


# --- 7.7: changes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "name"), [(WORKPLACE_PLUS, "Werkplek Plus"), (all_in_1(), "All-in-1 Premium")], ids=["plus", "all-in-1"]
)
def test_only_small_changes_are_within(agreed, name: str) -> None:
    large, small = decided(agreed, AANPASSING), decided(agreed, AANPASSING, small_change=True)
    assert large.words == f"Meerwerk: alleen kleine aanpassingen vallen bij {name} binnen de SLA (7.7)"
    assert small.words == f"Fair use: kleine aanpassingen gaan bij {name} op basis van fair use (7.7)"


def test_adding_a_login_is_no_change_to_haggle_about() -> None:
    assert verdict_and_clause(decided(WORKPLACE_PLUS, AANPASSING, user_accounts=True)) == (Verdict.INBEGREPEN, "6.3")
    assert verdict_and_clause(decided(all_in_1(), AANPASSING, user_accounts=True)) == (Verdict.INBEGREPEN, "6.2")


@pytest.mark.parametrize(
    ("facts", "work"),
    [
        ({}, "het doorvoeren van een aanpassing"),
        ({"small_change": True}, "het doorvoeren van een aanpassing"),
        ({"user_accounts": True}, "basis gebruikersbeheer"),
    ],
)
def test_where_support_is_extra_so_is_every_change(facts: dict, work: str) -> None:
    coverage = decided(WORKPLACE_BASIC, AANPASSING, **facts)
    assert coverage.words == f"Meerwerk: {work} valt bij Werkplek Basic niet binnen de SLA (5.2)"


@pytest.mark.parametrize("service", ["updates", "server_apk", "file_restore", "monitoring"])
def test_a_service_with_a_row_of_its_own_is_no_change(service: str) -> None:
    coverage = decided(terms({Package.SERVER: PLUS}), AANPASSING, SERVER, service=service)
    assert coverage.verdict == Verdict.INBEGREPEN


def test_a_change_in_the_cloud_is_a_change() -> None:
    assert verdict_and_clause(decided(all_in_1(), AANPASSING, CLOUD)) == (Verdict.MEERWERK, "7.7")
    assert decided(all_in_1(), AANPASSING, CLOUD, small_change=True).verdict == Verdict.FAIR_USE
    assert decided(all_in_1(ALL_BUT_CLOUD), AANPASSING, CLOUD, small_change=True).verdict == Verdict.OPTIE


@pytest.mark.parametrize(
    ("norm", "so_far", "minutes", "warning"),
    [
        (FairUse(), 99, 999, ""),
        (FairUse(5, 60), 4, 60, ""),
        (
            FairUse(5, 60),
            5,
            60,
            "Er waren deze maand al 5 kleine aanpassingen; de norm is 5. "
            "Dit wordt in de Service Review besproken (7.7).",
        ),
        (
            FairUse(5, 60),
            4,
            61,
            "Deze aanpassing kost 1 u 1 min; de norm is 1 u. Dit wordt in de Service Review besproken (7.7).",
        ),
        (
            FairUse(0, 30),
            0,
            45,
            "Er waren deze maand al 0 kleine aanpassingen; de norm is 0. "
            "Deze aanpassing kost 45 min; de norm is 30 min. Dit wordt in de Service Review besproken (7.7).",
        ),
    ],
)
def test_more_than_fair_use_is_talked_over_and_not_billed(norm: FairUse, so_far, minutes, warning: str) -> None:
    agreed = terms({Package.WERKPLEK: PLUS}, fair_use=norm)
    facts = {"small_change": True, "small_changes_this_month": so_far, "minutes": minutes}
    coverage = decided(agreed, AANPASSING, **facts)
    assert coverage.verdict == Verdict.FAIR_USE
    assert coverage.warning == warning


# --- Which rule goes first --------------------------------------------------------------------------------------------

ALL_AT_ONCE = {
    "features": {"cybercrime"},
    "emergency_call": True,
    "is_visit": True,
    "outside_hours": True,
    "small_change": True,
}


@pytest.mark.parametrize(
    ("left_out", "clause"),
    [
        ((), "6.4"),
        (("features",), "3.2"),
        (("features", "emergency_call"), "8.1"),
        (("features", "emergency_call", "is_visit"), "8.2"),
        (("features", "emergency_call", "is_visit", "outside_hours"), "7.7"),
        (tuple(ALL_AT_ONCE), "7.7"),
    ],
)
def test_order(left_out: tuple[str, ...], clause: str) -> None:
    facts = {key: value for key, value in ALL_AT_ONCE.items() if key not in left_out}
    assert decided(WORKPLACE_PLUS, AANPASSING, **facts).clause == clause


def test_no_sla_goes_before_everything() -> None:
    assert decided(None, **ALL_AT_ONCE).clause == "5.1"
    assert decided(terms({}), **ALL_AT_ONCE).clause == "5.1"
    assert decided(WORKPLACE_PLUS, item=SERVER, **ALL_AT_ONCE).clause == "5.1"


def test_always_outside_goes_before_what_was_not_agreed() -> None:
    assert decided(all_in_1(frozenset()), features={"cybercrime"}).clause == "6.4"
    assert decided(all_in_1(frozenset()), is_visit=True).clause == "8.1"


# --- The answer itself ------------------------------------------------------------------------------------------------


def test_what_is_billable() -> None:
    assert set(Verdict) - set(BILLABLE) == {Verdict.INBEGREPEN, Verdict.FAIR_USE}


@pytest.mark.parametrize("packages", [{}, {Package.WERKPLEK: PLUS}])
def test_what_the_edition_does_not_know_is_named(packages: dict) -> None:
    with pytest.raises(ValueError, match="unknown service 'koffie'"):
        decided(terms(packages), service="koffie")
    with pytest.raises(ValueError, match="unknown feature 'regen'"):
        decided(terms(packages), features={"regen", "cybercrime"})


def test_an_sla_type_that_the_package_does_not_have_is_named() -> None:
    with pytest.raises(ValueError, match="no netwerk basic"):
        decided(terms({Package.NETWERK: BASIC}), item=NETWERK)


def test_values_from_a_form_decide_as_the_choices_do() -> None:
    plain = CoverageFacts("incident", "server", is_alert=True)  # type: ignore[arg-type]
    agreed = terms({"server": "basic"})  # type: ignore[dict-item]
    assert decide(agreed, plain) == decided(SERVER_BASIC, INCIDENT, SERVER, is_alert=True)


def test_an_advice_may_hold_any_text() -> None:
    advice = ADVICE._replace(title="100% back-up %(name)s")
    assert (
        "; zie advies A12 (100% back-up %(name)s), afgewezen" in decided(WORKPLACE_PLUS, ignored_advice=advice).reason
    )


def test_a_verdict_can_be_stored_and_is_said_the_same_afterwards() -> None:
    for coverage in (
        decided(None),
        decided(WORKPLACE_PLUS, ignored_advice=ADVICE),
        decided(WORKPLACE_PLUS, features={"vulnerabilities"}, minutes=75, on_site=True),
        decided(all_in_1(hours_per_month=Decimal("12.50")), item=CLOUD),
        decided(SERVER_BASIC, item=SERVER, is_alert=True),
    ):
        kept = json.loads(json.dumps([coverage.because, coverage.cautions]))
        assert (reason_words(kept[0]), caution_words(kept[1])) == (coverage.reason, coverage.warning)
        assert {type(text) for text in (coverage.clause, coverage.reason, coverage.warning, coverage.words)} == {str}


def test_a_reason_is_said_in_the_language_of_who_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    coverage = decided(WORKPLACE_PLUS)
    dutch = "dit hoort bij “Oplossen van incidenten” en zit bij Werkplek Plus in het maandbedrag"
    assert coverage.reason == dutch
    with monkeypatch.context() as english, override("en"):
        english.setattr(_trans, "gettext", lambda text: text.replace("en zit bij", "and is in"))
        assert coverage.reason == dutch.replace("en zit bij", "and is in")
    assert coverage.reason == dutch


@pytest.mark.parametrize("key", CoverageReason)
def test_every_reason_has_its_words(key: CoverageReason) -> None:
    assert _PATTERNS[key]
