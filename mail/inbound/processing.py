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
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.actions import add_contact_by_mail
from contracts.models import Contact
from infra import claims
from infra.antivirus import NotScanned
from infra.change_feed import passing
from infra.encryption import Unreadable, decrypt
from infra.errors import Refused
from infra.masking import mask
from mail.inbound import contents
from mail.inbound.routing import HOUR, Route, as_answer, hint, original_sender, route
from mail.marks import REPLY_LINE
from mail.models import InboundMail, InboundStatus, MailStatus
from mail.outbound.outbox import failure_line
from mail.parsing.errors import Unparsable
from mail.parsing.parse import Settings
from mail.parsing.parsed import Dmarc, MailNature, ParsedMail, Program
from mail.parsing.process import Parser
from sla.priority import TicketKind
from tickets import actions, timeline
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Note, ProgramMail
from tickets.models import Channel, Ticket, TimelineEntry
from tickets.monitoring.alert_mail import read_alert_mail
from tickets.own_words import Own, OwnLine, own

log = logging.getLogger(__name__)

BATCH = 20  # of which none may take longer than LEASE together
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10))
LEASE = timedelta(minutes=5)
ENOUGH = timedelta(seconds=20)  # beside the time limit of a task, which asks until nothing is due
LONGEST_SUBJECT, LONGEST_TEXT = 160, 20_000
LONGEST_OF_PROGRAM, MOST_OF_PROGRAMS = 1_000, 10


def process_due(now: datetime) -> int:
    """Every received message that is due, oldest first, for about as long as ENOUGH; returns how many were looked at.
    The child that reads them is started once: that takes longer than reading a hundred mails."""
    moment, seen = passing(now), 0
    with _parser() as parser:
        while moment() - now < ENOUGH and (claimed := _claim(now, moment())):
            for row in claimed:
                process(row, parser, moment())
            seen += len(claimed)
    return seen


def _claim(due_at: datetime, now: datetime) -> list[InboundMail]:
    due = InboundMail.objects.filter(next_attempt_at__lte=due_at).order_by("next_attempt_at", "pk")
    return claims.lease(due, BATCH, until=now + LEASE)


@contextmanager
def _parser() -> Iterator[Parser]:
    told = Settings(authserv_id=settings.MAIL_AUTHSERV_ID, reply_line=REPLY_LINE)
    with Parser(told, most_bytes=settings.INBOUND_MAX_BYTES) as parser:
        yield parser


def process(row: InboundMail, parser: Parser, now: datetime) -> None:
    """One message: read, routed, carried out, in one transaction; or put off, or laid before an agent.

    `row` is as `_claim` gave it. Whoever's claim ran out writes nothing any more: it is somebody else's by now.
    """
    claim = _Claim(row, parser)
    if claim.attempts > len(BACKOFF) + 1:
        claim.put_aside(InboundStatus.DEAD, _("het verwerken werd telkens afgebroken"))
        return
    try:
        mail = parser.parse(_raw(row))
        with transaction.atomic():
            if claim.holds():
                _carry_out(row, mail, now)
    except (Unparsable, Unreadable) as problem:
        claim.put_off(str(problem), now)
    except Refused as refused:
        claim.put_aside(InboundStatus.DOUBTFUL, refused.message)
    except NotScanned as problem:
        log.error("Received mail %s waits: %s", row.pk, problem)
        claim.wait(_("de virusscanner antwoordt niet"), now)
    except Exception:
        log.exception("Received mail %s could not be processed; the others go on", row.pk)
        claim.put_off(_("het verwerken ging mis; de functioneel beheerder vindt de oorzaak in het logboek"), now)


def _raw(row: InboundMail) -> bytes:
    with row.raw.open("rb") as file:
        return decrypt(file.read())


class _Claim:
    """That a message is this worker's, as it was claimed; what it is settled by writes only as long as that holds."""

    def __init__(self, row: InboundMail, parser: Parser) -> None:
        self.attempts, self._row, self._parser = row.attempts, row, parser
        self._mine = InboundMail.objects.filter(
            pk=row.pk, status=InboundStatus.RECEIVED, attempts=row.attempts, next_attempt_at=row.next_attempt_at
        )

    def holds(self) -> bool:
        """Locks the row until the transaction ends, so that it goes on to hold."""
        return self._mine.select_for_update(of=("self",)).first() is not None

    def wait(self, problem: str, now: datetime) -> None:
        """Not this message is to blame: it is no attempt."""
        self._mine.update(attempts=self.attempts - 1, next_attempt_at=now + BACKOFF[0], problem=problem)

    def put_off(self, problem: str, now: datetime) -> None:
        """Again later, and after the last time it is a dead letter that somebody sees (V2)."""
        wait = claims.wait_after(self.attempts, BACKOFF)
        if wait is None:
            self.put_aside(InboundStatus.DEAD, problem)
            return
        self._mine.update(next_attempt_at=now + wait, problem=problem[:400])

    def put_aside(self, status: InboundStatus, problem: str) -> None:
        face = self._face() if status == InboundStatus.DEAD else {}
        self._mine.update(status=status, problem=problem[:400], next_attempt_at=None, **face)

    def _face(self) -> dict[str, Any]:
        """A dead letter says from whom it is and about what, as far as its head can be read; nothing that is wrong
        with it keeps it from being put aside."""
        try:
            describe(self._row, self._parser.head(_raw(self._row)))
        except Exception:
            log.warning("Of received mail %s not even the head can be read", self._row.pk)
            return {}
        return {name: getattr(self._row, name) for name in FACE}


FACE = ("sender", "sender_name", "subject", "recipients", "sent_at", "message_id", "hint")


