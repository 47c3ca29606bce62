"""What a ticket is, and what follows for its clock when that, or the calendar, changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from sla.models import CalendarVersion
from sla.priority import Priority
from tickets.approvals.asking import let_kritisch_run
from tickets.clock import clocks
from tickets.clock.emergency import line_for
from tickets.coverage.actions import recheck
from tickets.facts import Change
from tickets.kinds import Classified, DetailsChanged, DueMoved
from tickets.models import Ticket, TicketClock
from tickets.search import searchable_text
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_open, require_text, require_work, settle_clock


@act()
def classify(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    kind: str,
    impact: int | None = None,
    urgency: str | None = None,
    reason: str = "",
) -> Ticket:
    """Change kind, impact or urgency. The target is derived anew from the original start, pauses kept (SLA 7.9)."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    new = clocks.classification(kind, impact, urgency, ticket.agreement)
    changes: dict[str, Any] = {name: Change(getattr(ticket, name), value) for name, value in new.items()}
    if not any(change.differs for change in changes.values()):
        return ticket
    reason = require_text(reason, _("Schrijf op waarom de indeling verandert; de klant leest dit."), field="reason")
    for name, value in new.items():
        setattr(ticket, name, value)
    ticket.off_channel = ticket.off_channel and ticket.priority == Priority.KRITISCH
    line = line_for(
        ticket.agreement, ticket.contact, priority=ticket.priority, channel=ticket.channel, now=ticket.opened_at
    )
    ticket.emergency_call = ticket.emergency_call or line.is_call  # who was rung in the night was rung
    if ticket.clock.late is None:  # another priority may run on other hours (SLA 3.2)
        version = clocks.calendar_version_for(ticket.agreement, line, priority=ticket.priority, now=ticket.opened_at)
        ticket.clock.calendar_version = version
    record(ticket, Classified(**changes), by=by, now=now, text=reason)
    recheck(ticket, now, by=by)
    let_kritisch_run(ticket, by=by, now=now)
    return ticket


@act()
def change_details(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    subject: str | None = None,
    steps_taken: str | None = None,
    impact_text: str | None = None,
    contact_phone: str | None = None,
    contact_email: str | None = None,
) -> Ticket:
    """Mend what the melding says (SLA 9); None leaves it as it is."""
    given = {"subject": subject, "steps_taken": steps_taken, "impact_text": impact_text}
    given |= {"contact_phone": contact_phone, "contact_email": contact_email}
    ticket = locked(ticket)
    require_work(by)
    new_words = {name: for_keeping(words).strip() for name, words in given.items() if words is not None}
    changes: dict[str, Any] = {name: Change(getattr(ticket, name), words) for name, words in new_words.items()}
    changed = {name: change for name, change in changes.items() if change.differs}
    if not changed:
        return ticket
    if "subject" in changed:
        require_text(changed["subject"].new, _("Een melding heeft een onderwerp."), field="subject")
    for name, (_old, new) in changed.items():
        setattr(ticket, name, new)
    ticket.search_text += " " + searchable_text(" ".join(new for _old, new in changed.values()))
    record(ticket, DetailsChanged(**changed), by=by, now=now)
    return ticket


@act()
def move_to_calendar(version: CalendarVersion, *, by: User, now: datetime) -> list[Ticket]:
    """After a calendar edit: open clocks without a verdict run on by the new version. Returns those that moved."""
    clocks_open = TicketClock.objects.filter(
        is_open=True,
        late__isnull=True,
        work_started_at__isnull=True,
        calendar_version__calendar=version.calendar,
    ).exclude(calendar_version=version)
    moved = []
    for number in clocks_open.values_list("ticket_id", flat=True).order_by("ticket_id"):
        ticket = locked(Ticket(number=number))
        settle_clock(ticket, now)
        if ticket.clock.late is not None:  # it fell by the old hours, before a sweep came by
            continue
        before = ticket.clock.due_at
        ticket.clock.calendar_version = version
        settle_clock(ticket, now)
        if ticket.clock.due_at != before:
            facts = DueMoved(due_at=Change(before, ticket.clock.due_at), calendar_version=version.number)
            record(ticket, facts, by=by, now=now, text=version.reason)
            moved.append(ticket)
    return moved
