"""Which moment counts, and on which hours: the rows of "Promises and verdicts", by the rulings (SLA 3.2, 5.1, 7.9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.models import AgreementLine, ServiceAgreement
from infra.errors import Refused
from sla.actions import add_exception
from sla.priority import Nature
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import say_yes
from tickets import actions
from tickets.clock import clocks
from tickets.clock.timeleft import time_left
from tickets.kinds import EntryKind, Opened, TimeCorrected, TimeLogged, Warned, WorkStarted
from tickets.models import BreachWarning, Channel, ClockState, Ticket, TicketClock
from tickets.sweeps import warn_due

KRITISCH = {"kind": "incident", "impact": 1, "urgency": "A", "reason": "Alles ligt plat."}
STANDAARD = {"kind": "incident", "impact": 3, "urgency": "A", "reason": "Eén werkplek."}


@pytest.fixture
def mailed(open_ticket, cast):
    """A mail: nobody has said how urgent it is."""

    def make(contact=None, **fields):
        who = contact or cast.jan
        given = {"channel": Channel.EMAIL, "by": None, "impact": None, "urgency": None, "contact": who} | fields
        return open_ticket(**given)

    return make


@pytest.fixture
def call(open_ticket, cast):
    def make(now, **fields):
        return open_ticket(**{"by": cast.sanne, "channel": Channel.PHONE, "impact": 1, "now": at(now)} | fields)

    return make


# --- T16: the triage clock --------------------------------------------------------------------------------
def test_t16_what_nobody_has_classified_has_a_clock_until_somebody_does(mailed):
    ticket = mailed(now=at("2026-11-22 20:00"))  # a Sunday
    clock = ticket.clock
    assert (clock.nature, clock.state, clock.due_at) == (Nature.TRIAGE, ClockState.RUNNING, at("2026-11-23 09:00"))
    left = time_left(ticket, at("2026-11-23 08:10"))
    assert (left.words, left.tone, left.moment_label) == ("indelen vóór 09:00", "soon", "Indelen vóór")


def test_t16_it_warns_as_promises_do_and_never_gives_a_verdict(mailed):
    ticket = mailed()
    for moment, given in (("10:30:01", 1), ("10:45:01", 2), ("11:00:01", 3), ("16:00", 3)):
        warn_due(at(f"2026-11-23 {moment}"))
        assert BreachWarning.objects.filter(clock=ticket.pk, priority="").count() == given
    lines = [line.read(Warned) for line in ticket.timeline.filter(kind=EntryKind.WARNED)]
    assert [(line.threshold, line.nature) for line in lines] == [(50, "triage"), (75, "triage"), (100, "triage")]
    clock = TicketClock.objects.get(pk=ticket.pk)
    assert (clock.late, clock.late_at(at("2026-11-23 16:00"))) == (None, None)
    fresh = Ticket.objects.select_related("clock__calendar_version").get(pk=ticket.pk)
    assert time_left(fresh, at("2026-11-23 16:00")).words == "niet ingedeeld vóór 11:00"


def test_t16_once_classified_the_real_target_runs_from_the_reporting_with_warnings_of_its_own(mailed, cast):
    ticket = mailed()
    warn_due(at("2026-11-23 10:31"))
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 10:35"), **STANDAARD)
    assert (ticket.clock.nature, ticket.clock.due_at) == ("aim", at("2026-11-24 10:00"))
    warn_due(at("2026-11-24 10:01"))
    found = BreachWarning.objects.filter(clock=ticket.pk).values_list("priority", "threshold")
    assert sorted(found) == [("", 50), ("standaard", 50), ("standaard", 75), ("standaard", 100)]


def test_t16_a_kritisch_that_nobody_read_in_time_is_late(mailed, cast):
    ticket = actions.classify(mailed(), by=cast.sanne, now=at("2026-11-23 11:00"), **KRITISCH)
    assert (ticket.clock.late, ticket.clock.due_at) == (True, at("2026-11-23 10:30"))


def test_t16_who_begins_before_it_is_classified_is_judged_by_what_it_turns_out_to_be(mailed, cast):
    ticket = actions.start_work(mailed(), by=cast.sanne, now=at("2026-11-23 10:20"))
    assert (ticket.clock.late, warn_due(at("2026-11-23 12:00"))) == (None, 0)
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 12:00"), **KRITISCH)
    assert (ticket.clock.late, ticket.clock.due_at) == (False, at("2026-11-23 10:30"))


def test_t16_the_reporter_answers_the_two_questions_once(mailed, cast):
    ticket = mailed()
    now = at("2026-11-23 10:05")
    answered = actions.answer_questions(ticket, contact=cast.jan, now=now, impact=1, urgency="A")
    assert (answered.priority, answered.off_channel) == ("kritisch", True)
    assert answered.clock.due_at == at("2026-11-23 10:30")
    line = answered.timeline.get(kind=EntryKind.CLASSIFIED)
    assert (line.contact, line.by, line.said) == (cast.jan, None, "Volgens de antwoorden van de melder.")
    with pytest.raises(Refused, match="intussen ingedeeld"):
        actions.answer_questions(ticket, contact=cast.jan, now=now, impact=3, urgency="C")


# --- T17: the moment of reporting -------------------------------------------------------------------------
def test_t17_the_clock_runs_from_when_it_reached_us(mailed, cast):
    ticket = mailed(now=at("2026-11-23 11:00"), reported_at=at("2026-11-23 08:00"))
    assert ticket.opened_at == at("2026-11-23 08:00")
    assert ticket.opening.at == at("2026-11-23 11:00")  # the line says when it was written
    assert ticket.opening.read(Opened).reported_at == at("2026-11-23 08:00")
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 11:01"), **KRITISCH)
    assert ticket.clock.due_at == at("2026-11-23 08:30")


def test_t17_a_call_is_judged_by_when_it_was(call):
    ticket = call("2026-11-24 08:10", reported_at=at("2026-11-23 21:30"))
    assert ticket.emergency_call
    assert (ticket.clock.due_at, ticket.clock.late) == (at("2026-11-23 22:00"), True)


def test_t17_the_version_of_the_agreement_is_that_of_the_moment(open_ticket, cast):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 11, 22))
    newer = ServiceAgreementFactory(customer=cast.smit, starts_on=date(2026, 11, 23), packages={"werkplek": "basic"})
    given = {"by": cast.sanne, "channel": Channel.PHONE, "now": MONDAY}
    assert open_ticket(**given).agreement == newer
    assert open_ticket(**given, reported_at=at("2026-11-22 23:50")).agreement == cast.smit_agreement


@pytest.mark.parametrize(
    ("reported_at", "words"),
    [("2026-11-23 10:01", "ligt in de toekomst"), ("2026-11-09 09:59", "meer dan 14 dagen terug")],
)
def test_t17_a_moment_that_makes_no_sense_is_refused(call, reported_at, words):
    with pytest.raises(Refused, match=words) as refused:
        call("2026-11-23 10:00", reported_at=at(reported_at))
    assert refused.value.field == "reported_at"
    assert not Ticket.objects.exists()


def test_t17_without_a_moment_it_is_now(call):
    ticket = call("2026-11-23 10:00", reported_at=at("2026-11-23 10:00"))
    assert ticket.opening.read(Opened).reported_at is None


# --- T18: nothing agreed, nothing promised ----------------------------------------------------------------
@pytest.fixture
def without_packages(cast):
    customer = CustomerFactory(name="Zonder pakket")
    ServiceAgreementFactory(customer=customer)
    return ContactFactory(customer=customer)


def nothing_promised(ticket: Ticket) -> None:
    clock = ticket.clock
    assert ticket.coverage_verdict == "geen_sla"
    assert (clock.nature, clock.state, clock.due_at, clock.late) == ("none", "none", None, None)
    assert warn_due(MONDAY + timedelta(days=60)) == 0
    assert time_left(ticket, MONDAY).words == "geen SLA van toepassing"
    assert clocks.read_clock(ticket, MONDAY + timedelta(days=60)).late is None


def test_t18_no_package_is_no_promise(open_ticket, cast, without_packages):
    nothing_promised(open_ticket(contact=without_packages, by=cast.sanne, channel="phone", impact=1))


def test_t18_an_item_in_no_package_is_no_promise(open_ticket, cast):
    nothing_promised(open_ticket(contact=cast.willem, item_type="netwerk", impact=1))
    assert open_ticket(contact=cast.willem, item_type="server", impact=1).clock.due_at == at("2026-11-23 10:30")


def test_t18_no_agreement_is_no_promise_and_no_triage(mailed, open_ticket, cast):
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2025, 12, 31))
    nothing_promised(open_ticket(contact=cast.willem, impact=1))
    assert mailed(cast.willem).clock.due_at is None


def test_t18_what_a_mail_is_about_is_not_known_so_it_is_read_in_time(mailed, cast):
    AgreementLine.objects.filter(agreement=cast.vries_agreement, package="werkplek").delete()
    ticket = mailed(cast.willem)
    assert (ticket.clock.nature, ticket.clock.due_at) == (Nature.TRIAGE, at("2026-11-23 11:00"))
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 10:10"), **KRITISCH)
    nothing_promised(ticket)  # as it stands, it is about a workplace


def test_t18_another_item_changes_the_promise_with_the_verdict(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    describe = {"by": cast.sanne, "service": "support"}
    ticket = actions.describe_work(ticket, now=at("2026-11-23 10:05"), item_type="netwerk", **describe)
    nothing_promised(ticket)
    ticket = actions.describe_work(ticket, now=at("2026-11-23 10:10"), item_type="server", **describe)
    assert (ticket.clock.nature, ticket.clock.due_at) == ("promise", at("2026-11-23 11:00"))


def test_t18_what_had_fallen_stays(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    ticket = actions.describe_work(
        ticket, by=cast.sanne, now=at("2026-11-23 11:30"), item_type="netwerk", service="support"
    )
    assert (ticket.clock.late, ticket.clock.due_at) == (True, at("2026-11-23 11:00"))


def test_t18_an_agent_who_decides_by_hand_decides_the_promise_too(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)
    by_hand = {"by": cast.sanne, "now": at("2026-11-23 10:05"), "reason": "Privé-apparaat."}
    nothing_promised(actions.override_coverage(ticket, verdict="geen_sla", **by_hand))
    ticket = actions.override_coverage(ticket, verdict="meerwerk", **by_hand)
    assert ticket.clock.due_at == at("2026-11-23 11:00")


# --- T19: not by the agreed channel -----------------------------------------------------------------------
def test_t19_it_follows_at_each_classification(mailed, open_ticket, call, cast):
    low = {"by": cast.sanne, "now": MONDAY} | STANDAARD
    high = {"by": cast.sanne, "now": MONDAY} | KRITISCH
    assert actions.classify(mailed(), **high).off_channel
    portal = open_ticket(impact=1)
    assert not actions.classify(portal, **low).off_channel
    assert actions.classify(portal, **high).off_channel
    telephone = call("2026-11-23 10:00", impact=3)
    assert not actions.classify(telephone, **high).off_channel


# --- T20: a change of priority ----------------------------------------------------------------------------
def test_t20_a_call_of_last_evening_never_counts_on_emergency_hours_afterwards(call, cast):
    ticket = call("2026-11-23 21:30", impact=2)
    assert ticket.clock.due_at == at("2026-11-24 09:00")
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-24 08:10"), **KRITISCH)
    assert (ticket.clock.late, ticket.clock.due_at) == (None, at("2026-11-24 08:30"))
    assert not ticket.emergency_call


def test_t20_what_fell_before_the_change_stays_fallen(call, cast):
    ticket = call("2026-11-23 20:00")
    assert ticket.clock.due_at == at("2026-11-23 20:30")
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 20:45"), **STANDAARD)
    assert (ticket.clock.late, ticket.clock.nature) == (True, "promise")
    assert ticket.clock.due_at == ticket.clock.verdict_at == at("2026-11-23 20:30")
    assert ticket.clock.on_emergency_hours


def test_t20_each_target_on_its_own_hours(call, cast):
    ticket = call("2026-11-23 20:00")
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 20:10"), **STANDAARD)
    assert (ticket.clock.due_at, ticket.clock.on_emergency_hours) == (at("2026-11-24 17:00"), False)
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 20:20"), **KRITISCH)
    assert (ticket.clock.due_at, ticket.clock.on_emergency_hours) == (at("2026-11-23 20:30"), True)


def test_t20_a_melding_of_the_day_is_no_call_in_the_evening(call, cast):
    ticket = call("2026-11-23 16:30", impact=3)
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 19:00"), **KRITISCH)
    assert not ticket.emergency_call
    assert not ticket.clock.on_emergency_hours


def test_t20_what_becomes_kritisch_before_closing_runs_on(call, cast):
    ticket = call("2026-11-23 16:45", impact=2)
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 16:50"), **KRITISCH)
    assert (ticket.clock.due_at, ticket.emergency_call) == (at("2026-11-23 17:15"), False)


# --- T21: time and clock say one thing --------------------------------------------------------------------
def started(ticket: Ticket) -> list[WorkStarted]:
    return [line.read(WorkStarted) for line in ticket.timeline.filter(kind=EntryKind.WORK_STARTED)]


def test_t21_time_from_before_the_start_asks_whether_work_began_then(open_ticket, cast):
    ticket, late = open_ticket(), at("2026-11-23 11:05")
    with pytest.raises(Refused, match="Begon het werk aan deze melding toen al") as refused:
        actions.log_time(ticket, by=cast.sanne, now=late, minutes=60)
    assert refused.value.field == "began_then"
    assert ticket.timeline.count() == 1


def test_t21_yes_the_start_follows_and_so_does_the_verdict(open_ticket, cast):
    ticket, late = open_ticket(), at("2026-11-23 11:05")
    warn_due(late)
    assert TicketClock.objects.get(pk=ticket.pk).late is True
    line = actions.log_time(ticket, by=cast.sanne, now=late, minutes=60, began_then=True)
    ticket = line.ticket
    assert line.started_at == ticket.clock.work_started_at == at("2026-11-23 10:05")
    assert (ticket.clock.late, ticket.clock.state) == (False, ClockState.MET)
    entry = ticket.timeline.get(kind=EntryKind.WORK_STARTED)
    assert entry.at == late
    assert "achteraf vastgelegd" in entry.facts.for_house(entry)
    assert clocks.read_clock(ticket, late).late is False


def test_t21_no_the_line_says_that_it_is_of_before(open_ticket, cast):
    late = at("2026-11-23 11:05")
    line = actions.log_time(open_ticket(), by=cast.sanne, now=late, minutes=60, began_then=False)
    assert (line.ticket.clock.work_started_at, line.ticket.clock.late) == (late, True)
    assert line.entry.read(TimeLogged).before_start
    assert "van voor de aanvang" in line.entry.facts.for_house(line.entry)


def test_t21_where_nothing_depends_on_it_the_start_follows_by_itself(open_ticket, cast):
    line = actions.log_time(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:40"), minutes=30)
    assert line.started_at == line.ticket.clock.work_started_at == at("2026-11-23 10:10")
    assert [line.began_at for line in started(line.ticket)] == [at("2026-11-23 10:10")]


def test_t21_after_start_was_pressed_it_asks_as_well(open_ticket, cast):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:50"))
    written = {"by": cast.sanne, "now": at("2026-11-23 11:05"), "minutes": 30}
    with pytest.raises(Refused, match="Begon het werk aan deze melding toen al"):
        actions.log_time(ticket, **written)
    line = actions.log_time(ticket, **written, began_then=True)
    assert line.ticket.clock.work_started_at == line.started_at == at("2026-11-23 10:35")


def test_t21_a_few_minutes_of_rounding_up_are_not_asked_about(open_ticket, cast):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:50"))
    line = actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 11:02"), minutes=15)
    assert line.started_at == line.ticket.clock.work_started_at == at("2026-11-23 10:50")


def test_t21_a_correction_that_begins_earlier_asks_too(open_ticket, cast):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:50"))
    line = actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 11:05"), minutes=15)
    earlier = {"by": cast.sanne, "now": at("2026-11-23 12:00"), "minutes": 45, "reason": "Vergeten."}
    earlier["started_at"] = at("2026-11-23 10:20")
    with pytest.raises(Refused, match="Begon het werk aan deze melding toen al"):
        actions.correct_time(line, **earlier)
    newer = actions.correct_time(line, **earlier, began_then=True)
    assert newer.started_at == newer.ticket.clock.work_started_at == at("2026-11-23 10:20")


def test_t21_a_correction_of_which_work_did_not_begin_then_says_so_too(open_ticket, cast):
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:50"))
    line = actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 11:05"), minutes=15)
    given = {"by": cast.sanne, "now": at("2026-11-23 12:00"), "reason": "Vergeten."}
    earlier = actions.correct_time(line, minutes=45, started_at=at("2026-11-23 10:20"), began_then=False, **given)
    assert earlier.ticket.clock.work_started_at == at("2026-11-23 10:50")
    assert "van voor de aanvang" in earlier.entry.facts.for_house(earlier.entry)
    still = actions.correct_time(earlier, minutes=40, **given)
    assert still.entry.read(TimeCorrected).before_start
    after = actions.correct_time(still, minutes=40, started_at=at("2026-11-23 11:00"), **given)
    assert not after.entry.read(TimeCorrected).before_start
    gone = actions.correct_time(still.ticket.time_entries.get(is_current=True), minutes=0, **given)
    assert not gone.entry.read(TimeCorrected).before_start


def test_t21_of_parts_only_that_of_before_says_so(open_ticket, cast):
    ticket = open_ticket(now=at("2026-11-23 16:00"))
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours", now=at("2026-11-23 16:10"))
    ticket = actions.start_work(ticket, by=cast.sanne, now=at("2026-11-23 17:00"))
    given = {"started_at": at("2026-11-23 16:30"), "began_then": False, "outside_hours": True}
    actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 18:00"), minutes=90, **given)
    lines = ticket.time_entries.order_by("started_at")
    assert [(line.minutes, line.entry.facts.before_start) for line in lines] == [(30, True), (60, False)]


def test_t21_work_never_began_before_it_was_reported(open_ticket, cast):
    line = actions.log_time(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:10"), minutes=30)
    assert line.ticket.clock.work_started_at == MONDAY


# --- T22: emergency hours join the opening hours ----------------------------------------------------------
def test_t22_emergency_hours_from_five_join_the_opening_hours(call, cast, sla):
    from sla.models import Calendar, CalendarVersion

    evening = Calendar.objects.create(slug="avond", name="Avond")
    weekly = {day: [["17:00", "23:00"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    CalendarVersion.objects.create(calendar=evening, number=1, weekly=weekly, reason="Afgesproken.")
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(emergency_calendar=evening)
    assert call("2026-11-23 16:50").clock.due_at == at("2026-11-23 17:20")
    assert call("2026-11-23 17:00").clock.due_at == at("2026-11-23 17:30")
    assert call("2026-11-23 22:50").clock.due_at == at("2026-11-24 08:20")


def test_an_edit_of_the_emergency_hours_moves_what_runs_on_them(call, cast):
    ticket = call("2026-11-23 20:00")
    given = {"by": cast.marloes, "now": at("2026-11-23 20:10"), "date": date(2026, 11, 23), "reason": "Storing."}
    calendar = ticket.clock.emergency_version.calendar
    version = add_exception(calendar, windows=[["07:00", "20:15"]], **given)
    assert actions.move_to_calendar(version, by=cast.marloes, now=at("2026-11-23 20:10")) == [ticket]
    fresh = TicketClock.objects.get(pk=ticket.pk)
    assert fresh.due_at == at("2026-11-24 07:15")


def test_t16_to_classify_it_waits_for_nobody_and_the_pause_counts_for_the_promise(mailed, cast):
    ticket = mailed()
    given = {"by": cast.sanne, "text": "Welke kassa?"}
    ticket = actions.wait(ticket, now=at("2026-11-23 10:10"), party="customer", **given)
    assert (ticket.clock.due_at, ticket.clock.state) == (at("2026-11-23 11:00"), ClockState.RUNNING)
    assert warn_due(at("2026-11-23 10:31")) == 1
    ticket = actions.resume(ticket, by=cast.sanne, now=at("2026-11-23 10:40"))
    ticket = actions.classify(ticket, by=cast.sanne, now=at("2026-11-23 10:45"), **KRITISCH)
    assert (ticket.clock.due_at, ticket.clock.late) == (at("2026-11-23 11:00"), None)


def test_t16_what_is_over_has_nothing_to_classify(mailed, cast):
    ticket = actions.resolve(mailed(), by=cast.sanne, now=at("2026-11-23 10:10"), text="Opgelost.")
    assert (ticket.clock.is_open, warn_due(at("2026-11-23 12:00"))) == (False, 0)
