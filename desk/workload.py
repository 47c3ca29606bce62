"""Who carries what, and what is due in the next working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from desk.choices import Choices, read_choices
from desk.queue import Row, for_rows
from sla.models import Calendar
from sla.priority import Nature
from tickets.models import OPEN_STATUSES, WAITING_ON, Ticket
from tickets.timeleft import time_left

HOURS_AHEAD = (1, 4, 9)
SHOWN = 100


@dataclass(frozen=True)
class Load:
    """What one person or team carries. Late is of promises, missed of aims: never one figure."""

    pk: int | None
    name: str
    open: int = 0
    to_begin: int = 0
    begun: int = 0
    waiting: int = 0
    late: int = 0
    missed: int = 0


_NOT_BEGUN = Q(clock__work_started_at__isnull=True)
_WAITING = Q(status__in=list(WAITING_ON))
_COUNTS: dict[str, Any] = {
    "open": Count("pk"),
    "to_begin": Count("pk", filter=_NOT_BEGUN & ~_WAITING),
    "begun": Count("pk", filter=~_NOT_BEGUN & ~_WAITING),
    "waiting": Count("pk", filter=_WAITING),
    "late": Count("pk", filter=Q(clock__late=True, clock__nature=Nature.PROMISE)),
    "missed": Count("pk", filter=Q(clock__late=True, clock__nature=Nature.AIM)),
}


def read_loads(user: User) -> tuple[list[Load], list[Load]]:
    """Per person (those who have nothing too, and "nobody" first), and per team."""
    choices: Choices = read_choices(customers=False)
    people = _loads(user, "assignee", choices.people)
    teams = _loads(user, "team", choices.teams)
    return people, teams


def _loads(user: User, field: str, names: list[tuple[int, str]]) -> list[Load]:
    open_tickets = Ticket.objects.visible_to(user).filter(status__in=OPEN_STATUSES)
    counted = {row.pop(field): row for row in open_tickets.values(field).order_by().annotate(**_COUNTS)}
    known = dict(names)
    nobody = [Load(None, "", **counted[None])] if None in counted else []
    gone = [Load(pk, "?", **row) for pk, row in counted.items() if pk is not None and pk not in known]
    return nobody + [Load(pk, name, **counted.get(pk, {})) for pk, name in names] + gone


@dataclass(frozen=True)
class Bucket:
    """`hours` ahead: None for what is past its moment already."""

    hours: int | None
    until: datetime
    rows: list[Row]

    @property
    def promises(self) -> int:
        return sum(row.ticket.clock.nature == Nature.PROMISE for row in self.rows)

    @property
    def aims(self) -> int:
        return len(self.rows) - self.promises


def read_due(user: User, now: datetime) -> list[Bucket]:
    """What still has to be begun: too late, and due within 1, 4 and 9 working hours of the Supportcenter."""
    hours = Calendar.objects.get(slug=Calendar.SUPPORTCENTER).current_version.business_hours
    limits: list[tuple[int | None, datetime]] = [(None, now)]
    limits += [(ahead, hours.add(now, timedelta(hours=ahead))) for ahead in HOURS_AHEAD]
    tickets = Ticket.objects.visible_to(user).filter(
        clock__is_open=True, clock__due_at__lte=limits[-1][1], clock__work_started_at__isnull=True
    )
    rows = [Row(t, time_left(t, now)) for t in for_rows(tickets).order_by("clock__due_at", "pk")[:SHOWN]]
    rows = [row for row in rows if not row.ticket.waiting_on]
    buckets: list[Bucket] = []
    before: datetime | None = None
    for ahead, until in limits:
        inside = [row for row in rows if _within(row.ticket.clock.due_at, before, until)]
        buckets.append(Bucket(ahead, until, inside))
        before = until
    return buckets


def _within(due_at: datetime | None, before: datetime | None, until: datetime) -> bool:
    return due_at is not None and due_at <= until and (before is None or due_at > before)
