"""Why work is covered or not, in words (SLA 5 to 8). Pure: a key and what its sentence needs in, a sentence out.

`contracts.coverage.rules` decides and keeps a reason as plain JSON, {"key": ..., and what the sentence names}; whoever
reads it gets the sentence here. So a verdict that was stored is said in the language of who reads it. Quoted as they
stand, and never translated, are the texts of the SLA itself and what a person wrote.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contracts.agreements.terms import AllInOneCategory, ItemType, Package, Tier
from sla.priority import TicketKind
from sla.wording import duration_words, long_day_words

Because = dict[str, Any]
"""A reason as it is kept: `key`, a CoverageReason, beside the values that its sentence names; plain JSON."""


class Verdict(TextChoices):
    INBEGREPEN = "inbegrepen", gettext_lazy("Inbegrepen")
    FAIR_USE = "fair_use", gettext_lazy("Fair use")
    MEERWERK = "meerwerk", gettext_lazy("Meerwerk")
    OPTIE = "optie", gettext_lazy("Optie")
    NIET_AANGEBODEN = "niet_aangeboden", gettext_lazy("Niet aangeboden")
    GEEN_SLA = "geen_sla", gettext_lazy("Geen SLA")


class CoverageReason(StrEnum):
    """Why it is so, and from NO_EMERGENCY_SERVICE on what the agent has to mind."""

    NO_AGREEMENT = "no_agreement"
    NO_PACKAGE = "no_package"
    NO_PACKAGE_FOR_ITEM = "no_package_for_item"
    ALWAYS_OUTSIDE = "always_outside"
    VISIT = "visit"
    OUTSIDE_HOURS = "outside_hours"
    EMERGENCY_CALL = "emergency_call"
    NOT_OFFERED = "not_offered"
    NOT_WITHIN = "not_within"
    OPTION_NOT_TAKEN = "option_not_taken"
    CATEGORY_NOT_AGREED = "category_not_agreed"
    NO_CATEGORY_AGREED = "no_category_agreed"
    SMALL_CHANGE = "small_change"
    LARGE_CHANGE = "large_change"
    WITHIN = "within"
    WITHIN_LINE = "within_line"
    WITHIN_HOURS = "within_hours"
    BY_HAND = "by_hand"

    NO_EMERGENCY_SERVICE = "no_emergency_service"
    ONLY_INCIDENTS = "only_incidents"
    LINK_ADVICE = "link_advice"
    ONLY_ON_SITE = "only_on_site"
    TWO_HOURS_FULL = "two_hours_full"
    TWO_HOURS_LEFT = "two_hours_left"
    TWO_HOURS_PASSED = "two_hours_passed"
    MANY_CHANGES = "many_changes"
    LONG_CHANGE = "long_change"
    SERVICE_REVIEW = "service_review"
    AGREEMENT_SAYS = "agreement_says"


class DeclinedAdvice(NamedTuple):
    """The proof that SLA 6.4 asks for; `declined_on` is an ISO date, empty where nobody wrote it down."""

    number: int
    title: str
    declined_by: str
    declined_on: str

    @property
    def words(self) -> str:
        """ "advies A12 (Vervang de oude server), afgewezen door Jan Smit op 3 maart 2026" """
        day = long_day_words(date.fromisoformat(self.declined_on)) if self.declined_on else ""
        words = {"number": self.number, "title": self.title, "name": self.declined_by, "day": day}
        return _("advies A%(number)s (%(title)s), afgewezen door %(name)s op %(day)s") % words


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


def reason_words(because: Because) -> str:
    """The sentence, without capital or full stop; empty where none was kept."""
    return _sentence(json.dumps(because), get_language()) if because else ""


@lru_cache(maxsize=2_000)
def _sentence(kept: str, language: str | None) -> str:
    """Made once: in a list of tickets the same few reasons come back, and each takes ten look-ups."""
    because = json.loads(kept)
    values = {name: _VALUES[name](value) for name, value in because.items() if name not in _UNSAID}
    said = str(_PATTERNS[CoverageReason(because["key"])]) % values
    return said + str(_BEST_EFFORT) if because.get("best_effort") else said


def caution_words(cautions: Iterable[Because]) -> str:
    """Whole sentences, for the agent."""
    return " ".join(reason_words(caution) for caution in cautions)


def coverage_words(verdict: str, because: Because, clause: str) -> str:
    """ "Meerwerk: opvolging van een alert valt bij Server Basic niet binnen de SLA (5.2)" """
    return stated(Verdict(verdict), reason_words(because), clause)


def stated(verdict: Verdict, reason: str, clause: str) -> str:
    return f"{verdict.label}: {reason} ({clause})"


_UNSAID = ("key", "best_effort", "draws")  # kept beside the values of the sentence
_BEST_EFFORT = gettext_lazy(
    "; de fabrikant ondersteunt dit product niet meer, dus op best-effortbasis en zonder streeftijd (7.10)"
)
_WORK_WORDS = MappingProxyType(
    {
        "supervised": gettext_lazy("een update die extra toezicht vraagt"),
        "test_restore": gettext_lazy("een periodieke test-restore"),
        "accounts": gettext_lazy("basis gebruikersbeheer"),
    }
)


# --- What a sentence names, from how it is kept -------------------------------------------------------------
def _name(taken: list[str]) -> str:
    """ "Werkplek Plus" """
    package, tier = taken
    return f"{Package(package).label} {Tier(tier).label}"


def _work(work: Mapping[str, str]) -> str:
    """What is done, as the subject of a sentence."""
    for fact, words in _WORK_WORDS.items():
        if fact in work:
            return str(words)
    if "service" in work:
        return _("het onderdeel “%(service)s”") % work
    return _("opvolging van een alert") if "alert" in work else str(KIND_WORDS[TicketKind(work["kind"])])


def _duration(minutes: int) -> str:
    return duration_words(timedelta(minutes=minutes))


def _hours(hours: str) -> str:
    exact = Decimal(hours)
    plain = exact.quantize(exact.to_integral_value()) if exact == exact.to_integral_value() else exact.normalize()
    return number_format(plain, use_l10n=True)


def _whole_job(is_so: bool) -> str:
    return _("; dat geldt voor de hele klus") if is_so else ""


def _proof(advice: list[Any] | None) -> str:
    return _("; zie %(advice)s") % {"advice": DeclinedAdvice(*advice).words} if advice else ""


_VALUES: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "item": lambda item: ITEM_WORDS[ItemType(item)],
        "name": _name,
        "work": _work,
        "texts": lambda texts: _(" en ").join(f"“{text}”" for text in texts),
        "whole_job": _whole_job,
        "proof": _proof,
        "category": lambda category: AllInOneCategory(category).label,
        "line": str,
        "hours": _hours,
        "least": _duration,
        "left": _duration,
        "spent": _duration,
        "most": _duration,
        "count": int,
        "norm": int,
        "reason": str,
        "verdict": lambda verdict: str(Verdict(verdict).label).lower(),
        "says": lambda says: coverage_words(**says),
    }
)


# Translated when read: a list says fifty of these at once.
_PATTERNS = {
    CoverageReason.NO_AGREEMENT: gettext_lazy("er is geen overeenkomst van kracht"),
    CoverageReason.NO_PACKAGE: gettext_lazy("in de overeenkomst staat geen SLA-pakket"),
    CoverageReason.NO_PACKAGE_FOR_ITEM: gettext_lazy("voor %(item)s is geen SLA-pakket afgenomen"),
    CoverageReason.ALWAYS_OUTSIDE: gettext_lazy(
        "dit hoort bij %(texts)s en valt altijd buiten de overeenkomst, ook bij %(name)s%(whole_job)s%(proof)s"
    ),
    CoverageReason.VISIT: gettext_lazy("werk tijdens een bezoek op afspraak wordt naar bestede tijd berekend"),
    CoverageReason.OUTSIDE_HOURS: gettext_lazy("gepland werk buiten kantoortijden wordt naar bestede tijd berekend"),
    CoverageReason.EMERGENCY_CALL: gettext_lazy(
        "een oproep bij de calamiteitendienst wordt naar bestede tijd berekend, met een minimum van %(least)s"
    ),
    CoverageReason.NOT_OFFERED: gettext_lazy("%(work)s bestaat niet bij %(name)s"),
    CoverageReason.NOT_WITHIN: gettext_lazy("%(work)s valt bij %(name)s niet binnen de SLA"),
    CoverageReason.OPTION_NOT_TAKEN: gettext_lazy("%(work)s is bij %(name)s een optie, en die is niet afgenomen"),
    CoverageReason.CATEGORY_NOT_AGREED: gettext_lazy("“%(category)s” is niet overeengekomen binnen %(name)s"),
    CoverageReason.NO_CATEGORY_AGREED: gettext_lazy(
        "voor %(name)s staat geen hoofdcategorie in de overeenkomst, dus ook niet “%(category)s”"
    ),
    CoverageReason.SMALL_CHANGE: gettext_lazy("kleine aanpassingen gaan bij %(name)s op basis van fair use"),
    CoverageReason.LARGE_CHANGE: gettext_lazy("alleen kleine aanpassingen vallen bij %(name)s binnen de SLA"),
    CoverageReason.WITHIN: gettext_lazy("%(work)s valt bij %(name)s binnen de SLA"),
    CoverageReason.WITHIN_LINE: gettext_lazy("dit hoort bij “%(line)s” en zit bij %(name)s in het maandbedrag"),
    CoverageReason.WITHIN_HOURS: gettext_lazy(
        "%(work)s valt bij %(name)s binnen de SLA en gaat af van de %(hours)s uur per maand"
    ),
    CoverageReason.BY_HAND: gettext_lazy("met de hand bepaald: %(reason)s; volgens de overeenkomst is dit %(verdict)s"),
    CoverageReason.NO_EMERGENCY_SERVICE: gettext_lazy("De calamiteitendienst staat niet in de overeenkomst (3.2)."),
    CoverageReason.ONLY_INCIDENTS: gettext_lazy(
        "Het afgewezen advies telt niet mee: dat geldt alleen voor incidenten (6.4)."
    ),
    CoverageReason.LINK_ADVICE: gettext_lazy(
        "Koppel het afgewezen advies; zonder dat bewijs is dit geen meerwerk (6.4)."
    ),
    CoverageReason.ONLY_ON_SITE: gettext_lazy("Kon dit werk uitsluitend op locatie, dan is het meerwerk (6.4)."),
    CoverageReason.TWO_HOURS_FULL: gettext_lazy("De 2 uur arbeid zijn vol; bij meer is de hele klus meerwerk (6.4)."),
    CoverageReason.TWO_HOURS_LEFT: gettext_lazy(
        "Nog %(left)s tot 2 uur arbeid; daarna is de hele klus meerwerk (6.4)."
    ),
    CoverageReason.TWO_HOURS_PASSED: gettext_lazy(
        "Er is %(spent)s aan deze klus gewerkt: alles is nu meerwerk, ook de tijd die er al stond (6.4)."
    ),
    CoverageReason.MANY_CHANGES: gettext_lazy(
        "Er waren deze maand al %(count)s kleine aanpassingen; de norm is %(norm)s."
    ),
    CoverageReason.LONG_CHANGE: gettext_lazy("Deze aanpassing kost %(spent)s; de norm is %(most)s."),
    CoverageReason.SERVICE_REVIEW: gettext_lazy("Dit wordt in de Service Review besproken (7.7)."),
    CoverageReason.AGREEMENT_SAYS: gettext_lazy("Met de hand bepaald. Volgens de overeenkomst: %(says)s"),
}
