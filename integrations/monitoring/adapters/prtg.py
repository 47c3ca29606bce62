"""PRTG: an HTTP action whose fields are typed by whoever set it up. One body captured; the words of its states as seen
in public receivers."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, one, signal
from integrations.monitoring.signals import LONGEST_HOST, LONGEST_TEXT, LONGEST_URL, Signal, State, whose, word

_LEFT_AS_IT_IS = ("paused", "unknown", "gepauzeerd", "onbekend")


def _prtg(body: Body) -> Signal:
    said = word(body, "status", "state", "laststatus")
    now = re.search(r"\(now:\s*([^()]{1,60})\)", said, re.I)
    first = (now[1] if now else said).strip().casefold().partition(" ")[0]
    is_left = first in _LEFT_AS_IT_IS
    remark = _("PRTG zegt “%s”: de melding blijft zoals zij was.") % said[:40] if is_left else ""
    number = word(body, "sensorId", "sensorid", "sensor_id")
    return signal(
        "prtg",
        host=word(body, "device", "host", longest=LONGEST_HOST),
        name=word(body, "sensor", "name"),
        status=State.NOTED if is_left else said,
        fingerprint=f"prtg-{number}" if number and not number.startswith("%") else "",
        severity=word(body, "priority"),
        text=word(body, "message", "lastmessage", "down", longest=LONGEST_TEXT),
        url=word(body, "linksensor", "link", longest=LONGEST_URL),
        remark=remark,
        **whose(body),
    )


ADAPTERS = (Adapter("prtg", lambda body: "sensor" in body and "device" in body, one(_prtg)),)
