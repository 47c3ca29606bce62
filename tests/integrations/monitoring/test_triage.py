"""Alerts that become tickets, are counted, muted, or kept for the desk (SLA 5.2, 6.1, 8.2)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection  # noqa: F401 - of the condition below

from integrations.models import Alert, MonitoredHost
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import FLAPPING, MOST_LINES, receive_one, sweep_muted
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from sla.clock import Party
from tests.conftest import MONDAY, at
from tests.tickets.test_races import at_once
from tests.tickets.versions import renew
from tickets import actions
from tickets.clock import clocks
from tickets.models import EntryKind, Status, Ticket


@pytest.fixture
def host(cast):
    return MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")


def send(name="Schijf vol", *, host="srv01", firing=True, now=MONDAY, **more):
    fingerprint = more.pop("fingerprint", f"{host}-{name}")
    return receive_one(Signal("test", host, name, firing, fingerprint, **more), now=now)


@pytest.mark.parametrize("closed", [False, True], ids=["resolved", "closed"])
def test_what_is_back_is_back_since_we_were_told_not_since_we_read_it(cast, host, closed):
    """An alert that came by mail and waited (SLA 7.9)."""
    send(severity="critical")
    ticket = Ticket.objects.get()
    actions.resolve(ticket, by=cast.sanne, now=at("2026-11-23 10:10"), text="Klaar.")
    if closed:
        actions.close(ticket, by=cast.sanne, now=at("2026-11-23 10:11"))
    send(firing=False, now=at("2026-11-23 10:12"))
    signal = Signal("test", "srv01", "Schijf vol", True, "srv01-Schijf vol", severity="critical")
    received = receive_one(signal, now=at("2026-11-23 12:00"), arrived_at=at("2026-11-23 10:40"))
    ticket = Ticket.objects.get(pk=received.ticket)
    spent = clocks.read_clock(ticket, at("2026-11-23 12:00")).by_party[Party.HOUSE]
    assert (received.outcome, spent) == (
        ("opened", timedelta(minutes=80)) if closed else ("reopened", timedelta(minutes=90))
    )


def kinds(ticket) -> list[str]:
    return list(ticket.timeline.order_by("pk").values_list("kind", flat=True))


def test_an_alert_becomes_a_ticket_of_the_hosts_customer(cast, host):
    received = send(text="Nog 1%", severity="critical", url="https://m.example/1")
    ticket = Ticket.objects.get()
    assert (received.outcome, received.ticket) == ("opened", ticket.pk)
    assert (ticket.customer, ticket.contact, ticket.channel) == (cast.smit, cast.jan, "alert")
    assert (ticket.kind, ticket.priority, ticket.item_type) == ("incident", None, "server")
    assert ticket.subject == "srv01: Schijf vol"
    for words in ("Nog 1%", "critical", "https://m.example/1"):
        assert words in ticket.description
    assert list(Ticket.objects.open().in_queue_order())[0] == ticket  # it waits for somebody who classifies it


def test_a_host_that_says_how_bad_it_is_gets_a_priority(host):
    MonitoredHost.objects.update(impact=1, urgency="A")
    send()
    ticket = Ticket.objects.get()
    assert ticket.priority == "kritisch" and ticket.clock.due_at is not None


def test_the_same_again_is_counted(host):
    send()
    for minute in range(1, 4):
        again = send(now=MONDAY + timedelta(minutes=minute))
        assert again.outcome == "counted" and again.ticket == Ticket.objects.get().pk
    alert = Alert.objects.get()
    assert (alert.count, alert.first_at, alert.last_at) == (4, MONDAY, MONDAY + timedelta(minutes=3))
    assert EntryKind.ALERT not in kinds(Ticket.objects.get())


def test_another_alert_of_the_host_joins_its_open_ticket(host):
    send()
    assert send("CPU hoog").outcome == "joined"
    ticket = Ticket.objects.get()
    line = ticket.timeline.get(kind=EntryKind.ALERT)
    assert "CPU hoog" in line.said and not line.is_public
    for number in range(MOST_LINES + 5):
        send(f"Nummer {number}")
    assert ticket.timeline.filter(kind=EntryKind.ALERT).count() == MOST_LINES
    assert Alert.objects.filter(ticket=ticket).count() == MOST_LINES + 7


def test_recovery_resolves_a_ticket_that_nobody_touched(host):
    send()
    assert send(firing=False, now=MONDAY + timedelta(minutes=5)).outcome == "recovered"
    ticket = Ticket.objects.get()
    assert ticket.status == Status.OPGELOST and ticket.closes_at is not None
    assert ticket.clock.work_started_at is None
    line = ticket.timeline.get(kind=EntryKind.RESOLVED)
    assert line.by is None and line.is_public and "hersteld" in line.said
    assert send(firing=False).outcome == "nothing"


@pytest.mark.parametrize("touch", ["take", "note", "reply", "classify", "answer"])
def test_recovery_of_a_touched_ticket_is_only_noted(cast, host, touch):
    send()
    ticket = Ticket.objects.get()
    {
        "take": lambda: actions.take(ticket, by=cast.sanne, now=MONDAY),
        "note": lambda: actions.note(ticket, by=cast.sanne, now=MONDAY, text="Ik kijk"),
        "reply": lambda: actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Wij kijken"),
        "classify": lambda: actions.classify(
            ticket, by=cast.sanne, now=MONDAY, kind="incident", impact=3, urgency="C", reason="Kan wachten"
        ),
        "answer": lambda: actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Dank"),
    }[touch]()
    assert send(firing=False).outcome == "noted"
    ticket.refresh_from_db()
    assert ticket.is_open and kinds(ticket)[-1] == EntryKind.ALERT


def test_recovery_of_one_of_two_is_only_noted(host):
    send()
    send("CPU hoog")
    assert send(firing=False).outcome == "noted"
    assert "Nog actief op deze melding: 1." in Ticket.objects.get().timeline.last().said
    assert send("CPU hoog", firing=False).outcome == "recovered"  # what monitoring itself wrote is no touch


def test_what_comes_back_is_the_same_ticket_until_that_is_closed(cast, host):
    send()
    send(firing=False)
    assert send(now=MONDAY + timedelta(hours=1)).outcome == "reopened"
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.reopen_count, ticket.closes_at) == (Status.NIEUW, 1, None)
    send(firing=False)
    ticket.refresh_from_db()
    actions.close(ticket, by=None, now=MONDAY + timedelta(days=9))
    assert send(now=MONDAY + timedelta(days=10)).outcome == "opened"
    assert Ticket.objects.count() == 2
    alert = Alert.objects.get()
    assert (alert.count, alert.flaps, alert.ticket) == (1, 0, Ticket.objects.order_by("pk").last())


def test_what_an_agent_resolved_while_it_fires_stays_resolved(cast, host):
    """The tool repeats itself until it has looked again."""
    send()
    ticket = Ticket.objects.get()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Schijf vergroot")
    assert send().outcome == "counted"
    ticket.refresh_from_db()
    assert ticket.status == Status.OPGELOST and Ticket.objects.count() == 1
    assert send(firing=False).outcome == "nothing" and send().outcome == "reopened"
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_BEHANDELING


def test_a_storm_of_coming_and_going_is_one_ticket_that_stays_open(host):
    for _turn in range(FLAPPING + 4):
        send()
        send(firing=False)
    ticket = Ticket.objects.get()
    assert ticket.is_open and ticket.reopen_count == FLAPPING
    assert Alert.objects.get().flaps == FLAPPING + 3


def test_an_alert_that_comes_and_goes_makes_no_storm(cast, host):
    send()
    actions.note(Ticket.objects.get(), by=cast.sanne, now=MONDAY, text="Ik kijk")
    for _turn in range(FLAPPING + 4):
        send(firing=False)
        assert send().outcome == "counted"
    ticket = Ticket.objects.get()
    said = [line.said for line in ticket.timeline.filter(kind=EntryKind.ALERT) if "steeds" in line.said]
    assert len(said) == 1
    assert send(firing=False).outcome == "noted" and Ticket.objects.get().is_open


def test_a_host_of_nobody_is_kept_and_makes_no_ticket(host):
    received = send(host="vreemd")
    assert (received.outcome, received.ticket) == ("unknown_host", None)
    assert not Ticket.objects.exists()
    assert Alert.objects.get().count == 1
    assert send(host="vreemd").outcome == "unknown_host" and Alert.objects.get().count == 2


def test_a_recovery_of_what_never_fired_is_nothing(host):
    assert send(firing=False).outcome == "nothing"
    assert not Alert.objects.exists()


def test_a_host_that_is_switched_off_is_counted_only(host):
    MonitoredHost.objects.update(is_active=False)
    assert send().outcome == "muted"
    assert sweep_muted(MONDAY) == 0 and not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("tier", "verdict", "asks"),
    [("basic", "meerwerk", True), ("standard", "meerwerk", True), ("plus", "inbegrepen", False)],
)
def test_5_2_on_server_basic_the_customer_is_asked_before_anyone_works(cast, host, tier, verdict, asks):
    renew(cast.smit_agreement, packages={"server": tier})
    send()
    ticket = Ticket.objects.get()
    assert ticket.coverage_verdict == verdict
    assert (ticket.status == Status.WACHT_OP_KLANT) is asks
    assert ticket.approvals.open().filter(kind="estimate").exists() is asks
    if asks:
        assert "opvolging van een alert" in ticket.approvals.get().asks and "5.2" in ticket.approvals.get().asks
        assert send(firing=False).outcome == "recovered"
        assert ticket.approvals.get().status == "withdrawn"
        send()  # and asked again when it is back
        ticket.refresh_from_db()
        assert ticket.status == Status.WACHT_OP_KLANT and ticket.approvals.open().count() == 1


def test_another_customers_host_is_another_customers_ticket(cast, host):
    MonitoredHost.objects.create(name="srv02", customer=cast.vries, contact=cast.willem)
    send()
    send(host="SRV02")
    assert set(Ticket.objects.values_list("customer", flat=True)) == {cast.smit.pk, cast.vries.pk}
    assert not Ticket.objects.visible_to(cast.jan.user).filter(customer=cast.vries).exists()


def test_a_contact_who_left_is_said_and_nothing_is_lost(cast, host):
    cast.jan.is_active = False
    cast.jan.save()
    received = send()
    assert received.outcome == "muted" and "niet meer actief" in received.why
    assert "niet meer actief" in Alert.objects.get().held_words
    assert sweep_muted(MONDAY) == 0
    MonitoredHost.objects.update(contact=cast.petra)
    assert sweep_muted(MONDAY) == 1 and Ticket.objects.get().contact == cast.petra


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
def test_many_workers_make_one_ticket_per_host(host):
    at_once(20, lambda index: send(f"Nr {index % 5}"))
    assert Ticket.objects.count() == 1
    assert sum(Alert.objects.values_list("count", flat=True)) == 20
    at_once(20, lambda _index: send("Zelfde", host="vreemd"))
    assert Alert.objects.get(host_name="vreemd").count == 20


def test_5_2_what_is_asked_names_no_price_that_nobody_worked_out(cast, host, sign_in):
    """On every page and in the mail; and a yes sets the ticket free."""
    renew(cast.smit_agreement, packages={"server": "basic"})
    send()
    ticket = Ticket.objects.get()
    sweep_outbox(MONDAY)
    mails = [f"{mail.text} {mail.html}" for mail in MailMessage.objects.filter(message="approval_asked")]
    assert len(mails) == 1 and "Onze monitoring meldt" in mails[0]
    jan, sanne = sign_in(cast.jan.user), sign_in(cast.sanne)
    pages = [
        jan.get(address).content.decode()
        for address in ("/portaal/", f"/portaal/meldingen/{ticket.pk}/", "/portaal/akkoord/")
    ]
    pages.append(sanne.get(f"/desk/meldingen/{ticket.pk}/").content.decode())
    for page in (*pages, *mails):
        assert not re.findall(r".{0,80}(?:€\s0|\b0 min,|None\b).{0,40}", page)
    assert "de bestede tijd" in pages[-1] and "Vraagt uw akkoord" in pages[1]
    approval = ticket.approvals.get()
    assert jan.post(f"/portaal/akkoord/{approval.pk}/", {"answer": "ja", "text": ""}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.NIEUW and send(firing=False).outcome == "noted"  # somebody decided about it
    actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=30, began_then=True)
    assert "meer dan" not in sanne.get(f"/desk/meldingen/{ticket.pk}/").content.decode()


def test_one_number_on_two_servers_is_two_alerts(cast, host):
    MonitoredHost.objects.create(name="srv-dvb", customer=cast.vries, contact=cast.willem)
    first, second = (send(host=name, fingerprint="prtg-2001").ticket for name in ("srv01", "srv-dvb"))
    assert first != second
    assert {t.customer for t in Ticket.objects.all()} == {cast.smit, cast.vries}
    assert send(host="srv-dvb", fingerprint="prtg-2001", firing=False).ticket == second
    assert Ticket.objects.get(pk=first).is_open


@pytest.mark.parametrize("name", ["Schijf vol", "CPU hoog"])
@pytest.mark.parametrize("firing", [True, False])
def test_a_name_that_passes_to_another_customers_host_leaves_the_old_ticket_alone(cast, host, name, firing):
    old = send().ticket
    host.name = "srv01-oud"
    host.save()
    MonitoredHost.objects.create(name="srv01", customer=cast.vries, contact=cast.willem)
    before = kinds(Ticket.objects.get(pk=old))
    received = send(name, firing=firing)
    assert kinds(Ticket.objects.get(pk=old)) == before and Ticket.objects.get(pk=old).is_open
    if firing:
        assert received.outcome == "opened" and Ticket.objects.get(pk=received.ticket).customer == cast.vries
    else:
        assert (received.outcome, received.ticket) == ("nothing", None)


def test_names_that_grow_when_they_are_folded_fit(cast):
    name = "ß" * 200
    MonitoredHost.objects.create(name=name, customer=cast.smit, contact=cast.jan)
    received = send(host=name, severity="x" * 20, fingerprint="a")
    assert received.outcome == "opened"


# --- Severity x host (row T16; SLA 7.9) -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("severity", "priority"),
    [
        ("critical", "kritisch"),
        ("Disaster", "kritisch"),
        ("warning", "ernstig"),
        ("info", "standaard"),
        ("raar", "ernstig"),
    ],
)
def test_t16_severity_and_host_give_the_priority(host, severity, priority):
    MonitoredHost.objects.update(impact=1, urgency="B")
    send(severity=severity)
    assert Ticket.objects.get().priority == priority


def test_t16_of_a_host_that_says_nothing_somebody_classifies_in_time(host):
    send(severity="critical")
    ticket = Ticket.objects.select_related("clock").get()
    assert (ticket.priority, ticket.clock.nature, ticket.clock.due_at) == (None, "triage", at("2026-11-23 11:00"))


def test_t16_a_critical_alert_raises_the_lower_ticket_that_it_joins(host):
    MonitoredHost.objects.update(impact=1, urgency="B")
    send(severity="info")
    assert send("Server plat", severity="critical", now=MONDAY + timedelta(minutes=5)).outcome == "joined"
    ticket = Ticket.objects.select_related("clock").get()
    assert (ticket.priority, ticket.clock.due_at) == ("kritisch", at("2026-11-23 10:30"))
    assert "Server plat" in ticket.timeline.get(kind=EntryKind.CLASSIFIED).said
    send("Kleinigheid", severity="info", now=MONDAY + timedelta(minutes=6))
    assert Ticket.objects.get().priority == "kritisch", "never downwards"


def test_t16_what_gets_worse_raises_it_once(host, cast):
    MonitoredHost.objects.update(impact=1, urgency="B")
    send(severity="warning")
    send(severity="critical", now=MONDAY + timedelta(minutes=5))
    ticket = Ticket.objects.get()
    assert ticket.priority == "kritisch"
    given = {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Testserver."}
    actions.classify(ticket, by=cast.sanne, now=MONDAY + timedelta(minutes=6), **given)
    send(severity="critical", now=MONDAY + timedelta(minutes=7))
    assert Ticket.objects.get().priority == "laag", "the agent knows better than the same again"


def test_t16_where_nobody_knows_whom_it_affects_it_is_said_to_who_has_the_ticket(host, cast):
    send(severity="info")
    given = {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Kan wachten."}
    actions.classify(Ticket.objects.get(), by=cast.sanne, now=MONDAY, **given)
    send("Server plat", severity="critical")
    assert any(
        line.said.startswith("Let op: de monitoring meldt “Server plat”")
        for line in Ticket.objects.get().timeline.all()
    )


def test_t16_who_has_that_ticket_is_told_of_it_once(host, cast):
    send(severity="info")
    given = {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Kan wachten."}
    actions.take(actions.classify(Ticket.objects.get(), by=cast.sanne, now=MONDAY, **given), by=cast.sanne, now=MONDAY)
    sweep_outbox(MONDAY)
    MailMessage.objects.all().delete()
    send("Schijf vol", severity="warning")
    sweep_outbox(MONDAY)
    assert not MailMessage.objects.exists()
    for _again in range(2):
        send("Server plat", severity="critical")
        sweep_outbox(MONDAY)
    mail = MailMessage.objects.get(message="alert_may_be_worse")
    assert mail.recipient == cast.sanne.email and "Klopt de prioriteit nog?" in mail.subject
    assert "de monitoring meldt “Server plat” op" in mail.text


def test_t17_an_alert_of_a_host_that_was_linked_later_was_reported_when_it_came(cast):
    send(now=MONDAY)
    MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, impact=1, urgency="A")
    sweep_muted(MONDAY + timedelta(hours=1))
    ticket = Ticket.objects.select_related("clock").get()
    assert (ticket.opened_at, ticket.clock.due_at) == (MONDAY, at("2026-11-23 10:30"))
