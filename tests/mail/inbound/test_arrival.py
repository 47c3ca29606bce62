"""A mail is reported when it reached us, however long it waited for us (row T17; SLA 7.9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mail.inbound import fetching
from mail.inbound.processing import process_due, release
from mail.inbound.receiving import receive
from mail.models import InboundMail
from tests.conftest import at
from tests.mail.inbound.test_fetching import box, raw  # noqa: F401 - `box` is a fixture
from tests.mail.inbound.test_inbound import mail
from tickets import actions
from tickets.models import Ticket

EIGHT, ELEVEN = at("2026-11-23 08:00"), at("2026-11-23 11:00")
KRITISCH = {"kind": "incident", "impact": 1, "urgency": "A", "reason": "Alles ligt plat."}


def kritisch(ticket: Ticket, cast: Any) -> Ticket:
    return actions.classify(ticket, by=cast.sanne, now=ELEVEN, **KRITISCH)


def test_t17_a_worker_that_comes_late_costs_the_customer_nothing(cast):
    row = receive(mail().as_bytes(), mailbox="postvak", now=EIGHT)
    process_due(ELEVEN)
    row.refresh_from_db()
    assert row.ticket is not None and row.ticket.opened_at == EIGHT
    assert kritisch(row.ticket, cast).clock.due_at == at("2026-11-23 08:30")


def test_a_mail_that_was_read_at_once_is_not_said_to_be_written_down_later(cast):
    """It waits some seconds for a worker, every time; only what matters is said."""
    said = []
    for waited in (timedelta(seconds=6), timedelta(minutes=5)):
        message = mail(**{"Message-ID": f"<{waited.seconds}@smit.example>"})
        row = receive(message.as_bytes(), mailbox="postvak", now=EIGHT)
        process_due(EIGHT + waited)
        row.refresh_from_db()
        assert row.ticket is not None and row.ticket.opened_at == EIGHT
        line = row.ticket.timeline.get(kind="opened")
        said.append((line.facts.for_house(line), line.facts.for_customer(line)))
    assert "later" not in "".join(said[0])
    assert "later vastgelegd" in said[1][0] and "later opgeschreven" in said[1][1]


def test_t17_released_by_an_agent_it_was_reported_when_it_came(cast):
    stranger = mail(From="Info <info@nergens.example>")
    row = receive(stranger.as_bytes(), mailbox="postvak", now=EIGHT)
    process_due(EIGHT)
    row.refresh_from_db()
    ticket = release(row, by=cast.sanne, now=ELEVEN, contact=cast.jan)
    assert ticket.opened_at == EIGHT
    assert kritisch(ticket, cast).clock.due_at == at("2026-11-23 08:30")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("23-Nov-2026 08:00:00 +0100", EIGHT),
        (" 3-Nov-2026 07:00:00 +0000", at("2026-11-03 08:00")),
        ("24-Nov-2026 08:00:00 +0100", ELEVEN),  # a server whose clock runs ahead
        ("gisteren", ELEVEN),
        ("", ELEVEN),
    ],
)
def test_t17_a_mailbox_that_could_not_be_reached_says_when_it_came(box, said, expected):  # noqa: F811
    box.put(raw())
    box.arrived = said
    fetching.fetch(ELEVEN)
    assert InboundMail.objects.get().reported_at == expected
    process_due(ELEVEN)
    assert Ticket.objects.get().opened_at == expected
