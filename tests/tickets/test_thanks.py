"""A thank-you reopens a resolved melding, and one click takes that back as if it had not been."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from tests.conftest import MONDAY
from tickets import actions
from tickets.clock import clocks
from tickets.models import Status, Ticket, TicketClock

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def thanked(cast, open_ticket):
    """Resolved, and open again since the customer said thanks; with what it was before."""
    ticket = actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY + timedelta(minutes=30), text="Klaar.")
    before = state_of(ticket)
    actions.reply(ticket, by=cast.jan.user, now=LATER, text="Bedankt!")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.is_open, ticket.reopen_count) == (True, 1)
    return ticket, before


def state_of(ticket):
    ticket = Ticket.objects.get(pk=ticket.pk)
    columns = (ticket.status, ticket.resolved_at, ticket.closes_at, ticket.reopen_count, ticket.planned_for)
    clock = TicketClock.objects.values().get(pk=ticket.pk)
    clock = {name: value for name, value in clock.items() if not name.startswith("last_")}  # who spoke last: he did
    reading = clocks.read_clock(ticket, MONDAY + timedelta(days=3_650))
    return columns, clock, reading.by_party, reading.status


def test_it_is_as_if_it_had_not_been_reopened(cast, thanked, sign_in):
    ticket, before = thanked
    desk = sign_in(cast.sanne)
    assert "Was een bedankje" in desk.get(f"/desk/meldingen/{ticket.pk}/").content.decode()
    desk.post(f"/desk/meldingen/{ticket.pk}/bedankje/")
    assert state_of(ticket) == before
    line = ticket.timeline.get(kind="thanked")
    assert (line.by, line.data["status"][1]) == (cast.sanne, Status.OPGELOST)
    assert "/bedankje/" not in desk.get(f"/desk/meldingen/{ticket.pk}/").content.decode()


def test_a_second_click_does_nothing_and_a_new_answer_reopens_again(cast, thanked):
    ticket, _before = thanked
    for _click in range(2):
        actions.take_back_reopening(ticket, by=cast.sanne, now=LATER)
    assert ticket.timeline.filter(kind="thanked").count() == 1
    actions.reply(ticket, by=cast.jan.user, now=LATER + timedelta(hours=1), text="Toch niet.")
    ticket.refresh_from_db()
    assert (ticket.is_open, ticket.reopen_count) == (True, 1)


def test_not_when_something_was_done_since_nor_by_anybody_else(cast, thanked, open_ticket):
    ticket, _before = thanked
    with pytest.raises(PermissionDenied):
        actions.take_back_reopening(ticket, by=cast.jan.user, now=LATER)
    actions.wait(ticket, by=cast.sanne, now=LATER, party="customer", text="Welke?")
    with pytest.raises(Refused):
        actions.take_back_reopening(ticket, by=cast.sanne, now=LATER)
    with pytest.raises(Refused):
        actions.take_back_reopening(open_ticket(), by=cast.sanne, now=LATER)
