"""Terms and facts for the tests of coverage, from edition 2.4."""

from typing import Any

from contracts.agreements.terms import AllInOneCategory, ItemType, Package, Terms, Tier
from contracts.coverage.rules import Coverage, CoverageFacts, Verdict, decide
from contracts.coverage.words import DeclinedAdvice
from sla.actions import NEWEST_EDITION
from sla.edition import load_edition
from sla.priority import TicketKind

RULES = load_edition(NEWEST_EDITION)

INCIDENT, SERVICEVRAAG, AANPASSING = TicketKind.INCIDENT, TicketKind.SERVICEVRAAG, TicketKind.AANPASSING
SERVER, WERKPLEK, NETWERK, MOBIEL, CLOUD = ItemType
BASIC, STANDARD, PLUS, PREMIUM = Tier

ADVICE = DeclinedAdvice(12, "Vervang de oude server", "Jan Smit", "2026-03-03")
EVERYTHING = frozenset(AllInOneCategory)
ALL_BUT_CLOUD = EVERYTHING - {AllInOneCategory.CLOUD}

# What each column of SLA 5.2 covers: its package and an item of it.
ITEM_OF_PACKAGE = {
    Package.SERVER: SERVER,
    Package.WERKPLEK: WERKPLEK,
    Package.NETWERK: NETWERK,
    Package.ALL_IN_1: WERKPLEK,
}


def terms(packages: dict[Package, Tier], **others: Any) -> Terms:
    return Terms(RULES, packages, **others)


def all_in_1(categories: frozenset[AllInOneCategory] = EVERYTHING, **others: Any) -> Terms:
    return terms({Package.ALL_IN_1: PREMIUM}, categories=categories, **others)


def decided(agreed: Terms | None, kind: TicketKind = INCIDENT, item: ItemType = WERKPLEK, **others: Any) -> Coverage:
    if "features" in others:
        others["features"] = frozenset(others["features"])
    return decide(agreed, CoverageFacts(kind, item, **others))


def verdict_and_clause(coverage: Coverage) -> tuple[Verdict, str]:
    return coverage.verdict, coverage.clause
