"""Somebody was first, about a question: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from infra.errors import Refused
from tests.conftest import MONDAY
from tests.tickets.guards import LATER
from tests.two_connections import beaten, own, two_connections
from tickets import actions


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
