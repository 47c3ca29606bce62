"""What the page of a ticket says about its escalation (SLA 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from tickets.escalation import rules as escalation
from tickets.models import Ticket


def context(user: User, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Three queries for the ladder; one more while somebody has to confirm it."""
    ladder = escalation.ladder(ticket, now)
    waiting = next((one for one in reversed(ladder.open) if one.acknowledged_at is None), None)
    return {
        "ladder": ladder,
        "must_acknowledge": waiting,
        "may_acknowledge": waiting is not None and escalation.may_acknowledge(waiting, user),
    }
