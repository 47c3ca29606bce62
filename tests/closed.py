"""A melding that was solved and closed, and the question how it went (SLA 11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import MONDAY
from tickets import actions
from tickets.models import SatisfactionRequest, Ticket
from tickets.sweeps import ask_satisfaction

OpenTicket = Callable[..., Ticket]


def closed(open_ticket: OpenTicket, cast: SimpleNamespace, *, now: datetime = MONDAY, **fields: Any) -> Ticket:
    """Reported at `now`, solved half an hour later by Sanne, who has it, and closed by its reporter after an hour."""
    ticket = open_ticket(now=now, **fields)
    actions.take(ticket, by=cast.sanne, now=now)
    actions.resolve(ticket, by=cast.sanne, now=now + timedelta(minutes=30), text="Opgelost.")
    actions.close(ticket, by=ticket.contact.user or cast.sanne, now=now + timedelta(hours=1))
    return Ticket.objects.get(pk=ticket.pk)


def asked(open_ticket: OpenTicket, cast: SimpleNamespace, **fields: Any) -> SatisfactionRequest:
    """About one of those, as soon as that may."""
    ticket = closed(open_ticket, cast, **fields)
    planned = SatisfactionRequest.objects.get(ticket=ticket)
    assert planned.ask_at is not None
    assert ask_satisfaction(planned.ask_at) == 1
    return SatisfactionRequest.objects.get(pk=planned.pk)
