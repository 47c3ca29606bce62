"""What monitoring does to a ticket: it tells more, and ends by itself only what nobody touched (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from tickets.approvals.asking import ask_about_alert
from tickets.facts import Change
from tickets.kinds import ROWS, AlertSaid, Resolved
from tickets.lifecycle.ending import end
from tickets.models import Status, Ticket, TimelineEntry
from tickets.own_words import Own, OwnLine, own
from tickets.timeline import act
from tickets.verb import back_to_work, locked, record

# What may stand on the timeline of a ticket that nobody touched: the house's own lines.
_UNTOUCHED = tuple(kind for kind, facts in ROWS.items() if facts.untouched)


@act()
def add_alert(
    ticket: Ticket,
    *,
    now: datetime,
    own_words: Own,
    text: str = "",
    alert: int | None = None,
    name: str = "",
    by: User | None = None,
    needs_look: bool = False,
) -> TimelineEntry:
    """Monitoring says something more about it, `text` in its own words; only 1do reads it. `by` is who decided that it
    belongs here, where a person did; `needs_look`: whoever has the ticket is told at once."""
    ticket = locked(ticket)
    facts = AlertSaid(alert=alert, name=name, needs_look=needs_look, own=own_words)
    return record(ticket, facts, by=by, now=now, text=text)


def is_untouched(ticket: Ticket) -> bool:
    """Nobody took it, wrote, or decided anything about it."""
    if ticket.assignee_id is not None or not ticket.is_open:
        return False
    lines = ticket.timeline.all()
    return not lines.exclude(kind__in=_UNTOUCHED, by__isnull=True, contact__isnull=True).exclude(kind="opened").exists()


@act()
def recover(ticket: Ticket, *, now: datetime, own_words: Own) -> Ticket:
    """Resolved without anybody's work, as long as nobody touched it; else a line for whoever works on it."""
    ticket = locked(ticket)
    if not is_untouched(ticket):
        record(ticket, AlertSaid(own=own_words), by=None, now=now)
        return ticket
    facts = Resolved(status=Change(ticket.status, Status.OPGELOST), by_itself=True, own=own_words)
    end(ticket, facts, by=None, now=now, withdrawn=own(OwnLine.MONITORING_RECOVERED))
    return ticket


@act()
def fire_again(ticket: Ticket, *, now: datetime, own_words: Own, reached_us: datetime | None = None) -> Ticket:
    """What had recovered is back, within the days before the ticket closes; `reached_us` is when we were told."""
    ticket = locked(ticket)
    if ticket.status != Status.OPGELOST:
        return ticket
    back_to_work(ticket, by=None, now=now, own_words=own_words, reached_us=reached_us)
    ask_about_alert(ticket, by=None, now=now)
    return ticket
