"""What the emergency line did with a call, in words (SLA 3.2). Pure: keys and facts in, a sentence out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy

from sla.wording import moment_words


class LineReason(StrEnum):
    NOT_TAKEN = "not_taken"
    NOT_REACHABLE = "not_reachable"
    ONLY_KRITISCH = "only_kritisch"
    KRITISCH_OR_ERNSTIG = "kritisch_or_ernstig"
    NOBODY_NAMED = "nobody_named"
    NOT_NAMED = "not_named"
    CALL = "call"


def line_words(reason: dict[str, str] | None) -> str:
    """Of what `tickets.clock.emergency.EmergencyLine.reason` says; empty when the question did not arise."""
    if not reason:
        return ""
    values = dict(reason)
    if "reachable_at" in values:
        values["reachable_at"] = moment_words(datetime.fromisoformat(values["reachable_at"]))
    return str(_PATTERNS[LineReason(reason["key"])]) % values


# Translated when read: a list says fifty of these at once.
_PATTERNS = {
    LineReason.NOT_TAKEN: gettext_lazy(
        "%(customer)s heeft de Calamiteitendienst niet afgenomen (SLA 3.2); wij beginnen als wij open zijn."
    ),
    LineReason.NOT_REACHABLE: gettext_lazy(
        "De Calamiteitendienst is nu niet bereikbaar, wel weer %(reachable_at)s (SLA 3.2)."
    ),
    LineReason.ONLY_KRITISCH: gettext_lazy(
        "De Calamiteitendienst is er alleen voor Kritisch (SLA 3.2); dit wacht tot wij open zijn."
    ),
    LineReason.KRITISCH_OR_ERNSTIG: gettext_lazy(
        "De Calamiteitendienst is er voor Kritisch en Ernstig (SLA 3.2); dit wacht tot wij open zijn."
    ),
    LineReason.NOBODY_NAMED: gettext_lazy(
        "Het DAP wijst niemand aan die de Calamiteitendienst mag bellen (SLA 3.2); de gewone tijden gelden."
    ),
    LineReason.NOT_NAMED: gettext_lazy(
        "%(name)s is niet aangewezen voor de Calamiteitendienst (%(citation)s); de gewone tijden gelden."
    ),
    LineReason.CALL: gettext_lazy(
        "Oproep voor de Calamiteitendienst (%(citation)s): de klok loopt, en wij berekenen minstens een uur."
    ),
}
