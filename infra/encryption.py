"""What is kept encrypted, with keys that are not in the database (SLA 10).

A dump of the database, or a backup of the files, gives nothing of it away. To change the key, put a new one first in
ENCRYPTION_KEYS: what was written with a later one stays readable as long as that one is listed.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """Damaged, or written with a key that is no longer in ENCRYPTION_KEYS."""


def encrypt(data: bytes) -> bytes:
    """URL-safe text as bytes, about 4/3 of the length; never twice the same."""
    return _keys().encrypt(data)


def decrypt(token: bytes) -> bytes:
    try:
        return _keys().decrypt(token)
    except InvalidToken as problem:
        raise Unreadable("written with an unknown key, or damaged") from problem


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
