"""One alert of any monitoring tool, in one shape; and the words in which tools say how it stands. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict

LONGEST_HOST, LONGEST_NAME, LONGEST_TEXT, LONGEST_URL, LONGEST_CUSTOMER = 200, 160, 4_000, 500, 120


class NotAnAlert(Exception):
    """The message is Dutch and says what is missing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class ToolAccount:
    """What a tool calls a customer by a number or name of its own: `field` is what kind ("organizationId"), `label` a
    name that came with the number. Who that is, is said per token (monitoring/tool_customers.py)."""

    field: str
    value: str
    label: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.field, self.value.casefold()[:LONGEST_CUSTOMER]

    def __str__(self) -> str:
        return self.value if self.field in (SAID_CUSTOMER, SAID_SITE) else f"{self.field} {self.value}"


SAID_CUSTOMER, SAID_SITE = "customer", "site"


@dataclass(frozen=True)
class Signal:
    """`fingerprint` is the same for an alert of this host and its recovery: of the tool, else of host and name.
    `customer` and `site` are what the call itself says of whose it is, as it stands there, `account` how the tool
    numbers that. `is_note`: it tells something about an alert that changes no clock (acknowledged, downtime, flapping,
    a test), and then `remark` says what; beside an alert `remark` is what is odd about it, such as a state that we do
    not know."""

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
    is_note: bool = False
    remark: str = ""
    account: ToolAccount | None = None

    @property
    def is_critical(self) -> bool:
        return is_critical(self.severity)


# First parts of full names that are no name of a machine: www.smit.example is not the host "www" of somebody else.
_OF_ANYBODY = frozenset(
    (
        "www",
        "mail",
        "smtp",
        "imap",
        "ftp",
        "vpn",
        "remote",
        "webmail",
        "autodiscover",
        "portal",
        "intranet",
        "localhost",
    )
)


def short_key(key: str) -> str:
    """Of a full name the part before the first dot; empty of an address, and of what anybody may call a machine."""
    short, dot, rest = key.partition(".")
    is_address = not dot or ":" in key or rest.replace(".", "").isdecimal()
    return "" if is_address or short in _OF_ANYBODY else short


class State(StrEnum):
    """How an alert stands, by the word that a tool has for it. UNKNOWN fires, and is said."""

    FIRING = "firing"
    RECOVERED = "recovered"
    NOTED = "noted"
    UNKNOWN = "unknown"


_FIRING = """firing alerting problem down critical crit warning warn unknown error triggered re-triggered alert
    unreachable unreach high failed fail failure active trigger unusual fired alarm insufficient_data worse degraded
    no-data stale misconfigured disconnected open new inprogress storing storend actief"""
_RECOVERED = "resolved ok recovery recovered up normal closed cleared clear hersteld opgelost"
_NOTED = """acknowledged acknowledgement acked flapping flappingstart flappingstop flappingend flappingdisabled
    downtimestart downtimeend downtimestop downtimecancelled downtime maintenance custom alerthandler updated update
    test testing snoozed bevestigd"""
_STATES = {
    word: state
    for state, words in ((State.FIRING, _FIRING), (State.RECOVERED, _RECOVERED), (State.NOTED, _NOTED))
    for word in words.split()
}

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


_LINE = re.compile(r"^[ \t>*]*(?P<name>[A-Za-z][A-Za-z /_-]{1,30}?)[ \t]*:[ \t]*(?P<value>[^\r\n]{1,400})$", re.M)


def lines_of(text: str) -> dict[str, str]:
    """ "Host: web" of a notification, by what stands in front of the colon."""
    return {found["name"].strip().casefold(): found["value"].strip() for found in _LINE.finditer(text[:20_000])}


def mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


class Whose(TypedDict):
    customer: str
    site: str


def whose(body: Mapping[str, Any]) -> Whose:
    """What it says of whose it is: the number or the name of a customer, alone or in an object; and a site."""
    names = ("number", "name", "id")
    inside = {name: word(mapping(body, name), *names, longest=LONGEST_CUSTOMER) for name in ("customer", "klant")}
    customer = word(body, "customer", "klant", longest=LONGEST_CUSTOMER) or inside["customer"] or inside["klant"]
    return {"customer": customer, "site": word(body, "site", "vestiging", longest=LONGEST_CUSTOMER)}


def account_of(*candidates: tuple[str, str], label: str = "") -> ToolAccount | None:
    """The first field that holds something."""
    found = ((field, value) for field, value in candidates if value and not is_placeholder(value))
    field, value = next(found, ("", ""))
    return (
        ToolAccount(field, value[:LONGEST_CUSTOMER], "" if label == value else label[:LONGEST_CUSTOMER])
        if field
        else None
    )


def numbered_customer(body: Mapping[str, Any]) -> ToolAccount | None:
    """What people call it who label their alerts themselves; a `site` when there is nothing better."""
    names = ("customer_id", "tenant", SAID_SITE)
    return account_of(*((name, word(body, name, longest=LONGEST_CUSTOMER)) for name in names))


def fingerprint_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(part.casefold() for part in parts).encode()).hexdigest()[:32]


def host_key(host: str) -> str:
    """As the host table knows it: tools differ in capitals, and Prometheus adds the port."""
    folded = host.strip().casefold()
    name, _colon, port = folded.rpartition(":")
    folded = name if name and port.isdecimal() and ":" not in name else folded
    return folded[:LONGEST_HOST]  # folding can lengthen: "ß" becomes "ss"


_NOW = re.compile(r"\(now:\s*([^()]{1,60})\)", re.I)
_LASTED = re.compile(r"^(resolved|recovered) in [\d\s.,dhmsw]{1,40}$")


def read_state(text: str) -> State:
    """ "Down ended (now: Up)" is Up. Recovered is what is that word alone, beside what stands in brackets: "OK but
    slow" and "OK -> CRITICAL" fire. A word that nobody knows fires too."""
    now = _NOW.search(text)
    folded = (now[1] if now else text).strip().casefold()
    if re.search(r"\(acknowledged\)", folded):
        return State.NOTED
    alone = re.sub(r"\([^()]{0,80}\)", " ", folded).strip(" .:,!()[]*")
    if found := _STATES.get(alone):
        return found
    if _LASTED.match(alone):
        return State.RECOVERED
    first = _STATES.get(alone.partition(" ")[0].strip(".:,()"))
    return State.FIRING if first == State.FIRING else State.UNKNOWN


_PLACEHOLDERS = re.compile(
    r"%\w+%?|\{\{.*\}\}|\$?\{[A-Za-z_][\w.]*\}|\[[a-z]+(?:_[a-z]+)+\]|\*[A-Z]+\*|\$[A-Z_]+\$?|<[a-z]+>",
    re.S,
)


def is_placeholder(text: str) -> bool:
    """What a tool should have filled in and did not: %device, {HOST.NAME}, [device_hostname], *UNKNOWN*, $HOSTNAME$,
    ${event.id}, <unknown>, {{ $hostname }}."""
    return bool(_PLACEHOLDERS.fullmatch(text.strip()))
