"""Whether the customer pays for the work, in his words: of a melding, and before it is one (SLA 5 to 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import BILLABLE, Coverage, Verdict
from contracts.models import Contact, ServiceAgreement
from portal.approvals.questions import AskedQuestion
from sla.priority import TicketKind
from tickets.coverage.decisions import decide_for
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Channel, Ticket

_HEADLINES = {
    Verdict.INBEGREPEN: gettext_lazy("Dit valt binnen uw afspraken (SLA %(clause)s)."),
    Verdict.FAIR_USE: gettext_lazy("Dit valt binnen uw afspraken, als kleine aanpassing (SLA %(clause)s)."),
    Verdict.MEERWERK: gettext_lazy("Dit valt buiten uw abonnement (SLA %(clause)s)."),
    Verdict.OPTIE: gettext_lazy("Dit is een optie die niet is afgenomen (SLA %(clause)s)."),
    Verdict.NIET_AANGEBODEN: gettext_lazy("Dit zit niet in uw pakket (SLA %(clause)s)."),
    Verdict.GEEN_SLA: gettext_lazy("Hiervoor is geen SLA afgesproken (SLA %(clause)s)."),
}


@dataclass(frozen=True)
class Cover:
    """`headline` is the one sentence to remember; `costs` answers "Wat kost dit?"."""

    verdict: str
    headline: str
    costs: str
    reason: str
    clause: str
    estimate: Approval | None = None

    @property
    def is_billable(self) -> bool:
        return self.verdict in BILLABLE


def cover_of(ticket: Ticket, approvals: list[AskedQuestion]) -> Cover | None:
    """None for what was taken over from another system without a verdict."""
    coverage = ticket.coverage
    if coverage is None:
        return None
    return _cover(coverage, _estimate(approvals), under_mandate=ticket.under_mandate, is_open=ticket.is_open)


def foretell(
    agreement: ServiceAgreement | None, contact: Contact, answers: dict[str, Any], now: datetime
) -> Cover | None:
    """What these answers would give; None until it is known what is the matter and with what."""
    kind, item = str(answers.get("kind") or ""), str(answers.get("item_type") or "")
    if kind not in TicketKind.values or not item:
        return None
    ticket = Ticket(
        customer=contact.customer,
        contact=contact,
        agreement=agreement,
        kind=kind,
        item_type=item if item in ItemType.values else ItemType.WERKPLEK,
        user_accounts=kind == TicketKind.AANPASSING and bool(answers.get("user_accounts")),
        channel=Channel.PORTAL,
    )
    return _cover(decide_for(ticket, now), None)


def _cover(
    coverage: Coverage, estimate: Approval | None, *, under_mandate: bool = False, is_open: bool = True
) -> Cover:
    return Cover(
        verdict=coverage.verdict,
        headline=str(_HEADLINES[coverage.verdict]) % {"clause": coverage.clause},
        costs=_costs(coverage, estimate, under_mandate=under_mandate, is_open=is_open),
        reason=f"{coverage.reason[:1].upper()}{coverage.reason[1:]}.",
        clause=_("SLA %(clause)s") % {"clause": coverage.clause},
        estimate=estimate,
    )


def _costs(coverage: Coverage, estimate: Approval | None, *, under_mandate: bool, is_open: bool) -> str:
    if not coverage.is_billable:
        if coverage.clause == "6.2":
            return _("Niets extra; de tijd gaat van uw uren af.")
        return _("Niets extra; het zit in het maandbedrag.")
    if under_mandate:
        return _("De bestede tijd, tegen het afgesproken uurtarief. Dit ging voor onder het mandaat (SLA 4.2).")
    if estimate is None and is_open:
        return _("De bestede tijd, tegen het geldende uurtarief. Wij vragen vooraf uw akkoord.")
    return _("De bestede tijd, tegen het geldende uurtarief.")


def _estimate(approvals: list[AskedQuestion]) -> Approval | None:
    """The newest estimate that was not taken back."""
    estimates = [
        each.approval
        for each in approvals
        if each.approval.kind == ApprovalKind.ESTIMATE and each.approval.status != ApprovalStatus.WITHDRAWN
    ]
    return estimates[-1] if estimates else None
