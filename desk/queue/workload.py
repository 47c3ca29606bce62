"""Who carries what, and what is due in the next working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from accounts.roster import queries as roster
from desk.choices import Choices, read_choices
from desk.queue.queries import QueueRow, for_rows
from infra import charts
from infra.charts import Chart
from sla.business_hours import AMSTERDAM
from sla.models import Calendar
from sla.priority import Nature
from tickets.clock.timeleft import time_left
from tickets.models import OPEN_STATUSES, WAITING_ON, Ticket
from tickets.querysets import TicketQuerySet

HOURS_AHEAD = (1, 4, 9)
SHOWN = 25  # rows of each bucket; its figures count them all


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


def load_chart(people: list[Load]) -> Chart:
    """The open meldingen of each person who has any; each number opens the queue of that person."""
    carrying = [load for load in people if load.open]
    names = [load.name or str(_("niet toegewezen")) for load in carrying]
    parts = {
        str(_("Nog niet begonnen")): [load.to_begin for load in carrying],
        str(_("Wacht")): [load.waiting for load in carrying],
        str(_("Begonnen")): [load.begun for load in carrying],
    }
    queue = reverse("desk:queue")
    links = [f"{queue}?behandelaar={load.pk}" if load.pk else f"{queue}?weergave=vrij" for load in carrying]
    return charts.load(names, parts).linked(dict.fromkeys(parts, links))


@dataclass(frozen=True)
class Away:
    """Somebody who is absent, and what lies with him meanwhile: the coordinator sees to it."""

    absence: Absence
    load: Load


def read_away(people: list[Load], now: datetime) -> list[Away]:
    """Of today. One query."""
    today = now.astimezone(AMSTERDAM).date()
    loads = {load.pk: load for load in people}
    absences = roster.absences_within(today, today)
    return [Away(one, loads.get(one.person_id) or Load(one.person_id, one.person.name)) for one in absences]


@dataclass(frozen=True)
class Bucket:
    """`hours` ahead: None for what is past its moment already. `rows` are the first SHOWN of `count`."""

    hours: int | None
    until: datetime
    rows: list[QueueRow]
    count: int
    promises: int
    unclassified: int

    @property
    def aims(self) -> int:
        return self.count - self.promises - self.unclassified

    @property
    def is_past(self) -> bool:
        return self.hours is None

    @property
    def is_next(self) -> bool:
        """The first that is still to come."""
        return self.hours == HOURS_AHEAD[0]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def read_due(user: User, now: datetime) -> list[Bucket]:
    """What still has to be begun: too late, and due within 1, 4 and 9 working hours of the Supportcenter."""
    hours = Calendar.objects.get(slug=Calendar.SUPPORTCENTER).current_version.business_hours
    limits: list[tuple[int | None, datetime]] = [(None, now)]
    limits += [(ahead, hours.add(now, timedelta(hours=ahead))) for ahead in HOURS_AHEAD]
    tickets = (
        Ticket.objects.visible_to(user)
        .filter(clock__is_open=True, clock__due_at__lte=limits[-1][1], clock__work_started_at__isnull=True)
        .exclude(_WAITING)
    )
    befores = [None, *(until for _ahead, until in limits[:-1])]
    inside = [_within(before, until) for before, (_ahead, until) in zip(befores, limits, strict=True)]
    counts = _count_due(tickets, inside)
    return [
        Bucket(ahead, until, _first_rows(tickets.filter(condition), now), *counted)
        for (ahead, until), condition, counted in zip(limits, inside, counts, strict=True)
    ]


def _within(before: datetime | None, until: datetime) -> Q:
    condition = Q(clock__due_at__lte=until)
    return condition if before is None else condition & Q(clock__due_at__gt=before)


def _count_due(tickets: TicketQuerySet, inside: list[Q]) -> list[tuple[int, int, int]]:
    """Of each bucket how many, how many of those are promises, and how many are to be classified: one query."""
    natures = {"all": Q(), "promise": Q(clock__nature=Nature.PROMISE), "triage": Q(clock__nature=Nature.TRIAGE)}
    counts: dict[str, Any] = {
        f"{name}_{n}": Count("pk", filter=condition & nature)
        for n, condition in enumerate(inside)
        for name, nature in natures.items()
    }
    found = tickets.order_by().aggregate(**counts)
    return [(found[f"all_{n}"], found[f"promise_{n}"], found[f"triage_{n}"]) for n in range(len(inside))]


def _first_rows(tickets: TicketQuerySet, now: datetime) -> list[QueueRow]:
    return [
        QueueRow(ticket, time_left(ticket, now)) for ticket in for_rows(tickets).order_by("clock__due_at", "pk")[:SHOWN]
    ]
