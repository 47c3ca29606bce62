"""What should not have been there ends without a word to the customer: spam, a double, a mistake."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.facts import Change
from tickets.kinds import Cancelled, EntryKind, Note, Revived
from tickets.lifecycle.ending import end
from tickets.models import Approval, Consumer, OutboxItem, Status, Ticket
from tickets.timeline import act
from tickets.values import QuietReason
from tickets.verb import locked, record, require_open, require_work


@act()
def cancel_quietly(ticket: Ticket, *, by: User, now: datetime, reason: str, text: str = "") -> Ticket:
    """Nobody of the customer is mailed, of this nor of what was still to be sent about it; `text` is for colleagues."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.status == Status.GEANNULEERD:
        return ticket
    require_open(ticket)
    if reason not in QuietReason.values:
        raise Refused(_("Kies waarom deze melding vervalt."), field="reason")
    if Approval.objects.filter(ticket=ticket).open().exists():
        message = _("De klant is om akkoord gevraagd. Trek die vraag eerst in, of annuleer met bericht.")
        raise Refused(message, field="reason")
    if text.strip():
        record(ticket, Note(), by=by, now=now, text=text.strip())
    end_quietly(ticket, reason, by=by, now=now)
    return ticket


def end_quietly(ticket: Ticket, reason: str, *, by: User, now: datetime) -> None:
    """Of a locked ticket."""
    OutboxItem.objects.filter(entry__ticket=ticket, consumer=Consumer.MAIL).delete()
    end(ticket, Cancelled(status=Change(ticket.status, Status.GEANNULEERD), quiet=reason), by=by, now=now)


@act()
def revive(ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """It was none after all: its clock is as if it had never been cancelled, so it runs from when it reached us
    (SLA 7.9)."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.is_open:
        return ticket
    ended = ticket.timeline.filter(kind=EntryKind.CANCELLED).order_by("at", "pk").last()
    if ticket.is_merged or ticket.hidden_from_customer or ended is None or not ended.read(Cancelled).quiet:
        raise Refused(_("Alleen wat zonder bericht is geannuleerd, kan worden teruggehaald."))
    ticket.status = Status.IN_BEHANDELING if ticket.clock.work_started_at else Status.NIEUW
    ticket.closed_at = None
    if ticket.clock.verdict_at and ticket.clock.verdict_at >= ended.at:
        ticket.clock.forget_verdict()
    record(ticket, Revived(status=Change(Status.GEANNULEERD, ticket.status)), by=by, now=now)
    return ticket
