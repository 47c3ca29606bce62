"""Calling who has duty, one after another, until somebody confirms it (SLA 3.2)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.roles import Role
from accounts.roster import queries as roster
from accounts.roster.queries import present, works_here
from tickets.clock import clocks
from tickets.kinds import EntryKind, PageAnswered, Paged
from tickets.lifecycle.handling import take
from tickets.models import Ticket, TimelineEntry
from tickets.models.notifications import Paging
from tickets.paging.rules import (
    COORDINATORS,
    first_moment,
    is_for_who_has_duty,
    needs_a_call,
    next_called,
    still_waits,
)
from tickets.timeline import act
from tickets.verb import locked, record

log = logging.getLogger(__name__)

BEGINS = (EntryKind.OPENED, EntryKind.CLASSIFIED)


def start_for(entries: Iterable[TimelineEntry], now: datetime) -> None:
    """Inside the transaction that deals with these lines: whoever does them again finds what runs already."""
    for entry in entries:
        if entry.kind in BEGINS and is_for_who_has_duty(entry, now):
            moment = first_moment(entry.ticket, now)
            running = Paging(ticket=entry.ticket, started_at=now, next_at=moment)
            Paging.objects.bulk_create([running], ignore_conflicts=True)


def call_due(now: datetime) -> int:
    """Everybody whose turn it is; returns how many calls that were."""
    due = Paging.objects.filter(next_at__lte=now).order_by("next_at", "pk")[: settings.SWEEP_BATCH]
    return sum(_one(paging, now) for paging in list(due))


def _one(paging: Paging, now: datetime) -> bool:
    try:
        return call_next(paging, now=now)
    except Exception:
        log.exception("Nobody could be called for #%s; the others go on", paging.ticket_id)
        return False


@act()
def call_next(paging: Paging, *, now: datetime) -> bool:
    """Call who comes next. False when somebody was first: another sweep, or who confirmed it."""
    ticket, paging = _locked(paging)
    if paging.next_at is None or paging.next_at > now:
        return False
    if not needs_a_call(ticket, now):
        _end(paging, now)
        return False
    opening = clocks.standard_hours(ticket.agreement).next_opening(now)
    if paging.step == COORDINATORS:  # everybody was called, and the doors are still closed
        paging.next_at = opening
        paging.save(update_fields=["next_at"])
        return False
    step, people = next_called(paging.step, roster.on_duty(now), _coordinators(now), paging.called)
    until = now + timedelta(minutes=settings.PAGE_ACKNOWLEDGE_MINUTES)
    facts = Paged(
        paging=paging.pk,
        step=step,
        people=[{"id": person.pk, "name": person.name} for person in people],
        acknowledge_by=until if people else None,
        unanswered=bool(paging.called),
    )
    paging.step, paging.called = step, [*paging.called, *(person.pk for person in people)]
    paging.next_at = until if people and step < COORDINATORS else opening  # then the calls end by themselves
    paging.save(update_fields=["step", "called", "next_at"])
    record(ticket, facts, by=None, now=now)
    return True


@act()
def answer_page(paging: Paging, *, by: User, now: datetime) -> Paging:
    """Somebody says that he takes it up: whoever was called, or who works on meldingen. It becomes his when it is of
    nobody. A second time changes nothing; where somebody is at work on it already, or it ended meanwhile, that ends the
    calls without his name."""
    if not works_here(by) or not (by.pk in paging.called or by.has_perm("tickets.work_ticket")):
        raise PermissionDenied
    ticket, paging = _locked(paging)
    if paging.ended_at is not None:
        return paging
    if not still_waits(ticket):
        _end(paging, now)
        return paging
    paging.acknowledged_by, paging.acknowledged_at = by, now
    _end(paging, now)
    record(ticket, PageAnswered(paging=paging.pk), by=by, now=now)
    if ticket.assignee is None and by.has_perm("tickets.work_ticket"):
        take(ticket, by=by, now=now)
    return paging


def _end(paging: Paging, now: datetime) -> None:
    paging.ended_at, paging.next_at = now, None
    paging.save(update_fields=["ended_at", "next_at", "acknowledged_by", "acknowledged_at"])


def _locked(paging: Paging) -> tuple[Ticket, Paging]:
    """Both as they are now, under the ticket's lock."""
    ticket = locked(Ticket(number=paging.ticket_id))
    return ticket, Paging.objects.get(pk=paging.pk)


def _coordinators(now: datetime) -> list[User]:
    people = User.objects.filter(groups__name=Role.COORDINATOR.value).order_by("name", "pk")
    return present(people, roster.absent_at(now)) or present(people, set())
