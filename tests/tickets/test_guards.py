"""Somebody was first: of two who do it at once, what the second one reads under the lock decides."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.actions import add_recurring, change_contact
from contracts.models import Contact, CustomerEvent, CustomerEventKind
from infra import signed_links
from infra.errors import Refused
from sla.actions import add_exception
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.two_connections import beaten, beside, own, two_connections
from tickets import actions, sweeps
from tickets.models import (
    BreachWarning,
    ClockState,
    EntryKind,
    Escalation,
    HoursWarning,
    OneTimeSecret,
    Status,
    Ticket,
    TimeEntry,
    TimelineEntry,
    VisitItem,
)
from tickets.planned.recurring import make_due_work
from tickets.time.timers import TimerElsewhere

SECOND = timedelta(seconds=1)
LATER = MONDAY + timedelta(hours=1)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("clock").get(pk=ticket.pk)


def kinds(ticket: Ticket) -> list[str]:
    """In the order in which everybody reads them."""
    return list(ticket.timeline.order_by("at", "pk").values_list("kind", flat=True))


def count(kind: EntryKind) -> int:
    return TimelineEntry.objects.filter(kind=kind).count()


# --- The order of the timeline ----------------------------------------------------------------------------
@two_connections
def test_who_read_his_moment_first_and_waited_longer_comes_after(open_ticket, cast):
    """Or the clock would replay an answer before its question, and stand still for ever."""
    ticket = open_ticket()
    beaten(
        lambda: actions.wait(
            own(ticket), by=cast.sanne, now=MONDAY + 10 * SECOND, party="customer", text="Welke printer?"
        ),
        lambda: actions.reply(own(ticket), by=cast.jan.user, now=MONDAY + 5 * SECOND, text="Die bij de balie."),
    )
    ticket = fresh(ticket)
    assert kinds(ticket) == [EntryKind.OPENED, EntryKind.WAITING, EntryKind.REPLY, EntryKind.RESUMED]
    assert (ticket.status, ticket.clock.state) == (Status.NIEUW, ClockState.RUNNING)
    assert ticket.updated_at == MONDAY + 10 * SECOND


def test_who_was_alone_has_the_moment_that_he_read(open_ticket, cast):
    ticket = open_ticket()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY + 5 * SECOND, text="Die bij de balie.")
    assert fresh(ticket).updated_at == MONDAY + 5 * SECOND


def test_a_warning_stands_behind_what_happened_since_the_sweep_began(open_ticket, cast):
    ticket = open_ticket()
    began = ticket.clock.next_warning_at + SECOND
    actions.note(ticket, by=cast.sanne, now=began + 30 * SECOND, text="Ik bel hem zo.")
    assert sweeps.warn_due(began) == 1
    assert kinds(ticket) == [EntryKind.OPENED, EntryKind.NOTE, EntryKind.WARNED]


# --- A verdict that has fallen ----------------------------------------------------------------------------
@two_connections
def test_a_verdict_that_has_fallen_is_never_recomputed(open_ticket, cast):
    """He pressed start a second before the moment, and the sweep that found it late was first: that was mailed."""
    ticket = open_ticket()
    due = ticket.clock.due_at
    beaten(
        lambda: sweeps.warn_due(due + SECOND),
        lambda: actions.start_work(own(ticket), by=cast.sanne, now=due - SECOND),
    )
    clock = fresh(ticket).clock
    assert (clock.late, clock.state, clock.verdict_at, clock.due_at) == (True, ClockState.LATE, due, due)
    assert clock.work_started_at == due + SECOND  # after the warning, in the order in which they were written
    assert BreachWarning.objects.filter(clock=clock, threshold=100).exists()


@two_connections
def test_who_starts_before_the_sweep_is_in_time_and_the_sweep_leaves_him_be(open_ticket, cast):
    ticket = open_ticket()
    due = ticket.clock.due_at
    started = beside(
        lambda: actions.start_work(own(ticket), by=cast.sanne, now=due - SECOND), lambda: sweeps.warn_due(due + SECOND)
    )
    assert started == 0, "who is busy is left alone"
    assert sweeps.warn_due(due + SECOND) == 0
    assert (fresh(ticket).clock.late, BreachWarning.objects.count()) == (False, 0)


@two_connections
def test_of_two_sweeps_one_warns(open_ticket):
    ticket = open_ticket()
    late = ticket.clock.due_at + SECOND
    assert beside(lambda: sweeps.warn_due(late), lambda: sweeps.warn_due(late)) == 0
    assert sweeps.warn_due(late) == 0
    assert kinds(ticket).count(EntryKind.WARNED) == BreachWarning.objects.count() == 3


@two_connections
def test_what_begins_while_the_calendar_is_edited_keeps_the_hours_by_which_it_began(open_ticket, cast):
    ticket = open_ticket(now=at("2026-11-23 16:30"))
    calendar = ticket.clock.calendar_version.calendar
    day = at("2026-11-24 00:00").date()
    version = add_exception(calendar, by=cast.marloes, now=LATER, date=day, windows=[], reason="Storing")
    moved = beaten(
        lambda: actions.start_work(own(ticket), by=cast.sanne, now=at("2026-11-24 08:10")),
        lambda: actions.move_to_calendar(version, by=cast.marloes, now=at("2026-11-24 08:10")),
    )
    assert moved == []
    clock = fresh(ticket).clock
    assert (clock.late, clock.due_at, clock.calendar_version_id != version.pk) == (False, at("2026-11-24 08:30"), True)


# --- Closing ----------------------------------------------------------------------------------------------
@pytest.fixture
def resolved(open_ticket, cast) -> Ticket:
    return actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY, text="Klaar.")


@two_connections
def test_what_was_resolved_anew_is_not_closed_by_a_sweep_that_saw_it_before(resolved, cast):
    """It closes by itself so many working days after the last solution, not after the first."""
    closes_at = resolved.closes_at

    def came_back() -> None:
        actions.reopen(resolved, by=cast.jan.user, now=closes_at, text="Toch niet.")
        actions.resolve(resolved, by=cast.sanne, now=closes_at, text="Nu echt.")

    assert beaten(came_back, lambda: sweeps.close_due(closes_at)) == 0
    assert fresh(resolved).status == Status.OPGELOST
    assert sweeps.close_due(fresh(resolved).closes_at) == 1
    assert fresh(resolved).status == Status.GESLOTEN


@two_connections
def test_who_says_that_it_is_not_solved_is_before_the_sweep_that_would_close_it(resolved, cast, caplog):
    closes_at = resolved.closes_at
    reopened = lambda: actions.reopen(resolved, by=cast.jan.user, now=closes_at, text="Toch niet.")  # noqa: E731
    assert beaten(reopened, lambda: sweeps.close_due(closes_at)) == 0
    assert fresh(resolved).status == Status.IN_BEHANDELING
    assert not caplog.records, "that is how it goes, and no error"


@two_connections
def test_of_two_sweeps_one_closes(resolved):
    closes_at = resolved.closes_at
    assert beaten(lambda: sweeps.close_due(closes_at), lambda: sweeps.close_due(closes_at)) == 0
    assert (fresh(resolved).status, count(EntryKind.CLOSED)) == (Status.GESLOTEN, 1)


# --- The other sweeps: another sweep was first, or a person -----------------------------------------------
@pytest.fixture
def escalated(open_ticket, cast):
    return actions.escalate(open_ticket(), by=cast.jan.user, now=MONDAY, reason="Wij wachten al twee dagen.")


@two_connections
def test_an_escalation_is_said_to_be_unconfirmed_once(escalated):
    late = escalated.acknowledge_by + SECOND
    assert beaten(lambda: sweeps.mark_unacknowledged(late), lambda: sweeps.mark_unacknowledged(late)) == 0
    assert count(EntryKind.UNACKNOWLEDGED) == 1


@two_connections
def test_who_confirms_an_escalation_is_before_the_sweep(escalated, cast):
    late = escalated.acknowledge_by + SECOND
    confirmed = lambda: actions.acknowledge(own(escalated), by=cast.marloes, now=escalated.acknowledge_by)  # noqa: E731
    assert beaten(confirmed, lambda: sweeps.mark_unacknowledged(late)) == 0
    escalated.refresh_from_db()
    assert (escalated.late, count(EntryKind.UNACKNOWLEDGED)) == (False, 0)


@two_connections
def test_an_escalation_is_confirmed_and_ended_once(escalated, cast):
    def confirm() -> Escalation:
        return actions.acknowledge(own(escalated), by=cast.marloes, now=LATER)

    def end(outcome: str) -> Escalation:
        return actions.end_escalation(own(escalated), by=cast.marloes, now=LATER, outcome=outcome)

    assert beaten(confirm, confirm).acknowledged_by == cast.marloes
    assert count(EntryKind.ACKNOWLEDGED) == 1
    assert beaten(lambda: end("Opgelost."), lambda: end("Anders opgelost.")).outcome == "Opgelost."
    assert count(EntryKind.DEESCALATED) == 1


@pytest.fixture
def with_supplier(open_ticket, cast) -> Ticket:
    return actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="supplier", text="Wacht op KPN.")


CHASE = at("2026-11-24 09:00")


@two_connections
def test_a_supplier_is_rung_again_once(with_supplier):
    assert beaten(lambda: sweeps.chase_suppliers(CHASE), lambda: sweeps.chase_suppliers(CHASE)) == 0
    assert count(EntryKind.CHASE_DUE) == 1


@two_connections
def test_a_supplier_who_answered_is_not_rung(with_supplier, cast):
    answered = lambda: actions.resume(with_supplier, by=cast.sanne, now=CHASE)  # noqa: E731
    assert beaten(answered, lambda: sweeps.chase_suppliers(CHASE)) == 0
    assert count(EntryKind.CHASE_DUE) == 0


@pytest.fixture
def asked(open_ticket, cast) -> Ticket:
    return actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="customer", text="Welke printer?")


@two_connections
def test_a_silent_customer_is_reminded_once(asked):
    due = asked.remind_at
    assert beaten(lambda: sweeps.remind_customers(due), lambda: sweeps.remind_customers(due)) == 0
    assert count(EntryKind.REMINDED) == 1


@two_connections
def test_a_customer_who_answered_is_not_reminded(asked, cast):
    due = asked.remind_at
    answered = lambda: actions.reply(asked, by=cast.jan.user, now=due, text="Die bij de balie.")  # noqa: E731
    assert beaten(answered, lambda: sweeps.remind_customers(due)) == 0
    assert count(EntryKind.REMINDED) == 0


@two_connections
def test_hours_that_ran_out_are_said_once(open_ticket, cast):
    gerda = ContactFactory(customer=CustomerFactory(number="K1003"), name="Gerda Jansen", email="gerda@jansen.example")
    ServiceAgreementFactory(
        customer=gerda.customer,
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(1),
        account_manager=cast.daan,
    )
    actions.log_time(open_ticket(contact=gerda), by=cast.sanne, now=LATER, minutes=60, outside_hours=False)
    HoursWarning.objects.all().delete()
    reached = CustomerEvent.objects.filter(kind=CustomerEventKind.HOURS_REACHED)
    before = reached.count()
    assert beaten(lambda: sweeps.warn_of_hours(LATER), lambda: sweeps.warn_of_hours(LATER)) == 0
    assert reached.count() == before + HoursWarning.objects.count() > before


@two_connections
def test_recurring_work_is_made_once_and_nobody_waits_for_it(cast, caplog):
    first = at("2026-12-01 08:00")
    add_recurring(
        cast.smit,
        by=cast.daan,
        now=MONDAY,
        kind="server_apk",
        title="Server-APK",
        contact=cast.jan,
        rrule="FREQ=MONTHLY;BYDAY=1TU",
        starts_on=MONDAY.date(),
    )
    assert beside(lambda: make_due_work(first), lambda: make_due_work(first)) == 0
    assert (make_due_work(first), Ticket.objects.count(), caplog.records) == (0, 1, [])


# --- What is opened once ----------------------------------------------------------------------------------
@pytest.fixture
def secret(open_ticket, cast) -> OneTimeSecret:
    given = {"kind": "wachtwoord", "secret": "Tr0ub4dor&3", "days": 3}
    actions.send_secret(open_ticket(), by=cast.sanne, now=MONDAY, **given)
    return OneTimeSecret.objects.get()


def steps() -> list[str]:
    lines = TimelineEntry.objects.filter(kind=EntryKind.SECRET).order_by("at", "pk")
    return [line.data["step"] for line in lines]


@two_connections
def test_a_secret_that_was_opened_does_not_expire(secret, cast):
    read = lambda: actions.open_secret(own(secret), by=None, contact=cast.jan, now=secret.expires_at - SECOND)  # noqa: E731
    assert beaten(read, lambda: sweeps.expire_secrets(secret.expires_at)) == 0
    assert steps() == ["made", "opened"]


@two_connections
def test_a_secret_expires_once(secret):
    due = secret.expires_at
    assert beaten(lambda: sweeps.expire_secrets(due), lambda: sweeps.expire_secrets(due)) == 0
    assert steps() == ["made", "expired"]


@two_connections
def test_a_secret_that_was_withdrawn_is_not_read(secret, cast):
    withdrawn = lambda: actions.withdraw_secret(own(secret), by=cast.sanne, now=LATER)  # noqa: E731
    with pytest.raises(Refused):
        beaten(withdrawn, lambda: actions.open_secret(own(secret), by=None, contact=cast.jan, now=LATER))
    assert steps() == ["made", "withdrawn"]


@two_connections
def test_who_leaves_while_he_opens_it_reads_no_secret(secret, cast):
    """The page had found him in order; by the time that the lock is his, he has been shut out."""

    def he_leaves() -> None:
        actions.note(secret.ticket, by=cast.sanne, now=LATER, text="Jan werkt hier niet meer.")  # holds the ticket
        change_contact(cast.jan, by=cast.fred, now=LATER, is_active=False)

    token = signed_links.for_mailbox(signed_links.SECRET, secret.pk, cast.jan.pk, cast.jan.email)
    path = reverse("portal:secret_link", args=[token])
    with time_machine.travel(LATER, tick=False):
        assert Client().get(path).status_code == 200
        answer = beaten(he_leaves, lambda: Client().post(path))
        assert answer.status_code == 404 and "Tr0ub4dor" not in answer.content.decode()
        assert steps() == ["made"]
        change_contact(cast.jan, by=cast.fred, now=LATER, is_active=True)
        assert "Tr0ub4dor" in Client().post(path).content.decode()


def test_who_may_not_be_reached_any_more_reads_no_secret(secret, cast):
    for lost in (Contact.objects.filter(pk=cast.jan.pk), User.objects.filter(pk=cast.jan.user.pk)):
        lost.update(is_active=False)
        for given in ({"by": None, "contact": cast.jan}, {"by": cast.jan.user}):
            with pytest.raises(PermissionDenied):
                actions.open_secret(secret, now=LATER, **given)
        lost.update(is_active=True)
    assert actions.open_secret(secret, by=None, contact=cast.jan, now=LATER) == "Tr0ub4dor&3"


# --- Questions, time and visits ---------------------------------------------------------------------------
@two_connections
def test_a_question_that_was_answered_is_not_taken_back(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    approval = actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=60, text="Printer")
    with pytest.raises(Refused):
        beaten(
            lambda: actions.decide(own(approval), by=cast.willem.user, now=LATER, granted=True),
            lambda: actions.withdraw_approval(own(approval), by=cast.sanne, now=LATER, text="Niet meer nodig."),
        )
    approval.refresh_from_db()
    assert approval.status == "granted"


@two_connections
def test_one_number_of_another_tool_is_one_melding(open_ticket):
    def report() -> Ticket:
        return open_ticket(source="topdesk", external_id="M-7")

    with pytest.raises(Refused):
        beaten(report, report)
    assert Ticket.objects.count() == 1


@two_connections
def test_a_timer_runs_on_one_ticket(open_ticket, cast):
    one, other = open_ticket(), open_ticket(subject="Iets anders")
    with pytest.raises(TimerElsewhere):
        beaten(
            lambda: actions.start_timer(one, by=cast.sanne, now=MONDAY),
            lambda: actions.start_timer(other, by=cast.sanne, now=MONDAY),
        )


@two_connections
def test_a_timer_is_written_once(open_ticket, cast):
    ticket = open_ticket()
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)

    def stop() -> Ticket:
        return actions.stop_timer(own(ticket), by=cast.sanne, now=LATER, outside_hours=False)

    with pytest.raises(Refused):
        beaten(stop, stop)
    assert TimeEntry.objects.count() == 1


@two_connections
def test_time_is_corrected_from_what_stands_there_now(open_ticket, cast):
    actions.log_time(open_ticket(), by=cast.sanne, now=LATER, minutes=30, outside_hours=False)
    line = TimeEntry.objects.get()

    def correct(minutes: int) -> TimeEntry:
        return actions.correct_time(own(line), by=cast.sanne, now=LATER, minutes=minutes, reason="Verteld.")

    with pytest.raises(Refused):
        beaten(lambda: correct(20), lambda: correct(25))
    assert beaten(lambda: correct_again(cast, 10), lambda: correct(20)).minutes == 20
    assert list(TimeEntry.objects.filter(is_current=True).values_list("minutes", flat=True)) == [10]


def correct_again(cast, minutes: int) -> TimeEntry:
    current = TimeEntry.objects.get(is_current=True)
    return actions.correct_time(current, by=cast.sanne, now=LATER, minutes=minutes, reason="Nog eens.")


VISIT = at("2026-12-01 09:00")


def plan_visit(cast):
    given = {"planned_for": VISIT, "engineer": cast.ravi, "contact": cast.jan}
    return actions.plan_visit(cast.smit, by=cast.sanne, now=MONDAY, **given)


@two_connections
def test_a_visit_is_planned_and_finished_once(cast):
    visit = beaten(lambda: plan_visit(cast), lambda: plan_visit(cast))
    assert Ticket.objects.count() == 1

    def finish():
        return actions.finish_visit(own(visit), by=cast.ravi, now=at("2026-12-01 12:00"), minutes=60, outcomes={})

    beaten(finish, finish)
    assert TimeEntry.objects.count() == 1


@two_connections
def test_what_is_saved_for_a_visit_is_saved_once_and_dropped_once(open_ticket, cast):
    ticket = open_ticket()

    def save() -> VisitItem:
        return actions.save_for_visit(cast.smit, by=cast.sanne, now=MONDAY, ticket=ticket)

    item = beaten(save, save)
    assert VisitItem.objects.count() == 1
    beaten(
        lambda: actions.drop_visit_item(own(item), by=cast.sanne, now=LATER),
        lambda: actions.drop_visit_item(own(item), by=cast.sanne, now=LATER),
    )
    assert not VisitItem.objects.exists()


@two_connections
def test_what_was_done_at_a_visit_meanwhile_is_not_dropped(cast):
    visit = plan_visit(cast)
    item = actions.save_for_visit(cast.smit, by=cast.sanne, now=MONDAY, text="Printer")
    outcomes = {item.pk: {"done": True, "outcome": "Gedaan."}}
    with pytest.raises(Refused):
        beaten(
            lambda: actions.finish_visit(
                own(visit), by=cast.ravi, now=at("2026-12-01 12:00"), minutes=60, outcomes=outcomes
            ),
            lambda: actions.drop_visit_item(own(item), by=cast.sanne, now=at("2026-12-01 12:00")),
        )
    assert VisitItem.objects.get().is_done


# --- Who works on tickets ---------------------------------------------------------------------------------
WORK = {
    "take": {},
    "assign": {},
    "start_work": {},
    "wait": {"party": "customer", "text": "Welke printer?"},
    "resume": {},
    "plan": {"planned_for": LATER},
    "note": {"text": "Intern."},
    "classify": {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Kan wachten."},
    "change_details": {"subject": "Iets anders"},
    "ask_estimate": {"minutes": 60, "text": "Printer"},
    "mark_authorisation": {},
    "log_time": {"minutes": 5},
    "start_timer": {},
    "send_secret": {"kind": "code", "secret": "48210", "days": 1},
    "resolve": {"text": "Klaar."},
    "cancel": {"text": "Dubbel."},
}


def test_a_permission_makes_nobody_of_the_customer_a_colleague(open_ticket, cast):
    """Given by mistake, or by a group: who is not of 1do does no work on tickets, also not on his own."""
    cast.willem.user.user_permissions.add(Permission.objects.get(codename="work_ticket"))
    willem = User.objects.get(pk=cast.willem.user.pk)
    assert willem.has_perm("tickets.work_ticket") and not willem.is_house
    for verb, given in WORK.items():
        ticket, act = open_ticket(contact=cast.willem), getattr(actions, verb)
        with pytest.raises(PermissionDenied):
            act(ticket, by=willem, now=MONDAY, **given)
            pytest.fail(f"{verb}: he did it")
        assert kinds(ticket) == [EntryKind.OPENED], verb
        act(ticket, by=cast.sanne, now=MONDAY, **given)
