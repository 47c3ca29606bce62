"""What monitoring tools send, read into signals. Pure: no database, no clock.

Each adapter says whether a body looks like its tool's (`knows`), and reads it: a list of signals, in which one that
cannot be read stands as NotAnAlert, so that it does not take the others along. A new tool is a function beside its
kin, and an Adapter in ADAPTERS before those whose bodies look like it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from integrations.monitoring.adapters import checks, clouds, datadog, kuma, log_tools, prometheus, prtg, rmm, zabbix
from integrations.monitoring.adapters.base import MOST_AT_ONCE, Adapter, Body, Read, counted, signal
from integrations.monitoring.signals import NotAnAlert, Signal, lines_of

__all__ = ["ADAPTERS", "MOST_AT_ONCE", "Adapter", "Body", "Read", "read_body", "read_mail", "signal"]

ADAPTERS = (
    *prometheus.ADAPTERS,
    *kuma.ADAPTERS,
    *clouds.ADAPTERS,
    *rmm.ADAPTERS,
    *checks.ADAPTERS,
    *log_tools.ADAPTERS,
    *prtg.ADAPTERS,
    *zabbix.ADAPTERS,
    *datadog.ADAPTERS,
    datadog.PLAIN,
)


def read_body(body: Any) -> list[Read]:
    """The alerts in a request, or NotAnAlert when it is of no tool that we know."""
    if isinstance(body, list):
        return [one for item in counted(body) for one in _read_item(item)]
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


def read_mail(subject: str, text: str) -> Read | None:
    """The alert in a notification mail; NotAnAlert when it is one that tells of no alert; None when it is no such
    mail."""
    text = text[:20_000]
    try:
        if found := checks.read_message(subject, text) or zabbix.read_message(subject, text):
            return found
        if found := log_tools.read_message(subject, text):
            return found
        return _of_lines(lines_of(text))
    except NotAnAlert as problem:
        return problem


def _of_lines(lines: Mapping[str, str]) -> Signal | None:
    """A media type of Zabbix with a message of its own, line by line."""
    host = lines.get("hostname") or lines.get("host", "")
    if "trigger" not in lines or not host or "status" not in lines:
        return None
    return zabbix.read_zabbix({**lines, "hostname": host})
