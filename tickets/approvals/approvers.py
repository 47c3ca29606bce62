"""Who at the customer may answer a question, and by which clause (SLA 3, 4.2, 7.2, 10).

The version in force at the moment of answering names them: whoever was revoked, or left, may no longer answer, and
whom a newer version names may. `choose` is pure; the others read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.dap import queries as dap
from contracts.dap.queries import Named
from contracts.models import ClauseKind, Contact, ServiceAgreement
from tickets.models import Approval, ApprovalKind, Ticket
from tickets.own_words import Own, OwnLine, own, own_words
from tickets.querysets import ANSWERED_BY

# What is cited where the DAP has no clause about it.
SECTION_OF = {
    ApprovalKind.ESTIMATE: "4.2",
    ApprovalKind.AUTHORISATION: "10",
    ApprovalKind.REPORTER: "3",
    ApprovalKind.REMOTE_VIEWING: "7.2",
}
_NOBODY = {
    ApprovalKind.ESTIMATE: OwnLine.NOBODY_FOR_ESTIMATE,
    ApprovalKind.AUTHORISATION: OwnLine.NOBODY_FOR_AUTHORISATION,
    ApprovalKind.REPORTER: OwnLine.NOBODY_FOR_REPORTER,
    ApprovalKind.REMOTE_VIEWING: OwnLine.NOBODY_FOR_REMOTE_VIEWING,
}


@dataclass(frozen=True)
class Answerers:
    """`lacks` is what has to be done about it when nobody may answer; `missing` tells it to the agent."""

    contacts: tuple[Contact, ...]
    citation: str
    lacks: Own | None = None

    @property
    def missing(self) -> str:
        return own_words(self.lacks)


def choose(kind: str, named: Named | None, reporter: Contact, asked_by: int | None = None) -> Answerers:
    """Pure. Nobody says yes to his own request for rights or to his own right to report (SLA 3, 10): not the reporter,
    and not the user who asked by going on with somebody else's melding."""
    citation = named.citation if named else f"SLA {SECTION_OF[ApprovalKind(kind)]}"
    if kind == ApprovalKind.REMOTE_VIEWING or (kind == ApprovalKind.ESTIMATE and named is None):
        contacts: tuple[Contact, ...] = (reporter,)
    else:
        contacts = named.contacts if named else ()
    if kind in (ApprovalKind.AUTHORISATION, ApprovalKind.REPORTER):
        contacts = tuple(
            contact
            for contact in contacts
            if contact.pk != reporter.pk and (asked_by is None or contact.user_id != asked_by)
        )
    contacts = tuple(contact for contact in contacts if contact.is_reachable)
    return Answerers(contacts, citation, None if contacts else own(_NOBODY[ApprovalKind(kind)], citation=citation))


def answerers(ticket: Ticket, kind: str, now: datetime, *, asked_by: int | None = None) -> Answerers:
    clause = ANSWERED_BY.get(kind, ClauseKind.REMOTE_VIEWING)
    return choose(kind, dap.named(ticket.customer.agreement_at(now), clause, now), ticket.contact, asked_by)


def people_asked(approval: Approval, now: datetime) -> list[Contact]:
    return list(answerers(approval.ticket, approval.kind, now, asked_by=approval.asked_by_id).contacts)


def may_answer(approval: Approval, contact: Contact, now: datetime) -> bool:
    """Only who is of this customer, still there, and named for it (or the reporter himself, where that is the rule)."""
    ticket = approval.ticket
    if contact.customer_id != ticket.customer_id or not ticket.customer.is_active:
        return False
    return any(contact.pk == person.pk for person in people_asked(approval, now))


def may_report(contact: Contact, agreement: ServiceAgreement | None, now: datetime) -> bool:
    """Everybody, unless the DAP reserves it to certain people (SLA 3)."""
    named = dap.named(agreement, ClauseKind.REPORTERS, now)
    return named is None or any(contact.pk == person.pk for person in named.contacts)
