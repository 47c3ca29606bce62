"""What if (peers 15): the past again under other terms. Nothing of it may change what was."""

from __future__ import annotations

from dataclasses import replace as with_
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.agreements.terms import Package, Tier
from contracts.coverage.rules import Verdict
from contracts.models import ServiceAgreement
from sla.actions import NEWEST_EDITION
from sla.edition import load_edition
from sla.models import Calendar
from tests.conftest import MONDAY, at
from tests.factories import ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import Channel, Ticket, TimeEntry
from tickets.replay import Scenario, calendar_hours, load, months_before, replay, whole_packages
from tickets.time.month import read_advice

SINCE, UNTIL = at("2026-06-01 00:00"), at("2026-12-01 00:00")
PLUS = Scenario("Plus", {Package.SERVER: Tier.PLUS, Package.WERKPLEK: Tier.PLUS})
BASIC = Scenario("Basic", {Package.SERVER: Tier.BASIC, Package.WERKPLEK: Tier.BASIC})


@pytest.fixture
def willems(cast, open_ticket):
    """An hour of work for Willem, who has Werkplek Basic: meerwerk."""
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne)
    actions.log_time(
        ticket,
        by=cast.sanne,
        now=at("2026-11-23 11:05"),
        minutes=60,
        started_at=at("2026-11-23 10:05"),
        began_then=True,
    )
    return ticket


def told(customer, scenario):
    return replay(load(customer, since=SINCE, until=UNTIL), scenario)


def test_a_better_package_makes_meerwerk_included(cast, willems):
    [row] = told(cast.vries, PLUS).rows
    assert (row.was.coverage.verdict, row.would.coverage.verdict) == (Verdict.MEERWERK, Verdict.INBEGREPEN)
    assert (row.was.cost, row.would.cost) == (Decimal("95.00"), Decimal())
    assert row.changes and not row.deadline_changes


def test_a_lighter_package_costs_what_it_would_have_cost(cast, open_ticket):
    ticket = open_ticket()
    actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 10:40"), minutes=30, started_at=at("2026-11-23 10:05"))
    seen = told(cast.smit, BASIC)
    assert (seen.cost_was, seen.cost_would, seen.difference) == (Decimal(), Decimal("47.50"), Decimal("47.50"))
    assert seen.verdicts_changed == 1


def test_the_same_terms_change_nothing(cast, willems, open_ticket):
    actions.classify(open_ticket(contact=cast.willem), by=cast.sanne, now=MONDAY, kind="servicevraag", reason="Vraag.")
    waiting = open_ticket(contact=cast.willem)
    actions.wait(waiting, by=cast.sanne, now=at("2026-11-23 10:10"), party="customer", text="Wie?")
    open_ticket(contact=cast.willem, impact=1, now=at("2026-11-20 16:50"))
    assert told(cast.vries, Scenario("niets")).changed == ()


def test_nothing_is_written(cast, willems):
    before = list(Ticket.objects.values()), list(TimeEntry.objects.values()), list(Ticket.objects.values("clock"))
    told(cast.vries, PLUS)
    assert before == (
        list(Ticket.objects.values()),
        list(TimeEntry.objects.values()),
        list(Ticket.objects.values("clock")),
    )


def test_another_calendar_moves_deadlines(cast, open_ticket):
    open_ticket(now=at("2026-11-20 16:30"))  # Friday; due Monday 08:30 by ordinary hours
    [row] = told(cast.smit, Scenario("avond", hours=calendar_hours(Calendar.CALAMITEITENDIENST))).rows
    assert (row.was.due_at, row.would.due_at) == (at("2026-11-23 08:30"), at("2026-11-20 17:30"))
    assert row.deadline_changes and not row.verdict_changes


def test_another_edition_gives_other_targets_and_priorities(cast, open_ticket):
    open_ticket(impact=1, channel=Channel.PHONE, by=cast.sanne)
    text = NEWEST_EDITION.read_text(encoding="utf-8")
    stricter = load_edition(text.replace('"2.4"', '"2.5"').replace("minutes = 30", "minutes = 15"))
    [row] = told(cast.smit, Scenario("2.5", rules=stricter)).rows
    assert (row.was.due_at, row.would.due_at) == (at("2026-11-23 10:30"), at("2026-11-23 10:15"))


