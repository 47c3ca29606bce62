"""What is undone was never there: not for the customer, not for the clock, not for who counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from infra.errors import Refused
from integrations.webhooks.outbox import sweep_outbox as tell_webhooks
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import send_due
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import (
    ApprovalStatus,
    EntryKind,
    HeldAct,
    HeldState,
    Notification,
    OutboxItem,
    SatisfactionRequest,
    Status,
    Ticket,
    TimelineEntry,
)
from tickets.search import search
from tickets.undo.actions import release_due, undo, undo_batch, undoable

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=20)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _ten_seconds(settings):
    settings.UNDO_SECONDS = 10


@pytest.fixture
def ticket(open_ticket):
    made = open_ticket()
    sweep_outbox(MONDAY)
    send_due(MONDAY)
    mail.outbox.clear()
    return made


def did(ticket, by, verb, now=LATER, **given) -> HeldAct:
    with undoable(ticket, by=by, now=now) as offer:
        verb(ticket, by=by, now=now, **given)
    return HeldAct.objects.get(pk=offer.act)


def mailed(now) -> list[str]:
    sweep_outbox(now)
    tell_webhooks(now)
    send_due(now)
    return [letter.to[0] for letter in mail.outbox]


def state_of(ticket) -> dict:
    """All columns that mean something, of the ticket and its clock; that runs on, so `used_seconds` do not count."""
    ticket = Ticket.objects.select_related("clock").get(pk=ticket.pk)
    clock = {name: value for name, value in vars(ticket.clock).items() if name not in ("_state", "used_seconds")}
    without = ("version", "updated_at")
    columns = {name: value for name, value in vars(ticket).items() if not name.startswith("_") and name not in without}
    return columns | {"clock": clock}


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (actions.reply, {"text": "Zeldzaamwoord: start Outlook opnieuw."}),
        (actions.wait, {"party": "customer", "text": "Zeldzaamwoord: welk scherm ziet u?"}),
        (actions.resolve, {"text": "Zeldzaamwoord: de mailserver draait weer."}),
        (actions.cancel, {"text": "Zeldzaamwoord: dubbel."}),
        (actions.start_work, {}),
    ],
)
def test_what_is_undone_in_time_left_no_trace(cast, ticket, verb, given):
    before = state_of(ticket)
    held = did(ticket, cast.sanne, verb, **given)
    assert mailed(LATER + 9 * SECOND) == []

    undo(held, by=cast.sanne, now=LATER + 9 * SECOND)
    assert mailed(LATER + timedelta(minutes=5)) == []
    assert state_of(ticket) == before
    seen = TimelineEntry.objects.visible_to(cast.jan.user).filter(ticket=ticket)
    assert [entry.kind for entry in seen] == [EntryKind.OPENED]
    for reader in (cast.jan.user, cast.sanne):
        assert not search(Ticket.objects.visible_to(reader), "zeldzaamwoord", reader).exists()
    assert not OutboxItem.objects.exists() and not Notification.objects.filter(entry__taken_back=True).exists()


def test_until_it_is_out_only_the_house_knows_and_then_everybody(cast, ticket, time_machine):
    time_machine.move_to(LATER + 5 * SECOND, tick=False)
    did(ticket, cast.sanne, actions.reply, text="Zeldzaamwoord: start Outlook opnieuw.")

    def knows(reader) -> tuple[bool, bool]:
        lines = TimelineEntry.objects.visible_to(reader).filter(ticket=ticket, kind=EntryKind.REPLY)
        found = search(Ticket.objects.visible_to(reader), "zeldzaamwoord", reader)
        return lines.exists(), found.exists()

    assert knows(cast.jan.user) == (False, False)
    assert knows(cast.sanne) == (True, True)

    time_machine.move_to(LATER + 10 * SECOND, tick=False)
    assert mailed(LATER + 10 * SECOND) == ["Jan Smit <jan@smit.example>"]
    assert knows(cast.jan.user) == knows(cast.sanne) == (True, True)
    assert Ticket.objects.get(pk=ticket.pk).internal_search_text == ""
    assert mailed(LATER + timedelta(minutes=1)) == ["Jan Smit <jan@smit.example>"]  # once


def test_too_late_or_gone_on_with_is_refused_and_by_another_too(cast, ticket):
    late = did(ticket, cast.sanne, actions.reply, text="Start Outlook opnieuw.")
    with pytest.raises(Refused, match="al weg"):
        undo(late, by=cast.sanne, now=LATER + 10 * SECOND)
    assert release_due(LATER + 10 * SECOND) == 1
    with pytest.raises(Refused, match="al weg"):
        undo(late, by=cast.sanne, now=LATER + 5 * SECOND)  # a clock that is behind

    after = LATER + timedelta(minutes=1)
    overtaken = did(ticket, cast.sanne, actions.resolve, now=after, text="Opgelost.")
    with pytest.raises(Refused, match="Alleen wie het deed"):
        undo(overtaken, by=cast.ravi, now=after + SECOND)
    actions.reply(ticket, by=cast.jan.user, now=after + SECOND, text="Het werkt nog niet.")
    with pytest.raises(Refused, match="intussen"):
        undo(overtaken, by=cast.sanne, now=after + 2 * SECOND)
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_BEHANDELING


def test_a_second_click_on_undo_changes_nothing_and_the_same_form_can_be_sent_again(cast, ticket):
    held = did(ticket, cast.sanne, actions.reply, text="Start Outlook opnieuw.", form_token="one")
    undo(held, by=cast.sanne, now=LATER + SECOND)
    version = Ticket.objects.get(pk=ticket.pk).version
    undo(held, by=cast.sanne, now=LATER + 2 * SECOND)
    assert Ticket.objects.get(pk=ticket.pk).version == version
    did(ticket, cast.sanne, actions.reply, now=LATER + 3 * SECOND, text="Start Outlook opnieuw.", form_token="one")
    assert mailed(LATER + timedelta(minutes=1)) == ["Jan Smit <jan@smit.example>"]


def test_what_the_house_reads_of_it(cast, ticket):
    held = did(ticket, cast.sanne, actions.resolve, text="Opgelost.")
    undo(held, by=cast.sanne, now=LATER + SECOND)
    lines = TimelineEntry.objects.visible_to(cast.ravi).filter(ticket=ticket)
    assert [line.kind for line in lines] == [EntryKind.OPENED, EntryKind.TAKEN_BACK]
    assert lines[1].facts.for_house(lines[1]) == "Maakte ongedaan: opgelost. De klant merkte er niets van."
    assert TimelineEntry.whole.filter(ticket=ticket, taken_back=True).count() == 2  # work begun, and solved


def test_questions_that_an_end_withdrew_are_asked_again_and_a_closing_asks_nothing(cast, open_ticket):
    ticket = open_ticket(contact=cast.willem)
    actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="Een nieuwe schijf")
    approval = ticket.approvals.get()
    held = did(ticket, cast.sanne, actions.cancel, now=LATER + SECOND, text="Dubbel.")
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.WITHDRAWN
    undo(held, by=cast.sanne, now=LATER + 2 * SECOND)
    approval.refresh_from_db()
    assert (approval.status, approval.decided_at) == (ApprovalStatus.ASKED, None)

    actions.resolve(ticket, by=cast.sanne, now=LATER + 3 * SECOND, text="Opgelost.")
    assert not ticket.approvals.open().exists()
    held = did(ticket, cast.sanne, actions.close, now=LATER + 4 * SECOND)
    undo(held, by=cast.sanne, now=LATER + 5 * SECOND)
    assert not SatisfactionRequest.objects.exists()
    ticket.refresh_from_db()
    assert ticket.status == Status.OPGELOST and ticket.closed_at is None


def test_nothing_done_is_nothing_to_undo_and_a_failed_verb_leaves_nothing(cast, ticket, settings):
    actions.start_work(ticket, by=cast.sanne, now=LATER)
    with undoable(ticket, by=cast.sanne, now=LATER) as offer:
        actions.start_work(ticket, by=cast.sanne, now=LATER)
    assert offer.act is None
    with pytest.raises(Refused), undoable(ticket, by=cast.sanne, now=LATER):
        actions.reply(ticket, by=cast.sanne, now=LATER, text="Weg.")
        actions.cancel(ticket, by=cast.sanne, now=LATER, text="")
    settings.UNDO_SECONDS = 0
    with undoable(ticket, by=cast.sanne, now=LATER) as offer:
        actions.reply(ticket, by=cast.sanne, now=LATER, text="Direct.")
    assert offer.act is None and not HeldAct.objects.exists()
    assert mailed(LATER) == ["Jan Smit <jan@smit.example>"]


def test_of_a_batch_the_others_are_undone(cast, ticket, open_ticket):
    from uuid import uuid4

    batch, other = uuid4(), open_ticket()
    for each in (ticket, other):
        with undoable(each, by=cast.sanne, now=LATER, batch=batch):
            actions.resolve(each, by=cast.sanne, now=LATER, text="Opgelost.")
    actions.note(other, by=cast.ravi, now=LATER + SECOND, text="Ik kijk nog even.")
    done = {each.number: each.why_not for each in undo_batch(batch, by=cast.sanne, now=LATER + 2 * SECOND)}
    assert done[ticket.pk] == "" and "intussen" in done[other.pk]
    assert {each.status for each in Ticket.objects.all()} == {Status.NIEUW, Status.OPGELOST}


def test_a_sender_that_is_killed_halfway_has_released_nothing(cast, ticket, monkeypatch):
    held = did(ticket, cast.sanne, actions.reply, text="Start Outlook opnieuw.")

    def dies(*_args):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("tickets.undo.actions.timeline.release", dies)
        assert release_due(LATER + 10 * SECOND) == 0
    held.refresh_from_db()
    assert held.state == HeldState.HELD
    assert mailed(LATER + 11 * SECOND) == ["Jan Smit <jan@smit.example>"]


def test_what_is_old_is_forgotten_but_not_what_still_waits(cast, ticket):
    released = did(ticket, cast.sanne, actions.reply, text="Start Outlook opnieuw.")
    release_due(LATER + 10 * SECOND)
    did(ticket, cast.sanne, actions.reply, now=LATER + timedelta(days=2), text="Nog een keer.")
    release_due(LATER + timedelta(days=2, minutes=1))
    assert not HeldAct.objects.filter(pk=released.pk).exists()
