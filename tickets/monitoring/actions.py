"""What monitoring does to a ticket: it tells more, and ends by itself only what nobody touched (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.approvals.asking import ask_about_alert, withdraw_open
from tickets.clock import clocks
from tickets.models import EntryKind, Status, Ticket
from tickets.verb import back_to_work, locked, record

# What may stand on the timeline of a ticket that nobody touched: the house's own lines.
_BY_ITSELF = (
    EntryKind.OPENED,
    EntryKind.ALERT,
    EntryKind.COVERED,
    EntryKind.ASKED,
    EntryKind.WAITING,
    EntryKind.WARNED,
    EntryKind.DUE_MOVED,
    EntryKind.MAIL_FAILED,
    EntryKind.REMINDED,
    EntryKind.RESOLVED,
    EntryKind.REOPENED,
    EntryKind.RESUMED,
)


@transaction.atomic
def add_alert(ticket: Ticket, *, now: datetime, text: str, **data: Any) -> Ticket:
    """Monitoring says something more about it; only 1do reads it."""
    ticket = locked(ticket)
    record(ticket, EntryKind.ALERT, by=None, now=now, public=False, text=text, data=data)
    return ticket


def is_untouched(ticket: Ticket) -> bool:
    """Nobody took it, wrote, or decided anything about it."""
    if ticket.assignee_id is not None or not ticket.is_open:
        return False
    lines = ticket.timeline.all()
    return not lines.exclude(kind__in=_BY_ITSELF, by__isnull=True, contact__isnull=True).exclude(kind="opened").exists()


@transaction.atomic
def recover(ticket: Ticket, *, now: datetime, text: str) -> Ticket:
    """Resolved without anybody's work, as long as nobody touched it; else a line for whoever works on it."""
    ticket = locked(ticket)
    if not is_untouched(ticket):
        record(ticket, EntryKind.ALERT, by=None, now=now, public=False, text=text)
        return ticket
    withdraw_open(ticket, now=now, text=_("De monitoring meldt dat het is hersteld."))
    old, ticket.status, ticket.planned_for = ticket.status, Status.OPGELOST, None
    ticket.resolved_at = now
    ticket.closes_at = clocks.closing_moment(ticket.agreement, now)
    data = {"status": [old, ticket.status], "by_itself": True}
    record(ticket, EntryKind.RESOLVED, by=None, now=now, text=text, data=data)
    return ticket


@transaction.atomic
def fire_again(ticket: Ticket, *, now: datetime, text: str) -> Ticket:
    """What had recovered is back, within the days before the ticket closes."""
    ticket = locked(ticket)
    if ticket.status != Status.OPGELOST:
        return ticket
    back_to_work(ticket, by=None, now=now, text=text)
    ask_about_alert(ticket, by=None, now=now)
    return ticket