def test_late_is_judged_anew(cast, open_ticket):
    ticket = open_ticket(now=at("2026-11-20 16:30"))
    actions.start_work(ticket, by=cast.sanne, now=at("2026-11-23 08:20"))
    seen = told(cast.smit, Scenario("avond", hours=calendar_hours(Calendar.CALAMITEITENDIENST)))
    assert (seen.late(would=False), seen.late(would=True)) == (0, 1)
    assert seen.rows[0].lateness_changes
    assert Ticket.objects.get(pk=ticket.pk).clock.late is False


def test_all_in_1_says_whether_its_hours_would_do(cast, willems):
    scenario = Scenario("All-in-1", {Package.ALL_IN_1: Tier.PREMIUM}, hours_per_month=Decimal(4))
    seen = told(cast.vries, scenario)
    assert seen.rows[0].would.coverage.verdict == Verdict.INBEGREPEN
    assert seen.hours_advice is not None
    assert seen.hours_advice.used == 60


def test_fees_are_compared_when_both_are_known(cast, willems):
    type(cast.vries_agreement).objects.filter(pk=cast.vries_agreement.pk).update(monthly_fee=Decimal(100))
    seen = told(cast.vries, with_(PLUS, monthly_fee=Decimal(150)))
    assert (seen.total_was, seen.total_would) == (Decimal("695.00"), Decimal("900.00"))
    assert told(cast.vries, PLUS).total_would is None


def test_the_questions_that_are_asked_first(cast, willems):
    history = load(cast.smit, since=SINCE, until=UNTIL)
    tiers = {one.name: dict(one.packages or {}) for one in whole_packages(history)}
    assert list(tiers) == ["Alles Basic", "Alles Standard", "Alles Plus", "All-in-1"]
    assert tiers["Alles Basic"][Package.NETWERK] == Tier.STANDARD  # network equipment has no Basic


def test_a_package_can_be_tried_where_there_is_no_agreement(cast, open_ticket):
    cast.smit.agreements.all().delete()
    open_ticket()
    [row] = told(cast.smit, PLUS).rows
    assert (row.was.coverage.verdict, row.would.coverage.verdict) == (Verdict.GEEN_SLA, Verdict.INBEGREPEN)
    assert (row.was.due_at, row.would.due_at) == (None, at("2026-11-23 11:00"))
    [row] = told(cast.smit, Scenario("avond", hours=calendar_hours(Calendar.CALAMITEITENDIENST))).rows
    assert not row.changes


def test_loading_asks_the_same_for_one_and_for_twenty(cast, open_ticket):
    asked = []
    for more in (1, 20):
        for _ in range(more):
            actions.log_time(open_ticket(), by=cast.sanne, now=MONDAY, minutes=5)
        with CaptureQueriesContext(connection) as queries:
            replay(load(cast.smit, since=SINCE, until=UNTIL), PLUS)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("moment", "months", "begins"),
    [
        ("2026-11-24 10:00", 6, "2026-05-01 00:00"),
        ("2026-01-31 23:59", 1, "2025-12-01 00:00"),
        ("2026-04-01 00:30", 1, "2026-03-01 00:00"),
        ("2026-12-31 12:00", 12, "2025-12-01 00:00"),
    ],
)
def test_whole_months_before(moment, months, begins):
    assert months_before(at(moment), months) == at(begins)


# --- The command ------------------------------------------------------------------------------------------
def run(*args, **options):
    out = StringIO()
    with time_machine.travel(UNTIL, tick=False):
        call_command("replay", *args, stdout=out, **options)
    return out.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_it_prints_every_whole_package(willems):
    printed = run("K1002", "--tickets")
    for words in ("K1002 Notariskantoor De Vries", "zoals het was", "Alles Plus", "All-in-1", "€ 95,00"):
        assert words in printed
    assert f"#{willems.number}; Meerwerk -> Inbegrepen" in printed


