"""Tools that send events, most of which have no end: Graylog, Wazuh, Sentry; and alarms of Veeam. Written after source
and documentation; none captured."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, first_word, inside, numbered, one, signal
from integrations.monitoring.signals import (
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    Signal,
    State,
    account_of,
    is_placeholder,
    mapping,
    whose,
    word,
)

# --- Graylog ----------------------------------------------------------------------------------------------
_OF_HOST = ("source", "host", "hostname", "gl2_source", "winlogbeat_computer_name", "agent_name")
_GRAYLOG = {"1": "low", "2": "medium", "3": "high", "4": "critical"}


def _graylog(body: Body) -> Signal:
    """An event says nothing of its end. Which host it is about stands in what it was grouped by, its fields, or the
    first message; `event.source` is Graylog itself."""
    event, backlog = mapping(body, "event"), body.get("backlog")
    name, host = word(body, "event_definition_title"), ""
    for fields in (mapping(event, "group_by_fields"), mapping(event, "fields")):
        host = host or word(fields, *_OF_HOST, longest=LONGEST_HOST)
    host = host or first_word(backlog, "source") or name
    is_test = "test" in word(body, "event_definition_type").casefold()
    key = word(event, "key", longest=300)
    return signal(
        "graylog",
        host=host,
        name=name,
        status=State.NOTED if is_test else State.FIRING,
        fingerprint=numbered("graylog", word(body, "event_definition_id"), "" if is_placeholder(key) else key)
        or numbered("graylog", word(body, "event_definition_id"), host),
        severity=_GRAYLOG.get(word(event, "priority"), ""),
        text=word(event, "message", longest=LONGEST_TEXT),
        remark=_("Dit is een proefbericht.") if is_test else "",
        **whose({**mapping(event, "fields"), **body}),
    )


# --- Wazuh ------------------------------------------------------------------------------------------------
_AGENT_LOST, _AGENT_BACK = ("504", "506"), "503"


def _wazuh(body: Body) -> Signal:
    """A bare alert, or as its integration for Shuffle wraps it. Only an agent that was lost comes back."""
    told = mapping(body, "all_fields") or body
    rule, agent = mapping(told, "rule"), mapping(told, "agent")
    number = word(rule, "id") or word(body, "rule_id")
    host = word(agent, "name", "ip", longest=LONGEST_HOST) or word(
        mapping(told, "manager"), "name", longest=LONGEST_HOST
    )
    is_connection = number in (*_AGENT_LOST, _AGENT_BACK)
    name = _("Verbinding met de agent") if is_connection else word(rule, "description") or word(body, "title")
    return signal(
        "wazuh",
        host=host,
        name=name,
        status=State.RECOVERED if number == _AGENT_BACK else State.FIRING,
        fingerprint=numbered("wazuh", "agent" if is_connection else number, word(agent, "id") or host),
        severity=_wazuh_severity(word(rule, "level"), word(body, "severity")),
        text=word(told, "full_log", longest=LONGEST_TEXT) or word(body, "text", longest=LONGEST_TEXT),
        **whose({**mapping(agent, "labels"), **body}),
    )


def _wazuh_severity(level: str, of_shuffle: str) -> str:
    """Levels 0 to 15: from 12 it is high, 15 a severe attack."""
    if level.isascii() and level.isdecimal() and len(level) < 3:
        number = int(level)
        return "critical" if number >= 15 else "high" if number >= 12 else "medium" if number >= 7 else "low"
    return {"1": "low", "2": "medium", "3": "high"}.get(of_shuffle, "")


def _is_wazuh(body: Body) -> bool:
    told = mapping(body, "all_fields") or body
    return bool(mapping(told, "rule")) and bool(mapping(told, "agent") or mapping(told, "manager"))


# --- Sentry -----------------------------------------------------------------------------------------------
def _sentry(body: Body) -> Signal:
    """An issue, an issue alert or a metric alert."""
    action, metric = word(body, "action").casefold(), inside(body, "data", "metric_alert")
    event = inside(body, "data", "event") or inside(body, "data", "issue")
    told = metric or event
    project = word(event, "project") or word(mapping(event, "project"), "slug", "name")
    name = word(told, "title") or word(mapping(body, "data"), "description_title")
    rule = word(mapping(body, "data"), "triggered_rule")
    number = word(event, "issue_id") or word(told, "id")
    return signal(
        "sentry",
        host=_sentry_server(event) or project or rule or name,
        name=name,
        status=_sentry_state(action),
        fingerprint=numbered("sentry", "metric" if metric else "issue", number),
        severity=action if metric and action in ("critical", "warning") else word(event, "level"),
        text=word(event, "culprit", "message", longest=LONGEST_TEXT) or rule,
        url=word(event, "web_url", longest=LONGEST_URL) or word(mapping(body, "data"), "web_url", longest=LONGEST_URL),
        **whose(body),
    )


def _sentry_state(action: str) -> State | str:
    """What people do with an issue besides resolving it changes nothing."""
    if action in ("assigned", "archived", "ignored"):
        return State.NOTED
    return State.FIRING if action in ("created", "unresolved", "triggered") else action


def _sentry_server(event: Body) -> str:
    tags = event.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, list) and len(tag) == 2 and tag[0] == "server_name":
            return word({"": tag[1]}, "", longest=LONGEST_HOST)
    return ""


def _is_sentry(body: Body) -> bool:
    data = mapping(body, "data")
    return "action" in body and any(isinstance(data.get(name), Mapping) for name in ("event", "issue", "metric_alert"))


# --- Veeam ------------------------------------------------------------------------------------------------
def _veeam(body: Body) -> Signal:
    """An alarm of the Service Provider Console, fetched and handed on."""
    last = mapping(body, "lastActivation")
    host = word(body, "computerName", "objectName", longest=LONGEST_HOST)
    return signal(
        "veeam",
        host=host or word(mapping(body, "object"), "computerName", "objectName", longest=LONGEST_HOST),
        name=word(body, "name", "alarmName", "objectName") or _("Alarm"),
        status=_veeam_state(word(last, "status")),
        fingerprint=numbered("veeam", word(body, "id", "instanceUid")),
        severity=word(last, "status"),
        text="\n".join(filter(None, (word(last, name, longest=LONGEST_TEXT // 2) for name in ("message", "remark")))),
        account=account_of(("companyId", word(body, "companyId")), ("locationId", word(body, "locationId"))),
        **whose(body),
    )


def _veeam_state(said: str) -> State | str:
    """Info is how a warning ended; so is Success of a job."""
    if said.casefold() == "success":
        return State.RECOVERED
    return State.NOTED if said.casefold() in ("info", "information") else said


_VEEAM = re.compile(
    r"^\s*\[(?P<result>Success|Warning|Failed)\]\s+(?P<job>.{1,160}?)(?:\s+\(Retry \d+\))?"
    r"\s+\(\d+ (?:instances?|machines?|VMs?|objects?|items?|servers?)\)",
    re.I,
)


def read_message(subject: str, text: str) -> Signal | None:
    """The mail at the end of a job: `[Failed] Job (3 machines) 1 failed`. It names no server: the job is its host."""
    found = _VEEAM.match(subject[:400])
    if found is None:
        return None
    job, result = found["job"].strip(), found["result"]
    return signal(
        "veeam",
        host=job,
        name=_("Back-up %s") % job,
        status=_veeam_state(result),
        fingerprint=numbered("veeam-job", job),
        severity=result,
        text=text.strip()[:LONGEST_TEXT],
    )


ADAPTERS = (
    Adapter("graylog", lambda body: "event_definition_id" in body and bool(mapping(body, "event")), one(_graylog)),
    Adapter("wazuh", _is_wazuh, one(_wazuh)),
    Adapter("sentry", _is_sentry, one(_sentry)),
    Adapter("veeam", lambda body: "lastActivation" in body, one(_veeam)),
)
