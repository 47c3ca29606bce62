"""What time costs: 8.2 when planned and agreed, split at the border, at the rate of the day (SLA 3.2, 6.4, 8.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from infra.errors import Refused
from tests.conftest import at
from tests.tickets.versions import renew
from tests.yes import say_yes
from tickets import actions
from tickets.models import Channel, Ticket, TimeEntry

NOW = at("2026-11-23 20:30")


def log(ticket, by, minutes, began, now=NOW, **fields):
    actions.log_time(ticket, by=by, now=now, minutes=minutes, started_at=at(began), **{"began_then": True} | fields)


def lines(ticket):
    found = ticket.time_entries.filter(is_current=True, minutes__gt=0).order_by("started_at", "pk")
    return [(line.minutes, line.clause, line.outside_hours, line.amount) for line in found]


def total(ticket):
    return sum(line.amount or 0 for line in ticket.time_entries.filter(is_current=True))


@pytest.fixture
def evening(open_ticket, cast):
    """Covered work of Jan's, of which he agreed that it is done outside opening hours."""
    ticket = open_ticket()
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours")
    return ticket


# --- T1 ---------------------------------------------------------------------------------------------------
def test_t1_the_clock_on_the_wall_does_not_bill_covered_work(open_ticket, cast):
    ticket = open_ticket(impact=1, channel=Channel.PHONE, now=at("2026-11-23 16:50"), by=cast.sanne)
    log(ticket, cast.sanne, 30, "2026-11-23 17:05", now=at("2026-11-23 17:40"))
    assert lines(ticket) == [(30, "6.3", False, Decimal(0))]


def test_t1_planned_and_agreed_it_is_billed(evening, cast):
    log(evening, cast.sanne, 30, "2026-11-23 17:05")
    assert lines(evening) == [(30, "8.2", True, Decimal("71.25"))]


def test_t1_who_says_that_it_was_planned_so_needs_the_yes_to_it(open_ticket, cast):
    ticket = open_ticket()
    with pytest.raises(Refused, match="buiten kantoortijd wordt berekend.*nog geen akkoord") as refused:
        log(ticket, cast.sanne, 30, "2026-11-23 17:05", outside_hours=True)
    assert refused.value.field == "outside_hours"
    assert not ticket.time_entries.exists()


def test_t1_in_opening_hours_nothing_was_outside(evening, cast):
    with pytest.raises(Refused, match="binnen kantoortijd") as refused:
        log(evening, cast.sanne, 30, "2026-11-23 15:00", outside_hours=True)
    assert refused.value.field == "outside_hours"


def test_t1_the_agent_may_say_that_this_was_not_the_planned_work(evening, cast):
    log(evening, cast.sanne, 30, "2026-11-23 17:05", outside_hours=False)
    assert lines(evening) == [(30, "6.3", False, Decimal(0))]


def test_t1_meerwerk_in_the_evening_is_billed_at_the_rate_that_was_agreed(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    say_yes(ticket, cast.sanne)
    log(ticket, cast.sanne, 60, "2026-11-23 18:00")
    assert lines(ticket) == [(60, "5.2", False, Decimal("95.00"))]


def test_t1_a_correction_is_no_way_around_it(open_ticket, cast):
    ticket = open_ticket()
    log(ticket, cast.sanne, 30, "2026-11-23 17:05")
    line = ticket.time_entries.get()
    with pytest.raises(Refused, match="nog geen akkoord"):
        actions.correct_time(line, by=cast.sanne, now=NOW, minutes=30, reason="Gepland", outside_hours=True)


# --- T3 ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "began", "minutes", "euros"),
    [
        ("willem", "2026-11-23 07:30", 120, "213.75"),
        ("jan", "2026-11-23 07:30", 120, "71.25"),
        ("willem", "2026-11-23 16:30", 90, "190.00"),
        ("jan", "2026-11-23 16:30", 90, "142.50"),
    ],
)
def test_t3_each_part_has_its_own_rate(who, began, minutes, euros, open_ticket, cast):
    ticket = open_ticket(contact=getattr(cast, who), now=at("2026-11-20 10:00"))
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours", now=at("2026-11-20 10:30"))
    log(ticket, cast.sanne, minutes, began)
    found = list(ticket.time_entries.order_by("started_at"))
    assert len(found) == 2 and total(ticket) == Decimal(euros)
    assert sum(line.minutes for line in found) == minutes == Ticket.objects.get(pk=ticket.pk).worked_minutes
    assert len({line.entry.act for line in found}) == 1, "one act"


def test_t3_the_same_form_twice_writes_both_parts_once(evening, cast):
    for _ in range(2):
        log(evening, cast.sanne, 90, "2026-11-23 16:30", form_token="form-1")
    assert lines(evening) == [(30, "6.3", False, Decimal(0)), (60, "8.2", True, Decimal("142.50"))]


def test_t3_a_correction_over_the_border_is_split_as_well(evening, cast):
    log(evening, cast.sanne, 30, "2026-11-23 16:30")
    actions.correct_time(evening.time_entries.get(), by=cast.sanne, now=NOW, minutes=90, reason="Het duurde langer")
    assert lines(evening) == [(30, "6.3", False, Decimal(0)), (60, "8.2", True, Decimal("142.50"))]
    assert Ticket.objects.get(pk=evening.pk).worked_minutes == 90


