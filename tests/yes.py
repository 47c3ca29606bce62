"""The yes without which billable work does not begin (SLA 4.2), for tests that are about something else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Approval, Ticket


def say_yes(ticket: Ticket, by: User, *, now: datetime = MONDAY, **fields: Any) -> Approval:
    """The reporter says it on the telephone; `rate="outside_hours"` with `minutes` to work in the evening."""
    given = {"contact": ticket.contact, "text": "Akkoord aan de telefoon."} | fields
    return actions.record_spoken_yes(ticket, by=by, now=now, **given)


def agreed(ticket: Ticket, by: User, **fields: Any) -> Ticket:
    """The same ticket, with the yes."""
    say_yes(ticket, by, **fields)
    return ticket
