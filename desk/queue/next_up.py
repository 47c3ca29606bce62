"""Which melding needs somebody next: what is his and whose turn it is, then what nobody has."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from accounts.models import User
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.queue import pulse
from tickets.reading.queries import CUSTOMER_WAITS

MOST = 200


def next_for(user: User, *, after: int | None) -> int | None:
    """The one after `after` in this order, and from the last back to the first; None when there is no other."""
    numbers: list[int] = []
    for found in _by_need(user):
        numbers += [number for number in found.values_list("pk", flat=True)[:MOST] if number not in numbers]
        if after in numbers and numbers[-1] != after:
            return numbers[numbers.index(after) + 1]
        if after not in numbers and numbers and after is None:
            return numbers[0]
    others = [number for number in numbers if number != after]
    return others[0] if others else None


def _by_need(user: User) -> Iterator[TicketQuerySet]:
    """His own: escalated, then whose customer waits, then in the queue's order. After those what nobody has."""
    tickets = Ticket.objects.visible_to(user).open()
    mine = tickets.filter(assignee=user)
    yield mine.filter(pk__in=pulse.open_tickets(pulse.stamp()).escalated).in_queue_order()
    yield mine.filter(CUSTOMER_WAITS).order_by("clock__customer_waits_since", "number")
    yield mine.filter(Q(status__in=pulse.OUR_TURN)).in_queue_order()
    yield tickets.filter(assignee__isnull=True, status__in=pulse.OUR_TURN).in_queue_order()
