"""Who of 1do hears of a line of a timeline, and as what.

Whose the ticket is hears it as he likes. What is of nobody, the whole team hears in the browser and the coordinator as
he likes: a reply is not five mails. What is urgent or not classified goes to who has duty (SLA 3.1, 3.2, 7.9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.roles import Role
from accounts.roster import queries as roster
from accounts.roster.queries import OnDuty, present, works_here
from sla.business_hours import BusinessHours
from sla.models import Calendar
from sla.priority import Priority
from tickets.clock import clocks
from tickets.kinds import (
    AlertSaid,
    Assigned,
    Classified,
    Decided,
    EntryKind,
    Escalated,
    EvaluationMoved,
    MailFailed,
    Paged,
    Rated,
    Secret,
    Unacknowledged,
    Warned,
)
from tickets.models import Ticket, TimelineEntry, Watcher
from tickets.models.notifications import NoticeWhat
from tickets.notifications.mentions import mentioned
from tickets.notifications.rules import warning_of
from tickets.paging.rules import is_for_who_has_duty

URGENT = (Priority.KRITISCH, Priority.ERNSTIG)


@dataclass(frozen=True)
class Hearing:
    """`in_group`: one of a team of which nobody has the ticket."""

    person: User
    what: str
    in_group: bool = False


@dataclass
class House:
    """1do as it is now; what is not asked for is not read."""

    now: datetime

    @cached_property
    def duty(self) -> OnDuty:
        return roster.on_duty(self.now)

    @cached_property
    def away(self) -> set[int]:
        return roster.absent_at(self.now)

    @cached_property
    def hours(self) -> BusinessHours:
        """Those of the Supportcenter itself: when people are at work."""
        return Calendar.objects.get(slug=Calendar.SUPPORTCENTER).current_version.business_hours

    @cached_property
    def colleagues(self) -> list[User]:
        """Everybody, with his roles, by name."""
        people = User.objects.filter(is_house=True, is_active=True, is_service=False)
        return list(people.prefetch_related("groups").order_by("name", "pk"))

    @cached_property
    def coordinators(self) -> list[User]:
        """Those who are there; when all are away all the same, so that it never reaches nobody."""
        everybody = [
            each for each in self.colleagues if Role.COORDINATOR in {group.name for group in each.groups.all()}
        ]
        return present(everybody, self.away) or everybody

    @cached_property
    def duty_team(self) -> list[User] | None:
        return present(self.duty.team.members.all(), self.away) if self.duty.team else None

    def with_keys(self, people: Iterable[dict[str, object]]) -> list[User]:
        keys = {person["id"] for person in people}
        return [each for each in self.colleagues if each.pk in keys]


def hearings(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Everybody once, and not who did it himself."""
    who = _WHO.get(EntryKind(entry.kind))
    found: dict[int, Hearing] = {}
    for hearing in who(entry, house) if who else ():
        if hearing.person.pk != entry.by_id:
            found.setdefault(hearing.person.pk, hearing)
    return list(found.values())


# --- Groups of people -------------------------------------------------------------------------------------
def _each(people: Iterable[User], what: str) -> list[Hearing]:
    return [Hearing(person, what) for person in people if works_here(person)]


def _handlers(ticket: Ticket, house: House, what: str) -> list[Hearing]:
    """Who has it; when nobody has, or he is away, the coordinator, and the team in the browser."""
    assignee = ticket.assignee
    if assignee is not None and works_here(assignee):
        if assignee.pk not in house.away:
            return [Hearing(assignee, what)]
        return _each(house.coordinators, what) + [Hearing(assignee, what, in_group=True)]
    team = _team(ticket, house)
    if not house.coordinators:
        return _each(team, what)
    return _each(house.coordinators, what) + [Hearing(person, what, in_group=True) for person in team]


def _team(ticket: Ticket, house: House) -> list[User]:
    return present(ticket.team.members.all(), house.away) if ticket.team else []


def _who_has_duty(ticket: Ticket, house: House) -> list[User]:
    """The team that has duty now, else the ticket's own; never nobody."""
    team = house.duty_team if house.duty_team and house.hours.is_open(house.now) else _team(ticket, house)
    return team or house.coordinators


# --- Who hears of what ------------------------------------------------------------------------------------
def _opened(entry: TimelineEntry, house: House) -> list[Hearing]:
    ticket = entry.ticket
    if not ticket.is_open:
        return []
    if clocks.is_unclassified(ticket):
        return _each(_who_has_duty(ticket, house), NoticeWhat.UNCLASSIFIED)
    if ticket.priority in URGENT:
        return _urgent(entry, house)
    return _each(_team(ticket, house), NoticeWhat.NEW)


