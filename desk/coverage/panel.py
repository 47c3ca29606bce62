"""What the page of a ticket says about coverage (SLA 5 to 7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contracts.coverage.rules import SUPPORT
from integrations.monitoring.quantities import excess_of
from sla.priority import TicketKind
from tickets.approvals.actions import mandate_citation
from tickets.clock import clocks
from tickets.coverage.decisions import advice_words
from tickets.models import Ticket


@dataclass(frozen=True)
class CoveragePanel:
    """`excess` says that more of what the work is on is watched than was agreed; empty otherwise."""

    facts: list[tuple[str, str]]
    can_link_advice: bool
    excess: str


def read(ticket: Ticket) -> CoveragePanel:
    """No query: the advice and the quantities came with the ticket."""
    excess = excess_of(ticket)
    return CoveragePanel(
        facts=_facts(ticket),
        can_link_advice=ticket.kind == TicketKind.INCIDENT or ticket.ignored_advice_id is not None,
        excess=excess.words if excess else "",
    )


def _facts(ticket: Ticket) -> list[tuple[str, str]]:
    """What the verdict was decided by, in the words of the edition."""
    rules = clocks.rules_for(ticket.agreement)
    found = [(_("Waaraan"), ticket.get_item_type_display())]
    if ticket.service != SUPPORT and ticket.service in rules.services:
        found.append((_("SLA-onderdeel"), rules.services[ticket.service].text))
    texts = [rules.work_outside[key].text for key in ticket.features if key in rules.work_outside]
    found += [(_("Bijzonder (6.4)"), text) for text in texts]
    if ticket.small_change and ticket.kind == TicketKind.AANPASSING:
        found.append((_("Omvang"), _("kleine aanpassing")))
    if ticket.user_accounts and ticket.kind == TicketKind.AANPASSING:
        found.append((_("Betreft"), _("basis gebruikersbeheer")))
    if ticket.ignored_advice:
        found.append((_("Volgt uit"), advice_words(ticket.ignored_advice)))
    if ticket.under_mandate and ticket.agreement:
        found.append((_("Onder mandaat"), mandate_citation(ticket.agreement)))
    return found
