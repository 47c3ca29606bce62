"""Alerts are muted only while planned work runs on that host or customer, and a critical one never (ruling 14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import actions as agreed
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.signals import Signal, is_critical
from integrations.monitoring.triage import receive_one, sweep_muted
from tests.conftest import MONDAY, at
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import EntryKind, Ticket
from tickets.planned.recurring import make_due_work

TEN = at("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def host(cast):
    return MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")


def send(name="Schijf vol", *, host="srv01", firing=True, now=TEN, severity="warning"):
    return receive_one(Signal("test", host, name, firing, f"{host}-{name}", severity=severity), now=now)


@pytest.fixture
def work(cast, open_ticket):
    ticket = open_ticket(subject="Server herstarten")
    return actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=TEN - timedelta(minutes=30))


@pytest.mark.parametrize("severity", ["warning", "critical", ""])
@pytest.mark.parametrize("moment", ["2026-11-23 11:00", "2026-11-23 16:00", "2026-11-23 21:00", "2026-11-28 03:00"])
def test_t27_hours_in_which_maintenance_is_welcome_mute_nothing(cast, moment, severity):
    renew(cast.smit_agreement, dap={"maintenance": {"windows": {"monday": [["15:00", "22:00"]], "saturday": []}}})
    assert send(now=at(moment), severity=severity).outcome == "opened"


def test_t27_muted_while_the_work_runs_and_a_melding_when_it_ends(cast, work):
    received = send()
    assert (received.outcome, received.ticket) == ("muted", None)
    assert received.why == f"Er loopt gepland werk (#{work.number})." == Alert.objects.get().held_words
    actions.start_work(work, by=cast.sanne, now=TEN)
    assert sweep_muted(TEN + timedelta(hours=1)) == 0
    actions.resolve(work, by=cast.sanne, now=TEN + timedelta(hours=1), text="Herstart")
    assert sweep_muted(TEN + timedelta(hours=1)) == 1
    assert Alert.objects.get().ticket == Ticket.objects.latest("pk") != work
    assert Alert.objects.get().held == {}


def test_t27_what_recovers_during_the_work_makes_no_melding(cast, work):
    send()
    send(firing=False)
    actions.resolve(work, by=cast.sanne, now=TEN, text="Herstart")
    assert sweep_muted(TEN) == 0 and Ticket.objects.count() == 1


def test_t27_work_that_nobody_began_or_ended_does_not_mute_for_ever(work):
    assert send(now=TEN + timedelta(hours=5)).outcome == "opened"


def test_t27_a_critical_one_is_always_seen(cast, work):
    received = send("Niet bereikbaar", severity="critical")
    assert received.outcome == "opened"
    ticket = Ticket.objects.get(pk=received.ticket)
    said = ticket.timeline.get(kind=EntryKind.ALERT)
    assert f"#{work.number}" in said.said and not said.is_public
    meanwhile = work.timeline.get(kind=EntryKind.ALERT)
    assert f"#{ticket.number}" in meanwhile.said and not meanwhile.is_public
    recovered = send("Niet bereikbaar", severity="critical", firing=False)
    assert recovered.outcome == "recovered"  # what the house says itself is no touch


def test_t27_a_muted_one_that_becomes_critical_is_seen(work):
    assert send().outcome == "muted"
    assert send(severity="critical").outcome == "opened"


def test_t27_work_elsewhere_mutes_nothing(cast, work):
    MonitoredHost.objects.create(name="srv09", customer=cast.vries, contact=cast.willem)
    assert send(host="srv09").outcome == "opened"


def test_t27_work_that_names_its_servers_mutes_those_alone(cast):
    MonitoredHost.objects.create(name="srv02", customer=cast.smit, contact=cast.jan)
    agreed.add_recurring(
        cast.smit, by=cast.daan, now=MONDAY, kind="server_apk", title="APK", contact=cast.jan,
        rrule="FREQ=MONTHLY;BYDAY=1TU", starts_on=date(2026, 11, 23), checklist=["Herstart"], items=["SRV01"],
    )  # fmt: skip
    first = at("2026-12-01 08:00")
    make_due_work(first)
    assert send(now=first).outcome == "opened"  # nobody began
    ticket = Ticket.objects.get(channel="schedule")
    Alert.objects.all().delete()
    actions.start_work(ticket, by=cast.sanne, now=first)
    assert send("CPU", now=first).outcome == "muted"
    assert send("CPU", host="srv02", now=first).outcome == "opened"


def test_t27_planned_work_on_an_alert_mutes_its_own_host_alone(cast):
    MonitoredHost.objects.create(name="srv02", customer=cast.smit, contact=cast.jan)
    ticket = Ticket.objects.get(pk=send(now=MONDAY).ticket)
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=TEN)
    assert send("CPU", host="srv02").outcome == "opened"


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("critical", True), ("CRITICAL", True), ("Sev0", True), ("disaster", True), ("Kritiek", True), ("down", True)]
    + [("warning", False), ("", False), ("information", False), ("3", False), ("uncritically", False)],
)
def test_what_a_tool_calls_critical(severity, expected):
    assert is_critical(severity) is expected
