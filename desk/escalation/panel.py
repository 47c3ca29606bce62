"""What the page of a ticket says about its escalation, and about the supplier that it depends on (SLA 7.10, 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from sla.business_hours import AMSTERDAM
from tickets.escalation import rules as escalation
from tickets.models import EntryKind, Status, Ticket, TimelineEntry
from tickets.suppliers.rules import costs_of


def context(user: User, ticket: Ticket, entries: Iterable[TimelineEntry], now: datetime) -> dict[str, Any]:
    """Three queries for the ladder; one more while somebody has to confirm it."""
    ladder = escalation.ladder(ticket, now)
    waiting = next((one for one in reversed(ladder.open) if one.acknowledged_at is None), None)
    costs = [costs_of(entry) for entry in entries if entry.kind == EntryKind.EXTRA_COSTS]
    today = now.astimezone(AMSTERDAM).date()
    return {
        "ladder": ladder,
        "must_acknowledge": waiting,
        "may_acknowledge": waiting is not None and escalation.may_acknowledge(waiting, user),
        "extra_costs": costs,
        "waits_for_supplier": ticket.status == Status.WACHT_OP_LEVERANCIER,
        "chase_now": ticket.status == Status.WACHT_OP_LEVERANCIER
        and (ticket.chase_on is None or ticket.chase_on <= today),
    }