# --- What a mail comes to ---------------------------------------------------------------------------------
def _carry_out(row: InboundMail, mail: ParsedMail, now: datetime) -> None:
    mail = as_answer(mail)
    describe(row, mail)
    if of_monitoring(mail) and (read := read_alert_mail(mail.subject, mail.text, now, row.reported_at)):
        row.ticket, row.problem, row.next_attempt_at = read.ticket, read.words[:400], None
        row.status = InboundStatus.DONE if read.ticket else InboundStatus.SHELVED
        row.save()
        return
    if original := original_sender(mail):
        row.original_sender, row.original_name = original.address, original.name
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
    if mail.program is not None and chosen.ticket is not None and chosen.status == InboundStatus.SHELVED:
        _show(row, mail, mail.program, chosen.ticket, now)


def _show(row: InboundMail, mail: ParsedMail, program: Program, ticket: Ticket, now: datetime) -> None:
    """What a program sent stands at the melding, for the house; so many an hour, and the rest is put away alone."""
    lately = InboundMail.objects.filter(ticket=ticket, status=InboundStatus.SHELVED, received_at__gt=now - HOUR)
    if lately.count() > MOST_OF_PROGRAMS:
        return
    said = mail.answer or mail.text
    facts = ProgramMail(program=program.value, sender=row.sender or row.sender_name, mail=row.pk)
    timeline.append([timeline.draft(ticket, facts, now=now, text=said[:LONGEST_OF_PROGRAM].strip())])


def of_monitoring(mail: ParsedMail) -> bool:
    """By its address, when our own server found that it is so: an alert ends tickets too (security M13)."""
    known = mail.sender is not None and mail.sender.address in settings.MONITORING_ADDRESSES
    return known and mail.dmarc == Dmarc.PASS


def describe(row: InboundMail, mail: ParsedMail) -> None:
    """What a list shows of it, without secrets."""
    row.sender = mail.sender.address if mail.sender else ""
    row.sender_name = (mail.sender.name if mail.sender and mail.sender.name else mail.sender_as_written)[:300]
    row.subject = mask(mail.subject)[:300]
    row.text = mask(mail.answer if contents.is_answer(mail) else mail.text)[:LONGEST_TEXT]
    row.recipients = ", ".join(each.address for each in mail.to)[:300]
    row.sent_at = mail.date
    row.message_id = mail.message_id[:260]
    row.is_automatic = mail.says_automatic or mail.nature != MailNature.PERSONAL
    row.failed_dmarc = mail.dmarc == Dmarc.FAIL
    row.unchecked_sender = mail.dmarc == Dmarc.UNCHECKED
    row.hint = hint(mail)


def deliver(row: InboundMail, mail: ParsedMail, chosen: Route, now: datetime) -> Ticket:
    """As a reply, or as a melding of which an agent decides what kind it is (SLA 7.6, 9)."""
    text, quoted = contents.written(mail, chosen.ticket)
    files, said = contents.chosen_files(mail)
    text = _text(text, mail)
    entry = _reply(row, chosen, text, files, now) if chosen.ticket else _open(row, mail, chosen, text, files, now)
    said += contents.keep_body(entry, mail, quoted)
    if chosen.ticket is None:
        said += _point_at_named(row.hint, entry.ticket, now)
    elif mail.dmarc == Dmarc.UNCHECKED:
        said.append(own(OwnLine.SENDER_UNCHECKED))
    _remark(entry.ticket, [*contents.remarks(mail, LONGEST_TEXT), *said], now)
    return entry.ticket


def _point_at_named(number: int | None, ticket: Ticket, now: datetime) -> list[Own]:
    """A number in the subject is no door, but the ticket of that number hears of it, if it is of the same customer."""
    own_ones = Ticket.objects.filter(customer=ticket.customer_id).exclude(pk=ticket.pk)
    named = own_ones.filter(pk=number).first() if number else None
    if named is None:
        return []
    _remark(named, [own(OwnLine.MAY_BELONG, number=ticket.pk)], now)
    return [own(OwnLine.NAMES_TICKET, number=named.pk)]


def _reply(row: InboundMail, chosen: Route, text: str, files: Sequence[UploadedFile], now: datetime) -> TimelineEntry:
    """By who can sign in as himself; by anybody else as the contact that he is. It counts from when it reached us, also
    when it waited: for a worker, or in the Postvak for an agent (SLA 7.9)."""
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
        reached_us=min(row.reported_at, now),
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
        unchecked=mail.dmarc == Dmarc.UNCHECKED,
    )
    return actions.open_ticket(report, WorkFacts(), door).opening


def _text(text: str, mail: ParsedMail) -> str:
    return text[:LONGEST_TEXT].strip() or (_("Zie de bijlage.") if mail.files else _("(Deze mail had geen tekst.)"))


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
    mail = _read_again(row)
    describe(row, mail)
    chosen = Route(InboundStatus.DONE, contact=contact, ticket=ticket, no_answer=row.is_automatic)
    row.ticket = deliver(row, mail, chosen, now)
    _handled(row, InboundStatus.DONE, by, now, contact=contact)
    return row.ticket


def _read_again(row: InboundMail) -> ParsedMail:
    """Of what cannot be read, its head: the melding says so, and the mail itself stays at hand, encrypted (SLA 10)."""
    with _parser() as parser:
        raw = _raw(row)
        try:
            return parser.parse(raw)
        except Unparsable as problem:
            words = _("(Deze e-mail kon niet automatisch worden gelezen: %s. Het bericht zelf is bewaard.)") % problem
            return replace(parser.head(raw), text=words)


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
