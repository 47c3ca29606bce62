"""Somebody was first: who was taken for dead, and was not, takes back what he did (security V12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import IdempotentRequest
from api import idempotency as once
from tests.conftest import MONDAY
from tests.two_connections import TWO_CONNECTIONS, elsewhere
from tickets import actions
from tickets.models import Ticket

pytestmark = TWO_CONNECTIONS

MELDING = {"kind": "servicevraag", "subject": "Hoe werkt het?", "description": "Graag uitleg."}
SECOND = timedelta(seconds=1)
KEY = {"HTTP_IDEMPOTENCY_KEY": "bestelling-1"}


@pytest.mark.parametrize(("passed", "codes"), [(once.LEASE, (409, 201)), (once.LEASE - SECOND, (201, 409))])
def test_of_a_slow_request_and_its_repetition_one_is_carried_out(cast, api, monkeypatch, passed, codes):
    """The client asks again while the first is still at it: after a while that one is taken for dead."""
    jan, open_ticket, again = api(cast.jan.user), actions.open_ticket, []

    def slow(*melding: Any) -> Ticket:
        monkeypatch.setattr(actions, "open_ticket", open_ticket)
        monday.shift(passed)
        again.append(elsewhere(lambda: jan.post("tickets/", MELDING, **KEY)))
        return open_ticket(*melding)

    monkeypatch.setattr(actions, "open_ticket", slow)
    with time_machine.travel(MONDAY, tick=False) as monday:
        first = jan.post("tickets/", MELDING, **KEY)
        assert (first.status_code, again[0].status_code) == codes
        assert Ticket.objects.count() == IdempotentRequest.objects.count() == 1
        told = jan.post("tickets/", MELDING, **KEY)
    assert (told.status_code, told.json()["number"]) == (201, Ticket.objects.get().number)
