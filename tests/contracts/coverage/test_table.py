"""Coverage beside the document itself: each cell of SLA 5.2, each line of 6.3 and 6.4, as sla_2_4.txt has them."""

import pytest

from contracts.agreements.terms import FairUse, Package
from contracts.coverage.rules import Verdict
from tests.contracts.coverage.coverage_cases import (
    AANPASSING,
    ADVICE,
    ALL_BUT_CLOUD,
    BASIC,
    INCIDENT,
    ITEM_OF_PACKAGE,
    NETWERK,
    PLUS,
    PREMIUM,
    RULES,
    SERVER,
    SERVICEVRAAG,
    STANDARD,
    WERKPLEK,
    Tier,
    all_in_1,
    decided,
    terms,
    verdict_and_clause,
)
from tests.sla.test_edition import DOCUMENT, bullets, rows

# The rows of the document by the keys with which they are asked for.
SERVICES = {
    "Automatische monitoring": "monitoring",
    "Monitoring van back-ups": "backup_monitoring",
    "Updatebeheer": "updates",
    "Ondersteuning door 1do supportcenter & opvolging alerts": "support",
    "Restore van gebruikersbestanden": "file_restore",
    "Periodieke server controles (APK)": "server_apk",
    "Smartphones/tablets ondersteuning": "mobile_support",
    "Microsoft Cloudbeheer": "microsoft_cloud",
}
PACKAGES = {
    "Server / Werkplek": (Package.SERVER, Package.WERKPLEK),
    "Netwerk": (Package.NETWERK,),
    "All-in-1": (Package.ALL_IN_1,),
}
MEANING = {
    "✓": Verdict.INBEGREPEN,
    "€": Verdict.MEERWERK,
    "": Verdict.NIET_AANGEBODEN,
    "Optie": Verdict.OPTIE,
}
# Work outside the SLA (6.4) by key; the order is the document's.
OUTSIDE = (
    "business_applications",
    "extensions",
    "cybercrime",
    "disaster_recovery",
    "on_site_only",
    "private_equipment",
    "manual_firmware",
    "vulnerabilities",
    "ignored_advice",
)
TAKEN = [
    (Package.SERVER, BASIC),
    (Package.SERVER, PLUS),
    (Package.WERKPLEK, STANDARD),
    (Package.WERKPLEK, PLUS),
    (Package.NETWERK, PLUS),
    (Package.ALL_IN_1, PREMIUM),
]


def cells() -> list:
    """(service, package heading, tier, cell) as the document has them, read from its text."""
    headings, tiers, *table = rows("5.2")
    filled: list[str] = []
    for heading in headings[1:]:
        filled.append(heading or filled[-1])
    columns = list(zip(filled, tiers[1:], strict=True))
    return [
        pytest.param(SERVICES[text], PACKAGES[heading], Tier(tier.lower()), cell, id=f"{text}, {heading} {tier}")
        for text, *row in table
        for (heading, tier), cell in zip(columns, row, strict=True)
    ]


def outside_facts(key: str) -> dict:
    if key == "ignored_advice":
        return {"ignored_advice": ADVICE}
    return {"features": {key}, "minutes": 121 if key == "vulnerabilities" else 5}


def taken(package: Package, tier: Tier):
    return all_in_1() if package == Package.ALL_IN_1 else terms({package: tier})


def test_the_document_has_48_cells() -> None:
    assert len(cells()) == 8 * 6
    assert "✓ : Valt binnen de SLA." in DOCUMENT
    assert "€ : Worden aanvullende kosten voor berekend." in DOCUMENT


