"""Whether work falls within the agreement, and by which clause (SLA 5.2, 5.3, 6.2 to 6.4, 7.7, 8). Pure.

`decide` asks, and the first answer stands:

1. Is there an SLA for this item at all (5.1)?
2. Is it one of the nine kinds of work that are always outside (6.4)?
3. Is it a service on top: an emergency call (3.2), a visit (8.1), planned work outside office hours (8.2)?
4. What does the table say for this package and SLA-type (5.2), and is that part of All-in-1 agreed (5.3)?
5. What is within: a change only when it is small (7.7), else as 6.2 and 6.3 say.

Where the document leaves room:

- Work on a phone or in the Microsoft cloud has rows of its own in 5.2, whatever is done there: 6.1 counts monitoring
  and updates of a cloud under Cloudbeheer, and calls support of phones extra in every package but All-in-1.
- Following up an alert is the row "Ondersteuning ... & opvolging alerts", never the monitoring that raised it.
- 7.7 speaks of changes that the Supportcenter carries out, so it narrows the rows of support. Updates, a restore or
  a server check are what their own row says, whatever kind of melding asked for them.
- All-in-1 without categories has nothing agreed (5.3), as an agreement without packages has no SLA (5.1): what is not
  recorded is not assumed. Microsoft Cloudbeheer is recorded as an option (5.2) or as category 1 (5.3); either will do.
  Beside All-in-1, a package of the item itself carries what All-in-1 leaves out.
- Updates that ask for extra supervision are outside regular updatebeheer (6.1): they are support, and covered where
  that is. A restore by the schedule of the DAP is the test-restore of 6.1, never the "incidentele restore" of 6.3.
- What its maker no longer supports is treated on best effort (7.10): who pays stays as it is, and the reason says so.
- An ignored advice makes an incident meerwerk, and nothing but an incident, and only with the advice as proof (6.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from contracts.agreements.terms import AllInOneCategory, ItemType, Package, Terms, Tier
from contracts.coverage.words import (
    Because,
    CoverageReason,
    DeclinedAdvice,
    Verdict,
    caution_words,
    reason_words,
    stated,
)
from sla.edition import EditionRules
from sla.priority import TicketKind

SUPPORT = "support"  # the service of SLA 5.2 that a melding is about unless said otherwise
MOBILE, CLOUD, UPDATES, FILE_RESTORE = "mobile_support", "microsoft_cloud", "updates", "file_restore"
VULNERABILITIES, IGNORED_ADVICE = "vulnerabilities", "ignored_advice"
VULNERABILITY_MINUTES = 120  # "met meer dan 2 uur arbeid" (SLA 6.4); one minute more, and the whole job is meerwerk

ROW_OF_ITEM: Mapping[ItemType, str] = MappingProxyType({ItemType.MOBIEL: MOBILE, ItemType.CLOUD: CLOUD})
ALERT_ROWS = (SUPPORT, "monitoring", "backup_monitoring")
SUPPORT_ROWS = (SUPPORT, MOBILE, CLOUD)

PACKAGES_OF_ITEM: Mapping[ItemType, tuple[Package, ...]] = MappingProxyType(
    {
        ItemType.SERVER: (Package.SERVER,),
        ItemType.WERKPLEK: (Package.WERKPLEK,),
        ItemType.NETWERK: (Package.NETWERK,),
        ItemType.MOBIEL: (Package.WERKPLEK, Package.SERVER),
        ItemType.CLOUD: (Package.WERKPLEK, Package.SERVER),
    }
)
CATEGORY_OF_ITEM: Mapping[ItemType, AllInOneCategory] = MappingProxyType(
    {
        ItemType.SERVER: AllInOneCategory.SERVERS,
        ItemType.WERKPLEK: AllInOneCategory.WORKPLACES,
        ItemType.NETWERK: AllInOneCategory.SERVERS,
        ItemType.MOBIEL: AllInOneCategory.WORKPLACES,
        ItemType.CLOUD: AllInOneCategory.CLOUD,
    }
)
INSIDE_OF_KIND: Mapping[TicketKind, str] = MappingProxyType(
    {TicketKind.INCIDENT: "incidents", TicketKind.SERVICEVRAAG: "service_requests"}
)

BILLABLE = (Verdict.MEERWERK, Verdict.OPTIE, Verdict.NIET_AANGEBODEN, Verdict.GEEN_SLA)


@dataclass(frozen=True)
class CoverageFacts:
    """What the decision is about.

    `service` is a row of SLA 5.2; `features` are keys of the edition's `work_outside` (SLA 6.4). `ignored_advice` is
    the declined advice, and so the proof that 6.4 applies.
    `outside_hours`: planned outside opening hours and agreed so (8.2), not what the clock on the wall says.
    `minutes` is the labour of the whole job so far; `small_changes_this_month` counts those before this one.
    """

    kind: TicketKind
    item: ItemType = ItemType.WERKPLEK
    service: str = SUPPORT
    features: frozenset[str] = frozenset()
    is_alert: bool = False
    is_scheduled: bool = False
    extra_supervision: bool = False
    unsupported: bool = False
    small_change: bool = False
    user_accounts: bool = False
    on_site: bool = False
    outside_hours: bool = False
    emergency_call: bool = False
    is_visit: bool = False
    ignored_advice: DeclinedAdvice | None = None
    minutes: int = 0
    small_changes_this_month: int = 0


@dataclass(frozen=True)
class Coverage:
    """`because` and `cautions` are kept (contracts.coverage.words), their sentences are made when read: `reason` for
    agent and customer, `warning` for the agent: what would change the verdict, or what the Service Review will be
    about. `clause` is a section of the SLA ("5.2").
    """

    verdict: Verdict
    clause: str
    because: Because
    cautions: tuple[Because, ...] = ()

    @property
    def is_billable(self) -> bool:
        return self.verdict in BILLABLE

    @property
    def draws_hours(self) -> bool:
        """SLA 6.2: what All-in-1 covers goes off its hours; what a package beside it covers does not."""
        if self.is_billable:
            return False
        by_hand: bool | None = self.because.get("draws")
        return by_hand if by_hand is not None else self.because.get("name", [""])[0] == Package.ALL_IN_1

    @property
    def reason(self) -> str:
        return reason_words(self.because)

    @property
    def warning(self) -> str:
        return caution_words(self.cautions)

    @property
    def words(self) -> str:
        """ "Meerwerk: opvolging van een alert valt bij Server Basic niet binnen de SLA (5.2)" """
        return stated(self.verdict, self.reason, self.clause)


def because(key: CoverageReason, **values: Any) -> Because:
    """A reason as it is kept; the values are plain JSON."""
    return {"key": key, **values}


def decide(terms: Terms | None, facts: CoverageFacts) -> Coverage:
    """ValueError for a service or feature that the edition does not have, or a package without such an SLA-type."""
    if none := without_sla(terms, facts):
        return none
    assert terms is not None
    package = _package(terms, facts)
    assert package is not None
    case = _Case(terms, facts, package)
    coverage = _always_outside(case) or _on_top(case) or _by_table(case)
    if facts.unsupported:
        coverage = replace(coverage, because=coverage.because | {"best_effort": True})
    return coverage if coverage.is_billable else replace(coverage, cautions=tuple(_cautions(case, coverage)))


def without_sla(terms: Terms | None, facts: CoverageFacts) -> Coverage | None:
    """Why no SLA applies to this work at all (SLA 5.1), so that nothing is promised either; None where one does."""
    if terms is None:
        return Coverage(Verdict.GEEN_SLA, "5.1", because(CoverageReason.NO_AGREEMENT))
    _require_known(terms.rules, facts)
    if not terms.packages:
        return Coverage(Verdict.GEEN_SLA, "5.1", because(CoverageReason.NO_PACKAGE))
    if _package(terms, facts) is None:
        return Coverage(Verdict.GEEN_SLA, "5.1", because(CoverageReason.NO_PACKAGE_FOR_ITEM, item=facts.item))
    return None


def _require_known(rules: EditionRules, facts: CoverageFacts) -> None:
    if facts.service not in rules.services:
        raise ValueError(f"unknown service {facts.service!r}; edition {rules.version} has {', '.join(rules.services)}")
    if unknown := facts.features - rules.work_outside.keys():
        raise ValueError(
            f"unknown feature {min(unknown)!r}; edition {rules.version} has {', '.join(rules.work_outside)}"
        )


def _row(facts: CoverageFacts) -> str:
    """The row of SLA 5.2 that decides."""
    if facts.service in (MOBILE, CLOUD):
        return facts.service
    if _is_supervised(facts):
        return SUPPORT
    if facts.item in ROW_OF_ITEM:
        return ROW_OF_ITEM[facts.item]
    if facts.is_alert and facts.service in ALERT_ROWS:
        return SUPPORT
    return facts.service


def _is_supervised(facts: CoverageFacts) -> bool:
    """An update that asks for extra supervision (SLA 6.1)."""
    return facts.service == UPDATES and facts.extra_supervision


def _package(terms: Terms, facts: CoverageFacts) -> Package | None:
    """All-in-1 for what was agreed in it, else the item's own package, else whatever All-in-1 says."""
    own = next((package for package in PACKAGES_OF_ITEM[facts.item] if package in terms.packages), None)
    if terms.is_all_in_1 and (own is None or _categories(terms).intersection(_wanted(facts))):
        return Package.ALL_IN_1
    return own


