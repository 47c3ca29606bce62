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
    assert search(Ticket.objects.visible_to(cast.sanne), query).exists() is found


def test_by_number(open_ticket, cast):
    ticket, other = open_ticket(), open_ticket()
    tickets = Ticket.objects.visible_to(cast.sanne)
    assert list(search(tickets, f"#{ticket.number}")) == [ticket]
    assert list(search(tickets, str(other.number))) == [other]
    assert list(search(tickets, "#99999999999")) == []


def test_i25_another_customers_words_are_not_found(open_ticket, cast):
    number = open_ticket(subject="Kanariegeel").number
    tickets = Ticket.objects.visible_to(cast.willem.user)
    assert not search(tickets, "kanariegeel").exists()
    assert not search(tickets, f"#{number}").exists()
