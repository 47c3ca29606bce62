"""Escalation by the steps of SLA 12: who is called, who confirms and by when, and what the timeline says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from contracts.models import DapPerson
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import HouseUserFactory, ServiceAgreementFactory
from tickets import actions
from tickets.escalation import rules as escalation
from tickets.models import EntryKind, Escalation, OutboxItem
from tickets.sweeps import mark_unacknowledged

REASON = "Wij wachten al twee dagen."
LATER = MONDAY + timedelta(minutes=10)


def last(ticket, kind=None):
    lines = ticket.timeline.order_by("at", "pk")
    return (lines.filter(kind=kind) if kind else lines).last()


def escalate(ticket, by, now=MONDAY, **fields):
    return actions.escalate(ticket, by=by, now=now, reason=fields.pop("reason", REASON), **fields)


@pytest.fixture
def dap(cast):
    """A next version of Smit's agreement in which SLA 12 names people."""
    cast.smit_agreement.ends_on = at("2026-10-31 00:00").date()
    cast.smit_agreement.save(update_fields=["ends_on"])
    cast.irene = HouseUserFactory(name="Irene Vos", email="irene@1do.example")
    return ServiceAgreementFactory(
        number="DVO-1001",
        version=2,
        customer=cast.smit,
        starts_on=at("2026-11-01 00:00").date(),
        packages={"werkplek": "plus"},
        dap={"escalation": [(cast.petra, 1), (cast.irene, 1), (cast.jan, 2), (cast.els, 2)]},
    )


# --- The steps --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("open_steps", "step"), [([], 1), ([1], 2), ([2], None), ([1, 2], None)])
def test_12_each_time_one_step_up_until_the_top(open_steps, step):
    assert escalation.next_step([0, 1, 2], open_steps) == step


def test_12_the_steps_are_those_of_the_document(open_ticket, cast):
    ticket = open_ticket()
    rungs = escalation.ladder(ticket, MONDAY).rungs
    assert [(rung.step, rung.level) for rung in rungs] == [(0, "Support"), (1, "Manager"), (2, "Directie")]
    assert [rung.step for rung in rungs if rung.is_next] == [1]


def test_12_without_a_clause_the_roles_and_the_reporter_are_called(open_ticket, cast):
    ticket = open_ticket()
    first, second = escalate(ticket, cast.jan.user), escalate(ticket, cast.jan.user)
    assert (first.step, escalation.names(first.house_people)) == (1, ("Marloes Kuiper",))
    assert (second.step, escalation.names(second.house_people)) == (2, ("Els Groen",))
    assert escalation.names(first.customer_people) == ("Jan Smit",)
    assert first.citation == "SLA 12"


def test_12_a_clause_names_people_on_both_sides_and_is_cited(open_ticket, cast, dap):
    ticket = open_ticket()
    first, second = escalate(ticket, cast.jan.user), escalate(ticket, cast.sanne)
    assert escalation.names(first.house_people) == ("Irene Vos",)
    assert escalation.names(first.customer_people) == ("Petra Bakker",)
    assert escalation.names(second.house_people) == ("Els Groen",)
    assert escalation.names(second.customer_people) == ("Jan Smit",)
    assert first.citation == "DAP 12, versie 2"
    entry = last(ticket, EntryKind.ESCALATED)
    assert entry.data["citation"] == "DAP 12, versie 2"
    assert entry.data["house"] == [{"id": cast.els.pk, "name": "Els Groen"}]


def test_12_who_was_revoked_or_left_is_not_called(open_ticket, cast, dap):
    DapPerson.objects.filter(contact=cast.petra).update(revoked_at=MONDAY)
    cast.irene.is_active = False
    cast.irene.save()
    called = escalate(open_ticket(), cast.jan.user)
    assert escalation.names(called.house_people) == ("Marloes Kuiper",)
    assert escalation.names(called.customer_people) == ("Jan Smit",)


def test_12_a_ticket_of_the_former_version_calls_the_people_of_today(open_ticket, cast, dap):
    ticket = open_ticket(now=at("2026-10-30 10:00"))
    assert ticket.agreement == cast.smit_agreement
    assert escalate(ticket, cast.jan.user).citation == "DAP 12, versie 2"


def test_12_at_the_top_it_is_refused_in_words(open_ticket, cast):
    ticket = open_ticket()
    escalate(ticket, cast.jan.user)
    escalate(ticket, cast.jan.user)
    with pytest.raises(Refused, match="hoogste trede"):
        escalate(ticket, cast.jan.user)
    assert ticket.escalations.count() == 2


