"""What the page of a ticket says about the melding that it was split off from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tickets.kinds import SplitOff
from tickets.models import Ticket, TimelineEntry
from tickets.splitting.actions import PUT_BACK_WITHIN


def context(ticket: Ticket, entries: Sequence[TimelineEntry], now: datetime) -> dict[str, Any]:
    """`split_from`: its number; `can_put_back`: nobody began with it yet."""
    line = next((each for each in entries if isinstance(each.facts, SplitOff) and each.facts.out_of), None)
    if line is None:
        return {}
    recent = ticket.is_new and now < line.at + PUT_BACK_WITHIN
    return {"split_from": line.read(SplitOff).out_of, "can_put_back": recent}
