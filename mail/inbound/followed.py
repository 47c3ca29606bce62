"""A melding that a mail opened and that belongs to another: the mail itself follows its words."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from mail.models import InboundMail, InboundStatus, ReceivedBody
from tickets import actions
from tickets.kinds import EntryKind
from tickets.models import Attachment, Ticket, TimelineEntry


@actions.act()
def join(ticket: Ticket, into: Ticket, *, by: User, now: datetime) -> Ticket:
    """See tickets.actions.join; how the mail looked, and the mail as it was received, are of `into` from now on."""
    said = actions.join(ticket, into, by=by, now=now)
    InboundMail.objects.filter(ticket=ticket, status=InboundStatus.DONE).update(ticket=said.ticket)
    _share_looks(ticket, said)
    return said.ticket


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
