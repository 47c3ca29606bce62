"""Priority = impact x urgency (SLA 7.9); only incidents have one (SLA 7.7, 7.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from sla.edition import EditionRules


class TicketKind(TextChoices):
    """SLA 7.6."""

    INCIDENT = "incident", _("Incident")
    SERVICEVRAAG = "servicevraag", _("Servicevraag")
    AANPASSING = "aanpassing", _("Aanpassing")


class Priority(TextChoices):
    KRITISCH = "kritisch", _("Kritisch")
    ERNSTIG = "ernstig", _("Ernstig")
    STANDAARD = "standaard", _("Standaard")
    LAAG = "laag", _("Laag")


class Impact(IntegerChoices):
    """The full wording stands in the edition."""

    ORGANISATION = 1, _("1 – hele organisatie")
    DEPARTMENT = 2, _("2 – één afdeling")
    PERSON = 3, _("3 – één medewerker")


class Urgency(TextChoices):
    """The full wording stands in the edition."""

    A = "A", _("A – geen workaround, kan niet wachten")
    B = "B", _("B – workaround, kan niet wachten")
    C = "C", _("C – workaround, kan wachten")


class Nature(TextChoices):
    """What the SLA gives for a target: only a promise can be broken.

    TRIAGE is what we owe a melding that nobody has classified yet: to read it before the strictest promise that it may
    turn out to be is over. It is no promise about the start of work, so it never gives a verdict.
    """

    PROMISE = "promise", _("belofte")
    AIM = "aim", _("streven")
    TRIAGE = "triage", _("in te delen")
    NONE = "none", _("geen afspraak")


def priority(
    kind: TicketKind, impact: Impact | None, urgency: Urgency | None, edition: EditionRules
) -> Priority | None:
    """None for a servicevraag or aanpassing, and while impact or urgency is not known."""
    if kind != TicketKind.INCIDENT or impact is None or not urgency:
        return None
    return edition.matrix[Urgency(urgency), Impact(impact)]
