"""Billable work needs a yes before it begins (SLA 4.2, 5.1, 8.2): who gives it, and what waits for it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import ServiceAgreement
from infra.errors import Refused
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tests.yes import say_yes
from tickets import actions
from tickets.models import Approval, Channel, EntryKind, Status, Ticket, TimeEntry
from tickets.time import exports

LATER = MONDAY + timedelta(minutes=30)
EVENING = at("2026-11-23 19:00")


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def billable(open_ticket, cast):
    """De Vries has Werkplek Basic: support is meerwerk."""
    return lambda **fields: open_ticket(contact=cast.willem, **fields)


# --- T5: nothing begins without it -----------------------------------------------------------------------------
BEGINS = {
    "start_work": {},
    "log_time": {"minutes": 15},
    "start_timer": {},
    "plan": {"planned_for": at("2026-11-24 10:00")},
}


@pytest.mark.parametrize("verb", BEGINS)
def test_t5_without_a_yes_it_does_not_begin(verb, billable, cast):
    ticket = billable()
    lines = ticket.timeline.count()
    with pytest.raises(
        Refused, match="nog geen akkoord op. Vraag akkoord op de kosten, leg een mondeling akkoord vast"
    ):
        getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **BEGINS[verb])
    assert ticket.timeline.count() == lines
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize("verb", BEGINS)
def test_t5_with_a_yes_it_does(verb, billable, cast):
    ticket = billable()
    say_yes(ticket, cast.sanne)
    getattr(actions, verb)(ticket, by=cast.sanne, now=LATER, **BEGINS[verb])
    assert ticket.timeline.count() > 2


def test_t5_a_wait_is_not_ended_around_the_question(billable, cast):
    ticket = billable()
    actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="Nakijken.")
    with pytest.raises(Refused, match="nog geen akkoord"):
        actions.resume(ticket, by=cast.sanne, now=LATER)
    assert fresh(ticket).status == Status.WACHT_OP_KLANT


def test_t5_what_waits_for_a_confirmation_of_rights_takes_no_time(open_ticket, cast):
    ticket = open_ticket(kind="aanpassing", user_accounts=True, is_authorisation=True)
    with pytest.raises(Refused, match="autorisatieverzoek"):
        actions.log_time(ticket, by=cast.sanne, now=LATER, minutes=120)
    assert not TimeEntry.objects.exists()


def test_t5_a_kritisch_is_asked_by_telephone(billable, cast):
    ticket = billable(impact=1, channel=Channel.PHONE, by=cast.sanne)
    with pytest.raises(Refused, match="Bel de klant"):
        actions.start_work(ticket, by=cast.sanne, now=LATER)
    assert fresh(ticket).clock.due_at == MONDAY + timedelta(minutes=30), "its clock runs"
    say_yes(ticket, cast.sanne, now=LATER)
    actions.start_work(ticket, by=cast.sanne, now=LATER)
    assert fresh(ticket).clock.late is False


def test_t5_a_mandate_with_its_reason_is_a_yes(billable, cast):
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(mandate="Hotfixes mogen meteen.")
    ticket = billable()
    actions.use_mandate(ticket, by=cast.sanne, now=LATER, text="Niemand te bereiken.")
    actions.start_work(ticket, by=cast.sanne, now=LATER)
    assert fresh(ticket).status == Status.IN_BEHANDELING


def test_t5_a_no_is_not_a_yes(billable, cast):
    ticket = billable()
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="Nakijken.")
    actions.decide(asked, now=LATER, granted=False, by=cast.willem.user, text="Te duur.")
    with pytest.raises(Refused, match="ging niet akkoord met de kosten"):
        actions.start_work(ticket, by=cast.sanne, now=LATER)
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Op verzoek niet uitgevoerd.")
    assert fresh(ticket).is_resolved, "it may end"


def test_t5_what_turns_out_to_be_meerwerk_waits_for_a_yes_from_then_on(open_ticket, cast):
    ticket = open_ticket()
    actions.start_work(ticket, by=cast.sanne, now=LATER)
    work = {"item_type": "werkplek", "service": "support", "features": ["cybercrime"]}
    actions.describe_work(ticket, by=cast.sanne, now=LATER, **work)
    with pytest.raises(Refused, match="nog geen akkoord"):
        actions.log_time(ticket, by=cast.sanne, now=LATER, minutes=15)


def test_t5_lines_without_a_yes_do_not_leave(open_ticket, cast):
    """Work that began as covered, and passed the 2 hours of SLA 6.4: it is written down, and waits."""
    ticket = open_ticket(features=["vulnerabilities"], item_type="server")
    for hours in (1, 2, 3):
        actions.log_time(ticket, by=cast.sanne, now=MONDAY + timedelta(hours=hours), minutes=55)
    month = date(2026, 11, 1), date(2026, 11, 30)
    assert fresh(ticket).coverage_clause == "6.4"
    assert not exports.Choice(*month).lines.exists()
    say_yes(ticket, cast.sanne, now=MONDAY + timedelta(hours=4))
    assert exports.Choice(*month).lines.count() == 3


def test_t5_an_emergency_call_and_a_visit_carry_their_yes(open_ticket, cast):
    call = open_ticket(impact=1, channel=Channel.PHONE, by=cast.sanne, now=EVENING)
    actions.start_work(call, by=cast.sanne, now=EVENING)
    actions.log_time(call, by=cast.sanne, now=EVENING + timedelta(minutes=20), minutes=15)
    visit = actions.plan_visit(
        cast.smit, by=cast.sanne, now=MONDAY, planned_for=at("2026-11-24 09:00"), engineer=cast.sanne, contact=cast.jan
    )
    then = at("2026-11-24 11:00")
    actions.finish_visit(visit, by=cast.sanne, now=then, minutes=60, outcomes={})
    assert exports.Choice(date(2026, 11, 1), date(2026, 11, 30)).lines.count() == 2


# --- "Mondeling akkoord van ..." -------------------------------------------------------------------------------
def test_t5_a_spoken_yes_says_who_what_and_by_which_clause(billable, cast):
    ticket = billable()
    yes = say_yes(ticket, cast.sanne, now=LATER, minutes=60)
    assert (yes.status, yes.decided_by, yes.recorded_by) == ("granted", cast.willem, cast.sanne)
    assert (yes.amount, yes.citation) == (Decimal("95.00"), "SLA 4.2")
    line = ticket.timeline.get(kind=EntryKind.SPOKEN_YES)
    assert (line.by, line.is_public, line.text) == (cast.sanne, True, "Akkoord aan de telefoon.")
    assert line.facts.for_house(line) == "Mondeling akkoord van Willem de Vries: 1 u, €\xa095,00 (SLA 4.2)"


def test_t5_its_confirmation_does_not_say_where_it_was_said(billable, cast):
    """At the counter too: an agent says how it went in his own words."""
    for minutes in (60, None):
        say_yes(billable(), cast.sanne, now=LATER, minutes=minutes)
    sweep_outbox(LATER)
    mails = MailMessage.objects.filter(message="spoken_yes")
    assert mails.count() == 2
    assert all("Willem de Vries ging mondeling akkoord" in mail.text for mail in mails)
    assert not any("ging aan de telefoon" in mail.text for mail in mails)


def test_t5_it_answers_the_question_that_is_open(billable, cast):
    ticket = billable()
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="Nakijken.")
    say_yes(ticket, cast.ravi, now=LATER)
    asked.refresh_from_db()
    assert (asked.status, asked.minutes, asked.recorded_by) == ("granted", 60, cast.ravi)
    assert fresh(ticket).status == Status.NIEUW, "it is 1do's turn again"


def test_t5_a_second_click_changes_nothing(billable, cast):
    ticket = billable()
    first = say_yes(ticket, cast.sanne, now=LATER)
    assert say_yes(ticket, cast.sanne, now=LATER) == first
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="En dit.")
    say_yes(ticket, cast.sanne, now=LATER, text="Ook goed.")
    assert say_yes(ticket, cast.sanne, now=LATER, text="Ook goed.") == asked
    assert Approval.objects.count() == 2
    assert ticket.timeline.filter(kind=EntryKind.SPOKEN_YES).count() == 2


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"text": " "}, "text", "waarmee"),
        ({"minutes": 0}, "minutes", "60000"),
        ({"minutes": 60, "rate": "gratis"}, "rate", "tarief"),
        ({"contact": "colleague"}, "contact", "mag geen akkoord geven op kosten; dat kan Willem de Vries"),
        ({"contact": "jan"}, "contact", "mag geen akkoord geven"),
    ],
)
def test_t5_what_cannot_be_a_yes(given, field, words, billable, cast):
    others = {"colleague": ContactFactory(customer=cast.vries, name="Joris"), "jan": cast.jan}
    given = given | ({"contact": others[given["contact"]]} if "contact" in given else {})
    with pytest.raises(Refused, match=words) as refused:
        say_yes(billable(), cast.sanne, now=LATER, **given)
    assert refused.value.field == field


def test_t5_covered_work_has_nothing_to_say_yes_to(open_ticket, cast):
    with pytest.raises(Refused, match="valt binnen de overeenkomst"):
        say_yes(open_ticket(), cast.sanne)


@pytest.mark.parametrize("who", ["willem", "daan", "els"])
def test_t5_only_agents_write_it_down(who, billable, cast):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        say_yes(billable(), getattr(person, "user", person))


# --- T2: planned outside opening hours ------------------------------------------------------------------------
def test_t2_an_estimate_a_yes_and_only_then_a_moment(open_ticket, cast):
    ticket = open_ticket()
    with pytest.raises(Refused, match=r"buiten kantoortijd wordt berekend \(8.2\)") as refused:
        actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)
    assert refused.value.field == "planned_for"
    assert fresh(ticket).coverage_clause == "6.3", "nothing happened"

    asked = actions.ask_estimate(
        ticket, by=cast.sanne, now=LATER, minutes=60, rate="outside_hours", text="Vanavond om 19:00."
    )
    waiting = fresh(ticket)
    assert (waiting.coverage_verdict, waiting.coverage_clause, asked.amount) == ("meerwerk", "8.2", Decimal("142.50"))
    kinds = list(ticket.timeline.order_by("at", "pk").values_list("kind", flat=True))
    assert kinds[-3:] == [EntryKind.COVERED, EntryKind.ASKED, EntryKind.WAITING]
    with pytest.raises(Refused):
        actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)

    actions.decide(asked, now=LATER, granted=True, by=cast.jan.user)
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)
    actions.start_work(ticket, by=cast.sanne, now=EVENING)
    actions.log_time(ticket, by=cast.sanne, now=EVENING + timedelta(hours=1), minutes=60)
    line = ticket.time_entries.get()
    assert (line.clause, line.amount) == ("8.2", Decimal("142.50"))
    assert exports.Choice(date(2026, 11, 1), date(2026, 11, 30)).lines.count() == 1


def test_t2_after_a_no_it_is_what_it_was(open_ticket, cast):
    ticket = open_ticket()
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, rate="outside_hours", text="Vanavond.")
    actions.decide(asked, now=LATER, granted=False, by=cast.jan.user, text="Morgen graag.")
    after = fresh(ticket)
    assert (after.coverage_verdict, after.outside_hours) == ("inbegrepen", False)
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=at("2026-11-24 10:00"))


def test_t2_a_question_taken_back_ends_it_too(open_ticket, cast):
    ticket = open_ticket()
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, rate="outside_hours", text="Vanavond.")
    actions.withdraw_approval(asked, by=cast.sanne, now=LATER, text="Het kan overdag.")
    assert fresh(ticket).coverage_clause == "6.3"


def test_t2_a_yes_to_meerwerk_by_day_is_none_to_the_evening(billable, cast):
    ticket = billable()
    say_yes(ticket, cast.sanne)
    with pytest.raises(Refused, match="tarief buiten openingstijden"):
        actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)


def test_t2_moved_into_opening_hours_it_is_covered_again(open_ticket, cast):
    ticket = open_ticket()
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours")
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=at("2026-11-24 10:00"))
    assert fresh(ticket).coverage_clause == "6.3"


def test_t2_no_yes_is_asked_to_covered_work_while_the_evening_is_on_the_table(open_ticket, cast):
    ticket = open_ticket()
    evening = actions.ask_estimate(
        ticket, by=cast.sanne, now=LATER, minutes=60, rate="outside_hours", text="In de avond."
    )
    for ask in (actions.ask_estimate, actions.record_spoken_yes):
        more = {} if ask == actions.ask_estimate else {"contact": cast.jan}
        with pytest.raises(Refused, match="kies het tarief buiten openingstijden") as refused:
            ask(ticket, by=cast.sanne, now=LATER, minutes=60, rate="normal", text="Overdag.", **more)
        assert refused.value.field == "rate"
    assert fresh(ticket).coverage_clause == "8.2"
    assert [each.pk for each in ticket.approvals.open()] == [evening.pk]


def test_t2_moved_into_opening_hours_another_estimate_is_about_them(billable, cast):
    ticket = billable()
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours")
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=EVENING)
    actions.plan(ticket, by=cast.sanne, now=LATER, planned_for=at("2026-11-24 10:00"))
    assert fresh(ticket).coverage_clause == "5.2"
    actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=120, rate="normal", text="Overdag.")
    assert (fresh(ticket).coverage_clause, fresh(ticket).outside_hours) == ("5.2", False)


def test_t5_of_what_ended_the_desk_says_that_it_has_to_be_opened_again(billable, cast):
    ticket = billable()
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Vanzelf hersteld.")
    with pytest.raises(Refused, match="nog geen akkoord op. Heropen eerst de melding"):
        actions.log_time(ticket, by=cast.sanne, now=LATER, minutes=15)


def test_t2_the_dap_may_welcome_maintenance_in_the_evening(open_ticket, cast):
    renew(cast.smit_agreement, dap={"maintenance": {"windows": {"monday": [["18:00", "22:00"]]}}})
    updates = open_ticket(kind="aanpassing", item_type="server", service="updates")
    actions.plan(updates, by=cast.sanne, now=LATER, planned_for=EVENING)
    planned = fresh(updates)
    assert (planned.coverage_clause, planned.outside_citation) == ("8.2", "DAP 8.2, versie 2")
    actions.log_time(updates, by=cast.sanne, now=EVENING + timedelta(minutes=40), minutes=30)
    assert exports.Choice(date(2026, 11, 1), date(2026, 11, 30)).lines.count() == 1
    with pytest.raises(Refused, match="nog geen akkoord"):
        actions.plan(open_ticket(), by=cast.sanne, now=LATER, planned_for=EVENING)
