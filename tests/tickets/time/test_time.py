"""Writing time: what covers it, what is billed, the timer, and corrections (SLA 3.2, 6.2, 6.4, 7.4, 8.2)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import EntryKind, RunningTimer, Ticket, TimeEntry

NOW = at("2026-11-23 15:00")
EVENING = at("2026-11-23 21:00")


def log(ticket, by, minutes=30, now=NOW, **fields):
    """That work began with it is said: whether it did is asked in tests/tickets/clock."""
    actions.log_time(ticket, by=by, now=now, minutes=minutes, **{"began_then": True} | fields)
    return ticket.time_entries.filter(version=1).latest("pk")


def current(ticket):
    return list(ticket.time_entries.filter(is_current=True).order_by("pk"))


@pytest.fixture
def all_in_1(cast):
    """A contact of a customer with All-in-1 and 10 hours a month."""
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    ServiceAgreementFactory(
        number="DVO-1003",
        customer=customer,
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(10),
        account_manager=cast.daan,
    )
    return ContactFactory(customer=customer, name="Gerda Jansen", email="gerda@jansen.example", with_user=True)


# --- Coverage at that moment ------------------------------------------------------------------------------
def test_what_the_package_covers_is_not_billed(open_ticket, cast):
    line = log(open_ticket(), cast.sanne)
    assert (line.verdict, line.clause, line.billed_minutes, line.rate) == ("inbegrepen", "6.3", 0, None)
    assert line.draws_hours is False
    data = line.entry.data
    assert data == {
        "minutes": 30,
        "activity": "support",
        "on_site": False,
        "outside_hours": False,
        "verdict": "inbegrepen",
        "clause": "6.3",
    }


def test_what_it_does_not_cover_is_billed_at_the_normal_tariff(open_ticket, cast):
    line = log(agreed(open_ticket(contact=cast.willem), cast.sanne), cast.sanne)
    assert (line.verdict, line.clause, line.billed_minutes) == ("meerwerk", "5.2", 30)
    assert (line.rate_kind, line.rate) == ("normal", Decimal("95.00"))


def test_without_an_agreement_it_is_billed_and_the_tariff_is_not_known(open_ticket, cast):
    cast.smit.agreements.all().delete()
    line = log(agreed(open_ticket(), cast.sanne), cast.sanne)
    assert (line.verdict, line.billed_minutes, line.rate) == ("geen_sla", 30, None)


def test_all_in_1_work_goes_off_the_hours(open_ticket, cast, all_in_1):
    line = log(open_ticket(contact=all_in_1), cast.sanne)
    assert (line.verdict, line.clause, line.draws_hours) == ("inbegrepen", "6.2", True)


def test_what_was_decided_by_hand_holds_for_the_time(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    by_hand = {"key": "by_hand", "reason": "Coulance", "verdict": "meerwerk"}
    Ticket.objects.filter(pk=ticket.pk).update(
        coverage_overridden=True, coverage_verdict="inbegrepen", coverage_clause="2", coverage_reason=by_hand
    )
    line = log(ticket, cast.sanne, now=at("2026-11-23 20:00"), outside_hours=True)
    assert (line.verdict, line.reason, line.billed_minutes) == ("inbegrepen", by_hand, 0)
    assert line.reason_words == "met de hand bepaald: Coulance; volgens de overeenkomst is dit meerwerk"


@pytest.mark.parametrize(
    ("began", "minutes", "outside"),
    [
        ("2026-11-23 08:00", 30, False),
        ("2026-11-23 16:30", 30, False),
        ("2026-11-23 16:59", 31, False),
        ("2026-11-23 17:00", 31, True),
        ("2026-11-23 07:59", 30, True),
        ("2026-11-22 12:00", 30, True),
        ("2026-11-20 12:00", 24 * 60, False),
    ],
)
def test_agreed_work_that_begins_outside_opening_hours_is_outside(open_ticket, cast, began, minutes, outside):
    ticket = agreed(open_ticket(), cast.sanne, minutes=60, rate="outside_hours")
    actions.log_time(
        ticket, by=cast.sanne, minutes=minutes, now=at("2026-11-23 20:00"), started_at=at(began), began_then=True
    )
    line = ticket.time_entries.earliest("started_at")
    assert line.outside_hours is outside
    expected = ("meerwerk", "8.2", "outside_hours", Decimal("142.50")) if outside else ("inbegrepen", "6.3", "", None)
    assert (line.verdict, line.clause, line.rate_kind, line.rate) == expected


def test_the_agent_may_say_otherwise(open_ticket, cast):
    evening = at("2026-11-23 20:00")
    ticket = agreed(open_ticket(), cast.sanne, minutes=60, rate="outside_hours")
    assert log(ticket, cast.sanne, now=evening, outside_hours=False).verdict == "inbegrepen"
    assert log(ticket, cast.sanne, now=evening, outside_hours=True).clause == "8.2"


@pytest.mark.parametrize(
    ("began", "words"), [("2026-11-23 15:01", "toekomst"), ("2025-11-20 12:00", "meer dan een jaar")]
)
def test_a_start_that_cannot_be(open_ticket, cast, began, words):
    with pytest.raises(Refused, match=words):
        log(open_ticket(), cast.sanne, started_at=at(began))


# --- A call to the emergency line (SLA 3.2) -----------------------------------------------------------------
@pytest.fixture
def call(open_ticket, cast):
    return open_ticket(impact=1, channel="phone", now=EVENING - timedelta(hours=2), by=cast.sanne)


def test_a_call_is_billed_one_hour_at_least_and_once(call, cast):
    first = log(call, cast.sanne, 20, now=EVENING)
    assert (first.clause, first.billed_minutes, first.rate_kind, first.rate) == (
        "3.2",
        60,
        "emergency",
        Decimal("165.00"),
    )
    assert log(call, cast.sanne, 25, now=EVENING).billed_minutes == 0
    assert log(call, cast.ravi, 30, now=EVENING).billed_minutes == 15
    assert sum(line.billed_minutes for line in current(call)) == 75


def test_a_correction_of_a_call_keeps_its_hour(call, cast):
    first = log(call, cast.sanne, 20, now=EVENING)
    log(call, cast.sanne, 50, now=EVENING)
    assert [line.billed_minutes for line in current(call)] == [60, 10]
    actions.correct_time(first, by=cast.sanne, now=EVENING, minutes=0, reason="Verkeerde melding")
    counted = {line.minutes: line.billed_minutes for line in current(call)}
    assert counted == {0: 0, 50: 60}
    settled = current(call)[-1]
    assert (settled.version, settled.corrected_reason) == (2, "minimum per oproep (3.2)")


def test_what_left_is_not_billed_anew(call, cast):
    first, second = log(call, cast.sanne, 20, now=EVENING), log(call, cast.sanne, 50, now=EVENING)
    type(second).objects.filter(pk=second.pk).update(locked_at=EVENING)
    actions.correct_time(first, by=cast.sanne, now=EVENING, minutes=10, reason="Korter")
    assert call.time_entries.get(pk=second.pk).is_current


# --- More than 2 hours on vulnerabilities (SLA 6.4) ---------------------------------------------------------
@pytest.fixture
def hotfix(open_ticket):
    return open_ticket(features=["vulnerabilities"], item_type="server")


def test_past_two_hours_the_whole_job_is_meerwerk(hotfix, cast):
    early = log(hotfix, cast.sanne, 90)
    assert early.verdict == "inbegrepen"
    assert log(hotfix, cast.sanne, 30).verdict == "inbegrepen"
    over = log(hotfix, cast.sanne, 1)
    assert (over.verdict, over.clause) == ("meerwerk", "6.4")
    assert [(line.minutes, line.verdict, line.billed_minutes) for line in current(hotfix)] == [
        (1, "meerwerk", 1),
        (90, "meerwerk", 90),
        (30, "meerwerk", 30),
    ]
    turned = current(hotfix)[1]
    assert (turned.version, turned.corrected_reason, turned.corrects) == (2, "meer dan 2 uur (6.4)", early)
    assert hotfix.timeline.filter(kind=EntryKind.TIME_CORRECTED, is_public=False).count() == 2


def test_what_was_exported_keeps_its_verdict(hotfix, cast):
    early = log(hotfix, cast.sanne, 90)
    type(early).objects.update(locked_at=NOW)
    log(hotfix, cast.sanne, 60)
    assert [(line.minutes, line.verdict) for line in current(hotfix)] == [(90, "inbegrepen"), (60, "meerwerk")]


def test_back_below_two_hours_it_is_covered_again(hotfix, cast):
    log(hotfix, cast.sanne, 90)
    over = log(hotfix, cast.sanne, 60)
    actions.correct_time(over, by=cast.sanne, now=NOW, minutes=20, reason="Het was korter")
    assert {(line.minutes, line.verdict) for line in current(hotfix)} == {(90, "inbegrepen"), (20, "inbegrepen")}


# --- Corrections --------------------------------------------------------------------------------------------
def test_a_correction_is_a_new_version_with_a_reason(open_ticket, cast):
    ticket = open_ticket()
    old = log(ticket, cast.sanne, 30, text="Gebeld")
    new = actions.correct_time(old, by=cast.sanne, now=NOW, minutes=45, began_then=True, reason="Reistijd vergeten")
    old.refresh_from_db()
    assert (old.is_current, old.minutes) == (False, 30)
    assert (new.minutes, new.version, new.corrects, new.by, new.note) == (45, 2, old, cast.sanne, "Gebeld")
    line = ticket.timeline.get(kind=EntryKind.TIME_CORRECTED)
    assert (line.is_public, line.text, line.data["minutes"]) == (False, "Reistijd vergeten", [30, 45])


@pytest.mark.parametrize(
    ("who", "may"), [("sanne", True), ("ravi", True), ("marloes", True), ("daan", True), ("jan", False)]
)
def test_who_may_correct_what_sanne_wrote(who, may, open_ticket, cast):
    line, person = log(open_ticket(), cast.sanne), getattr(cast, who)
    correct = {"by": getattr(person, "user", person), "now": NOW, "minutes": 10, "reason": "Fout"}
    if may:
        assert actions.correct_time(line, **correct).by == cast.sanne
    else:
        with pytest.raises(PermissionDenied):
            actions.correct_time(line, **correct)


def test_another_agent_may_not(open_ticket, cast):
    from tests.factories import HouseUserFactory

    line = log(open_ticket(), cast.ravi)
    with pytest.raises(PermissionDenied):
        actions.correct_time(line, by=HouseUserFactory(name="Tom"), now=NOW, minutes=5, reason="Zomaar")


def test_without_a_reason_nothing_changes(open_ticket, cast):
    line = log(open_ticket(), cast.sanne)
    with pytest.raises(Refused, match="waarom"):
        actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason=" ")
    assert line.ticket.time_entries.count() == 1


def test_nought_minutes_takes_it_back(open_ticket, cast):
    line = log(agreed(open_ticket(contact=cast.willem), cast.sanne), cast.sanne)
    gone = actions.correct_time(line, by=cast.sanne, now=NOW, minutes=0, reason="Dubbel")
    assert (gone.minutes, gone.billed_minutes, gone.is_current) == (0, 0, True)


def test_the_same_version_is_corrected_once(open_ticket, cast):
    line = log(open_ticket(), cast.sanne)
    first = actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason="Fout")
    again = actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason="Fout")
    assert again == first, "a second click"
    with pytest.raises(Refused, match="al gecorrigeerd"):
        actions.correct_time(line, by=cast.sanne, now=NOW, minutes=7, reason="Anders")
    assert line.ticket.time_entries.count() == 2


def test_what_is_locked_stays_beside_what_corrects_it(open_ticket, cast):
    line = log(open_ticket(), cast.sanne)
    type(line).objects.filter(pk=line.pk).update(locked_at=NOW)
    new = actions.correct_time(line, by=cast.sanne, now=NOW, minutes=5, reason="Fout")
    line.refresh_from_db()
    assert (line.is_current, line.locked_at, line.credit.reason) == (False, NOW, "Fout")
    assert (new.is_current, new.locked_at, new.minutes) == (True, None, 5)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, "in de toekomst"),
        ({"started_at": NOW, "minutes": 30}, "pas later klaar"),
        ({"started_at": NOW - timedelta(days=400)}, "meer dan een jaar terug"),
    ],
)
def test_time_in_the_future_is_neither_written_nor_corrected(open_ticket, cast, fields, words):
    ticket = open_ticket()
    given = {"by": cast.sanne, "now": NOW, "minutes": 5} | fields
    with pytest.raises(Refused, match=words) as refused:
        actions.log_time(ticket, **given)
    assert refused.value.field in given
    line = log(ticket, cast.sanne)
    with pytest.raises(Refused, match=words):
        actions.correct_time(line, reason="Fout", **given)


# --- The timer ----------------------------------------------------------------------------------------------
def test_a_timer_starts_the_work_and_writes_its_minutes(open_ticket, cast):
    ticket = open_ticket()
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    actions.start_timer(ticket, by=cast.sanne, now=NOW)  # a second click
    assert Ticket.objects.get(pk=ticket.pk).clock.work_started_at == MONDAY
    actions.stop_timer(ticket, by=cast.sanne, now=MONDAY + timedelta(minutes=12, seconds=1), activity="research")
    line = ticket.time_entries.get()
    assert (line.minutes, line.started_at, line.activity) == (13, MONDAY, "research")
    assert not RunningTimer.objects.exists()


def test_a_timer_of_a_few_seconds_is_a_minute(open_ticket, cast):
    ticket = open_ticket()
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    actions.stop_timer(ticket, by=cast.sanne, now=MONDAY)
    assert ticket.time_entries.get().minutes == 1


def test_one_timer_each(open_ticket, cast):
    ticket, other = open_ticket(), open_ticket(subject="Printer")
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    with pytest.raises(Refused, match=f"#{ticket.number}") as refused:
        actions.start_timer(other, by=cast.sanne, now=MONDAY)
    assert refused.value.ticket == ticket
    assert other.timeline.count() == 1, "refused: nothing began"
    actions.start_timer(other, by=cast.ravi, now=MONDAY)
    assert RunningTimer.objects.count() == 2


def test_a_forgotten_timer_asks_what_it_was(open_ticket, cast):
    ticket, later = open_ticket(), MONDAY + timedelta(hours=12, minutes=1)
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    with pytest.raises(Refused, match="12 uur"):
        actions.stop_timer(ticket, by=cast.sanne, now=later)
    actions.stop_timer(ticket, by=cast.sanne, now=later, minutes=40)
    assert ticket.time_entries.get().minutes == 40


def test_stopping_without_writing(open_ticket, cast):
    ticket = open_ticket()
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    actions.discard_timer(ticket, by=cast.ravi, now=MONDAY)
    assert RunningTimer.objects.exists(), "only one's own"
    actions.discard_timer(ticket, by=cast.sanne, now=MONDAY)
    assert not RunningTimer.objects.exists()
    assert not ticket.time_entries.exists()
    with pytest.raises(Refused, match="met de hand"):
        actions.stop_timer(ticket, by=cast.sanne, now=MONDAY)


@pytest.mark.parametrize("verb", ["start_timer", "stop_timer", "discard_timer"])
@pytest.mark.parametrize("who", ["jan", "willem", "els", "daan"])
def test_only_agents_time(verb, who, open_ticket, cast):
    person, ticket = getattr(cast, who), open_ticket()
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(ticket, by=getattr(person, "user", person), now=NOW)


def test_nobody_has_worked_in_the_future(open_ticket, cast):
    with pytest.raises(Refused, match="pas later klaar"):
        log(open_ticket(), cast.sanne, 24 * 60, started_at=NOW - timedelta(minutes=1))
    assert log(open_ticket(), cast.sanne, 15, started_at=NOW - timedelta(minutes=12)).minutes == 15, "rounded up"


def test_a_correction_brings_a_line_in_line_with_the_melding(open_ticket, cast):
    """Coverage at that moment stands; whoever corrects without changing the work has it decided anew."""
    ticket = agreed(open_ticket(kind="aanpassing"), cast.sanne)
    line = log(ticket, cast.sanne, 30)
    assert line.verdict == "meerwerk"
    actions.override_coverage(ticket, by=cast.sanne, now=NOW, verdict="inbegrepen", reason="Coulance")
    line.refresh_from_db()
    assert (line.verdict, line.is_current) == ("meerwerk", True)
    again = actions.correct_time(line, by=cast.sanne, now=NOW, minutes=30, reason="Coulance")
    assert (again.version, again.verdict, again.billed_minutes) == (2, "inbegrepen", 0)
    assert actions.correct_time(again, by=cast.sanne, now=NOW, minutes=30, reason="Nog eens") == again


def test_what_was_no_work_on_vulnerabilities_is_not_billed_as_such(open_ticket, cast):
    ticket = open_ticket(item_type="server", features=["vulnerabilities"])
    for _ in range(3):
        log(ticket, cast.sanne, 50)
    work = {"item_type": "server", "service": "support", "features": [], "reason": "Het was een storing."}
    actions.describe_work(ticket, by=cast.sanne, now=NOW, **work)
    lines = TimeEntry.objects.filter(is_current=True)
    assert {(line.verdict, line.billed_minutes) for line in lines} == {("inbegrepen", 0)}
