"""Visits to a customer (SLA 8.1) as they are read: the next one, what is saved up for it, how many were agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, ServiceAgreement
from sla.business_hours import AMSTERDAM
from tickets.models import OPEN_STATUSES, Status, Ticket, Visit, VisitItem


def planned_visits(customer: Customer) -> QuerySet[Visit]:
    """Those that are still to come, the first one first; one whose ticket was cancelled or closed is none."""
    return Visit.objects.to_come().filter(customer=customer).order_by("planned_for", "pk")


def past_visits(customer: Customer) -> QuerySet[Visit]:
    return Visit.objects.filter(customer=customer, ended_at__isnull=False).order_by("-planned_for", "-pk")


def saved_items(customer: Customer) -> QuerySet[VisitItem]:
    """What waits for a visit that is not planned yet; also what belonged to a visit that never came about."""
    without_visit = Q(visit__isnull=True) | Q(visit__ended_at__isnull=True) & ~Q(
        visit__ticket__status__in=OPEN_STATUSES
    )
    return VisitItem.objects.filter(without_visit, customer=customer, is_done=False).order_by("added_at", "pk")


@dataclass(frozen=True)
class Frequency:
    """How many visits were agreed for a year (None: nothing), and how many were made or planned in it."""

    agreed: int | None
    planned: int
    year: int

    @property
    def words(self) -> str:
        words = {"planned": self.planned, "agreed": self.agreed, "year": self.year}
        if self.agreed is None:
            return _("%(planned)s in %(year)s; over het aantal is niets afgesproken") % words
        return _("%(planned)s van %(agreed)s in %(year)s gepland of geweest") % words


def frequency(customer: Customer, agreement: ServiceAgreement | None, now: datetime) -> Frequency:
    year = now.astimezone(AMSTERDAM).year
    visits = Visit.objects.filter(customer=customer, planned_for__year=year).exclude(ticket__status=Status.GEANNULEERD)
    return Frequency(agreement.visits_per_year if agreement else None, visits.count(), year)


@dataclass(frozen=True)
class Point:
    """A saved item as one reader may read it: somebody else's melding is only said to be there (SLA 7.3)."""

    item: VisitItem
    words: str
    ticket: int | None
    is_mine: bool


def points_for(user: User, items: Iterable[VisitItem]) -> list[Point]:
    items = list(items)
    numbers = {item.ticket_id for item in items if item.ticket_id}
    seen = (
        set(Ticket.objects.visible_to(user).filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    )
    return [_point(item, item.ticket_id in seen, user) for item in items]


def _point(item: VisitItem, sees_ticket: bool, user: User) -> Point:
    if item.ticket_id and not sees_ticket:
        return Point(item, _("Een melding van een collega"), None, False)
    return Point(item, item.text, item.ticket_id, item.added_by_id == user.pk)


def words_for_contact(item: VisitItem, contact: Contact) -> str:
    """For the report, which goes to the contact of the visit."""
    if item.ticket is None or item.ticket.contact_id == contact.pk:
        return item.text
    if contact.user and Ticket.objects.visible_to(contact.user).filter(pk=item.ticket.pk).exists():
        return item.text
    return _("melding #%(number)s van een collega") % {"number": item.ticket_id}
