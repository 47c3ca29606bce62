"""What monitoring tools send, read into signals. Pure: no database, no clock.

Each adapter says whether a body looks like its tool's (`knows`), and reads it: a list of signals, in which one that
cannot be read stands as NotAnAlert, so that it does not take the others along. A new tool is a new Adapter in ADAPTERS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    NotAnAlert,
    Signal,
    fingerprint_of,
    mapping,
    read_status,
    whose,
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


def read_body(body: Any) -> list[Read]:
    """The alerts in a request, or NotAnAlert when it is of no tool that we know."""
    if isinstance(body, list):
        return [one for item in _counted(body) for one in _read_item(item)]
    if not isinstance(body, Mapping):
        raise NotAnAlert(_("Dit is geen JSON-object; zie “Monitoring” in de beschrijving van REST."))
    for adapter in ADAPTERS:
        if adapter.knows(body):
            return adapter.read(body)
    raise NotAnAlert(_("Dit herkennen wij niet; stuur minstens “host”, “name” en “status” (firing of resolved)."))


def _read_item(item: Any) -> list[Read]:
    try:
        return read_body(item if isinstance(item, Mapping) else None)
    except NotAnAlert as problem:
        return [problem]


def _counted(alerts: list[Any]) -> list[Any]:
    """All, or none: what is left out would be lost without a word."""
    if len(alerts) > MOST_AT_ONCE:
        raise NotAnAlert(_("Hoogstens %d berichten tegelijk; stuur ze in delen.") % MOST_AT_ONCE)
    return alerts


def _each(read: Callable[[Body, Body], Signal]) -> Callable[[Body], list[Read]]:
    """Of tools that send several alerts at once."""

    def read_all(body: Body) -> list[Read]:
        found: list[Read] = []
        for alert in _counted(body["alerts"]):
            try:
                found.append(read(alert if isinstance(alert, Mapping) else {}, body))
            except NotAnAlert as problem:
                found.append(problem)
        return found

    return read_all


def _one(read: Callable[[Body], Signal]) -> Callable[[Body], list[Read]]:
    def read_it(body: Body) -> list[Read]:
        try:
            return [read(body)]
        except NotAnAlert as problem:
            return [problem]

    return read_it


def signal(
    source: str,
    *,
    host: str,
    name: str,
    status: str,
    fingerprint: str = "",
    severity: str = "",
    text: str = "",
    url: str = "",
    customer: str = "",
    site: str = "",
) -> Signal:
    """NotAnAlert when host, name or status is missing, or is a placeholder that the tool did not fill in."""
    for value, what in ((host, _("de host")), (name, _("de naam van de melding"))):
        if not value:
            raise NotAnAlert(_("In dit bericht staat niet %s.") % what)
        if re.fullmatch(r"%\w+|\{\{.*\}\}|\{[A-Z_.]+\}", value):
            raise NotAnAlert(_("“%s” is niet ingevuld: dit is een proefbericht van de monitoring.") % value)
    is_firing = read_status(status)
    if is_firing is None:
        raise NotAnAlert(_("De status “%s” kennen wij niet; gebruik firing of resolved.") % status[:40])
    return Signal(
        source=source,
        host=host[:LONGEST_HOST],
        name=name,
        is_firing=is_firing,
        fingerprint=fingerprint[:64] or fingerprint_of(source, host, name),
        severity=severity.casefold()[:20],
        text=text,
        url=url if url.startswith(("https://", "http://")) else "",
        customer=customer,
        site=site,
    )


# --- Alertmanager and Grafana: one shape ------------------------------------------------------------------
def _prometheus(source: str) -> Callable[[Body, Body], Signal]:
    def read(alert: Body, body: Body) -> Signal:
        labels = {**mapping(body, "commonLabels"), **mapping(alert, "labels")}
        notes = {**mapping(body, "commonAnnotations"), **mapping(alert, "annotations")}
        return signal(
            source,
            # An alert about no host is linked to a customer by what it is about: refused, nobody would see it.
            host=word(labels, "host", "hostname", "instance", "node", "nodename", "service", "job", "alertname"),
            name=word(labels, "alertname", "rulename"),
            status=word(alert, "status") or word(body, "status"),
            fingerprint=word(alert, "fingerprint"),
            severity=word(labels, "severity", "priority"),
            text=word(notes, "description", "summary", "message", longest=LONGEST_TEXT),
            url=word(alert, "generatorURL", "dashboardURL", longest=LONGEST_URL),
            **whose({**body, **labels}),
        )

    return read


def _has_alerts(body: Body) -> bool:
    return isinstance(body.get("alerts"), list)


# --- Tools that send one at a time ------------------------------------------------------------------------
def _zabbix(body: Body) -> Signal:
    return signal(
        "zabbix",
        host=word(body, "hostname", "host", "host_name", longest=LONGEST_HOST),
        name=word(body, "trigger", "trigger_name", "event_name", "subject"),
        status=word(body, "status", "trigger_status", "event_status"),
        severity=word(body, "severity", "trigger_severity"),
        text=word(body, "item", "message", "opdata", longest=LONGEST_TEXT),
        url=word(body, "link", "url", longest=LONGEST_URL),
        **whose(body),
    )


def _prtg(body: Body) -> Signal:
    """Its states: Up, Down, Warning, Unusual, Paused, "Down (Acknowledged)"."""
    return signal(
        "prtg",
        host=word(body, "device", "host", longest=LONGEST_HOST),
        name=word(body, "sensor", "name"),
        status=word(body, "status", "laststatus"),
        fingerprint=f"prtg-{word(body, 'sensorId', 'sensorid')}" if word(body, "sensorId", "sensorid") else "",
        severity=word(body, "priority"),
        text=word(body, "message", "down", longest=LONGEST_TEXT),
        url=word(body, "linksensor", "link", longest=LONGEST_URL),
        **whose(body),
    )


def _uptime_kuma(body: Body) -> Signal:
    """Its webhook: {"heartbeat": {"status": 0 or 1, "msg": ...}, "monitor": {"name": ..., "id": ...}, "msg": ...}."""
    beat, monitor = mapping(body, "heartbeat"), mapping(body, "monitor")
    name = word(monitor, "name", "pathName")
    return signal(
        "uptime-kuma",
        host=word(monitor, "hostname", longest=LONGEST_HOST) or name,
        name=name,
        status={"0": "down", "1": "up", "2": "warning", "3": "ok"}.get(word(beat, "status"), ""),
        fingerprint=f"kuma-{word(monitor, 'id')}" if word(monitor, "id") else "",
        text=word(beat, "msg", longest=LONGEST_TEXT) or word(body, "msg", longest=LONGEST_TEXT),
        **whose(body),
    )


def _uptime_kuma_history(body: Body) -> list[Read]:
    """Its list of heartbeats, newest first: how each monitor stands now. It names no host, only a number."""
    newest: dict[str, Body] = {}
    for beat in _counted(body["data"]):
        if isinstance(beat, Mapping) and word(beat, "monitorID"):
            newest.setdefault(word(beat, "monitorID"), beat)
    found: list[Read] = []
    for number, beat in newest.items():
        name = f"monitor {number}"
        try:
            found += [_uptime_kuma({"heartbeat": beat, "monitor": {"id": number, "name": name}, **whose(body)})]
        except NotAnAlert as problem:
            found.append(problem)
    return found


def _datadog(body: Body) -> Signal:
    """By the fields of its webhook template: hostname or scopes, alert_transition, title."""
    scopes = body.get("scopes")
    first = scopes[0] if isinstance(scopes, list) and scopes and isinstance(scopes[0], str) else word(body, "scopes")
    host = word(body, "hostname", "host", longest=LONGEST_HOST) or first.removeprefix("host:").partition(",")[0]
    title = word(body, "title", "event_title", "alert_title")
    monitor = word(body, "monitor_id", "alert_id", "id")
    return signal(
        "datadog",
        host=host,
        name=re.sub(r"^\[[^\]]{1,40}\]\s*", "", title),
        status=word(body, "alert_transition", "transition", "status") or "triggered",
        fingerprint=fingerprint_of("datadog", monitor, host) if monitor else "",
        severity=word(body, "priority", "alert_type"),
        text=word(body, "message", "body", "description", longest=LONGEST_TEXT),
        url=word(body, "link", "url", longest=LONGEST_URL),
        **whose(body),
    )


def _plain(body: Body) -> Signal:
    """Our own: {"host", "name", "status", and if you like "fingerprint", "severity", "text", "url", "source"}."""
    return signal(
        word(body, "source", longest=40) or "api",
        host=word(body, "host", longest=LONGEST_HOST),
        name=word(body, "name"),
        status=word(body, "status"),
        fingerprint=word(body, "fingerprint"),
        severity=word(body, "severity"),
        text=word(body, "text", longest=LONGEST_TEXT),
        url=word(body, "url", longest=LONGEST_URL),
        **whose(body),
    )


ADAPTERS = (
    Adapter(
        "grafana",
        lambda body: (
            _has_alerts(body)
            and any(name in body for name in ("orgId", "title", "state"))
            or _has_alerts(body)
            and any("silenceURL" in one for one in body["alerts"] if isinstance(one, Mapping))
        ),
        _each(_prometheus("grafana")),
    ),
    Adapter("alertmanager", _has_alerts, _each(_prometheus("alertmanager"))),
    Adapter("uptime-kuma", lambda body: "heartbeat" in body and "monitor" in body, _one(_uptime_kuma)),
    Adapter(
        "uptime-kuma",
        lambda body: (
            isinstance(body.get("data"), list)
            and any("monitorID" in one for one in body["data"] if isinstance(one, Mapping))
        ),
        _uptime_kuma_history,
    ),
    Adapter("prtg", lambda body: "sensor" in body and "device" in body, _one(_prtg)),
    Adapter("zabbix", lambda body: "trigger" in body or "trigger_name" in body, _one(_zabbix)),
    Adapter(
        "datadog",
        lambda body: "monitor_id" in body or "alert_transition" in body or "alert_id" in body,
        _one(_datadog),
    ),
    Adapter("api", lambda body: "host" in body and "name" in body, _one(_plain)),
)


# --- Mails of Nagios, Icinga and Zabbix -------------------------------------------------------------------
_LINE = re.compile(r"^[ \t>*]*(?P<name>[A-Za-z][A-Za-z /_-]{1,30}?)[ \t]*:[ \t]*(?P<value>[^\r\n]{1,400})$", re.M)


def read_mail(subject: str, text: str) -> Signal | None:
    """The alert in a notification mail; None when it is no such mail. Host and service come from the text: a problem
    and its recovery have different subjects."""
    lines = {found["name"].strip().casefold(): found["value"].strip() for found in _LINE.finditer(text[:20_000])}
    try:
        if "notification type" in lines and "host" in lines:
            return _nagios(lines, text)
        if "trigger" in lines and ("hostname" in lines or "host" in lines):
            return _zabbix({"hostname": lines.get("hostname") or lines.get("host", ""), **lines})
        if subject.casefold().startswith(("problem:", "resolved:")) and "host" in lines:
            status, _colon, name = subject.partition(":")
            body = {"hostname": lines["host"], "trigger": lines.get("problem name", name.strip()), **lines}
            return _zabbix(body | {"status": status})
    except NotAnAlert:
        return None
    return None


def _nagios(lines: Mapping[str, str], text: str) -> Signal:
    """An acknowledgement or a downtime is no alert; FLAPPINGSTART and the like neither."""
    kind = lines["notification type"]
    if kind.casefold() not in ("problem", "recovery"):
        raise NotAnAlert(kind)
    _before, _mark, more = text.partition("Additional Info:")
    return signal(
        "nagios",
        host=lines["host"],
        name=lines.get("service") or _("Host onbereikbaar"),
        status=kind,
        severity=lines.get("state", ""),
        text=more.strip()[:LONGEST_TEXT] or lines.get("info", ""),
        **whose(lines),
    )
