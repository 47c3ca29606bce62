"""Who is asked how it went, when, and who is not (SLA 11): once for each closing, in opening hours."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts import actions as contracts
from tests.closed import asked, closed
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory
from tickets import actions
from tickets.models import Channel, EntryKind, Lapse, SatisfactionRequest, Ticket
from tickets.satisfaction.rules import Asking, lapse_of
from tickets.sweeps import ask_satisfaction, close_due

HOUR = timedelta(hours=1)


def only() -> SatisfactionRequest:
    return SatisfactionRequest.objects.get()


def test_four_working_hours_after_closing_and_once(open_ticket, cast):
    ticket = closed(open_ticket, cast)
    assert only().ask_at == at("2026-11-23 15:00")
    assert ask_satisfaction(at("2026-11-23 14:59")) == 0
    assert ask_satisfaction(at("2026-11-23 15:00")) == 1
    assert ask_satisfaction(at("2026-11-23 15:05")) == 0
    row = only()
    assert (row.asked_at, row.expires_at) == (at("2026-11-23 15:00"), at("2026-12-14 15:00"))
    line = ticket.timeline.get(kind=EntryKind.RATING_ASKED)
    assert (line.is_public, line.by) == (False, None)
    assert Ticket.objects.get(pk=ticket.pk).status == "gesloten"


def test_nobody_is_asked_at_night(open_ticket, cast):
    closed(
        open_ticket, cast, now=at("2026-11-23 15:30")
    )  # closed at 16:30: half an hour of that day, and 3.5 of the next
    assert only().ask_at == at("2026-11-24 11:30")
    SatisfactionRequest.objects.update(ask_at=at("2026-11-23 17:00"))
    assert ask_satisfaction(at("2026-11-23 17:00")) == 0, "half-open: closed at five"
    assert only().ask_at == at("2026-11-24 08:00")
    assert ask_satisfaction(at("2026-11-23 23:00")) == 0
    assert ask_satisfaction(at("2026-11-24 08:00")) == 1


def test_what_closes_by_itself_is_asked_about_too(open_ticket, cast):
    ticket = open_ticket()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Opgelost.")
    closes_at = Ticket.objects.get(pk=ticket.pk).closes_at
    assert close_due(closes_at) == 1
    assert only().closing.by is None


@pytest.mark.parametrize("channel", [Channel.ALERT, Channel.SCHEDULE, Channel.IMPORT])
def test_not_about_what_no_person_reported(open_ticket, cast, channel):
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(channel=channel)
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Opgelost.")
    actions.close(ticket, by=cast.sanne, now=MONDAY + HOUR)
    assert not SatisfactionRequest.objects.exists()


def test_not_about_what_was_cancelled_nor_what_he_closed_himself_before_it_was_solved(open_ticket, cast):
    actions.cancel(open_ticket(), by=cast.sanne, now=MONDAY, text="Dubbel.")
    actions.close(open_ticket(), by=cast.jan.user, now=MONDAY)
    assert not SatisfactionRequest.objects.exists()


def test_reopened_first_there_is_no_question_and_one_after_the_next_closing(open_ticket, cast):
    ticket = open_ticket()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Opgelost.")
    actions.reopen(ticket, by=cast.jan.user, now=MONDAY + HOUR, text="Nog niet.")
    assert not SatisfactionRequest.objects.exists()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY + 2 * HOUR, text="Nu wel.")
    actions.close(ticket, by=cast.jan.user, now=MONDAY + 3 * HOUR)
    actions.close(ticket, by=cast.jan.user, now=MONDAY + 3 * HOUR)  # the second click
    assert SatisfactionRequest.objects.count() == 1


def test_a_follow_up_before_it_was_asked_makes_it_lapse(open_ticket, cast):
    ticket = closed(open_ticket, cast)
    actions.reply(ticket, by=cast.jan.user, now=MONDAY + 2 * HOUR, text="Het is er weer.")
    assert ask_satisfaction(MONDAY + 6 * HOUR) == 0
    assert (only().lapse, only().ask_at, only().asked_at) == (Lapse.NOT_SOLVED, None, None)


def test_one_person_is_asked_once_a_week(open_ticket, cast, settings):
    first = asked(open_ticket, cast)
    second = closed(open_ticket, cast, now=MONDAY + timedelta(days=3))
    colleague = closed(open_ticket, cast, now=MONDAY + timedelta(days=3), contact=cast.petra)
    ask_satisfaction(first.asked_at + timedelta(days=3))
    lapses = dict(SatisfactionRequest.objects.values_list("ticket", "lapse"))
    assert lapses == {first.ticket_id: "", second.pk: Lapse.ASKED_LATELY, colleague.pk: ""}
    third = closed(open_ticket, cast, now=first.asked_at + timedelta(days=7))
    ask_satisfaction(first.asked_at + timedelta(days=8))
    assert SatisfactionRequest.objects.get(ticket=third).asked_at
    settings.SATISFACTION_DAYS_BETWEEN = 0
    fourth = closed(open_ticket, cast, now=first.asked_at + timedelta(days=9, hours=-5))
    ask_satisfaction(first.asked_at + timedelta(days=10))
    assert SatisfactionRequest.objects.get(ticket=fourth).asked_at


def test_one_person_at_two_customers_is_one_person(open_ticket, cast):
    twin = ContactFactory(customer=cast.vries, name="Jan Smit", email=cast.jan.email)
    asked(open_ticket, cast)
    closed(open_ticket, cast, contact=twin)
    ask_satisfaction(at("2026-11-23 16:00"))
    assert SatisfactionRequest.objects.get(contact=twin).lapse == Lapse.ASKED_LATELY


@pytest.mark.parametrize(
    ("change", "lapse"),
    [
        (lambda cast: contracts.choose_satisfaction(cast.jan, by=None, now=MONDAY, asks=False), Lapse.NOT_WANTED),
        (
            lambda cast: contracts.set_customer_satisfaction(cast.smit, by=cast.daan, now=MONDAY, asks=False),
            Lapse.NOT_WANTED,
        ),
        (lambda cast: type(cast.jan).objects.filter(pk=cast.jan.pk).update(is_active=False), Lapse.UNREACHABLE),
        (lambda cast: type(cast.smit).objects.filter(pk=cast.smit.pk).update(is_active=False), Lapse.UNREACHABLE),
        (
            lambda cast: type(cast.jan).objects.filter(pk=cast.jan.pk).update(email="sanne@1do.example"),
            Lapse.UNREACHABLE,
        ),
        (
            lambda cast: type(cast.jan).objects.filter(pk=cast.jan.pk).update(email="", user=None, phone="0612345678"),
            Lapse.UNREACHABLE,
        ),
    ],
    ids=["person", "customer", "left", "customer-left", "of-1do", "no-address"],
)
def test_who_does_not_want_it_or_cannot_be_reached(open_ticket, cast, change, lapse):
    closed(open_ticket, cast)
    change(cast)
    assert ask_satisfaction(at("2026-11-23 15:00")) == 0
    assert only().lapse == lapse


def test_who_has_no_address_is_asked_in_the_portal(open_ticket, cast):
    closed(open_ticket, cast)
    type(cast.jan).objects.filter(pk=cast.jan.pk).update(email="", phone="0612345678")
    assert ask_satisfaction(at("2026-11-23 15:00")) == 1


def test_one_that_goes_wrong_does_not_stop_the_others(open_ticket, cast, monkeypatch):
    closed(open_ticket, cast)
    closed(open_ticket, cast, contact=cast.petra)
    from tickets.satisfaction import actions as satisfaction

    real = satisfaction._asking

    def broken(ticket, contact, now):
        if contact.pk == cast.jan.pk:
            raise RuntimeError("stuk")
        return real(ticket, contact, now)

    monkeypatch.setattr(satisfaction, "_asking", broken)
    assert ask_satisfaction(at("2026-11-23 16:00")) == 1
    monkeypatch.undo()
    assert ask_satisfaction(at("2026-11-23 16:00")) == 1, "nothing of it was kept, so it is asked now"


def test_the_strongest_reason_is_said():
    everything = Asking(is_solved=False, is_wanted=False, is_reachable=False, was_asked_lately=True)
    assert lapse_of(everything) == Lapse.NOT_SOLVED
    assert lapse_of(Asking(is_solved=True, is_wanted=True, is_reachable=True, was_asked_lately=False)) is None
