"""What the page of a ticket says about coverage (SLA 5 to 7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contracts.coverage.costs import CostWords, cost_words
from contracts.coverage.rules import SUPPORT
from integrations.monitoring.quantities import excess_of
from sla.priority import TicketKind
from tickets.approvals.actions import mandate_citation
from tickets.approvals.consent import standing_yes
from tickets.clock import clocks
from tickets.coverage.decisions import advice_words
from tickets.models import Approval, Ticket


@dataclass(frozen=True)
class CoveragePanel:
    """`told` is what the customer reads of what it costs. `excess` says that more of what the work is on is watched
    than was agreed; empty otherwise."""

    facts: list[tuple[str, str]]
    can_link_advice: bool
    told: CostWords | None
    excess: str


def read(ticket: Ticket, estimates: list[Approval]) -> CoveragePanel:
    """No query: the advice and the quantities came with the ticket, and so did what was asked about costs."""
    excess = excess_of(ticket)
    return CoveragePanel(
        told=cost_words(ticket.coverage, standing_yes(ticket, estimates)) if ticket.coverage else None,
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
    if ticket.extra_supervision:
        found.append((_("Update"), _("met extra toezicht (6.1)")))
    if ticket.unsupported:
        found.append((_("Product"), _("zonder ondersteuning van de fabrikant (7.10)")))
    if ticket.outside_hours:
        found.append((_("Wanneer"), _("buiten kantoortijd (8.2)")))
    if ticket.ignored_advice:
        found.append((_("Volgt uit"), advice_words(ticket.ignored_advice)))
    if ticket.under_mandate and ticket.agreement:
        found.append((_("Onder mandaat"), mandate_citation(ticket.agreement)))
    return found