def _categories(terms: Terms) -> frozenset[AllInOneCategory]:
    return terms.categories | ({AllInOneCategory.CLOUD} if terms.microsoft_cloud else set())


def _wanted(facts: CoverageFacts) -> tuple[AllInOneCategory, ...]:
    """The categories of SLA 5.3 under which this work falls; one that was agreed is enough."""
    row = _row(facts)
    if row == CLOUD:
        return (AllInOneCategory.CLOUD,)
    category = CATEGORY_OF_ITEM[facts.item]
    if category == AllInOneCategory.WORKPLACES and row in SUPPORT_ROWS and not facts.is_alert:
        return category, AllInOneCategory.USERS
    return (category,)


@dataclass(frozen=True)
class _Case:
    """CoverageFacts beside the package that decides them."""

    terms: Terms
    facts: CoverageFacts
    package: Package

    @property
    def tier(self) -> Tier:
        return Tier(self.terms.packages[self.package])

    @property
    def name(self) -> list[str]:
        """Of "Werkplek Plus"."""
        return [self.package, self.tier]

    @property
    def row(self) -> str:
        return _row(self.facts)

    @property
    def cell(self) -> str:
        rules = self.terms.rules
        for column, cell in zip(rules.coverage_columns, rules.services[self.row].cells, strict=True):
            if self.package in column.packages and column.tier == self.tier:
                return cell
        raise ValueError(f"edition {rules.version} has no {self.package} {self.tier}")

    @property
    def work(self) -> dict[str, str | bool]:
        """What is done."""
        if _is_supervised(self.facts):
            return {"supervised": True}
        if self.is_test_restore:
            return {"test_restore": True}
        if self.is_user_accounts:
            return {"accounts": True}
        if self.row != SUPPORT:
            return {"service": self.terms.rules.services[self.row].text}
        return {"alert": True} if self.facts.is_alert else {"kind": self.facts.kind}

    @property
    def is_test_restore(self) -> bool:
        """By the schedule that the DAP agreed (SLA 6.1)."""
        return self.facts.is_scheduled and self.row == FILE_RESTORE

    @property
    def is_user_accounts(self) -> bool:
        """SLA 6.3: "Basis gebruikersbeheer"."""
        facts = self.facts
        return facts.user_accounts and facts.kind == TicketKind.AANPASSING and self.row in SUPPORT_ROWS

    @property
    def hours(self) -> dict[str, str]:
        """Of an All-in-1 the hours from which this goes off (SLA 6.2)."""
        hours = self.terms.hours_per_month if self.package == Package.ALL_IN_1 else None
        return {} if hours is None else {"hours": str(hours)}

    def answer(self, verdict: Verdict, clause: str, key: CoverageReason, **values: Any) -> Coverage:
        return Coverage(verdict, clause, because(key, name=self.name, **values))

    def answer_of_work(self, verdict: Verdict, clause: str, key: CoverageReason, **values: Any) -> Coverage:
        return self.answer(verdict, clause, key, work=self.work, **values)


