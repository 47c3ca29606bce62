"""What every verb does: lock the ticket, check, write its line on the timeline, settle its clock, tell the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from tickets import clocks
from tickets.attachments import attach_files
from tickets.errors import ActionRefused
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
from tickets.tasks import nudge_outbox

# What somebody may have to hear of by mail; mail/ decides who and how.
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
    public: bool = True,
    text: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[UploadedFile] = (),
    form_token: str | None = None,
) -> TimelineEntry:
    """Save the ticket, write its line, settle its clock, and tell the outbox.

    Lines stand in the order in which they happened to the ticket: who read his `now` first and waited for the lock
    longer comes after, or the clock would replay another order than the one that was carried out.
    """
    now = max(now, ticket.updated_at)
    ticket.updated_at = now
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
        is_public=public,
        text=text,
        data=data or {},
        form_token=form_token,
    )
    attach_files(entry, files)
    if kind == EntryKind.OPENED or kind in CLOCK_KINDS:
        settle_clock(ticket, now)
    if kind in ANNOUNCED:
        OutboxItem.objects.create(entry=entry, consumer=Consumer.MAIL)
        transaction.on_commit(nudge_outbox)
    return entry


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
        raise ActionRefused(
            _("Deze melding is %s; dit kan alleen bij een open melding.") % ticket.get_status_display().lower()
        )


def require_text(text: str, message: str, *, field: str = "text", unless: Sequence[Any] = ()) -> str:
    text = without_nul(text).strip()
    if not text and not unless:
        raise ActionRefused(message, field=field)
    return text


def without_nul(text: str) -> str:
    """PostgreSQL cannot hold NUL (security Q9)."""
    return text.replace("\x00", "")


def is_repeated(ticket: Ticket, token: str | None) -> bool:
    """Whether this form was sent before, by the same person to the same ticket."""
    return token is not None and TimelineEntry.objects.filter(ticket=ticket, form_token=token).exists()


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


def back_to_work(ticket: Ticket, *, by: User, now: datetime, text: str) -> None:
    old, ticket.status = ticket.status, Status.IN_BEHANDELING
    ticket.resolved_at = ticket.closes_at = None
    ticket.reopen_count += 1
    record(ticket, EntryKind.REOPENED, by=by, now=now, text=text, data={"status": [old, ticket.status]})
