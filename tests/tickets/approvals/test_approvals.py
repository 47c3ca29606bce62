"""Estimates: what billable work will cost, and the yes or no to that (SLA 4.2, 5.1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import ClauseKind
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory
from tests.tickets.versions import renew, revoke
from tickets import actions
from tickets.approvals import approvers
from tickets.approvals.actions import estimated_amount
from tickets.models import Approval, ApprovalStatus, ClockState, EntryKind, OutboxItem, Status, Ticket

LATER = MONDAY + timedelta(minutes=5)
AFTER = MONDAY + timedelta(minutes=65)


@pytest.fixture
def billable(open_ticket, cast):
    """De Vries has Werkplek Basic: support is meerwerk."""
    return lambda **fields: open_ticket(contact=cast.willem, **fields)


@pytest.fixture
def estimate(billable, cast):
    def make(ticket=None, **fields):
        given = {"minutes": 90, "text": "Mailserver nakijken."} | fields
        return actions.ask_estimate(ticket or billable(), by=cast.sanne, now=LATER, **given)

    return make


def answer(approval, who, *, granted=True, now=AFTER, **fields):
    return actions.decide(approval, now=now, granted=granted, by=who.user, **fields)


@pytest.mark.parametrize("who", ["willem", "jan", "daan", "els"])
def test_only_agents_send_an_estimate(billable, cast, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.ask_estimate(billable(), by=getattr(person, "user", person), now=LATER, minutes=5, text="x")


def test_an_estimate_waits_on_the_customer_and_the_clock_with_it(estimate, cast):
    approval = estimate()
    assert (approval.status, approval.amount, approval.citation) == ("asked", Decimal("142.50"), "SLA 4.2")
    ticket = Ticket.objects.get(pk=approval.ticket_id)
    assert (ticket.status, ticket.clock.state, ticket.clock.due_at) == (
        Status.WACHT_OP_KLANT,
        ClockState.PAUSED,
        None,
    )
    opened, asked, waiting = ticket.timeline.all()
    assert (asked.kind, waiting.kind, waiting.data["party"]) == (EntryKind.ASKED, EntryKind.WAITING, "customer")
    assert asked.is_public
    assert asked.data["status"] == ["nieuw", "wacht_op_klant"]
    assert (asked.data["minutes"], asked.data["amount"]) == (90, "142.50")
    assert OutboxItem.objects.filter(consumer="mail", entry=asked).exists()


def test_a_yes_lets_the_clock_run_with_the_wait_off_it(estimate, cast):
    approval = answer(estimate(), cast.willem, text="Ga uw gang.")
    assert (approval.status, approval.decided_by, approval.decided_by_link) == ("granted", cast.willem, False)
    ticket = Ticket.objects.get(pk=approval.ticket_id)
    assert (ticket.status, ticket.clock.due_at) == (Status.NIEUW, at("2026-11-23 12:00"))  # 11:00 and the hour waited
    decided, resumed = list(ticket.timeline.all())[-2:]
    assert (decided.kind, decided.text, decided.by) == (EntryKind.DECIDED, "Ga uw gang.", cast.willem.user)
    assert (decided.data["granted"], decided.data["name"]) == (True, "Willem de Vries")
    assert resumed.kind == EntryKind.RESUMED


def test_a_no_does_not_end_the_ticket(estimate, cast):
    approval = answer(estimate(), cast.willem, granted=False, text="Te duur.")
    ticket = Ticket.objects.get(pk=approval.ticket_id)
    assert (approval.status, ticket.status) == ("declined", Status.NIEUW)
    assert ticket.timeline.filter(kind=EntryKind.DECIDED).get().data["granted"] is False


def test_a_kritisch_does_not_wait(billable, estimate, cast):
    ticket = billable(impact=1, urgency="A", channel="phone", by=cast.sanne)
    approval = estimate(ticket)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.clock.state) == (Status.NIEUW, ClockState.RUNNING)
    assert "status" not in ticket.timeline.get(kind=EntryKind.ASKED).data
    assert answer(approval, cast.willem).status == "granted"
    assert not ticket.timeline.filter(kind=EntryKind.RESUMED).exists()


def test_what_becomes_kritisch_waits_no_longer(estimate, cast):
    ticket = estimate().ticket
    given = {"kind": "incident", "impact": 1, "urgency": "A", "reason": "Niemand kan werken."}
    ticket = actions.classify(ticket, by=cast.sanne, now=AFTER, **given)
    assert ticket.status == Status.NIEUW
    asked = actions.wait(ticket, by=cast.sanne, now=AFTER, party="customer", text="Welke server?")
    asked = actions.classify(asked, by=cast.sanne, now=AFTER, kind="incident", impact=2, urgency="A", reason="x")
    asked = actions.classify(asked, by=cast.sanne, now=AFTER, **given)
    assert asked.status == Status.WACHT_OP_KLANT


def test_what_is_covered_needs_no_estimate(open_ticket, cast):
    with pytest.raises(Refused, match="valt binnen de overeenkomst"):
        actions.ask_estimate(open_ticket(), by=cast.sanne, now=LATER, minutes=60, text="x")
    approval = actions.ask_estimate(
        open_ticket(), by=cast.sanne, now=LATER, minutes=60, text="Zaterdag", rate="outside_hours"
    )
    assert approval.amount == Decimal("142.50")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 60_001}, "minutes"),
        ({"text": " \x00"}, "text"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("1e30")}, "amount"),
        ({"rate": "vriendenprijs"}, "rate"),
    ],
)
def test_senseless_estimates_are_refused_in_words(billable, estimate, fields, field):
    ticket = billable()
    with pytest.raises(Refused) as refused:
        estimate(ticket, **fields)
    assert refused.value.field == field
    assert not Approval.objects.exists()


def test_without_a_tariff_the_agent_says_the_amount(estimate, cast):
    renew(cast.vries_agreement, tariff_normal=None, tariff_outside_hours=None, tariff_emergency=None)
    with pytest.raises(Refused, match="geen uurtarief") as refused:
        estimate()
    assert refused.value.field == "amount"
    assert estimate(amount=Decimal("80")).amount == Decimal("80.00")


@pytest.mark.parametrize(
    ("rate", "minutes", "amount"),
    [("normal", 30, "47.50"), ("outside_hours", 30, "71.25"), ("emergency", 30, "165.00"), ("emergency", 90, "247.50")],
)
def test_the_amount_follows_from_minutes_and_tariff(cast, rate, minutes, amount):
    tariffs = cast.vries_agreement.terms.tariffs
    assert estimated_amount(tariffs, minutes, rate, minimum=60) == Decimal(amount)


def test_the_same_estimate_twice_is_one(billable, estimate):
    ticket = billable()
    assert estimate(ticket).pk == estimate(ticket).pk
    assert ticket.timeline.filter(kind=EntryKind.ASKED).count() == 1


def test_a_newer_estimate_takes_the_place_of_the_open_one(billable, estimate, cast):
    ticket = billable()
    first = estimate(ticket)
    second = estimate(ticket, minutes=120)
    first.refresh_from_db()
    assert (first.status, second.status) == (ApprovalStatus.WITHDRAWN, ApprovalStatus.ASKED)
    assert ticket.timeline.filter(kind=EntryKind.ASKED).last().data["replaces"] == first.pk
    assert ticket.timeline.filter(kind=EntryKind.WAITING).count() == 1
    with pytest.raises(Refused, match="ingetrokken"):
        answer(first, cast.willem)
    assert answer(second, cast.willem).status == "granted"


def test_who_may_answer_follows_from_the_dap(estimate, cast):
    boss = ContactFactory(customer=cast.vries, name="Anna Baas", email="anna@vries.example", with_user=True)
    renew(cast.vries_agreement, dap={ClauseKind.COST_APPROVERS: [boss]})
    approval = estimate()
    assert approval.citation == "DAP 4.2, versie 2"
    assert approvers.people_asked(approval, LATER) == [boss]
    with pytest.raises(PermissionDenied):
        answer(approval, cast.willem)  # he reported it, but another decides on money
    assert Ticket.objects.visible_to(boss.user).filter(pk=approval.ticket_id).exists()
    assert answer(approval, boss).decided_by == boss


@pytest.mark.parametrize("who", ["jan", "petra"])
def test_nobody_of_another_customer_answers(estimate, cast, who):
    stranger = getattr(cast, who)
    approval = estimate()
    assert not Approval.objects.visible_to(stranger.user).exists()
    for given in ({"by": stranger.user}, {"contact": stranger}, {"by": stranger.user, "contact": cast.willem}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.ASKED


@pytest.mark.parametrize("who", ["sanne", "marloes", "daan", "els", "fred"])
def test_nobody_of_1do_answers_for_the_customer(estimate, cast, who):
    approval = estimate()
    for given in ({}, {"contact": cast.willem}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, by=getattr(cast, who), **given)


def test_nobody_at_all_does_not_answer_either(estimate):
    with pytest.raises(PermissionDenied):
        actions.decide(estimate(), now=AFTER, granted=True)


def test_by_link_the_contact_answers_without_signing_in(estimate, cast):
    approval = actions.decide(estimate(), now=AFTER, granted=True, contact=cast.willem)
    assert (approval.decided_by, approval.decided_by_link) == (cast.willem, True)
    line = approval.ticket.timeline.get(kind=EntryKind.DECIDED)
    assert (line.by, line.data["by_link"], line.data["name"]) == (None, True, "Willem de Vries")


def test_a_link_is_worth_nothing_once_its_holder_left(estimate, cast):
    approval, stale = estimate(), cast.willem
    type(stale).objects.filter(pk=stale.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        actions.decide(approval, now=AFTER, granted=True, contact=stale)


def test_nor_when_he_works_for_another_customer_now(estimate, cast):
    approval = estimate()
    cast.willem.customer = cast.smit
    cast.willem.save()
    for given in ({"by": cast.willem.user}, {"contact": cast.willem}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)


def test_nor_when_his_organisation_is_no_customer_any_more(estimate, cast):
    approval = estimate()
    type(cast.vries).objects.filter(pk=cast.vries.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        actions.decide(approval, now=AFTER, granted=True, contact=cast.willem)


def test_nor_once_he_was_shut_out(estimate, cast):
    approval = estimate()
    type(cast.willem.user).objects.filter(pk=cast.willem.user.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        actions.decide(approval, now=AFTER, granted=True, contact=cast.willem)


def test_s10_who_was_revoked_is_refused_at_once(estimate, cast):
    renew(cast.vries_agreement, dap={ClauseKind.COST_APPROVERS: [cast.willem]})
    approval = estimate()
    revoke(cast.willem, ClauseKind.COST_APPROVERS, LATER)
    for given in ({"by": cast.willem.user}, {"contact": cast.willem}):
        with pytest.raises(PermissionDenied):
            actions.decide(approval, now=AFTER, granted=True, **given)
    assert "DAP 4.2, versie 2" in approvers.answerers(approval.ticket, "estimate", AFTER).missing


def test_who_stands_in_a_newer_version_may_answer_what_was_asked_before(estimate, cast):
    approval = estimate()
    boss = ContactFactory(customer=cast.vries, name="Anna Baas", email="anna@vries.example", with_user=True)
    renew(cast.vries_agreement, starts_on=MONDAY.date() + timedelta(days=1), dap={ClauseKind.COST_APPROVERS: [boss]})
    tomorrow = MONDAY + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        answer(approval, cast.willem, now=tomorrow)
    assert answer(approval, boss, now=tomorrow).citation == "DAP 4.2, versie 2"


def test_the_same_answer_twice_changes_nothing_and_the_other_is_refused(estimate, cast):
    approval = answer(estimate(), cast.willem)
    lines = approval.ticket.timeline.count()
    assert answer(approval, cast.willem).status == "granted"
    assert approval.ticket.timeline.count() == lines
    with pytest.raises(Refused, match="al beslist: Willem de Vries ging akkoord op ma 23 nov 11:05"):
        answer(approval, cast.willem, granted=False)


def test_an_agent_takes_an_estimate_back(estimate, cast):
    approval = estimate()
    for _click in range(2):
        approval = actions.withdraw_approval(approval, by=cast.sanne, now=AFTER, text="Het is garantie.")
    ticket = Ticket.objects.get(pk=approval.ticket_id)
    assert (approval.status, ticket.status) == (ApprovalStatus.WITHDRAWN, Status.NIEUW)
    said = ticket.timeline.get(kind=EntryKind.REPLY)
    assert said.said == "De vraag om akkoord is ingetrokken: Het is garantie."
    with pytest.raises(Refused, match="ingetrokken"):
        answer(approval, cast.willem)


def test_not_once_it_was_answered_nor_without_a_reason(estimate, cast):
    approval = estimate()
    with pytest.raises(Refused, match="waarom de vraag vervalt"):
        actions.withdraw_approval(approval, by=cast.sanne, now=AFTER, text=" ")
    with pytest.raises(PermissionDenied):
        actions.withdraw_approval(approval, by=cast.willem.user, now=AFTER, text="Nee")
    answer(approval, cast.willem)
    with pytest.raises(Refused, match="al beslist"):
        actions.withdraw_approval(approval, by=cast.sanne, now=AFTER, text="Toch niet.")


@pytest.mark.parametrize(
    ("verb", "who"),
    [("cancel", "sanne"), ("resolve", "sanne"), ("close", "willem")],
    ids=["cancel", "resolve", "close"],
)
def test_what_is_over_is_asked_no_more(estimate, cast, verb, who):
    approval, person = estimate(), getattr(cast, who)
    getattr(actions, verb)(approval.ticket, by=getattr(person, "user", person), now=AFTER, text="Klaar.")
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.WITHDRAWN
    with pytest.raises(Refused, match="ingetrokken"):
        answer(approval, cast.willem)


def test_billable_time_waits_for_the_answer(estimate, cast):
    approval = estimate()
    with pytest.raises(Refused, match="nog geen akkoord"):
        actions.log_time(approval.ticket, by=cast.sanne, now=AFTER, minutes=10)
    assert answer(approval, cast.willem).status == "granted"
    ticket = actions.log_time(approval.ticket, by=cast.sanne, now=AFTER, minutes=10).ticket
    assert ticket.status == Status.IN_BEHANDELING


def test_a_message_of_the_customer_ends_the_wait_but_not_the_question(estimate, cast):
    approval = estimate()
    ticket = actions.reply(approval.ticket, by=cast.willem.user, now=AFTER, text="Wat valt daaronder?").ticket
    approval.refresh_from_db()
    assert (ticket.status, approval.status) == (Status.NIEUW, ApprovalStatus.ASKED)
