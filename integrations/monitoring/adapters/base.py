"""What all adapters are made of. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    SAID_SITE,
    NotAnAlert,
    Signal,
    State,
    ToolAccount,
    account_of,
    fingerprint_of,
    is_placeholder,
    mapping,
    read_state,
    word,
)

Body = Mapping[str, Any]
Read = Signal | NotAnAlert
MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class Adapter:
    source: str
    knows: Callable[[Body], bool]
    read: Callable[[Body], list[Read]]


def counted(alerts: list[Any]) -> list[Any]:
    """All, or none: what is left out would be lost without a word."""
    if len(alerts) > MOST_AT_ONCE:
        raise NotAnAlert(_("Hoogstens %d berichten tegelijk; stuur ze in delen.") % MOST_AT_ONCE)
    return alerts


def one(read: Callable[[Body], Signal]) -> Callable[[Body], list[Read]]:
    """Of a tool that sends one alert at a time."""

    def read_it(body: Body) -> list[Read]:
        try:
            return [read(body)]
        except NotAnAlert as problem:
            return [problem]

    return read_it


def each(read: Callable[[Body, Body], Signal], name: str = "alerts") -> Callable[[Body], list[Read]]:
    """Of a tool that sends a list of them, in the field `name`."""

    def read_all(body: Body) -> list[Read]:
        found: list[Read] = []
        for alert in counted(body[name]):
            try:
                found.append(read(alert if isinstance(alert, Mapping) else {}, body))
            except NotAnAlert as problem:
                found.append(problem)
        return found

    return read_all


def signal(
    source: str,
    *,
    host: str,
    name: str,
    status: str | State,
    fingerprint: str = "",
    severity: str = "",
    text: str = "",
    url: str = "",
    customer: str = "",
    site: str = "",
    remark: str = "",
    account: ToolAccount | None = None,
) -> Signal:
    """NotAnAlert when host, name or status is missing, or is a placeholder that the tool did not fill in. It fires
    unless it surely recovered; a state that nobody knows is said in front of the text."""
    for value, what in ((host, _("de host")), (name, _("de naam van de melding")), (status, _("de status"))):
        if not value:
            raise NotAnAlert(_("In dit bericht staat niet %s.") % what)
        if is_placeholder(value):
            raise NotAnAlert(_("“%s” is niet ingevuld: dit is een proefbericht van de monitoring.") % value)
    state = status if isinstance(status, State) else read_state(status)
    if state == State.UNKNOWN and not remark:
        remark = _("Onbekende status “%s”: wij houden het voor actief.") % str(status)[:40]
    if state == State.NOTED and not remark:
        remark = _("“%s” verandert niets aan de melding.") % str(status)[:40]
    return Signal(
        source=source,
        host=host[:LONGEST_HOST],
        name=name,
        is_firing=state != State.RECOVERED,
        fingerprint=fingerprint[:64] or fingerprint_of(source, host, name),
        severity="" if is_placeholder(severity) else severity.casefold()[:20],
        text=f"{remark}\n{text}"[:LONGEST_TEXT].strip() if state == State.UNKNOWN else text,
        url=url if url.startswith(("https://", "http://")) else "",
        customer="" if is_placeholder(customer) else customer,
        site="" if is_placeholder(site) else site,
        is_note=state == State.NOTED,
        remark=remark,
        account=account or account_of((SAID_SITE, site)),
    )


def numbered(source: str, *parts: str) -> str:
    """The fingerprint of a tool's own number; none when one of the parts is not there."""
    filled = [part for part in parts if part and not is_placeholder(part)]
    return fingerprint_of(source, *filled) if len(filled) == len(parts) else ""


def flag(body: Body, *names: str) -> bool:
    """Whether one of these says yes, as JSON or as a word."""
    return any(body.get(name) is True or word(body, name).casefold() in ("1", "true", "yes") for name in names)


def first_word(values: Any, *names: str) -> str:
    """Of a list the first word in it, or the first of these fields in its objects."""
    for value in values if isinstance(values, list) else ():
        found = word(value, *names) if isinstance(value, Mapping) else word({"": value}, "", longest=LONGEST_HOST)
        if found:
            return found
    return ""


def inside(body: Body, *path: str) -> Body:
    for name in path:
        body = mapping(body, name)
    return body
