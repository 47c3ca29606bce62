"""Search finds words with and without accents, in any order, and never another customer's."""

from __future__ import annotations

import pytest

from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Ticket
from tickets.search import search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("printer", True),
        ("PRINTER", True),
        ("printer verdieping", True),
        ("verdieping printer", True),
        ("één", True),
        ("een", True),
        ("bakkerij smit", True),
        ("jan", True),
        ("papierstoring", True),
        ("fax", False),
        ("printer fax", False),
        ("%", False),
        ("_", False),
        ("x' OR 1=1 --", False),
        ("", True),
        ("\x00", True),
    ],
)
def test_words(open_ticket, cast, query, found):
    ticket = open_ticket(subject="Printer op verdieping ÉÉN", description="Hij print niet.")
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Papierstoring in lade 2")
    assert search(Ticket.objects.visible_to(cast.sanne), query, cast.sanne).exists() is found


def test_by_number(open_ticket, cast):
    ticket, other = open_ticket(), open_ticket()
    tickets = Ticket.objects.visible_to(cast.sanne)
    assert list(search(tickets, f"#{ticket.number}", cast.sanne)) == [ticket]
    assert list(search(tickets, str(other.number), cast.sanne)) == [other]
    assert list(search(tickets, "#99999999999", cast.sanne)) == []


def test_i25_another_customers_words_are_not_found(open_ticket, cast):
    number = open_ticket(subject="Kanariegeel").number
    tickets = Ticket.objects.visible_to(cast.willem.user)
    assert not search(tickets, "kanariegeel", cast.willem.user).exists()
    assert not search(tickets, f"#{number}", cast.willem.user).exists()


def test_p8_a_note_is_not_found_by_the_customer(open_ticket, cast):
    """A hit would tell him what is in it."""
    ticket = open_ticket(subject="Printer")
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Gebruiker doet maar wat")
    actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Probeer de oranje knop")
    for user, note, reply in ((cast.jan.user, False, True), (cast.sanne, True, True)):
        own = Ticket.objects.visible_to(user)
        assert search(own, "gebruiker doet", user).exists() is note
        assert search(own, "oranje", user).exists() is reply


def test_mended_details_are_found_and_the_conversation_stays(open_ticket, cast):
    ticket = actions.reply(open_ticket(), by=cast.jan.user, now=MONDAY, text="Foutcode 0x80070005").ticket
    actions.change_details(ticket, by=cast.sanne, now=MONDAY, subject="Outlook geeft fout")
    for word in ("0x80070005", "outlook"):
        assert search(Ticket.objects.all(), word, cast.sanne).exists()
