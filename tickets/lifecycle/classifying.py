"""What a ticket is, and what follows for its clock when that, or the calendar, changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.errors import Refused
from sla.models import CalendarVersion
from sla.priority import Priority, TicketKind
from tickets.approvals.asking import let_kritisch_run
from tickets.clock import clocks
from tickets.clock.emergency import line_for
from tickets.coverage.actions import recheck
from tickets.facts import Change
from tickets.kinds import Classified, DetailsChanged, DueMoved
from tickets.merging.queries import reported_any
from tickets.models import Ticket, TicketClock
from tickets.own_words import Own, OwnLine, own
from tickets.search import searchable_text
from tickets.timeline import act, for_keeping
from tickets.verb import locked, locked_survivor, record, require_open, require_text, require_work, settle_clock


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
    """Change kind, impact or urgency. What has fallen until now stands; the new target is derived from the moment of
    reporting, pauses kept (SLA 7.9)."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    changes = _changes(ticket, kind, impact, urgency)
    if not changes:
        return ticket
    reason = require_text(reason, _("Schrijf op waarom de indeling verandert; de klant leest dit."), field="reason")
    _put(ticket, changes, by=by, now=now, text=reason)
    return ticket


@act()
def answer_questions(
    ticket: Ticket, *, contact: Contact, now: datetime, impact: int, urgency: str, by: User | None = None
) -> Ticket:
    """The reporter himself says how many are affected and whether they can work (SLA 7.9), of what he mailed us; `by`
    where he is signed in.

    Refused once somebody has classified it: from then on it is talked about.
    """
    ticket = locked_survivor(ticket)
    if not reported_any(ticket, contact) or not contact.is_active or (by and by.pk != contact.user_id):
        raise PermissionDenied
    require_open(ticket)
    if not clocks.is_unclassified(ticket):
        raise Refused(_("Deze melding is intussen ingedeeld. Is dat niet goed? Bel ons, of antwoord op de mail."))
    changes = _changes(ticket, ticket.kind, impact, urgency)
    did: dict[str, Any] = {"by": by} if by else {"by": None, "contact": contact}
    _put(ticket, changes, **did, now=now, own_words=own(OwnLine.REPORTER_ANSWERED))
    return ticket


@act()
def raise_priority(ticket: Ticket, *, now: datetime, impact: int, urgency: str, own_words: Own) -> bool:
    """Monitoring says that it is worse than it was thought to be; False where it is not. Only ever upwards."""
    ticket = locked(ticket)
    if not ticket.is_open or ticket.kind != TicketKind.INCIDENT:
        return False
    new = clocks.classification(ticket.kind, impact, urgency, ticket.agreement)["priority"]
    order = list(Priority)
    if ticket.priority and order.index(new) >= order.index(Priority(ticket.priority)):
        return False
    _put(ticket, _changes(ticket, ticket.kind, impact, urgency), by=None, now=now, own_words=own_words)
    return True


def _changes(ticket: Ticket, kind: str, impact: int | None, urgency: str | None) -> dict[str, Any]:
    """What differs, together with what belongs to it; empty when nothing does."""
    new = clocks.classification(kind, impact, urgency, ticket.agreement)
    changes = {name: Change(getattr(ticket, name), value) for name, value in new.items()}
    return changes if any(change.differs for change in changes.values()) else {}


def _put(
    ticket: Ticket,
    changes: dict[str, Any],
    *,
    by: User | None,
    now: datetime,
    contact: Contact | None = None,
    text: str = "",
    own_words: Own | None = None,
) -> None:
    """What a classification brings about, whoever makes it."""
    for name, (_old, value) in changes.items():
        setattr(ticket, name, value)
    ticket.off_channel = clocks.is_off_channel(ticket.priority, ticket.channel)
    _join_emergency_service(ticket, now)
    record(ticket, Classified(**changes, own=own_words), by=by, contact=contact, now=now, text=text)
    recheck(ticket, now, by=by)
    let_kritisch_run(ticket, by=by, now=now)


def _join_emergency_service(ticket: Ticket, now: datetime) -> None:
    """A call that turns out to be for the emergency service (SLA 3.2): from the call on as long as we have been closed
    since, else from now on. Time before there was such a call never counts on its hours, and what was rung stays rung.
    """
    hours, called_at = clocks.standard_hours(ticket.agreement), ticket.opened_at
    is_open, was_open = hours.is_open(now), hours.between(called_at, now) > timedelta()
    if was_open and not is_open:
        return  # nobody rang now
    line = line_for(ticket.agreement, ticket.contact, priority=ticket.priority, channel=ticket.channel, now=now)
    ticket.emergency_call = ticket.emergency_call or line.is_call
    service = clocks.emergency_version_for(ticket.agreement, line)
    if service is None or ticket.clock.emergency_version is not None:
        return
    ticket.clock.emergency_version = service
    ticket.clock.emergency_since = now if is_open or was_open else None


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
    ordinary = Q(calendar_version__calendar=version.calendar) & ~Q(calendar_version=version)
    service = Q(emergency_version__calendar=version.calendar) & ~Q(emergency_version=version)
    clocks_open = TicketClock.objects.filter(
        ordinary | service, is_open=True, late__isnull=True, work_started_at__isnull=True
    )
    moved = []
    for number in clocks_open.values_list("ticket_id", flat=True).order_by("ticket_id"):
        ticket = locked(Ticket(number=number))
        settle_clock(ticket, now)
        if ticket.clock.late is not None:  # it fell by the old hours, before a sweep came by
            continue
        before = ticket.clock.due_at
        for name in ("calendar_version", "emergency_version"):
            if (old := getattr(ticket.clock, name)) and old.calendar_id == version.calendar_id:
                setattr(ticket.clock, name, version)
        settle_clock(ticket, now)
        if ticket.clock.due_at != before:
            facts = DueMoved(due_at=Change(before, ticket.clock.due_at), calendar_version=version.number)
            record(ticket, facts, by=by, now=now, text=version.reason)
            moved.append(ticket)
    return moved
