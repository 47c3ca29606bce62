"""Whether the customer pays for the work: of a melding, and before it is one (SLA 5 to 8).

The sentences are those of contracts.coverage.costs, which every door says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.agreements.terms import ItemType
from contracts.coverage.costs import CostWords, cost_words, foretold
from contracts.models import Contact, ServiceAgreement
from portal.approvals.questions import AskedQuestion
from sla.priority import TicketKind
from tickets.approvals.consent import standing_yes
from tickets.coverage.decisions import decide_for
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Channel, Ticket


@dataclass(frozen=True)
class Cover:
    """What the work costs in words, beside the newest estimate that was not taken back."""

    words: CostWords
    estimate: Approval | None = None

    @property
    def verdict(self) -> str:
        return self.words.verdict

    @property
    def headline(self) -> str:
        return self.words.headline

    @property
    def costs(self) -> str:
        return self.words.costs

    @property
    def reason(self) -> str:
        return self.words.reason

    @property
    def clause(self) -> str:
        return self.words.citation

    @property
    def is_billable(self) -> bool:
        return self.words.is_billable


def cover_of(ticket: Ticket, approvals: list[AskedQuestion]) -> Cover | None:
    """None for what was taken over from another system without a verdict."""
    coverage = ticket.coverage
    if coverage is None:
        return None
    estimates = [each.approval for each in approvals if each.approval.kind == ApprovalKind.ESTIMATE]
    standing = [each for each in estimates if each.status != ApprovalStatus.WITHDRAWN]
    return Cover(cost_words(coverage, standing_yes(ticket, estimates)), standing[-1] if standing else None)


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
    coverage = decide_for(ticket, now)
    return Cover(cost_words(coverage, foretold(coverage)))
