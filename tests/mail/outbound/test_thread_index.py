"""What keeps a conversation together in Outlook: Thread-Index as MS-OXOMSG 2.2.1.3 lays it out, and Thread-Topic."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email
from mail.outbound.thread_index import thread_index
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Ticket

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def index_of(passed: timedelta, thread: str = "<ticket.1@x>", message: str = "<1@x>") -> bytes:
    return thread_index(thread, START, message, START + passed)


@pytest.mark.parametrize(
    ("passed", "dropped_bits"),
    [(timedelta(), 18), (timedelta(minutes=5), 18), (timedelta(days=300), 18), (timedelta(days=900), 23)],
)
def test_the_layout(passed: timedelta, dropped_bits: int) -> None:
    index = index_of(passed)
    assert len(index) == 27
    start = FILETIME_EPOCH + timedelta(microseconds=(int.from_bytes(index[:6], "big") << 16) / 10)
    assert abs(start - START) < timedelta(milliseconds=7)
    block = int.from_bytes(index[22:26], "big")
    assert block >> 31 == (dropped_bits == 23)
    found = timedelta(microseconds=((block & 0x7FFFFFFF) << dropped_bits) / 10)
    assert abs(found - passed) < timedelta(seconds=1)


def test_a_mail_before_its_start_is_at_its_start() -> None:
    assert index_of(timedelta(days=-1))[22:26] == bytes(4)


def test_one_conversation_has_one_head_and_another_has_another() -> None:
    first, later = index_of(timedelta()), index_of(timedelta(hours=1), message="<2@x>")
    other = index_of(timedelta(), thread="<ticket.2@x>")
    assert first[:22] == later[:22] != other[:22]
    assert first[22:] != later[22:]
    assert first == index_of(timedelta())


def test_all_mails_of_a_ticket_are_one_conversation(open_ticket: Callable[..., Ticket], cast: SimpleNamespace) -> None:
    ticket = open_ticket(subject="Geen mail op kantoor – sinds 9:00 é")
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.sanne)
    actions.reply(ticket, by=cast.sanne, now=MONDAY + timedelta(hours=1), text="Ik kijk.")
    sweep_outbox(MONDAY + timedelta(hours=1))
    sent = [as_email(mail).extra_headers for mail in MailMessage.objects.filter(entry__ticket=ticket)]
    assert len(sent) >= 3
    assert {headers["Thread-Topic"] for headers in sent} == {f"[#{ticket.number}] {ticket.subject}"}
    assert len({base64.b64decode(headers["Thread-Index"])[:22] for headers in sent}) == 1
    assert len({headers["Thread-Index"] for headers in sent}) == len(sent)


def test_what_a_subject_keeps_to_itself_no_header_tells(
    open_ticket: Callable[..., Ticket], cast: SimpleNamespace
) -> None:
    ticket = open_ticket(subject="Account van p.jansen")
    actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="wachtwoord", secret="Zomer.26!", days=3)  # noqa: S106
    sweep_outbox(MONDAY)
    message = as_email(MailMessage.objects.get(message="secret_ready")).message()
    assert message["Thread-Topic"] and "jansen" not in str(dict(message.items()))
