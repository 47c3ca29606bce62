"""What customer and 1do say to each other, and colleagues among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact
from infra.errors import Refused
from tickets.approvals.asking import ask_again, held_by
from tickets.attachments import check_files
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import EntryKind, Note, Reply
from tickets.models import Channel, Status, Ticket, TimelineEntry
from tickets.own_words import Own
from tickets.timeline import act
from tickets.verb import (
    back_to_work,
    end_wait,
    locked_survivor,
    own_token,
    record,
    require_text,
    require_work,
    written_before,
)
from tickets.watching.copies import checked_copies


@act()
def reply(
    ticket: Ticket,
    *,
    by: User | None,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    channel: str = Channel.PORTAL,
    contact: Contact | None = None,
    no_answer: bool = False,
    automatic: bool = False,
    reached_us: datetime | None = None,
    cc: Sequence[Contact] = (),
) -> TimelineEntry:
    """A message that customer and 1do both see. It never stops the clock (SLA 7.9: work has to begin).

    From the customer's side it also ends the wait for him, reopens a resolved ticket, and makes a linked new one (by
    `channel`) when the ticket is closed. The line that holds the reply is returned; its ticket is the one that it ended
    up in, which of a merged one is the one that stayed. A message is no confirmation, so it does not end a wait for
    that (SLA 3, 10). By e-mail `contact` wrote it and there is no `by`; `no_answer` is of the new one, see Door.
    `reached_us` is when it did, where it is read later.
    What is `automatic` waits for no answer. `cc`: colleagues of the reporter who get what the house says as well.
    """
    ticket = locked_survivor(ticket)
    is_house = by is not None and by.is_house
    if by is None:
        _require_own_contact(ticket, contact)
    elif is_house:
        require_work(by)
    text = require_text(text, _("Typ een bericht, of voeg een bestand toe."), unless=files)
    check_files(files)
    token = own_token(by, form_token) if by else None
    if before := written_before(ticket, token, EntryKind.REPLY, EntryKind.WAITING, EntryKind.RESOLVED):
        return before
    if ticket.status in (Status.GESLOTEN, Status.GEANNULEERD):
        if is_house:
            raise Refused(_("Deze melding is gesloten; maak een nieuwe melding voor de klant."))
        contact = contact or Contact.objects.select_related("customer").get(user=by)
        return _follow_up(
            ticket,
            by=by,
            contact=contact,
            now=now,
            text=text,
            files=files,
            form_token=form_token,
            channel=channel,
            no_answer=no_answer,
            reported_at=reached_us,
        )
    copies = checked_copies(ticket, cc, now) if is_house else None
    reply = Reply(automatic=automatic, cc=copies)
    said = record(ticket, reply, by=by, contact=contact, now=now, text=text, files=files, form_token=token)
    if not is_house and ticket.status == Status.WACHT_OP_KLANT:
        if held_by(ticket) is None:
            end_wait(ticket, by=by, now=now, reached_us=reached_us)
    elif not is_house and ticket.status == Status.OPGELOST:
        back_to_work(ticket, by=by, now=now, contact=contact, reached_us=reached_us)
        ask_again(ticket, by=by, now=now, text=text)
    return said


def _require_own_contact(ticket: Ticket, contact: Contact | None) -> None:
    """Whoever works there may go on with a colleague's melding by answering the mail that he was passed (SLA 7.3)."""
    if contact is None or not contact.is_reachable or contact.customer_id != ticket.customer_id:
        raise PermissionDenied


def _follow_up(
    ticket: Ticket,
    *,
    by: User | None,
    contact: Contact,
    now: datetime,
    text: str,
    files: Sequence[UploadedFile],
    form_token: str,
    channel: str,
    no_answer: bool,
    reported_at: datetime | None,
) -> TimelineEntry:
    """A melding of who writes it, so that he never says yes to his own request (SLA 3, 10)."""
    is_reporter = contact.pk == ticket.contact_id
    report = Report(
        contact=contact,
        kind=ticket.kind,
        subject=ticket.subject,
        description=text,
        impact=ticket.impact,
        urgency=ticket.urgency,
        contact_phone=ticket.contact_phone if is_reporter else "",
        contact_email=ticket.contact_email if is_reporter else "",
        files=files,
    )
    facts = WorkFacts(
        item_type=ticket.item_type,
        service=ticket.service,
        is_authorisation=ticket.is_authorisation,  # what was confirmed, or refused, is not what is asked now (SLA 10)
    )
    token = f"{form_token}:{ticket.pk}" if form_token else ""  # a token is of this reply to this ticket
    door = Door(
        by=by,
        now=now,
        channel=channel,
        form_token=token,
        follows=ticket,
        no_answer=no_answer,
        reported_at=reported_at,
    )
    return open_ticket(report, facts, door).opening


@act()
def note(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    text: str = "",
    files: Sequence[UploadedFile] = (),
    form_token: str = "",
    own_words: Own | None = None,
) -> TimelineEntry:
    """For colleagues only; no customer ever sees it. `own_words` are the house's, where nobody wrote it."""
    ticket = locked_survivor(ticket)
    require_work(by)
    text = require_text(text, _("Typ een notitie, of voeg een bestand toe."), unless=own_words or files)
    check_files(files)
    token = own_token(by, form_token)
    if before := written_before(ticket, token, EntryKind.NOTE):
        return before
    return record(ticket, Note(own=own_words), by=by, now=now, text=text, files=files, form_token=token)
