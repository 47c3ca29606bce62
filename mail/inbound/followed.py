"""A melding that a mail opened and that belongs to another: the mail itself follows its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from contracts.models import Contact
from mail.models import InboundMail, InboundStatus, ReceivedBody
from tickets import actions
from tickets.kinds import EntryKind, SplitOff
from tickets.models import Attachment, Ticket, TimelineEntry


@actions.act()
def join(ticket: Ticket, into: Ticket, *, by: User, now: datetime) -> Ticket:
    """See tickets.actions.join; how the mail looked, and the mail as it was received, are of `into` from now on."""
    said = actions.join(ticket, into, by=by, now=now)
    InboundMail.objects.filter(ticket=ticket, status=InboundStatus.DONE).update(ticket=said.ticket)
    _share_looks(ticket, said)
    return said.ticket


@actions.act()
def split(entry: TimelineEntry, *, by: User, now: datetime, contact: Contact | None, subject: str) -> Ticket:
    """See tickets.actions.split; how it looked, and the mail as it was received, are of the new melding."""
    opening = actions.split(entry, by=by, now=now, contact=contact, subject=subject)
    _move_looks(entry, opening)
    return opening.ticket


@actions.act()
def put_back(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """See tickets.actions.put_back."""
    opening = ticket.timeline.get(kind=EntryKind.OPENED)
    entry = actions.put_back(ticket, by=by, now=now)
    _move_looks(opening, entry)
    return entry.ticket


def split_off(ticket: Ticket, message_ids: Sequence[str]) -> Ticket | None:
    """Where the message that is answered here went, if it was split off from this ticket."""
    lines = ticket.timeline.filter(kind=EntryKind.SPLIT)
    numbers = [number for line in lines if (number := line.read(SplitOff).into)]
    if not numbers or not message_ids:
        return None
    bodies = ReceivedBody.objects.filter(entry__ticket__in=numbers, message_id__in=message_ids)
    body = bodies.select_related("entry__ticket__customer", "entry__ticket__contact").order_by("-entry").first()
    return body.entry.ticket if body else None


def _move_looks(old: TimelineEntry, new: TimelineEntry) -> None:
    body = ReceivedBody.objects.filter(entry=old).first()
    if body is None:
        return
    mails = InboundMail.objects.filter(ticket=old.ticket_id, status=InboundStatus.DONE).exclude(message_id="")
    mails.filter(message_id=body.message_id).update(ticket=new.ticket_id)
    ReceivedBody.objects.filter(entry=old).delete()
    body.entry = new
    body.save(force_insert=True)


def _share_looks(ticket: Ticket, said: TimelineEntry) -> None:
    """Its pictures are the files that the reply has of it."""
    body = ReceivedBody.objects.filter(entry__ticket=ticket, entry__kind=EntryKind.OPENED).first()
    if body is None or ReceivedBody.objects.filter(entry=said).exists():
        return
    sums = dict(Attachment.objects.filter(entry=body.entry_id).values_list("key", "sha256"))
    keys = dict(Attachment.objects.filter(entry=said).values_list("sha256", "key"))
    ReceivedBody.objects.create(
        entry=said,
        quoted=body.quoted,
        html=body.html,
        images={cid: keys[sums[key]] for cid, key in body.images.items() if key in sums},
        has_remote=body.has_remote,
        subject=body.subject,
        message_id=body.message_id,
    )
