"""Somebody was first: what of mail is done once, whoever else is at it, and who is not mailed what he did himself."""

from __future__ import annotations

import smtplib
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from contracts.models import Contact, CustomerEvent, CustomerEventKind, MailDomain
from infra.antivirus import NotScanned
from infra.errors import Refused
from mail.inbound import mailboxes, processing
from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import InboundMail, MailMessage, MailStatus
from mail.outbound import actions as mail_actions
from mail.outbound import occasions
from mail.outbound.addressees import of_contact
from mail.outbound.messages import MESSAGES
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import LEASE, send_due
from mail.parsing.errors import Unparsable
from mail.parsing.process import Parser
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.two_connections import beaten, beside, elsewhere, own, two_connections
from tickets import actions
from tickets.models import EntryKind, Ticket, TimelineEntry

PERMANENT = smtplib.SMTPRecipientsRefused({"jan@smit.example": (550, b"5.1.1 onbekende gebruiker")})


# --- Who is mailed ----------------------------------------------------------------------------------------
def test_who_did_it_by_mail_gets_no_mail_about_it(cast, open_ticket):
    """He has no account, so that only the contact on the line tells who it was; whatever audience a message has."""
    kees = ContactFactory(customer=cast.smit, name="Kees Smit", email="kees@smit.example")
    ticket = open_ticket(contact=kees, by=None, channel="email")
    actions.reply(ticket, by=None, contact=kees, now=MONDAY, text="Nog iets.")
    (occasion,) = occasions.of_entries([ticket.timeline.get(kind=EntryKind.REPLY).pk], MONDAY)
    told = {}
    for message in MESSAGES:
        to_both = replace(message, audience=lambda _occasion: [of_contact(kees), of_contact(cast.petra)])
        told[message.key] = [person.name for person in to_both.recipients(occasion)]
    others, himself_too = ["Petra Bakker"], ["Kees Smit", "Petra Bakker"]
    assert told == {message.key: himself_too if message.to_oneself else others for message in MESSAGES}


# --- From the outbox to mails -----------------------------------------------------------------------------
def an_event(cast) -> None:
    CustomerEvent.objects.create(
        customer=cast.smit,
        agreement=cast.smit_agreement,
        kind=CustomerEventKind.HOURS_REACHED,
        at=MONDAY,
        data={"month": "2026-11-01", "threshold": 75, "used": 1, "agreed": 100},
        to_mail=True,
    )


@two_connections
def test_two_outboxes_are_emptied_once_and_nobody_waits(cast, open_ticket):
    """A mail that cannot be made is said once too: that no unique row would hold."""
    cast.jan.email = ""
    cast.jan.phone = "0401234567"
    cast.jan.save()
    open_ticket()
    an_event(cast)
    assert beside(lambda: sweep_outbox(MONDAY), lambda: sweep_outbox(MONDAY)) == 0
    assert list(MailMessage.objects.values_list("message", flat=True)) == ["hours_reached"]
    assert TimelineEntry.objects.filter(kind=EntryKind.MAIL_FAILED).count() == 1


# --- To the mail server -----------------------------------------------------------------------------------
@pytest.fixture
def mail(open_ticket) -> MailMessage:
    open_ticket()
    sweep_outbox(MONDAY)
    return MailMessage.objects.get()


class Server(EmailBackend):
    """A mail server that takes what is given to it in turn: each call does the next of `turns`."""

    turns: list[Any] = []

    def send_messages(self, messages: Any) -> int:
        if Server.turns:
            Server.turns.pop(0)()
        return super().send_messages(messages)


@pytest.fixture
def server(settings) -> type[Server]:
    settings.EMAIL_BACKEND = "tests.mail.test_guards.Server"
    Server.turns = []
    return Server


@two_connections
def test_of_two_who_send_one_sends_and_the_other_does_not_wait(mail):
    assert beside(lambda: send_due(MONDAY), lambda: send_due(MONDAY)) == 0
    assert len(django_mail.outbox) == 1


