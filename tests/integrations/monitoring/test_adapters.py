"""What each tool sends, read into one shape."""

from __future__ import annotations

import pytest

from integrations.monitoring.adapters import read_body, read_mail
from integrations.monitoring.signals import NotAnAlert, Signal, State, host_key, is_placeholder, read_state

PROMETHEUS = {
    "receiver": "onedo",
    "status": "firing",
    "commonLabels": {"severity": "critical"},
    "commonAnnotations": {"summary": "Warm"},
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "Warm", "instance": "SRV01:9100"},
            "annotations": {"description": "34 graden"},
            "generatorURL": "https://prometheus/graph",
            "fingerprint": "a1",
        },
        {"status": "resolved", "labels": {"alertname": "Warm", "host": "srv02"}, "endsAt": "0001-01-01T00:00:00Z"},
    ],
}
GRAFANA = {
    "receiver": "x",
    "status": "firing",
    "orgId": 1,
    "alerts": [{"status": "resolved", "labels": {"alertname": "T", "instance": "web"}, "fingerprint": "aaa"}],
}
ZABBIX = {"hostname": "web", "severity": "Average", "status": "PROBLEM", "trigger": "Stil", "link": "https://z/1"}
PRTG = {"sensor": "CPU", "device": "web-01", "status": "Down", "message": "Weg", "sensorId": "2001", "priority": "3"}
KUMA = {
    "heartbeat": {"monitorID": 1, "status": 0, "msg": "ENOTFOUND"},
    "monitor": {"id": 1, "name": "Website", "hostname": "web"},
    "msg": "[Website] down",
}
DATADOG = {
    "title": "[Triggered] CPU hoog",
    "alert_transition": "Triggered",
    "monitor_id": "123",
    "hostname": "web",
    "message": "90%",
}
PLAIN = {"host": "web", "name": "Schijf vol", "status": "firing", "source": "eigen", "fingerprint": "f1"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            PROMETHEUS,
            [
                ("alertmanager", "SRV01:9100", "Warm", True, "critical"),
                ("alertmanager", "srv02", "Warm", False, "critical"),
            ],
        ),
        (GRAFANA, [("grafana", "web", "T", False, "")]),
        (
            GRAFANA | {"alerts": [{"status": "firing", "labels": {"alertname": "Geen data"}}]},
            [("grafana", "Geen data", "Geen data", True, "")],
        ),
        (ZABBIX, [("zabbix", "web", "Stil", True, "average")]),
        (ZABBIX | {"status": "OK"}, [("zabbix", "web", "Stil", False, "average")]),
        (PRTG, [("prtg", "web-01", "CPU", True, "3")]),
        (PRTG | {"status": "Up"}, [("prtg", "web-01", "CPU", False, "3")]),
        (KUMA, [("uptime-kuma", "web", "Website", True, "")]),
        (KUMA | {"heartbeat": {"status": 1}}, [("uptime-kuma", "web", "Website", False, "")]),
        (DATADOG, [("datadog", "web", "CPU hoog", True, "")]),
        (DATADOG | {"alert_transition": "Recovered"}, [("datadog", "web", "CPU hoog", False, "")]),
        (PLAIN, [("eigen", "web", "Schijf vol", True, "")]),
        (
            [PLAIN, PLAIN | {"status": "resolved"}],
            [("eigen", "web", "Schijf vol", True, ""), ("eigen", "web", "Schijf vol", False, "")],
        ),
    ],
)
def test_what_each_tool_sends(body, expected):
    read = read_body(body)
    assert all(isinstance(one, Signal) for one in read), read
    assert [(one.source, one.host, one.name, one.is_firing, one.severity) for one in read] == expected


@pytest.mark.parametrize("body", [ZABBIX, PRTG, KUMA, DATADOG, PLAIN])
def test_an_alert_and_its_recovery_have_one_fingerprint(body):
    better = {"status": "OK", "alert_transition": "Recovered", "heartbeat": {"status": 1}, "message": "Goed"}
    again = body | {name: value for name, value in better.items() if name in body}
    assert read_body(body)[0].fingerprint == read_body(again)[0].fingerprint
    elsewhere = {"device": "ander", "hostname": "ander", "host": "ander"}
    if body not in (PRTG, KUMA, PLAIN):  # these have a number of their own
        assert read_body(body)[0].fingerprint != read_body(body | elsewhere)[0].fingerprint


