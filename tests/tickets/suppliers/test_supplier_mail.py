"""Writing with a supplier from a melding: a thread of its own, that no customer reads (SLA 7.10)."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine

from contracts.models import Supplier
from mail.models import InboundMail, InboundStatus, MailMessage
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email
from tests.conftest import MONDAY
from tests.mail.inbound.test_inbound import LATER, arrive, mail
from tickets import actions
from tickets.models import EntryKind, Status, Ticket

NOW = LATER + timedelta(minutes=5)
BOX = "storing@kpn.example"


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> Any:
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"
    settings.UNDO_SECONDS = 0
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kpn(db: None) -> Supplier:
    return Supplier.objects.create(name="KPN", email=BOX)


@pytest.fixture
def asked(cast, open_ticket, kpn, sign_in, form_token) -> tuple[Ticket, EmailMessage]:
    """A melding of which the supplier was written, and the mail to him as it left."""
    ticket = open_ticket()
    given = {"supplier": kpn.pk, "subject": "Lijn eruit", "text": "Ligt lijn 12 eruit?", "form_token": form_token()}
    sign_in(cast.sanne).post(f"/desk/meldingen/{ticket.pk}/mail-leverancier/", given | {"supplier_reference": "K-77"})
    sweep_outbox(NOW)
    return ticket, as_email(MailMessage.objects.get(recipient=BOX)).message()


def answer(sent: EmailMessage, text: str = "Ja, tot vijf uur.", sender: str = BOX, **fields: str) -> InboundMail:
    given = {"From": sender, "To": sent["Reply-To"], "Subject": "Re", "In_Reply_To": sent["Message-ID"]}
    return arrive(mail(text, **given | fields), now=NOW)


def test_he_gets_what_was_typed_and_nothing_of_the_melding(cast, asked):
    ticket, sent = asked
    said = MailMessage.objects.get(recipient=BOX).text
    assert "Ligt lijn 12 eruit?" in said and "K-77" in said and BOX in sent["To"]
    for foreign in ("Jan", "Smit", "Sinds vanochtend", ticket.subject, "/portaal/"):
        assert foreign not in said, foreign
    customer = MailMessage.objects.filter(recipient="jan@smit.example").first()
    assert customer is None or customer.thread_id != MailMessage.objects.get(recipient=BOX).thread_id
    ticket.refresh_from_db()
    assert (ticket.supplier.name, ticket.supplier_reference) == ("KPN", "K-77")


def test_his_answer_stands_at_the_melding_and_the_customer_reads_neither(cast, asked, sign_in):
    ticket, sent = asked
    row = answer(sent)
    assert (row.status, row.ticket) == (InboundStatus.DONE, ticket)
    desk = sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.pk}/").content.decode()
    assert "Ja, tot vijf uur." in desk and "Ligt lijn 12 eruit?" in desk
    portal = sign_in(cast.jan.user).get(f"/portaal/meldingen/{ticket.pk}/").content.decode()
    assert "vijf uur" not in portal and "KPN" not in portal and "lijn 12" not in portal
    sweep_outbox(NOW)
    assert not MailMessage.objects.filter(recipient="jan@smit.example", text__contains="vijf uur").exists()


def test_his_colleague_who_answers_is_he_and_a_stranger_is_not(cast, asked):
    ticket, sent = asked
    assert answer(sent, sender="piet@kpn.example").status == InboundStatus.DONE
    assert answer(sent, sender="iemand@elders.example").status == InboundStatus.UNKNOWN
    assert ticket.timeline.filter(kind=EntryKind.SUPPLIER_SAID).count() == 1


def test_the_wait_for_him_is_over(cast, asked):
    ticket, sent = asked
    actions.wait(ticket, by=cast.sanne, now=NOW, party="supplier", text="Wij wachten.", supplier=ticket.supplier)
    answer(sent)
    ticket.refresh_from_db()
    assert ticket.status == Status.NIEUW


def test_an_address_of_the_customer_is_no_supplier_s(cast, open_ticket, sign_in, form_token):
    both = Supplier.objects.create(name="Jan Automatisering", email=cast.jan.email)
    given = {"supplier": both.pk, "subject": "X", "text": "Y", "form_token": form_token()}
    ticket = open_ticket()
    page = sign_in(cast.sanne).post(f"/desk/meldingen/{ticket.pk}/mail-leverancier/", given).content.decode()
    assert "adres van iemand bij deze klant" in page
    assert not ticket.timeline.filter(kind=EntryKind.SUPPLIER_ASKED).exists()


def test_once_however_often_it_is_sent(cast, open_ticket, kpn):
    ticket = open_ticket()
    given = {"supplier": kpn, "subject": "X", "text": "Y", "form_token": "een-form"}
    first = actions.mail_supplier(ticket, by=cast.sanne, now=MONDAY, **given)
    assert actions.mail_supplier(ticket, by=cast.sanne, now=NOW, **given) == first
