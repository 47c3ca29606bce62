"""By what a mail shows that it answers ours: a Message-ID or address that nobody else could make (security M1 to M3).

A number alone is no proof: numbers can be guessed. So both carry a MAC, of SECRET_KEY or one of its predecessors.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

REPLY_LINE = "--- Schrijf uw antwoord boven deze regel ---"  # what stands beneath it in an answer is ours, quoted
MAC_LENGTH = 20  # hexadecimal, 80 bits; longer, and the Message-ID would not fit on one line of the header
_TICKET, _MAIL = "ticket", "mail"

_MESSAGE_ID = re.compile(r"<([\w-]{1,40}\.[0-9a-f]{12})\.([0-9a-f]{20})@([\w.-]{1,120})>", re.ASCII)
_TAG = re.compile(r"(b?)([0-9]{1,12})-([0-9a-f]{20})", re.ASCII)


@dataclass(frozen=True)
class Mark:
    """What an address says that it belongs to: the ticket that it answers, or the mail that came back."""

    ticket: int | None = None
    mail: int | None = None


def message_id_for(thread: str) -> str:
    """`thread` is what the mail is about: a ticket's number, or a word without dots such as "klant-12"."""
    unique = f"{thread}.{secrets.token_hex(6)}"
    return f"<{unique}.{_mac('message-id', unique)}@{settings.MAIL_DOMAIN}>"


def thread_of(message_id: str) -> str | None:
    """What one of our own mails was about; None for every other Message-ID."""
    found = _MESSAGE_ID.fullmatch(message_id.strip())
    if (
        found is None
        or found[3].lower() != settings.MAIL_DOMAIN.lower()
        or not _is_mac("message-id", found[1], found[2])
    ):
        return None
    return found[1].partition(".")[0]


def ticket_of(message_id: str) -> int | None:
    thread = thread_of(message_id)
    return int(thread) if thread and thread.isdecimal() else None


def reply_address(ticket: int) -> str:
    """To which answers about this ticket go."""
    return _address(f"{ticket}-{_mac(_TICKET, str(ticket))}")


def bounce_address(mail: int) -> str:
    """To which a mail server returns this mail."""
    return _address(f"b{mail}-{_mac(_MAIL, str(mail))}")


def read_address(address: str) -> Mark | None:
    """None for every address that we did not make, also with the right number."""
    local, _at, domain = address.strip().lower().rpartition("@")
    own_local, own_domain = _own()
    name, _plus, tag = local.partition("+")
    found = _TAG.fullmatch(tag)
    if found is None or (name, domain) != (own_local, own_domain):
        return None
    kind, number = (_MAIL if found[1] else _TICKET), found[2]
    if str(int(number)) != number or not _is_mac(kind, number, found[3]):
        return None
    return Mark(mail=int(number)) if found[1] else Mark(ticket=int(number))


def is_own_address(address: str) -> bool:
    """Whether mail to this address comes to us: with whatever tag, ours or not."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return (local.partition("+")[0], domain) == _own()


def _own() -> tuple[str, str]:
    local, _at, domain = settings.MAIL_REPLY_ADDRESS.lower().rpartition("@")
    return local, domain


def _address(tag: str) -> str:
    local, domain = _own()
    return f"{local}+{tag}@{domain}"


def _mac(kind: str, value: str, key: str | None = None) -> str:
    return salted_hmac(f"mail.marks.{kind}", value, secret=key, algorithm="sha256").hexdigest()[:MAC_LENGTH]


def _is_mac(kind: str, value: str, mac: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_mac(kind, value, key), mac) for key in keys)
