"""Whether a melding that was cancelled can come back."""

from __future__ import annotations

from collections.abc import Sequence

from tickets.kinds import Cancelled
from tickets.models import Ticket, TimelineEntry


def can_revive(ticket: Ticket, entries: Sequence[TimelineEntry]) -> bool:
    ends = [entry.facts for entry in entries if isinstance(entry.facts, Cancelled)]
    return bool(ends) and bool(ends[-1].quiet) and not ticket.hidden_from_customer