def test_heartbeats_say_how_each_monitor_stands_now():
    beats = [{"monitorID": 1, "status": 1}, {"monitorID": 1, "status": 0}, {"monitorID": 2, "status": 0}]
    read = read_body({"ok": True, "data": beats})
    assert [(one.name, one.is_firing) for one in read] == [("monitor 1", False), ("monitor 2", True)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (PRTG | {"device": "%device", "sensor": "%sensor"}, "proefbericht"),
        (PLAIN | {"host": "  "}, "de host"),
        (PLAIN | {"name": ["x"]}, "de naam"),
        (PLAIN | {"status": None}, "de status"),
        ({"alerts": [{"labels": [], "status": 3}]}, "de host"),
        ({"alerts": ["x"]}, "de host"),
    ],
)
def test_what_cannot_be_read_says_why_and_takes_nothing_along(body, words):
    (one,) = read_body(body)
    assert isinstance(one, NotAnAlert) and words in one.message


@pytest.mark.parametrize(
    "body", [None, 3, "x", {}, {"a": 1}, {"alerts": 3}, {"data": []}, [{}] * 1001, {"alerts": [{}] * 1001}]
)
def test_what_is_of_no_tool_is_refused(body):
    with pytest.raises(NotAnAlert):
        read_body(body)


def test_a_bad_alert_leaves_its_neighbours():
    assert [isinstance(one, Signal) for one in read_body([PLAIN, None, [PLAIN], {}, PLAIN])] == [
        True, False, False, False, True
    ]  # fmt: skip
    read = read_body(PROMETHEUS | {"alerts": [{"status": "firing"}, *PROMETHEUS["alerts"]]})
    assert [isinstance(one, Signal) for one in read] == [False, True, True]


@pytest.mark.parametrize(
    ("name", "key"),
    [("SRV01:9100", "srv01"), (" Web ", "web"), ("10.0.0.1:80", "10.0.0.1"), ("fe80::1", "fe80::1"), ("a:b", "a:b")],
)
def test_a_host_is_known_by_its_name_alone(name, key):
    assert host_key(name) == key


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("FIRING", State.FIRING),
        ("Down (x)", State.FIRING),
        ("Down ESCALATION", State.FIRING),
        ("Down (Partial)", State.FIRING),
        ("Warning ended (now: Down)", State.FIRING),
        ("ok", State.RECOVERED),
        ("Down ended (now: Up)", State.RECOVERED),
        ("Up (before: Down)", State.RECOVERED),
        ("Resolved in 5m 3s", State.RECOVERED),
        ("Recovered (from Warn)", State.RECOVERED),
        ("Down (Acknowledged)", State.NOTED),
        ("ACKNOWLEDGEMENT", State.NOTED),
        ("FLAPPINGSTOP", State.NOTED),
        ("DOWNTIMEEND", State.NOTED),
        ("Unusual", State.FIRING),
        ("FAIL", State.FIRING),
        ("trigger", State.FIRING),
        # what only looks like a recovery
        ("OK but slow", State.UNKNOWN),
        ("OK -> CRITICAL", State.UNKNOWN),
        ("Up ended (now: Down)", State.FIRING),
        ("Not resolved", State.UNKNOWN),
        ("0", State.UNKNOWN),
        ("paused", State.UNKNOWN),
        ("Foutmelding", State.UNKNOWN),
    ],
)
def test_words_of_a_state(word, state):
    assert read_state(word) == state


PLACEHOLDERS = (
    "[device_hostname]", "{HOST.NAME}", "*UNKNOWN*", "$HOSTNAME$", "%device", "${event.id}", "<unknown>",
    "{{ $hostname }}", "{{.Labels.host}}", "$DEVICENAME$",
)  # fmt: skip


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_was_not_filled_in_is_said_and_is_no_host(text):
    assert is_placeholder(text)
    (one,) = read_body(PLAIN | {"host": text})
    assert isinstance(one, NotAnAlert) and text in one.message


@pytest.mark.parametrize("text", ["srv01", "web-01.smit.example", "10.0.0.1", "SRV [2]", "100%", "a$b", "<b>x</b>"])
def test_a_name_is_no_placeholder(text):
    assert not is_placeholder(text)


NAGIOS = """***** Nagios *****
Notification Type: {kind}
Service: Volumes
Host: FreeNAS
Address: san
State: {state}
Date/Time: Mon Nov 24 02:29:08 GMT 2025
Additional Info:

{info}
"""


