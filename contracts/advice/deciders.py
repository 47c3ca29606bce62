"""Who may say what is done with an advice (SLA 6.4): it decides later who pays for an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.dap.queries import Named, named
from contracts.models import Advice, ClauseKind, Contact, ServiceAgreement


@dataclass(frozen=True)
class Deciders:
    """`citation` is the clause that names them; empty: it is whoever the advice was given to."""

    contacts: tuple[Contact, ...]
    citation: str = ""

    def __contains__(self, contact: object) -> bool:
        return contact in self.contacts

    @property
    def words(self) -> str:
        """ "Jan Smit of Petra Bakker (DAP 4.2, versie 1)" """
        names = _(" of ").join(contact.name for contact in self.contacts) or _("niemand")
        return f"{names} ({self.citation})" if self.citation else names


def deciders(advice: Advice, now: datetime) -> Deciders:
    """Those who say yes or no to costs where the DAP names them (SLA 4.2), else the person it was given to."""
    return deciders_by(cost_approvers(advice.customer.agreement_at(now), now), advice)


def cost_approvers(agreement: ServiceAgreement | None, now: datetime) -> Named | None:
    """Read once for a list of advices of one customer."""
    return named(agreement, ClauseKind.COST_APPROVERS, now)


def deciders_by(found: Named | None, advice: Advice) -> Deciders:
    if found is not None:
        return Deciders(found.contacts, found.citation)
    return Deciders((advice.given_to,) if advice.given_to.is_active else ())
