"""Who at a customer reads figures and reviews of his organisation, whatever the door (SLA 7.3, 11)."""

from __future__ import annotations

from datetime import date

from contracts.models import ClauseKind, Contact, DapPerson


def may_see_figures(contact: Contact, day: date) -> bool:
    """The fixed contacts, who see all meldingen of their organisation: a figure opens into them."""
    return DapPerson.objects.named_in(ClauseKind.VIEWERS, day).filter(contact=contact).exists()
