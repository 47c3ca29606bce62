"""One alert of any monitoring tool, in one shape; and the words in which tools say how it stands. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_HOST, LONGEST_NAME, LONGEST_TEXT, LONGEST_URL = 200, 160, 4_000, 500


class NotAnAlert(Exception):
    """The message is Dutch and says what is missing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Signal:
    """`fingerprint` is the same for an alert of this host and its recovery: of the tool, else of host and name."""

    source: str
    host: str
    name: str
    is_firing: bool
    fingerprint: str
    severity: str = ""
    text: str = ""
    url: str = ""


_FIRING = "firing alerting problem down critical warning unknown error triggered alert unreachable high"
_RECOVERED = "resolved ok recovery recovered up normal closed"
FIRING, RECOVERED = frozenset(_FIRING.split()), frozenset(_RECOVERED.split())


def word(body: Mapping[str, Any], *names: str, longest: int = LONGEST_NAME) -> str:
    """The first of these fields that holds a word or a number."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:longest]
    return ""


def mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def fingerprint_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(part.casefold() for part in parts).encode()).hexdigest()[:32]


def host_key(host: str) -> str:
    """As the host table knows it: tools differ in capitals, and Prometheus adds the port."""
    folded = host.strip().casefold()
    name, _colon, port = folded.rpartition(":")
    folded = name if name and port.isdecimal() and ":" not in name else folded
    return folded[:LONGEST_HOST]  # folding can lengthen: "ß" becomes "ss"


def read_status(text: str) -> bool | None:
    """Whether it fires; None when this is no such word."""
    first = text.strip().casefold().partition(" ")[0].strip(".:,()")
    if first in FIRING:
        return True
    return False if first in RECOVERED else None
