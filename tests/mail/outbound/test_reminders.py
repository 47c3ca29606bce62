"""A customer who does not answer: reminded after 3 working days, told after 7, closed after 10."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import at
from tickets import actions
from tickets.models import EntryKind, Status
from tickets.sweeps import remind_customers

ASKED = at("2026-11-23 11:00")
REMINDED, NOTICE = at("2026-11-26 11:00"), at("2026-12-02 11:00")


@pytest.fixture
def waiting(open_ticket, cast):
    ticket = open_ticket(impact=3, urgency="B")
    return actions.wait(ticket, by=cast.sanne, now=ASKED, party="customer", text="Welke foutmelding ziet u?")


def moments(ticket):
    return list(ticket.timeline.filter(kind=EntryKind.REMINDED).values_list("at", flat=True))


def letters(now):
    sweep_outbox(now)
    return list(MailMessage.objects.order_by("pk").values_list("message", "recipient"))


def next_step(ticket):
    """Walk to the moment that is due, and one sweep there."""
    ticket.refresh_from_db()
    now = ticket.remind_at
    assert remind_customers(now - timedelta(seconds=1)) == 0
    assert (remind_customers(now), remind_customers(now)) == (1, 0)
    ticket.refresh_from_db()
    return now


def test_three_steps_each_once(waiting, cast):
    assert next_step(waiting) == REMINDED
    assert letters(REMINDED)[-1] == ("reminder", "jan@smit.example")
    assert next_step(waiting) == NOTICE
    assert letters(NOTICE)[-1] == ("closing_notice", "jan@smit.example")
    closed_at = next_step(waiting)
    assert (waiting.status, waiting.closed_at, waiting.remind_at) == (Status.GESLOTEN, closed_at, None)
    assert letters(closed_at)[-1] == ("closed", "jan@smit.example")
    text = MailMessage.objects.get(message="closed").text
    assert "Wij kregen geen antwoord op onze vraag" in text
    assert moments(waiting) == [REMINDED, NOTICE]


def test_the_letters_say_what_was_asked_and_until_when(waiting):
    for now in (next_step(waiting), next_step(waiting)):
        sweep_outbox(now)
    reminder, notice = MailMessage.objects.filter(message__in=["reminder", "closing_notice"]).order_by("pk")
    assert "Welke foutmelding ziet u?" in reminder.text and "Welke foutmelding ziet u?" in notice.html
    assert reminder.subject == f"[#{waiting.number}] Geen mail op kantoor"  # one subject, one conversation
    waiting.refresh_from_db()
    assert waiting.remind_at == at("2026-12-07 11:00")
    assert "op ma 7 dec 11:00, tenzij u antwoordt" in " ".join(notice.text.split())


def test_an_answer_ends_it(waiting, cast):
    next_step(waiting)
    actions.reply(waiting, by=cast.jan.user, now=at("2026-11-27 09:00"), text="Fout 0x80.")
    waiting.refresh_from_db()
    assert waiting.remind_at is None
    assert remind_customers(at("2026-12-30 12:00")) == 0


def test_another_question_counts_from_the_beginning(waiting, cast):
    next_step(waiting)
    now = at("2026-11-27 09:00")
    actions.wait(waiting, by=cast.sanne, now=now, party="customer", text="En op welke computer?")
    waiting.refresh_from_db()
    assert waiting.remind_at == at("2026-12-02 09:00")
    sweep_outbox(next_step(waiting))
    newest = MailMessage.objects.order_by("-pk")[0]
    assert newest.message == "reminder" and "En op welke computer?" in newest.text


def test_what_was_answered_before_the_mail_was_written_is_not_asked_again(waiting, cast):
    now = next_step(waiting)
    actions.reply(waiting, by=cast.jan.user, now=now, text="Fout 0x80.")
    assert "reminder" not in {message for message, _recipient in letters(now)}


@pytest.mark.parametrize("party", ["supplier", "customer"])
def test_who_waits_for_a_supplier_or_is_kritisch_is_not_reminded(open_ticket, cast, party):
    urgent = open_ticket(impact=1, urgency="A", channel="phone", by=cast.sanne)
    ticket = urgent if party == "customer" else open_ticket()
    actions.wait(ticket, by=cast.sanne, now=ASKED, party=party, text="Wij wachten.")
    ticket.refresh_from_db()
    assert ticket.remind_at is None


def test_who_is_asked_for_a_yes_is_reminded_with_his_own_link(with_dap, open_ticket, cast):
    with_dap(cost_approvers=[cast.petra])
    ticket = open_ticket(impact=3, urgency="B")
    estimate = actions.ask_estimate(ticket, by=cast.sanne, now=ASKED, minutes=90, text="Mailbox verhuizen.")
    sweep_outbox(next_step(ticket))
    mail = MailMessage.objects.get(message="reminder")
    assert (mail.recipient, mail.signed_link) == ("petra@smit.example", f"akkoord:{estimate.pk}:{cast.petra.pk}")
    assert "Wij vroegen u hierover te beslissen" in mail.text
    next_step(ticket), next_step(ticket)
    estimate.refresh_from_db()
    assert (ticket.status, estimate.status) == (Status.GESLOTEN, "withdrawn")


def test_closed_for_silence_it_is_followed_up_by_an_answer(waiting, cast):
    for _step in range(3):
        now = next_step(waiting)
    follow_up = actions.reply(waiting, by=cast.jan.user, now=now + timedelta(hours=1), text="Toch nog.").ticket
    assert (follow_up.follows_id, follow_up.number != waiting.number) == (waiting.number, True)
    waiting.clock.refresh_from_db()
    assert waiting.clock.late is None


def test_without_the_setting_nobody_is_reminded(open_ticket, cast, settings):
    settings.REMINDER_WORKING_DAYS = []
    ticket = open_ticket()
    actions.wait(ticket, by=cast.sanne, now=ASKED, party="customer", text="Welke?")
    ticket.refresh_from_db()
    assert ticket.remind_at is None


def test_it_stands_on_both_pages(waiting, cast, sign_in):
    next_step(waiting), next_step(waiting)
    portal = sign_in(cast.jan.user).get(f"/portaal/meldingen/{waiting.number}/").content.decode()
    desk = sign_in(cast.sanne).get(f"/desk/meldingen/{waiting.number}/").content.decode()
    assert "Wij herinnerden u aan onze vraag" in portal
    assert "Zonder antwoord sluiten wij deze melding op ma 7 dec 11:00" in portal
    assert "De klant kreeg een herinnering" in desk
