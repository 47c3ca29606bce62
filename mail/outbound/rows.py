"""What a row of messages.py may say of its message, and what holds where it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import CustomerEventKind
from mail.models import MessageKey
from mail.outbound import event_blocks, subjects, ticket_blocks, when
from mail.outbound.addressees import Addressee, once
from mail.outbound.audiences import Audience, EventAudience
from mail.outbound.event_blocks import EventPage
from mail.outbound.letters import FactLines, Letter, Link
from mail.outbound.occasions import EventOccasion, HouseOccasion, Occasion
from mail.outbound.subjects import Subject
from mail.outbound.ticket_blocks import Words
from tickets.kinds import EntryKind, SupplierAsked


@dataclass(frozen=True)
class Message:
    """About a line of a ticket's timeline.

    `subject` gets %(subject)s, the ticket's; its number is put before it. `staff_subject` is 1do's, if another.
    `to_oneself`: also to the reporter who did it himself, because SLA 7.5 promises it or nothing else tells him.
    `personal` is what a personal link says, and `link_ends` when it ends before its time; `answers` are words that
    stand in its place, each of which only chooses itself on the page behind it. `by_hand`: a colleague typed it, so
    that an answer to it, also an automatic one, may say something. `limited`: it goes to an address that anybody may
    type, so only so often an hour (security M9). `to_house`: it also goes to whom the notifications say
    (tickets.notifications), with `house_link` as what his personal link may do, if anything.
    """

    key: MessageKey
    kind: EntryKind
    audience: Audience
    when: Callable[[Occasion], bool] = when.always
    subject: Subject = subjects.SAME
    staff_subject: Subject | None = None
    glance: Callable[[Occasion, Addressee], FactLines] = ticket_blocks.priority_and_moment
    facts: Callable[[Occasion, Addressee], FactLines] = ticket_blocks.ticket_facts
    quotes: Callable[[Occasion], list[str]] = ticket_blocks.written
    words: Callable[[Occasion, Addressee], Words] = ticket_blocks.no_more_words
    link: Callable[[Occasion, Addressee], Link] = ticket_blocks.ticket_link
    personal: Promise = gettext_lazy("Bekijken en beslissen")
    link_ends: Callable[[Occasion], datetime | None] = ticket_blocks.never
    answers: Callable[[Occasion], FactLines] = ticket_blocks.no_answers
    to_oneself: bool = False
    by_hand: bool = False
    limited: bool = False
    to_house: bool = False
    house_link: Callable[[Occasion, User], str] = ticket_blocks.no_personal_link

    def recipients(self, occasion: Occasion) -> list[Addressee]:
        """Everybody once, and not who did it himself."""
        entry, reporter = occasion.entry, occasion.ticket.contact_id
        return [
            person
            for person in once(self.audience(occasion))
            if not (person.is_user(entry.by_id) or person.is_contact(entry.contact_id))
            or (self.to_oneself and person.contact is not None and person.contact.pk in (reporter, entry.contact_id))
        ]

    def colleague(self, occasion: Occasion, user: User) -> Addressee:
        return Addressee(user.name, user.email, user, signed_link=self.house_link(occasion, user))

    def letter(self, occasion: Occasion, person: Addressee) -> Letter:
        return Letter(
            subject=self._subject(occasion, person),
            thread=occasion.thread,
            link=self.link(occasion, person),
            words=ticket_blocks.ticket_words(occasion, person) | self.words(occasion, person),
            glance=self.glance(occasion, person),
            facts=self.facts(occasion, person),
            quotes=self.quotes(occasion),
            personal=str(self.personal),
            link_ends=self.link_ends(occasion),
            answers=self.answers(occasion),
            number=occasion.ticket.number,
            entry=occasion.entry,
        )

    def _subject(self, occasion: Occasion, person: Addressee) -> str:
        subject = self.staff_subject if person.user and self.staff_subject is not None else self.subject
        pattern = subject(occasion) if callable(subject) else str(subject)
        return f"[#{occasion.ticket.number}] " + pattern % {"subject": occasion.ticket.subject}


@dataclass(frozen=True)
class SupplierMessage(Message):
    """To who is neither customer nor 1do (SLA 7.10): what a colleague typed, and nothing of the melding; in a thread of
    its own, which an answer finds its way back by."""

    def letter(self, occasion: Occasion, person: Addressee) -> Letter:
        facts, number = occasion.read(SupplierAsked), occasion.ticket.number
        return Letter(
            subject=f"[#{number}] {facts.subject}",
            thread=f"leverancier-{number}-{facts.supplier}",
            link=Link(),
            words={"by": occasion.entry.by.name if occasion.entry.by else "", "reference": facts.reference},
            quotes=[occasion.entry.text],
            number=number,
            entry=occasion.entry,
        )


@dataclass(frozen=True)
class EventMessage:
    """About what happened around a customer outside of tickets. `page` is where the link leads; None: there is none."""

    key: MessageKey
    kind: CustomerEventKind
    audience: EventAudience
    subject: Callable[[EventOccasion], str]
    facts: Callable[[EventOccasion], FactLines] = event_blocks.agreement_facts
    quotes: Callable[[EventOccasion], list[str]] = event_blocks.written
    words: Callable[[EventOccasion], Words] = event_blocks.no_more_words
    page: EventPage | None = event_blocks.AGREEMENT_PAGE
    personal: Promise = gettext_lazy("Bekijken en ondertekenen")
    to_oneself: bool = False

    def recipients(self, occasion: EventOccasion) -> list[Addressee]:
        """Everybody once; who did it himself only where he has something to do himself."""
        by = occasion.event.by_id
        return [person for person in once(self.audience(occasion)) if self.to_oneself or not person.is_user(by)]

    def letter(self, occasion: EventOccasion, person: Addressee) -> Letter:
        return Letter(
            subject=self.subject(occasion),
            thread=occasion.thread,
            link=self.page.link(occasion, person) if self.page else Link(),
            words=event_blocks.event_words(occasion) | self.words(occasion),
            facts=self.facts(occasion),
            quotes=self.quotes(occasion),
            personal=str(self.personal),
            event=occasion.event,
        )


@dataclass(frozen=True)
class HouseMessage:
    """About the installation itself, to who keeps it running (notices.py).

    `subject` gets %(name)s, of what it is about.
    """

    key: MessageKey
    subject: Promise
    button: Promise

    def letter(self, occasion: HouseOccasion, person: Addressee) -> Letter:
        return Letter(
            subject=str(self.subject) % {"name": occasion.name},
            thread=occasion.thread,
            link=Link(occasion.url, str(self.button)),
            words=occasion.words,
        )
