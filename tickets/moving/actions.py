"""A melding that stands with the wrong person, or with the wrong customer.

To a colleague of the same customer it goes as it is. To another customer nothing goes that was said with the first: a
new melding is made there, as of the moment of reporting, so that agreement, coverage, clock and price are decided anew
(SLA 5, 7.9), and the first one ends without a word and is hidden from its customer. No row changes hands, so no file,
link, hour or search result of one customer can turn up with the other.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.words import stated
from contracts.models import Contact
from infra.errors import Refused
from sla.wording import moment_words
from tickets.attachments import share_files
from tickets.facts import Change
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import EntryKind, Moved
from tickets.lifecycle.quiet import end_quietly
from tickets.merging.rules import require_nothing_open
from tickets.models import Approval, Ticket
from tickets.timeline import act
from tickets.values import QuietReason
from tickets.verb import locked, record, require_open, require_work

_SAID = (EntryKind.REPLY, EntryKind.WAITING, EntryKind.ASKED, EntryKind.SPOKEN_YES, EntryKind.PLANNED)


@act()
def move_to_contact(ticket: Ticket, contact: Contact, *, by: User, now: datetime) -> Ticket:
    """From now on it is his: he reads it and is mailed, and the one before no longer."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.contact_id == contact.pk:
        return ticket
    require_open(ticket)
    if contact.customer_id != ticket.customer_id or not contact.is_active:
        raise Refused(_("Kies iemand die bij deze klant werkt."), field="contact")
    if Approval.objects.filter(ticket=ticket).open().exists():
        raise Refused(_("Er loopt een vraag om akkoord over deze melding; wacht die af."), field="contact")
    old, ticket.contact = ticket.contact, contact
    ticket.contact_phone, ticket.contact_email = contact.phone, contact.email
    record(ticket, Moved(contact=Change(old.name, contact.name)), by=by, now=now)
    return ticket


@act()
def move_to_customer(
    ticket: Ticket, contact: Contact, *, by: User, now: datetime, with_files: bool = False, confirmed: bool = False
) -> Ticket:
    """The melding that it is there. Refused, with what would change, until that is `confirmed`."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.hidden_from_customer:
        return _moved_before(ticket)
    require_open(ticket)
    if contact.customer_id == ticket.customer_id:
        raise Refused(_("Dit is dezelfde klant; wijzig dan alleen de melder."), field="customer")
    _require_unspoken(ticket)
    if not confirmed:
        raise Refused(_what_changes(ticket, contact, by, now), field="confirmed")
    return _move(ticket, contact, by=by, now=now, with_files=with_files)


def _require_unspoken(ticket: Ticket) -> None:
    """What was said and done with one customer is not another's to read."""
    if ticket.timeline.filter(kind__in=_SAID).exists() or ticket.has_merged:
        message = _("Over deze melding is al met %s gesproken, en dat is niet voor een ander. Maak een nieuwe melding.")
        raise Refused(message % ticket.customer.name, field="customer")
    if ticket.time_entries.filter(is_current=True, minutes__gt=0).exists():
        raise Refused(_("Op deze melding staan uren van deze klant. Zet die eerst op nul."), field="customer")
    require_nothing_open(ticket, field="customer")


def _move(ticket: Ticket, contact: Contact, *, by: User, now: datetime, with_files: bool) -> Ticket:
    report = Report(
        contact=contact,
        kind=ticket.kind,
        subject=ticket.subject,
        description=ticket.description,
        impact=ticket.impact,
        urgency=ticket.urgency,
        steps_taken=ticket.steps_taken,
        impact_text=ticket.impact_text,
    )
    facts = WorkFacts(item_type=ticket.item_type, service=ticket.service)
    door = Door(by=by, now=now, channel=ticket.channel, reported_at=ticket.opened_at, team=ticket.team)
    made = open_ticket(report, facts, door)
    if with_files:
        share_files(made.opening, ticket.opening)
    record(locked(made), Moved(out_of=ticket.pk), by=by, now=now)
    ticket.hidden_from_customer = True
    record(ticket, Moved(into=made.pk), by=by, now=now)
    end_quietly(ticket, QuietReason.MOVED, by=by, now=now)
    return made


def _what_changes(ticket: Ticket, contact: Contact, by: User, now: datetime) -> str:
    """By doing it, and taking it back: the same rules decide as when it is meant."""
    with transaction.atomic():
        made = _move(locked(ticket), contact, by=by, now=now, with_files=False)
        made = Ticket.objects.select_related("clock", "agreement").get(pk=made.pk)
        words = {
            "coverage": _coverage(made),
            "was": _coverage(ticket),
            "due": moment_words(made.clock.due_at) if made.clock.due_at else _("geen moment"),
            "due_was": moment_words(ticket.clock.due_at) if ticket.clock.due_at else _("geen moment"),
            "new": contact.customer.name,
            "name": contact.name,
            "old": ticket.customer.name,
        }
        transaction.set_rollback(True)
    return (
        _(
            "Dit verandert er. Dekking: %(coverage)s (was: %(was)s). Werk begint uiterlijk: %(due)s (was: %(due_was)s)."
            " %(name)s van %(new)s ziet de melding en krijgt een bevestiging; %(old)s ziet haar niet meer. Klopt dat?"
            " Vink het dan aan."
        )
        % words
    )


def _coverage(ticket: Ticket) -> str:
    covered = ticket.coverage
    return stated(covered.verdict, covered.reason, covered.clause) if covered else _("niet bepaald")


def _moved_before(ticket: Ticket) -> Ticket:
    line = ticket.timeline.filter(kind=EntryKind.MOVED).order_by("at", "pk").last()
    number = line.read(Moved).into if line else None
    if number is None:
        raise Refused(_("Deze melding staat al bij een andere klant."))
    return Ticket.objects.get(pk=number)
