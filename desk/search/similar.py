"""Solved meldingen that look like this one, with what solved them. For colleagues only: they may be of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from infra.words import chunks, joined
from tickets.kinds import EntryKind
from tickets.models import Status, Ticket, TimelineEntry
from tickets.search import search

SHOWN = 5
_LOOKED_AT = 30
_LONG_WORD, _WORDS = 4, 3
_SAID_EVERYWHERE = frozenset(
    ["geen", "niet", "naar", "voor", "maar", "alle", "meer", "werkt", "doet", "gaat", "wordt", "melding", "probleem"]
)


@dataclass(frozen=True)
class Similar:
    ticket: Ticket
    solution: str  # what was said when it was resolved
    is_own: bool  # of the same customer


def similar_to(ticket: Ticket, by: User) -> list[Similar]:
    """Those that share the most telling words of its subject: three of them, else two, else one; of the same customer
    first, then the newest."""
    words = telling_words(ticket.subject)
    solved = Ticket.objects.visible_to(by).filter(status__in=[Status.OPGELOST, Status.GESLOTEN]).exclude(pk=ticket.pk)
    found: dict[int, Ticket] = {}
    for count in range(len(words), 0, -1):
        hits = search(solved, " ".join(words[:count]), by, limit=_LOOKED_AT).select_related("customer")
        fields = ("number", "subject", "status", "opened_at", "customer__name")
        batch = sorted(hits.only(*fields), key=lambda each: (each.customer_id != ticket.customer_id, -each.number))
        for each in batch:
            found.setdefault(each.number, each)
        if len(found) >= SHOWN:
            break
    shown = list(found.values())[:SHOWN]
    solutions = _solutions(shown, by)
    return [Similar(each, solutions.get(each.number, ""), each.customer_id == ticket.customer_id) for each in shown]


def telling_words(subject: str) -> list[str]:
    """The longest first: they are the rarest."""
    words = dict.fromkeys(joined(runs) for runs in chunks(subject))
    telling = [word for word in words if len(word) >= _LONG_WORD and word not in _SAID_EVERYWHERE]
    return sorted(telling, key=len, reverse=True)[:_WORDS]


def _solutions(tickets: Sequence[Ticket], by: User) -> dict[int, str]:
    said = TimelineEntry.objects.visible_to(by).filter(
        ticket__in=[each.pk for each in tickets], kind=EntryKind.RESOLVED
    )
    return dict(said.order_by("at", "pk").values_list("ticket", "text"))  # the last one stays
