"""From a mailbox, by a real IMAP server on loopback: stored and committed first, and only then marked (security V1)."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from imap_tools.errors import MailboxLoginError

from mail import models
from mail.inbound import fetching
from mail.inbound.processing import process_due
from mail.models import InboundMail, MailMessage
from tests.conftest import MONDAY
from tests.mail.imap import PASSWORD, TOKEN, USER, Mailbox, serving
from tickets.models import Ticket


def raw(number: int = 1) -> bytes:
    return f"From: jan@smit.example\nSubject: Melding {number}\nMessage-ID: <{number}@smit.example>\n\nTekst\n".encode()


@pytest.fixture
def box(settings: Any):
    mailbox = Mailbox()
    with serving(mailbox) as port:
        settings.MAILBOX_URL = f"imap://{quote(USER)}:{quote(PASSWORD)}@127.0.0.1:{port}/INBOX"
        yield mailbox


def test_what_is_unread_is_stored_and_then_marked(db, box):
    for number in range(3):
        box.put(raw(number))
    assert fetching.fetch(MONDAY) == 3
    assert (InboundMail.objects.count(), box.unread) == (3, [])
    assert fetching.fetch(MONDAY) == 0


def test_it_becomes_a_melding(cast, box):
    box.put(raw())
    fetching.fetch(MONDAY)
    process_due(MONDAY)
    assert Ticket.objects.get().subject == "Melding 1"


def test_v1_what_was_not_stored_is_not_marked(db, box, monkeypatch):
    box.put(raw())

    def fails(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk"):
        patch.setattr(fetching, "receive", fails)
        fetching.fetch(MONDAY)
    assert box.unread == [1]
    assert fetching.fetch(MONDAY) == 1


def test_v1_r5_stored_but_not_marked_is_known_the_next_time(db, box):
    box.put(raw())
    fetching.fetch(MONDAY)
    box.seen.clear()
    assert fetching.fetch(MONDAY) == 1
    assert InboundMail.objects.count() == 1


def test_v1_a_connection_that_breaks_loses_nothing(db, box):
    for number in range(5):
        box.put(raw(number))
    box.drops = 2
    for _attempt in range(2):
        with pytest.raises(Exception, match="socket|EOF|abort|connection|command"):
            fetching.fetch(MONDAY)
    assert fetching.fetch(MONDAY) == 5 and InboundMail.objects.count() == 5


def test_xoauth2(db, box, settings, monkeypatch):
    settings.MAILBOX_OAUTH_TOKEN_URL = "https://login.example/token"
    monkeypatch.setattr(fetching, "_access_token", lambda: TOKEN)
    box.put(raw())
    assert fetching.fetch(MONDAY) == 1


def test_c6_a_wrong_password_says_nothing_of_it(db, box, settings):
    settings.MAILBOX_URL = settings.MAILBOX_URL.replace(quote(PASSWORD), "verkeerd-maar-geheim")
    with pytest.raises(MailboxLoginError) as refused:
        fetching.fetch(MONDAY)
    assert "verkeerd-maar-geheim" not in str(refused.value)


def test_without_a_mailbox_nothing_is_fetched(db, settings):
    settings.MAILBOX_URL = ""
    assert fetching.fetch(MONDAY) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
def test_r5_two_who_fetch_at_once(box):
    for number in range(20):
        box.put(raw(number))

    def work() -> None:
        fetching.fetch(MONDAY)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (InboundMail.objects.count(), box.unread) == (20, [])


def test_v19_a_mailbox_that_cannot_be_fetched_is_noticed_once_and_forgotten_when_it_is_back(
    cast, box, settings, sign_in
):
    """On the desk at once, by mail after a quarter of an hour; the password is in neither."""
    good, settings.MAILBOX_URL = settings.MAILBOX_URL, settings.MAILBOX_URL.replace(quote(PASSWORD), "verkeerd-geheim")
    box.put(raw())
    for minutes in (0, 14, 15, 16, 60):
        with pytest.raises(MailboxLoginError):
            fetching.fetch(MONDAY + timedelta(minutes=minutes))
    page = sign_in(cast.sanne).get("/desk/postvak/").content.decode()
    assert "Het postvak is niet bereikbaar" in page and "weigert de aanmelding" in page
    mail = MailMessage.objects.get(message="mailbox_failing")
    assert (mail.recipient, mail.created_at) == ("fred@1do.example", MONDAY + timedelta(minutes=15))
    assert "weigert de aanmelding" in mail.text and "verkeerd-geheim" not in mail.text + page
    settings.MAILBOX_URL = good
    assert fetching.fetch(MONDAY + timedelta(hours=2)) == 1, "nothing was lost"
    assert "niet bereikbaar" not in sign_in(cast.sanne).get("/desk/postvak/").content.decode()
    assert models.Mailbox.objects.get().last_fetched_at == MONDAY + timedelta(hours=2)


def test_v19_a_server_that_is_gone(db, settings):
    settings.MAILBOX_URL = "imap://iemand:geheim@127.0.0.1:1/INBOX"
    with pytest.raises(OSError):
        fetching.fetch(MONDAY)
    assert models.Mailbox.objects.get().last_error == "De mailserver is niet bereikbaar."
