"""One alert of any monitoring tool, in one shape; and the words in which tools say how it stands. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_HOST, LONGEST_NAME, LONGEST_TEXT, LONGEST_URL, LONGEST_CUSTOMER = 200, 160, 4_000, 500, 120


class NotAnAlert(Exception):
    """The message is Dutch and says what is missing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Signal:
    """`fingerprint` is the same for an alert of this host and its recovery: of the tool, else of host and name.
    `customer` and `site` are what the call itself says of whose it is, as it stands there."""

    source: str
    host: str
    name: str
    is_firing: bool
    fingerprint: str
    severity: str = ""
    text: str = ""
    url: str = ""
    customer: str = ""
    site: str = ""

    @property
    def is_critical(self) -> bool:
        return is_critical(self.severity)


_FIRING = "firing alerting problem down critical warning unknown error triggered alert unreachable high"
_RECOVERED = "resolved ok recovery recovered up normal closed"
FIRING, RECOVERED = frozenset(_FIRING.split()), frozenset(_RECOVERED.split())

# The worst that a tool can say, in its own words: Sev0 of Azure, disaster of Zabbix, down of a Nagios host.
_CRITICAL = "critical crit kritiek kritisch disaster emergency emerg fatal severe sev0 p1 down unreachable"
CRITICAL = frozenset(_CRITICAL.split())


def is_critical(severity: str) -> bool:
    """Whether it may never be muted (SLA 8.2, ruling 14). A tool that says nothing of it says no such thing."""
    return not CRITICAL.isdisjoint(re.split(r"[^\w]+", severity.casefold()))


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


def whose(body: Mapping[str, Any]) -> dict[str, str]:
    """What it says of whose it is: the number or the name of a customer, alone or in an object; and a site."""
    names = ("number", "name", "id")
    inside = {name: word(mapping(body, name), *names, longest=LONGEST_CUSTOMER) for name in ("customer", "klant")}
    customer = word(body, "customer", "klant", longest=LONGEST_CUSTOMER) or inside["customer"] or inside["klant"]
    return {"customer": customer, "site": word(body, "site", "vestiging", longest=LONGEST_CUSTOMER)}


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
