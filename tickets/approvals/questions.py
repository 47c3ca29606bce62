"""What waits for a yes of the customer, with who may give it: for the desk and for the Serviceportaal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from contracts.dap import queries as dap
from contracts.models import ClauseKind, Contact, ServiceAgreement
from tickets.approvals.approvers import Answerers, choose
from tickets.models import Approval, ApprovalKind, ApprovalStatus
from tickets.querysets import ANSWERED_BY, TicketQuerySet


@dataclass(frozen=True)
class Question:
    """`asked` are the people who may answer it now; of a question that was answered nobody."""

    approval: Approval
    asked: Answerers

    @property
    def is_open(self) -> bool:
        return self.approval.status == ApprovalStatus.ASKED

    @property
    def citation(self) -> str:
        """By which clause they may: as it is now while it waits, and as it was when it was answered."""
        return self.asked.citation if self.is_open else self.approval.citation

    def is_for(self, contact: Contact) -> bool:
        return any(contact.pk == person.pk for person in self.asked.contacts)


def questions(approvals: Iterable[Approval], agreement: ServiceAgreement | None, now: datetime) -> list[Question]:
    """`approvals` of one customer, with ticket__contact__user; `agreement` is his version in force at `now`.

    Two queries for each kind of question that is open, whatever their number.
    """
    found, named = [], {}
    for approval in approvals:
        if approval.status != ApprovalStatus.ASKED:
            found.append(Question(approval, Answerers((), approval.citation)))
            continue
        if approval.kind not in named:
            clause = ANSWERED_BY.get(approval.kind, ClauseKind.REMOTE_VIEWING)
            named[approval.kind] = dap.named(agreement, clause, now)
        asked = choose(approval.kind, named[approval.kind], approval.ticket.contact, approval.asked_by_id)
        found.append(Question(approval, asked))
    return found


def with_awaited_yes(tickets: TicketQuerySet) -> TicketQuerySet:
    """Each ticket says in `awaits_yes` whether work on it waits for somebody's yes; looking along never holds it up."""
    asked = Approval.objects.open().filter(ticket=OuterRef("pk")).exclude(kind=ApprovalKind.REMOTE_VIEWING)
    return tickets.annotate(awaits_yes=Exists(asked))
