"""From the mails that are due to the mail server: claim, send, record; later again with back-off, or given up."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from infra import claims
from mail.marks import bounce_address, reply_address, ticket_of
from mail.models import UNSENT, MailMessage, MailStatus, MessageKey, ReceivedBody
from mail.outbound import logo
from mail.outbound.links import bodies_to_send, without_links
from mail.outbound.messages import MESSAGES
from mail.outbound.outbox import failure_line
from mail.outbound.thread_index import thread_headers
from tickets import timeline
from tickets.kinds import MailFailed

log = logging.getLogger(__name__)

BATCH = 20
# Longer than the time limit of the task that sends, so that whoever holds a claim is done or dead when it ends.
LEASE = timedelta(minutes=5)
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(BACKOFF) + 1
WRITTEN_BY_HAND = frozenset(message.key for message in MESSAGES if message.by_hand)
FOR_CALENDARS = (MessageKey.REVIEW_INVITED, MessageKey.REVIEW_CANCELLED)
MOST_REFERENCES = 5  # more does not fit on a line of a header
PATIENCE = timedelta(minutes=15)  # before the desk says that the mail server is away
SERVER_AWAY = timedelta(minutes=1)
GIVE_UP_ON_SERVER = timedelta(days=2)


class ServerAway(Exception):
    """The mail server cannot be reached: nothing that a single mail is to blame for."""


@dataclass(frozen=True)
class Refusal:
    reason: str
    is_final: bool


def send_due(now: datetime) -> int:
    """Claim the oldest due mails and send them; returns how many were claimed, 0 when there is nothing to do.

    One mail that is refused does not stop the rest; a server that cannot be reached puts all off by a minute, and
    that does not count as an attempt.
    """
    claimed = _claim(now)
    connection: BaseEmailBackend | None = None
    for position, mail in enumerate(claimed):
        if mail.attempts > MOST_ATTEMPTS:
            _give_up(mail, _("het versturen werd telkens afgebroken"), now)
            continue
        try:
            connection = connection or _connect()
        except ServerAway as problem:
            _put_off(claimed[position:], str(problem), now)
            break
        try:
            connection.send_messages([as_email(mail)])
        except Exception as error:
            _close(connection)
            connection = None
            _record_refusal(mail, _refusal(error, mail), now)
        else:
            _record_sent(mail, now)
    if connection:
        _close(connection)
    return len(claimed)


def _claim(now: datetime) -> list[MailMessage]:
    due = MailMessage.objects.filter(status__in=UNSENT, next_attempt_at__lte=now)
    due = due.filter(~Q(message__in=FOR_CALENDARS) | ~_comes_after_another()).select_related("entry__ticket", "event")
    oldest = due.order_by("next_attempt_at", "id")
    return claims.lease(oldest, BATCH, until=now + LEASE, status=MailStatus.SENDING)


def _comes_after_another() -> Exists:
    """A calendar that hears that an appointment is off before it hears of it, keeps it: such mails leave in turn."""
    before = MailMessage.objects.filter(thread_id=OuterRef("thread_id"), recipient=OuterRef("recipient"))
    return Exists(before.filter(status__in=UNSENT, message__in=FOR_CALENDARS, pk__lt=OuterRef("pk")))


def as_email(mail: MailMessage) -> EmailMultiAlternatives:
    """With a Message-ID of our own, one thread a ticket, and the headers that keep auto-responders quiet (L1).

    Answers go to an address that names the ticket; what a mail server returns, to one that names this mail. A personal
    link is made here and kept nowhere else.
    """
    text, html = bodies_to_send(mail)
    ticket = ticket_of(mail.message_id)
    received = _received_ids(ticket) if ticket and mail.recipient_user_id is None else []
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": mail.message_id,
        "In-Reply-To": received[-1] if received else mail.thread_id,
        "References": " ".join([mail.thread_id, *received]),
        "X-Auto-Response-Suppress": "All",
        **thread_headers(mail),
    }
    if mail.message not in WRITTEN_BY_HAND:
        headers["Auto-Submitted"] = "auto-generated"
    takes_answers = bool(settings.MAIL_REPLY_ADDRESS)
    email = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=bounce_address(mail.pk) if takes_answers else None,
        to=[formataddr((mail.recipient_name, mail.recipient)) if mail.recipient_name else mail.recipient],
        reply_to=[reply_address(ticket)] if ticket and takes_answers else None,
        headers=headers,
    )
    email.attach_alternative(html, "text/html")
    if appointment := (mail.event.data.get("calendar", "") if mail.event else ""):
        method = mail.event.data["method"]  # type: ignore[union-attr]  # there is one, or no appointment
        email.attach_alternative(appointment, f"text/calendar; method={method}")
    logo.put_in(email, html)
    return email


def _received_ids(ticket: int) -> list[str]:
    """Of the customer's own mails in this conversation, so that his mail program keeps it together."""
    bodies = ReceivedBody.objects.filter(entry__ticket=ticket, entry__is_public=True).exclude(message_id="")
    newest = bodies.order_by("-entry").values_list("message_id", flat=True)[:MOST_REFERENCES]
    return list(reversed(newest))


