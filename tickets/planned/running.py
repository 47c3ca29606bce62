"""Which planned work runs at a moment, and on what: only while it does, monitoring may be muted (SLA 8.2, ruling 14).

Hours in which maintenance is welcome say when it may be, and not that there is any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from contracts.models import Customer
from tickets.kinds import Planned
from tickets.models import EntryKind, Status, Ticket, TimelineEntry

EXPECTED = timedelta(hours=4)
"""From the agreed moment on, as long as nobody began: the SLA knows no length of an appointment."""
AT_MOST = timedelta(hours=12)
"""Work that nobody ended would mute a customer for ever."""
EARLY = timedelta(hours=1)
"""Who begins a little before the agreed moment begins that work."""


@dataclass(frozen=True)
class PlannedTimes:
    """Of one piece of planned work. `began_at`: the last time that somebody began; `is_begun`: and nobody ended or
    interrupted it since. `planned_for` is None for recurring work, which has a day and no moment."""

    planned_for: datetime | None
    began_at: datetime | None
    is_begun: bool


def runs(work: PlannedTimes, now: datetime) -> bool:
    """Begun and not ended, or within the agreed time; pure."""
    if work.is_begun:
        if work.began_at is None or not work.began_at <= now < work.began_at + AT_MOST:
            return False
        planned = work.planned_for
        return planned is None or planned - EARLY <= work.began_at <= planned + AT_MOST
    return work.planned_for is not None and work.planned_for <= now < work.planned_for + EXPECTED


@dataclass(frozen=True)
class Running:
    """`items`: what it is about, in the words of the recurring work; empty when it says nothing."""

    ticket: Ticket
    items: tuple[str, ...]


def running_work(customer: Customer, now: datetime) -> list[Running]:
    """Planned meldingen, visits and recurring work of this customer that run now; at most two queries."""
    return [Running(ticket, _items(ticket)) for ticket in _begun(customer, now) + _expected(customer, now)]


def _expected(customer: Customer, now: datetime) -> list[Ticket]:
    found = _planned(customer).filter(status=Status.INGEPLAND, planned_for__lte=now, planned_for__gt=now - EXPECTED)
    return [ticket for ticket in found if runs(PlannedTimes(ticket.planned_for, None, False), now)]


def _begun(customer: Customer, now: datetime) -> list[Ticket]:
    """To begin takes the planned moment off the ticket, so it is read from the timeline."""
    lines = TimelineEntry.objects.filter(ticket=OuterRef("pk"))
    began = Exists(lines.filter(kind__in=_BEGAN, at__gt=now - AT_MOST))
    planned = Q(recurring_run__isnull=False) | Exists(lines.filter(kind=EntryKind.PLANNED))
    found = list(_planned(customer).filter(planned, began, status=Status.IN_BEHANDELING))
    told = _told(found)
    return [ticket for ticket in found if runs(_times(told.get(ticket.pk, ())), now)]


_BEGAN = (EntryKind.WORK_STARTED, EntryKind.RESUMED)


def _planned(customer: Customer):  # type: ignore[no-untyped-def]
    return Ticket.objects.filter(customer=customer).select_related("recurring_run__work").order_by("pk")


def _told(tickets: Sequence[Ticket]) -> dict[int, list[TimelineEntry]]:
    found: dict[int, list[TimelineEntry]] = {}
    if tickets:
        asked = TimelineEntry.objects.filter(ticket__in=tickets, kind__in=(*_BEGAN, EntryKind.PLANNED))
        for line in asked.order_by("pk"):
            found.setdefault(line.ticket_id, []).append(line)
    return found


def _times(lines: Iterable[TimelineEntry]) -> PlannedTimes:
    planned_for = began_at = None
    for line in lines:
        if line.kind == EntryKind.PLANNED:
            planned_for, began_at = line.read(Planned).planned_for, None
        else:
            began_at = line.at
    return PlannedTimes(planned_for, began_at, is_begun=True)


def _items(ticket: Ticket) -> tuple[str, ...]:
    run = getattr(ticket, "recurring_run", None)
    return tuple(run.work.items) if run else ()
