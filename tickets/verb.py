"""What every verb does: lock the ticket, check, write its line on the timeline, settle its clock, tell the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from contracts.models import Contact, ServiceAgreement
from infra.errors import Refused
from infra.masking import hidden_in, mask
from infra.nudges import nudge_outbox
from sla.priority import Priority
from tickets.attachments import attach_files
from tickets.clock import clocks
from tickets.models import (
    CLOCK_KINDS,
    Consumer,
    EntryKind,
    OutboxItem,
    Status,
    Ticket,
    TicketClock,
    TimelineEntry,
)
from tickets.search import searchable_text

# What somebody may have to hear of by mail; mail/ decides who and how. Other tools may hear of all (integrations/).
ANNOUNCED = frozenset(
    {
        EntryKind.OPENED,
        EntryKind.ASSIGNED,
        EntryKind.REPLY,
        EntryKind.WAITING,
        EntryKind.PLANNED,
        EntryKind.RESOLVED,
        EntryKind.REOPENED,
        EntryKind.CLOSED,
        EntryKind.CANCELLED,
        EntryKind.WARNED,
        EntryKind.ASKED,
        EntryKind.DECIDED,
        EntryKind.MANDATE,
        EntryKind.ESCALATED,
        EntryKind.ACKNOWLEDGED,
        EntryKind.UNACKNOWLEDGED,
        EntryKind.DEESCALATED,
        EntryKind.EXTRA_COSTS,
        EntryKind.CHASE_DUE,
        EntryKind.REMINDED,
        EntryKind.HIDDEN,
        EntryKind.SECRET,
    }
)


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, kept from other verbs and from the sweeps until the transaction ends.

    Its clock's row is the lock: the sweeps claim the same rows. Two statements, because a joined lock would show the
    joined tables as they were before the wait.
    """
    TicketClock.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    return Ticket.objects.select_related(
        "clock__calendar_version", "agreement__edition", "contact", "customer", "assignee", "team"
    ).get(pk=ticket.pk)


def record(
    ticket: Ticket,
    kind: EntryKind,
    *,
    by: User | None,
    now: datetime,
    contact: Contact | None = None,
    public: bool = True,
    text: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str | None = None,
) -> TimelineEntry:
    """Save the ticket, write its line, settle its clock, and tell the outbox.

    `contact` is who of the customer did it without signing in; then there is no `by`.
    Lines stand in the order in which they happened to the ticket: who read his `now` first and waited for the lock
    longer comes after, or the clock would replay another order than the one that was carried out.
    """
    now = max(now, ticket.updated_at)
    ticket.updated_at = now
    ticket.version += 1
    text = for_keeping(text)
    ticket.remind_at = _remind_at(ticket, kind, by, now)
    if text and kind != EntryKind.OPENED:
        column = "search_text" if public else "internal_search_text"
        setattr(ticket, column, f"{getattr(ticket, column)} {searchable_text(text)}".strip())
    if ticket.status != Status.WACHT_OP_LEVERANCIER:
        ticket.chase_on = None  # whom we no longer wait for is not chased (SLA 7.10)
    ticket.save()
    entry = TimelineEntry.objects.create(
        ticket=ticket,
        kind=kind,
        at=now,
        by=by,
        contact=contact,
        is_public=public,
        text=text,
        data=data or {},
        form_token=form_token,
    )
    attach_files(entry, files)
    if kind == EntryKind.OPENED or kind in CLOCK_KINDS:
        settle_clock(ticket, now)
    consumers = [Consumer.WEBHOOK, Consumer.MAIL] if kind in ANNOUNCED else [Consumer.WEBHOOK]
    OutboxItem.objects.bulk_create(OutboxItem(entry=entry, consumer=consumer) for consumer in consumers)
    transaction.on_commit(nudge_outbox)
    if hidden := hidden_in(text, *_said_at_opening(ticket, kind)):
        record(ticket, EntryKind.HIDDEN, by=by, contact=contact, now=now, public=public, data={"hidden": hidden})
    return entry