def _connect() -> BaseEmailBackend:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        log.error("The mail server cannot be reached: %s", error)
        raise ServerAway(_words(error)) from error
    return connection


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception:
        log.debug("The connection to the mail server was already gone.", exc_info=True)


def _refusal(error: Exception, mail: MailMessage) -> Refusal:
    """Final when the server says that it will never take this mail, or when it cannot be made into a mail at all."""
    reason = without_links(mail, _words(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _reason in error.recipients.values()]
        return Refusal(reason, all(code >= 500 for code in codes))
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(reason, error.smtp_code >= 500)
    if isinstance(error, (OSError, smtplib.SMTPException)):
        return Refusal(reason, is_final=False)
    log.error("A mail could not be made", exc_info=error)
    return Refusal(reason, isinstance(error, ValueError))


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()))
        return f"{said[0]} {_decoded(said[1])}"[:500]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"[:500]
    return (str(error) or type(error).__name__)[:500]


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


# --- What became of it ------------------------------------------------------------------------------------
def _settle(mail: MailMessage, **fields: object) -> bool:
    """Write it down, unless the claim ran out and the mail is somebody else's by now."""
    mine = MailMessage.objects.filter(pk=mail.pk, status=MailStatus.SENDING, next_attempt_at=mail.next_attempt_at)
    return mine.update(**fields) == 1


def _record_sent(mail: MailMessage, now: datetime) -> None:
    _settle(mail, status=MailStatus.SENT, sent_at=now, next_attempt_at=None, last_error="")


def _record_refusal(mail: MailMessage, refusal: Refusal, now: datetime) -> None:
    wait = claims.wait_after(mail.attempts, BACKOFF)
    if refusal.is_final or wait is None:
        _give_up(mail, refusal.reason, now)
        return
    _settle(mail, status=MailStatus.PENDING, next_attempt_at=now + wait, last_error=refusal.reason)


def _put_off(mails: list[MailMessage], problem: str, now: datetime) -> None:
    for mail in mails:
        if now - mail.created_at > GIVE_UP_ON_SERVER:
            _give_up(mail, problem, now)
            continue
        _settle(
            mail,
            status=MailStatus.PENDING,
            next_attempt_at=now + SERVER_AWAY,
            attempts=mail.attempts - 1,
            last_error=problem,
        )


def stuck(now: datetime) -> MailMessage | None:
    """The oldest of the mails that wait because the mail server cannot be reached, when that has lasted (V19)."""
    waiting = MailMessage.objects.filter(status=MailStatus.PENDING, attempts=0, created_at__lt=now - PATIENCE)
    return waiting.exclude(last_error="").order_by("created_at").defer("text", "html").first()


@transaction.atomic
def _give_up(mail: MailMessage, reason: str, now: datetime) -> None:
    """Never silently: a line at the ticket, and a mail to who has it, unless that mail is the one that failed.

    What is about no ticket stands at the desk among the mails that were given up.
    """
    if not _settle(mail, status=MailStatus.FAILED, next_attempt_at=None, last_error=reason):
        return
    if mail.entry is None:
        log.error("Mail %s (%s) was given up: %s", mail.pk, mail.message, reason)
        return
    in_vain = isinstance(mail.entry.facts, MailFailed)
    timeline.append([failure_line(mail.entry, mail.message, mail.recipient, reason, now, in_vain=in_vain)])
