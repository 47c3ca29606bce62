"""Tools that check hosts and services: Checkmk, Nagios, Icinga and LibreNMS. Mails of Nagios captured; the rest written
after documentation and source."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, numbered, one, signal
from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    Signal,
    State,
    fingerprint_of,
    lines_of,
    whose,
    word,
)


# --- Checkmk, Nagios and Icinga: the same words -----------------------------------------------------------
def _notification(body: Body) -> Signal:
    """What the script of docs/monitoring.md sends, or macros of Nagios by curl. A problem's own number is 0 once all is
    well: host and service are what it is."""
    told = {str(key).upper().removeprefix("NOTIFY_").replace("_", ""): value for key, value in body.items()}
    is_checkmk = "NOTIFY_WHAT" in body or "OMDSITE" in told or word(body, "source").casefold() == "checkmk"
    source = "checkmk" if is_checkmk else "nagios"
    host, service = (
        word(told, "HOSTNAME", "HOST", longest=LONGEST_HOST),
        word(told, "SERVICEDESC", "SERVICE", "SERVICENAME"),
    )
    state = word(told, "SERVICESTATE") if service else ""
    text = word(told, "SERVICEOUTPUT", longest=LONGEST_TEXT) if service else ""
    return signal(
        source,
        host=host,
        name=service or _("Host onbereikbaar"),
        status=_of_type(word(told, "NOTIFICATIONTYPE")),
        fingerprint=numbered(source, word(told, "OMDSITE") or "-", host, service or "-"),
        severity=state or word(told, "HOSTSTATE", "STATE"),
        text=text or word(told, "HOSTOUTPUT", "LONGSERVICEOUTPUT", "TEXT", longest=LONGEST_TEXT),
        **whose(body),
    )


def _of_type(said: str) -> str:
    """ "ACKNOWLEDGEMENT (by mail)" is one as well; "FLAPPINGSTOP" and the like say nothing of the problem itself."""
    kind = said.strip().casefold().partition(" ")[0].strip("[]*()")
    return "flapping" if kind.startswith("flapping") else "downtime" if kind.startswith("downtime") else kind


def _is_notification(body: Body) -> bool:
    names = {str(key).upper().removeprefix("NOTIFY_").replace("_", "") for key in body}
    return "NOTIFICATIONTYPE" in names and bool({"HOSTNAME", "HOST"} & names)


def read_message(subject: str, text: str) -> Signal | None:
    """A notification mail of Nagios or Icinga; None when it is none. Host and service come from the text: a problem and
    its recovery have different subjects."""
    lines = lines_of(text)
    if "host" not in lines:
        return None
    if "notification type" in lines:
        kind, state = lines["notification type"], lines.get("state", "")
    elif found := _ICINGA.match(subject):
        kind, state = found["kind"], found["state"]
    else:
        return None
    _before, _mark, more = text.partition("Additional Info:")
    return signal(
        "nagios",
        host=lines["host"],
        name=lines.get("service") or _("Host onbereikbaar"),
        status=_of_type(kind),
        severity=state,
        text=more.strip()[:LONGEST_TEXT] or lines.get("info", ""),
        **whose(lines),
    )


_ICINGA = re.compile(r"^\s*\[(?P<kind>[A-Z]{4,20})\]\s.{1,300}?\bis\s(?P<state>[A-Z]{2,12})!?\s*$", re.I)


# --- LibreNMS ---------------------------------------------------------------------------------------------
_LIBRENMS = {"0": State.RECOVERED, "1": State.FIRING, "2": State.NOTED, "3": State.FIRING, "4": State.FIRING}
_LIBRENMS_ALL: Mapping[str, State] = {**_LIBRENMS, "5": State.FIRING}


def _librenms(body: Body) -> Signal:
    """Its number is new for each message; that of the alert, of a rule and a device, stays."""
    title = re.sub(r"^Alert for device \S{1,200}( - )?|^Device \S{1,200} recovered from ", "", word(body, "title"))
    state, host = word(body, "state"), word(body, "hostname", "sysName", "display", "host", "ip", longest=LONGEST_HOST)
    name, number = word(body, "name", "rule") or title, word(body, "alert_id")
    return signal(
        "librenms",
        host=host,
        name=name,
        status=_LIBRENMS_ALL.get(state, state or State.UNKNOWN),
        fingerprint=numbered("librenms", number) or fingerprint_of("librenms", host, name),
        severity=word(body, "severity"),
        text=word(body, "msg", "description", "alert_notes", longest=LONGEST_TEXT),
        remark=_("Iemand heeft dit in LibreNMS bevestigd.") if state == "2" else "",
        **whose(body),
    )


def _is_librenms(body: Body) -> bool:
    is_numbered = "alert_id" in body or "rule_id" in body
    return is_numbered and "state" in body and any(name in body for name in ("hostname", "sysName", "device_id"))


ADAPTERS = (
    Adapter("checkmk", _is_notification, one(_notification)),
    Adapter("librenms", _is_librenms, one(_librenms)),
)
