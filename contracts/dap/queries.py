"""What the DAP of an agreement says on a moment: whom a clause names, how to cite it, how it reads (SLA 2.2).

Shapes of `DapClause.settings`, by kind:
- maintenance: {"windows": {"monday": [["18:00", "22:00"]], ...}}: when maintenance is welcome (SLA 8.2)
- test_restore, server_apk: {"rrule": "FREQ=MONTHLY;BYDAY=1TU", "checklist": ["..."], "items": ["SRV01"]} (SLA 6.1)
- review: {"per_year": 4, "points": ["Voortgang migratie"]}: how often, and points of its own on the agenda (SLA 11)
- all others: {}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.dap.words import WHAT_IT_DOES, names_now, period_words, settings_words
from contracts.models import ClauseKind, Contact, Customer, DapClause, DapPerson, ServiceAgreement
from sla.business_hours import AMSTERDAM

_VERSION, _NUMBER = re.compile(r"[1-9][0-9]{0,3}"), re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}")
TO_BE_READ = (ClauseKind.TEXT, ClauseKind.ROLES, ClauseKind.MONITORING)


@dataclass(frozen=True)
class Named:
    """The people whom a clause names now; of an escalation clause those of one step."""

    clause: DapClause
    contacts: tuple[Contact, ...]
    users: tuple[User, ...]

    @property
    def citation(self) -> str:
        return self.clause.citation


def named(agreement: ServiceAgreement | None, kind: str, now: datetime, *, step: int | None = None) -> Named | None:
    """None when there is no agreement, or its DAP has no clause of that kind. Two queries at most.

    A clause whose people have all left or were revoked names nobody: that is not the same as no clause.
    """
    if agreement is None:
        return None
    clause = DapClause.objects.filter(agreement=agreement, kind=kind).first()
    if clause is None:
        return None
    clause.agreement = agreement
    people = DapPerson.objects.named_in(kind, now.astimezone(AMSTERDAM).date()).filter(clause=clause)
    if step is not None:
        people = people.filter(step=step)
    found = list(people.select_related("contact__user", "user").order_by("pk"))
    contacts = tuple(person.contact for person in found if person.contact)
    users = tuple(person.user for person in found if person.user and person.user.is_active)
    return Named(clause, contacts, users)


def clause_of(agreement: ServiceAgreement | None, kind: str) -> DapClause | None:
    return DapClause.objects.select_related("agreement").filter(agreement=agreement, kind=kind).first()


# --- As its readers see it --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PersonShown:
    person: DapPerson
    is_named: bool  # he counts on that day
    period: str

    @property
    def name(self) -> str:
        return str(self.person)

    @property
    def is_house(self) -> bool:
        return self.person.user_id is not None


@dataclass(frozen=True)
class ClauseStep:
    """The people of a clause; of an escalation clause those of one step of SLA 12, with its name."""

    title: str
    people: list[PersonShown]


@dataclass(frozen=True)
class ClauseShown:
    clause: DapClause
    what_it_does: str
    settings: list[tuple[str, str]]
    steps: list[ClauseStep]

    @property
    def is_carried_out(self) -> bool:
        """The software does it; else somebody has to read it."""
        return self.clause.kind not in TO_BE_READ

    @property
    def people(self) -> list[PersonShown]:
        return [each for step in self.steps for each in step.people]

    @property
    def is_orphaned(self) -> bool:
        """It names people, and none of them counts."""
        return bool(self.people) and not any(each.is_named for each in self.people)


def clauses_shown(agreement: ServiceAgreement, day: date, *, only_named: bool = False) -> list[ClauseShown]:
    """All clauses in the order of their numbers, with whom they name: everybody, or who counts on that day. Two
    queries, and the agreement's edition."""
    people = DapPerson.objects.select_related("contact", "user").order_by("step", "pk")
    clauses = list(agreement.clauses.prefetch_related(Prefetch("people", people)))
    clauses.sort(key=lambda clause: _sort_key(clause.number))
    return [_shown(clause, agreement, day, only_named=only_named) for clause in clauses]


def cited_clauses(user: User, customer: Customer, version: str, number: str, today: date) -> list[ClauseShown]:
    """What "DAP 3.2, versie 4" of this customer points at, as far as the user may see it. One, unless two agreements of
    his had a version of that number: then the newest first. People as they are named today, or when it ended."""
    if not (_VERSION.fullmatch(version) and _NUMBER.fullmatch(number)):
        return []
    agreements = ServiceAgreement.objects.visible_to(user).filter(customer=customer, version=int(version))
    people = DapPerson.objects.select_related("contact", "user").order_by("step", "pk")
    clauses = (
        DapClause.objects.filter(agreement__in=agreements, number=number)
        .select_related("agreement__edition")
        .prefetch_related(Prefetch("people", people))
        .order_by("-agreement__starts_on", "-pk")
    )
    return [
        _shown(each, each.agreement, min(today, each.agreement.ends_on or today), only_named=not user.is_house)
        for each in clauses
    ]


def _sort_key(number: str) -> list[tuple[int, str]]:
    """ "4.10" after "4.9"."""
    return [(int(part) if part.isdecimal() else 0, part) for part in number.split(".")]


def _shown(clause: DapClause, agreement: ServiceAgreement, day: date, *, only_named: bool) -> ClauseShown:
    clause.agreement = agreement
    everybody = [PersonShown(each, names_now(each, day), period_words(each, day)) for each in clause.people.all()]
    people = [each for each in everybody if each.is_named or not only_named]
    does = str(WHAT_IT_DOES[ClauseKind(clause.kind)])
    return ClauseShown(clause, does, settings_words(clause), _steps(clause, agreement, people))


def _steps(clause: DapClause, agreement: ServiceAgreement, people: list[PersonShown]) -> list[ClauseStep]:
    if clause.kind != ClauseKind.ESCALATION:
        return [ClauseStep("", people)] if people else []
    levels = {row.step: row.level for row in agreement.edition.rules.escalation}
    found = []
    for step in sorted({each.person.step or 0 for each in people}):
        title = _("Trede %(step)s, %(level)s") % {"step": step, "level": levels.get(step, "")}
        found.append(ClauseStep(title, [each for each in people if (each.person.step or 0) == step]))
    return found
