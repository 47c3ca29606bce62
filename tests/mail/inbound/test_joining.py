"""A mail that names a melding without our marks, and one click that joins it there; by the front door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from infra.errors import Refused
from mail.inbound import followed
from mail.models import InboundMail, MailMessage, ReceivedBody
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.mail.inbound.test_inbound import LATER, answer, arrive, mail
from tests.two_connections import beaten, own, two_connections
from tickets import actions
from tickets.models import Attachment, EntryKind, Status, Ticket

CLICK = LATER + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"


def naming(ticket: Ticket, text: str = "Het is er weer.", **fields: str) -> Ticket:
    """The melding that is made of a mail that names this one."""
    return arrive(mail(text, Subject=f"[#{ticket.pk}] Printer", **fields)).ticket


def click(client: Any, ticket: Ticket, into: Ticket | int, **extra: Any) -> Any:
    number = into if isinstance(into, int) else into.pk
    return client.post(f"/desk/meldingen/{ticket.pk}/voeg-samen/", {"into": number}, **extra)


def page(client: Any, ticket: Ticket) -> str:
    return client.get(f"/desk/meldingen/{ticket.pk}/").content.decode()


def test_one_click_joins_it_from_either_page(cast, open_ticket, sign_in):
    old = open_ticket()
    new, desk = naming(old), sign_in(cast.sanne)
    button = f'action="/desk/meldingen/{new.pk}/voeg-samen/"'
    for shown, other in ((new, old), (old, new)):
        words = page(desk, shown)
        assert button in words and f'name="into" value="{old.pk}"' in words
        assert f'href="/desk/meldingen/{other.pk}/">Naar melding' in words
    response = click(desk, new, old)
    assert (response.status_code, response["Location"]) == (302, f"/desk/meldingen/{old.pk}/")
    new.refresh_from_db()
    reply = old.timeline.get(kind=EntryKind.REPLY)
    assert (new.status, reply.text, reply.contact, reply.at) == (Status.GEANNULEERD, "Het is er weer.", cast.jan, LATER)
    assert InboundMail.objects.get().ticket == old
    gone, stays = page(desk, new), page(desk, old)
    assert button not in gone + stays
    assert f"hoort bij melding #{old.pk}" in gone and f'href="/desk/meldingen/{old.pk}/">Naar' in gone
    assert f"was binnengekomen als melding #{new.pk}" in stays
    assert f"melding #{old.pk}" in sign_in(cast.jan.user).get(f"/portaal/meldingen/{new.pk}/").content.decode()


def test_the_customer_is_not_told_that_it_was_cancelled(cast, open_ticket):
    old = open_ticket()
    new = naming(old)
    sweep_outbox(LATER)
    before = set(MailMessage.objects.values_list("pk", flat=True))
    followed.join(new, old, by=cast.sanne, now=CLICK)
    sweep_outbox(CLICK)
    assert not MailMessage.objects.exclude(pk__in=before).filter(recipient="jan@smit.example").exists()


def test_files_and_looks_come_along(cast, open_ticket, sign_in):
    old = open_ticket()
    message = mail("Zie.", html='<p>Zie <img src="cid:foto"></p>', Subject=f"[#{old.pk}]")
    message.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n123", "image", "png", cid="<foto>", filename="foto.png")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    new = arrive(message).ticket
    followed.join(new, old, by=cast.sanne, now=CLICK)
    reply = old.timeline.get(kind=EntryKind.REPLY)
    assert sorted(reply.attachments.values_list("name", flat=True)) == ["a.pdf", "foto.png"]
    body = ReceivedBody.objects.get(entry=reply)
    picture = Attachment.objects.get(entry=reply, name="foto.png")
    assert body.html and body.images == {"foto": picture.key}
    desk = sign_in(cast.sanne)
    assert desk.get(f"/mail/beeld/{picture.key}/").status_code == 200
    download = reverse("tickets:download", args=[reply.attachments.get(name="a.pdf").key])
    assert b"".join(desk.get(download).streaming_content) == b"%PDF-1.7"


def test_the_clock_counts_as_of_the_mail(cast, open_ticket):
    """What waits for the customer goes on when he wrote, and not when somebody clicked."""
    old = open_ticket()
    actions.wait(old, by=cast.sanne, now=MONDAY, party="customer", text="Welke printer?")
    new = naming(old)
    followed.join(new, old, by=cast.sanne, now=CLICK)
    old.refresh_from_db()
    assert old.status == Status.NIEUW and old.timeline.get(kind=EntryKind.RESUMED).at == LATER


def test_what_was_resolved_is_opened_again(cast, open_ticket):
    old = open_ticket()
    actions.resolve(old, by=cast.sanne, now=MONDAY, text="Papier bijgevuld.")
    new = naming(old)
    followed.join(new, old, by=cast.sanne, now=CLICK)
    old.refresh_from_db()
    assert old.is_open and old.reopen_count == 1
    assert old.timeline.get(kind=EntryKind.REOPENED).contact == cast.jan


def test_later_answers_to_either_number_arrive(cast, open_ticket):
    old = open_ticket()
    new = naming(old)
    to_new, to_old = answer(new, "Op de nieuwe."), answer(old, "Op de oude.")
    followed.join(new, old, by=cast.sanne, now=CLICK)
    assert [arrive(each, now=CLICK).ticket for each in (to_new, to_old)] == [old, old]
    assert Ticket.objects.count() == 2


def test_the_second_click_does_nothing(cast, open_ticket, sign_in):
    old = open_ticket()
    new, desk = naming(old), sign_in(cast.sanne)
    for _time in range(2):
        assert click(desk, new, old)["Location"] == f"/desk/meldingen/{old.pk}/"
    assert old.timeline.filter(kind=EntryKind.REPLY).count() == 1
    assert ReceivedBody.objects.filter(entry__ticket=old).count() == 1


def _taken(new: Ticket, cast: Any) -> None:
    actions.take(new, by=cast.sanne, now=LATER)


def _noted(new: Ticket, cast: Any) -> None:
    actions.note(new, by=cast.sanne, now=LATER, text="Even bellen.")


def _answered(new: Ticket, cast: Any) -> None:
    actions.reply(new, by=cast.jan.user, now=LATER, text="Nog iets.")


def _timed(new: Ticket, cast: Any) -> None:
    actions.start_timer(new, by=cast.sanne, now=LATER)


@pytest.mark.parametrize("touch", [_taken, _noted, _answered, _timed])
def test_what_somebody_touched_is_refused(cast, open_ticket, sign_in, touch):
    old = open_ticket()
    new, desk = naming(old), sign_in(cast.sanne)
    touch(new, cast)
    assert "voeg-samen" not in page(desk, new) + page(desk, old)
    response = click(desk, new, old)
    assert response.status_code == 200 and "al iets gedaan" in response.content.decode()
    new.refresh_from_db()
    assert new.is_open and not old.timeline.filter(kind=EntryKind.REPLY).exists()


def test_a_closed_melding_another_customers_itself_and_none_are_refused(cast, open_ticket, sign_in):
    closed, cancelled, theirs = open_ticket(), open_ticket(), open_ticket(contact=cast.willem)
    actions.close(closed, by=cast.jan.user, now=MONDAY)
    actions.cancel(cancelled, by=cast.sanne, now=MONDAY, text="Dubbel.")
    new, desk = arrive(mail()).ticket, sign_in(cast.sanne)
    assert "voeg-samen" in page(desk, new)
    for into, words in (
        (closed, "is gesloten; samenvoegen kan"),
        (cancelled, "is geannuleerd; samenvoegen kan"),
        (theirs, "van een andere klant"),
        (new, "Dit is deze melding zelf"),
        (999_999, "bestaat niet"),
    ):
        assert words in click(desk, new, into).content.decode()
    for typed in ("", "x", "-1", "9" * 40):
        assert desk.post(f"/desk/meldingen/{new.pk}/voeg-samen/", {"into": typed}).status_code == 200
    new.refresh_from_db()
    assert new.is_open


def test_only_what_came_by_mail(cast, open_ticket, sign_in):
    old, by_portal = open_ticket(), open_ticket()
    response = click(sign_in(cast.sanne), by_portal, old)
    assert "Alleen een melding die per e-mail binnenkwam" in response.content.decode()


def test_who_stopped_working_there_is_refused(cast, open_ticket, sign_in):
    gone = ContactFactory(customer=cast.smit, email="weg@smit.example")
    old = open_ticket()
    new = naming(old, From="weg@smit.example")
    gone.is_active = False
    gone.save()
    assert "geen actieve contactpersoon" in click(sign_in(cast.sanne), new, old).content.decode()


def test_nobody_else_may(cast, open_ticket, sign_in):
    old = open_ticket()
    new = naming(old)
    for who in (cast.jan.user, cast.willem.user):
        assert click(sign_in(who), new, old).status_code in (403, 404)
    reads = sign_in(cast.els)  # of the house, and only looks
    assert click(reads, new, old).status_code == 403
    assert "voeg-samen" not in page(reads, new) + page(reads, old)
    new.refresh_from_db()
    assert new.is_open


@two_connections
def test_two_click_at_once(cast, open_ticket):
    old = open_ticket()
    new = naming(old)
    first, second = (lambda: followed.join(own(new), own(old), by=cast.sanne, now=CLICK) for _each in range(2))
    assert beaten(first, second) == old
    assert old.timeline.filter(kind=EntryKind.REPLY).count() == 1


@two_connections
def test_who_takes_it_meanwhile_wins(cast, open_ticket):
    old = open_ticket()
    new = naming(old)
    with pytest.raises(Refused, match="al iets gedaan"):
        beaten(
            lambda: actions.take(own(new), by=cast.sanne, now=CLICK),
            lambda: followed.join(own(new), own(old), by=cast.sanne, now=CLICK),
        )
    assert not old.timeline.filter(kind=EntryKind.REPLY).exists()
