"""From a ticket to the facts of contracts.coverage, and its verdict onto the ticket (SLA 5 to 8).

Verbs call `decide_for` whenever a fact changes; nothing else writes a ticket's verdict.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from contracts.agreements.terms import ItemType, Terms
from contracts.coverage.rules import SUPPORT, Coverage, CoverageFacts, Verdict, decide, without_sla
from contracts.coverage.words import DeclinedAdvice
from contracts.models import Advice, ServiceAgreement
from sla.business_hours import AMSTERDAM
from sla.priority import TicketKind
from tickets.models import Channel, Status, Ticket


def terms_of(agreement: ServiceAgreement | None) -> Terms | None:
    return agreement.terms if agreement else None


def facts_of(
    ticket: Ticket, now: datetime, *, minutes: int | None = None, small_changes: int | None = None
) -> CoverageFacts:
    """Small changes are counted only where the verdict depends on them and they are not given.

    Reads `visit` and `ignored_advice` too: select them along for many tickets.
    """
    return CoverageFacts(
        kind=TicketKind(ticket.kind),
        item=ItemType(ticket.item_type),
        service=ticket.service or SUPPORT,
        features=frozenset(ticket.features),
        small_change=ticket.small_change,
        user_accounts=ticket.user_accounts,
        extra_supervision=ticket.extra_supervision,
        unsupported=ticket.unsupported,
        outside_hours=ticket.outside_hours,
        is_scheduled=ticket.channel == Channel.SCHEDULE,
        emergency_call=ticket.emergency_call,
        is_visit=ticket.own_visit is not None,
        is_alert=ticket.channel == Channel.ALERT,
        ignored_advice=declined(ticket.ignored_advice) if ticket.ignored_advice else None,
        minutes=ticket.worked_minutes if minutes is None else minutes,
        small_changes_this_month=_small_changes(ticket, now) if small_changes is None else small_changes,
    )


def decide_for(ticket: Ticket, now: datetime, **other: Any) -> Coverage:
    """The verdict on this ticket's work; `other` facts are those of one time entry (on_site, outside_hours)."""
    return decide(terms_of(ticket.agreement), replace(facts_of(ticket, now), **other))


def has_sla(agreement: ServiceAgreement | None, item_type: str, service: str = SUPPORT) -> bool:
    """Whether an SLA applies to work on this (SLA 5.1), before there is a ticket on which the verdict stands."""
    known = item_type if item_type in ItemType.values else ItemType.WERKPLEK
    facts = CoverageFacts(kind=TicketKind.INCIDENT, item=ItemType(known), service=service)
    return without_sla(terms_of(agreement), facts) is None


def put_on(ticket: Ticket, coverage: Coverage) -> None:
    """Write the verdict onto the (unsaved) ticket."""
    ticket.coverage_verdict, ticket.coverage_clause = coverage.verdict, coverage.clause
    ticket.coverage_reason, ticket.coverage_warning = coverage.because, list(coverage.cautions)


def as_data(coverage: Coverage) -> dict[str, Any]:
    """What the timeline keeps of a verdict."""
    return {"verdict": coverage.verdict, "clause": coverage.clause, "reason": coverage.because}


def was_ignored(advice: Advice, ticket: Ticket) -> bool:
    """Whether the customer had declined it when the incident was reported: only from that it can follow (SLA 6.4)."""
    return advice.is_declined and advice.decided_at is not None and advice.decided_at <= ticket.opened_at


def declined(advice: Advice) -> DeclinedAdvice:
    """The proof that SLA 6.4 asks for."""
    day = advice.decided_at.astimezone(AMSTERDAM).date().isoformat() if advice.decided_at else ""
    return DeclinedAdvice(advice.pk, advice.title, advice.decided_by.name if advice.decided_by else "", day)


def advice_words(advice: Advice) -> str:
    return declined(advice).words


def fair_use_tickets(customer: int, since: datetime, until: datetime) -> QuerySet[Ticket]:
    """What was reported in [since, until) and counts as fair use (SLA 7.7): what was judged so and came about. What is
    billed, was something else after all or was cancelled is none."""
    judged = Ticket.objects.filter(customer=customer, coverage_verdict=Verdict.FAIR_USE)
    return judged.filter(opened_at__gte=since, opened_at__lt=until).exclude(status=Status.GEANNULEERD)


def counts_as_fair_use(ticket: Ticket) -> bool:
    """The same of one ticket that was read already."""
    return ticket.coverage_verdict == Verdict.FAIR_USE and ticket.status != Status.GEANNULEERD


def _small_changes(ticket: Ticket, now: datetime) -> int:
    """How many others of fair use this customer reported before it in this month (SLA 7.7)."""
    if not ticket.small_change:
        return 0
    day = (ticket.opened_at or now).astimezone(AMSTERDAM)
    month = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return fair_use_tickets(ticket.customer_id, month, day).exclude(pk=ticket.pk).count()
