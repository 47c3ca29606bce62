"""A melding by e-mail that belongs to another: its mail goes on there, as the reply that it would have been."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.attachments import share_files
from tickets.facts import Change
from tickets.kinds import Cancelled, EntryKind, Note
from tickets.lifecycle.ending import end
from tickets.lifecycle.talking import reply
from tickets.models import Channel, Status, Ticket, TimelineEntry
from tickets.monitoring.actions import is_untouched
from tickets.own_words import OwnLine, own
from tickets.timeline import act
from tickets.verb import locked, record, require_work


@act()
def join(ticket: Ticket, into: Ticket, *, by: User, now: datetime) -> TimelineEntry:
    """The mail that opened `ticket` becomes a reply of its contact at `into`, and ends there what such a reply ends.

    As of the moment that it came, so that the clock counts as if it had been a reply at once (SLA 7.9). What it opened
    is cancelled without a mail. The line with the reply is returned; the second click returns it too.
    """
    require_work(by)
    held = {each.pk: locked(each) for each in sorted((ticket, into), key=lambda each: each.pk)}
    ticket, into = held[ticket.pk], held[into.pk]
    if before := _joined_before(ticket, into):
        return before
    opening = _require_joinable(ticket)
    _require_room(ticket, into)
    if opening.contact is None or not opening.contact.is_reachable:
        raise Refused(_("Wie deze mail stuurde, is geen actieve contactpersoon meer; samenvoegen kan niet."))
    said = reply(
        into, by=None, contact=opening.contact, now=opening.at, text=opening.text, channel=Channel.EMAIL, no_answer=True
    )
    share_files(said, opening)
    came = own(OwnLine.JOINED_HERE, number=ticket.pk, moment=opening.at.isoformat())
    record(said.ticket, Note(own=came), by=by, now=now)
    went = own(OwnLine.JOINED_TO, number=into.pk)
    facts = Cancelled(status=Change(ticket.status, Status.GEANNULEERD), joined=into.pk, own=went)
    end(ticket, facts, by=by, now=now, withdrawn=went)
    return said


def is_joinable(ticket: Ticket) -> bool:
    """A person of the customer mailed it, and nobody did anything with it, nor is busy with it now."""
    return (
        ticket.channel == Channel.EMAIL
        and is_untouched(ticket)
        and ticket.timeline.filter(kind=EntryKind.OPENED, contact__isnull=False).exists()
        and not ticket.timers.exists()
    )


def joined_into(ticket: Ticket) -> Ticket | None:
    """Where the mail that opened it went, if it did."""
    ended = _end_of(ticket)
    number = ended.read(Cancelled).joined if ended else None
    return Ticket.objects.select_related("customer", "contact").get(pk=number) if number else None


def _end_of(ticket: Ticket) -> TimelineEntry | None:
    if ticket.status != Status.GEANNULEERD:
        return None
    return ticket.timeline.filter(kind=EntryKind.CANCELLED).order_by("at", "pk").last()


def _joined_before(ticket: Ticket, into: Ticket) -> TimelineEntry | None:
    ended = _end_of(ticket)
    if ended is None or ended.read(Cancelled).joined != into.pk:
        return None
    return into.timeline.filter(act=ended.act, kind=EntryKind.REPLY).first()


def _require_joinable(ticket: Ticket) -> TimelineEntry:
    if ticket.channel != Channel.EMAIL:
        raise Refused(_("Alleen een melding die per e-mail binnenkwam, kan worden samengevoegd."))
    if not is_joinable(ticket):
        raise Refused(
            _("Met melding #%s is al iets gedaan; samenvoegen kan niet meer. Handel die zelf af.") % ticket.pk
        )
    return ticket.timeline.select_related("contact__customer").get(kind=EntryKind.OPENED)


def _require_room(ticket: Ticket, into: Ticket) -> None:
    if into.pk == ticket.pk:
        raise Refused(_("Dit is deze melding zelf; kies een andere."), field="into")
    if into.customer_id != ticket.customer_id:
        raise Refused(_("Melding #%s is van een andere klant.") % into.pk, field="into")
    if into.status in (Status.GESLOTEN, Status.GEANNULEERD):
        words = {"number": into.pk, "status": into.get_status_display().lower()}
        raise Refused(
            _("Melding #%(number)s is %(status)s; samenvoegen kan met een open of opgeloste melding.") % words,
            field="into",
        )