def test_it_prints_what_was_asked(willems):
    printed = run("K1002", "--package", "werkplek=plus", "--package", "server=plus")
    assert "Zoals gevraagd" in printed and "Alles Plus" not in printed


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["K9999"], "Onbekend klantnummer: K9999"),
        (["--package", "netwerk=basic"], "netwerk=basic is geen pakket"),
        (["--package", "auto"], "auto is geen pakket"),
        (["--edition", "9.9"], "SLA 9.9 is niet geladen"),
        (["--calendar", "nergens"], "Kalender nergens bestaat niet"),
        (["--hours-per-month", "veel"], "veel is geen bedrag of aantal"),
        (["--months", "0"], "Kies 1 tot en met 60 maanden"),
    ],
)
def test_what_cannot_be_asked(cast, args, words):
    with pytest.raises(CommandError, match=words):
        run(*args)


def test_an_emergency_call_in_two_lines_costs_the_same_under_the_same_terms(cast, open_ticket):
    """20 and 30 minutes are one hour (SLA 3.2), not an hour and a half."""
    night = at("2026-11-23 21:30")
    call = open_ticket(impact=1, urgency="A", channel=Channel.PHONE, by=cast.sanne, now=night)
    for minutes, moment in ((20, at("2026-11-23 22:00")), (30, at("2026-11-23 22:40"))):
        actions.log_time(call, by=cast.sanne, now=moment, minutes=minutes)
    seen = told(cast.smit, Scenario("Zoals het was"))
    assert seen.cost_was == seen.cost_would == Decimal("165.00")


def test_hours_are_those_that_the_meter_counts(cast, open_ticket):
    """What is billed, and what a package beside All-in-1 carries, does not go off the hours (SLA 6.2)."""
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2026, 4, 30))
    agreement = ServiceAgreementFactory(
        number="DVO-1002",
        version=2,
        customer=cast.vries,
        packages={"all-in-1": "premium", "server": "plus"},
        categories=[3, 4],
        hours_per_month=Decimal(10),
        starts_on=date(2026, 5, 1),
    )
    for month in range(6, 12):
        noon = at(f"2026-{month:02}-12 12:00")
        fields = {"contact": cast.willem, "by": cast.sanne, "now": noon, "kind": "servicevraag"}
        inside, server = open_ticket(**fields), open_ticket(**fields, item_type="server")
        times = {"by": cast.sanne, "now": at(f"2026-{month:02}-12 22:00")}
        actions.log_time(inside, minutes=120, started_at=noon, outside_hours=False, **times)
        agreed(inside, cast.sanne, now=noon, minutes=60, rate="outside_hours")
        actions.log_time(inside, minutes=60, started_at=at(f"2026-{month:02}-12 19:00"), outside_hours=True, **times)
        actions.log_time(server, minutes=240, started_at=noon, outside_hours=False, **times)
    advised = read_advice(cast.vries, agreement, UNTIL)
    seen = told(cast.vries, Scenario("Zoals het was")).hours_advice
    assert (advised.used, seen.used) == (720, 720)


def test_the_advice_compares_with_what_was_agreed_then(cast, open_ticket):
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2026, 4, 30))
    terms = {"customer": cast.vries, "number": "DVO-1002", "packages": {"all-in-1": "premium"}, "categories": [2, 3, 4]}
    ServiceAgreementFactory(
        **terms, version=2, hours_per_month=Decimal(10), starts_on=date(2026, 5, 1), ends_on=date(2026, 9, 30)
    )
    now = ServiceAgreementFactory(**terms, version=3, hours_per_month=Decimal(20), starts_on=date(2026, 10, 1))
    open_ticket(contact=cast.willem, now=at("2026-03-02 10:00"))
    advised = read_advice(cast.vries, now, at("2026-11-23 10:00"))
    assert (advised.months, advised.agreed) == (6, 5 * 600 + 1200)
    assert "afgesproken was 5 × 10 u + 1 × 20 u = 70 u" in advised.reason
