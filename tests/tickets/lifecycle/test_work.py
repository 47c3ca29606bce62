"""Taking, assigning, starting, waiting, planning, classifying: who may, what changes, and what a second click does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from sla.clock import Party
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.clock import clocks
from tickets.models import ClockState, EntryKind, QueueRank, Status, Ticket
from tickets.sweeps import warn_due

LATER = MONDAY + timedelta(minutes=5)

VERBS = {
    "take": {},
    "assign": {},
    "start_work": {},
    "note": {"text": "intern"},
    "wait": {"party": "customer", "text": "Welke printer?"},
    "resume": {},
    "plan": {"planned_for": MONDAY + timedelta(days=1)},
    "classify": {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Het valt mee."},
    "change_details": {"subject": "Iets anders"},
    "log_time": {"minutes": 10},
    "resolve": {"text": "Klaar."},
    "cancel": {"text": "Dubbel."},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["jan", "willem", "els", "fred", "daan"])
def test_only_agents_work(open_ticket, cast, verb, who):
    person = getattr(cast, who)
    ticket = open_ticket()
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(ticket, by=getattr(person, "user", person), now=LATER, **VERBS[verb])
    assert ticket.timeline.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_an_agent_may_and_a_second_click_adds_nothing(open_ticket, cast, verb):
    ticket = open_ticket()
    given = VERBS[verb] | ({"form_token": "t"} if verb in ("note", "log_time") else {})
    getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **given)
    lines = ticket.timeline.count()
    getattr(actions, verb)(ticket, by=cast.sanne, now=LATER + timedelta(minutes=1), **given)
    assert ticket.timeline.count() == lines


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"note", "log_time", "change_details"}))
def test_a_closed_ticket_is_left_alone(open_ticket, cast, verb):
    ticket = open_ticket()
    actions.close(ticket, by=cast.jan.user, now=LATER)
    with pytest.raises(Refused, match="gesloten"):
        getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **VERBS[verb])


def test_who_comes_second_hears_who_was_first(open_ticket, cast):
    ticket = open_ticket()
    actions.take(ticket, by=cast.sanne, now=LATER)
    with pytest.raises(Refused, match="al opgepakt door Sanne de Wit"):
        actions.take(ticket, by=cast.ravi, now=LATER)


def test_only_who_may_assign_gives_work_to_others(open_ticket, cast):
    ticket = open_ticket()
    with pytest.raises(PermissionDenied):
        actions.assign(ticket, by=cast.sanne, now=LATER, assignee=cast.ravi)
    assert actions.assign(ticket, by=cast.sanne, now=LATER, team=cast.second_line).team == cast.second_line
    assert actions.assign(ticket, by=cast.marloes, now=LATER, assignee=cast.ravi).assignee == cast.ravi


def test_a_customer_is_never_the_assignee(open_ticket, cast):
    with pytest.raises(Refused, match="kan geen meldingen behandelen"):
        actions.assign(open_ticket(), by=cast.marloes, now=LATER, assignee=cast.jan.user)


def test_start_of_work_stops_the_clock_and_a_reply_does_not(open_ticket, cast):
    ticket = open_ticket()
    ticket = actions.reply(ticket, by=cast.sanne, now=LATER, text="Wij kijken ernaar.").ticket
    assert ticket.clock.state == ClockState.RUNNING
    ticket = actions.start_work(ticket, by=cast.sanne, now=LATER)
    assert (ticket.clock.state, ticket.clock.late, ticket.assignee) == (ClockState.MET, False, cast.sanne)
    assert ticket.status == Status.IN_BEHANDELING


@pytest.mark.parametrize(("minute", "late"), [(59, False), (60, False), (61, True)])
def test_late_is_after_the_moment_itself(open_ticket, cast, minute, late):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=MONDAY + timedelta(minutes=minute))
    assert ticket.clock.late is late


def test_logging_time_is_a_start_of_work(open_ticket, cast):
    ticket = actions.log_time(open_ticket(), by=cast.sanne, now=LATER, minutes=5, text="Nagekeken").ticket
    assert ticket.clock.late is False
    assert ticket.time_entries.get().minutes == 5


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_senseless_minutes_are_refused(open_ticket, cast, minutes):
    with pytest.raises(Refused, match="1440"):
        actions.log_time(open_ticket(), by=cast.sanne, now=LATER, minutes=minutes)


def test_waiting_stops_the_clock_and_the_answer_starts_it(open_ticket, cast):
    ticket = open_ticket()
    ticket = actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 10:20"), party="customer", text="Welke fout?")
    assert (ticket.clock.due_at, ticket.clock.queue_rank) == (None, QueueRank.PROMISE_WAITING)
    ticket = actions.reply(ticket, by=cast.jan.user, now=at("2026-11-23 15:00"), text="Fout 12").ticket
    assert ticket.status == Status.NIEUW
    assert ticket.clock.due_at == at("2026-11-23 15:40")
    assert [entry.kind for entry in ticket.timeline.all()][-2:] == [EntryKind.REPLY, EntryKind.RESUMED]


def test_a_reply_of_ours_does_not_end_the_wait(open_ticket, cast):
    ticket = actions.wait(open_ticket(), by=cast.sanne, now=LATER, party="supplier", text="Wacht op Dell")
    ticket = actions.reply(ticket, by=cast.sanne, now=LATER, text="Nog geen nieuws.").ticket
    assert ticket.status == Status.WACHT_OP_LEVERANCIER


def test_whose_time_it_was(open_ticket, cast):
    ticket = open_ticket()
    actions.start_work(ticket, by=cast.sanne, now=at("2026-11-23 10:30"))
    actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 11:00"), party="supplier", text="Dell belt terug.")
    actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 13:00"), party="customer", text="Kunt u testen?")
    ticket = actions.resume(ticket, by=cast.sanne, now=at("2026-11-23 14:00"))
    spent = clocks.read_clock(ticket, at("2026-11-23 15:00")).by_party
    hours = {party: spent[party] / timedelta(hours=1) for party in Party}
    assert hours == {Party.HOUSE: 2, Party.SUPPLIER: 2, Party.CUSTOMER: 1}


def test_classify_derives_anew_from_the_start_with_pauses(open_ticket, cast):
    ticket = open_ticket(impact=3, urgency="A")  # Standaard
    actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 10:05"), party="customer", text="Wie nog meer?")
    actions.resume(ticket, by=cast.sanne, now=at("2026-11-23 10:25"))
    ticket = actions.classify(
        ticket,
        by=cast.sanne,
        now=at("2026-11-23 10:30"),
        kind="incident",
        impact=1,
        urgency="A",
        reason="Heel de zaak ligt plat.",
    )
    assert ticket.priority == "kritisch"
    assert ticket.clock.due_at == at("2026-11-23 10:50")


def test_a_fallen_verdict_survives_a_lower_priority(open_ticket, cast):
    ticket = open_ticket()
    ticket = actions.classify(
        ticket, by=cast.sanne, now=at("2026-11-23 12:00"), kind="incident", impact=3, urgency="C", reason="Valt mee."
    )
    assert (ticket.priority, ticket.clock.late) == ("laag", True)
    ticket = actions.start_work(ticket, by=cast.sanne, now=at("2026-11-23 12:05"))
    assert (ticket.clock.late, ticket.clock.state) == (True, ClockState.LATE)


def test_another_priority_may_run_on_other_hours(open_ticket, cast):
    """SLA 3.2: the emergency service carries a Kritisch only, from the moment of the call on."""
    call = {"now": at("2026-11-23 20:00"), "channel": "phone", "by": cast.sanne}
    change = {"by": cast.sanne, "now": at("2026-11-23 20:05"), "kind": "incident", "reason": "Nagevraagd."}
    up = actions.classify(open_ticket(impact=1, urgency="B", **call), impact=1, urgency="A", **change)
    assert up.clock.due_at == at("2026-11-23 20:30")
    down = actions.classify(open_ticket(impact=1, urgency="A", **call), impact=3, urgency="A", **change)
    assert down.clock.due_at == at("2026-11-24 17:00")
    assert down.clock.calendar_version.calendar == cast.smit_agreement.calendar


def test_off_channel_goes_with_the_kritisch(open_ticket, cast):
    ticket = open_ticket(impact=1)
    given = {"by": cast.sanne, "now": LATER, "kind": "incident", "impact": 3, "urgency": "C", "reason": "Valt mee."}
    assert ticket.off_channel
    assert not actions.classify(ticket, **given).off_channel


def test_a_second_question_while_waiting_is_not_lost(open_ticket, cast):
    ticket = open_ticket()
    for text in ("Welke printer?", "Welke printer?", "En welke verdieping?", "En welke verdieping?"):
        ticket = actions.wait(ticket, by=cast.sanne, now=LATER, party="customer", text=text)
    said = [(entry.kind, entry.text) for entry in ticket.timeline.all()][1:]
    assert said == [(EntryKind.WAITING, "Welke printer?"), (EntryKind.REPLY, "En welke verdieping?")]


def test_the_same_plan_twice_is_one(open_ticket, cast):
    ticket, planned_for = open_ticket(), MONDAY + timedelta(days=1)
    for _ in range(3):
        ticket = actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=planned_for)
    assert ticket.timeline.filter(kind=EntryKind.PLANNED).count() == 1


def test_a_broken_promise_stays_one_and_is_not_warned_of_anew(open_ticket, cast):
    ticket = open_ticket()
    warn_due(at("2026-11-23 12:00"))
    given = {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Valt mee."}
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 12:05"), **given)
    assert (ticket.clock.nature, ticket.clock.queue_rank) == ("promise", QueueRank.PROMISE_RUNNING)
    assert warn_due(at("2026-11-24 12:00")) == 0
    assert sorted(ticket.clock.warnings.values_list("priority", "threshold")) == [
        ("ernstig", 50),
        ("ernstig", 75),
        ("ernstig", 100),
    ]


def test_a_missed_aim_that_becomes_a_promise_goes_to_the_top(open_ticket, cast):
    ticket = open_ticket(impact=3, urgency="A")
    given = {"kind": "incident", "impact": 1, "urgency": "A", "reason": "Iedereen heeft het."}
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-25 12:00"), **given)
    assert (ticket.clock.nature, ticket.clock.late) == ("aim", True)
    assert ticket.clock.queue_rank == QueueRank.PROMISE_RUNNING


def test_an_incident_that_is_a_question_loses_its_priority(open_ticket, cast):
    ticket = actions.classify(
        open_ticket(), by=cast.sanne, now=LATER, kind="servicevraag", impact=1, urgency="A", reason="Het is een vraag."
    )
    assert (ticket.priority, ticket.impact, ticket.clock.due_at) == (None, None, None)


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("wait", {"party": "customer", "text": " "}),
        ("classify", {"kind": "servicevraag", "reason": ""}),
        ("resolve", {"text": ""}),
        ("cancel", {"text": ""}),
        ("note", {"text": ""}),
        ("plan", {"planned_for": MONDAY - timedelta(days=1)}),
        ("change_details", {"subject": " "}),
    ],
)
def test_what_is_missing_is_asked_for(open_ticket, cast, verb, given):
    ticket = open_ticket()
    with pytest.raises(Refused) as refused:
        getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **given)
    assert refused.value.message
    assert Ticket.objects.get().status == Status.NIEUW


def test_calendar_edit_moves_open_clocks_and_no_verdict(open_ticket, cast):
    from sla.actions import add_exception

    waiting = open_ticket(now=at("2026-11-23 16:45"))
    fallen = open_ticket(now=at("2026-11-20 10:00"))
    actions.start_work(fallen, by=cast.sanne, now=at("2026-11-23 09:00"))
    assert waiting.clock.due_at == at("2026-11-24 08:45")
    calendar = cast.smit_agreement.calendar
    version = add_exception(
        calendar,
        by=cast.marloes,
        now=MONDAY,
        date=at("2026-11-24 00:00").date(),
        windows=[],
        reason="Verhuizing Supportcenter",
    )
    moved = actions.move_to_calendar(version, by=cast.marloes, now=at("2026-11-23 16:50"))
    assert [ticket.number for ticket in moved] == [waiting.number]
    assert moved[0].clock.due_at == at("2026-11-25 08:45")
    fallen.clock.refresh_from_db()
    assert (fallen.clock.late, fallen.clock.due_at) == (True, at("2026-11-20 11:00"))
