"""Who has duty now, and who is away today (SLA 3.1, 3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.models import Absence, Duty, DutyKind, DutyLine, Team, User


@dataclass(frozen=True)
class OnDuty:
    """Who has duty at one moment; None where the roster has a gap."""

    team: Team | None = None
    first: User | None = None
    backup: User | None = None

    @property
    def called(self) -> tuple[User, ...]:
        """Of the Calamiteitendienst, in the order in which they are called."""
        return tuple(person for person in (self.first, self.backup) if person is not None)


def on_duty(now: datetime) -> OnDuty:
    """One query. Who is no longer active has no duty, whatever the roster says."""
    running = duties_within(now, now).filter(starts_at__lte=now)
    team, lines = None, {}
    for duty in running:
        if duty.kind == DutyKind.OPENING:
            team = duty.team
        elif duty.person is not None and duty.person.is_active:
            lines[duty.line] = duty.person
    return OnDuty(team, lines.get(DutyLine.FIRST), lines.get(DutyLine.BACKUP))


def duties_within(since: datetime, until: datetime) -> QuerySet[Duty]:
    """What runs at any moment of it."""
    found = Duty.objects.filter(ends_at__gt=since, starts_at__lte=until)
    return found.select_related("person", "team", "takes_over_from")


def absences_within(first: date, last: date) -> QuerySet[Absence]:
    return Absence.objects.filter(last_day__gte=first, first_day__lte=last).select_related("person")


def absent_on(day: date) -> set[int]:
    """Keys of who is away."""
    return set(absences_within(day, day).values_list("person", flat=True))


def absent_at(now: datetime) -> set[int]:
    return absent_on(timezone.localdate(now))


def away_until(person: User, now: datetime) -> date | None:
    """The last day on which he is away, of what he is away for now; None who is here."""
    today = timezone.localdate(now)
    return absences_within(today, today).filter(person=person).aggregate(last=Max("last_day"))["last"]


def present(people: Iterable[User], away: set[int]) -> list[User]:
    """Those who work for 1do and are not away."""
    return [person for person in people if works_here(person) and person.pk not in away]


def works_here(person: User) -> bool:
    return person.is_active and person.is_house and not person.is_service
