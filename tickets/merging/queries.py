"""Which ticket one goes on in, and what went into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from contracts.models import Contact
from tickets.kinds import EntryKind, Merged
from tickets.lifecycle.joining import joined_into
from tickets.models import OPEN_STATUSES, Ticket, TimelineEntry

UNDONE_WITHIN = timedelta(days=1)


def survivor(ticket: Ticket) -> Ticket:
    """The ticket in which this one goes on, by a merge or as a reply there; else itself. The one resolver for every way
    in: a number, a link, a reply to a mail, REST."""
    seen = {ticket.pk}
    while after := _next(ticket):
        if after.pk in seen:
            break
        seen.add(after.pk)
        ticket = after
    return ticket


def _next(ticket: Ticket) -> Ticket | None:
    if ticket.merged_into_id:
        return Ticket.objects.select_related("customer", "contact").get(pk=ticket.merged_into_id)
    return joined_into(ticket)


@dataclass(frozen=True)
class MergedHere:
    """A ticket that went into the one at hand; `undone_until`: None when that can no longer be undone."""

    ticket: Ticket
    entry: TimelineEntry
    undone_until: datetime | None


def merged_here(ticket: Ticket, now: datetime) -> list[MergedHere]:
    if not ticket.has_merged:
        return []
    gone = {each.pk: each for each in ticket.merged.select_related("contact").order_by("pk")}
    lines = TimelineEntry.objects.filter(ticket__in=gone, kind=EntryKind.MERGED).select_related("by")
    last = {line.ticket_id: line for line in lines.order_by("at", "pk") if line.read(Merged).into}
    return [MergedHere(gone[pk], line, _until(line, now)) for pk, line in last.items()]


def _until(line: TimelineEntry, now: datetime) -> datetime | None:
    until = line.at + UNDONE_WITHIN
    return until if now < until else None


def mergeable_with(ticket: Ticket) -> QuerySet[Ticket]:
    """Open meldingen of the same customer, those of the same contact first, newest first."""
    others = Ticket.objects.filter(customer=ticket.customer_id, status__in=OPEN_STATUSES).exclude(pk=ticket.pk)
    return others.select_related("contact").order_by("-number")


def participants(ticket: Ticket) -> Sequence[Ticket]:
    """Tickets of others than its own contact that went into it, one for each of those: who they are, and where they are
    reached."""
    if not ticket.has_merged:
        return []
    gone = ticket.merged.exclude(contact=ticket.contact_id).filter(contact__is_active=True)
    gone = gone.filter(contact__customer=F("customer")).select_related("contact__user").order_by("pk")
    return list({each.contact_id: each for each in gone}.values())


def reported_any(ticket: Ticket, contact: Contact) -> bool:
    """He reported it, or one that went into it."""
    return contact.pk == ticket.contact_id or any(each.contact_id == contact.pk for each in participants(ticket))
