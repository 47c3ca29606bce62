"""What work costs, in the one place that says so (SLA 3.2, 4.2, 5 to 8)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts.agreements.terms import Package
from contracts.coverage.costs import Yes, cost_words, foretold
from contracts.coverage.rules import UPDATES, Coverage, Verdict, because
from contracts.coverage.words import CoverageReason
from tests.contracts.coverage.coverage_cases import (
    AANPASSING,
    BASIC,
    INCIDENT,
    NETWERK,
    PLUS,
    SERVER,
    SERVICEVRAAG,
    STANDARD,
    WERKPLEK,
    all_in_1,
    decided,
    terms,
)

HOURS = all_in_1(hours_per_month=Decimal(10))
EXTRA = "Niets extra; het zit in het maandbedrag."
FROM_HOURS = "Niets extra; de tijd gaat van uw uren af."


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("yes", Yes)
def test_each_verdict_and_each_yes_has_its_sentences(verdict: Verdict, yes: Yes) -> None:
    words = cost_words(Coverage(verdict, "5.2", because(CoverageReason.NO_PACKAGE)), yes)
    assert words.headline.endswith("(SLA 5.2).")
    assert words.costs.endswith(".") and words.reason[0].isupper()
    assert words.is_billable is (verdict not in (Verdict.INBEGREPEN, Verdict.FAIR_USE))
    assert ("Niets extra" in words.costs) is not words.is_billable


@pytest.mark.parametrize(
    ("coverage", "yes", "costs"),
    [
        (decided(terms({Package.WERKPLEK: BASIC})), Yes.TO_ASK, "Wij vragen vooraf uw akkoord."),
        (decided(terms({Package.WERKPLEK: PLUS})), Yes.NOT_NEEDED, EXTRA),
        (decided(HOURS), Yes.NOT_NEEDED, FROM_HOURS),
        (decided(HOURS, AANPASSING, small_change=True), Yes.NOT_NEEDED, FROM_HOURS),
        (decided(HOURS, AANPASSING, user_accounts=True), Yes.NOT_NEEDED, FROM_HOURS),
        (decided(all_in_1()), Yes.NOT_NEEDED, EXTRA),
        (decided(HOURS, emergency_call=True), Yes.EMERGENCY, "staat zo in uw overeenkomst (SLA 3.2)."),
        (decided(HOURS, is_visit=True), Yes.VISIT, "zo is het bezoek afgesproken (SLA 8.1)."),
        (decided(HOURS, outside_hours=True), Yes.TO_ASK, "Wij vragen vooraf uw akkoord."),
    ],
)
def test_t6_t7_before_it_is_a_melding(coverage: Coverage, yes: Yes, costs: str) -> None:
    assert foretold(coverage) == yes
    assert cost_words(coverage, yes).costs.endswith(costs)


def test_t7_what_goes_off_the_hours_says_so_and_a_package_beside_all_in_1_does_not() -> None:
    beside = terms({Package.ALL_IN_1: "premium", Package.SERVER: PLUS}, hours_per_month=Decimal(10))
    own = decided(beside, item=SERVER)
    assert (own.clause, own.draws_hours) == ("6.3", False)
    assert decided(HOURS, AANPASSING, small_change=True).draws_hours
    assert not decided(HOURS, AANPASSING).draws_hours, "what is billed is not drawn as well"


def test_t7_account_work_is_named_by_the_work_and_not_by_the_kind() -> None:
    words = decided(HOURS, AANPASSING, user_accounts=True).words
    assert words == (
        "Inbegrepen: basis gebruikersbeheer valt bij All-in-1 Premium binnen de SLA en gaat af van de 10 uur per maand"
        " (6.2)"
    )
    assert "alleen kleine aanpassingen" in decided(HOURS, AANPASSING).words


# --- T25 --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("agreed", "words"),
    [
        (
            terms({Package.SERVER: PLUS}),
            "Inbegrepen: een periodieke test-restore valt bij Server Plus binnen de SLA (6.1)",
        ),
        (
            HOURS,
            "Inbegrepen: een periodieke test-restore valt bij All-in-1 Premium binnen de SLA en gaat af van de 10 uur"
            " per maand (6.1)",
        ),
        (
            terms({Package.SERVER: STANDARD}),
            "Meerwerk: een periodieke test-restore valt bij Server Standard niet binnen de SLA (5.2)",
        ),
    ],
)
def test_t25_a_periodic_test_restore_is_no_incidental_one(agreed, words) -> None:
    assert decided(agreed, SERVICEVRAAG, SERVER, service="file_restore", is_scheduled=True).words == words


def test_t25_an_incidental_restore_stays_one() -> None:
    words = decided(terms({Package.SERVER: PLUS}), SERVICEVRAAG, SERVER, service="file_restore").words
    assert words.endswith(
        "Incidentele restore van gebruikersbestanden uit back-ups” en zit bij Server Plus in het maandbedrag (6.3)"
    )


def test_t25_the_longest_reason_is_whole() -> None:
    features = ["business_applications", "cybercrime", "extensions", "vulnerabilities"]
    coverage = decided(terms({Package.SERVER: PLUS}), INCIDENT, SERVER, features=features, minutes=500)
    assert len(coverage.reason) > 400
    assert coverage.words.endswith("ook bij Server Plus; dat geldt voor de hele klus (6.4)")


# --- T26 --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("package", "tier", "item", "verdict"),
    [
        (Package.SERVER, BASIC, SERVER, Verdict.MEERWERK),
        (Package.SERVER, STANDARD, SERVER, Verdict.MEERWERK),
        (Package.SERVER, PLUS, SERVER, Verdict.INBEGREPEN),
        (Package.WERKPLEK, STANDARD, WERKPLEK, Verdict.MEERWERK),
        (Package.NETWERK, PLUS, NETWERK, Verdict.INBEGREPEN),
    ],
)
@pytest.mark.parametrize("kind", [INCIDENT, SERVICEVRAAG, AANPASSING])
def test_t26_an_update_with_extra_supervision_is_covered_where_support_is(kind, package, tier, item, verdict) -> None:
    coverage = decided(terms({package: tier}), kind, item, service=UPDATES, extra_supervision=True)
    assert (coverage.verdict, coverage.clause) == (verdict, "6.1")
    assert coverage.reason.startswith("een update die extra toezicht vraagt valt bij ")


def test_t26_regular_updates_are_what_their_own_row_says() -> None:
    coverage = decided(terms({Package.SERVER: STANDARD}), AANPASSING, SERVER, service=UPDATES)
    assert (coverage.verdict, coverage.clause) == (Verdict.INBEGREPEN, "5.2")


@pytest.mark.parametrize("tier", [BASIC, PLUS])
def test_t26_a_product_without_its_makers_support_is_best_effort_and_who_pays_stays(tier) -> None:
    agreed = terms({Package.SERVER: tier})
    plain, unsupported = decided(agreed, item=SERVER), decided(agreed, item=SERVER, unsupported=True)
    assert (plain.verdict, plain.clause) == (unsupported.verdict, unsupported.clause)
    assert unsupported.reason == (
        f"{plain.reason}; de fabrikant ondersteunt dit product niet meer, dus op best-effortbasis en zonder streeftijd"
        " (7.10)"
    )
