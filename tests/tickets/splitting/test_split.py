"""A message about something else becomes a melding of its own at the desk, and back as long as nobody answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from infra.errors import Refused
from mail.models import InboundMail, MailMessage, ReceivedBody
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.mail.inbound.test_inbound import LATER, answer, arrive
from tickets import actions
from tickets.models import EntryKind, Status, Ticket, TimelineEntry

HOUR = timedelta(hours=1)
NOW = LATER + HOUR


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> Any:
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mailed(cast, open_ticket) -> TimelineEntry:
    """Petra answers Jan's melding by mail, with a file, about something else."""
    ticket = open_ticket()
    message = answer(ticket, "Ook is de printer stuk.", From="petra@smit.example", Message_ID="<p1@smit.example>")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    arrive(message)
    return ticket.timeline.get(kind=EntryKind.REPLY)


def split(client: Any, entry: TimelineEntry, **given: Any) -> Any:
    return client.post(f"/desk/meldingen/{entry.ticket_id}/splits/", {"entry": entry.pk, "subject": "Printer"} | given)


def test_the_message_moves_with_all_that_came_with_it(cast, mailed, sign_in):
    desk, old = sign_in(cast.sanne), mailed.ticket
    assert "Ook is de printer stuk." in desk.get(f"/desk/meldingen/{old.pk}/splits/").content.decode()
    split(desk, mailed)
    new = Ticket.objects.latest("pk")
    opening = new.timeline.get(kind=EntryKind.OPENED)
    assert (new.contact, new.subject, new.opened_at) == (cast.petra, "Printer", mailed.at)
    assert (opening.contact, opening.text) == (cast.petra, "Ook is de printer stuk.")
    assert [file.name for file in opening.attachments.all()] == ["a.pdf"]
    assert InboundMail.objects.get().ticket == new and ReceivedBody.objects.get().entry == opening
    stays = desk.get(f"/desk/meldingen/{old.pk}/").content.decode()
    assert "Ook is de printer stuk." not in stays and f"melding #{new.pk}" in stays
    old.refresh_from_db()
    assert "printer stuk" not in old.search_text
    assert f"#{old.pk}" in desk.get(f"/desk/meldingen/{new.pk}/").content.decode()


def test_it_mails_nobody(cast, mailed, sign_in):
    sweep_outbox(NOW)
    seen = set(MailMessage.objects.values_list("pk", flat=True))
    split(sign_in(cast.sanne), mailed)
    sweep_outbox(NOW)
    assert not MailMessage.objects.exclude(pk__in=seen).exclude(recipient__endswith="@1do.example").exists()


def test_who_answers_that_message_later_writes_to_the_new_one(cast, mailed, sign_in):
    split(sign_in(cast.sanne), mailed)
    new, ours = Ticket.objects.latest("pk"), MailMessage.objects.filter(entry__ticket=mailed.ticket).first()
    references = f"{ours.message_id} <p1@smit.example>"
    again = answer(mailed.ticket, "En die printer?", From="petra@smit.example", References=references)
    assert arrive(again).ticket == new


def test_only_a_message_of_the_customer_that_does_not_open_the_melding(cast, mailed, open_ticket):
    ticket = mailed.ticket
    ours = actions.reply(ticket, by=cast.sanne, now=NOW, text="Wij kijken.")
    for entry in (ticket.timeline.get(kind=EntryKind.OPENED), ours):
        with pytest.raises(Refused):
            actions.split(entry, by=cast.sanne, now=NOW)
    with pytest.raises(Refused, match="van deze klant"):
        actions.split(mailed, by=cast.sanne, now=NOW, contact=cast.willem)


def test_the_second_click_finds_what_the_first_made(cast, mailed):
    first = actions.split(mailed, by=cast.sanne, now=NOW)
    assert actions.split(mailed, by=cast.sanne, now=NOW) == first


def test_put_back_as_long_as_nobody_answered(cast, mailed, sign_in):
    desk = sign_in(cast.sanne)
    split(desk, mailed)
    new = Ticket.objects.latest("pk")
    response = desk.post(f"/desk/meldingen/{new.pk}/zet-terug/")
    assert response["Location"] == f"/desk/meldingen/{mailed.ticket_id}/"
    new.refresh_from_db()
    back = mailed.ticket.timeline.get(kind=EntryKind.REPLY)
    assert (back.pk, new.status) == (mailed.pk, Status.GEANNULEERD)
    assert back.attachments.count() == 1 and ReceivedBody.objects.get().entry == back
    assert InboundMail.objects.get().ticket == mailed.ticket


def test_not_put_back_once_answered(cast, mailed):
    new = actions.split(mailed, by=cast.sanne, now=NOW).ticket
    actions.reply(new, by=cast.sanne, now=NOW, text="Wij kijken naar de printer.")
    with pytest.raises(Refused, match="al iets gedaan"):
        actions.put_back(new, by=cast.sanne, now=NOW)


def test_from_the_portal_it_keeps_its_author(cast, open_ticket):
    ticket = open_ticket()
    entry = actions.reply(ticket, by=cast.jan.user, now=MONDAY + HOUR, text="En de wifi.")
    opening = actions.split(entry, by=cast.sanne, now=NOW)
    assert (opening.by, opening.ticket.opened_at) == (cast.jan.user, MONDAY + HOUR)