def test_t3_a_correction_that_is_rounded_to_the_start_of_work_is_split_from_there(evening, cast):
    log(evening, cast.sanne, 30, "2026-11-23 16:30")
    line, at_six = evening.time_entries.get(), at("2026-11-23 18:00")
    actions.correct_time(line, by=cast.sanne, now=at_six, minutes=92, reason="Het duurde langer")  # from 16:28
    found = evening.time_entries.filter(is_current=True).order_by("started_at")
    assert [(each.started_at, each.minutes) for each in found] == [
        (at("2026-11-23 16:30"), 30),
        (at("2026-11-23 17:00"), 62),
    ]
    assert not any(each.entry.facts.before_start for each in found)


def test_t3_work_that_is_worth_the_same_on_both_sides_is_one_line(open_ticket, cast):
    ticket = open_ticket()
    log(ticket, cast.sanne, 90, "2026-11-23 16:30")
    assert lines(ticket) == [(90, "6.3", False, Decimal(0))]


# --- T4 ---------------------------------------------------------------------------------------------------
def test_t4_the_rate_is_that_of_the_day_of_the_work(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem, now=at("2026-11-10 10:00"))
    say_yes(ticket, cast.sanne, now=at("2026-11-10 10:30"))
    renew(
        cast.vries_agreement,
        starts_on=date(2026, 11, 16),
        tariff_normal=Decimal("105.00"),
        packages={"werkplek": "plus"},
    )
    log(ticket, cast.sanne, 60, "2026-11-12 10:00")
    log(ticket, cast.sanne, 60, "2026-11-20 10:00")
    assert lines(ticket) == [(60, "5.2", False, Decimal("95.00")), (60, "5.2", False, Decimal("105.00"))]


def test_t4_an_estimate_is_made_at_the_rate_of_now(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem, now=at("2026-11-10 10:00"))
    renew(cast.vries_agreement, starts_on=date(2026, 11, 16), tariff_normal=Decimal("105.00"))
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=60, text="Nakijken.")
    assert asked.amount == Decimal("105.00")


# --- T14 --------------------------------------------------------------------------------------------------
@pytest.fixture
def call(open_ticket, cast):
    return open_ticket(impact=1, channel=Channel.PHONE, by=cast.sanne, now=at("2026-11-23 19:00"))


def test_t14_next_day_in_office_hours_it_is_any_other_work(call, cast):
    assert call.emergency_call
    log(call, cast.sanne, 20, "2026-11-23 19:10")
    log(call, cast.sanne, 60, "2026-11-24 09:00", now=at("2026-11-24 11:00"))
    first, second = call.time_entries.order_by("started_at")
    assert (first.clause, first.billed_minutes, first.rate_kind) == ("3.2", 60, "emergency")
    assert (second.clause, second.billed_minutes, second.rate_kind) == ("6.3", 0, "")


def test_t14_over_the_border_only_what_lies_outside_is_of_the_call(call, cast):
    log(call, cast.sanne, 90, "2026-11-24 07:30", now=at("2026-11-24 11:00"))
    assert lines(call) == [(30, "3.2", True, Decimal("165.00")), (60, "6.3", False, Decimal(0))]


def test_t14_what_is_not_covered_next_day_needs_a_yes(call, cast):
    cast.smit_agreement.lines.filter(package="werkplek").update(tier="basic")
    log(call, cast.sanne, 20, "2026-11-23 19:10")
    morning = at("2026-11-24 11:00")
    with pytest.raises(Refused, match="nog geen akkoord"):
        log(call, cast.sanne, 60, "2026-11-24 09:00", now=morning)
    say_yes(call, cast.sanne, now=morning, rate="normal", minutes=60)
    log(call, cast.sanne, 60, "2026-11-24 09:00", now=morning)
    assert lines(call) == [(20, "3.2", True, Decimal("165.00")), (60, "5.2", False, Decimal("95.00"))]


def test_t14_a_line_that_left_counts_for_the_hour_when_the_first_is_taken_back(call, cast):
    for minutes, began in ((20, "19:10"), (60, "19:30"), (1, "20:29")):
        log(call, cast.sanne, minutes, f"2026-11-23 {began}")
    first, second, third = call.time_entries.order_by("pk")
    assert [line.billed_minutes for line in (first, second, third)] == [60, 20, 1]
    TimeEntry.objects.filter(pk=second.pk).update(locked_at=NOW)
    actions.correct_time(first, by=cast.sanne, now=NOW, minutes=0, reason="Andere melding")
    billed = {line.minutes: line.billed_minutes for line in call.time_entries.filter(is_current=True)}
    assert billed == {0: 0, 60: 20, 1: 41}


# --- What the whole job makes of a line -----------------------------------------------------------------------
def test_a_line_does_not_keep_a_clause_that_no_longer_holds(open_ticket, cast):
    """Meerwerk before and after, but no longer as work on vulnerabilities."""
    ticket = open_ticket(contact=cast.willem, item_type="server", features=["vulnerabilities"])
    say_yes(ticket, cast.sanne)
    for began in ("15:00", "16:00", "17:00"):
        log(ticket, cast.sanne, 50, f"2026-11-23 {began}")
    assert {clause for _minutes, clause, *_rest in lines(ticket)} == {"6.4"}
    work = {"item_type": "server", "service": "support", "features": [], "reason": "Het was een storing."}
    actions.describe_work(ticket, by=cast.sanne, now=NOW, **work)
    current = ticket.time_entries.filter(is_current=True)
    assert {(line.verdict, line.clause, line.reason["key"]) for line in current} == {("meerwerk", "5.2", "not_within")}
