"""A project that ends asks for an evaluation of the agreement (SLA 8.3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contracts.models import CustomerEvent, CustomerEventKind
from infra.nudges import nudge_outbox
from tickets.models import Project, Ticket


def ask_evaluation(ticket: Ticket, *, now: datetime) -> None:
    """The account manager hears it, once, whatever closes it and however often. The caller holds the lock."""
    asked = Project.objects.filter(ticket=ticket, asked_at__isnull=True)
    agreement = ticket.customer.agreement_at(now) or ticket.agreement
    if not asked.update(asked_at=now, agreement=agreement):
        return
    CustomerEvent.objects.create(
        customer=ticket.customer,
        agreement=agreement,
        kind=CustomerEventKind.EVALUATION_ASKED,
        at=now,
        data={"ticket": ticket.number, "subject": ticket.subject},
        to_mail=True,
    )
    transaction.on_commit(nudge_outbox)
