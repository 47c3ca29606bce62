"""The one writer of timelines. Every line is made here, single or in bulk; the queryset refuses everybody else.

It masks what was written (SLA 10), counts the ticket's `version`, keeps search up to date, fills the outbox, and gives
all lines of one act the same `act`. What follows for the ticket itself is `tickets.verb.touch`.

Verbs call `tickets.verb.record`, which does both. Who has no verb to carry out, such as the mail server that reports a
failure, calls `append`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from contracts.models import Contact
from infra.masking import mask, mask_all
from infra.nudges import nudge_outbox
from tickets import search_index
from tickets.attachments import attach_files
from tickets.facts import Facts
from tickets.kinds import EntryKind
from tickets.models import Consumer, OutboxItem, Ticket, TicketClock, TimelineEntry
from tickets.search import searchable_text

_act: ContextVar[UUID | None] = ContextVar("act", default=None)


@contextmanager
def act() -> Iterator[None]:
    """One transaction, of which all lines share an `act`; also a decorator. Inside another act it is part of that.

    A verb is one act by itself. A door that carries out two as one, such as an answer that ends with "wacht op klant",
    puts both in one: then they are one mail as well.
    """
    if _act.get() is not None:
        with transaction.atomic():
            yield
        return
    token = _act.set(uuid4())
    try:
        with transaction.atomic():
            yield
    finally:
        _act.reset(token)


def for_keeping(text: str) -> str:
    """A text as it may be stored: without NUL, which PostgreSQL cannot hold (security Q9), and without passwords and
    keys, of which a mark stays (SLA 10, security S1)."""
    return mask(text.replace("\x00", ""))


def draft(
    ticket: Ticket,
    facts: Facts,
    *,
    now: datetime,
    by: User | None = None,
    contact: Contact | None = None,
    public: bool | None = None,
    text: str = "",
    form_token: str | None = None,
) -> TimelineEntry:
    """A line that is not written yet. `public` is as the kind of line says, unless given.

    Lines stand in the order in which they happened to the ticket: who read his `now` first and waited for the lock
    longer comes after, or the clock would replay another order than the one that was carried out.
    """
    return TimelineEntry(
        ticket=ticket,
        kind=facts.entry_kind,
        at=max(now, ticket.updated_at),
        by=by,
        contact=contact,
        is_public=not facts.internal if public is None else public,
        text=for_keeping(text),
        data=mask_all(facts.as_data()),
        form_token=form_token,
        act=_act.get() or uuid4(),
    )


def write(entry: TimelineEntry, files: Sequence[UploadedFile] = ()) -> TimelineEntry:
    """Write a draft. The caller holds the ticket's lock and saves the ticket, of which version, moment and search have
    changed (`tickets.verb.touch`)."""
    ticket = entry.ticket
    ticket.updated_at = entry.at
    ticket.version += 1
    if entry.text and entry.kind != EntryKind.OPENED:  # what a melding opens with is searched as the ticket's own
        column = _search_column(entry)
        setattr(ticket, column, f"{getattr(ticket, column)} {searchable_text(entry.text)}".strip())
    _insert([entry])
    attach_files(entry, files)
    _fill_outbox([entry])
    return entry


def append(drafts: Sequence[TimelineEntry]) -> None:
    """Write lines that change nothing of their tickets, of many tickets at once; takes the locks in order."""
    if drafts:
        with act():
            _append(drafts)


def _append(drafts: Sequence[TimelineEntry]) -> None:
    numbers = sorted({entry.ticket_id for entry in drafts})
    list(TicketClock.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk"))
    latest = dict(Ticket.objects.filter(pk__in=numbers).values_list("pk", "updated_at"))
    for entry in drafts:
        entry.at = max(entry.at, latest[entry.ticket_id])
    append_locked(drafts)


def append_locked(drafts: Sequence[TimelineEntry]) -> None:
    """The same for who holds the locks: their tickets are written here, by statements that cover many."""
    _insert(drafts)
    for (at, lines), numbers in _by_moment(drafts).items():
        Ticket.objects.filter(pk__in=numbers).update(version=F("version") + lines, updated_at=at)
    for entry in drafts:
        if entry.text:
            column = _search_column(entry)
            more = Value(f" {searchable_text(entry.text)}")
            Ticket.objects.filter(pk=entry.ticket_id).update(**{column: Concat(F(column), more)})
    search_index.keep({entry.ticket_id for entry in drafts if entry.text})
    _fill_outbox(drafts)


def past_line(facts: Facts, at: datetime, *, text: str = "") -> TimelineEntry:
    """What happened in the system that a ticket is taken over from; of no ticket yet."""
    return TimelineEntry(
        kind=facts.entry_kind,
        at=at,
        is_public=not facts.internal,
        text=for_keeping(text),
        data=mask_all(facts.as_data()),
    )


def write_history(entries: Sequence[TimelineEntry]) -> None:
    """Past lines, of tickets that were just made with `version` counted: nobody is told of them any more."""
    _insert(entries)


def _insert(entries: Sequence[TimelineEntry]) -> None:
    QuerySet[TimelineEntry](TimelineEntry).bulk_create(entries)  # the manager's own queryset refuses this


def _search_column(entry: TimelineEntry) -> str:
    return "search_text" if entry.is_public else "internal_search_text"


def _by_moment(drafts: Sequence[TimelineEntry]) -> dict[tuple[datetime, int], list[int]]:
    """Tickets by the moment of their last line and by how many they get: one statement for each such pair."""
    last: dict[int, datetime] = {}
    for entry in drafts:
        last[entry.ticket_id] = max(entry.at, last.get(entry.ticket_id, entry.at))
    lines = Counter(entry.ticket_id for entry in drafts)
    found: dict[tuple[datetime, int], list[int]] = {}
    for number, at in last.items():
        found.setdefault((at, lines[number]), []).append(number)
    return found


def _fill_outbox(entries: Sequence[TimelineEntry]) -> None:
    """Who may have to hear of these lines; the consumers decide."""
    OutboxItem.objects.bulk_create(
        OutboxItem(entry=entry, consumer=consumer) for entry in entries for consumer in _consumers(entry.facts)
    )
    transaction.on_commit(nudge_outbox)


def _consumers(facts: Facts) -> list[Consumer]:
    """Other tools may hear of each line, by mail only somebody of what is announced, colleagues of what is heard."""
    mail = [Consumer.MAIL] if facts.is_announced() else []
    notice = [Consumer.NOTICE] if facts.is_heard() else []
    return [*mail, Consumer.WEBHOOK, *notice]
