"""Datadog, by the fields of its webhook template; and our own shape. A captured body is a template to vary."""

from __future__ import annotations

import re

from integrations.monitoring.adapters.base import Adapter, Body, one, signal
from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    Signal,
    fingerprint_of,
    numbered_customer,
    whose,
    word,
)


def _datadog(body: Body) -> Signal:
    """hostname or scopes, alert_transition, title."""
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
        account=numbered_customer(body),
        **whose(body),
    )


ADAPTERS = (
    Adapter(
        "datadog",
        lambda body: "monitor_id" in body or "alert_transition" in body or "alert_id" in body,
        one(_datadog),
    ),
)
PLAIN = Adapter("api", lambda body: "host" in body and "name" in body, one(_plain))
