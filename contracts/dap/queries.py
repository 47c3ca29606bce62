"""What the DAP of an agreement says on a moment: whom a clause names, and how to cite it (SLA 2.2).

Shapes of `DapClause.settings`, by kind:
- maintenance: {"windows": {"monday": [["18:00", "22:00"]], ...}}: when maintenance is welcome (SLA 8.2)
- test_restore, server_apk: {"rrule": "FREQ=MONTHLY;BYDAY=1TU", "checklist": ["..."], "items": ["SRV01"]} (SLA 6.1)
- all others: {}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from contracts.models import Contact, DapClause, DapPerson, ServiceAgreement
from sla.business_hours import AMSTERDAM


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