def _urgent(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Who is called for the Calamiteitendienst hears it as a call, and no second time."""
    ticket = entry.ticket
    if ticket.assignee is not None:
        return _handlers(ticket, house, NoticeWhat.URGENT)
    called = house.duty.called if is_for_who_has_duty(entry, house.now) else ()
    return [each for each in _each(_who_has_duty(ticket, house), NoticeWhat.URGENT) if each.person not in called]


def _classified(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Only what became urgent."""
    facts = entry.read(Classified)
    became = facts.priority.new in URGENT and facts.priority.differs
    return _urgent(entry, house) if became and entry.ticket.is_open else []


def _assigned(entry: TimelineEntry, house: House) -> list[Hearing]:
    facts, assignee = entry.read(Assigned), entry.ticket.assignee
    if facts.assignee_id is not None:  # given to somebody else since: that is a line of its own
        return _each([assignee], NoticeWhat.ASSIGNED) if assignee and assignee.pk == facts.assignee_id else []
    return _each(_team(entry.ticket, house), NoticeWhat.NEW) if facts.team.differs else []


def _noted(entry: TimelineEntry, house: House) -> list[Hearing]:
    named = _each(mentioned(entry.text, house.colleagues), NoticeWhat.MENTIONED) if "@" in entry.text else []
    return named + _watched(entry, house)


def _watched(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Who follows it, or one that went into it, hears of each message, whoever wrote it."""
    people = {watcher.person_id for watcher in entry.ticket.watchers.all()}
    if entry.ticket.has_merged:
        followed = Watcher.objects.filter(ticket__merged_into=entry.ticket_id)
        people |= set(followed.values_list("person_id", flat=True))
    return _each((each for each in house.colleagues if each.pk in people), NoticeWhat.WATCHED) if people else []


def _replied(entry: TimelineEntry, house: House) -> list[Hearing]:
    return _answered(entry, house) + _watched(entry, house)


def _by_customer(entry: TimelineEntry) -> bool:
    return entry.contact_id is not None or (entry.by is not None and not entry.by.is_house)


def _answered(entry: TimelineEntry, house: House) -> list[Hearing]:
    return _handlers(entry.ticket, house, NoticeWhat.ANSWERED) if _by_customer(entry) else []


def _secret(entry: TimelineEntry, house: House) -> list[Hearing]:
    return _answered(entry, house) if entry.read(Secret).is_made else []


def _decided(entry: TimelineEntry, house: House) -> list[Hearing]:
    assert entry.read(Decided)
    return _handlers(entry.ticket, house, NoticeWhat.ANSWERED)


def _warned(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Who has it, and at the end of the time the coordinator too."""
    facts = entry.read(Warned)
    what = warning_of(facts.threshold)
    late = _each(house.coordinators, what) if facts.is_late else []
    return _handlers(entry.ticket, house, what) + late


def _escalated(entry: TimelineEntry, house: House) -> list[Hearing]:
    """The people of the step, and who is at work on it (SLA 12)."""
    assignee = entry.ticket.assignee
    called = house.with_keys(entry.read(Escalated).house)
    return _each([*called, *([assignee] if assignee else [])], NoticeWhat.ESCALATION)


def _unacknowledged(entry: TimelineEntry, house: House) -> list[Hearing]:
    called = house.with_keys(entry.read(Unacknowledged).house)
    return _each(called or house.coordinators, NoticeWhat.ESCALATION)


def _chore(entry: TimelineEntry, house: House) -> list[Hearing]:
    return _handlers(entry.ticket, house, NoticeWhat.CHORE)


def _mail_failed(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Not by the address at which it failed."""
    failed = entry.read(MailFailed).recipient.lower()
    reachable = [each for each in _chore(entry, house) if each.person.email.lower() != failed]
    spare = [person for person in house.coordinators if person.email.lower() != failed]
    return reachable or _each(spare, NoticeWhat.CHORE)


def _alert(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Perhaps it is urgent now: told as what is, to who has it."""
    assert entry.read(AlertSaid)
    return _handlers(entry.ticket, house, NoticeWhat.URGENT)


def _evaluation(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Who worked on it, and who approves it (SLA 11); what is sent back is for who writes it alone."""
    facts = entry.read(EvaluationMoved)
    people = house.with_keys(facts.people)
    return _each(people if facts.is_sent_back else [*people, *house.coordinators], NoticeWhat.CHORE)


def _paged(entry: TimelineEntry, house: House) -> list[Hearing]:
    return _each(house.with_keys(entry.read(Paged).people), NoticeWhat.PAGED)


def _rated(entry: TimelineEntry, house: House) -> list[Hearing]:
    """Who had it, and the coordinator; of a bad one as something to do."""
    what = NoticeWhat.CALL_BACK if entry.read(Rated).is_bad else NoticeWhat.RATED
    assignee = entry.ticket.assignee
    return _each([*([assignee] if assignee else []), *house.coordinators], what)


_WHO: dict[EntryKind, Callable[[TimelineEntry, House], list[Hearing]]] = {
    EntryKind.OPENED: _opened,
    EntryKind.CLASSIFIED: _classified,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.NOTE: _noted,
    EntryKind.REPLY: _replied,
    EntryKind.REOPENED: _answered,
    EntryKind.SECRET: _secret,
    EntryKind.DECIDED: _decided,
    EntryKind.WARNED: _warned,
    EntryKind.ESCALATED: _escalated,
    EntryKind.UNACKNOWLEDGED: _unacknowledged,
    EntryKind.CHASE_DUE: _chore,
    EntryKind.SUPPLIER_SAID: _chore,
    EntryKind.MAIL_FAILED: _mail_failed,
    EntryKind.PAGED: _paged,
    EntryKind.ALERT: _alert,
    EntryKind.EVALUATION: _evaluation,
    EntryKind.RATED: _rated,
}
