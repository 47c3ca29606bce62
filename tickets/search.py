"""Search over number, subject, text, customer and contact: one folded column, the same query on every database.

On PostgreSQL trigram indexes serve `contains`; those are the only thing that the engines do not share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tickets.querysets import TicketQuerySet, fold

if TYPE_CHECKING:
    from accounts.models import User
    from tickets.models import Ticket

MAX_WORDS = 8


def searchable_text(text: str) -> str:
    return " ".join(fold(text).split())


def searchable(ticket: Ticket) -> str:
    parts = [
        ticket.subject,
        ticket.description,
        ticket.steps_taken,
        ticket.impact_text,
        ticket.customer.name,
        ticket.contact.name,
        ticket.supplier_reference,
        ticket.external_id,
    ]
    return searchable_text(" ".join(part for part in parts if part))


def search(tickets: TicketQuerySet, query: str, by: User) -> TicketQuerySet:
    """Tickets that hold every word of `query`; a bare or #-marked number is that ticket.

    Only the house searches what is internal: a hit would tell a customer what is in a note about him (security P8).
    """
    words = searchable_text(query.replace("\x00", "")).split()[:MAX_WORDS]
    if len(words) == 1 and (number := words[0].lstrip("#")).isdecimal() and len(number) <= 12:
        by_number = tickets.filter(number=int(number))
        if words[0].startswith("#") or by_number.exists():
            return by_number
    for word in words:
        found = Q(search_text__contains=word)
        tickets = tickets.filter(found | Q(internal_search_text__contains=word) if by.is_house else found)
    return tickets
