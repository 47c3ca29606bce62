"""The two questions of SLA 7.9 for who mailed us: by a personal link, on a telephone, without signing in (row T16)."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from contracts.models import ClauseKind
from infra import signed_links
from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import MailMessage
from mail.outbound.links import bodies_to_send, bodies_to_show
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import EntryKind, Ticket

ANSWERS = {"impact": "1", "urgency": "A"}


@pytest.fixture
def ticket(cast: Any) -> Ticket:
    """By a mail of Jan's."""
    message = EmailMessage()
    message["From"], message["To"] = "Jan Smit <jan@smit.example>", "supportcenter@1do.example"
    message["Subject"] = "Alles ligt plat"
    message.set_content("Niemand kan werken!")
    row = receive(message.as_bytes(), mailbox="postvak", now=MONDAY)
    process_due(MONDAY)
    row.refresh_from_db()
    assert row.ticket is not None
    return row.ticket


@pytest.fixture
def letter(ticket: Ticket) -> MailMessage:
    sweep_outbox(MONDAY)
    return MailMessage.objects.get(message="ticket_opened")


def address_in(letter: MailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/portaal/vragen/\S+)", bodies_to_send(letter)[0])
    assert found
    return found[1]


def priority_of(ticket: Ticket) -> str | None:
    return Ticket.objects.values_list("priority", flat=True).get(pk=ticket.pk)


def test_t16_the_confirmation_asks_them_and_shows_the_number_to_call(letter):
    text = bodies_to_send(letter)[0]
    assert "Beantwoord twee vragen: http" in text
    assert "Bel ons dan op +31 (0)88 - 444 50 50" in text
    assert "vragen/" not in bodies_to_show(letter)[0]  # an agent who reads the mail cannot answer for him


def test_t16_looking_changes_nothing_and_sending_gives_the_priority(letter, ticket):
    address, anybody = address_in(letter), Client()
    page = anybody.get(address)
    assert page.status_code == 200
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "noindex, nofollow",
    )
    html = page.content.decode()
    assert html.count('class="choice"') == 6 and "tel:+31884445050" in html
    assert anybody.head(address).status_code == 200
    assert priority_of(ticket) is None
    answered = anybody.post(address, ANSWERS).content.decode()
    assert priority_of(ticket) == "kritisch"
    assert "Bel nu en noem melding" in answered and "Wij beginnen uiterlijk vandaag om 10:30." in answered
    line = ticket.timeline.get(kind=EntryKind.CLASSIFIED)
    assert line.by is None and line.contact is not None and line.contact.name == "Jan Smit"


def test_t16_what_is_left_open_is_said_beside_the_field(letter, ticket):
    page = Client().post(address_in(letter), {"impact": "2"})
    assert "Kies of u nog kunt werken" in page.content.decode()
    assert 'value="2"' in page.content.decode() and priority_of(ticket) is None


@pytest.mark.parametrize("impact", ["9", "x", "\x00", "1" * 400])
def test_nonsense_is_no_answer(letter, ticket, impact):
    assert Client().post(address_in(letter), ANSWERS | {"impact": impact}).status_code == 200
    assert priority_of(ticket) is None


def test_a_second_time_it_is_said_that_it_was_classified(letter, ticket):
    address, anybody = address_in(letter), Client()
    anybody.post(address, ANSWERS)
    assert anybody.get(address).status_code == 410
    assert anybody.post(address, {"impact": "3", "urgency": "C"}).status_code == 410
    assert priority_of(ticket) == "kritisch"


def test_who_was_classified_by_an_agent_has_nothing_to_answer(letter, ticket, cast):
    actions.classify(ticket, by=cast.sanne, now=MONDAY, kind="servicevraag", reason="Een vraag.")
    assert Client().post(address_in(letter), ANSWERS).status_code == 410


def test_altered_of_another_purpose_or_of_somebody_else_there_is_nothing(letter, ticket, cast, sign_in):
    address, anybody = address_in(letter), Client()
    assert anybody.get(address[:-4] + "abc/").status_code == 404
    other = signed_links.for_mailbox(signed_links.APPROVAL, ticket.pk, cast.jan.pk, cast.jan.email)
    assert anybody.get(f"/portaal/vragen/{other}/").status_code == 404
    for contact in (cast.petra, cast.willem):
        token = signed_links.for_mailbox(signed_links.QUESTIONS, ticket.pk, contact.pk, contact.email)
        assert anybody.post(f"/portaal/vragen/{token}/", ANSWERS).status_code == 404
    assert sign_in(cast.willem.user).post(address, ANSWERS).status_code == 404
    assert priority_of(ticket) is None


def test_who_is_signed_in_answers_as_himself(letter, ticket, cast, sign_in):
    sign_in(cast.jan.user).post(address_in(letter), ANSWERS)
    assert ticket.timeline.get(kind=EntryKind.CLASSIFIED).by == cast.jan.user


def test_who_has_left_has_nothing_to_answer(letter, ticket, cast):
    cast.jan.is_active = False
    cast.jan.save()
    assert Client().post(address_in(letter), ANSWERS).status_code == 404
    assert priority_of(ticket) is None


def test_a_melding_by_the_portal_asks_nothing(open_ticket):
    open_ticket()
    sweep_outbox(MONDAY)
    assert MailMessage.objects.get(message="ticket_opened").signed_link == ""


# --- On the page of the melding ---------------------------------------------------------------------------
def test_t16_signed_in_they_stand_on_the_page_of_the_melding(ticket, cast, sign_in):
    jan, page = sign_in(cast.jan.user), f"/portaal/meldingen/{ticket.number}/"
    assert "Hoe dringend is het?" in jan.get(page).content.decode()
    half = jan.post(f"{page}vragen/", {"impact": "1"}).content.decode()
    assert "Kies of u nog kunt werken" in half
    assert re.search(r'name="impact"[^>]*value="1"[^>]*checked', half)
    assert priority_of(ticket) is None
    answered = jan.post(f"{page}vragen/", ANSWERS, follow=True).content.decode()
    assert "De prioriteit is Kritisch" in answered and "Gewijzigd van" not in answered
    assert "Uw antwoorden staan bij de melding" in answered and "Hoe dringend is het?" not in answered
    assert priority_of(ticket) == "kritisch"
    again = jan.post(f"{page}vragen/", {"impact": "3", "urgency": "C"}, follow=True).content.decode()
    assert "intussen ingedeeld" in again and priority_of(ticket) == "kritisch"


@pytest.mark.parametrize(("who", "status"), [("petra", 404), ("willem", 404)])
def test_t16_nobody_else_answers_there(who, status, ticket, cast, sign_in):
    client = sign_in(getattr(cast, who).user)
    assert client.post(f"/portaal/meldingen/{ticket.number}/vragen/", ANSWERS).status_code == status
    assert priority_of(ticket) is None


def test_t16_a_colleague_who_sees_it_is_not_asked(ticket, cast, sign_in):
    renew(cast.smit_agreement, dap={ClauseKind.VIEWERS: [cast.petra]})
    petra, page = sign_in(cast.petra.user), f"/portaal/meldingen/{ticket.number}/"
    assert "Hoe dringend is het?" not in petra.get(page).content.decode()
    assert petra.post(f"{page}vragen/", ANSWERS).status_code == 404
    assert priority_of(ticket) is None
