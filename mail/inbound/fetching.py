"""From a mailbox by IMAP: each message stored and committed, and only then marked as read (security V1).

Whatever happens in between, it is fetched again, and is known. Two who fetch at once do no harm.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools import AND, BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted

from infra import http_client as outbound
from infra.http_client import NotAllowed, NotAnswered
from mail.inbound import mailboxes
from mail.inbound.receiving import receive
from mail.models import Mailbox

log = logging.getLogger(__name__)

BATCH = 200
TIMEOUT = 30


class MailboxUnavailable(Exception):
    """No token was had for it; the message holds no secret."""


@dataclass(frozen=True)
class Account:
    """Of MAILBOX_URL: imap+ssl://user:password@host:993/INBOX, imap+tls:// for STARTTLS, imap:// on loopback only."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @classmethod
    def of(cls, url: str) -> Account:
        parts = urllib.parse.urlsplit(url)
        port = parts.port or (993 if parts.scheme == "imap+ssl" else 143)
        unquote = urllib.parse.unquote
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return cls(parts.scheme, parts.hostname or "", port, user, password, folder)

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


def fetch(now: datetime) -> int:
    """Store what is unread in the mailbox; returns how many messages that were. Nothing without MAILBOX_URL."""
    if not settings.MAILBOX_URL:
        return 0
    account = Account.of(settings.MAILBOX_URL)
    try:
        with _open(account) as box:
            numbers = box.uids(AND(seen=False))[:BATCH]
            count = sum(_fetch_one(box, uid, account, now) for uid in numbers)
    except Exception as problem:
        mailboxes.failed(account.name, _in_words(problem), now)
        raise
    mailboxes.fetched(account.name, now)
    return count


def failing_mailbox() -> Mailbox | None:
    """The one that is fetched, when that does not succeed."""
    if not settings.MAILBOX_URL:
        return None
    return mailboxes.failing(Account.of(settings.MAILBOX_URL).name)


def _in_words(problem: Exception) -> str:
    """Never what the other side said: that may repeat what it was sent (security C6)."""
    if isinstance(problem, NotAllowed | NotAnswered):
        return problem.message
    if isinstance(problem, MailboxLoginError | MailboxUnavailable):
        return _("De mailserver weigert de aanmelding; kijk de aanmeldgegevens na.")
    if isinstance(problem, ssl.SSLError):
        return _("Het certificaat van de mailserver klopt niet.")
    if isinstance(problem, OSError):
        return _("De mailserver is niet bereikbaar.")
    return _("Het ophalen breekt af (%s); het logboek zegt meer.") % type(problem).__name__


def _fetch_one(box: BaseMailBox, uid: str, account: Account, now: datetime) -> int:
    """One message at a time, so that a giant is all that is held of memory at once."""
    found = _raw(box, uid)
    if found is None:
        return 0  # somebody else was first
    raw, arrived_at = found
    receive(raw, mailbox=account.name, now=now, arrived_at=arrived_at)
    box.client.uid("STORE", uid, "+FLAGS", "(\\Seen)")
    return 1


def _raw(box: BaseMailBox, uid: str) -> tuple[bytes, datetime | None] | None:
    """The message, and when the server took it in."""
    status, data = box.client.uid("FETCH", uid, "(INTERNALDATE BODY.PEEK[])")
    found = [part for part in data if isinstance(part, tuple)]
    if status != "OK" or not found:
        return None
    raw = found[0][1]
    said = b" ".join(part if isinstance(part, bytes) else part[0] for part in data if part)
    return (raw, _internal_date(said)) if isinstance(raw, bytes) else None


def _internal_date(said: bytes) -> datetime | None:
    """RFC 3501: INTERNALDATE "17-Jul-1996 02:44:25 -0700". A server that says nonsense says nothing."""
    found = re.search(rb'INTERNALDATE "([^"]+)"', said)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None


@contextmanager
def _open(account: Account) -> Iterator[BaseMailBox]:
    context = ssl.create_default_context()
    if account.scheme == "imap+ssl":
        box: BaseMailBox = MailBox(account.host, account.port, timeout=TIMEOUT, ssl_context=context)
    elif account.scheme == "imap+tls":
        box = MailBoxStartTls(account.host, account.port, timeout=TIMEOUT, ssl_context=context)
    else:
        box = MailBoxUnencrypted(account.host, account.port, timeout=TIMEOUT)
    try:
        if settings.MAILBOX_OAUTH_TOKEN_URL:
            box.xoauth2(account.user, _access_token(), account.folder)
        else:
            box.login(account.user, account.password, account.folder)
        yield box
    finally:
        try:
            box.logout()
        except Exception:
            log.debug("The mailbox was already closed.", exc_info=True)


def _access_token() -> str:
    """Client credentials (RFC 6749, 4.4), as Microsoft 365 and Google want them for XOAUTH2."""
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.MAILBOX_OAUTH_CLIENT_ID,
        "client_secret": settings.MAILBOX_OAUTH_CLIENT_SECRET,
        "scope": settings.MAILBOX_OAUTH_SCOPE,
    }
    answer = outbound.post(
        settings.MAILBOX_OAUTH_TOKEN_URL,
        urllib.parse.urlencode(form).encode(),
        {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
    )
    if not answer.is_success:
        raise MailboxUnavailable(f"MAILBOX_OAUTH_TOKEN_URL answered with {answer.status}.")
    try:
        return str(json.loads(answer.body)["access_token"])
    except (ValueError, KeyError, TypeError):
        raise MailboxUnavailable("MAILBOX_OAUTH_TOKEN_URL gave no access_token.") from None
