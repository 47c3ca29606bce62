"""From a stored message to a reply, a melding, or a place in the list of an agent (security V1, V2).

A sweep claims what is due; each message is one transaction. What cannot be read is tried three times and then waits for
an agent, with the reason; the rest goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.actions import add_contact_by_mail
from contracts.models import Contact
from infra import claims
from infra.antivirus import NotScanned
from infra.encryption import Unreadable, decrypt
from infra.errors import Refused
from infra.masking import hidden_in, is_in_file, mask
from infra.settled import passing
from mail.inbound.routing import Route, hint, route
from mail.marks import REPLY_LINE
from mail.models import InboundMail, InboundStatus, MailStatus, ReceivedBody
from mail.outbound.outbox import failure_line
from mail.parsing.errors import Unparsable
from mail.parsing.parse import Settings
from mail.parsing.parsed import Dmarc, File, MailNature, ParsedMail
from mail.parsing.process import Parser
from sla.priority import TicketKind
from tickets import actions, timeline
from tickets.attachments import virus_in_file
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Note
from tickets.models import Channel, Ticket, TimelineEntry
from tickets.monitoring.alert_mail import read_alert_mail
from tickets.own_words import Own, OwnLine, own

log = logging.getLogger(__name__)

BATCH = 20  # of which none may take longer than LEASE together
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10))
LEASE = timedelta(minutes=5)
LONGEST_SUBJECT, LONGEST_TEXT = 160, 20_000


def process_due(now: datetime) -> int:
    """Every received message that is due, oldest first; returns how many were looked at."""
    claimed, moment = _claim(now), passing(now)
    with _parser() as parser:
        for row in claimed:
            process(row, parser, moment())
    return len(claimed)


def _claim(now: datetime) -> list[InboundMail]:
    due = InboundMail.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    return claims.lease(due, BATCH, until=now + LEASE)


@contextmanager
def _parser() -> Iterator[Parser]:
    told = Settings(authserv_id=settings.MAIL_AUTHSERV_ID, reply_line=REPLY_LINE)
    with Parser(told, most_bytes=settings.INBOUND_MAX_BYTES) as parser:
        yield parser


def process(row: InboundMail, parser: Parser, now: datetime) -> None:
    """One message: read, routed, carried out, in one transaction; or put off, or laid before an agent."""
    if row.attempts > len(BACKOFF) + 1:
        _put_aside(row, InboundStatus.DEAD, _("het verwerken werd telkens afgebroken"))
        return
    try:
        mail = parser.parse(_raw(row))
        with transaction.atomic():
            _carry_out(row, mail, now)
    except (Unparsable, Unreadable) as problem:
        _put_off(row, str(problem), now)
    except Refused as refused:
        _put_aside(row, InboundStatus.DOUBTFUL, refused.message)
    except NotScanned as problem:
        log.error("Received mail %s waits: %s", row.pk, problem)
        _wait(row, _("de virusscanner antwoordt niet"), now)
    except Exception:
        log.exception("Received mail %s could not be processed; the others go on", row.pk)
        _put_off(row, _("het verwerken ging mis; de functioneel beheerder vindt de oorzaak in het logboek"), now)


def _raw(row: InboundMail) -> bytes:
    with row.raw.open("rb") as file:
        return decrypt(file.read())


def _wait(row: InboundMail, problem: str, now: datetime) -> None:
    """Not this message is to blame: it is no attempt."""
    row.attempts, row.next_attempt_at, row.problem = row.attempts - 1, now + BACKOFF[0], problem
    row.save(update_fields=["attempts", "next_attempt_at", "problem"])


def _put_off(row: InboundMail, problem: str, now: datetime) -> None:
    """Again later, and after the last time it is a dead letter that somebody sees (V2)."""
    wait = claims.wait_after(row.attempts, BACKOFF)
    if wait is None:
        _put_aside(row, InboundStatus.DEAD, problem)
        return
    row.next_attempt_at, row.problem = now + wait, problem[:400]
    row.save(update_fields=["next_attempt_at", "problem"])


def _put_aside(row: InboundMail, status: InboundStatus, problem: str) -> None:
    row.status, row.problem, row.next_attempt_at = status, problem[:400], None
    row.save(update_fields=["status", "problem", "next_attempt_at"])


# --- What a mail comes to ---------------------------------------------------------------------------------
def _carry_out(row: InboundMail, mail: ParsedMail, now: datetime) -> None:
    locked = InboundMail.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.status != InboundStatus.RECEIVED:
        return  # another sweep was first
    describe(row, mail)
    if of_monitoring(mail) and (read := read_alert_mail(mail.subject, mail.text, now, row.reported_at)):
        row.ticket, row.problem, row.next_attempt_at = read.ticket, read.words[:400], None
        row.status = InboundStatus.DONE if read.ticket else InboundStatus.SHELVED
        row.save()
        return
    chosen = route(mail, row, now)
    row.status, row.problem, row.contact, row.next_attempt_at = (
        chosen.status,
        chosen.problem[:400],
        chosen.contact,
        None,
    )
    if chosen.bounced is not None:
        row.ticket = _record_bounce(chosen, mail, now)
    elif chosen.status == InboundStatus.DONE:
        if chosen.newcomer_of is not None and mail.sender is not None:
            about = {"name": mask(mail.sender.name), "email": mail.sender.address}
            row.contact = add_contact_by_mail(chosen.newcomer_of, now=now, **about)
            chosen = replace(chosen, contact=row.contact)
        row.ticket = deliver(row, mail, chosen, now)
    else:
        row.ticket = chosen.ticket
    row.save()


def of_monitoring(mail: ParsedMail) -> bool:
    """By its address, when our own server found that it is so: an alert ends tickets too (security M13)."""
    known = mail.sender is not None and mail.sender.address in settings.MONITORING_ADDRESSES
    return known and mail.dmarc == Dmarc.PASS


def describe(row: InboundMail, mail: ParsedMail) -> None:
    """What a list shows of it, without secrets."""
    row.sender = mail.sender.address if mail.sender else ""
    row.sender_name = (mail.sender.name if mail.sender and mail.sender.name else mail.sender_as_written)[:300]
    row.subject = mask(mail.subject)[:300]
    row.text = mask(mail.text)[:LONGEST_TEXT]
    row.message_id = mail.message_id[:260]
    row.is_automatic = mail.says_automatic or mail.nature != MailNature.PERSONAL
    row.failed_dmarc = mail.dmarc == Dmarc.FAIL
    row.hint = hint(mail)


def deliver(row: InboundMail, mail: ParsedMail, chosen: Route, now: datetime) -> Ticket:
    """As a reply, or as a melding of which an agent decides what kind it is (SLA 7.6, 9)."""
    files, refused = _files(mail.files)
    text = _text(mail, files)
    entry = _reply(chosen, text, files, now) if chosen.ticket else _open(row, mail, chosen, text, files, now)
    _keep_body(entry, mail)
    cut = [OwnLine.TEXT_CUT] if len(mail.text) > LONGEST_TEXT else []
    said = [own(OwnLine(key)) for key in dict.fromkeys([*mail.remarks, *cut])]
    _remark(entry.ticket, [*said, *refused], now)
    return entry.ticket


def _reply(chosen: Route, text: str, files: Sequence[UploadedFile], now: datetime) -> TimelineEntry:
    """By who can sign in as himself; by anybody else as the contact that he is."""
    assert chosen.ticket is not None
    return actions.reply(
        chosen.ticket,
        by=chosen.user,
        contact=None if chosen.user else chosen.contact,
        now=now,
        text=text,
        files=files,
        channel=Channel.EMAIL,
        no_answer=chosen.no_answer and chosen.user is None,
    )


def _open(
    row: InboundMail, mail: ParsedMail, chosen: Route, text: str, files: Sequence[UploadedFile], now: datetime
) -> TimelineEntry:
    """Reported when it reached us, also when it waited: for a worker, or in the Postvak for an agent (SLA 7.9)."""
    assert chosen.contact is not None
    report = Report(
        contact=chosen.contact,
        kind=TicketKind.INCIDENT,
        subject=mail.subject[:LONGEST_SUBJECT] or _("Zonder onderwerp"),
        description=text,
        files=files,
    )
    unverified = mail.dmarc == Dmarc.FAIL
    door = Door(
        by=None,
        now=now,
        channel=Channel.EMAIL,
        reported_at=min(row.reported_at, now),
        no_answer=chosen.no_answer,
        unverified=unverified,
    )
    return actions.open_ticket(report, WorkFacts(), door).opening


def _text(mail: ParsedMail, files: Sequence[UploadedFile]) -> str:
    text = mail.text[:LONGEST_TEXT].strip()
    return text or (_("Zie de bijlage.") if files else _("(Deze mail had geen tekst.)"))


def _files(files: Sequence[File]) -> tuple[list[UploadedFile], list[Own]]:
    """What may be kept (as in the portal), and what was not; the mail itself holds all of it."""
    kept: list[UploadedFile] = []
    refused = []
    for file in files:
        if not file.data:
            continue
        if len(kept) == settings.ATTACHMENT_MAX_COUNT or len(file.data) > settings.ATTACHMENT_MAX_BYTES:
            refused.append(own(OwnLine.FILE_TOO_LARGE, name=file.name))
        elif is_in_file(file.data):
            refused.append(own(OwnLine.FILE_NOT_KEPT, name=file.name))
        else:
            upload = SimpleUploadedFile(mask(file.name), file.data, file.content_type)
            if found := virus_in_file(upload):
                refused.append(own(OwnLine.FILE_WITH_VIRUS, name=upload.name, found=found))
            else:
                kept.append(upload)
    return kept, refused


def _keep_body(entry: TimelineEntry, mail: ParsedMail) -> None:
    by_name = {file.name: file.content_id for file in mail.files if file.content_id}
    images = {by_name[each.name]: each.key for each in entry.attachments.all() if each.name in by_name}
    quoted, html = mask(mail.quoted), "" if hidden_in(mask(mail.html)) else mail.html
    ReceivedBody.objects.create(
        entry=entry,
        quoted=quoted,
        html=html,
        images=images,
        has_remote=mail.has_remote,
        subject=mask(mail.subject),
        message_id=mail.message_id[:260],
    )


def _remark(ticket: Ticket, remarks: Sequence[Own], now: datetime) -> None:
    if remarks:
        timeline.append([timeline.draft(ticket, Note(own=own(OwnLine.LINES, lines=remarks)), now=now)])


def _record_bounce(chosen: Route, mail: ParsedMail, now: datetime) -> Ticket | None:
    """The mail did not arrive: said at the ticket, to who has it, at once (security L2, L6)."""
    sent, bounce = chosen.bounced, mail.bounce
    assert sent is not None and bounce is not None
    reason = next((each.reason or each.status for each in bounce.failed if each.reason or each.status), mail.subject)
    if bounce.is_final:
        sent.status, sent.sent_at, sent.next_attempt_at = MailStatus.FAILED, None, None
        sent.last_error = reason[:500]
        sent.save(update_fields=["status", "sent_at", "next_attempt_at", "last_error"])
    if sent.entry is None or not bounce.is_final:
        return sent.entry.ticket if sent.entry else None
    timeline.append([failure_line(sent.entry, sent.message, sent.recipient, reason[:300], now)])
    return sent.entry.ticket


# --- What an agent does with what waits for him -----------------------------------------------------------
@transaction.atomic
def release(row: InboundMail, *, by: User, now: datetime, contact: Contact, ticket: Ticket | None = None) -> Ticket:
    """An agent has seen whose it is: it becomes a melding of that contact, or a reply to a ticket of his customer."""
    row = _for_agent(row, by)
    if ticket is not None and ticket.customer_id != contact.customer_id:
        raise Refused(_("Deze melding is van een andere klant dan de contactpersoon."), field="ticket")
    with _parser() as parser:
        mail = parser.parse(_raw(row))
    describe(row, mail)
    chosen = Route(InboundStatus.DONE, contact=contact, ticket=ticket, no_answer=row.is_automatic)
    row.ticket = deliver(row, mail, chosen, now)
    _handled(row, InboundStatus.DONE, by, now, contact=contact)
    return row.ticket


@transaction.atomic
def shelve(row: InboundMail, *, by: User, now: datetime, reason: str) -> InboundMail:
    """Nothing is done with it; it stays, with who decided so and why."""
    row = _for_agent(row, by)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Refused(_("Schrijf op waarom er niets mee gebeurt."), field="reason")
    row.problem = reason[:400]
    _handled(row, InboundStatus.SHELVED, by, now)
    return row


@transaction.atomic
def try_again(row: InboundMail, *, by: User, now: datetime) -> InboundMail:
    """After whatever was in the way has been mended."""
    row = _for_agent(row, by)
    row.status, row.attempts, row.next_attempt_at, row.problem = InboundStatus.RECEIVED, 0, now, ""
    row.save(update_fields=["status", "attempts", "next_attempt_at", "problem"])
    return row


def _for_agent(row: InboundMail, by: User) -> InboundMail:
    if not (by.is_house and by.has_perm("tickets.work_ticket")):
        raise PermissionDenied
    locked = InboundMail.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.status in (InboundStatus.DONE, InboundStatus.RECEIVED):
        raise Refused(_("Deze mail is intussen al verwerkt."))
    return locked


def _handled(row: InboundMail, status: InboundStatus, by: User, now: datetime, contact: Contact | None = None) -> None:
    row.status, row.handled_by, row.handled_at, row.next_attempt_at = status, by, now, None
    row.contact = contact or row.contact
    row.save()
