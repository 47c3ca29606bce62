"""Somebody was first, about visits and recurring work: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from contracts.actions import add_recurring
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.tickets.guards import LATER
from tests.two_connections import beaten, beside, own, two_connections
from tickets import actions
from tickets.models import (
    Ticket,
    TimeEntry,
    VisitItem,
)
from tickets.planned.recurring import make_due_work


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
