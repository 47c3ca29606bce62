"""What work costs the customer, in words: the one place in which these sentences are made (SLA 3.2, 4.2, 5 to 8). Pure.

Serviceportaal, desk, mail and REST all say what stands here, of the same decision: the verdict with its reason
(contracts.coverage.rules), and whether a yes to the costs is needed, asked or given (tickets.approvals.consent). The
sentences speak to the customer; the desk shows them as what he reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.coverage.rules import Coverage, Verdict


class Yes(StrEnum):
    """How it stands with the yes without which billable work does not begin."""

    NOT_NEEDED = "not_needed"
    EMERGENCY = "emergency"  # the agreement says so of a call (SLA 3.2)
    VISIT = "visit"  # and of a visit on appointment (SLA 8.1)
    DAP = "dap"  # and the DAP of fixed maintenance hours (SLA 8.2)
    MANDATE = "mandate"
    GRANTED = "granted"
    ASKED = "asked"
    DECLINED = "declined"
    TO_ASK = "to_ask"
    MISSING = "missing"  # it ended, and nobody ever said yes

    @property
    def is_there(self) -> bool:
        return self not in (Yes.ASKED, Yes.DECLINED, Yes.TO_ASK, Yes.MISSING)


ESTIMATED = gettext_lazy("Dit is een schatting; wij berekenen de bestede tijd.")
"""Beside the minutes and the amount that a yes is asked to."""


def foretold(coverage: Coverage) -> Yes:
    """Before it is a melding: what only the agreement can have said yes to."""
    if not coverage.is_billable:
        return Yes.NOT_NEEDED
    return {"3.2": Yes.EMERGENCY, "8.1": Yes.VISIT}.get(coverage.clause, Yes.TO_ASK)


HEADLINES: Mapping[Verdict, Promise] = MappingProxyType(
    {
        Verdict.INBEGREPEN: gettext_lazy("Dit valt binnen uw afspraken (SLA %(clause)s)."),
        Verdict.FAIR_USE: gettext_lazy("Dit valt binnen uw afspraken, als kleine aanpassing (SLA %(clause)s)."),
        Verdict.MEERWERK: gettext_lazy("Dit valt buiten uw abonnement (SLA %(clause)s)."),
        Verdict.OPTIE: gettext_lazy("Dit is een optie die niet is afgenomen (SLA %(clause)s)."),
        Verdict.NIET_AANGEBODEN: gettext_lazy("Dit zit niet in uw pakket (SLA %(clause)s)."),
        Verdict.GEEN_SLA: gettext_lazy("Hiervoor is geen SLA afgesproken (SLA %(clause)s)."),
    }
)
_SPENT: Mapping[Yes, Promise] = MappingProxyType(
    {
        Yes.EMERGENCY: gettext_lazy(
            "De tijd die wij er buiten openingstijden aan besteden, tegen het tarief van de calamiteitendienst; dat"
            " staat zo in uw overeenkomst (SLA 3.2)."
        ),
        Yes.VISIT: gettext_lazy(
            "De bestede tijd, tegen het geldende uurtarief; zo is het bezoek afgesproken (SLA 8.1)."
        ),
        Yes.DAP: gettext_lazy(
            "De bestede tijd, tegen het tarief buiten openingstijden; de onderhoudstijden staan in uw DAP (SLA 8.2)."
        ),
        Yes.MANDATE: gettext_lazy(
            "De bestede tijd, tegen het afgesproken uurtarief. Dit ging voor onder het mandaat (SLA 4.2)."
        ),
        Yes.GRANTED: gettext_lazy("De bestede tijd, tegen het geldende uurtarief. Uw organisatie ging akkoord."),
        Yes.ASKED: gettext_lazy(
            "De bestede tijd, tegen het geldende uurtarief. Wij wachten met het werk op uw akkoord."
        ),
        Yes.DECLINED: gettext_lazy("Niets: uw organisatie ging niet akkoord, dus wij doen dit werk niet."),
        Yes.TO_ASK: gettext_lazy("De bestede tijd, tegen het geldende uurtarief. Wij vragen vooraf uw akkoord."),
        Yes.MISSING: gettext_lazy("Niets: zonder uw akkoord berekenen wij geen tijd."),
    }
)


@dataclass(frozen=True)
class CostWords:
    """`headline` is the one sentence to remember, `costs` answers "Wat kost dit?", `reason` why it is so."""

    verdict: str
    clause: str
    headline: str
    costs: str
    reason: str
    is_billable: bool

    @property
    def citation(self) -> str:
        return _("SLA %(clause)s") % {"clause": self.clause}


def cost_words(coverage: Coverage, yes: Yes) -> CostWords:
    reason = coverage.reason
    return CostWords(
        verdict=coverage.verdict,
        clause=coverage.clause,
        headline=str(HEADLINES[coverage.verdict]) % {"clause": coverage.clause},
        costs=_costs(coverage, yes),
        reason=f"{reason[:1].upper()}{reason[1:]}.",
        is_billable=coverage.is_billable,
    )


def _costs(coverage: Coverage, yes: Yes) -> str:
    if coverage.is_billable:
        return str(_SPENT[Yes.TO_ASK if yes == Yes.NOT_NEEDED else yes])
    if coverage.draws_hours and "hours" in coverage.because:
        return _("Niets extra; de tijd gaat van uw uren af.")
    return _("Niets extra; het zit in het maandbedrag.")
