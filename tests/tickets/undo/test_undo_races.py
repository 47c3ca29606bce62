"""Whoever undoes while the sender runs: exactly one of the two wins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from infra.errors import Refused
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.tickets.test_races import at_once
from tests.two_connections import TWO_CONNECTIONS
from tickets import actions
from tickets.models import HeldAct, HeldState, TimelineEntry
from tickets.undo.actions import release_due, undo, undoable

pytestmark = TWO_CONNECTIONS
END = MONDAY + timedelta(seconds=10)


def test_of_undoing_and_sending_at_once_exactly_one_wins(cast, open_ticket, settings):
    settings.UNDO_SECONDS = 10
    ticket = open_ticket()
    sweep_outbox(MONDAY)
    MailMessage.objects.all().delete()
    with undoable(ticket, by=cast.sanne, now=MONDAY) as offer:
        actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Start Outlook opnieuw.")
    held = HeldAct.objects.get(pk=offer.act)

    def run(index: int) -> str:
        if index % 2:
            return f"released {release_due(END)}"
        try:
            undo(held, by=cast.sanne, now=END - timedelta(milliseconds=1))
        except Refused:
            return "refused"
        return "undone"

    results = at_once(6, run)
    sweep_outbox(END)
    held.refresh_from_db()
    letters = MailMessage.objects.filter(recipient="jan@smit.example").count()
    taken_back = TimelineEntry.whole.filter(ticket=ticket, taken_back=True).exists()
    if held.state == HeldState.UNDONE:
        assert (letters, taken_back, results["undone"], results["released 1"]) == (0, True, 3, 0)
    else:
        assert (letters, taken_back, results["refused"], results["released 1"]) == (1, False, 3, 1)


@pytest.mark.parametrize("first", ["undo", "release"])
def test_whoever_is_second_waits_for_the_first_and_then_gives_way(cast, open_ticket, settings, first):
    from tests.two_connections import beaten

    settings.UNDO_SECONDS = 10
    ticket = open_ticket()
    with undoable(ticket, by=cast.sanne, now=MONDAY) as offer:
        actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Start Outlook opnieuw.")
    held = HeldAct.objects.get(pk=offer.act)

    def undoes() -> str:
        try:
            undo(held, by=cast.sanne, now=END - timedelta(milliseconds=1))
        except Refused as refused:
            return str(refused)
        return "undone"

    if first == "undo":
        assert beaten(undoes, lambda: release_due(END)) == 0
    else:
        assert "al weg" in beaten(lambda: release_due(END), undoes)