def test_12_after_it_ended_it_begins_at_the_first_step_again(open_ticket, cast):
    ticket = open_ticket()
    first = escalate(ticket, cast.jan.user)
    actions.end_escalation(first, by=cast.marloes, now=LATER, outcome="Wij bellen elke ochtend.")
    assert escalate(ticket, cast.jan.user, now=LATER).step == 1


# --- Who --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "may"),
    [("jan", True), ("petra", False), ("willem", False), ("sanne", True), ("marloes", True), ("daan", False)],
)
def test_12_the_reporter_or_an_agent_escalates(open_ticket, cast, who, may):
    ticket = open_ticket()
    person = getattr(cast, who)
    if may:
        assert escalate(ticket, getattr(person, "user", person)).step == 1
        return
    with pytest.raises(PermissionDenied):
        escalate(ticket, getattr(person, "user", person))
    assert not Escalation.objects.exists()


def test_12_a_reason_is_needed(open_ticket, cast):
    with pytest.raises(Refused) as refused:
        escalate(open_ticket(), cast.jan.user, reason=" \x00 ")
    assert refused.value.field == "reason"


def test_12_not_of_what_is_closed(open_ticket, cast):
    ticket = actions.close(open_ticket(), by=cast.jan.user, now=MONDAY)
    with pytest.raises(Refused, match="vervolgmelding"):
        escalate(ticket, cast.jan.user)


def test_12_a_second_click_is_not_a_second_step(open_ticket, cast):
    ticket = open_ticket()
    first = escalate(ticket, cast.jan.user, form_token="f")
    assert escalate(ticket, cast.jan.user, form_token="f") == first
    assert ticket.escalations.count() == 1
    assert ticket.timeline.filter(kind=EntryKind.ESCALATED).count() == 1


# --- Confirming -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("began", "until"),
    [
        ("2026-11-23 10:00", "2026-11-23 11:00"),
        ("2026-11-23 16:30", "2026-11-24 08:30"),
        ("2026-11-21 12:00", "2026-11-23 09:00"),  # in the weekend
        ("2026-12-24 15:30", "2026-12-28 08:30"),  # closes at 16:00, then Christmas and a weekend
    ],
)
def test_12_the_hour_to_confirm_is_working_time(open_ticket, cast, began, until):
    assert escalate(open_ticket(now=at(began)), cast.jan.user, now=at(began)).acknowledge_by == at(until)


def test_12_the_time_to_confirm_is_a_setting(open_ticket, cast, settings):
    settings.ESCALATION_ACKNOWLEDGE_MINUTES = 30
    assert escalate(open_ticket(), cast.jan.user).acknowledge_by == at("2026-11-23 10:30")


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("irene", "done"),  # named
        ("marloes", "done"),  # coordinator
        ("els", "done"),  # directie
        ("sanne", Refused),
        ("daan", PermissionDenied),
        ("jan", PermissionDenied),
        ("petra", PermissionDenied),  # named, but on the other side
    ],
)
def test_12_who_was_called_confirms_or_a_coordinator_or_the_directie(open_ticket, cast, dap, who, outcome):
    started = escalate(open_ticket(), cast.jan.user)
    person = getattr(cast, who)
    by = getattr(person, "user", person)
    if outcome == "done":
        assert actions.acknowledge(started, by=by, now=LATER).acknowledged_by == by
        return
    with pytest.raises(outcome):
        actions.acknowledge(started, by=by, now=LATER)


def test_12_confirming_in_time_is_not_late(open_ticket, cast):
    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    started = actions.acknowledge(started, by=cast.marloes, now=started.acknowledge_by, text="Ik bel u zo.")
    assert started.late is False
    entry = last(ticket)
    assert (entry.kind, entry.text, entry.is_public) == (EntryKind.ACKNOWLEDGED, "Ik bel u zo.", True)
    assert entry.data == {"escalation": started.pk, "step": 1, "late": False}
    assert mark_unacknowledged(MONDAY + timedelta(days=3)) == 0


def test_12_a_second_after_it_is_late_also_before_a_sweep_came_by(open_ticket, cast):
    started = escalate(open_ticket(), cast.jan.user)
    started = actions.acknowledge(started, by=cast.marloes, now=started.acknowledge_by + timedelta(seconds=1))
    assert started.late is True


def test_12_the_first_verdict_stays(open_ticket, cast):
    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    actions.acknowledge(started, by=cast.marloes, now=LATER)
    again = actions.acknowledge(started, by=cast.els, now=MONDAY + timedelta(days=2))
    assert (again.acknowledged_by, again.late) == (cast.marloes, False)
    assert ticket.timeline.filter(kind=EntryKind.ACKNOWLEDGED).count() == 1


