"""What must hold for any agreement and any work."""

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.agreements.terms import TIERS_OF, AllInOneCategory, FairUse, ItemType, Package, Terms, Tier
from contracts.coverage.rules import Coverage, CoverageFacts, Verdict, decide
from contracts.coverage.words import DeclinedAdvice
from sla.priority import TicketKind
from tests.contracts.coverage.coverage_cases import RULES
from tests.sla.test_edition import DOCUMENT

CLAUSES = frozenset(re.findall(r"^(\d+\.\d+) \S", DOCUMENT, re.MULTILINE))
ALWAYS_OUTSIDE = frozenset(RULES.work_outside) - {"vulnerabilities", "ignored_advice"}
WORSE = {Verdict.INBEGREPEN: 0, Verdict.FAIR_USE: 1}  # the others are equally bad: all are paid for

tiers = st.fixed_dictionaries({}, optional={package: st.sampled_from(found) for package, found in TIERS_OF.items()})
small = st.none() | st.integers(0, 200)
all_terms = st.builds(
    Terms,
    rules=st.just(RULES),
    packages=tiers,
    microsoft_cloud=st.booleans(),
    categories=st.frozensets(st.sampled_from(AllInOneCategory)),
    hours_per_month=st.none() | st.decimals(0, 1000, places=2),
    has_emergency_service=st.booleans(),
    fair_use=st.builds(FairUse, small, small),
)
all_facts = st.builds(
    CoverageFacts,
    kind=st.sampled_from(TicketKind),
    item=st.sampled_from(ItemType),
    service=st.sampled_from(list(RULES.services)),
    features=st.frozensets(st.sampled_from(list(RULES.work_outside)), max_size=2),
    is_alert=st.booleans(),
    small_change=st.booleans(),
    user_accounts=st.booleans(),
    on_site=st.booleans(),
    outside_hours=st.booleans(),
    emergency_call=st.booleans(),
    is_visit=st.booleans(),
    ignored_advice=st.none()
    | st.builds(DeclinedAdvice, st.integers(1, 99), st.text(max_size=30), st.just("Jan"), st.just("2026-03-03")),
    minutes=st.integers(0, 400),
    small_changes_this_month=st.integers(0, 50),
)
# Few kinds of work are on top or always outside; without those, more of the table is seen.
plain_facts = all_facts.map(
    lambda facts: replace(
        facts, features=frozenset(), outside_hours=False, emergency_call=False, is_visit=False, ignored_advice=None
    )
)
any_facts = all_facts | plain_facts


def badness(coverage: Coverage) -> int:
    return WORSE.get(coverage.verdict, 2)


@given(st.none() | all_terms, any_facts)
def test_there_is_always_an_answer_with_a_clause_of_the_document(terms: Terms | None, facts: CoverageFacts) -> None:
    coverage = decide(terms, facts)
    assert coverage.verdict in Verdict
    assert coverage.clause in CLAUSES
    assert coverage.reason.strip()
    assert not coverage.reason[0].isupper()
    proof = facts.ignored_advice.words if facts.ignored_advice else "-"
    assert f"({coverage.clause})" not in coverage.reason.replace(proof, "")
    assert "%(" not in (coverage.reason + coverage.warning).replace(proof, "")
    assert coverage.words.startswith(str(coverage.verdict.label))


@given(all_terms, all_facts)
def test_always_outside_is_always_outside(terms: Terms, facts: CoverageFacts) -> None:
    assume(facts.features & ALWAYS_OUTSIDE)
    coverage = decide(terms, facts)
    assert coverage.clause == ("5.1" if coverage.verdict == Verdict.GEEN_SLA else "6.4")
    assert coverage.is_billable


@given(all_terms, any_facts)
def test_a_call_a_visit_or_an_evening_is_never_within(terms: Terms, facts: CoverageFacts) -> None:
    for extra in ("emergency_call", "is_visit", "outside_hours"):
        assert decide(terms, replace(facts, **{extra: True})).is_billable


@given(all_terms, any_facts, st.sampled_from(Package), st.data())
def test_one_more_package_never_makes_an_answer_worse(
    terms: Terms, facts: CoverageFacts, package: Package, data
) -> None:
    assume(package not in terms.packages)
    more = replace(terms, packages={**terms.packages, package: data.draw(st.sampled_from(TIERS_OF[package]))})
    assert badness(decide(more, facts)) <= badness(decide(terms, facts))


@given(all_terms, any_facts, st.sampled_from([Package.SERVER, Package.WERKPLEK, Package.NETWERK]))
def test_a_higher_sla_type_never_makes_an_answer_worse(terms: Terms, facts: CoverageFacts, package: Package) -> None:
    found = [
        badness(decide(replace(terms, packages={**terms.packages, package: tier}), facts)) for tier in TIERS_OF[package]
    ]
    assert found == sorted(found, reverse=True)


@given(all_terms, any_facts, st.sampled_from(AllInOneCategory))
def test_one_more_category_never_makes_an_answer_worse(
    terms: Terms, facts: CoverageFacts, category: AllInOneCategory
) -> None:
    more = replace(terms, categories=terms.categories | {category})
    assert badness(decide(more, facts)) <= badness(decide(terms, facts))
    option = replace(terms, microsoft_cloud=True)
    assert badness(decide(option, facts)) <= badness(decide(terms, facts))


@given(all_terms, any_facts, st.integers(1, 300))
def test_more_minutes_never_make_an_answer_better(terms: Terms, facts: CoverageFacts, minutes: int) -> None:
    longer = replace(facts, minutes=facts.minutes + minutes)
    assert badness(decide(terms, longer)) >= badness(decide(terms, facts))


@given(all_terms, any_facts, st.decimals(0, 1000, places=2), small)
def test_hours_and_norms_never_change_a_verdict(
    terms: Terms, facts: CoverageFacts, hours: Decimal, norm: int | None
) -> None:
    """All-in-1 hours (6.2) and fair use (7.7) are talked over in the Service Review."""
    other = decide(replace(terms, hours_per_month=hours, fair_use=FairUse(norm, norm)), facts)
    coverage = decide(terms, facts)
    assert (other.verdict, other.clause) == (coverage.verdict, coverage.clause)


@given(all_terms, any_facts)
def test_where_one_worked_changes_no_verdict(terms: Terms, facts: CoverageFacts) -> None:
    here, there = (replace(decide(terms, replace(facts, on_site=on_site)), cautions=()) for on_site in (False, True))
    assert here == there


@given(plain_facts)
def test_basic_follows_nothing_up(facts: CoverageFacts) -> None:
    """The sharp edge of 5.2: monitoring is within, doing something about what it sees is not."""
    basic = Terms(RULES, {Package.SERVER: Tier.BASIC, Package.WERKPLEK: Tier.BASIC})
    assert decide(basic, replace(facts, service="support", is_alert=True)).is_billable