def _said_at_opening(ticket: Ticket, kind: EntryKind) -> tuple[str, ...]:
    """What stands on the ticket beside the text of its first line."""
    return (ticket.subject, ticket.steps_taken, ticket.impact_text) if kind == EntryKind.OPENED else ()


def _remind_at(ticket: Ticket, kind: EntryKind, by: User | None, now: datetime) -> datetime | None:
    """When a customer who stays silent is reminded: counted from the last that 1do said to him."""
    if ticket.status != Status.WACHT_OP_KLANT or ticket.priority == Priority.KRITISCH:
        return None
    asks = kind == EntryKind.WAITING or (kind == EntryKind.REPLY and by is not None and by.is_house)
    return reminder_moment(ticket.agreement, 0, now) if asks else ticket.remind_at


def reminder_moment(agreement: ServiceAgreement | None, step: int, now: datetime) -> datetime | None:
    """Of the steps of REMINDER_WORKING_DAYS (reminder, notice, closing) this one, counted from the step before it."""
    days = settings.REMINDER_WORKING_DAYS
    if not days:
        return None
    wait = days[step] - (days[step - 1] if step else 0)
    return clocks.standard_hours(agreement).add(now, clocks.WORKING_DAY * wait)


def settle_clock(ticket: Ticket, now: datetime) -> None:
    clock = ticket.clock
    warned = set(clock.warnings.values_list("priority", "threshold"))
    clocks.settle(ticket, clock, now, warned=warned)
    clock.save()


def require_work(by: User) -> None:
    if not (by.is_house and by.has_perm("tickets.work_ticket")):
        raise PermissionDenied


def require_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise Refused(
            _("Deze melding is %s; dit kan alleen bij een open melding.") % ticket.get_status_display().lower()
        )


def require_text(text: str, message: str, *, field: str = "text", unless: Sequence[Any] = ()) -> str:
    text = for_keeping(text).strip()
    if not text and not unless:
        raise Refused(message, field=field)
    return text


def for_keeping(text: str) -> str:
    """A text as it may be stored: without NUL, which PostgreSQL cannot hold (security Q9), and without passwords and
    keys, of which a mark stays (SLA 10, security S1)."""
    return mask(text.replace("\x00", ""))


def is_repeated(ticket: Ticket, token: str | None, *kinds: EntryKind) -> bool:
    """Whether this form was sent before, by the same person to the same ticket, for one of these kinds.

    Refused when it was for something else: that was carried out, and this would be lost without a word.
    """
    if token is None:
        return False
    kind = TimelineEntry.objects.filter(ticket=ticket, form_token=token).values_list("kind", flat=True).first()
    if kind is not None and kind not in kinds:
        raise Refused(
            _("Dit is al eens verstuurd, voor iets anders. Laad de pagina opnieuw en verstuur het daarna nog eens.")
        )
    return kind is not None


def own_token(by: User, form_token: str) -> str | None:
    """A form's token, tied to who sent it: nobody reaches another's ticket with it."""
    return hashlib.sha256(f"{by.pk}:{form_token}".encode()).hexdigest() if form_token else None


def name_of(thing: User | Team | None) -> str | None:
    return thing.name if thing else None


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def end_wait(ticket: Ticket, *, by: User | None, now: datetime) -> None:
    old, ticket.planned_for = ticket.status, None
    ticket.status = Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    record(ticket, EntryKind.RESUMED, by=by, now=now, data={"status": [old, ticket.status]})


def back_to_work(ticket: Ticket, *, by: User | None, now: datetime, text: str, contact: Contact | None = None) -> None:
    old, ticket.status = ticket.status, Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    ticket.resolved_at = ticket.closes_at = None
    ticket.reopen_count += 1
    record(
        ticket, EntryKind.REOPENED, by=by, contact=contact, now=now, text=text, data={"status": [old, ticket.status]}
    )
