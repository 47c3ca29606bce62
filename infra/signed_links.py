"""Links that let somebody do one thing without signing in (SLA 10, 13): single-purpose, and they expire.

A link only says who it is for and what it is about. Whoever follows it sees a page (GET changes nothing, mail scanners
may look); the act is a POST, and the verb behind it checks again whether this person still may.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.core import signing

APPROVAL, SIGNATURE, SECRET, HAND_OVER, PAGE = "akkoord", "ondertekening", "geheim", "geheim-geven", "oproep"
QUESTIONS, SATISFACTION, INVITATION = "twee-vragen", "tevredenheid", "uitnodiging"
LIFETIME = timedelta(days=14)
# Who wants no more such mails can say so long after the question itself is past.
LIFETIME_OF = {SATISFACTION: timedelta(days=60)}


def make(purpose: str, *keys: int) -> str:
    return signing.dumps(list(keys), salt=f"onedo.link.{purpose}")


def read(purpose: str, token: str) -> tuple[int, ...] | None:
    """The keys it was made of; None when it was made for something else, altered, or has expired."""
    try:
        keys = signing.loads(token, salt=f"onedo.link.{purpose}", max_age=LIFETIME_OF.get(purpose, LIFETIME))
    except signing.BadSignature:
        return None
    return tuple(keys)


def for_mailbox(purpose: str, about: int, contact: int, address: str) -> str:
    """Tied to the mailbox that it is sent to: whoever gets another address needs another link."""
    return make(purpose, about, contact, address_key(address))


def address_key(address: str) -> int:
    return int.from_bytes(hashlib.sha256(address.strip().lower().encode()).digest()[:6], "big")