def test_mails_of_nagios_and_zabbix():
    problem = read_mail("** PROBLEM **", NAGIOS.format(kind="PROBLEM", state="CRITICAL", info="DEGRADED"))
    recovery = read_mail("** RECOVERY **", NAGIOS.format(kind="RECOVERY", state="OK", info="healthy"))
    assert problem and recovery
    assert (problem.host, problem.name, problem.is_firing, problem.text) == ("FreeNAS", "Volumes", True, "DEGRADED")
    assert not recovery.is_firing and recovery.fingerprint == problem.fingerprint
    zabbix = read_mail("Problem: Vol", "Trigger: Vol\nHostname: agent-02\nStatus: PROBLEM\nSeverity: Warning\n")
    assert zabbix and (zabbix.host, zabbix.name, zabbix.severity) == ("agent-02", "Vol", "warning")


@pytest.mark.parametrize("kind", ["ACKNOWLEDGEMENT", "FLAPPINGSTART", "DOWNTIMESTART", "CUSTOM"])
def test_a_mail_that_changes_no_clock_is_a_note(kind):
    read = read_mail("Hallo", NAGIOS.format(kind=kind, state="CRITICAL", info=""))
    assert isinstance(read, Signal) and read.is_note


@pytest.mark.parametrize("text", ["Mijn printer doet het niet", "Host: x\nDe printer is stuk", ":" * 100_000])
def test_other_mails_are_no_alerts(text):
    assert read_mail("Hallo", text) is None


def test_a_mail_of_nagios_about_a_host():
    read = read_mail("Hallo", "Host: x\nNotification Type: PROBLEM\nHost: y")
    assert isinstance(read, Signal) and read.name == "Host onbereikbaar"


# Zabbix's default subjects and messages, after its templates.
ZABBIX_PROBLEM = """Problem started at 10:00:00 on 2026.11.23
Problem name: Hoog CPU-gebruik
Host: srv-proef
Severity: Warning
Operational data: 97 %
Original problem ID: 4711
"""
ZABBIX_RESOLVED = ZABBIX_PROBLEM.replace("Problem started at", "Problem has been resolved at")
ZABBIX_UPDATE = "Een collega acknowledged problem at 10:03.\nCurrent problem status is PROBLEM, age is 3m.\n"


def test_default_mails_of_zabbix():
    problem = read_mail("Problem: Hoog CPU-gebruik", ZABBIX_PROBLEM)
    resolved = read_mail("Resolved in 5m 3s: Hoog CPU-gebruik 97 %", ZABBIX_RESOLVED)
    assert isinstance(problem, Signal) and isinstance(resolved, Signal)
    assert (problem.host, problem.name, problem.severity) == ("srv-proef", "Hoog CPU-gebruik", "warning")
    assert problem.is_firing and not resolved.is_firing and problem.fingerprint == resolved.fingerprint
    update = read_mail("Updated problem in 3m: Hoog CPU-gebruik", ZABBIX_UPDATE)
    assert isinstance(update, NotAnAlert) and "Hoog CPU-gebruik" in update.message
    with_host = read_mail("Updated problem in 3m: Hoog CPU-gebruik", ZABBIX_UPDATE + ZABBIX_PROBLEM)
    assert isinstance(with_host, Signal) and with_host.is_note and with_host.fingerprint == problem.fingerprint


@pytest.mark.parametrize(
    ("subject", "firing", "severity"),
    [
        ("[Failed] Dagelijks (3 machines) 1 failed", True, "failed"),
        ("[Failed] Dagelijks (Retry 2) (3 machines)", True, "failed"),
        ("[Warning] Dagelijks (1 instances)", True, "warning"),
        ("[Success] Dagelijks (3 machines)", False, "success"),
    ],
)
def test_mails_of_veeam(subject, firing, severity):
    read = read_mail(subject, "Job: Dagelijks")
    failed = read_mail("[Failed] Dagelijks (3 machines)", "")
    assert isinstance(read, Signal) and isinstance(failed, Signal) and read.fingerprint == failed.fingerprint
    assert (read.host, read.is_firing, read.severity) == ("Dagelijks", firing, severity)


def test_a_mail_of_icinga():
    lines = "Info: 5% vrij\nWhen: nu\nService: disk\nHost: web\nIPv4: 10.0.0.1\n"
    problem = read_mail("[PROBLEM] disk on web is CRITICAL!", lines)
    recovery = read_mail("[RECOVERY] disk on web is OK!", lines)
    assert isinstance(problem, Signal) and isinstance(recovery, Signal)
    assert (problem.name, problem.severity, problem.is_firing, recovery.is_firing) == ("disk", "critical", True, False)
    assert problem.fingerprint == recovery.fingerprint
