"""What fell short and why: each broken promise with its sum, its cause and what is done about it (SLA 7.9, 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reviews.models import BreachCause
from sla.clock import ClockReading
from tickets.clock.clocks import read_clock
from tickets.kinds import CLOCK_KINDS
from tickets.models import Ticket, TimelineEntry


@dataclass(frozen=True)
class LateShown:
    ticket: Ticket
    reading: ClockReading
    cause: BreachCause | None


def late_shown(tickets: Sequence[Ticket], now: datetime) -> list[LateShown]:
    """Of a page of meldingen; three queries."""
    related = ("customer", "agreement__edition", "clock__calendar_version", "clock__emergency_version")
    shown = Ticket.objects.select_related(*related).filter(pk__in=[ticket.pk for ticket in tickets])
    tickets = list(shown.order_by("-number"))
    entries: dict[int, list[TimelineEntry]] = defaultdict(list)
    lines = TimelineEntry.objects.filter(ticket__in=tickets, kind__in=CLOCK_KINDS).order_by("at", "pk")
    for line in lines:
        entries[line.ticket_id].append(line)
    causes = {
        cause.ticket_id: cause
        for cause in BreachCause.objects.filter(ticket__in=tickets).select_related("by").order_by("ticket", "number")
    }
    return [LateShown(ticket, read_clock(ticket, now, entries[ticket.pk]), causes.get(ticket.pk)) for ticket in tickets]
