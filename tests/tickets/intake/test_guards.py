"""Somebody was first, about a melding: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest

from infra.errors import Refused
from tests.two_connections import beaten, two_connections
from tickets.models import (
    Ticket,
)


@two_connections
def test_one_number_of_another_tool_is_one_melding(open_ticket):
    def report() -> Ticket:
        return open_ticket(source="topdesk", external_id="M-7")

    with pytest.raises(Refused):
        beaten(report, report)
    assert Ticket.objects.count() == 1
