"""From the row to the mail server: once, again with back-off, or given up for all to see (security L6, V3)."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from mail.models import MailMessage, MailStatus
from mail.outbound import sending
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import send_due
from tests.conftest import MONDAY
from tickets.models import EntryKind

PERMANENT = smtplib.SMTPRecipientsRefused({"jan@smit.example": (550, b"5.1.1 onbekende gebruiker")})
BUSY = smtplib.SMTPRecipientsRefused({"jan@smit.example": (450, b"greylisted")})


class Server(EmailBackend):
    """A mail server of which the tests say what it answers."""

    away: Exception | None = None
    answers: dict[str, Exception] = {}
    tried: list[str] = []

    def open(self) -> bool:
        if Server.away:
            raise Server.away
        return True

    def send_messages(self, messages):
        for message in messages:
            to = message.to[0]
            Server.tried.append(to)
            for part, answer in Server.answers.items():
                if part in to:
                    raise answer
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_BACKEND = "tests.mail.outbound.test_sending.Server"
    Server.away, Server.answers, Server.tried = None, {}, []
    return Server


@pytest.fixture
def mail(open_ticket) -> MailMessage:
    open_ticket()
    sweep_outbox(MONDAY)
    return MailMessage.objects.get()


def test_sent_once(mail):
    assert send_due(MONDAY) == 1
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at, mail.attempts, mail.last_error) == (MailStatus.SENT, MONDAY, 1, "")
    assert send_due(MONDAY + timedelta(days=9)) == 0
    assert len(django_mail.outbox) == 1


def test_not_before_its_moment(mail):
    assert send_due(MONDAY - timedelta(seconds=1)) == 0


def test_back_off_and_in_the_end_given_up(mail, server):
    server.answers = {"jan": BUSY}
    waits, now = [], MONDAY
    while True:
        assert send_due(now) == 1
        mail.refresh_from_db()
        if mail.status == MailStatus.FAILED:
            break
        assert mail.last_error == "450 greylisted"
        assert send_due(mail.next_attempt_at - timedelta(seconds=1)) == 0
        waits.append(mail.next_attempt_at - now)
        now = mail.next_attempt_at
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 30, 120, 360, 1440]
    assert mail.attempts == 7
    assert send_due(now + timedelta(days=9)) == 0


def test_a_server_that_says_yes_the_second_time(mail, server):
    server.answers = {"jan": BUSY}
    send_due(MONDAY)
    server.answers = {}
    assert send_due(MONDAY + timedelta(minutes=1)) == 1
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.last_error) == (MailStatus.SENT, 2, "")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (PERMANENT, MailStatus.FAILED),
        (smtplib.SMTPDataError(554, b"spam"), MailStatus.FAILED),
        (ValueError("Header values can't contain newlines"), MailStatus.FAILED),
        (BUSY, MailStatus.PENDING),
        (smtplib.SMTPDataError(451, b"later"), MailStatus.PENDING),
        (smtplib.SMTPSenderRefused(530, b"auth", "x"), MailStatus.PENDING),
        (smtplib.SMTPServerDisconnected("weg"), MailStatus.PENDING),
        (TimeoutError("timed out"), MailStatus.PENDING),
        (RuntimeError("?"), MailStatus.PENDING),
    ],
)
def test_what_is_final_and_what_is_tried_again(mail, server, error, status):
    server.answers = {"jan": error}
    send_due(MONDAY)
    mail.refresh_from_db()
    assert mail.status == status
    assert mail.last_error


def test_one_that_is_refused_does_not_stop_the_rest(open_ticket, cast, server):
    for contact in (cast.jan, cast.petra, cast.willem):
        open_ticket(contact=contact)
    sweep_outbox(MONDAY)
    server.answers = {"petra": smtplib.SMTPServerDisconnected("weg")}
    assert send_due(MONDAY) == 3
    assert sorted(sent.to[0] for sent in django_mail.outbox) == [
        "Jan Smit <jan@smit.example>",
        "Willem de Vries <willem@vries.example>",
    ]


def test_giving_up_is_seen_at_the_ticket_and_mailed_to_who_has_it(mail, server, cast):
    server.answers = {"jan": PERMANENT}
    send_due(MONDAY)
    line = mail.entry.ticket.timeline.get(kind=EntryKind.MAIL_FAILED)
    assert not line.is_public
    assert "jan@smit.example" in line.said and "550 5.1.1 onbekende gebruiker" in line.said
    sweep_outbox(MONDAY)
    told = MailMessage.objects.filter(message="mail_failed")
    assert sorted(told.values_list("recipient", flat=True)) == ["marloes@1do.example"]


def test_a_failure_about_a_failure_comes_to_an_end(mail, server):
    server.answers = {"@": PERMANENT}
    for _ in range(5):
        send_due(MONDAY)
        sweep_outbox(MONDAY)
    assert MailMessage.objects.filter(message="mail_failed").count() == 1
    assert not MailMessage.objects.exclude(status=MailStatus.FAILED).exists()


def test_who_has_it_and_cannot_be_reached_is_not_told_by_mail(open_ticket, cast, server):
    from tickets import actions

    ticket = open_ticket()
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.sanne)
    sweep_outbox(MONDAY)
    server.answers = {"sanne": PERMANENT}
    send_due(MONDAY)
    sweep_outbox(MONDAY)
    assert MailMessage.objects.get(message="mail_failed").recipient == "marloes@1do.example"


# --- The server itself ------------------------------------------------------------------------------------
@pytest.mark.parametrize("error", [ConnectionRefusedError("nee"), smtplib.SMTPAuthenticationError(535, b"nee")])
def test_a_server_that_is_away_costs_no_attempt_and_all_goes_once_it_is_back(open_ticket, server, error):
    for _ in range(3):
        open_ticket()
    sweep_outbox(MONDAY)
    server.away = error
    for minute in range(60):
        assert send_due(MONDAY + timedelta(minutes=minute)) == 3
    assert server.tried == []
    assert set(MailMessage.objects.values_list("attempts", "status")) == {(0, MailStatus.PENDING)}
    server.away = None
    assert send_due(MONDAY + timedelta(minutes=60)) == 3
    assert len(django_mail.outbox) == 3


def test_a_server_that_stays_away_is_given_up_on(mail, server):
    server.away = ConnectionRefusedError("nee")
    send_due(MONDAY + timedelta(days=2))
    mail.refresh_from_db()
    assert mail.status == MailStatus.PENDING
    send_due(MONDAY + timedelta(days=2, minutes=1))
    mail.refresh_from_db()
    assert mail.status == MailStatus.FAILED
    assert mail.entry.ticket.timeline.filter(kind=EntryKind.MAIL_FAILED).exists()


# --- Claims -----------------------------------------------------------------------------------------------
def test_what_another_is_sending_is_left_alone_until_his_claim_ends(mail):
    assert len(sending._claim(MONDAY)) == 1  # and that worker is killed
    assert send_due(MONDAY + sending.LEASE - timedelta(seconds=1)) == 0
    assert send_due(MONDAY + sending.LEASE) == 1
    (sent,) = django_mail.outbox
    assert sent.extra_headers["Message-ID"] == mail.message_id


def test_who_comes_back_after_his_claim_ended_changes_nothing(mail):
    (slow,) = sending._claim(MONDAY)
    send_due(MONDAY + sending.LEASE)
    sending._record_refusal(slow, sending.Refusal("550", is_final=True), MONDAY)
    mail.refresh_from_db()
    assert mail.status == MailStatus.SENT
    assert not mail.entry.ticket.timeline.filter(kind=EntryKind.MAIL_FAILED).exists()


def test_a_mail_that_kills_its_worker_every_time_comes_to_an_end(mail, server):
    now = MONDAY
    for _ in range(7):
        assert len(sending._claim(now)) == 1
        now += sending.LEASE
    send_due(now)
    mail.refresh_from_db()
    assert mail.status == MailStatus.FAILED
    assert server.tried == []


def test_a_claim_lasts_longer_than_the_task_may_run():
    from mail.tasks import send_due_mails

    assert timedelta(seconds=send_due_mails.time_limit) < sending.LEASE


# --- Into a folder ----------------------------------------------------------------------------------------
def test_the_demo_writes_files_that_a_mail_program_opens(mail, settings, tmp_path):
    settings.EMAIL_BACKEND = "mail.backends.EmlBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    send_due(MONDAY)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert message_from_bytes(file.read_bytes())["Message-ID"] == mail.message_id