@two_connections
def test_whose_claim_ran_out_does_not_overwrite_who_is_sending_it_now(mail, server):
    """The slow one hears a no while the other is in the middle of it: that is no longer his to write down."""
    is_sending, may_go_on = threading.Event(), threading.Event()

    def the_other() -> None:
        is_sending.set()
        assert may_go_on.wait(30)

    def hears_a_no() -> None:
        thread.start()
        assert is_sending.wait(30)
        raise PERMANENT

    server.turns = [hears_a_no, the_other]
    thread = threading.Thread(target=lambda: elsewhere(lambda: send_due(MONDAY + LEASE)))
    assert send_due(MONDAY) == 1
    mail.refresh_from_db()
    assert (mail.status, mail.last_error) == (MailStatus.SENDING, "")
    may_go_on.set()
    thread.join()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.last_error) == (MailStatus.SENT, 2, "")
    assert not mail.entry.ticket.timeline.filter(kind=EntryKind.MAIL_FAILED).exists()


@two_connections
def test_whose_claim_still_holds_writes_down_the_no(mail, server):
    def hears_a_no() -> None:
        assert elsewhere(lambda: send_due(MONDAY + LEASE - timedelta(seconds=1))) == 0
        raise PERMANENT

    server.turns = [hears_a_no]
    send_due(MONDAY)
    mail.refresh_from_db()
    assert mail.status == MailStatus.FAILED


@two_connections
def test_a_mail_that_was_given_up_is_sent_again_once(mail, server, cast):
    def hears_a_no() -> None:
        raise PERMANENT

    server.turns = [hears_a_no]
    send_due(MONDAY)

    def again() -> MailMessage:
        return mail_actions.send_again(own(mail), by=cast.sanne, now=MONDAY)

    assert beaten(again, again).status == MailStatus.PENDING
    assert mail.entry.ticket.timeline.filter(kind=EntryKind.NOTE).count() == 1


# --- Mail in ----------------------------------------------------------------------------------------------
RAW = b"""From: Jan Smit <jan@smit.example>
To: supportcenter@1do.example
Subject: Printer
Message-ID: <1@smit.example>

De printer doet het niet.
"""


def arrive(raw: bytes = RAW) -> InboundMail:
    return receive(raw, mailbox="postvak", now=MONDAY)


@two_connections
def test_a_message_that_two_fetch_is_kept_once(cast, settings):
    assert beaten(arrive, arrive) == InboundMail.objects.get()
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


@two_connections
def test_of_two_who_read_the_post_one_reads_and_the_other_does_not_wait(cast):
    arrive()
    assert beside(lambda: process_due(MONDAY), lambda: process_due(MONDAY)) == 0
    assert Ticket.objects.count() == 1


@two_connections
def test_whose_claim_ran_out_makes_no_second_ticket(cast):
    """He was killed, it seemed; and then he goes on with the message that he had in his hands."""
    arrive()
    (row,) = processing._claim(MONDAY, MONDAY)
    with processing._parser() as parser:
        beaten(lambda: process_due(MONDAY + processing.LEASE), lambda: processing.process(row, parser, MONDAY))
    assert Ticket.objects.count() == 1
    assert InboundMail.objects.get().status == "done"


