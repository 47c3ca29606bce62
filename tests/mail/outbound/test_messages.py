"""Who is mailed about what (SLA 7.5): from the act on a ticket to the mail in the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from sla.clock import Party
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Channel, EntryKind, OutboxItem
from tickets.sweeps import close_due, warn_due
from tickets.timeline import act

LATER = MONDAY + timedelta(minutes=5)
JAN, SANNE, MARLOES, RAVI = "jan@smit.example", "sanne@1do.example", "marloes@1do.example", "ravi@1do.example"


def mails(since: int = 0) -> list[tuple[str, str]]:
    """(message, recipient) of what the sweep writes now."""
    sweep_outbox(LATER)
    assert not OutboxItem.objects.filter(consumer="mail").exists()
    return sorted(MailMessage.objects.filter(pk__gt=since).values_list("message", "recipient"))


@pytest.fixture
def ticket(open_ticket):
    """An opened melding of which the mails are already written."""
    opened = open_ticket()
    sweep_outbox(MONDAY)
    MailMessage.objects.all().delete()
    return opened


def assigned_to(ticket, user, by):
    actions.assign(ticket, by=by, now=LATER, assignee=user)
    sweep_outbox(LATER)
    MailMessage.objects.all().delete()


# Each: what happens, and who is mailed.
ACTS = {
    "take": (lambda t, c: actions.take(t, by=c.sanne, now=LATER), []),
    "start": (lambda t, c: actions.start_work(t, by=c.sanne, now=LATER), []),
    "note": (lambda t, c: actions.note(t, by=c.sanne, now=LATER, text="Lastige klant."), []),
    "time": (lambda t, c: actions.log_time(t, by=c.sanne, now=LATER, minutes=5), []),
    "reply": (lambda t, c: actions.reply(t, by=c.sanne, now=LATER, text="Hallo."), [("house_replied", JAN)]),
    "customer's reply to the team": (
        lambda t, c: actions.reply(t, by=c.jan.user, now=LATER, text="En?"),
        [("customer_replied", MARLOES)],  # the team sees it in the browser
    ),
    "assign to a colleague": (
        lambda t, c: actions.assign(t, by=c.marloes, now=LATER, assignee=c.ravi),
        [("assigned", RAVI)],
    ),
    "assign to oneself": (lambda t, c: actions.assign(t, by=c.sanne, now=LATER, assignee=c.sanne), []),
    "assign to a team": (lambda t, c: actions.assign(t, by=c.marloes, now=LATER, team=c.second_line), []),
    "wait for the customer": (
        lambda t, c: actions.wait(t, by=c.sanne, now=LATER, party=Party.CUSTOMER, text="Welke printer?"),
        [("waiting_for_customer", JAN)],
    ),
    "wait for a supplier": (
        lambda t, c: actions.wait(t, by=c.sanne, now=LATER, party=Party.SUPPLIER, text="Dell zoekt het uit."),
        [],
    ),
    "plan": (
        lambda t, c: actions.plan(t, by=c.sanne, now=LATER, planned_for=at("2026-11-24 14:00")),
        [("planned", JAN)],
    ),
    "resolve": (lambda t, c: actions.resolve(t, by=c.sanne, now=LATER, text="Klaar."), [("resolved", JAN)]),
    "cancel": (lambda t, c: actions.cancel(t, by=c.sanne, now=LATER, text="Dubbel."), [("cancelled", JAN)]),
    "customer closes": (lambda t, c: actions.close(t, by=c.jan.user, now=LATER), [("closed", JAN)]),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_is_mailed(ticket, cast, act):
    do, expected = ACTS[act]
    do(ticket, cast)
    assert mails() == expected


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PHONE])
def test_the_reporter_hears_that_it_was_opened_whoever_made_it(open_ticket, cast, channel):
    open_ticket(impact=3, channel=channel, by=cast.jan.user if channel == Channel.PORTAL else cast.sanne)
    assert mails() == [("ticket_opened", JAN)]


def test_an_address_given_for_this_melding_comes_first(open_ticket):
    open_ticket(impact=3, contact_email="balie@smit.example")
    assert mails() == [("ticket_opened", "balie@smit.example")]


def test_with_an_assignee_the_team_is_left_alone(ticket, cast):
    assigned_to(ticket, cast.ravi, by=cast.marloes)
    actions.reply(ticket, by=cast.jan.user, now=LATER, text="En?")
    assert mails() == [("customer_replied", RAVI)]


def test_resolved_by_the_clock_is_closed_with_a_mail(ticket, cast):
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    close_due(at("2026-12-01 10:00"))
    assert mails() == [("closed", JAN), ("resolved", JAN)]
    text = MailMessage.objects.get(message="closed").text
    assert "hoorden niets meer van u; daarom hebben wij de melding gesloten." in text


def test_cancelled_is_one_word_in_the_whole_mail(ticket, cast):
    actions.cancel(ticket, by=cast.sanne, now=LATER, text="Dubbel.")
    mails()
    text = MailMessage.objects.get(message="cancelled").text
    assert text.count("geannuleerd") == 2
    assert "vervallen" not in text


@pytest.mark.parametrize("by_house", [True, False])
def test_reopening_is_told_to_the_other_side(ticket, cast, by_house):
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    mails()
    last = MailMessage.objects.latest("pk").pk
    actions.reopen(ticket, by=cast.marloes if by_house else cast.jan.user, now=LATER, text="Toch niet.")
    expected = [("reopened_by_house", JAN)] if by_house else [("reopened_by_customer", SANNE)]
    assert mails(last) == expected


# --- One act is one mail ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("second", "message"),
    [
        (lambda t, c: actions.wait(t, by=c.sanne, now=LATER, party="customer", text="Welke?"), "waiting_for_customer"),
        (lambda t, c: actions.resolve(t, by=c.sanne, now=LATER, text="Klaar."), "resolved"),
    ],
)
def test_an_answer_sent_together_with_a_change_is_one_mail(ticket, cast, second, message):
    with act():
        actions.reply(ticket, by=cast.sanne, now=LATER, text="Het antwoord zelf.")
        second(ticket, cast)
    assert mails() == [(message, JAN)]
    assert "Het antwoord zelf." in MailMessage.objects.get().text


def test_an_answer_that_reopens_is_one_mail_that_says_so(ticket, cast):
    assigned_to(ticket, cast.sanne, by=cast.sanne)
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    mails()
    last = MailMessage.objects.latest("pk").pk
    actions.reply(ticket, by=cast.jan.user, now=LATER, text="Het doet het nog niet.")
    assert mails(last) == [("customer_replied", SANNE)]
    mail = MailMessage.objects.latest("pk")
    assert "heropend" in mail.text
    assert "Het doet het nog niet." in mail.text


# --- Warnings ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("assignee", "half", "all_of_it"),
    [
        ("sanne", [SANNE], [MARLOES, SANNE]),
        ("marloes", [MARLOES], [MARLOES]),  # the coordinator once
        (None, [MARLOES], [MARLOES]),  # the team sees it in the browser
    ],
)
def test_warnings_go_to_who_has_it_and_at_the_end_to_the_coordinator(ticket, cast, assignee, half, all_of_it):
    if assignee:
        user = getattr(cast, assignee)
        assigned_to(ticket, user, by=user)
    for moment, expected in [("10:31", half), ("10:46", half), ("11:01", all_of_it)]:
        before = set(MailMessage.objects.values_list("pk", flat=True))
        warn_due(at(f"2026-11-23 {moment}"))
        sweep_outbox(at(f"2026-11-23 {moment}"))
        new = MailMessage.objects.exclude(pk__in=before)
        assert sorted(new.values_list("recipient", flat=True)) == expected


@pytest.mark.parametrize("who_is_left", ["team", "coordinators"])
def test_a_warning_never_goes_to_nobody(ticket, cast, who_is_left):
    assigned_to(ticket, cast.ravi, by=cast.marloes)
    cast.ravi.is_active = False
    cast.ravi.save()
    if who_is_left == "coordinators":
        cast.supportcenter.members.clear()
    else:
        cast.marloes.groups.clear()
    warn_due(at("2026-11-23 10:31"))
    expected = {"team": [("warning", MARLOES), ("warning", SANNE)], "coordinators": [("warning", MARLOES)]}
    assert mails() == expected[who_is_left]


# --- Nobody to mail ---------------------------------------------------------------------------------------
def test_without_an_address_agents_see_that_nothing_was_mailed(open_ticket, cast):
    cast.petra.email = ""
    cast.petra.save()
    ticket = open_ticket(impact=3, contact=cast.petra, by=cast.sanne, channel=Channel.PHONE)
    assert mails() == []
    line = ticket.timeline.get(kind=EntryKind.MAIL_FAILED)
    assert not line.is_public
    assert line.said == "“melding ontvangen” is niet gemaild: van Petra Bakker is geen e-mailadres bekend."


def test_who_left_the_customer_is_not_mailed(ticket, cast):
    cast.jan.is_active = False
    cast.jan.save()
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
    assert mails() == []
    assert "geen actieve contactpersoon" in ticket.timeline.get(kind=EntryKind.MAIL_FAILED).said


def test_a_bad_address_does_not_stop_the_others(open_ticket):
    bad = open_ticket(impact=3, contact_email="dit is geen adres")
    open_ticket(impact=3)
    assert mails() == [("ticket_opened", JAN)]
    assert "geen geldig e-mailadres" in bad.timeline.get(kind=EntryKind.MAIL_FAILED).said


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(open_ticket, monkeypatch, caplog):
    from mail.outbound import outbox

    broken = open_ticket(impact=3)
    open_ticket(impact=3)
    compose = outbox.compose

    def failing(message, person, occasion):
        if occasion.ticket.pk == broken.pk:
            raise ValueError("broken")
        return compose(message, person, occasion)

    monkeypatch.setattr(outbox, "compose", failing)
    assert mails() == [("ticket_opened", JAN)]
    assert broken.timeline.filter(kind=EntryKind.MAIL_FAILED).count() == 1
    assert "could not be written" in caplog.text


# --- Once -------------------------------------------------------------------------------------------------
def test_nothing_is_mailed_of_what_was_rolled_back(ticket, cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
        raise RuntimeError
    assert mails() == []


def test_a_sweep_that_dies_halfway_has_done_nothing(ticket, cast, monkeypatch):
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
    monkeypatch.setattr("mail.outbound.outbox.timeline.append", lambda drafts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep_outbox(LATER)
    assert MailMessage.objects.count() == 0
    monkeypatch.undo()
    assert mails() == [("house_replied", JAN)]


def test_the_same_entry_twice_in_the_outbox_is_mailed_once(ticket, cast):
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
    assert mails() == [("house_replied", JAN)]
    OutboxItem.objects.create(entry=ticket.timeline.latest("pk"), consumer="mail")
    assert mails() == [("house_replied", JAN)]


def test_writing_takes_the_same_number_of_queries_for_one_and_for_many(open_ticket, django_assert_max_num_queries):
    counted = []
    for size in (1, 6):
        for _ in range(size):
            open_ticket()
        warn_due(at("2026-11-24 10:00"))
        with django_assert_max_num_queries(55) as queries:
            sweep_outbox(LATER)
        counted.append(len(queries))
    assert counted[0] == counted[1]
