"""From a ticket to the facts of contracts.coverage, and its verdict onto the ticket (SLA 5 to 8).

Verbs call `decide_for` whenever a fact changes; nothing else writes a ticket's verdict.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.agreements.terms import ItemType, Terms
from contracts.coverage.rules import SUPPORT, Coverage, CoverageFacts, decide
from contracts.coverage.words import DeclinedAdvice
from contracts.models import Advice, ServiceAgreement
from sla.business_hours import AMSTERDAM
from sla.priority import TicketKind
from tickets.models import Channel, Ticket


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


def put_on(ticket: Ticket, coverage: Coverage) -> None:
    """Write the verdict onto the (unsaved) ticket."""
    ticket.coverage_verdict, ticket.coverage_clause = coverage.verdict, coverage.clause
    ticket.coverage_reason, ticket.coverage_warning = coverage.because, list(coverage.cautions)


def as_data(coverage: Coverage) -> dict[str, Any]:
    """What the timeline keeps of a verdict."""
    return {"verdict": coverage.verdict, "clause": coverage.clause, "reason": coverage.because}


def declined(advice: Advice) -> DeclinedAdvice:
    """The proof that SLA 6.4 asks for."""
    day = advice.decided_at.astimezone(AMSTERDAM).date().isoformat() if advice.decided_at else ""
    return DeclinedAdvice(advice.pk, advice.title, advice.decided_by.name if advice.decided_by else "", day)


def advice_words(advice: Advice) -> str:
    return declined(advice).words


def _small_changes(ticket: Ticket, now: datetime) -> int:
    """How many other small changes this customer reported in this month (SLA 7.7)."""
    if not ticket.small_change:
        return 0
    day = (ticket.opened_at or now).astimezone(AMSTERDAM)
    month = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    others = Ticket.objects.filter(
        customer=ticket.customer_id, small_change=True, opened_at__gte=month, opened_at__lt=day
    )
    return others.exclude(pk=ticket.pk).count()
