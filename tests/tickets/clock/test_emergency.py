"""The Calamiteitendienst (SLA 3.2): who may call it, when, for what, and what an hour of it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts import actions as contract_actions
from contracts.models import DapPerson, ServiceAgreement
from tests.conftest import at
from tickets import actions
from tickets.clock.words import line_words
from tickets.kinds import Opened
from tickets.models import Channel, Ticket, TimeEntry

EVENING = at("2026-11-23 21:30")


@pytest.fixture
def call(open_ticket, cast):
    """A telephone call that Sanne writes down; a Kritisch of Jan's at 21:30 unless told otherwise."""

    def make(now=EVENING, **fields):
        return open_ticket(**{"by": cast.sanne, "channel": Channel.PHONE, "impact": 1, "now": now} | fields)

    return make


def told(ticket) -> str:
    return line_words(ticket.timeline.get(kind="opened").read(Opened).emergency)


def test_a_designated_caller_in_the_evening(call):
    ticket = call()
    assert ticket.emergency_call
    assert ticket.clock.due_at == at("2026-11-23 22:00")
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("meerwerk", "3.2")
    assert "DAP 3.2, versie 1" in told(ticket)


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        ("2026-11-23 23:30", "2026-11-24 08:30", "niet bereikbaar"),  # after eleven
        ("2026-11-24 06:30", "2026-11-24 08:30", "niet bereikbaar"),  # before seven
        ("2026-11-28 12:00", "2026-11-30 08:30", "niet bereikbaar"),  # a Saturday
        ("2026-12-25 12:00", "2026-12-28 08:30", "niet bereikbaar"),  # Christmas Day
    ],
)
def test_outside_its_hours_nobody_answers(call, now, due, words):
    ticket = call(at(now))
    assert not ticket.emergency_call
    assert ticket.clock.due_at == at(due)
    assert words in told(ticket)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-12-24 16:30", "2026-12-24 17:00"),  # the Supportcenter closed at four
        ("2026-11-24 07:10", "2026-11-24 07:40"),  # and has yet to open
    ],
)
def test_early_closing_and_early_morning_are_outside_opening_hours(call, now, due):
    ticket = call(at(now))
    assert ticket.emergency_call
    assert ticket.clock.due_at == at(due)


def test_within_opening_hours_it_is_an_ordinary_call(call):
    ticket = call(at("2026-11-23 16:50"))
    assert not ticket.emergency_call
    assert ticket.clock.due_at == at("2026-11-23 17:20")  # by the hours by which work starts first
    assert ticket.coverage_verdict == "inbegrepen"
    assert told(ticket) == ""


def test_who_is_not_designated_waits_for_the_morning(call, cast):
    ticket = call(contact=cast.petra)
    assert not ticket.emergency_call
    assert ticket.clock.due_at == at("2026-11-24 08:30")
    assert told(ticket).startswith("Petra Bakker is niet aangewezen voor de Calamiteitendienst (DAP 3.2, versie 1)")


def test_who_was_revoked_is_not_designated_any_more(call, cast):
    person = DapPerson.objects.get(clause__kind="emergency_callers", contact=cast.jan)
    contract_actions.revoke(person, by=cast.daan, now=EVENING)
    ticket = call()
    assert not ticket.emergency_call
    assert "niet aangewezen" in told(ticket)


def test_a_customer_without_it_is_told_so(call, cast):
    ticket = call(contact=cast.willem)
    assert not ticket.emergency_call
    assert ticket.clock.due_at == at("2026-11-24 08:30")
    assert "Notariskantoor De Vries heeft de Calamiteitendienst niet afgenomen (SLA 3.2)" in told(ticket)


def test_a_melding_in_the_portal_is_no_call(open_ticket):
    ticket = open_ticket(impact=1, now=EVENING)
    assert not ticket.emergency_call
    assert told(ticket) == ""


@pytest.mark.parametrize(("agreed", "due"), [(False, "2026-11-24 09:00"), (True, "2026-11-23 22:30")])
def test_ernstig_where_agreed(call, cast, agreed, due):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(emergency_serious=agreed)
    ticket = call(impact=2)
    assert ticket.emergency_call is agreed
    assert ticket.clock.due_at == at(due)
    assert agreed or "alleen voor Kritisch" in told(ticket)


def test_something_small_waits(call):
    ticket = call(impact=3, urgency="C")
    assert not ticket.emergency_call
    assert "alleen voor Kritisch" in told(ticket)


def test_a_quarter_of_an_hour_costs_an_hour_and_more_costs_what_it_is(call, cast):
    ticket = call()
    for now, minutes in ((at("2026-11-23 22:00"), 15), (at("2026-11-23 22:40"), 30), (at("2026-11-23 23:30"), 40)):
        actions.log_time(ticket, by=cast.ravi, now=now, minutes=minutes)
    lines = TimeEntry.objects.order_by("pk").values_list("billed_minutes", "rate", "rate_kind")
    assert list(lines) == [
        (60, Decimal("165.00"), "emergency"),
        (0, Decimal("165.00"), "emergency"),
        (25, Decimal("165.00"), "emergency"),
    ]


def test_a_call_that_turns_out_less_was_a_call_all_the_same(call, cast):
    ticket = call()
    changed = actions.classify(
        ticket, by=cast.sanne, now=EVENING, kind="incident", impact=3, urgency="C", reason="Eén kassa."
    )
    assert changed.emergency_call
    assert changed.clock.due_at is None


def test_a_call_that_turns_out_worse_becomes_one(call, cast):
    ticket = call(impact=3, urgency="C")
    changed = actions.classify(
        ticket, by=cast.sanne, now=EVENING, kind="incident", impact=1, urgency="A", reason="Alles ligt plat."
    )
    assert changed.emergency_call
    assert Ticket.objects.get(pk=ticket.pk).coverage_clause == "3.2"
    assert changed.clock.due_at == at("2026-11-23 22:00")
