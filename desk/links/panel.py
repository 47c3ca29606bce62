"""What the page of a ticket says about others that it has to do with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tickets.kinds import Linked
from tickets.links.actions import links_of
from tickets.models import Ticket, TicketLink, TimelineEntry
from tickets.values import LinkKind


@dataclass(frozen=True)
class Neighbour:
    """`words` say what this ticket is of the other, or the other of this one."""

    ticket: Ticket
    words: str
    is_child: bool


def context(ticket: Ticket, lines: Sequence[TimelineEntry]) -> dict[str, Any]:
    """Asks only where a line says that there is something; `ticket` came with its outage."""
    is_linked = any(isinstance(line.facts, Linked) for line in lines)
    found = [_neighbour(ticket, each) for each in links_of(ticket)] if is_linked else []
    return {
        "neighbours": found,
        "children": [each for each in found if each.is_child],
        "outage": getattr(ticket, "outage", None),
    }


def _neighbour(ticket: Ticket, link: TicketLink) -> Neighbour:
    is_own = link.ticket_id in ticket.family
    other = link.other if is_own else link.ticket
    kind = LinkKind(link.kind)
    words = f"{kind.label} #{other.pk}" if is_own else f"#{other.pk} {kind.label} #{ticket.pk}"
    return Neighbour(other, words, kind == LinkKind.CHILD and not is_own)
