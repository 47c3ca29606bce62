"""Somebody was first, about an escalation: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from tests.conftest import MONDAY
from tests.tickets.guards import LATER, SECOND, count
from tests.two_connections import beaten, own, two_connections
from tickets import actions, sweeps
from tickets.models import (
    EntryKind,
    Escalation,
)


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
