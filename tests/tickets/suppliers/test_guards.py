"""Somebody was first, about ringing a supplier again: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from tests.conftest import MONDAY, at
from tests.tickets.guards import count
from tests.two_connections import beaten, two_connections
from tickets import actions, sweeps
from tickets.models import (
    EntryKind,
    Ticket,
)


@pytest.fixture
def with_supplier(open_ticket, cast) -> Ticket:
    return actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="supplier", text="Wacht op KPN.")


CHASE = at("2026-11-24 09:00")


@two_connections
def test_a_supplier_is_rung_again_once(with_supplier):
    assert beaten(lambda: sweeps.chase_suppliers(CHASE), lambda: sweeps.chase_suppliers(CHASE)) == 0
    assert count(EntryKind.CHASE_DUE) == 1


@two_connections
def test_a_supplier_who_answered_is_not_rung(with_supplier, cast):
    answered = lambda: actions.resume(with_supplier, by=cast.sanne, now=CHASE)  # noqa: E731
    assert beaten(answered, lambda: sweeps.chase_suppliers(CHASE)) == 0
    assert count(EntryKind.CHASE_DUE) == 0
