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


def found(query, user, tickets=None):
    seen = Ticket.objects.visible_to(user) if tickets is None else tickets
    return set(search(seen, query, user).values_list("number", flat=True))


def test_dutch_forms_beginnings_and_spellings(open_ticket, cast):
    ticket = open_ticket(
        subject="Back-up van e-mail: storingen", description="Foutcode 2026-0042 bij jan@smit.nl (SRV-DC01)."
    )
    for query in (
        *("storing", "STORING,", '"storing backup"', "backups", "back-up", "email", "e-mail", "mailstor"[:4], "stori"),
        *("2026-0042", "0042", "srv-dc01", "dc01", "jan@smit.nl", "storing bij smit"),
    ):
        assert found(query, cast.sanne) == {ticket.number}, query
    for query in ("storm", "0043", "ori", "kantoor storing fax"):
        assert found(query, cast.sanne) == set(), query


def test_names_are_those_of_today(open_ticket, cast):
    ticket = open_ticket(subject="Printer")
    for row, name in ((cast.smit, "Banketbakker Jansen"), (cast.jan, "Jánneke Grün")):
        row.name = name
        row.save()
    for query in ("jansen", "banket printer", "janneke grun", "printer jánneke"):
        assert found(query, cast.sanne) == {ticket.number}, query
    assert found("bakkerij", cast.sanne) == set()


def test_a_number_in_any_dress_and_as_a_word(open_ticket, cast):
    first = open_ticket(subject="Printer")
    office = open_ticket(subject=f"Office {first.number}")
    for query in (f"[#{first.number}]", f"melding {first.number}", f"Melding nr. {first.number}", f"# {first.number}"):
        assert found(query, cast.sanne) == {first.number}, query
    assert found(str(first.number), cast.sanne) == {first.number, office.number}
    assert found(f"[#{first.number}] Office", cast.sanne) == {first.number, office.number}


def test_what_is_found_is_counted_among_what_may_be_seen(open_ticket, cast):
    """Another customer's newer ones do not push the own ones out of the newest."""
    own = open_ticket(subject="Printer")
    for _ in range(3):
        open_ticket(subject="Printer", contact=cast.willem)
    assert set(search(Ticket.objects.visible_to(cast.jan.user), "printer", cast.jan.user, limit=1)) == {own}
    assert found("vries printer", cast.jan.user) == set()
