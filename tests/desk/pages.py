"""The page of a ticket at the desk, as words."""

from __future__ import annotations

from tickets.models import Ticket


def url(ticket, part: str = "") -> str:
    return f"/desk/meldingen/{ticket.number}/{part}"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page(client, ticket) -> str:
    return text_of(client.get(url(ticket))).split('id="shortcuts"')[0]


def kinds(ticket) -> list[str]:
    return list(ticket.timeline.values_list("kind", flat=True))


def fresh(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)