# --- Nobody confirmed -------------------------------------------------------------------------------------
def test_12_nobody_confirmed_is_said_exactly_once(open_ticket, cast):
    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    assert mark_unacknowledged(started.acknowledge_by) == 0
    assert mark_unacknowledged(started.acknowledge_by + timedelta(seconds=1)) == 1
    for minutes in (2, 60, 6000):
        assert mark_unacknowledged(started.acknowledge_by + timedelta(minutes=minutes)) == 0
    started.refresh_from_db()
    assert started.late is True
    entry = ticket.timeline.get(kind=EntryKind.UNACKNOWLEDGED)
    assert entry.is_public
    assert entry.data["house"] == [{"id": cast.els.pk, "name": "Els Groen"}]  # those of the next step hear of it
    assert OutboxItem.objects.filter(consumer="mail", entry=entry).count() == 1


def test_12_who_confirms_after_that_was_late(open_ticket, cast):
    started = escalate(open_ticket(), cast.jan.user)
    mark_unacknowledged(started.acknowledge_by + timedelta(seconds=1))
    assert actions.acknowledge(started, by=cast.marloes, now=MONDAY + timedelta(hours=2)).late is True


def test_12_two_sweeps_that_read_the_same_row_say_it_once(open_ticket, cast):
    """The second finds what the first did, though it had read the row before."""
    from tickets.escalation.actions import mark_unacknowledged as mark

    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    one, other = Escalation.objects.get(pk=started.pk), Escalation.objects.get(pk=started.pk)
    now = started.acknowledge_by + timedelta(seconds=1)
    assert [mark(one, now=now), mark(other, now=now)] == [True, False]
    assert ticket.timeline.filter(kind=EntryKind.UNACKNOWLEDGED).count() == 1


# --- The end ----------------------------------------------------------------------------------------------
def test_12_who_was_called_ends_it_with_an_outcome(open_ticket, cast):
    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    with pytest.raises(Refused):
        actions.end_escalation(started, by=cast.marloes, now=LATER, outcome="")
    actions.end_escalation(started, by=cast.marloes, now=LATER, outcome="Opgelost met de klant.")
    actions.end_escalation(started, by=cast.marloes, now=LATER, outcome="Nog eens.")
    started.refresh_from_db()
    assert (started.outcome, started.acknowledged_by, started.late) == ("Opgelost met de klant.", cast.marloes, False)
    kinds = list(ticket.timeline.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == [EntryKind.ESCALATED, EntryKind.ACKNOWLEDGED, EntryKind.DEESCALATED]


def test_12_an_agent_ends_only_what_was_confirmed(open_ticket, cast):
    started = escalate(open_ticket(), cast.jan.user)
    with pytest.raises(Refused, match="Marloes Kuiper"):
        actions.end_escalation(started, by=cast.sanne, now=LATER, outcome="Klaar.")
    actions.acknowledge(started, by=cast.marloes, now=LATER)
    assert actions.end_escalation(started, by=cast.sanne, now=LATER, outcome="Klaar.").ended_at
    with pytest.raises(PermissionDenied):
        actions.end_escalation(started, by=cast.jan.user, now=LATER, outcome="Klaar.")


def test_12_who_stands_on_the_ladder_is_who_was_called(open_ticket, cast):
    """Not who would be called now."""
    ticket = open_ticket()
    started = escalate(ticket, cast.jan.user)
    cast.marloes.groups.clear()
    HouseUserFactory(name="Nieuwe Coördinator", email="nieuw@1do.example", roles=[Role.COORDINATOR])
    ladder = escalation.ladder(ticket, LATER)
    assert ladder.rungs[1].house == ("Marloes Kuiper",)
    assert ladder.top == started
    assert ladder.next.step == 2


# --- For the review ---------------------------------------------------------------------------------------
def test_11_figures_of_a_period(open_ticket, cast):
    ticket, other = open_ticket(), open_ticket()
    first = escalate(ticket, cast.jan.user)
    actions.acknowledge(first, by=cast.marloes, now=MONDAY + timedelta(minutes=20))
    second = escalate(ticket, cast.jan.user, now=at("2026-11-23 16:50"))
    actions.acknowledge(second, by=cast.els, now=at("2026-11-24 08:30"))  # 40 working minutes
    third = escalate(other, cast.jan.user)
    mark_unacknowledged(third.acknowledge_by + timedelta(seconds=1))
    escalate(open_ticket(contact=cast.willem), cast.willem.user)
    found = escalation.figures(cast.smit, at("2026-11-01 00:00"), at("2026-12-01 00:00"))
    assert found.per_step == {1: 2, 2: 1}
    assert (found.total, found.late, found.median_time) == (3, 1, timedelta(minutes=30))
    empty = escalation.figures(cast.smit, at("2026-12-01 00:00"), at("2027-01-01 00:00"))
    assert (empty.total, empty.late, empty.median_time) == (0, 0, None)
