"""Which incidents are evaluated, and what an evaluation cannot do without (SLA 11). Values in, values out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reviews.models import EvaluationPart, EvaluationWhy
from sla.priority import Priority

PRIORITY_ONE = (Priority.KRITISCH, Priority.ERNSTIG)
"""What SLA 7.9 calls "Prio1", and Kritisch above it."""

NEEDED = {
    EvaluationPart.HAPPENED: _("Schrijf op wat er gebeurde."),
    EvaluationPart.AFFECTED: _("Schrijf op wie er last van had en hoe lang."),
    EvaluationPart.CAUSE: _("Schrijf op wat de oorzaak was; is die niet gevonden, zeg dan wat is uitgesloten."),
    EvaluationPart.SOLUTION: _("Schrijf op wat het heeft opgelost."),
    EvaluationPart.LESSONS: _("Schrijf op wat wij hiervan leren, ook als het goed ging."),
}
"""Without these it is no evaluation; there may have been one way to go about it, and nothing left to do."""


def why_evaluated(priority: str | None, *, late: bool | None) -> EvaluationWhy | None:
    """None: neither Kritisch nor Ernstig."""
    if priority == Priority.KRITISCH:
        return EvaluationWhy.KRITISCH
    if priority == Priority.ERNSTIG:
        return EvaluationWhy.LATE if late else EvaluationWhy.ERNSTIG
    return None


def must_be_written(priority: str | None, *, late: bool | None) -> bool:
    """A Kritisch always, an Ernstig that began too late; another may be set aside with a reason."""
    return why_evaluated(priority, late=late) in (EvaluationWhy.KRITISCH, EvaluationWhy.LATE)
