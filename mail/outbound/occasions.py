"""What may have to be mailed: a line of a ticket's timeline, or an event at a customer, with all that its messages
need to know. Read per batch, so that reading an occasion makes no query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from contracts.models import (
    Advice,
    AgreementStatus,
    ClauseKind,
    Contact,
    CustomerEvent,
    DapPerson,
    ServiceAgreement,
    Signature,
)
from mail.outbound.addressees import can_be_mailed
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.clock import Party
from sla.edition import ContactPoint, EditionRules
from tickets.approvals.approvers import people_asked
from tickets.clock import clocks
from tickets.facts import Facts
from tickets.kinds import (
    Acknowledged,
    Asked,
    Cancelled,
    Decided,
    Deescalated,
    EntryKind,
    Escalated,
    Reminded,
    Reply,
    Secret,
    SpokenYes,
    Unacknowledged,
    Waiting,
)
from tickets.models import Approval, ApprovalKind, ApprovalStatus, Escalation, OneTimeSecret, Ticket, TimelineEntry

AnyFacts = TypeVar("AnyFacts", bound=Facts)


@dataclass(frozen=True)
class Colleagues:
    """Whom the DAP of a customer names now, besides who reports: for status mails (SLA 7.5), to see all (SLA 7.3)."""

    status_mail: tuple[Contact, ...] = ()
    citation: str = ""
    viewers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Occasion:
    """A timeline entry that may have to be mailed."""

    entry: TimelineEntry
    ticket: Ticket
    now: datetime
    supportcenter: ContactPoint
    companions: tuple[TimelineEntry, ...] = field(default=())
    """The other lines of the same act on the ticket."""
    colleagues: Colleagues = Colleagues()
    approval: Approval | None = None
    asked: tuple[Contact, ...] = ()
    """Who may answer the approval, or could until it was taken back."""
    house: tuple[User, ...] = ()
    customer: tuple[Contact, ...] = ()
    """The people of an escalation, on both sides."""
    secret: OneTimeSecret | None = None

    @property
    def by_house(self) -> bool:
        if self.entry.contact_id is not None:
            return False
        return self.entry.by is None or self.entry.by.is_house

    @property
    def thread(self) -> str:
        """What keeps the mails about one thing together."""
        return f"melding-{self.ticket.number}"

    @property
    def facts(self) -> Facts:
        """For templates: those of the row of its kind (tickets.kinds). Code reads them by that row."""
        return self.entry.facts

    def read(self, row: type[AnyFacts]) -> AnyFacts:
        """The facts, of who knows of which kind the line is; TypeError when it is of another."""
        return self.entry.read(row)

    @property
    def asks_costs(self) -> bool:
        """Which question this is about: see also the three that follow."""
        return self._question == ApprovalKind.ESTIMATE

    @property
    def asks_authorisation(self) -> bool:
        return self._question == ApprovalKind.AUTHORISATION

    @property
    def asks_reporter(self) -> bool:
        return self._question == ApprovalKind.REPORTER

    @property
    def asks_viewing(self) -> bool:
        return self._question == ApprovalKind.REMOTE_VIEWING

    @property
    def _question(self) -> str:
        facts = self.facts
        return facts.question if isinstance(facts, Asked | Decided) else ""

    @property
    def hours(self) -> BusinessHours:
        return self.ticket.clock.calendar_version.business_hours

    @property
    def clock_hours(self) -> BusinessHours:
        """On which the clock counts; of a call to the emergency service its own (SLA 3.2)."""
        return self.ticket.clock.hours

    @property
    def reopened(self) -> bool:
        return self.came_with(EntryKind.REOPENED) is not None

    @property
    def waits(self) -> bool:
        """Whether the clock stands still until the customer answers."""
        return self.ticket.waiting_on == Party.CUSTOMER

    @property
    def is_still_asked(self) -> bool:
        """A question that was answered or withdrawn before the mail was written, is not asked any more."""
        return self.approval is not None and self.approval.status == ApprovalStatus.ASKED

    @property
    def opened_now(self) -> bool:
        return self.came_with(EntryKind.OPENED) is not None

    @property
    def asked_names(self) -> str:
        return _(" of ").join(contact.name for contact in self.asked)

    @property
    def house_names(self) -> str:
        return _(" of ").join(user.name for user in self.house)

    @property
    def customer_names(self) -> str:
        return _(" of ").join(contact.name for contact in self.customer)

    def came_with(self, *kinds: EntryKind) -> TimelineEntry | None:
        return next((entry for entry in self.companions if entry.kind in kinds), None)


@dataclass(frozen=True)
class EventOccasion:
    """What happened around a customer outside of any ticket, that may have to be mailed."""

    event: CustomerEvent
    now: datetime
    supportcenter: ContactPoint
    account_managers: tuple[User, ...] = ()
    signatures: tuple[Signature, ...] = ()
    advice: Advice | None = None
    contacts: tuple[Contact, ...] = ()
    users: tuple[User, ...] = ()
    """Whom the event itself names as those to tell (`to_contacts`, `to_users`)."""

    @property
    def data(self) -> dict[str, Any]:
        return self.event.data

    @property
    def thread(self) -> str:
        if self.advice:
            return f"advies-{self.advice.pk}"
        if "ticket" in self.data:
            return f"melding-{self.data['ticket']}"
        if "review" in self.data:
            return f"review-{self.data['review']}"
        return f"overeenkomst-{self.event.agreement_id or f'klant-{self.event.customer_id}'}"

    @property
    def is_offered(self) -> bool:
        agreement = self.event.agreement
        return agreement is not None and agreement.status == AgreementStatus.OFFERED

    @property
    def is_used_up(self) -> bool:
        """All hours of the month, not a part of them (SLA 6.2)."""
        return self.data.get("threshold", 0) >= 100

    @property
    def month(self) -> date | None:
        return date.fromisoformat(self.data["month"]) if self.data.get("month") else None


@dataclass(frozen=True)
class HouseOccasion:
    """What happened to the installation itself: to what `name` tells, and at `url` somebody can mend it."""

    now: datetime
    supportcenter: ContactPoint
    name: str
    thread: str
    url: str
    words: dict[str, Any]


def house_occasion(now: datetime, *, name: str, thread: str, path: str, words: dict[str, Any]) -> HouseOccasion:
    supportcenter = _Rules().supportcenter(None)
    return HouseOccasion(now, supportcenter, name=name, thread=thread, url=settings.SITE_URL + path, words=words)


# --- Of tickets -------------------------------------------------------------------------------------------
def of_entries(entry_ids: Iterable[int], now: datetime) -> Iterable[Occasion]:
    entries = list(
        TimelineEntry.objects.filter(pk__in=list(entry_ids))
        .select_related(
            "by",
            "contact",
            "ticket__contact__user",
            "ticket__customer",
            "ticket__agreement__edition",
            "ticket__assignee",
            "ticket__team",
            "ticket__clock__calendar_version",
            "ticket__clock__emergency_version",
        )
        .order_by("pk")
    )
    companions = _companions(entries)
    colleagues = _colleagues({entry.ticket.customer_id for entry in entries}, now)
    approvals, people, rules = _approvals(entries), _EscalationPeople(entries, now), _Rules()
    secrets = _secrets(entries)
    for entry in entries:
        approval = approvals.get(_approval_of(entry))
        act = companions[_act_of(entry)]
        yield Occasion(
            entry=entry,
            ticket=entry.ticket,
            now=now,
            supportcenter=rules.supportcenter(entry.ticket.agreement),
            companions=tuple(other for other in act if other.pk != entry.pk),
            colleagues=colleagues[entry.ticket.customer_id],
            approval=approval,
            asked=_asked(approval, entry, now),
            house=people.house(entry),
            customer=people.customer(entry),
            secret=secrets.get(_secret_of(entry)),
        )


def _approval_of(entry: TimelineEntry) -> int:
    """The key of the question that a line is about, of the secret, of the escalation; 0 where there is none."""
    facts = entry.facts
    if isinstance(facts, Asked | Decided | SpokenYes | Waiting | Reply | Reminded | Cancelled):
        return facts.approval or 0
    return 0


def _secret_of(entry: TimelineEntry) -> int:
    facts = entry.facts
    return facts.secret if isinstance(facts, Secret) else 0


def _escalation_of(entry: TimelineEntry) -> int:
    facts = entry.facts
    if isinstance(facts, Escalated | Acknowledged | Unacknowledged | Deescalated):
        return facts.escalation
    return 0


_Act = tuple[int, UUID]


def _act_of(entry: TimelineEntry) -> _Act:
    return entry.ticket_id, entry.act


def _companions(entries: list[TimelineEntry]) -> dict[_Act, list[TimelineEntry]]:
    """What belongs to the same act, on the same ticket: so that it is one mail."""
    found: dict[_Act, list[TimelineEntry]] = defaultdict(list)
    tickets, acts = {entry.ticket_id for entry in entries}, {entry.act for entry in entries}
    for entry in TimelineEntry.objects.filter(ticket__in=tickets, act__in=acts).order_by("at", "pk"):
        found[_act_of(entry)].append(entry)
    return found


def _colleagues(customers: set[int], now: datetime) -> dict[int, Colleagues]:
    status_mail = _named(ClauseKind.STATUS_MAIL, customers, now)
    viewers = _named(ClauseKind.VIEWERS, customers, now)
    return {
        customer: Colleagues(
            status_mail=tuple(person.contact for person in status_mail[customer] if person.contact),
            citation=status_mail[customer][0].clause.citation if status_mail[customer] else "",
            viewers=frozenset(person.contact_id for person in viewers[customer] if person.contact_id),
        )
        for customer in customers
    }


def _named(kind: str, customers: set[int], now: datetime) -> dict[int, list[DapPerson]]:
    """By customer, whom the DAP of his agreement that is in force now names: whom it revoked hears nothing more."""
    people = DapPerson.objects.named_in(kind, now.astimezone(AMSTERDAM).date())
    found: dict[int, list[DapPerson]] = defaultdict(list)
    for person in (
        people.filter(clause__agreement__customer__in=customers)
        .select_related("contact__user", "clause__agreement")
        .order_by("pk")
    ):
        found[person.clause.agreement.customer_id].append(person)
    return found


def _approvals(entries: list[TimelineEntry]) -> dict[int, Approval]:
    keys = {key for entry in entries if (key := _approval_of(entry))}
    if not keys:
        return {}
    return Approval.objects.select_related("ticket__customer", "ticket__contact", "decided_by").in_bulk(keys)


def _secrets(entries: list[TimelineEntry]) -> dict[int, OneTimeSecret]:
    """Without what they hold."""
    keys = {key for entry in entries if (key := _secret_of(entry))}
    return OneTimeSecret.objects.defer("sealed").select_related("for_contact").in_bulk(keys) if keys else {}


def _asked(approval: Approval | None, entry: TimelineEntry, now: datetime) -> tuple[Contact, ...]:
    """Whom a question is about to be mailed to; or, when it is taken back, who need not answer it any more."""
    if approval is None:
        return ()
    match entry.facts:
        case Asked() | Reminded():
            is_told = approval.status == ApprovalStatus.ASKED
        case Reply(withdrawn=is_told):
            pass
        case _:
            is_told = False
    return tuple(people_asked(approval, now)) if is_told else ()


class _EscalationPeople:
    """Who was called in, on both sides, of all the escalations of a batch (SLA 12)."""

    def __init__(self, entries: list[TimelineEntry], now: datetime) -> None:
        keys = {key for entry in entries if (key := _escalation_of(entry))}
        self._rows = Escalation.objects.in_bulk(keys) if keys else {}
        users = {key for entry in entries for key in self._house_keys(entry)}
        contacts = {key for entry in entries for key in self._customer_keys(entry)}
        self._users = User.objects.in_bulk(users) if users else {}
        self._contacts = Contact.objects.select_related("user").in_bulk(contacts) if contacts else {}
        customers = {entry.ticket.customer_id for entry in entries} if contacts else set()
        self._named = _named(ClauseKind.ESCALATION, customers, now) if customers else defaultdict(list)

    def house(self, entry: TimelineEntry) -> tuple[User, ...]:
        return tuple(self._users[key] for key in self._house_keys(entry) if key in self._users)

    def customer(self, entry: TimelineEntry) -> tuple[Contact, ...]:
        """Of whom was called in, those whom the DAP still names: whoever was revoked hears nothing more (SLA 12)."""
        found = [self._contacts[key] for key in self._customer_keys(entry) if key in self._contacts]
        named = {person.contact_id for person in self._named[entry.ticket.customer_id]}
        reporter = entry.ticket.contact_id
        return tuple(contact for contact in found if contact.pk in named or contact.pk == reporter)

    def _house_keys(self, entry: TimelineEntry) -> list[int]:
        """As the line says; else those of the escalation itself."""
        row, facts = self._rows.get(_escalation_of(entry)), entry.facts
        if row is None:
            return []
        return _keys(facts.house if isinstance(facts, Escalated | Unacknowledged) else row.house_people)

    def _customer_keys(self, entry: TimelineEntry) -> list[int]:
        row, facts = self._rows.get(_escalation_of(entry)), entry.facts
        if row is None:
            return []
        return _keys(facts.customer if isinstance(facts, Escalated) else row.customer_people)


def _keys(people: Iterable[dict[str, Any]]) -> list[int]:
    return [person["id"] for person in people]


# --- Of customers -----------------------------------------------------------------------------------------
def of_events(event_ids: Iterable[int], now: datetime) -> Iterable[EventOccasion]:
    events = list(
        CustomerEvent.objects.filter(pk__in=list(event_ids))
        .select_related("by", "customer", "agreement__edition", "agreement__account_manager")
        .prefetch_related("agreement__signatures__contact", "agreement__signatures__user")
        .order_by("pk")
    )
    advices = Advice.objects.select_related("given_by", "given_to__user", "decided_by").in_bulk(
        {event.data["advice"] for event in events if "advice" in event.data}
    )
    contacts = Contact.objects.select_related("user").in_bulk(_named_by(events, "to_contacts"))
    users = User.objects.in_bulk(_named_by(events, "to_users"))
    rules, managers = _Rules(), _AccountManagers(events, now)
    for event in events:
        yield EventOccasion(
            event=event,
            now=now,
            supportcenter=rules.supportcenter(event.agreement),
            account_managers=managers.of(event),
            signatures=tuple(event.agreement.signatures.all()) if event.agreement else (),
            advice=advices.get(event.data.get("advice", 0)),
            contacts=_of_own(event, (contacts.get(pk) for pk in event.data.get("to_contacts", ()))),
            users=tuple(users[pk] for pk in event.data.get("to_users", ()) if pk in users),
        )


def _named_by(events: Iterable[CustomerEvent], name: str) -> set[int]:
    return {pk for event in events for pk in event.data.get(name, ())}


def _of_own(event: CustomerEvent, contacts: Iterable[Contact | None]) -> tuple[Contact, ...]:
    """Who has gone to another customer meanwhile hears nothing of this one."""
    return tuple(each for each in contacts if each is not None and each.customer_id == event.customer_id)


class _AccountManagers:
    """Who keeps the agreement; without one, or once he has left, all account managers, so that somebody hears it."""

    def __init__(self, events: Sequence[CustomerEvent], now: datetime) -> None:
        day = now.astimezone(AMSTERDAM).date()
        customers = {event.customer_id for event in events}
        agreements = ServiceAgreement.objects.in_force_on(day).filter(customer__in=customers)
        self._now = {agreement.customer_id: agreement for agreement in agreements.select_related("account_manager")}
        self._all = _of_role(Role.ACCOUNTMANAGER) or _of_role(Role.COORDINATOR)

    def of(self, event: CustomerEvent) -> tuple[User, ...]:
        agreement = event.agreement or self._now.get(event.customer_id)
        manager = agreement.account_manager if agreement else None
        return (manager,) if manager is not None and can_be_mailed(manager) else self._all


# --- Of both ----------------------------------------------------------------------------------------------
def _of_role(role: Role) -> tuple[User, ...]:
    return tuple(User.objects.filter(groups__name=role, is_active=True, is_house=True, is_service=False))


class _Rules:
    """The edition of an agreement; without one the newest, read once."""

    def __init__(self) -> None:
        self._newest: EditionRules | None = None

    def supportcenter(self, agreement: ServiceAgreement | None) -> ContactPoint:
        if agreement is None:
            self._newest = self._newest or clocks.rules_for(None)
        rules = agreement.edition.rules if agreement else self._newest
        assert rules is not None
        return rules.contacts["supportcenter"]
