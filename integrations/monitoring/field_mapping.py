"""Which field of a body is what, said by a person for a tool that we do not know. Pure: no database, no clock.

A path is the keys to a field with dots between them: `device.name`, and a number in a list: `tags.0.value`. A dot in a
key is written `\\.` and a backslash `\\\\`; where a list is met without a number its first is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.monitoring.adapters import MOST_AT_ONCE, signal
from integrations.monitoring.signals import (
    LONGEST_CUSTOMER,
    LONGEST_HOST,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_URL,
    NotAnAlert,
    Signal,
    fingerprint_of,
)

ROLES: Final = {
    "host": gettext_lazy("Host"),
    "name": gettext_lazy("Naam van de melding"),
    "state": gettext_lazy("Toestand"),
    "severity": gettext_lazy("Ernst"),
    "number": gettext_lazy("Eigen nummer"),
    "customer": gettext_lazy("Klant"),
    "text": gettext_lazy("Tekst"),
    "url": gettext_lazy("Link"),
    "time": gettext_lazy("Tijdstip"),
}
REQUIRED = ("host", "name")
MOST_FIELDS, DEEPEST, MOST_OF_A_LIST, LONGEST_PATH = 300, 12, 3, 300
_LONGEST = {"host": LONGEST_HOST, "text": LONGEST_TEXT, "url": LONGEST_URL, "customer": LONGEST_CUSTOMER}
_SIGN = re.compile(r"\\[.\\]|.", re.S)
_FORMATS = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S")


@dataclass(frozen=True)
class Ignored:
    """A state that is no alert and no recovery, such as an acknowledgement."""

    host: str
    name: str
    why: str


@dataclass(frozen=True)
class FieldMapping:
    """`paths`: a role and where it stands. It fires, unless the state is one of the words in `recovered` or `ignored`.
    `zone`: of times that name none."""

    paths: Mapping[str, str]
    recovered: Sequence[str] = ()
    ignored: Sequence[str] = ()
    zone: str = "Europe/Amsterdam"

    def value(self, body: Any, role: str) -> str:
        path = self.paths.get(role, "")
        return value_at(body, path)[: _LONGEST.get(role, LONGEST_NAME)] if path else ""

    def read(self, body: Any, source: str) -> list[Signal | NotAnAlert | Ignored]:
        """One of each item, when it is a list."""
        items = body if isinstance(body, list) else [body]
        if len(items) > MOST_AT_ONCE:
            raise NotAnAlert(_("Hoogstens %d berichten tegelijk; stuur ze in delen.") % MOST_AT_ONCE)
        return [self._read_item(item, source) for item in items]

    def _read_item(self, item: Any, source: str) -> Signal | NotAnAlert | Ignored:
        host, name, state = (self.value(item, role) for role in ("host", "name", "state"))
        if _is_one_of(state, self.ignored):
            return Ignored(host, name, _("De toestand “%s” wordt overgeslagen (veldindeling).") % state[:40])
        number = self.value(item, "number")
        try:
            return signal(
                source,
                host=host,
                name=name,
                status="resolved" if _is_one_of(state, self.recovered) else "firing",
                fingerprint=fingerprint_of(source, number) if number else "",
                severity=self.value(item, "severity"),
                text="\n".join(part for part in (self._time_words(item), self.value(item, "text")) if part),
                url=self.value(item, "url"),
                customer=self.value(item, "customer"),
            )
        except NotAnAlert as problem:
            return problem

    def _time_words(self, item: Any) -> str:
        """For whoever reads it: the clock runs from the moment that the alert reached us."""
        said = self.value(item, "time")
        if not said:
            return ""
        moment = moment_of(said, ZoneInfo(self.zone))
        words = moment.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%d-%m-%Y %H:%M:%S") if moment else said
        return _("Tijd volgens de monitoring: %s.") % words


def _is_one_of(said: str, words: Sequence[str]) -> bool:
    return bool(said) and said.casefold() in {word.strip().casefold() for word in words}


def value_at(body: Any, path: str) -> str:
    """What stands there as words; empty when nothing does, or when it is more than one value."""
    found = body
    for key in _keys_of(path):
        found = _step(found, key)
    while isinstance(found, list) and found:
        found = found[0]
    return _words(found)


@lru_cache(maxsize=1_000)
def _keys_of(path: str) -> tuple[str, ...]:
    keys = [""]
    for sign in _SIGN.findall(path):
        if sign == ".":
            keys.append("")
        else:
            keys[-1] += sign[-1]
    return tuple(keys)


def _step(found: Any, key: str) -> Any:
    if isinstance(found, list):
        if key.isascii() and key.isdecimal() and len(key) < 5:
            return found[int(key)] if int(key) < len(found) else None
        found = found[0] if found else None
    return found.get(key) if isinstance(found, Mapping) else None


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""


@dataclass(frozen=True)
class Line:
    """One line of a body as a person reads it: a value and where it stands, or what holds others (then no `path`).
    `left_out`: so many of a list are not shown below it."""

    depth: int
    key: str
    path: str = ""
    value: str = ""
    left_out: int = 0

    @property
    def has_left_out(self) -> bool:
        return self.left_out > 0


def lines_of_body(body: Any) -> list[Line]:
    """Every field that holds a value, below what holds it, in its order; of a list of bodies those of the first."""
    while isinstance(body, list) and body:
        body = body[0]
    found: list[Line] = []
    values = 0
    for line in _lines(body, "", "", 0):
        values += bool(line.path)
        if values > MOST_FIELDS:
            break
        found.append(line)
    return found


def fields_of(body: Any) -> dict[str, str]:
    """Those values, by path."""
    return {line.path: line.value for line in lines_of_body(body) if line.path}


def _lines(value: Any, key: str, path: str, depth: int) -> Iterator[Line]:
    if depth > DEEPEST:
        return
    holds = value if isinstance(value, Mapping) else dict(enumerate(value)) if isinstance(value, list) else None
    if holds is None:
        if 0 < len(path) <= LONGEST_PATH and value is not None:
            yield Line(depth - 1, key, path, _words(value))
        return
    shown = list(holds.items())[: MOST_OF_A_LIST if isinstance(value, list) else None]
    if path:
        yield Line(depth - 1, key, left_out=len(holds) - len(shown))
    for name, inside in shown:
        escaped = str(name).replace("\\", "\\\\").replace(".", "\\.")
        yield from _lines(inside, str(name), f"{path}.{escaped}" if path else escaped, depth + 1)


def moment_of(said: str, zone: ZoneInfo) -> datetime | None:
    """Of ISO 8601, seconds or milliseconds since 1970, or a Dutch date; in `zone` when it names none itself."""
    try:
        if re.fullmatch(r"\d{9,11}(\.\d{1,9})?|\d{12,14}", said):
            number = float(said)
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
        moment = _read_moment(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read_moment(said: str) -> datetime:
    for form in _FORMATS:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007 - the zone is the sender's, and put on by the caller
        except ValueError:
            continue
    return datetime.fromisoformat(said)
