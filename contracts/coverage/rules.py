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
- An ignored advice makes an incident meerwerk, and nothing but an incident, and only with the advice as proof (6.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import AllInOneCategory, ItemType, Package, Terms, Tier
from sla.edition import EditionRules
from sla.priority import TicketKind
from sla.wording import duration_words

SUPPORT = "support"  # the service of SLA 5.2 that a melding is about unless said otherwise
MOBILE, CLOUD = "mobile_support", "microsoft_cloud"
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
ITEM_WORDS = MappingProxyType(
    {
        ItemType.SERVER: gettext_lazy("servers"),
        ItemType.WERKPLEK: gettext_lazy("werkplekken"),
        ItemType.NETWERK: gettext_lazy("netwerkapparatuur"),
        ItemType.MOBIEL: gettext_lazy("smartphones en tablets"),
        ItemType.CLOUD: gettext_lazy("de Microsoft-cloud"),
    }
)
KIND_WORDS = MappingProxyType(
    {
        TicketKind.INCIDENT: gettext_lazy("het oplossen van een incident"),
        TicketKind.SERVICEVRAAG: gettext_lazy("het beantwoorden van een servicevraag"),
        TicketKind.AANPASSING: gettext_lazy("het doorvoeren van een aanpassing"),
    }
)
INSIDE_OF_KIND: Mapping[TicketKind, str] = MappingProxyType(
    {TicketKind.INCIDENT: "incidents", TicketKind.SERVICEVRAAG: "service_requests"}
)


class Verdict(TextChoices):
    INBEGREPEN = "inbegrepen", gettext_lazy("Inbegrepen")
    FAIR_USE = "fair_use", gettext_lazy("Fair use")
    MEERWERK = "meerwerk", gettext_lazy("Meerwerk")
    OPTIE = "optie", gettext_lazy("Optie")
    NIET_AANGEBODEN = "niet_aangeboden", gettext_lazy("Niet aangeboden")
    GEEN_SLA = "geen_sla", gettext_lazy("Geen SLA")


BILLABLE = (Verdict.MEERWERK, Verdict.OPTIE, Verdict.NIET_AANGEBODEN, Verdict.GEEN_SLA)


@dataclass(frozen=True)
class CoverageFacts:
    """What the decision is about.

    `service` is a row of SLA 5.2; `features` are keys of the edition's `work_outside` (SLA 6.4). `ignored_advice` names
    the declined advice and is the proof that 6.4 applies: "Advies 12: vervang de oude server, afgewezen door ...".
    `minutes` is the labour of the whole job so far; `small_changes_this_month` counts those before this one.
    """

    kind: TicketKind
    item: ItemType = ItemType.WERKPLEK
    service: str = SUPPORT
    features: frozenset[str] = frozenset()
    is_alert: bool = False
    small_change: bool = False
    user_accounts: bool = False
    on_site: bool = False
    outside_hours: bool = False
    emergency_call: bool = False
    is_visit: bool = False
    ignored_advice: str = ""
    minutes: int = 0
    small_changes_this_month: int = 0


@dataclass(frozen=True)
class Coverage:
    """`reason` is a Dutch sentence for agent and customer; `clause` a section of the SLA ("5.2").

    `warning` is for the agent: what would change the verdict, or what the Service Review will be about.
    """

    verdict: Verdict
    clause: str
    reason: str
    warning: str = ""

    @property
    def is_billable(self) -> bool:
        return self.verdict in BILLABLE

    @property
    def words(self) -> str:
        """ "Meerwerk: opvolging van een alert valt bij Server Basic niet binnen de SLA (5.2)" """
        return f"{self.verdict.label}: {self.reason} ({self.clause})"


def decide(terms: Terms | None, facts: CoverageFacts) -> Coverage:
    """ValueError for a service or feature that the edition does not have, or a package without such an SLA-type."""
    if terms is None:
        return Coverage(Verdict.GEEN_SLA, "5.1", _("er is geen overeenkomst van kracht"))
    _require_known(terms.rules, facts)
    if not terms.packages:
        return Coverage(Verdict.GEEN_SLA, "5.1", _("in de overeenkomst staat geen SLA-pakket"))
    package = _package(terms, facts)
    if package is None:
        reason = _("voor %(item)s is geen SLA-pakket afgenomen") % {"item": ITEM_WORDS[facts.item]}
        return Coverage(Verdict.GEEN_SLA, "5.1", reason)
    case = _Case(terms, facts, package)
    coverage = _always_outside(case) or _on_top(case) or _by_table(case)
    return coverage if coverage.is_billable else replace(coverage, warning=_warnings(case, coverage))


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
    if facts.item in ROW_OF_ITEM:
        return ROW_OF_ITEM[facts.item]
    if facts.is_alert and facts.service in ALERT_ROWS:
        return SUPPORT
    return facts.service


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
    def name(self) -> str:
        """ "Werkplek Plus" """
        return f"{self.package.label} {self.tier.label}"

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
    def work(self) -> str:
        """What is done, as the subject of a sentence."""
        if self.row != SUPPORT:
            return _("het onderdeel “%(service)s”") % {"service": self.terms.rules.services[self.row].text}
        if self.facts.is_alert:
            return _("opvolging van een alert")
        return str(KIND_WORDS[self.facts.kind])

    def answer(self, verdict: Verdict, clause: str, sentence: str, **words: str) -> Coverage:
        return Coverage(verdict, clause, sentence % {"work": self.work, "name": self.name, **words})


def _always_outside(case: _Case) -> Coverage | None:
    """SLA 6.4: "altijd buiten de overeenkomst", whatever was taken."""
    outside = [clause for key, clause in case.terms.rules.work_outside.items() if _holds(key, case.facts)]
    if not outside:
        return None
    keys = [clause.key for clause in outside]
    sentence = _("dit hoort bij %(texts)s en valt altijd buiten de overeenkomst, ook bij %(name)s")
    if VULNERABILITIES in keys:
        sentence += _("; dat geldt voor de hele klus")
    if IGNORED_ADVICE in keys:
        sentence += _("; zie %(advice)s")
    texts = _(" en ").join(f"“{clause.text}”" for clause in outside)
    advice = case.facts.ignored_advice.strip(" .")
    return case.answer(Verdict.MEERWERK, "6.4", sentence, texts=texts, advice=advice)


def _holds(key: str, facts: CoverageFacts) -> bool:
    if key == IGNORED_ADVICE:
        return bool(facts.ignored_advice.strip(" .")) and facts.kind == TicketKind.INCIDENT
    return key in facts.features and (key != VULNERABILITIES or facts.minutes > VULNERABILITY_MINUTES)


def _on_top(case: _Case) -> Coverage | None:
    """Services that are paid by the time they take, beside any package."""
    if case.facts.emergency_call:
        return _emergency_call(case.terms)
    if case.facts.is_visit:
        return Coverage(
            Verdict.MEERWERK, "8.1", _("werk tijdens een bezoek op afspraak wordt naar bestede tijd berekend")
        )
    if case.facts.outside_hours:
        reason = _("gepland werk buiten kantoortijden wordt naar bestede tijd berekend")
        return Coverage(Verdict.MEERWERK, "8.2", reason)
    return None


def _emergency_call(terms: Terms) -> Coverage:
    sentence = _("een oproep bij de calamiteitendienst wordt naar bestede tijd berekend, met een minimum van %(least)s")
    reason = sentence % {"least": duration_words(terms.rules.emergency.minimum)}
    warning = "" if terms.has_emergency_service else _("De calamiteitendienst staat niet in de overeenkomst (3.2).")
    return Coverage(Verdict.MEERWERK, "3.2", reason, warning)


def _by_table(case: _Case) -> Coverage:
    """SLA 5.2, 5.3."""
    if case.cell == "":
        return case.answer(Verdict.NIET_AANGEBODEN, "5.2", _("%(work)s bestaat niet bij %(name)s"))
    if case.cell == "€":
        return case.answer(Verdict.MEERWERK, "5.2", _("%(work)s valt bij %(name)s niet binnen de SLA"))
    is_agreed = case.package != Package.ALL_IN_1 or _categories(case.terms).intersection(_wanted(case.facts))
    if case.cell == "Optie" and not is_agreed:
        return case.answer(Verdict.OPTIE, "5.2", _("%(work)s is bij %(name)s een optie, en die is niet afgenomen"))
    if not is_agreed:
        return _category_not_agreed(case)
    if case.facts.kind == TicketKind.AANPASSING and case.row in SUPPORT_ROWS:
        return _change(case)
    return _included(case)


def _category_not_agreed(case: _Case) -> Coverage:
    category = str(_wanted(case.facts)[0].label)
    if _categories(case.terms):
        sentence = _("“%(category)s” is niet overeengekomen binnen %(name)s")
    else:
        sentence = _("voor %(name)s staat geen hoofdcategorie in de overeenkomst, dus ook niet “%(category)s”")
    return case.answer(Verdict.MEERWERK, "5.3", sentence, category=category)


def _change(case: _Case) -> Coverage:
    """SLA 6.3, 7.7. Small changes are fair use in every package that carries support."""
    if case.facts.user_accounts and (case.package == Package.ALL_IN_1 or _is_managed_plus(case)):
        return _included(case)
    if case.facts.small_change:
        return case.answer(Verdict.FAIR_USE, "7.7", _("kleine aanpassingen gaan bij %(name)s op basis van fair use"))
    return case.answer(Verdict.MEERWERK, "7.7", _("alleen kleine aanpassingen vallen bij %(name)s binnen de SLA"))


def _is_managed_plus(case: _Case) -> bool:
    """SLA 6.3: "Managed IT Plus-contracten voor servers en werkplekken"."""
    return case.tier == Tier.PLUS and case.package in (Package.SERVER, Package.WERKPLEK)


def _included(case: _Case) -> Coverage:
    if case.package == Package.ALL_IN_1:
        return _within_hours(case)
    line = case.terms.rules.work_inside.get(_inside_key(case))
    if line and _is_managed_plus(case):
        sentence = _("dit hoort bij “%(line)s” en zit bij %(name)s in het maandbedrag")
        return case.answer(Verdict.INBEGREPEN, "6.3", sentence, line=line.text)
    return case.answer(Verdict.INBEGREPEN, "5.2", _("%(work)s valt bij %(name)s binnen de SLA"))


def _within_hours(case: _Case) -> Coverage:
    """SLA 6.2."""
    hours = case.terms.hours_per_month
    if hours is None:
        return case.answer(Verdict.INBEGREPEN, "6.2", _("%(work)s valt bij %(name)s binnen de SLA"))
    sentence = _("%(work)s valt bij %(name)s binnen de SLA en gaat af van de %(hours)s uur per maand")
    plain = hours.quantize(hours.to_integral_value()) if hours == hours.to_integral_value() else hours.normalize()
    return case.answer(Verdict.INBEGREPEN, "6.2", sentence, hours=number_format(plain, use_l10n=True))


def _inside_key(case: _Case) -> str:
    """The line of SLA 6.3 under which this falls; empty where none fits."""
    if case.row != SUPPORT:
        return case.row
    if case.facts.is_alert:
        return "alerts"
    return INSIDE_OF_KIND.get(case.facts.kind, "user_accounts")


def _warnings(case: _Case, coverage: Coverage) -> str:
    facts = case.facts
    found = []
    if VULNERABILITIES in facts.features:
        found.append(_vulnerability_warning(facts))
    if facts.ignored_advice and facts.kind != TicketKind.INCIDENT:
        found.append(_("Het afgewezen advies telt niet mee: dat geldt alleen voor incidenten (6.4)."))
    elif IGNORED_ADVICE in facts.features:
        found.append(_("Koppel het afgewezen advies; zonder dat bewijs is dit geen meerwerk (6.4)."))
    if facts.on_site:
        found.append(_("Kon dit werk uitsluitend op locatie, dan is het meerwerk (6.4)."))
    if coverage.verdict == Verdict.FAIR_USE:
        found += _fair_use_warnings(case)
    return " ".join(found)


def _vulnerability_warning(facts: CoverageFacts) -> str:
    if facts.minutes == VULNERABILITY_MINUTES:
        return _("De 2 uur arbeid zijn vol; bij meer is de hele klus meerwerk (6.4).")
    left = duration_words(timedelta(minutes=VULNERABILITY_MINUTES - facts.minutes))
    return _("Nog %(left)s tot 2 uur arbeid; daarna is de hele klus meerwerk (6.4).") % {"left": left}


def _fair_use_warnings(case: _Case) -> list[str]:
    """SLA 7.7: number and size are talked over in the Service Review; the verdict stays."""
    norm, count, minutes = case.terms.fair_use, case.facts.small_changes_this_month, case.facts.minutes
    found = []
    if norm.changes_a_month is not None and count >= norm.changes_a_month:
        sentence = _("Er waren deze maand al %(count)s kleine aanpassingen; de norm is %(norm)s.")
        found.append(sentence % {"count": count, "norm": norm.changes_a_month})
    if norm.minutes_a_change is not None and minutes > norm.minutes_a_change:
        spent, most = (duration_words(timedelta(minutes=each)) for each in (minutes, norm.minutes_a_change))
        found.append(_("Deze aanpassing kost %(spent)s; de norm is %(norm)s.") % {"spent": spent, "norm": most})
    return [*found, _("Dit wordt in de Service Review besproken (7.7).")] if found else []