@pytest.mark.parametrize(("service", "packages", "tier", "cell"), cells())
def test_each_cell_of_5_2(service: str, packages: tuple[Package, ...], tier: Tier, cell: str) -> None:
    for package in packages:
        agreed = terms({package: tier}, categories=ALL_BUT_CLOUD)
        coverage = decided(agreed, SERVICEVRAAG, ITEM_OF_PACKAGE[package], service=service)
        assert coverage.verdict == MEANING[cell]
        assert coverage.clause in ({"5.2", "6.2", "6.3"} if cell == "✓" else {"5.2"})
        assert coverage.is_billable == (cell != "✓")
        assert f"{package.label} {tier.label}" in coverage.reason


@pytest.mark.parametrize("item", [SERVER, WERKPLEK])
@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Oplossen van incidenten", {"kind": INCIDENT}),
        ("Beantwoorden van servicevragen", {"kind": SERVICEVRAAG}),
        (
            "Incidentele restore van gebruikersbestanden uit back-ups",
            {"kind": SERVICEVRAAG, "service": "file_restore"},
        ),
        ("Opvolgen van meldingen uit automatische monitoring", {"kind": INCIDENT, "is_alert": True}),
        (
            "Basis gebruikersbeheer (toevoegen/verwijderen inlogaccounts)",
            {"kind": AANPASSING, "user_accounts": True},
        ),
    ],
)
def test_each_line_of_6_3_is_in_the_monthly_amount_of_plus(line: str, facts: dict, item) -> None:
    assert line in bullets("6.3")
    package = Package.SERVER if item == SERVER else Package.WERKPLEK
    coverage = decided(terms({package: PLUS}), item=item, **facts)
    assert verdict_and_clause(coverage) == (Verdict.INBEGREPEN, "6.3")
    assert coverage.reason == f"dit hoort bij “{line}” en zit bij {package.label} Plus in het maandbedrag"
    below = decided(terms({package: STANDARD}), item=item, **facts)
    assert verdict_and_clause(below) == (Verdict.MEERWERK, "5.2")


def test_the_last_line_of_6_3_is_fair_use() -> None:
    assert bullets("6.3")[-1] == "Kleine aanpassingen: Fair use"
    assert len(bullets("6.3")) == 6
    coverage = decided(terms({Package.WERKPLEK: PLUS}, fair_use=FairUse(5, 60)), AANPASSING, small_change=True)
    assert verdict_and_clause(coverage) == (Verdict.FAIR_USE, "7.7")
    assert not coverage.is_billable


def test_6_3_is_about_servers_and_workplaces_only() -> None:
    """ "Managed IT Plus-contracten voor servers en werkplekken": of network Plus, 5.2 says what is within."""
    network = terms({Package.NETWERK: PLUS})
    for facts in ({"kind": INCIDENT}, {"kind": SERVICEVRAAG}, {"kind": INCIDENT, "is_alert": True}):
        assert verdict_and_clause(decided(network, item=NETWERK, **facts)) == (Verdict.INBEGREPEN, "5.2")
    accounts = decided(network, AANPASSING, NETWERK, user_accounts=True)
    assert verdict_and_clause(accounts) == (Verdict.MEERWERK, "7.7")


def test_6_4_has_nine_lines() -> None:
    assert tuple(RULES.work_outside) == OUTSIDE
    assert len(bullets("6.4")) == 9


@pytest.mark.parametrize(("package", "tier"), TAKEN, ids=[f"{package.label} {tier.label}" for package, tier in TAKEN])
@pytest.mark.parametrize(("key", "line"), list(zip(OUTSIDE, bullets("6.4"), strict=True)), ids=OUTSIDE)
def test_each_line_of_6_4_is_outside_every_package(key: str, line: str, package: Package, tier: Tier) -> None:
    agreed, item = taken(package, tier), ITEM_OF_PACKAGE[package]
    coverage = decided(agreed, item=item, **outside_facts(key))
    assert verdict_and_clause(coverage) == (Verdict.MEERWERK, "6.4")
    assert f"“{line}”" in coverage.reason
    assert f"{package.label} {tier.label}" in coverage.reason
    assert decided(agreed, item=item).clause != "6.4"
