"""What was taken decides: no package (SLA 5.1), how the table is read (5.2), options and All-in-1 (5.2, 5.3, 6.2)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from contracts.agreements.terms import AllInOneCategory, ItemType, Package
from contracts.coverage.rules import Verdict
from tests.contracts.coverage.coverage_cases import (
    ALL_BUT_CLOUD,
    BASIC,
    CLOUD,
    EVERYTHING,
    MOBIEL,
    NETWERK,
    PLUS,
    RULES,
    SERVER,
    SERVICEVRAAG,
    STANDARD,
    WERKPLEK,
    all_in_1,
    decided,
    terms,
    verdict_and_clause,
)
from tests.sla.test_edition import section

WORKPLACE_PLUS = terms({Package.WERKPLEK: PLUS})
SERVER_BASIC = terms({Package.SERVER: BASIC})


# --- 5.1: no SLA ------------------------------------------------------------------------------------------------------


def test_without_an_agreement_no_sla_applies() -> None:
    coverage = decided(None)
    assert verdict_and_clause(coverage) == (Verdict.GEEN_SLA, "5.1")
    assert coverage.words == "Geen SLA: er is geen overeenkomst van kracht (5.1)"


def test_an_agreement_without_packages_has_no_sla() -> None:
    assert "Indien geen afgenomen SLA-vorm staat vermeld, dan is geen SLA van toepassing." in section("5.1")[-1]
    assert decided(terms({})).words == "Geen SLA: in de overeenkomst staat geen SLA-pakket (5.1)"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (SERVER, "servers"),
        (NETWERK, "netwerkapparatuur"),
    ],
)
def test_an_item_without_its_package_has_no_sla(item: ItemType, words: str) -> None:
    coverage = decided(WORKPLACE_PLUS, item=item)
    assert coverage.words == f"Geen SLA: voor {words} is geen SLA-pakket afgenomen (5.1)"


@pytest.mark.parametrize("item", [MOBIEL, CLOUD])
def test_phones_and_cloud_go_by_workplace_then_server(item: ItemType) -> None:
    assert "Werkplek Plus" in decided(terms({Package.SERVER: BASIC, Package.WERKPLEK: PLUS}), item=item).reason
    assert "Server Basic" in decided(SERVER_BASIC, item=item).reason
    assert decided(terms({Package.NETWERK: PLUS}), item=item).verdict == Verdict.GEEN_SLA


# --- 5.2: reading the table -------------------------------------------------------------------------------------------


def test_an_alert_is_followed_up_outside_server_basic_though_monitoring_is_within() -> None:
    followed = decided(SERVER_BASIC, item=SERVER, is_alert=True)
    assert followed.words == "Meerwerk: opvolging van een alert valt bij Server Basic niet binnen de SLA (5.2)"
    assert decided(SERVER_BASIC, item=SERVER, service="monitoring").verdict == Verdict.INBEGREPEN


@pytest.mark.parametrize("service", ["support", "monitoring", "backup_monitoring"])
def test_what_raised_the_alert_does_not_pay_for_its_follow_up(service: str) -> None:
    assert decided(SERVER_BASIC, item=SERVER, service=service, is_alert=True).verdict == Verdict.MEERWERK


def test_an_alert_that_leads_to_an_update_is_an_update() -> None:
    agreed = terms({Package.SERVER: STANDARD})
    coverage = decided(agreed, item=SERVER, service="updates", is_alert=True)
    assert coverage.words == "Inbegrepen: het onderdeel “Updatebeheer” valt bij Server Standard binnen de SLA (5.2)"


@pytest.mark.parametrize("service", ["support", "monitoring", "updates"])
def test_work_on_a_phone_is_support_of_phones(service: str) -> None:
    """SLA 6.1: "bij de andere pakketten wordt dit buiten de SLA opgepakt"."""
    coverage = decided(WORKPLACE_PLUS, item=MOBIEL, service=service)
    assert verdict_and_clause(coverage) == (Verdict.MEERWERK, "5.2")
    assert "“Smartphones/tablets ondersteuning”" in coverage.reason
    assert decided(all_in_1(), item=MOBIEL, service=service).verdict == Verdict.INBEGREPEN


@pytest.mark.parametrize("service", ["support", "monitoring", "updates"])
def test_work_in_the_cloud_is_cloud_management(service: str) -> None:
    """SLA 6.1: updates of a cloud are "afgedekt binnen het cloudbeheer"."""
    coverage = decided(WORKPLACE_PLUS, item=CLOUD, service=service)
    assert verdict_and_clause(coverage) == (Verdict.MEERWERK, "5.2")
    assert "“Microsoft Cloudbeheer”" in coverage.reason


def test_a_row_that_was_named_goes_before_the_item() -> None:
    """Managing phones in the Microsoft cloud is cloud management, and the other way round."""
    agreed = all_in_1(ALL_BUT_CLOUD)
    assert decided(agreed, item=MOBIEL, service="microsoft_cloud").verdict == Verdict.OPTIE
    assert "“Smartphones/tablets ondersteuning”" in decided(WORKPLACE_PLUS, item=CLOUD, service="mobile_support").reason


def test_another_edition_has_another_table() -> None:
    """What 6.3 says is about Plus, also where an edition has the support of Standard within."""
    generous = replace(RULES.services["support"], cells=("€", "✓", "✓", "€", "✓", "✓"))
    rules = replace(RULES, services={**RULES.services, "support": generous})
    coverage = decided(replace(terms({Package.WERKPLEK: STANDARD}), rules=rules))
    assert coverage.words == "Inbegrepen: het oplossen van een incident valt bij Werkplek Standard binnen de SLA (5.2)"


def test_what_is_not_offered_says_so() -> None:
    coverage = decided(terms({Package.NETWERK: PLUS}), item=NETWERK, service="file_restore")
    assert coverage.words == (
        "Niet aangeboden: het onderdeel “Restore van gebruikersbestanden” bestaat niet bij Netwerkapparatuur Plus (5.2)"
    )


# --- Options and categories of All-in-1 (5.2, 5.3, 6.2) ---------------------------------------------------------------


def test_cloud_management_is_an_option_of_all_in_1() -> None:
    offered = decided(all_in_1(ALL_BUT_CLOUD), item=CLOUD)
    assert verdict_and_clause(offered) == (Verdict.OPTIE, "5.2")
    assert offered.reason == (
        "het onderdeel “Microsoft Cloudbeheer” is bij All-in-1 Premium een optie, en die is niet afgenomen"
    )
    assert decided(all_in_1(ALL_BUT_CLOUD, microsoft_cloud=True), item=CLOUD).verdict == Verdict.INBEGREPEN
    assert decided(all_in_1(EVERYTHING), item=CLOUD).verdict == Verdict.INBEGREPEN


def test_the_option_changes_nothing_in_the_other_packages() -> None:
    agreed = terms({Package.WERKPLEK: PLUS}, microsoft_cloud=True)
    assert decided(agreed, item=CLOUD).verdict == Verdict.MEERWERK


@pytest.mark.parametrize(
    ("item", "category"),
    [
        (SERVER, AllInOneCategory.SERVERS),
        (NETWERK, AllInOneCategory.SERVERS),
        (WERKPLEK, AllInOneCategory.WORKPLACES),
        (MOBIEL, AllInOneCategory.WORKPLACES),
    ],
)
def test_a_category_that_was_not_agreed_is_extra(item: ItemType, category: AllInOneCategory) -> None:
    assert f"- {category.value} - {category.label}" in section("5.3")
    others = EVERYTHING - {category, AllInOneCategory.USERS}
    refused = decided(all_in_1(others), item=item)
    assert verdict_and_clause(refused) == (Verdict.MEERWERK, "5.3")
    assert refused.reason == f"“{category.label}” is niet overeengekomen binnen All-in-1 Premium"
    assert verdict_and_clause(decided(all_in_1(frozenset({category})), item=item)) == (Verdict.INBEGREPEN, "6.2")


@pytest.mark.parametrize("item", [WERKPLEK, MOBIEL])
def test_support_of_users_is_enough_to_help_them(item: ItemType) -> None:
    agreed = all_in_1(frozenset({AllInOneCategory.USERS}))
    assert decided(agreed, SERVICEVRAAG, item).verdict == Verdict.INBEGREPEN
    assert decided(agreed, item=item, is_alert=True).clause == "5.3"


def test_support_of_users_does_not_manage_their_workplaces() -> None:
    agreed = all_in_1(frozenset({AllInOneCategory.USERS}))
    assert decided(agreed, service="updates").clause == "5.3"
    assert decided(agreed, item=SERVER).clause == "5.3"


def test_nothing_recorded_is_nothing_agreed() -> None:
    coverage = decided(all_in_1(frozenset()))
    assert verdict_and_clause(coverage) == (Verdict.MEERWERK, "5.3")
    assert coverage.reason == (
        "voor All-in-1 Premium staat geen hoofdcategorie in de overeenkomst, dus ook niet “Werkplekbeheer”"
    )


def test_a_loose_package_carries_what_all_in_1_leaves_out() -> None:
    both = replace(
        all_in_1(frozenset({AllInOneCategory.SERVERS})), packages={Package.ALL_IN_1: "premium", "werkplek": PLUS}
    )
    assert decided(both).reason == "dit hoort bij “Oplossen van incidenten” en zit bij Werkplek Plus in het maandbedrag"
    assert decided(both, item=SERVER).clause == "6.2"


@pytest.mark.parametrize(("hours", "said"), [("10.00", "10"), ("7.50", "7,5"), ("100", "100")])
def test_all_in_1_counts_hours(hours: str, said: str) -> None:
    coverage = decided(all_in_1(hours_per_month=Decimal(hours)))
    assert coverage.words == (
        f"Inbegrepen: het oplossen van een incident valt bij All-in-1 Premium binnen de SLA "
        f"en gaat af van de {said} uur per maand (6.2)"
    )
    assert "uur per maand" not in decided(all_in_1()).reason
