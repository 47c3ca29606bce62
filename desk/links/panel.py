"""What the page of a ticket says about others that it has to do with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tickets.links.actions import links_of
from tickets.models import Outage, Ticket
from tickets.values import LinkKind


@dataclass(frozen=True)
class Neighbour:
    """`words` say what this ticket is of the other, or the other of this one."""

    ticket: Ticket
    words: str
    is_child: bool


def context(ticket: Ticket) -> dict[str, Any]:
    """Two queries."""
    found = [_neighbour(ticket, each) for each in links_of(ticket)]
    return {
        "neighbours": found,
        "children": [each for each in found if each.is_child],
        "outage": Outage.objects.filter(ticket=ticket).first(),
    }


def _neighbour(ticket: Ticket, link: Any) -> Neighbour:
    is_own = link.ticket_id in ticket.family
    other = link.other if is_own else link.ticket
    kind = LinkKind(link.kind)
    words = f"{kind.label} #{other.pk}" if is_own else f"#{other.pk} {kind.label} #{ticket.pk}"
    return Neighbour(other, words, kind == LinkKind.CHILD and not is_own)
