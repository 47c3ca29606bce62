"""Somebody was first, about the clock: what the second one reads under the lock decides."""

from __future__ import annotations

from sla.actions import add_exception
from tests.conftest import at
from tests.tickets.guards import LATER, SECOND, fresh, kinds
from tests.two_connections import beaten, beside, own, two_connections
from tickets import actions, sweeps
from tickets.models import (
    BreachWarning,
    ClockState,
    EntryKind,
)


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
