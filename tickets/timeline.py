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
from tickets.attachments import attach_files
from tickets.facts import Facts
from tickets.kinds import EntryKind
from tickets.models import Consumer, OutboxItem, Ticket, TicketClock, TimelineEntry
from tickets.search import searchable_text

_act: ContextVar[UUID | None] = ContextVar("act", default=None)
_held_until: ContextVar[datetime | None] = ContextVar("held_until", default=None)


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


@contextmanager
def held_until(moment: datetime) -> Iterator[UUID]:
    """What is written here nobody outside the desk hears of before that moment; gives the key of the act, of which who
    calls this makes a `HeldAct` in the same transaction (tickets.undo)."""
    current = _act.get()
    assert current is not None, "Only an act is held."
    token = _held_until.set(moment)
    try:
        yield current
    finally:
        _held_until.reset(token)


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
        held_until=_held_until.get(),
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
    _fill_outbox(drafts)


def release(ticket: Ticket, act_key: UUID) -> None:
    """The lines of this held act go out to who has to hear of them; the caller holds the lock of the ticket."""
    words = "".join(f" {searchable_text(entry.text)}" for entry in _of_act(ticket, act_key) if _is_searched(entry))
    if words:
        inside = ticket.internal_search_text
        ticket.internal_search_text = inside.removesuffix(words.strip()).rstrip()
        ticket.search_text += words
        ticket.save_changed()
    OutboxItem.objects.filter(entry__in=_of_act(ticket, act_key)).update(held=None)
    transaction.on_commit(nudge_outbox)


def take_back(ticket: Ticket, act_key: UUID) -> None:
    """The lines of this held act are as if they were never written; the caller holds the lock of the ticket, and cuts
    their words out of what is searched. Their form may be sent again."""
    OutboxItem.objects.filter(entry__in=_of_act(ticket, act_key)).delete()
    _of_act(ticket, act_key).update(taken_back=True, form_token=None)


def move_out(ticket: Ticket, entry: TimelineEntry) -> None:
    """This message is no line of the ticket any more, and is not found at it (tickets.splitting)."""
    words = searchable_text(entry.text)
    ticket.search_text = " ".join(ticket.search_text.replace(words, " ", 1).split()) if words else ticket.search_text
    _whole(entry).update(taken_back=True)
    OutboxItem.objects.filter(entry=entry).delete()


def move_in(ticket: Ticket, entry: TimelineEntry) -> None:
    """It is one again."""
    ticket.search_text = f"{ticket.search_text} {searchable_text(entry.text)}".strip()
    _whole(entry).update(taken_back=False)


def _whole(entry: TimelineEntry) -> QuerySet[TimelineEntry]:
    return QuerySet[TimelineEntry](TimelineEntry).filter(pk=entry.pk)


def _of_act(ticket: Ticket, act_key: UUID) -> QuerySet[TimelineEntry]:
    return QuerySet[TimelineEntry](TimelineEntry).filter(ticket=ticket, act=act_key).order_by("at", "pk")


def _is_searched(entry: TimelineEntry) -> bool:
    """By customers, once it is out."""
    return entry.is_public and bool(entry.text)


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
    return "search_text" if entry.is_public and entry.held_until is None else "internal_search_text"


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
        OutboxItem(entry=entry, consumer=consumer, held_id=entry.act if entry.held_until else None)
        for entry in entries
        for consumer in _consumers(entry.facts)
    )
    transaction.on_commit(nudge_outbox)


def _consumers(facts: Facts) -> list[Consumer]:
    """Other tools may hear of each line, by mail only somebody of what is announced, colleagues of what is heard."""
    mail = [Consumer.MAIL] if facts.is_announced() else []
    notice = [Consumer.NOTICE] if facts.is_heard() else []
    return [*mail, Consumer.WEBHOOK, *notice]
