import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.conftest import MONDAY, at
from tests.portal.conftest import page
from tickets import actions
from tickets.models import Attachment, Status, Ticket


def show(client: Client, ticket: Ticket) -> str:
    return page(client.get(reverse("portal:ticket", args=[ticket.number])))


def send(client: Client, verb: str, ticket: Ticket, **data: Any) -> Any:
    return client.post(reverse(f"portal:{verb}", args=[ticket.number]), data)


def states(response: Any) -> list[str]:
    return [step.state for step in response.context["steps"]]


# --- What it shows ----------------------------------------------------------------------------------------
def test_internal_notes_are_never_shown(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = actions.reply(open_ticket(), by=cast.sanne, now=MONDAY, text="Wij kijken ernaar.").ticket
    file = SimpleUploadedFile("geheim.txt", b"geheim")
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Klant belt steeds.", files=[file])
    text = show(jan, ticket)
    assert "Wij kijken ernaar." in text
    assert "Sanne de Wit" in text
    assert "Klant belt steeds." not in text
    assert "geheim.txt" not in text


def test_the_promise_with_its_sum(jan: Client, open_ticket: Any) -> None:
    text = show(jan, open_ticket())
    assert "Wij beginnen uiterlijk vandaag om 11:00." in text
    assert "ma 23-11 10:00-11:00: 1 u" in text
    assert "SLA 7.9" in text


@pytest.mark.parametrize(
    ("begun_at", "words"),
    [
        ("2026-11-23 10:20", "Wij zijn begonnen: vandaag om 10:20."),
        ("2026-11-23 11:20", "Dat had uiterlijk vandaag om 11:00 moeten zijn."),
    ],
)
def test_begun_in_time_or_late(cast: SimpleNamespace, jan: Client, open_ticket: Any, begun_at: str, words: str) -> None:
    ticket = actions.start_work(open_ticket(), by=cast.sanne, now=at(begun_at))
    assert words in show(jan, ticket)


def test_the_steps_follow_the_status(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    address = reverse("portal:ticket", args=[ticket.number])
    assert states(jan.get(address)) == ["current", "todo", "todo", "todo", "todo"]
    actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    assert states(jan.get(address)) == ["done", "current", "todo", "todo", "todo"]
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="customer", text="Welke?")
    response = jan.get(address)
    assert states(response) == ["done", "done", "current", "todo", "todo"]
    assert response.context["steps"][2].asks
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    assert states(jan.get(address)) == ["done", "done", "skipped", "current", "todo"]
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    assert states(jan.get(address)) == ["done", "done", "skipped", "done", "current"]


def test_what_happened_is_said_in_plain_words(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    actions.classify(ticket, by=cast.sanne, now=MONDAY, kind="incident", impact=1, urgency="A", reason="Heel het pand.")
    actions.plan(ticket, by=cast.sanne, now=MONDAY, planned_for=at("2026-11-24 09:00"), text="Morgen op locatie.")
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text="Onderdeel besteld.")
    actions.cancel(ticket, by=cast.sanne, now=MONDAY, text="Toch niet nodig.")
    text = show(jan, ticket)
    for words in (
        "Sanne de Wit is met het werk begonnen",
        "Gewijzigd van ernstig naar kritisch",
        "Heel het pand.",
        "Ingepland: di 24 nov 09:00",
        "Wacht op een leverancier",
        "Toch niet nodig.",
        "Geannuleerd",
    ):
        assert words in text


def test_a_ticket_by_telephone_says_who_wrote_it_down(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket(by=cast.sanne, channel="phone")
    assert "Opgeschreven door Sanne de Wit" in show(jan, ticket)


def test_files_are_downloads_through_the_check(jan: Client, willem: Client, open_ticket: Any) -> None:
    ticket = open_ticket(files=[SimpleUploadedFile("scherm.png", b"plaatje")])
    address = reverse("tickets:download", args=[Attachment.objects.get().key])
    assert address in show(jan, ticket)
    assert jan.get(address).status_code == 200
    assert willem.get(address).status_code == 404


@pytest.mark.parametrize("lines", [1, 20])
def test_as_many_queries_for_a_short_as_for_a_long_conversation(
    cast: SimpleNamespace,
    jan: Client,
    open_ticket: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
    lines: int,
) -> None:
    ticket = open_ticket()
    for _line in range(lines):
        actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Nog iets.")
    with django_assert_num_queries(15):
        jan.get(reverse("portal:ticket", args=[ticket.number]))


# --- Answering --------------------------------------------------------------------------------------------
def test_a_reply_with_a_file(jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    file = SimpleUploadedFile("log.txt", b"regels")
    response = send(jan, "reply", ticket, text="Het gebeurt weer.", files=[file], form_token="t1")
    assert response.url == reverse("portal:ticket", args=[ticket.number])
    text = show(jan, ticket)
    assert "Het gebeurt weer." in text
    assert "log.txt" in text


def test_an_answer_ends_the_wait(cast: SimpleNamespace, jan: Client, open_ticket: Any) -> None:
    ticket = actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="customer", text="Welke?")
    send(jan, "reply", ticket, text="De zwarte.")
    ticket.refresh_from_db()
    assert ticket.status == Status.NIEUW


def test_fifty_equal_replies_are_one(jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    for _click in range(50):
        send(jan, "reply", ticket, text="Eén keer.", form_token="t1")
    assert ticket.timeline.filter(kind="reply").count() == 1


def test_an_empty_reply_is_refused_beside_the_field(jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    text = page(send(jan, "reply", ticket, text=" "))
    assert "Typ een bericht, of voeg een bestand toe." in text
    assert "Kies uw bestanden opnieuw" not in text
    assert ticket.timeline.count() == 1


def test_what_was_typed_stays_and_files_are_asked_for_again(jan: Client, open_ticket: Any, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 3
    file = SimpleUploadedFile("groot.png", b"te groot")
    response = send(jan, "reply", open_ticket(), text="Een heel verhaal.", files=[file])
    text = page(response)
    assert "“groot.png” is te groot" in text
    assert "Een heel verhaal." in response.context["reply_form"]["text"].value()
    assert "Kies uw bestanden opnieuw" in text


# --- Solved or not ----------------------------------------------------------------------------------------
@pytest.fixture
def resolved(cast: SimpleNamespace, open_ticket: Any) -> Ticket:
    return actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY, text="De lade zat los.")


def test_resolved_asks_whether_it_is(jan: Client, resolved: Ticket) -> None:
    text = show(jan, resolved)
    assert "Is het opgelost?" in text
    assert "sluit deze melding vanzelf op ma 30 nov 10:00" in text


def test_closed_by_the_customer(jan: Client, resolved: Ticket) -> None:
    send(jan, "close", resolved, text="Dank u wel!")
    send(jan, "close", resolved, text="Dank u wel!")
    resolved.refresh_from_db()
    assert resolved.status == Status.GESLOTEN
    assert resolved.timeline.filter(kind="closed", text="Dank u wel!").count() == 1


@pytest.mark.parametrize(("end", "words"), [("close", "al gesloten"), ("cancel", "is geannuleerd")])
def test_who_closes_what_has_ended_meanwhile_keeps_what_he_typed(
    cast: SimpleNamespace, jan: Client, open_ticket: Any, end: str, words: str
) -> None:
    """His page still had the form; the words stand in the one that makes a follow-up."""
    ticket = actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY, text="Klaar.")
    if end == "cancel":
        ticket = open_ticket()
    getattr(actions, end)(ticket, by=cast.sanne, now=MONDAY, text="Van ons.")
    text = page(send(jan, "close", ticket, text="Wel graag nog de sleutel."))
    assert words in text and "Wel graag nog de sleutel.</textarea>" in text
    assert "De melding is gesloten." not in text
    token = re.search(r'name="form_token" value="([^"]+)"', text)
    assert token, "so that what he sends next is one follow-up"
    send(jan, "reply", ticket, text="Wel graag nog de sleutel.", form_token=token[1])
    assert Ticket.objects.latest("number").follows == ticket


def test_who_closes_it_twice_hears_the_same(jan: Client, resolved: Ticket) -> None:
    for _ in range(2):
        response = jan.post(reverse("portal:close", args=[resolved.number]), {"text": "Dank u wel!"}, follow=True)
        assert "De melding is gesloten." in page(response)
    assert resolved.timeline.filter(kind="closed").count() == 1


def test_an_open_one_can_be_closed_too(jan: Client, open_ticket: Any) -> None:
    ticket = open_ticket()
    assert "Het is opgelost, sluit deze melding" in show(jan, ticket)
    send(jan, "close", ticket)
    ticket.refresh_from_db()
    assert ticket.status == Status.GESLOTEN


def test_not_solved_opens_it_again_with_the_reason(jan: Client, resolved: Ticket) -> None:
    response = jan.post(reverse("portal:reply", args=[resolved.number]), {"text": "Hij print nog scheef."}, follow=True)
    assert "De melding is weer geopend." in page(response)
    assert "Hij print nog scheef." in page(response)
    resolved.refresh_from_db()
    assert (resolved.status, resolved.reopen_count) == (Status.IN_BEHANDELING, 1)


def test_without_a_reason_it_stays_resolved(jan: Client, resolved: Ticket) -> None:
    send(jan, "reply", resolved, text="")
    resolved.refresh_from_db()
    assert resolved.status == Status.OPGELOST


def test_of_a_closed_one_comes_a_follow_up(cast: SimpleNamespace, jan: Client, resolved: Ticket) -> None:
    actions.close(resolved, by=cast.jan.user, now=MONDAY)
    assert "Vervolgmelding" in show(jan, resolved)
    response = send(jan, "reply", resolved, text="Nu print hij niets meer.", form_token="t1")
    follow_up = Ticket.objects.latest("number")
    assert response.url == reverse("portal:filed", args=[follow_up.number])
    assert (follow_up.follows, follow_up.description) == (resolved, "Nu print hij niets meer.")
    assert f"#{follow_up.number}" in show(jan, resolved)
    assert f"#{resolved.number}" in show(jan, follow_up)


@pytest.mark.parametrize(
    ("opened", "day"), [("2025-11-21 10:00", "vrijdag 21 november 2025"), ("2026-11-20 10:00", "vrijdag 20 november <")]
)
def test_a_day_in_another_year_says_which(jan: Client, open_ticket: Any, opened: str, day: str) -> None:
    assert day in show(jan, open_ticket(now=at(opened)))


def test_who_was_signed_out_while_writing_finds_his_text(client, cast, open_ticket):
    ticket = open_ticket()
    page = reverse("portal:ticket", args=[ticket.pk])
    sent = client.post(
        reverse("portal:reply", args=[ticket.pk]),
        {"text": "Alles wat ik had geschreven"},
        headers={"Referer": f"http://testserver{page}"},
    )
    assert sent.status_code == 302 and sent["Location"].endswith(f"next={page}")
    client.force_login(cast.jan.user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(page).content.decode()
    assert "Alles wat ik had geschreven</textarea>" in shown and "nog niet verstuurd" in shown
    assert "Alles wat ik had geschreven" not in client.get(page).content.decode()
    assert not ticket.timeline.filter(text__contains="Alles wat").exists()
