"""A table per tool: what fires, what recovers, what changes no clock, and what nobody knows.

None of these bodies was captured: all are written after the makers' documentation or source. What was captured stands
in test_adapters.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.monitoring.adapters import read_body
from integrations.monitoring.signals import NotAnAlert, Signal

NINJA = {
    "activityType": "CONDITION", "statusCode": "TRIGGERED", "status": "Triggered", "seriesUid": "u1", "deviceId": 7,
    "severity": "CRITICAL", "priority": "HIGH", "sourceName": "Schijf", "message": "C: 95%",
    "device": {"systemName": "SRV01"}, "organization": {"name": "Bakkerij Smit"},
}  # fmt: skip
NCENTRAL = {
    "notification": {
        "CustomerName": "Bakkerij Smit > Winkel", "DeviceName": "SRV01", "DeviceID": "12", "AffectedService": "Disk",
        "TaskIdent": "C:", "QualitativeOldState": "Normal", "QualitativeNewState": "Failed",
        "QuantitativeNewState": "5% vrij\nvan 100 GB",
    }
}  # fmt: skip
ATERA = {
    "AlertID": 9, "Title": "Disk", "Severity": "Critical", "DeviceName": "SRV01", "CustomerName": "Bakkerij Smit",
    "Archived": False, "AlertMessage": "vol",
}  # fmt: skip
DATTO = {
    "state": "firing", "id": "a-1", "host": "SRV01", "site": "Bakkerij Smit", "priority": "Critical",
    "type": "perf_disk_usage_alert", "message": "vol",
}  # fmt: skip
AZURE = {
    "schemaId": "azureMonitorCommonAlertSchema",
    "data": {
        "essentials": {
            "alertId": "/subscriptions/s-1/providers/Microsoft.AlertsManagement/alerts/b9", "alertRule": "CPU hoog",
            "severity": "Sev1", "monitorCondition": "Fired", "configurationItems": ["SRV01"],
            "alertTargetIDs": ["/subscriptions/s-1/resourcegroups/rg/providers/x/virtualmachines/srv01"],
        },
        "customProperties": None,
    },
}  # fmt: skip
GRAPH = {
    "id": "da63", "providerAlertId": "x", "tenantId": "t-1", "status": "new", "severity": "high", "title": "Malware",
    "alertWebUrl": "https://security.example/da63",
    "evidence": [{"@odata.type": "#x.userEvidence"}, {"@odata.type": "#x.deviceEvidence", "deviceDnsName": "SRV01"}],
}  # fmt: skip
CLOUDWATCH = {
    "AlarmName": "cpu", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:1:alarm:cpu", "AWSAccountId": "1",
    "NewStateValue": "ALARM", "NewStateReason": "90%",
    "Trigger": {"Dimensions": [{"name": "InstanceId", "value": "SRV01"}]},
}  # fmt: skip
CHECKMK = {
    "NOTIFY_WHAT": "SERVICE", "NOTIFY_NOTIFICATIONTYPE": "PROBLEM", "NOTIFY_HOSTNAME": "SRV01", "NOTIFY_OMD_SITE": "hq",
    "NOTIFY_SERVICEDESC": "Disk", "NOTIFY_SERVICESTATE": "CRITICAL", "NOTIFY_SERVICEOUTPUT": "vol",
    "NOTIFY_HOSTSTATE": "UP", "NOTIFY_SERVICEPROBLEMID": "77",
}  # fmt: skip
NAGIOS = {"host_name": "SRV01", "host_state": "DOWN", "host_output": "weg", "notification_type": "PROBLEM"}
LIBRENMS = {
    "title": "Alert for device SRV01", "hostname": "SRV01", "name": "Devices up/down", "state": "1", "alert_id": "26",
    "severity": "critical", "uid": "41", "id": "3",
}  # fmt: skip
GRAYLOG = {
    "event_definition_id": "d1", "event_definition_type": "x-v1", "event_definition_title": "Inloggen mislukt",
    "event": {"id": "e1", "key": "SRV01", "priority": 3, "message": "12 keer", "fields": {"source": "SRV01"}},
    "backlog": [],
}  # fmt: skip
WAZUH = {
    "id": "1.2", "rule": {"id": "5712", "level": 12, "description": "SSH"}, "agent": {"id": "003", "name": "SRV01"},
    "full_log": "regel",
}  # fmt: skip
SENTRY = {
    "action": "triggered",
    "data": {
        "event": {
            "issue_id": "5", "event_id": "e", "title": "KeyError", "level": "error", "project": 3,
            "web_url": "https://sentry.example/5", "tags": [["server_name", "SRV01"]],
        },
        "triggered_rule": "Alles",
    },
}  # fmt: skip
VEEAM = {
    "id": 4, "alarmTemplateId": 2, "computerName": "SRV01", "name": "Job mislukt",
    "lastActivation": {"status": "Error", "message": "vol"},
}  # fmt: skip
ZABBIX = {
    "event_id": "4711", "value": "1", "update": "0", "nseverity": "5", "host": "SRV01", "name": "Schijf 91 % vol",
}  # fmt: skip
KUMA = {"heartbeat": {"status": 0, "msg": "weg"}, "monitor": {"id": 1, "name": "Site", "hostname": "SRV01"}, "msg": "x"}
PRTG = {"sensor": "Ping", "device": "SRV01", "status": "Down", "sensorId": "2035", "message": "weg", "priority": "3"}


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """`path` with dots, of objects in objects."""
    copy = json.loads(json.dumps(body))
    at = copy
    *before, last = path.split(".")
    for name in before:
        at = at[name]
    at[last] = value
    return copy


FIRES = [
    ("ninjaone", NINJA, "Schijf", "critical", "Bakkerij Smit"),
    ("n-central", NCENTRAL, "Disk: C:", "failed", "Bakkerij Smit"),
    ("atera", ATERA, "Disk", "critical", "Bakkerij Smit"),
    ("datto-rmm", DATTO, "perf_disk_usage_alert", "critical", "Bakkerij Smit"),
    ("azure-monitor", AZURE, "CPU hoog", "sev1", "s-1"),
    ("graph-security", GRAPH, "Malware", "high", "t-1"),
    ("cloudwatch", CLOUDWATCH, "cpu", "", "1"),
    ("checkmk", CHECKMK, "Disk", "critical", ""),
    ("nagios", NAGIOS, "Host onbereikbaar", "down", ""),
    ("librenms", LIBRENMS, "Devices up/down", "critical", ""),
    ("graylog", GRAYLOG, "Inloggen mislukt", "high", ""),
    ("wazuh", WAZUH, "SSH", "high", ""),
    ("sentry", SENTRY, "KeyError", "error", ""),
    ("veeam", VEEAM, "Job mislukt", "error", ""),
    ("zabbix", ZABBIX, "Schijf 91 % vol", "disaster", ""),
    ("uptime-kuma", KUMA, "Site", "", ""),
    ("prtg", PRTG, "Ping", "3", ""),
]


def read_one(body: Any) -> Signal:
    (found,) = read_body(body)
    assert isinstance(found, Signal), found
    return found


@pytest.mark.parametrize(("source", "body", "name", "severity", "site"), FIRES, ids=[row[0] for row in FIRES])
def test_what_fires(source, body, name, severity, site):
    read = read_one(body)
    assert (read.source, read.host, read.name, read.severity, read.site) == (source, "SRV01", name, severity, site)
    assert read.is_firing and not read.is_note and not read.remark and not read.customer


RECOVERS = [
    (NINJA, {"statusCode": "RESET", "status": "Reset", "message": "C: 40%", "severity": "NONE"}),
    (NINJA, {"statusCode": "CONDITION_RESET", "status": ""}),
    (NCENTRAL, {"notification.QualitativeNewState": "Normal", "notification.QualitativeOldState": "Failed"}),
    (ATERA, {"Archived": True}),
    (DATTO, {"state": "resolved", "message": "weer goed"}),
    (AZURE, {"data.essentials.monitorCondition": "Resolved"}),
    (GRAPH, {"status": "resolved"}),
    (CLOUDWATCH, {"NewStateValue": "OK", "NewStateReason": "10%"}),
    (CHECKMK, {"NOTIFY_NOTIFICATIONTYPE": "RECOVERY", "NOTIFY_SERVICESTATE": "OK", "NOTIFY_SERVICEPROBLEMID": "0"}),
    (NAGIOS, {"notification_type": "RECOVERY", "host_state": "UP"}),
    (LIBRENMS, {"state": 0, "uid": "42", "title": "Device SRV01 recovered from Devices up/down"}),
    (SENTRY, {"action": "resolved"}),
    (VEEAM, {"lastActivation": {"status": "Resolved"}}),
    (ZABBIX, {"value": "0", "name": "Schijf 20 % vol"}),
    (KUMA, {"heartbeat.status": 1}),
    (PRTG, {"status": "Down ended (now: Up)", "message": "OK"}),
    (PRTG, {"status": "Up"}),
]


def with_changes(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for path, value in changes.items():
        body = changed(body, path, value)
    return body


@pytest.mark.parametrize(("body", "changes"), RECOVERS)
def test_what_recovers_is_the_same_alert(body, changes):
    read = read_one(with_changes(body, changes))
    assert not read.is_firing and not read.is_note
    assert (read.source, read.host, read.fingerprint) == (
        read_one(body).source, read_one(body).host, read_one(body).fingerprint
    )  # fmt: skip


NOTES = [
    (NINJA, {"statusCode": "ACKNOWLEDGED", "status": ""}),
    (NINJA, {"activityType": "SYSTEM", "statusCode": "SYSTEM_REBOOTED", "status": "", "severity": "NONE"}),
    (NCENTRAL, {"notification.QualitativeOldState": "Failed", "notification.AcknowledgementUser": "jan"}),
    (CHECKMK, {"NOTIFY_NOTIFICATIONTYPE": "ACKNOWLEDGEMENT"}),
    (CHECKMK, {"NOTIFY_NOTIFICATIONTYPE": "DOWNTIMEEND"}),
    (CHECKMK, {"NOTIFY_NOTIFICATIONTYPE": "FLAPPINGSTOP"}),
    (LIBRENMS, {"state": "2"}),
    (GRAYLOG, {"event_definition_type": "test-dummy-v1"}),
    (SENTRY, {"action": "assigned"}),
    (VEEAM, {"lastActivation": {"status": "Acknowledged"}}),
    (ZABBIX, {"update": "1"}),
    (KUMA, {"heartbeat.status": 2}),
    (KUMA, {"heartbeat.status": 3}),
    (PRTG, {"status": "Paused"}),
    (PRTG, {"status": "Unknown"}),
    (PRTG, {"status": "Down ended (now: Paused)"}),
    (PRTG, {"status": "Down (Acknowledged)"}),
    ({"heartbeat": None, "monitor": None, "msg": "My Alert Testing"}, {}),
]


@pytest.mark.parametrize(("body", "changes"), NOTES)
def test_what_changes_no_clock(body, changes):
    read = read_one(with_changes(body, changes))
    assert read.is_note and read.remark
    if changes:
        assert read.fingerprint == read_one(body).fingerprint


UNKNOWN = [
    (NINJA, {"statusCode": "GEK", "status": ""}),
    (NCENTRAL, {"notification.QualitativeNewState": "Gek"}),
    (DATTO, {"state": "gek"}),
    (AZURE, {"data.essentials.monitorCondition": "Gek"}),
    (GRAPH, {"status": "unknown"}),
    (GRAPH, {"status": "unknownFutureValue"}),
    (CLOUDWATCH, {"NewStateValue": "GEK"}),
    (CHECKMK, {"NOTIFY_NOTIFICATIONTYPE": "GEK"}),
    (LIBRENMS, {"state": "9"}),
    (SENTRY, {"action": "gek"}),
    (VEEAM, {"lastActivation": {"status": "Gek"}}),
    (KUMA, {"heartbeat.status": 9}),
    (PRTG, {"status": "Fehler"}),
]


@pytest.mark.parametrize(("body", "changes"), UNKNOWN)
def test_a_state_that_nobody_knows_fires_and_is_said(body, changes):
    read = read_one(with_changes(body, changes))
    assert read.is_firing and not read.is_note
    assert "Onbekende status" in read.remark and read.text.startswith(read.remark)
    assert read.fingerprint == read_one(body).fingerprint


STILL_FIRES = [
    (NCENTRAL, {"notification.QualitativeNewState": word}) for word in ("Stale", "Disconnected", "Misconfigured")
] + [(LIBRENMS, {"state": state}) for state in ("3", "4", "5")]


@pytest.mark.parametrize(
    ("body", "changes"),
    [*STILL_FIRES, (CLOUDWATCH, {"NewStateValue": "INSUFFICIENT_DATA"}), (ATERA, {"SnoozedEndDate": "2027-01-01"})],
)
def test_what_is_no_recovery(body, changes):
    read = read_one(with_changes(body, changes))
    assert read.is_firing and not read.is_note


def test_a_device_without_a_name_has_that_of_its_number():
    bare = {key: value for key, value in NINJA.items() if key != "device"}
    assert read_one(bare).host == "ninjaone-7"


@pytest.mark.parametrize(("days", "severity"), [(1, "critical"), (7, "warning"), (14, "warning"), (21, "info")])
def test_a_certificate_that_ends(days, severity):
    said = f"[Winkel][https://winkel.example] server certificate winkel.example will expire in {days} days"
    read = read_one({"heartbeat": None, "monitor": None, "msg": said})
    assert (read.host, read.name, read.severity) == ("winkel.example", "Server certificate winkel.example", severity)
    later = read_one({"heartbeat": None, "monitor": None, "msg": said.replace(f"{days} days", "3 days")})
    assert read.fingerprint == later.fingerprint
    other = said.replace("certificate winkel.example", "certificate R11")
    assert read.fingerprint != read_one({"heartbeat": None, "monitor": None, "msg": other}).fingerprint


def test_a_tag_of_kuma_says_whose_it_is():
    tagged = changed(KUMA, "monitor.tags", [{"name": "Klant", "value": "K1001"}, "x", {"name": 3}])
    assert read_one(tagged).customer == "K1001"


def test_zabbix_hands_on_its_default_subject_and_message():
    message = "Problem started at 10:00\nProblem name: Vol\nHost: SRV01\nSeverity: High\nOriginal problem ID: 4711\n"
    problem = read_one({"Subject": "Problem: Vol", "Message": message, "To": "x", "customer": "K1001"})
    better = read_one({"Subject": "Resolved in 5m 3s: Vol", "Message": message, "To": "x"})
    assert (problem.host, problem.severity, problem.customer) == ("SRV01", "high", "K1001")
    assert not better.is_firing and better.fingerprint == problem.fingerprint == read_one(ZABBIX).fingerprint


def test_an_agent_of_wazuh_that_was_lost_and_is_back():
    lost = with_changes(WAZUH, {"rule": {"id": "504", "level": 3, "description": "Agent disconnected"}})
    back = with_changes(WAZUH, {"rule": {"id": "503", "level": 3, "description": "Agent started"}})
    assert read_one(lost).is_firing and not read_one(back).is_firing
    assert read_one(lost).fingerprint == read_one(back).fingerprint
    shuffle = {"severity": 3, "title": "SSH", "rule_id": "5712", "all_fields": WAZUH}
    assert read_one(shuffle).fingerprint == read_one(WAZUH).fingerprint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"schemaId": "Microsoft.Insights/activityLogs", "data": {"status": "Activated"}}, "common alert schema"),
        ({"type": "Microsoft.Graph.AlertCreated", "id": "1"}, "alerts_v2"),
        ({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:x", "Message": "x"}, "handtekening"),
        (changed(NINJA, "device", {"systemName": "[device_hostname]"}), "proefbericht"),
    ],
)
def test_what_is_missing_is_said(body, words):
    (found,) = read_body(body)
    assert isinstance(found, NotAnAlert) and words in found.message


def test_pages_of_alerts():
    assert [one.host for one in read_body({"items": [ATERA, ATERA]}) if isinstance(one, Signal)] == ["SRV01"] * 2
    assert [one.host for one in read_body({"value": [GRAPH]}) if isinstance(one, Signal)] == ["SRV01"]


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["[x_y]", "/", "0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoiled(draw: Any) -> Any:
    """A body of a tool, in which one field or more hold what they never should."""
    body = json.loads(json.dumps(draw(st.sampled_from([row[1] for row in FIRES]))))
    for _time in range(draw(st.integers(1, 4))):
        at: Any = body
        while isinstance(at, dict | list) and at:
            key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
                at = at[key]
                continue
            at[key] = draw(ODD)
            break
    return body


@settings(max_examples=600, deadline=None)
@given(spoiled() | ODD)
def test_whatever_stands_in_a_field_nothing_breaks(body):
    try:
        found = read_body(body)
    except NotAnAlert:
        return
    for one in found:
        if isinstance(one, Signal):
            assert one.host and one.name and one.fingerprint and len(one.host) <= 200 and len(one.name) <= 160
