"""A message that is about something else becomes a melding of its own.

It is moved, never copied: who wrote it, when, its files and how it looked are of the new melding, whose clock runs from
when the message reached us (SLA 7.9). Both sides say so, and nobody is mailed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.errors import Refused
from tickets import timeline
from tickets.conversation import is_from_customer
from tickets.facts import Change
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Cancelled, EntryKind, SplitOff
from tickets.lifecycle.ending import end
from tickets.models import Attachment, Channel, Status, Ticket, TimelineEntry
from tickets.timeline import act
from tickets.verb import locked, record, require_work

PUT_BACK_WITHIN = timedelta(days=1)
_LONGEST_SUBJECT = 160


def sender_of(entry: TimelineEntry) -> Contact | None:
    """Who of the customer wrote it, and is proposed as whose melding it becomes."""
    if entry.contact_id:
        return entry.contact
    return Contact.objects.select_related("customer").filter(user=entry.by_id).first() if entry.by_id else None


@act()
def split(
    entry: TimelineEntry, *, by: User, now: datetime, contact: Contact | None = None, subject: str = ""
) -> TimelineEntry:
    """The line with which the new melding opens. `contact`: whose it becomes, where that is not the sender."""
    require_work(by)
    ticket = locked(entry.ticket)
    entry = TimelineEntry.whole.select_related("contact__customer", "by").get(pk=entry.pk)
    if entry.taken_back:
        return _split_before(entry)
    sender = _require_splittable(ticket, entry)
    contact = contact or sender
    if contact is None:
        raise Refused(_("Kies van wie de nieuwe melding is."), field="contact")
    if contact.customer_id != ticket.customer_id:
        raise Refused(_("Kies iemand van deze klant."), field="contact")
    subject = subject.strip()[:_LONGEST_SUBJECT] or ticket.subject
    report = Report(contact=contact, kind=ticket.kind, subject=subject, description=entry.text or subject)
    facts = WorkFacts(item_type=ticket.item_type, service=ticket.service)
    is_his = sender is not None and contact.pk == sender.pk
    door = Door(
        by=(entry.by if is_his else by),
        now=now,
        channel=Channel.EMAIL if entry.contact_id else Channel.PORTAL,
        reported_at=entry.at,
        no_answer=True,
    )
    opening = open_ticket(report, facts, door).opening
    Attachment.objects.filter(entry=entry).update(entry=opening)
    timeline.move_out(ticket, entry)
    record(ticket, SplitOff(into=opening.ticket_id, entry=entry.pk), by=by, now=now)
    record(locked(opening.ticket), SplitOff(out_of=ticket.pk, entry=entry.pk), by=by, now=now)
    return opening


@act()
def put_back(ticket: Ticket, *, by: User, now: datetime) -> TimelineEntry:
    """The message stands where it stood, as long as nobody answered it as a melding of its own."""
    require_work(by)
    line = split_line(ticket)
    if line is None:
        raise Refused(_("Deze melding is niet van een andere afgesplitst."))
    facts = line.read(SplitOff)
    held = {pk: locked(Ticket(pk=pk)) for pk in sorted({ticket.pk, facts.out_of or ticket.pk})}
    ticket, source = held[ticket.pk], held[facts.out_of or ticket.pk]
    entry = TimelineEntry.whole.get(pk=facts.entry)
    if not entry.taken_back:
        return entry
    if now >= line.at + PUT_BACK_WITHIN or not _is_untouched(ticket):
        raise Refused(
            _("Met deze melding is al iets gedaan, of de dag is voorbij. Voeg die samen met #%s.") % source.pk
        )
    if source.is_over or source.is_merged:
        raise Refused(_("Melding #%s is intussen afgehandeld; het bericht kan er niet meer bij.") % source.pk)
    Attachment.objects.filter(entry=ticket.timeline.get(kind=EntryKind.OPENED)).update(entry=entry)
    timeline.move_in(source, entry)
    record(source, SplitOff(into=ticket.pk, entry=entry.pk, back=True), by=by, now=now)
    end(ticket, Cancelled(status=Change(ticket.status, Status.GEANNULEERD), joined=source.pk), by=by, now=now)
    return entry


def split_line(ticket: Ticket) -> TimelineEntry | None:
    lines = ticket.timeline.filter(kind=EntryKind.SPLIT).order_by("at", "pk")
    return next((line for line in lines if line.read(SplitOff).out_of), None)


def splittable(ticket: Ticket) -> list[TimelineEntry]:
    """Messages of the customer, newest first; not the one that the melding opened with."""
    lines = ticket.timeline.filter(kind=EntryKind.REPLY, is_public=True).select_related("by", "contact")
    return [line for line in lines.order_by("-at", "-pk") if is_from_customer(line)]


def _require_splittable(ticket: Ticket, entry: TimelineEntry) -> Contact | None:
    if ticket.is_merged or ticket.is_over:
        raise Refused(_("Deze melding is afgehandeld; splitsen kan alleen bij een open of opgeloste melding."))
    if entry.kind == EntryKind.OPENED:
        raise Refused(_("Hiermee begon de melding; dit bericht blijft hier."), field="entry")
    if entry.kind != EntryKind.REPLY or not entry.is_public or not is_from_customer(entry):
        raise Refused(_("Alleen een bericht van de klant kan een eigen melding worden."), field="entry")
    sender = sender_of(entry)
    return sender if sender is not None and sender.customer_id == ticket.customer_id and sender.is_active else None


def _split_before(entry: TimelineEntry) -> TimelineEntry:
    lines = TimelineEntry.objects.filter(ticket=entry.ticket_id, kind=EntryKind.SPLIT).order_by("-at", "-pk")
    for line in lines:
        facts = line.read(SplitOff)
        if facts.entry == entry.pk and facts.into:
            return TimelineEntry.objects.select_related("ticket").get(ticket=facts.into, kind=EntryKind.OPENED)
    raise Refused(_("Dit bericht staat hier niet meer."), field="entry")


def _is_untouched(ticket: Ticket) -> bool:
    """Nobody answered it, or worked on it."""
    said = ticket.timeline.filter(kind__in=(EntryKind.REPLY, EntryKind.WAITING, EntryKind.RESOLVED, EntryKind.ASKED))
    return ticket.is_new and not said.exists() and not ticket.time_entries.exists() and not ticket.has_merged
