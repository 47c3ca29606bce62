"""Which planned work runs at a moment (SLA 8.1, 8.2; ruling 14): begun and not ended, or within its agreed time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import actions as agreed
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Ticket
from tickets.planned.recurring import make_due_work
from tickets.planned.running import PlannedTimes, running_work, runs

NINE = at("2026-11-24 09:00")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("planned", "began", "after_nine", "expected"),
    [
        (NINE, None, -0.1, False),  # before its moment
        (NINE, None, 0, True),
        (NINE, None, 3.9, True),
        (NINE, None, 4, False),  # nobody began: it did not take place
        (NINE, NINE, 11.9, True),  # begun and not ended
        (NINE, NINE, 12, False),  # nobody ended it
        (NINE, NINE - hours(1), -0.5, True),  # who begins a little early has begun
        (NINE, NINE - hours(20), -19, False),  # what was picked up the day before is other work
        (NINE, NINE + hours(24 * 14), 24 * 14 + 1, False),  # and so is what goes on two weeks later
        (None, NINE, 1, True),  # recurring work has no moment
        (None, NINE, -1, False),
        (None, NINE, 12, False),
        (None, None, 1, False),
    ],
)
def test_when_it_runs(planned, began, after_nine, expected):
    work = PlannedTimes(planned, began, is_begun=began is not None)
    assert runs(work, NINE + hours(after_nine)) is expected


def numbers(customer, now) -> list[int]:
    return [each.ticket.number for each in running_work(customer, now)]


def test_a_planned_melding_runs_from_its_moment_until_it_ends(cast, open_ticket):
    ticket = open_ticket()
    assert numbers(cast.smit, MONDAY) == []
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=NINE)
    assert numbers(cast.smit, NINE - hours(1)) == []
    assert numbers(cast.smit, NINE) == [ticket.number]
    assert numbers(cast.vries, NINE) == []
    actions.start_work(ticket, by=cast.sanne, now=NINE + hours(0.5))
    assert numbers(cast.smit, NINE + hours(6)) == [ticket.number]
    actions.wait(ticket, by=cast.sanne, now=NINE + hours(6), party="customer", text="Wanneer kan het verder?")
    assert numbers(cast.smit, NINE + hours(6.1)) == []
    actions.resume(ticket, by=cast.sanne, now=NINE + hours(7))
    assert numbers(cast.smit, NINE + hours(7.1)) == [ticket.number]
    actions.resolve(ticket, by=cast.sanne, now=NINE + hours(8), text="Gedaan")
    assert numbers(cast.smit, NINE + hours(8.1)) == []


def test_a_plan_that_is_taken_back_or_moved_does_not_run(cast, open_ticket):
    ticket = open_ticket()
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=NINE)
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=NINE + hours(24))
    assert numbers(cast.smit, NINE) == [] and numbers(cast.smit, NINE + hours(24)) == [ticket.number]
    actions.resume(ticket, by=cast.sanne, now=MONDAY)
    assert numbers(cast.smit, NINE + hours(24)) == []


def test_work_that_was_never_planned_does_not_run(cast, open_ticket):
    ticket = open_ticket()
    actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    assert numbers(cast.smit, MONDAY) == []


def test_a_visit_runs(cast):
    visit = actions.plan_visit(
        cast.smit, by=cast.sanne, now=MONDAY, planned_for=NINE, engineer=cast.ravi, contact=cast.jan
    )
    assert numbers(cast.smit, NINE) == [visit.ticket_id]
    actions.start_work(visit.ticket, by=cast.ravi, now=NINE)
    assert numbers(cast.smit, NINE + hours(5)) == [visit.ticket_id]
    actions.finish_visit(visit, by=cast.ravi, now=NINE + hours(5), minutes=60, outcomes={}, text="Alles gedaan")
    assert numbers(cast.smit, NINE + hours(5)) == []


def test_recurring_work_runs_once_somebody_began_and_not_the_whole_day(cast, django_assert_max_num_queries):
    agreed.add_recurring(
        cast.smit, by=cast.daan, now=MONDAY, kind="maintenance", title="Updates", contact=cast.jan,
        rrule="FREQ=MONTHLY;BYDAY=1TU", starts_on=date(2026, 11, 23), checklist=["Herstart"], items=["SRV01"],
    )  # fmt: skip
    first = at("2026-12-01 08:00")
    assert make_due_work(first) == 1
    ticket = Ticket.objects.get()
    assert numbers(cast.smit, first + hours(1)) == []
    actions.start_work(ticket, by=cast.sanne, now=first + hours(1))
    with django_assert_max_num_queries(3):
        (running,) = running_work(cast.smit, first + hours(2))
    assert (running.ticket, running.items) == (ticket, ("SRV01",))