def _always_outside(case: _Case) -> Coverage | None:
    """SLA 6.4: "altijd buiten de overeenkomst", whatever was taken."""
    outside = [clause for key, clause in case.terms.rules.work_outside.items() if _holds(key, case.facts)]
    if not outside:
        return None
    keys = [clause.key for clause in outside]
    return case.answer(
        Verdict.MEERWERK,
        "6.4",
        CoverageReason.ALWAYS_OUTSIDE,
        texts=[clause.text for clause in outside],
        whole_job=VULNERABILITIES in keys,
        proof=list(case.facts.ignored_advice or ()) if IGNORED_ADVICE in keys else [],
    )


def _holds(key: str, facts: CoverageFacts) -> bool:
    if key == IGNORED_ADVICE:
        return facts.ignored_advice is not None and facts.kind == TicketKind.INCIDENT
    return key in facts.features and (key != VULNERABILITIES or facts.minutes > VULNERABILITY_MINUTES)


def _on_top(case: _Case) -> Coverage | None:
    """Services that are paid by the time they take, beside any package."""
    if case.facts.emergency_call:
        return _emergency_call(case.terms)
    if case.facts.is_visit:
        return Coverage(Verdict.MEERWERK, "8.1", because(CoverageReason.VISIT))
    if case.facts.outside_hours:
        return Coverage(Verdict.MEERWERK, "8.2", because(CoverageReason.OUTSIDE_HOURS))
    return None


