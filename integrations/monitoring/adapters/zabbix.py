"""Zabbix: a webhook of its own making, or its default subject and message handed on. One body captured, the others
written after its default message templates."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, flag, numbered, one, signal
from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    NotAnAlert,
    Signal,
    State,
    lines_of,
    whose,
    word,
)

_SEVERITIES = ("not classified", "information", "warning", "average", "high", "disaster")
_SUBJECT = re.compile(
    r"^\s*(?P<state>problem|resolved(?: in [^:]{1,40})?|updated problem(?: in [^:]{1,40})?|update)"
    r"\s*:\s*(?P<name>.{0,300})$",
    re.I,
)


def read_zabbix(body: Body) -> Signal:
    said, name = split_subject(word(body, "subject", "Subject", longest=300))
    return signal(
        "zabbix",
        host=word(body, "hostname", "host", "host_name", longest=LONGEST_HOST),
        name=word(body, "trigger", "trigger_name", "event_name", "name") or name,
        status=_state(body, said),
        fingerprint=numbered("zabbix", word(body, "event_id", "eventid", "problem_id", "EventID")),
        severity=_severity(body),
        text=word(body, "item", "message", "opdata", longest=LONGEST_TEXT),
        url=word(body, "link", "url", longest=LONGEST_URL),
        **whose(body),
    )


def _state(body: Body, said: str) -> State | str:
    """{EVENT.VALUE} is 1 of a problem and 0 of its recovery; {EVENT.UPDATE.STATUS} is 1 of what somebody added."""
    if flag(body, "update", "event_update_status") or said.startswith("updat"):
        return State.NOTED
    value = word(body, "value", "event_value", "trigger_value")
    if value in ("0", "1"):
        return State.FIRING if value == "1" else State.RECOVERED
    return word(body, "status", "trigger_status", "event_status") or said


def _severity(body: Body) -> str:
    number = word(body, "nseverity", "event_nseverity")
    said = word(body, "severity", "trigger_severity", "event_severity")
    return _SEVERITIES[int(number)] if re.fullmatch("[0-5]", number) else said


def split_subject(subject: str) -> tuple[str, str]:
    """ "Resolved in 5m 3s: Disk full" is ("resolved in 5m 3s", "Disk full"); ("", the subject) of any other."""
    found = _SUBJECT.match(subject)
    return (found["state"].casefold(), found["name"].strip()[:160]) if found else ("", subject[:160])


def read_message(subject: str, text: str, also: Body | None = None) -> Signal | None:
    """Its default subject and message; None when it is none. Of an update its default message names no host."""
    said, name = split_subject(subject)
    lines = lines_of(text)
    if not said or not (said.startswith("updat") or "host" in lines or "problem name" in lines):
        return None
    if said.startswith("updat") and "host" not in lines:
        raise NotAnAlert(_("Zabbix heeft “%s” bijgewerkt; dat verandert niets aan de melding.") % name)
    number = lines.get("original problem id", "")
    body = {"hostname": lines.get("host", ""), "trigger": lines.get("problem name", name), "event_id": number}
    body |= {"opdata": lines.get("operational data", ""), "severity": lines.get("severity", "")}
    return read_zabbix({**lines, **body, "subject": subject, "status": said, **(also or {})})


def _read_handed_on(body: Body) -> Signal:
    subject, text = (
        word(body, "subject", "Subject", longest=300),
        word(body, "message", "Message", longest=LONGEST_TEXT),
    )
    names = {key.casefold(): value for key, value in body.items() if isinstance(key, str)}
    also = {key: value for key, value in names.items() if key not in ("subject", "message", "url", "to", "httpproxy")}
    found = read_message(subject, text, also)
    if found is None:
        raise NotAnAlert(_("In dit bericht staat niet %s.") % _("de host"))
    return found


def _knows(body: Body) -> bool:
    if "trigger" in body or "trigger_name" in body:
        return True
    is_told = any(name in body for name in ("event_id", "eventid")) and any(
        name in body for name in ("value", "nseverity", "event_value", "event_nseverity", "event_name", "opdata")
    )
    return is_told or word(body, "source").casefold() == "zabbix"


def _is_handed_on(body: Body) -> bool:
    subject = word(body, "subject", "Subject", longest=300)
    return bool(split_subject(subject)[0]) and not any(name in body for name in ("trigger", "host", "hostname"))


ADAPTERS = (
    Adapter("zabbix", _is_handed_on, one(_read_handed_on)),
    Adapter("zabbix", _knows, one(read_zabbix)),
)
