"""What the page of a ticket says about what the customer was asked (SLA 3, 4.2, 7, 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.coverage.costs import Yes
from tickets.approvals.asking import HOLDING
from tickets.approvals.consent import missing_words, standing_yes
from tickets.approvals.questions import Question, questions
from tickets.kinds import EntryKind, Viewing
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Ticket, TimelineEntry


@dataclass(frozen=True)
class QuestionShown:
    question: Question

    @property
    def names(self) -> str:
        return _(" of ").join(person.name for person in self.question.asked.contacts)

    @property
    def can_withdraw(self) -> bool:
        """A confirmation of rights comes from the customer or not at all (SLA 10)."""
        return self.question.is_open and self.question.approval.kind != ApprovalKind.AUTHORISATION


@dataclass(frozen=True)
class ApprovalsPanel:
    """`held_words` says what nobody may begin without; `viewing` is "", "granted" or "now" (SLA 7.2).

    `needs_yes`: nobody said yes to the costs, and nobody was asked; `missing` says how to get it. `is_for_costs`: there
    is something to say yes to.
    """

    questions: list[QuestionShown]
    held_words: str
    viewing: str
    viewing_asked: bool
    needs_yes: bool
    missing: str
    is_for_costs: bool
    estimates: list[Approval]
    has_mandate: bool
    can_mark: bool

    @property
    def is_held(self) -> bool:
        return bool(self.held_words)

    @property
    def views_now(self) -> bool:
        """Somebody of 1do is looking along."""
        return self.viewing == "now"

    @property
    def may_view(self) -> bool:
        return self.viewing == "granted"

    @property
    def can_withdraw(self) -> bool:
        return any(each.can_withdraw for each in self.questions)


def read(ticket: Ticket, entries: Iterable[TimelineEntry], now: datetime) -> ApprovalsPanel:
    """One query; with an open question at most three more for each kind of it."""
    related = ("ticket__contact__user", "asked_by", "decided_by", "recorded_by")
    approvals = list(ticket.approvals.select_related(*related))
    is_asked = any(each.status == ApprovalStatus.ASKED for each in approvals)
    found = questions(approvals, ticket.customer.agreement_at(now) if is_asked else None, now)
    estimates = [each for each in approvals if each.kind == ApprovalKind.ESTIMATE]
    coverage, yes = ticket.coverage, standing_yes(ticket, estimates)
    needs_yes = ticket.is_open and not yes.is_there and yes != Yes.ASKED
    return ApprovalsPanel(
        questions=[QuestionShown(each) for each in reversed(found)],
        held_words=_held_words(found),
        viewing=_viewing(found, entries),
        viewing_asked=any(each.is_open and each.approval.kind == ApprovalKind.REMOTE_VIEWING for each in found),
        needs_yes=needs_yes,
        missing=missing_words(ticket, coverage, yes) if coverage and needs_yes else "",
        is_for_costs=bool(coverage and coverage.is_billable),
        estimates=estimates,
        has_mandate=bool(ticket.agreement and ticket.agreement.mandate.strip()) and not ticket.under_mandate,
        can_mark=not any(each.kind == ApprovalKind.AUTHORISATION for each in approvals),
    )


def _held_words(found: list[Question]) -> str:
    """What is waited for and by which clause; what has to be done when nobody may answer (SLA 3, 10)."""
    held = next((each for each in found if each.is_open and each.approval.kind in HOLDING), None)
    if held is None:
        return ""
    if held.asked.missing:
        return held.asked.missing
    words = {"names": _(" of ").join(person.name for person in held.asked.contacts), "citation": held.citation}
    if held.approval.kind == ApprovalKind.AUTHORISATION:
        return _("Dit autorisatieverzoek wacht op bevestiging door %(names)s (%(citation)s).") % words
    return _("De melder mag niet zelf melden; dit wacht op toestemming van %(names)s (%(citation)s).") % words


def _viewing(found: list[Question], entries: Iterable[TimelineEntry]) -> str:
    sessions = [entry.read(Viewing) for entry in entries if entry.kind == EntryKind.VIEWING]
    if sessions and sessions[-1].begins:
        return "now"
    used = {session.approval for session in sessions}
    granted = [
        each
        for each in found
        if each.approval.kind == ApprovalKind.REMOTE_VIEWING and each.approval.status == ApprovalStatus.GRANTED
    ]
    return "granted" if any(each.approval.pk not in used for each in granted) else ""
