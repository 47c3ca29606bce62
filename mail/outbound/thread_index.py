"""Thread-Index and Thread-Topic: by which Outlook and Exchange keep a conversation together (MS-OXOMSG 2.2.1.3).

Other programs go by References. The index is the same for every mail of a ticket, but for the block of each mail.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from mail.models import MailMessage
from mail.outbound.header_text import one_line

_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NO_TICKET = datetime(2026, 1, 1, tzinfo=UTC)  # a conversation about something else only needs a start that stays
_HEADER_DROPS, _SOON_DROPS, _LATE_DROPS = 16, 18, 23  # the low bits of a moment that do not fit


def thread_headers(mail: MailMessage) -> dict[str, str]:
    started_at = mail.entry.ticket.opened_at if mail.entry else _NO_TICKET
    index = thread_index(mail.thread_id, started_at, mail.message_id, mail.created_at)
    return {"Thread-Topic": _topic(mail), "Thread-Index": base64.b64encode(index).decode()}


def thread_index(thread: str, started_at: datetime, message: str, sent_at: datetime) -> bytes:
    """22 bytes of the conversation, its start and a number of its own, and 5 of this mail in it."""
    start = _filetime(started_at) >> _HEADER_DROPS
    header = start.to_bytes(6, "big") + hashlib.sha256(thread.encode()).digest()[:16]
    return header + _child(_filetime(sent_at) - (start << _HEADER_DROPS), message)


def _child(passed: int, message: str) -> bytes:
    """31 bits of the time that passed, after a bit that says how coarse; then what tells mails of one moment apart."""
    is_late = max(passed, 0) >> (31 + _SOON_DROPS) > 0
    ticks = max(passed, 0) >> (_LATE_DROPS if is_late else _SOON_DROPS)
    block = (is_late << 31) | (ticks & 0x7FFFFFFF)
    return block.to_bytes(4, "big") + hashlib.sha256(message.encode()).digest()[:1]


def _filetime(moment: datetime) -> int:
    return (moment - _FILETIME_EPOCH) // timedelta(microseconds=1) * 10


def _topic(mail: MailMessage) -> str:
    """The subject without the words that we put before it, such as "Toegewezen:". A mail that keeps the melding's
    subject to itself, because that may name the user (SLA 10), keeps it from its headers too."""
    if mail.entry is None:
        return mail.subject
    ticket = mail.entry.ticket
    subject = one_line(ticket.subject)
    return f"[#{ticket.number}] {subject}" if mail.subject.endswith(subject) else mail.subject
