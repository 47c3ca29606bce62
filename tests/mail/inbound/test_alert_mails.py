"""Alerts of Nagios and Zabbix that come by e-mail are alerts, if their sender is who he says he is (SLA 6.1)."""

from __future__ import annotations

import pytest

from integrations.models import Alert, MonitoredHost
from tests.mail.inbound.test_inbound import OURS, _our_server, arrive, mail  # noqa: F401 - _our_server is used by itself
from tickets.models import Status, Ticket

FROM = "Nagios <nagios@monitor.example>"
NAGIOS = """***** Nagios *****

Notification Type: {kind}

Service: Check Webserver HTTPS
Host: VM02
Address: 192.168.2.2
State: {state}

Date/Time: Sun Sep 15 12:12:22 UTC 2026

Additional Info:

{info}
"""
PROVEN = {"Authentication_Results": f"{OURS}; dmarc=pass"}
PROBLEM = NAGIOS.format(kind="PROBLEM", state="CRITICAL", info="Connection refused")
RECOVERY = NAGIOS.format(kind="RECOVERY", state="OK", info="200 OK")


@pytest.fixture(autouse=True)
def _known(settings, cast):
    settings.MONITORING_ADDRESSES = ["nagios@monitor.example"]
    MonitoredHost.objects.create(name="vm02", customer=cast.smit, contact=cast.jan)


def send(text, subject="** PROBLEM Service Alert **", **fields):
    return arrive(
        mail(text, **{"From": FROM, "Subject": subject, "Auto_Submitted": "auto-generated", **PROVEN} | fields)
    )


def test_a_problem_and_its_recovery(cast):
    row = send(PROBLEM)
    ticket = Ticket.objects.get()
    assert (row.status, row.ticket, ticket.customer, ticket.channel) == ("done", ticket, cast.smit, "alert")
    assert "Check Webserver HTTPS" in ticket.subject and "Connection refused" in ticket.description
    again = send(PROBLEM.replace("refused", "reset"))
    assert again.ticket == ticket and Alert.objects.get().count == 2
    send(RECOVERY, subject="** RECOVERY Service Alert **")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPGELOST


def test_a_host_of_nobody_is_kept(cast):
    row = send(PROBLEM.replace("VM02", "VM99"))
    assert (row.status, row.ticket) == ("shelved", None) and "Monitoring" in row.problem
    assert Alert.objects.get().host_name == "VM99" and not Ticket.objects.exists()


@pytest.mark.parametrize("said", [f"{OURS}; dmarc=fail", f"{OURS}; dmarc=none", "mx.elders.example; dmarc=pass"])
def test_m13_who_only_says_that_he_is_the_monitoring_makes_no_alert(cast, said):
    row = send(PROBLEM, Authentication_Results=said)
    assert row.status != "done" and not Alert.objects.exists() and not Ticket.objects.exists()


def test_another_sender_is_a_sender_like_any_other(cast):
    for sender in ("Jan Smit <jan@smit.example>", "nagios@monitor.example.evil"):
        send(PROBLEM, From=sender)
    assert not Alert.objects.exists()


def test_what_is_no_alert_is_a_mail_like_any_other(cast):
    row = send(NAGIOS.format(kind="ACKNOWLEDGEMENT", state="CRITICAL", info="Ik kijk"))
    assert row.status == "unknown" and not Alert.objects.exists()
    assert arrive(mail("Hallo, klopt dit?", From=FROM)).status == "unknown"


def test_t28_a_mail_of_a_name_that_two_share_waits_unless_it_says_whose(cast):
    MonitoredHost.objects.create(name="vm02", customer=cast.vries, contact=cast.willem)
    row = send(PROBLEM)
    assert (row.status, row.ticket) == ("shelved", None) and "van welke klant" in row.problem
    row = send(PROBLEM.replace("Host: VM02", "Host: VM02\nCustomer: K1002"))
    assert row.status == "done" and row.ticket.customer == cast.vries
