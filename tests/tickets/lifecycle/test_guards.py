"""Somebody was first, about closing and reminding: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from tests.conftest import MONDAY
from tests.tickets.guards import count, fresh
from tests.two_connections import beaten, two_connections
from tickets import actions, sweeps
from tickets.models import (
    EntryKind,
    Status,
    Ticket,
)


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
