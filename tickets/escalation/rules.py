"""The ladder of SLA 12: which steps there are, who stands on them, and by when somebody confirms that he heard.

The agreement that is in force now says who is called, not the one of the day on which the ticket came in: those people
may have left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from contracts.models import ClauseKind, Contact, Customer, DapPerson
from sla.business_hours import AMSTERDAM
from sla.edition import EscalationStep
from tickets.clock import clocks
from tickets.models import Escalation, Ticket

FIRST_STEP = 1  # step 0 is the Supportcenter itself, where every melding begins
# Who of 1do stands on a step when the DAP names nobody, by the roles of SLA 12's table.
ROLE_OF_STEP: dict[int, Role] = {1: Role.COORDINATOR, 2: Role.DIRECTIE}
MAY_ALWAYS_ACKNOWLEDGE = (Role.COORDINATOR, Role.DIRECTIE)


@dataclass(frozen=True)
class Called:
    """The people of one step on both sides, and by what they stand there."""

    step: int
    house: tuple[User, ...]
    customer: tuple[Contact, ...]
    citation: str


@dataclass(frozen=True)
class Rung:
    """A step as a screen shows it. `escalation` is the one that is open on it, if any; `is_next` can be called in."""

    step: int
    level: str
    house: tuple[str, ...]
    customer: tuple[str, ...]
    citation: str
    escalation: Escalation | None = None
    is_next: bool = False


@dataclass(frozen=True)
class Ladder:
    rungs: tuple[Rung, ...]
    open: tuple[Escalation, ...]
    ended: tuple[Escalation, ...]

    @property
    def next(self) -> Rung | None:
        return next((rung for rung in self.rungs if rung.is_next), None)

    @property
    def top(self) -> Escalation | None:
        """The highest that is open."""
        return self.open[-1] if self.open else None


def next_step(steps: Iterable[int], open_steps: Iterable[int]) -> int | None:
    """The step above the highest open one; None when that is the top.

    >>> next_step([0, 1, 2], []), next_step([0, 1, 2], [1]), next_step([0, 1, 2], [1, 2])
    (1, 2, None)
    """
    above = max([FIRST_STEP - 1, *open_steps]) + 1
    return above if above in set(steps) else None


def acknowledge_by(ticket: Ticket, now: datetime) -> datetime:
    """In working time, by the ordinary hours of the ticket's agreement."""
    budget = timedelta(minutes=settings.ESCALATION_ACKNOWLEDGE_MINUTES)
    return clocks.standard_hours(ticket.agreement).add(now, budget)


def called_for(ticket: Ticket, now: datetime, steps: Iterable[int]) -> dict[int, Called]:
    """Who stands on each of `steps` now. Whom the DAP names first; else the role, and the reporter. Two queries."""
    wanted = list(steps)
    named = list(
        DapPerson.objects.named_in(ClauseKind.ESCALATION, now.astimezone(AMSTERDAM).date())
        .filter(clause__agreement__customer=ticket.customer_id)
        .select_related("clause__agreement", "contact__user", "user")
        .order_by("pk")
    )
    by_role = _people_by_role([ROLE_OF_STEP[step] for step in wanted if step in ROLE_OF_STEP])
    return {step: _called(ticket, step, named, by_role) for step in wanted}


def _called(ticket: Ticket, step: int, named: list[DapPerson], by_role: dict[str, list[User]]) -> Called:
    here = [person for person in named if person.step in (None, step)]
    house = tuple(person.user for person in here if person.user and person.user.is_active)
    customer = tuple(person.contact for person in here if person.contact)
    return Called(
        step=step,
        house=house or tuple(by_role.get(ROLE_OF_STEP.get(step, ""), ())),
        customer=customer or (ticket.contact,),
        citation=here[0].clause.citation if here else _("SLA 12"),
    )


def _people_by_role(roles: list[Role]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    people = User.objects.filter(groups__name__in=roles, is_house=True, is_active=True, is_service=False)
    for user in people.annotate(role=F("groups__name")).order_by("name", "pk"):
        found.setdefault(user.role, []).append(user)
    return found


def may_acknowledge(escalation: Escalation, user: User) -> bool:
    """Whoever of 1do was called, and a coordinator or the directie at any time."""
    if not (user.is_house and user.is_active):
        return False
    if any(person["id"] == user.pk for person in escalation.house_people):
        return True
    return user.groups.filter(name__in=MAY_ALWAYS_ACKNOWLEDGE).exists()


def ladder(ticket: Ticket, now: datetime) -> Ladder:
    """All that a screen shows of it: every step, who stands there, and what is and was open. Three queries."""
    escalations = list(ticket.escalations.select_related("acknowledged_by", "started_by").order_by("step", "pk"))
    running = [one for one in escalations if one.ended_at is None]
    steps = clocks.rules_for(ticket.agreement).escalation
    following = next_step([step.step for step in steps], [one.step for one in running])
    called = called_for(ticket, now, [step.step for step in steps if step.step >= FIRST_STEP])
    rungs = [_rung(ticket, step, called.get(step.step), running, following) for step in steps]
    ended = sorted((one for one in escalations if one.ended_at), key=lambda one: one.started_at)
    return Ladder(tuple(rungs), tuple(running), tuple(ended))


def _rung(
    ticket: Ticket, step: EscalationStep, called: Called | None, running: list[Escalation], following: int | None
) -> Rung:
    if called is None:  # step 0: who works on it, and who reported it
        house = (ticket.assignee.name,) if ticket.assignee else tuple(step.house)
        return Rung(step.step, step.level, house, (ticket.contact.name,), _("SLA 12"))
    escalation = next((one for one in running if one.step == step.step), None)
    if escalation:  # who was called, which may not be who would be called now
        house, customer = names(escalation.house_people), names(escalation.customer_people)
        return Rung(step.step, step.level, house, customer, escalation.citation, escalation)
    house, customer = tuple(user.name for user in called.house), tuple(contact.name for contact in called.customer)
    is_next = step.step == following
    return Rung(step.step, step.level, house or tuple(step.house), customer, called.citation, None, is_next)


def as_people(people: Iterable[User | Contact]) -> list[dict[str, Any]]:
    """What an Escalation and the timeline keep of who was called."""
    return [{"id": person.pk, "name": person.name} for person in people]


def names(people: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(person["name"] for person in people)


@dataclass(frozen=True)
class Figures:
    """For the Service Review (SLA 11): how often each step was called in, and how soon somebody confirmed it.

    `late` counts what was confirmed too late or not at all; `median_time` is working time, None without any.
    """

    per_step: dict[int, int]
    late: int
    median_time: timedelta | None

    @property
    def total(self) -> int:
        return sum(self.per_step.values())


def figures(customer: Customer, since: datetime, until: datetime) -> Figures:
    """Of the escalations that began in [since, until)."""
    began = Escalation.objects.filter(ticket__customer=customer, started_at__gte=since, started_at__lt=until)
    per_step: dict[int, int] = {}
    times: list[timedelta] = []
    late = 0
    for escalation in began.select_related("ticket__agreement__calendar").order_by("step", "pk"):
        per_step[escalation.step] = per_step.get(escalation.step, 0) + 1
        late += bool(escalation.late)
        if escalation.acknowledged_at:
            hours = clocks.standard_hours(escalation.ticket.agreement)
            times.append(hours.between(escalation.started_at, escalation.acknowledged_at))
    return Figures(per_step, late, _median(times))


def _median(times: list[timedelta]) -> timedelta | None:
    seconds = [time.total_seconds() for time in times]
    return timedelta(seconds=median(seconds)) if seconds else None
