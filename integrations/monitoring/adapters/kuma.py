"""Uptime Kuma. A list of heartbeats captured; the webhook written after the source of its provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, Read, counted, numbered, one, signal
from integrations.monitoring.signals import LONGEST_HOST, LONGEST_TEXT, NotAnAlert, Signal, State, mapping, whose, word

_STATES = {"0": State.FIRING, "1": State.RECOVERED, "2": State.NOTED, "3": State.NOTED}
_REMARKS = {"2": lambda: _("Uptime Kuma probeert het nog eens."), "3": lambda: _("De monitor is in onderhoud.")}
_EXPIRES = re.compile(
    r"^\[(?P<name>[^\]]{1,160})\](?:\[(?P<url>[^\]]{1,400})\])?\s{0,3}(?P<what>[\w -]{0,40}(?:certificate|domain name))"
    r"\s(?P<subject>\S{1,200})\swill expire in (?P<days>-?\d{1,5}) days?",
    re.I,
)


def _uptime_kuma(body: Body) -> Signal:
    """{"heartbeat": {"status": 0 to 3, "msg": ...}, "monitor": {"name": ..., "id": ...}, "msg": ...}."""
    beat, monitor = mapping(body, "heartbeat"), mapping(body, "monitor")
    if not monitor:
        return _without_monitor(body)
    name, state = word(monitor, "name", "pathName"), word(beat, "status")
    return signal(
        "uptime-kuma",
        host=word(monitor, "hostname", longest=LONGEST_HOST) or name,
        name=name,
        status=_STATES.get(state, state or State.UNKNOWN),
        fingerprint=f"kuma-{word(monitor, 'id')}" if word(monitor, "id") else "",
        text=word(beat, "msg", longest=LONGEST_TEXT) or word(body, "msg", longest=LONGEST_TEXT),
        remark=_REMARKS[state]() if state in _REMARKS else "",
        **whose({**_tags(monitor), **body}),
    )


def _tags(monitor: Body) -> dict[str, str]:
    tags = monitor.get("tags")
    known = [tag for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, Mapping)]
    return {word(tag, "name").casefold(): word(tag, "value") for tag in known}


def _without_monitor(body: Body) -> Signal:
    """What is about no heartbeat: a certificate that ends, the test button, or what we do not know."""
    said = word(body, "msg", longest=LONGEST_TEXT)
    if said.rstrip().casefold().endswith("testing"):
        test = _("Dit is een proefbericht.")
        return signal("uptime-kuma", host="uptime-kuma", name="Testing", status=State.NOTED, text=said, remark=test)
    if found := _EXPIRES.match(said):
        return _expires(found, said, body)
    name = re.match(r"^\[([^\]]{1,160})\]", said)
    host = name[1] if name else "uptime-kuma"
    title = said.partition("\n")[0][:160]
    return signal("uptime-kuma", host=host, name=title, status=State.UNKNOWN, text=said, **whose(body))


def _expires(found: re.Match[str], said: str, body: Body) -> Signal:
    """It says so at 21, 14 and 7 days, and never that it was renewed: one alert per monitor and certificate."""
    days = int(found["days"])
    try:
        host = urlsplit(found["url"] or "").hostname or found["name"]
    except ValueError:
        host = found["name"]
    return signal(
        "uptime-kuma",
        host=host,
        name=f"{found['what'].strip().capitalize()} {found['subject']}"[:160],
        status=State.FIRING,
        fingerprint=numbered("kuma-expiry", found["name"], found["subject"]),
        severity="critical" if days <= 2 else "warning" if days <= 14 else "info",
        text=said,
        url=found["url"] or "",
        **whose(body),
    )


def _history(body: Body) -> list[Read]:
    """Its list of heartbeats, newest first: how each monitor stands now. It names no host, only a number."""
    newest: dict[str, Any] = {}
    for beat in counted(body["data"]):
        if isinstance(beat, Mapping) and word(beat, "monitorID"):
            newest.setdefault(word(beat, "monitorID"), beat)
    found: list[Read] = []
    for number, beat in newest.items():
        try:
            found += [
                _uptime_kuma({"heartbeat": beat, "monitor": {"id": number, "name": f"monitor {number}"}, **whose(body)})
            ]
        except NotAnAlert as problem:
            found.append(problem)
    return found


def _has_history(body: Body) -> bool:
    beats = body.get("data")
    return isinstance(beats, list) and any("monitorID" in beat for beat in beats if isinstance(beat, Mapping))


ADAPTERS = (
    Adapter("uptime-kuma", lambda body: "heartbeat" in body and "monitor" in body, one(_uptime_kuma)),
    Adapter("uptime-kuma", _has_history, _history),
)
