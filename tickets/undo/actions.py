"""Undoing what was just done, before anybody outside the desk hears of it.

A door that offers it carries out its verb within `undoable`. All is done at once and seen at the desk at once; only the
outbox holds, and the customer sees none of the lines yet: not in the portal, by REST, by webhook, by mail, nor in what
he searches. After UNDO_SECONDS a sweep releases it; until then `undo` makes the melding what it was. Which of the two,
is decided by one conditional update of the act's row: both take the lock of the ticket, and exactly one wins, also
when a sender is killed halfway, for what it did not commit is held still.

The timeline stays append-only: what was undone keeps its lines, `taken_back`, which nobody reads any more; that it was,
is said to the house in a line of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets import timeline
from tickets.kinds import EntryKind, TakenBack
from tickets.models import HeldAct, HeldState, Project, SatisfactionRequest, Ticket, TimelineEntry
from tickets.timeline import act
from tickets.undo.snapshot import Snapshot, put_back
from tickets.verb import locked, record, settle_clock

log = logging.getLogger(__name__)

KEEP = timedelta(days=1)  # so that a late click hears what became of it
_FIRST = (EntryKind.RESOLVED, EntryKind.CLOSED, EntryKind.CANCELLED, EntryKind.WAITING, EntryKind.REPLY)


@dataclass
class Offer:
    """`act` is there once it was done, where it can be undone; `seconds` is for how long."""

    act: UUID | None = None
    seconds: int = 0


NO_OFFER = Offer()


@contextmanager
def undoable(ticket: Ticket, *, by: User, now: datetime, batch: UUID | None = None) -> Iterator[Offer]:
    """One transaction around a verb (or several) on this ticket, which can be undone afterwards:

        with undoable(ticket, by=by, now=now) as offer:
            actions.resolve(ticket, by=by, now=now, text=text)
        offer.act  # None where nothing was done, or where it cannot be undone

    Of verbs that change what stands on this ticket: itself, its clock, its questions. What reaches further is undone by
    its own subject. All acts of one `batch` are undone by `undo_batch`.
    """
    offer = Offer()
    with act():
        before = Snapshot.of(locked(ticket))
        seconds = 0 if _asks_further(ticket) else settings.UNDO_SECONDS
        if not seconds:
            yield offer
            return
        until = now + timedelta(seconds=seconds)
        with timeline.held_until(until) as key:
            yield offer
        after = locked(ticket)
        if after.version == before.version:
            return  # a second click, that did nothing
        HeldAct.objects.create(
            act=key,
            ticket=after,
            by=by,
            at=now,
            held_until=until,
            version=after.version,
            before=before.changes(after),
            batch=batch,
        )
        offer.act, offer.seconds = key, seconds


def _asks_further(ticket: Ticket) -> bool:
    """To close a project asks the account manager for an evaluation, at once (SLA 8.3)."""
    return Project.objects.filter(ticket=ticket.pk, asked_at__isnull=True).exists()


def undo(held: HeldAct, *, by: User, now: datetime) -> Ticket:
    """Make the melding what it was: status, clock, assignee, questions. A second click changes nothing.

    Refused once it is out, and where somebody went on with it since: his work would be lost.
    """
    with act():
        ticket = locked(held.ticket)
        held = HeldAct.objects.get(pk=held.pk)
        if held.by_id != by.pk:
            raise Refused(_("Alleen wie het deed, kan het ongedaan maken."))
        if held.state == HeldState.UNDONE:
            return ticket
        if held.state == HeldState.RELEASED or held.held_until <= now:
            raise Refused(_("Dit is al weg en kan niet meer ongedaan worden gemaakt."))
        if ticket.version != held.version:
            raise Refused(_("Er gebeurde intussen iets met deze melding; dit kan niet meer ongedaan worden gemaakt."))
        if not _decide(held, HeldState.UNDONE):
            raise Refused(_("Dit is al weg en kan niet meer ongedaan worden gemaakt."))
        what = _what(held)
        SatisfactionRequest.objects.filter(ticket=ticket, closing__act=held.pk).delete()
        timeline.take_back(ticket, held.pk)
        put_back(ticket, held.before)
        record(ticket, TakenBack(what=what, act=str(held.pk)), by=by, now=now)
        settle_clock(ticket, max(now, ticket.updated_at))
        return ticket


@dataclass(frozen=True)
class Undone:
    """Of one ticket of a batch; `why_not` is a sentence where it stands."""

    number: int
    why_not: str = ""


def undo_batch(batch: UUID, *, by: User, now: datetime) -> list[Undone]:
    """Each ticket in a transaction of its own: what cannot be undone any more keeps no other from it."""
    found = HeldAct.objects.filter(batch=batch, by=by).select_related("ticket").order_by("ticket")
    return [_undo_one(held, by=by, now=now) for held in found]


def _undo_one(held: HeldAct, *, by: User, now: datetime) -> Undone:
    try:
        undo(held, by=by, now=now)
    except Refused as refused:
        return Undone(held.ticket_id, str(refused))
    return Undone(held.ticket_id)


def release_due(now: datetime) -> int:
    """Let go of what can no longer be undone, and forget what is old; returns how many acts went out."""
    due = HeldAct.objects.filter(state=HeldState.HELD, held_until__lte=now).order_by("held_until")
    found = list(due.only("act", "ticket")[: settings.SWEEP_BATCH])
    if found:
        HeldAct.objects.filter(held_until__lt=now - KEEP).exclude(state=HeldState.HELD).delete()
    return sum(_release(held) for held in found)


def _release(held: HeldAct) -> bool:
    try:
        with act():
            ticket = locked(Ticket(pk=held.ticket_id))
            if not _decide(held, HeldState.RELEASED):
                return False  # undone, or another sweep was first
            timeline.release(ticket, held.pk)
    except Exception:
        log.exception("The held act %s of #%s could not be released; the others go on", held.pk, held.ticket_id)
        return False
    return True


def _decide(held: HeldAct, state: HeldState) -> bool:
    return HeldAct.objects.filter(pk=held.pk, state=HeldState.HELD).update(state=state) == 1


def _what(held: HeldAct) -> str:
    """What it was, by the weightiest of its lines."""
    kinds = list(held.ticket.timeline.filter(act=held.pk).order_by("at", "pk").values_list("kind", flat=True))
    return next((str(kind) for kind in _FIRST if kind in kinds), kinds[0] if kinds else "")


def text_of(held: HeldAct) -> str:
    """What was written in an act that was undone, to go on with."""
    lines = TimelineEntry.whole.filter(ticket=held.ticket_id, act=held.pk, by=held.by_id).exclude(text="")
    return lines.order_by("at", "pk").values_list("text", flat=True).first() or ""
