"""Who at a customer reads what of his agreement, whatever the door (SLA 2, 3.2)."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from contracts.models import AgreementStatus, ClauseKind, Contact, DapPerson, Signature

MONEY_KINDS = (ClauseKind.VIEWERS, ClauseKind.COST_APPROVERS, ClauseKind.APPROVERS, ClauseKind.ESCALATION)


def may_see_money(contact: Contact, day: date) -> bool:
    """Who decides about money, sees all meldingen, stands on the ladder of SLA 12, or signs. Two queries at most."""
    named = reduce(or_, (DapPerson.objects.named_in(kind, day) for kind in MONEY_KINDS))
    if named.filter(contact=contact).exists():
        return True
    signed = [AgreementStatus.OFFERED, AgreementStatus.IN_FORCE]
    return Signature.objects.filter(
        contact=contact, agreement__status__in=signed, agreement__customer=contact.customer_id
    ).exists()


def may_call_emergency_line(contact: Contact, day: date) -> bool:
    """The number is for whom the customer named, and for nobody else (SLA 3.2)."""
    return DapPerson.objects.named_in(ClauseKind.EMERGENCY_CALLERS, day).filter(contact=contact).exists()