@pytest.mark.parametrize("has_done", [True, False], ids=["the other is done", "the other is at it"])
@pytest.mark.parametrize(
    "comes_to",
    [None, Unparsable("Geen mail."), Refused("Dat kan niet."), NotScanned("weg"), RuntimeError("stuk")],
    ids=["all is well", "unreadable", "refused", "not scanned", "broken"],
)
@pytest.mark.parametrize("attempts", [0, 2, 3], ids=["first", "last", "too many"])
def test_whose_claim_ran_out_writes_nothing_over_it(cast, monkeypatch, attempts, comes_to, has_done):
    """Neither a ticket, nor a later moment, nor that it is unreadable: whatever came of it at last."""
    arrive()
    InboundMail.objects.update(attempts=attempts)
    (row,) = processing._claim(MONDAY, MONDAY)
    if has_done:
        InboundMail.objects.update(attempts=0)
        process_due(MONDAY + processing.LEASE)
    else:
        assert processing._claim(later := MONDAY + processing.LEASE, later)
    of_the_other = InboundMail.objects.values().get()
    tickets = Ticket.objects.count()

    def fails(*_args: Any) -> None:
        raise comes_to

    if comes_to is not None:
        monkeypatch.setattr(processing, "_raw", fails)
    with processing._parser() as parser:
        processing.process(row, parser, MONDAY + timedelta(minutes=6))
    assert InboundMail.objects.values().get() == of_the_other
    assert (Ticket.objects.count(), of_the_other["status"]) == (tickets, "done" if has_done else "received")


def _read_one() -> int:
    """Of what is due: `process_due` goes on until nothing is left."""
    rows = processing._claim(MONDAY, MONDAY)
    with processing._parser() as parser:
        for row in rows:
            processing.process(row, parser, MONDAY)
    return len(rows)


@two_connections
def test_two_first_mails_of_one_newcomer_make_one_contact(cast, settings, monkeypatch):
    """Neither finds the other's; and neither is put off, as what went wrong."""
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    monkeypatch.setattr(processing, "BATCH", 1)
    MailDomain.objects.create(customer=cast.smit, domain="smit.example")
    for number in (b"1", b"2"):
        passed = RAW.replace(b"Jan Smit <jan@", b"Nieuw <nieuw@").replace(b"<1@", b"<%s@" % number)
        arrive(b"Authentication-Results: mx.1do.example; dmarc=pass\n" + passed)
    assert beaten(_read_one, _read_one) == 1
    assert Contact.objects.filter(email="nieuw@smit.example").count() == 1
    assert list(InboundMail.objects.values_list("status", "problem")) == [("done", "")] * 2
    assert set(Ticket.objects.values_list("contact__email", flat=True)) == {"nieuw@smit.example"}


@two_connections
def test_of_two_agents_one_decides_about_a_message(cast):
    row = arrive(RAW.replace(b"jan@smit.example", b"wie@onbekend.example"))
    process_due(MONDAY)
    with pytest.raises(Refused, match="al verwerkt"):
        beaten(
            lambda: processing.release(own(row), by=cast.sanne, now=MONDAY, contact=cast.jan),
            lambda: processing.release(own(row), by=cast.ravi, now=MONDAY, contact=cast.petra),
        )
    assert Ticket.objects.get().contact == cast.jan


@two_connections
def test_a_mailbox_that_stays_away_is_mailed_once(cast):
    def failed() -> None:
        mailboxes.failed("postvak", "De mailserver is niet bereikbaar.", MONDAY + mailboxes.PATIENCE)

    mailboxes.failed("postvak", "De mailserver is niet bereikbaar.", MONDAY)
    assert not MailMessage.objects.exists()
    beaten(failed, failed)
    assert list(MailMessage.objects.values_list("recipient", flat=True)) == ["fred@1do.example"]


def test_the_child_that_reads_is_one_for_all_that_is_due(db, monkeypatch):
    read_by: list[Parser] = []
    monkeypatch.setattr(processing, "BATCH", 2)
    monkeypatch.setattr(processing, "process", lambda _row, parser, _now: read_by.append(parser))
    for number in range(5):
        receive(f"From: x@y.example\nMessage-ID: <{number}@y.example>\n\nHoi".encode(), mailbox="m", now=MONDAY)
    assert process_due(MONDAY) == 5 and len(set(map(id, read_by))) == 1
    assert process_due(MONDAY) == 0, "each is somebody's for a while"