def _emergency_call(terms: Terms) -> Coverage:
    least = terms.rules.emergency.minimum // timedelta(minutes=1)
    cautions = () if terms.has_emergency_service else (because(CoverageReason.NO_EMERGENCY_SERVICE),)
    return Coverage(Verdict.MEERWERK, "3.2", because(CoverageReason.EMERGENCY_CALL, least=least), cautions)


def _by_table(case: _Case) -> Coverage:
    """SLA 5.2, 5.3; of an update with extra supervision, and of a test-restore, 6.1."""
    coverage = _by_cell(case)
    is_of_61 = _is_supervised(case.facts) or (case.is_test_restore and not coverage.is_billable)
    return replace(coverage, clause="6.1") if is_of_61 else coverage


def _by_cell(case: _Case) -> Coverage:
    if case.cell == "":
        return case.answer_of_work(Verdict.NIET_AANGEBODEN, "5.2", CoverageReason.NOT_OFFERED)
    if case.cell == "€":
        return case.answer_of_work(Verdict.MEERWERK, "5.2", CoverageReason.NOT_WITHIN)
    is_agreed = case.package != Package.ALL_IN_1 or _categories(case.terms).intersection(_wanted(case.facts))
    if case.cell == "Optie" and not is_agreed:
        return case.answer_of_work(Verdict.OPTIE, "5.2", CoverageReason.OPTION_NOT_TAKEN)
    if not is_agreed:
        return _category_not_agreed(case)
    if case.facts.kind == TicketKind.AANPASSING and case.row in SUPPORT_ROWS and not _is_supervised(case.facts):
        return _change(case)
    return _included(case)


