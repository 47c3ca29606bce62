"""Every message that we mail: on what, to whom, under which subject. What it says stands in templates/mail/body."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mail.models import MessageKey
from sla.business_hours import BusinessHours
from sla.clock import Party
from sla.edition import ContactPoint
from sla.priority import Nature
from sla.wording import moment_words
from tickets.models import EntryKind, Ticket, TimelineEntry


@dataclass(frozen=True)
class Person:
    """Somebody to mail. `user` is a person of 1do, None is the customer's side."""

    name: str
    address: str
    user: User | None = None


@dataclass(frozen=True)
class Occasion:
    """A timeline entry that may have to be mailed, with what the messages need to know; reading it makes no query."""

    entry: TimelineEntry
    ticket: Ticket
    now: datetime
    supportcenter: ContactPoint
    coordinators: tuple[User, ...] = ()
    companions: tuple[TimelineEntry, ...] = field(default=())
    """The other entries that the same person made on the ticket in the same act."""

    @property
    def by_house(self) -> bool:
        return self.entry.by is None or self.entry.by.is_house

    @property
    def data(self) -> dict[str, Any]:
        return self.entry.data

    @property
    def is_late(self) -> bool:
        return self.data.get("threshold", 0) >= 100

    @property
    def is_aim(self) -> bool:
        return self.data.get("nature") == Nature.AIM

    @property
    def due_at(self) -> datetime | None:
        """The moment that a warning is about, which may have moved since."""
        return datetime.fromisoformat(self.data["due_at"]) if self.data.get("due_at") else None

    @property
    def planned_for(self) -> datetime | None:
        return datetime.fromisoformat(self.data["planned_for"]) if self.data.get("planned_for") else None

    @property
    def hours(self) -> BusinessHours:
        return self.ticket.clock.calendar_version.business_hours

    @property
    def reopened(self) -> bool:
        return self.came_with(EntryKind.REOPENED) is not None

    def came_with(self, *kinds: EntryKind) -> TimelineEntry | None:
        return next((entry for entry in self.companions if entry.kind in kinds), None)


# --- To whom ----------------------------------------------------------------------------------------------
Audience = Callable[[Occasion], list[Person]]


def reporter(occasion: Occasion) -> list[Person]:
    """The contact of the melding (SLA 7.5), at the address that he gave for it; the address may be empty."""
    contact = occasion.ticket.contact
    is_theirs = contact.is_active and contact.customer_id == occasion.ticket.customer_id
    address = (occasion.ticket.contact_email or contact.email) if is_theirs else ""
    return [Person(contact.name, "" if address.endswith(".invalid") else address)]  # placeholders of an import


def handlers(occasion: Occasion) -> list[Person]:
    """Who has the ticket: the assignee, else the team, else the coordinators, so that it never reaches nobody."""
    ticket = occasion.ticket
    if ticket.assignee and _can_be_mailed(ticket.assignee):
        return [_staff(ticket.assignee)]
    team = [_staff(user) for user in ticket.team.members.all() if _can_be_mailed(user)] if ticket.team else []
    return team or coordinators(occasion)


def coordinators(occasion: Occasion) -> list[Person]:
    return [_staff(user) for user in occasion.coordinators]


def handlers_and_coordinators_when_late(occasion: Occasion) -> list[Person]:
    return handlers(occasion) + (coordinators(occasion) if occasion.is_late else [])


def handlers_but_the_failed(occasion: Occasion) -> list[Person]:
    """Who has to know that a mail failed; not by the address at which it did."""
    failed = occasion.data.get("recipient", "").lower()
    people = handlers(occasion), coordinators(occasion)
    reachable = [[person for person in group if person.address.lower() != failed] for group in people]
    return reachable[0] or reachable[1]


def new_assignee(occasion: Occasion) -> list[Person]:
    assignee = occasion.ticket.assignee
    if assignee is None or assignee.pk != occasion.data.get("assignee_id") or not _can_be_mailed(assignee):
        return []  # given to somebody else since
    return [_staff(assignee)]


def _can_be_mailed(user: User) -> bool:
    return user.is_active and user.is_house and not user.is_service


def _staff(user: User) -> Person:
    return Person(user.name, user.email, user)


# --- When -------------------------------------------------------------------------------------------------
def _always(occasion: Occasion) -> bool:
    return True


