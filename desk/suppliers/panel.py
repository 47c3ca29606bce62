"""What the page of a ticket says about the supplier that it depends on (SLA 7.10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sla.business_hours import AMSTERDAM
from tickets.kinds import EntryKind
from tickets.models import Status, Ticket, TimelineEntry
from tickets.suppliers.rules import costs_of


def context(ticket: Ticket, entries: Iterable[TimelineEntry], now: datetime) -> dict[str, Any]:
    costs = [costs_of(entry) for entry in entries if entry.kind == EntryKind.EXTRA_COSTS]
    waits = ticket.status == Status.WACHT_OP_LEVERANCIER
    today = now.astimezone(AMSTERDAM).date()
    return {
        "extra_costs": costs,
        "waits_for_supplier": waits,
        "chase_now": waits and (ticket.chase_on is None or ticket.chase_on <= today),
    }
