"""Recurring work (SLA 6.1, 8.2): the ticket on its morning, once; the checklist; what the customer reads of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from contracts import actions as agreed
from contracts.models import CustomerEvent, RecurringWork
from infra.errors import Refused
from sla.actions import add_exception
from tests.conftest import at
from tests.factories import ServiceAgreementFactory
from tickets import actions
from tickets.models import CheckResult, RecurringRun, Ticket
from tickets.planned.checklists import checklist_of, histories, run_of
from tickets.planned.recurring import make_due_work

NOW = at("2026-11-23 09:00")
FIRST = at("2026-12-01 08:00")  # the first Tuesday of December
CHECKS = ["Schijfruimte", "Back-up"]
SERVERS = ["SRV01", "SRV02"]


def add(cast, **other) -> RecurringWork:
    fields = {
        "kind": "server_apk",
        "title": "Server-APK",
        "contact": cast.jan,
        "rrule": "FREQ=MONTHLY;BYDAY=1TU",
        "starts_on": date(2026, 11, 23),
        "checklist": CHECKS,
        "items": SERVERS,
    } | other
    return agreed.add_recurring(cast.smit, by=cast.daan, now=NOW, **fields)


@pytest.fixture
def work(cast) -> RecurringWork:
    return add(cast)


def fresh(work: RecurringWork) -> RecurringWork:
    return RecurringWork.objects.get(pk=work.pk)


def days() -> list[date]:
    return list(RecurringRun.objects.order_by("due_on").values_list("due_on", flat=True))


def last_event() -> CustomerEvent:
    return CustomerEvent.objects.filter(kind="recurring_changed").latest("pk")


def end_agreement(agreement, day: date) -> None:
    agreement.ends_on = day
    agreement.save(update_fields=["ends_on"])


# --- The ticket on its day --------------------------------------------------------------------------------------------
def test_not_a_minute_before_the_morning_of_the_day(work):
    assert work.next_on == date(2026, 12, 1)
    assert make_due_work(at("2026-12-01 07:59")) == 0
    assert make_due_work(FIRST) == 1


def test_the_ticket_says_what_when_and_for_whom(cast, work):
    make_due_work(FIRST)
    ticket = Ticket.objects.get()
    assert (ticket.contact, ticket.channel, ticket.kind, ticket.priority) == (
        cast.jan,
        "schedule",
        "servicevraag",
        None,
    )
    assert (ticket.item_type, ticket.service) == ("server", "server_apk")
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("inbegrepen", "5.2")
    assert "elke maand op de eerste dinsdag" in ticket.description
    assert "SRV01, SRV02" in ticket.description
    opened = ticket.timeline.get()
    assert (opened.kind, opened.by) == ("opened", None)
    assert fresh(work).next_on == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("kind", "service", "verdict"),
    [
        ("maintenance", "updates", "meerwerk"),
        ("test_restore", "file_restore", "meerwerk"),
        ("server_apk", "server_apk", "meerwerk"),
    ],
)
def test_its_own_row_of_5_2_covers_it(cast, kind, service, verdict):
    """Server Basic has none of the three."""
    agreed.add_recurring(
        cast.vries,
        by=cast.sanne,
        now=NOW,
        kind=kind,
        title="Werk",
        contact=cast.willem,
        rrule="FREQ=MONTHLY;BYDAY=1TU",
        starts_on=date(2026, 11, 23),
    )
    make_due_work(FIRST)
    ticket = Ticket.objects.get()
    assert (ticket.service, ticket.coverage_verdict, ticket.coverage_clause) == (service, verdict, "5.2")


def test_whatever_number_of_sweeps_once(work):
    assert [make_due_work(FIRST) for _sweep in range(3)] == [1, 0, 0]
    assert days() == [date(2026, 12, 1)]


def test_a_sweep_that_was_killed_left_nothing_behind(work, monkeypatch):
    monkeypatch.setattr("tickets.planned.checking.set_next", lambda *args, **kwargs: 1 / 0)
    assert make_due_work(FIRST) == 0
    assert not Ticket.objects.exists()
    monkeypatch.undo()
    assert make_due_work(FIRST) == 1


def test_one_that_cannot_be_made_keeps_no_other_back(cast, work):
    RecurringWork.objects.filter(pk=work.pk).update(rrule="ONZIN")
    add(cast, title="Proefrestore", kind="test_restore")
    assert make_due_work(FIRST) == 1


def test_a_run_that_exists_already_is_not_made_again(work):
    make_due_work(FIRST)
    RecurringWork.objects.filter(pk=work.pk).update(next_on=date(2026, 12, 1))
    assert make_due_work(FIRST) == 0
    assert fresh(work).next_on == date(2027, 1, 5)


def test_a_closed_day_moves_to_the_next_working_day(cast):
    add(cast, rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25")  # Friday
    assert make_due_work(at("2026-12-25 12:00")) == 0
    assert make_due_work(at("2026-12-28 07:00")) == 0
    assert make_due_work(at("2026-12-28 08:00")) == 1
    assert days() == [date(2026, 12, 25)]


def test_two_that_move_to_the_same_day_stay_two(cast):
    add(cast, rrule="FREQ=DAILY", starts_on=date(2026, 11, 28), ends_on=date(2026, 11, 29))
    assert make_due_work(at("2026-11-30 08:00")) == 2
    assert days() == [date(2026, 11, 28), date(2026, 11, 29)]


def test_what_was_missed_is_made_once_and_written_down(cast):
    work = add(cast, rrule="FREQ=WEEKLY;BYDAY=TU")
    assert make_due_work(at("2026-12-16 10:00")) == 1
    assert days() == [date(2026, 12, 15)]
    assert last_event().data == {
        "work": work.pk,
        "title": "Server-APK",
        "what": "missed",
        "days": ["2026-11-24", "2026-12-01", "2026-12-08"],
    }
    assert fresh(work).next_on == date(2026, 12, 22)


def test_nothing_after_the_agreement_has_ended(cast, work):
    end_agreement(cast.smit_agreement, date(2026, 11, 30))
    assert make_due_work(FIRST) == 0
    assert not Ticket.objects.exists()
    assert last_event().data["days"] == ["2026-12-01"]


def test_nor_by_a_clause_that_a_next_version_has_replaced(cast, work):
    end_agreement(cast.smit_agreement, date(2026, 11, 24))
    follower = ServiceAgreementFactory(
        customer=cast.smit, number="DVO-1001", version=2, starts_on=date(2026, 11, 25), packages={"server": "plus"}
    )
    old = _with_clause(cast, "DVO-OUD", ends_on=date(2024, 4, 30), starts_on=date(2024, 1, 1))
    RecurringWork.objects.filter(pk=work.pk).update(clause=old)
    assert make_due_work(FIRST) == 0
    RecurringWork.objects.filter(pk=work.pk).update(clause=None, next_on=date(2026, 12, 1))
    assert make_due_work(FIRST) == 1
    assert Ticket.objects.get().agreement == follower


def _with_clause(cast, number, **fields):
    agreement = ServiceAgreementFactory(customer=cast.smit, number=number, signed=False, **fields)
    clause = agreement.clauses.create(number="6.1.3", kind="server_apk", title="Server-APK")
    agreement.status = "in_force"
    agreement.save(update_fields=["status"])
    return clause


def test_the_clause_stands_on_the_ticket(cast, work):
    cast.smit.agreements.all().delete()
    clause = _with_clause(cast, "DVO-1001")
    RecurringWork.objects.filter(pk=work.pk).update(clause=clause)
    assert make_due_work(FIRST) == 1
    assert "DAP 6.1.3, versie 1" in Ticket.objects.get().description


def test_whoever_takes_over_from_a_contact_who_left(cast, work):
    cast.jan.is_active = False
    cast.jan.save()
    assert make_due_work(FIRST) == 1
    assert Ticket.objects.get().contact == cast.petra


def test_a_customer_who_left_gets_nothing(cast, work):
    cast.smit.is_active = False
    cast.smit.save()
    assert make_due_work(FIRST) == 0


# --- Keeping it -------------------------------------------------------------------------------------------------------
def test_on_hold_nothing_is_made_and_nothing_made_up_for(cast, work):
    agreed.hold_recurring(work, by=cast.sanne, now=NOW, reason="Verbouwing")
    assert make_due_work(FIRST) == 0
    resumed = agreed.resume_recurring(work, by=cast.sanne, now=at("2026-12-10 09:00"))
    assert (resumed.is_active, resumed.next_on) == (True, date(2027, 1, 5))


def test_one_time_is_skipped_once(cast, work):
    skip = {"by": cast.sanne, "now": NOW, "occurrence": date(2026, 12, 1), "reason": "Servers zijn nieuw"}
    assert agreed.skip_recurring(work, **skip).next_on == date(2027, 1, 5)
    assert agreed.skip_recurring(work, **skip).next_on == date(2027, 1, 5)
    assert (last_event().text, last_event().data["days"]) == ("Servers zijn nieuw", ["2026-12-01"])


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("rrule", "FREQ=HOURLY"),
        ("rrule", "FREQ=WEEKLY;" + "X" * 300),
        ("title", " "),
        ("ends_on", date(2026, 1, 1)),
        ("checklist", [f"controle {n}" for n in range(99)]),
        ("items", ["S" * 121]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, field, wrong):
    with pytest.raises(Refused) as refused:
        add(cast, **{field: wrong})
    assert refused.value.field == field
    assert not RecurringWork.objects.exists()


def test_a_contact_of_another_customer_is_refused(cast):
    with pytest.raises(Refused, match="van deze klant"):
        add(cast, contact=cast.willem)


def test_without_an_agreement_nothing_is_planned(cast):
    cast.smit.agreements.all().delete()
    with pytest.raises(Refused, match="geen lopende overeenkomst"):
        add(cast)


def test_who_keeps_it(cast, work):
    for who in (cast.els, cast.fred, cast.jan.user):
        with pytest.raises(PermissionDenied):
            agreed.change_recurring(work, by=who, now=NOW, title="Anders")
    assert agreed.change_recurring(work, by=cast.sanne, now=NOW, title="Anders").title == "Anders"


def test_what_a_clause_says_changes_with_the_next_version_only(cast, work):
    cast.smit.agreements.all().delete()
    RecurringWork.objects.filter(pk=work.pk).update(clause=_with_clause(cast, "DVO-1001"))
    with pytest.raises(Refused, match="Dit staat in het DAP"):
        agreed.change_recurring(work, by=cast.daan, now=NOW, rrule="FREQ=DAILY")
    assert agreed.change_recurring(work, by=cast.daan, now=NOW, contact=cast.petra).contact == cast.petra


# --- The checklist ----------------------------------------------------------------------------------------------------
@pytest.fixture
def ticket(work) -> Ticket:
    make_due_work(FIRST)
    return Ticket.objects.get()


def found(item: str, check: str, outcome: str = "ok", note: str = "") -> dict[str, str]:
    return {"item": item, "check": check, "outcome": outcome, "note": note}


ALL_OK = [found(server, check) for server in SERVERS for check in CHECKS]
LATER = at("2026-12-01 10:00")


def record(ticket, by, results):
    return actions.record_checks(ticket, by=by, now=LATER, results=results)


def test_one_line_for_a_save_not_for_each_tick(cast, ticket):
    checklist = record(ticket, cast.sanne, ALL_OK[:3])
    assert (checklist.done, checklist.total, checklist.is_complete) == (3, 4, False)
    line = ticket.timeline.get(kind="checked")
    assert (line.is_public, line.data["done"], line.data["total"], len(line.data["checks"])) == (False, 3, 4, 3)


def test_the_last_outcome_counts_and_the_same_again_says_nothing(cast, ticket):
    record(ticket, cast.sanne, ALL_OK)
    record(ticket, cast.sanne, ALL_OK)
    assert ticket.timeline.filter(kind="checked").count() == 1
    record(ticket, cast.ravi, [found("SRV01", "Back-up", "not_ok", "Vannacht mislukt")])
    result = CheckResult.objects.get(item="SRV01", check_text="Back-up")
    assert (result.outcome, result.note, result.by) == ("not_ok", "Vannacht mislukt", cast.ravi)
    assert CheckResult.objects.count() == 4


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (found("SRV09", "Back-up"), "staat niet op deze controlelijst"),
        (found("SRV01", "Iets"), "staat niet op deze controlelijst"),
        (found("SRV01", "Back-up", "misschien"), "Kies bij elke controle"),
        (found("SRV01", "Back-up", "not_ok"), "wat er niet in orde is"),
    ],
)
def test_what_is_not_on_the_list_is_refused_whole(cast, ticket, wrong, says):
    with pytest.raises(Refused, match=says):
        record(ticket, cast.sanne, [*ALL_OK[:1], wrong])
    assert not CheckResult.objects.exists()


def test_who_fills_it_in(cast, ticket, open_ticket):
    for who in (cast.jan.user, cast.els):
        with pytest.raises(PermissionDenied):
            record(ticket, who, ALL_OK)
    with pytest.raises(Refused, match="geen controlelijst"):
        record(open_ticket(), cast.sanne, ALL_OK)


def test_resolving_with_open_checks_asks_why(cast, ticket):
    record(ticket, cast.sanne, ALL_OK[:3])
    with pytest.raises(Refused, match="Nog 1 van 4 controles niet ingevuld"):
        actions.resolve(ticket, by=cast.sanne, now=LATER, text=" ")
    resolved = actions.resolve(ticket, by=cast.sanne, now=LATER, text="SRV02 stond uit.")
    text = resolved.timeline.get(kind="resolved").text
    assert text.startswith("SRV02 stond uit.")
    assert "SRV01: alles in orde (2 van 2 controles)." in text
    assert "- Back-up: niet gecontroleerd" in text


def test_when_all_is_filled_in_the_results_are_the_answer(cast, ticket):
    record(ticket, cast.sanne, [*ALL_OK[:3], found("SRV02", "Back-up", "not_ok", "Mislukt")])
    text = actions.resolve(ticket, by=cast.sanne, now=LATER, text="").timeline.get(kind="resolved").text
    first, second = text.split("\n\n")
    assert first == "SRV01: alles in orde (2 van 2 controles)."
    assert second == "SRV02:\n- Schijfruimte: in orde\n- Back-up: niet in orde (Mislukt)"


def test_no_more_outcomes_once_it_is_resolved(cast, ticket):
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Vervalt deze keer.")
    with pytest.raises(Refused, match="open melding"):
        record(ticket, cast.sanne, ALL_OK)


def test_a_check_that_left_the_list_stays_with_its_outcome(cast, ticket, work):
    record(ticket, cast.sanne, ALL_OK)
    agreed.change_recurring(work, by=cast.daan, now=LATER, items=["SRV01"], checklist=["Schijfruimte"])
    run = run_of(ticket)
    assert run is not None
    assert checklist_of(run).done == 4


def test_work_without_servers_is_checked_as_itself(cast):
    add(cast, items=[], checklist=["Updates geplaatst"])
    make_due_work(FIRST)
    checklist = record(Ticket.objects.get(), cast.sanne, [found("Server-APK", "Updates geplaatst")])
    assert checklist.is_complete


def test_how_a_server_did_the_last_times(cast, work):
    for moment, outcome in (("2026-12-01 08:00", "not_ok"), ("2027-01-05 08:00", "ok"), ("2027-02-02 08:00", "ok")):
        make_due_work(at(moment))
        ticket = Ticket.objects.latest("number")
        results = [found("SRV01", "Back-up", outcome, "Mislukt"), found("SRV02", "Back-up")]
        actions.record_checks(ticket, by=cast.sanne, now=at(moment), results=results)
    runs = RecurringRun.objects.filter(work=work).prefetch_related("results").order_by("-due_on")
    assert {history.server: history.words for history in histories(runs)} == {
        "SRV01": "laatste 2 keer in orde; daarvoor niet in orde op di 1 dec",
        "SRV02": "laatste 3 keer in orde",
    }


# --- Working days of a month, as the calendar has them ----------------------------------------------------------------
SECOND = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2"


def close_day(cast, day, reason="inventarisatie"):
    calendar = cast.smit_agreement.calendar
    return add_exception(calendar, by=cast.marloes, now=NOW, date=day, windows=[], reason=reason)


def test_t24_the_second_working_day_after_a_holiday(cast):
    work = add(cast, rrule=SECOND, starts_on=date(2027, 1, 1))
    assert work.next_on == date(2027, 1, 5), "the 1st is New Year's Day, a Friday"
    assert make_due_work(at("2027-01-04 08:00")) == 0
    assert make_due_work(at("2027-01-05 08:00")) == 1
    assert (days(), fresh(work).next_on) == ([date(2027, 1, 5)], date(2027, 2, 2))


def test_t24_the_last_working_day_before_a_closed_new_years_eve(cast):
    close_day(cast, date(2026, 12, 31))
    work = add(cast, rrule=SECOND.replace("=2", "=-1"), starts_on=date(2026, 12, 1))
    assert work.next_on == date(2026, 12, 30), "never 4 January"


def test_t24_an_exception_that_comes_later_moves_it_once(cast):
    work = add(cast, rrule=SECOND, starts_on=date(2027, 1, 1))
    close_day(cast, date(2027, 1, 4))
    assert make_due_work(at("2026-12-28 08:00")) == 0
    assert fresh(work).next_on == date(2027, 1, 6)
    assert make_due_work(at("2027-01-05 08:00")) == 0
    assert [make_due_work(at("2027-01-06 08:00")) for _sweep in range(2)] == [1, 0]
    assert days() == [date(2027, 1, 6)]


def test_t24_what_was_skipped_is_not_found_again(cast):
    work = add(cast, rrule=SECOND, starts_on=date(2027, 1, 1))
    agreed.skip_recurring(work, by=cast.daan, now=NOW, occurrence=date(2027, 1, 5), reason="Vakantie")
    close_day(cast, date(2027, 1, 4))
    make_due_work(at("2027-01-06 08:00"))
    assert (days(), fresh(work).next_on) == ([], date(2027, 2, 2))


SECOND_AND_FIFTH = SECOND.replace("=2", "=2,5")


def test_t24_of_several_in_a_month_each_follows_the_calendar(cast):
    work = add(cast, rrule=SECOND_AND_FIFTH, starts_on=date(2027, 1, 1))
    assert work.next_on == date(2027, 1, 5)
    close_day(cast, date(2027, 1, 4))
    assert make_due_work(at("2027-01-05 08:00")) == 0, "the second working day is now the 6th"
    assert make_due_work(at("2027-01-06 08:00")) == 1
    assert fresh(work).next_on == date(2027, 1, 11), "the fifth"
    close_day(cast, date(2027, 1, 8))
    assert [make_due_work(at(f"2027-01-{day} 08:00")) for day in ("11", "12", "12")] == [0, 1, 0]
    assert (days(), fresh(work).next_on) == ([date(2027, 1, 6), date(2027, 1, 12)], date(2027, 2, 2))


def test_t24_what_was_made_or_skipped_of_several_does_not_come_back(cast):
    work = add(cast, rrule=SECOND_AND_FIFTH, starts_on=date(2027, 1, 1))
    agreed.skip_recurring(work, by=cast.daan, now=NOW, occurrence=date(2027, 1, 5), reason="Vakantie")
    close_day(cast, date(2027, 1, 4))
    assert make_due_work(at("2027-01-06 08:00")) == 0, "it was skipped, wherever the second working day falls"
    assert fresh(work).next_on == date(2027, 1, 11)
    assert make_due_work(at("2027-01-11 08:00")) == 1
    close_day(cast, date(2027, 1, 6))
    assert make_due_work(at("2027-01-12 08:00")) == 0, "the fifth was made on what was the fifth"


def test_t24_resumed_in_the_middle_it_goes_on_with_what_is_left(cast):
    work = add(cast, rrule=SECOND_AND_FIFTH, starts_on=date(2026, 12, 1))
    agreed.hold_recurring(work, by=cast.daan, now=NOW, reason="Verbouwing")
    agreed.resume_recurring(work, by=cast.daan, now=at("2027-01-06 09:00"))
    assert fresh(work).next_on == date(2027, 1, 8)
    close_day(cast, date(2027, 1, 7))
    assert make_due_work(at("2027-01-08 08:00")) == 0
    assert fresh(work).next_on == date(2027, 1, 11)


def test_t24_the_31st_is_the_last_day_of_november(cast):
    work = add(cast, rrule="FREQ=MONTHLY;BYMONTHDAY=31")
    assert work.next_on == date(2026, 11, 30)
    assert make_due_work(at("2026-11-30 08:00")) == 1
    assert fresh(work).next_on == date(2026, 12, 31)