def _by_house_alone(occasion: Occasion) -> bool:
    """A reply sent along with "wacht op klant" or "los op" stands in the mail about that."""
    return occasion.by_house and not occasion.came_with(EntryKind.WAITING, EntryKind.RESOLVED)


def _by_customer(occasion: Occasion) -> bool:
    return not occasion.by_house


def _by_customer_alone(occasion: Occasion) -> bool:
    """A reply that reopens the ticket is one mail."""
    return not occasion.by_house and not occasion.came_with(EntryKind.REPLY)


def _by_house(occasion: Occasion) -> bool:
    return occasion.by_house


def _for_customer(occasion: Occasion) -> bool:
    return occasion.data.get("party") == Party.CUSTOMER


# --- The list ---------------------------------------------------------------------------------------------
Subject = str | Promise | Callable[[Occasion], str]
SAME_SUBJECT = gettext_lazy("%(subject)s")  # one subject for the customer, or his mail program splits the conversation


def _opened_subject(occasion: Occasion) -> str:
    call_now = occasion.ticket.off_channel and occasion.hours.is_open(occasion.now)
    return _("Bel ons nu: %(subject)s") if call_now else str(SAME_SUBJECT)


def _warning_subject(occasion: Occasion) -> str:
    if occasion.is_late:
        return _("Streven niet gehaald: %(subject)s") if occasion.is_aim else _("Te laat: %(subject)s")
    moment = moment_words(occasion.due_at) if occasion.due_at else ""
    return _("Begin uiterlijk %(moment)s: %%(subject)s") % {"moment": moment}


@dataclass(frozen=True)
class Message:
    """`subject` gets %(subject)s, the ticket's; its number is put before it."""

    key: MessageKey
    kind: EntryKind
    audience: Audience
    when: Callable[[Occasion], bool] = _always
    subject: Subject = SAME_SUBJECT

    def recipients(self, occasion: Occasion) -> list[Person]:
        """Everybody once, and not who did it himself."""
        people = {
            person.address.lower(): person
            for person in self.audience(occasion)
            if person.user is None or person.user.pk != occasion.entry.by_id
        }
        return list(people.values())

    def subject_for(self, occasion: Occasion) -> str:
        pattern = self.subject(occasion) if callable(self.subject) else str(self.subject)
        return f"[#{occasion.ticket.number}] " + pattern % {"subject": occasion.ticket.subject}


MESSAGES = (
    Message(MessageKey.TICKET_OPENED, EntryKind.OPENED, reporter, subject=_opened_subject),
    Message(MessageKey.HOUSE_REPLIED, EntryKind.REPLY, reporter, when=_by_house_alone),
    Message(MessageKey.WAITING_FOR_CUSTOMER, EntryKind.WAITING, reporter, when=_for_customer),
    Message(MessageKey.PLANNED, EntryKind.PLANNED, reporter),
    Message(MessageKey.RESOLVED, EntryKind.RESOLVED, reporter),
    Message(MessageKey.REOPENED_BY_HOUSE, EntryKind.REOPENED, reporter, when=_by_house),
    Message(MessageKey.CLOSED, EntryKind.CLOSED, reporter),
    Message(MessageKey.CANCELLED, EntryKind.CANCELLED, reporter),
    Message(
        MessageKey.ASSIGNED,
        EntryKind.ASSIGNED,
        new_assignee,
        subject=gettext_lazy("Toegewezen: %(subject)s"),
    ),
    Message(
        MessageKey.CUSTOMER_REPLIED,
        EntryKind.REPLY,
        handlers,
        when=_by_customer,
        subject=gettext_lazy("Bericht van de klant: %(subject)s"),
    ),
    Message(
        MessageKey.REOPENED_BY_CUSTOMER,
        EntryKind.REOPENED,
        handlers,
        when=_by_customer_alone,
        subject=gettext_lazy("Heropend: %(subject)s"),
    ),
    Message(
        MessageKey.WARNING,
        EntryKind.WARNED,
        handlers_and_coordinators_when_late,
        subject=_warning_subject,
    ),
    Message(
        MessageKey.MAIL_FAILED,
        EntryKind.MAIL_FAILED,
        handlers_but_the_failed,
        subject=gettext_lazy("E-mail niet aangekomen: %(subject)s"),
    ),
)


def messages_for(occasion: Occasion) -> Iterable[Message]:
    return (message for message in MESSAGES if message.kind == occasion.entry.kind and message.when(occasion))