def _category_not_agreed(case: _Case) -> Coverage:
    is_one_of_others = bool(_categories(case.terms))
    key = CoverageReason.CATEGORY_NOT_AGREED if is_one_of_others else CoverageReason.NO_CATEGORY_AGREED
    return case.answer(Verdict.MEERWERK, "5.3", key, category=_wanted(case.facts)[0])


def _change(case: _Case) -> Coverage:
    """SLA 6.3, 7.7. Small changes are fair use in every package that carries support."""
    if case.facts.user_accounts and (case.package == Package.ALL_IN_1 or _is_managed_plus(case)):
        return _included(case)
    if case.facts.small_change:
        return case.answer(Verdict.FAIR_USE, "7.7", CoverageReason.SMALL_CHANGE, **case.hours)
    return case.answer(Verdict.MEERWERK, "7.7", CoverageReason.LARGE_CHANGE)


def _is_managed_plus(case: _Case) -> bool:
    """SLA 6.3: "Managed IT Plus-contracten voor servers en werkplekken"."""
    return case.tier == Tier.PLUS and case.package in (Package.SERVER, Package.WERKPLEK)


def _included(case: _Case) -> Coverage:
    if case.package == Package.ALL_IN_1:
        return _within_hours(case)
    line = case.terms.rules.work_inside.get(_inside_key(case))
    if case.is_test_restore or _is_supervised(case.facts):
        line = None  # the lines of 6.3 are about something else
    if line and _is_managed_plus(case):
        return case.answer(Verdict.INBEGREPEN, "6.3", CoverageReason.WITHIN_LINE, line=line.text)
    return case.answer_of_work(Verdict.INBEGREPEN, "5.2", CoverageReason.WITHIN)


def _within_hours(case: _Case) -> Coverage:
    """SLA 6.2."""
    key = CoverageReason.WITHIN_HOURS if case.hours else CoverageReason.WITHIN
    return case.answer_of_work(Verdict.INBEGREPEN, "6.2", key, **case.hours)


def _inside_key(case: _Case) -> str:
    """The line of SLA 6.3 under which this falls; empty where none fits."""
    if case.row != SUPPORT:
        return case.row
    if case.facts.is_alert:
        return "alerts"
    return INSIDE_OF_KIND.get(case.facts.kind, "user_accounts")


def _cautions(case: _Case, coverage: Coverage) -> Iterator[Because]:
    facts = case.facts
    if VULNERABILITIES in facts.features:
        yield _vulnerability_caution(facts)
    if facts.ignored_advice and facts.kind != TicketKind.INCIDENT:
        yield because(CoverageReason.ONLY_INCIDENTS)
    elif IGNORED_ADVICE in facts.features:
        yield because(CoverageReason.LINK_ADVICE)
    if facts.on_site:
        yield because(CoverageReason.ONLY_ON_SITE)
    if coverage.verdict == Verdict.FAIR_USE:
        yield from _fair_use_cautions(case)


def _vulnerability_caution(facts: CoverageFacts) -> Because:
    if facts.minutes == VULNERABILITY_MINUTES:
        return because(CoverageReason.TWO_HOURS_FULL)
    return because(CoverageReason.TWO_HOURS_LEFT, left=VULNERABILITY_MINUTES - facts.minutes)


def _fair_use_cautions(case: _Case) -> list[Because]:
    """SLA 7.7: number and size are talked over in the Service Review; the verdict stays."""
    norm, count, minutes = case.terms.fair_use, case.facts.small_changes_this_month, case.facts.minutes
    found = []
    if norm.changes_a_month is not None and count >= norm.changes_a_month:
        found.append(because(CoverageReason.MANY_CHANGES, count=count, norm=norm.changes_a_month))
    if norm.minutes_a_change is not None and minutes > norm.minutes_a_change:
        found.append(because(CoverageReason.LONG_CHANGE, spent=minutes, most=norm.minutes_a_change))
    return [*found, because(CoverageReason.SERVICE_REVIEW)] if found else []
