"""What nobody else can make: our Message-IDs and the addresses to which answers go (security M1 to M3, L7)."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail as django_mail

from mail.marks import Mark, bounce_address, is_own_address, message_id_for, read_address, reply_address, ticket_of
from mail.marks import thread_of as thread
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import send_due
from tests.conftest import MONDAY

OTHER_MAC = "0" * 20


def test_our_message_ids_say_what_they_were_about():
    assert ticket_of(message_id_for("12")) == 12
    assert thread(message_id_for("klant-7")) == "klant-7"
    assert ticket_of(message_id_for("klant-7")) is None
    assert message_id_for("12") != message_id_for("12")


@pytest.mark.parametrize(
    "change",
    [
        lambda own: own.replace("<12.", "<13."),
        lambda own: (
            own.rpartition(".")[0].rpartition("@")[0].rpartition(".")[0] + f".{OTHER_MAC}@serviceportaal.1do.nl>"
        ),
        lambda own: own.replace("@serviceportaal.1do.nl", "@evil.example"),
        lambda own: own.replace("@serviceportaal.1do.nl", "@evil.example@serviceportaal.1do.nl"),
        lambda own: own.strip("<>"),
        lambda own: own + own,
        lambda own: "<12.@serviceportaal.1do.nl>",
        lambda own: "<melding-12@serviceportaal.1do.nl>",
        lambda own: "",
        lambda own: "<" * 100_000,
    ],
)
def test_m2_no_other_message_id_is_ours(change):
    assert thread(change(message_id_for("12"))) is None


def test_answers_and_what_comes_back_have_addresses_of_their_own():
    assert read_address(reply_address(12)) == Mark(ticket=12)
    assert read_address(bounce_address(12)) == Mark(mail=12)
    assert read_address(reply_address(12).upper()) == Mark(ticket=12), "some mail servers change the case"
    assert len(reply_address(10**12 - 1).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "forged",
    [
        f"supportcenter+12-{OTHER_MAC}@1do.nl",
        "supportcenter+12@1do.nl",
        "supportcenter@1do.nl",
        "supportcenter+12-@1do.nl",
        "supportcenter+١٢-" + OTHER_MAC + "@1do.nl",
        "",
        "+" * 100_000,
    ],
)
def test_m1_a_number_alone_is_no_door(forged):
    assert read_address(forged) is None


def test_m1_a_mark_is_of_one_ticket_one_kind_and_one_mailbox():
    tag = reply_address(12).partition("+")[2].partition("@")[0]
    assert read_address(f"supportcenter+{tag.replace('12-', '13-')}@1do.nl") is None
    assert read_address(f"supportcenter+0{tag}@1do.nl") is None
    assert read_address(f"supportcenter+b{tag}@1do.nl") is None
    assert read_address(f"supportcenter+{tag}@evil.example") is None
    assert read_address(f"evil+{tag}@1do.nl") is None


def test_own_mailbox():
    assert is_own_address("Supportcenter@1DO.nl")
    assert is_own_address("supportcenter+wat@1do.nl")
    assert not is_own_address("supportcenter@1do.nl.evil.example")
    assert not is_own_address("")


def test_a_new_key_does_not_lock_out_answers_to_older_mail(settings):
    settings.SECRET_KEY = "de oude sleutel, lang genoeg"
    address, message_id = reply_address(12), message_id_for("12")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "de nieuwe sleutel, ook lang", ["de oude sleutel, lang genoeg"]
    assert (read_address(address), ticket_of(message_id)) == (Mark(ticket=12), 12)
    settings.SECRET_KEY_FALLBACKS = []
    assert (read_address(address), ticket_of(message_id)) == (None, None)


class _Keeping(Message):
    def __init__(self) -> None:
        super().__init__()
        self.envelopes: list[tuple[str, list[str]]] = []

    def prepare_message(self, session, envelope):
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return super().prepare_message(session, envelope)

    def handle_message(self, message) -> None:
        self.message = message


def test_a_mail_server_gets_the_mark_as_the_way_back_and_the_reader_our_name(open_ticket, settings):
    keeping = _Keeping()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(keeping, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        open_ticket()
        sweep_outbox(MONDAY)
        assert send_due(MONDAY) == 1
    finally:
        controller.stop()
    mail = MailMessage.objects.get()
    assert keeping.envelopes == [(bounce_address(mail.pk), ["jan@smit.example"])]
    assert keeping.message["From"] == "1do Supportcenter <supportcenter@1do.nl>"
    assert read_address(keeping.message["Reply-To"]) == Mark(ticket=mail.entry.ticket_id)
    assert not django_mail.outbox


def test_without_a_mailbox_that_takes_tags_nothing_is_promised(open_ticket, settings):
    settings.MAIL_REPLY_ADDRESS = ""
    open_ticket()
    sweep_outbox(MONDAY)
    send_due(MONDAY)
    (sent,) = django_mail.outbox
    assert (sent.from_email, sent.reply_to) == ("1do Supportcenter <supportcenter@1do.nl>", [])
    assert read_address("supportcenter@1do.nl") is None
