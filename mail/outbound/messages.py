"""Every message that we mail: on what, to whom, under which subject. What it says stands in templates/mail/body."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import AdviceStatus, CustomerEventKind
from mail.models import MessageKey
from mail.outbound import audiences
from mail.outbound.addressees import Addressee, once
from mail.outbound.audiences import Audience, EventAudience
from mail.outbound.occasions import EventOccasion, Occasion
from sla.clock import Party
from sla.wording import moment_words
from tickets.models import ApprovalKind, EntryKind


# --- When -------------------------------------------------------------------------------------------------
def _may_answer(occasion: Occasion) -> bool:
    """Not to a mail that a program sent, or that comes too often (security L)."""
    return not occasion.facts.no_answer


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


def _is_notice(occasion: Occasion) -> bool:
    return occasion.facts.closes_at is not None


def _for_customer(occasion: Occasion) -> bool:
    """What waits for a yes is mailed as that question."""
    return occasion.facts.party == Party.CUSTOMER and not occasion.facts.approval


# --- The list ---------------------------------------------------------------------------------------------
Subject = str | Promise | Callable[[Occasion], str]
SAME_SUBJECT = gettext_lazy("%(subject)s")  # one subject for the customer, or his mail program splits the conversation


def _opened_subject(occasion: Occasion) -> str:
    call_now = occasion.ticket.off_channel and occasion.hours.is_open(occasion.now)
    return _("Bel ons nu: %(subject)s") if call_now else str(SAME_SUBJECT)


def _warning_subject(occasion: Occasion) -> str:
    facts = occasion.facts
    if facts.is_late:
        return _("Streven niet gehaald: %(subject)s") if facts.is_aim else _("Te laat: %(subject)s")
    moment = moment_words(facts.due_at)
    return _("Begin uiterlijk %(moment)s: %%(subject)s") % {"moment": moment}


def _asked_subject(occasion: Occasion) -> str:
    return {
        ApprovalKind.ESTIMATE: _("Akkoord gevraagd: %(subject)s"),
        ApprovalKind.AUTHORISATION: _("Bevestiging gevraagd: %(subject)s"),
        ApprovalKind.REPORTER: _("Toestemming gevraagd: %(subject)s"),
        ApprovalKind.REMOTE_VIEWING: _("Toestemming om mee te kijken: %(subject)s"),
    }[ApprovalKind(occasion.facts.question)]


def _decided_subject(occasion: Occasion) -> str:
    return _("Akkoord: %(subject)s") if occasion.facts.granted else _("Geen akkoord: %(subject)s")


def _chase_subject(occasion: Occasion) -> str:
    supplier = occasion.facts.supplier or _("leverancier")
    return _("Bel %(supplier)s na: %%(subject)s") % {"supplier": supplier.replace("%", "%%")}


@dataclass(frozen=True)
class Message:
    """`subject` gets %(subject)s, the ticket's; its number is put before it. `staff_subject` is 1do's, if another.

    `to_oneself`: also to the reporter who did it himself, because SLA 7.5 promises it or nothing else tells him.
    """

    key: MessageKey
    kind: EntryKind
    audience: Audience
    when: Callable[[Occasion], bool] = _always
    subject: Subject = SAME_SUBJECT
    staff_subject: Subject | None = None
    to_oneself: bool = False

    def recipients(self, occasion: Occasion) -> list[Addressee]:
        """Everybody once, and not who did it himself."""
        entry, reporter = occasion.entry, occasion.ticket.contact_id
        return [
            person
            for person in once(self.audience(occasion))
            if not (person.is_user(entry.by_id) or person.is_contact(entry.contact_id))
            or (self.to_oneself and person.contact is not None and person.contact.pk in (reporter, entry.contact_id))
        ]

    def subject_for(self, occasion: Occasion, person: Addressee) -> str:
        subject = self.staff_subject if person.user and self.staff_subject is not None else self.subject
        pattern = subject(occasion) if callable(subject) else str(subject)
        return f"[#{occasion.ticket.number}] " + pattern % {"subject": occasion.ticket.subject}


MESSAGES = (
    Message(
        MessageKey.TICKET_OPENED,
        EntryKind.OPENED,
        audiences.who_hears_of_the_opening,
        when=_may_answer,
        subject=_opened_subject,
        to_oneself=True,
    ),
    Message(MessageKey.HOUSE_REPLIED, EntryKind.REPLY, audiences.reporter_and_those_asked, when=_by_house_alone),
    Message(MessageKey.WAITING_FOR_CUSTOMER, EntryKind.WAITING, audiences.reporter, when=_for_customer),
    Message(
        MessageKey.REMINDER, EntryKind.REMINDED, audiences.those_who_are_silent, when=lambda it: not _is_notice(it)
    ),
    Message(MessageKey.CLOSING_NOTICE, EntryKind.REMINDED, audiences.those_who_are_silent, when=_is_notice),
    Message(
        MessageKey.SECRET_HIDDEN,
        EntryKind.HIDDEN,
        audiences.who_mailed_it,
        when=lambda it: it.entry.is_public,
        to_oneself=True,
    ),
    Message(
        MessageKey.SECRET_READY,
        EntryKind.SECRET,
        audiences.whom_the_secret_is_for,
        when=lambda it: it.facts.is_made and it.by_house,
        subject=gettext_lazy("Er staat iets vertrouwelijks voor u klaar"),  # a melding may name the user (SLA 10)
    ),
    Message(
        MessageKey.SECRET_RECEIVED,
        EntryKind.SECRET,
        audiences.handlers,
        when=lambda it: it.facts.is_made and not it.by_house,
        subject=gettext_lazy("Vertrouwelijk doorgegeven: %(subject)s"),
    ),
    Message(MessageKey.PLANNED, EntryKind.PLANNED, audiences.reporter),
    Message(MessageKey.RESOLVED, EntryKind.RESOLVED, audiences.reporter_and_colleagues),
    Message(MessageKey.REOPENED_BY_HOUSE, EntryKind.REOPENED, audiences.reporter_and_colleagues, when=_by_house),
    Message(MessageKey.CLOSED, EntryKind.CLOSED, audiences.reporter_and_colleagues, to_oneself=True),
    Message(MessageKey.CANCELLED, EntryKind.CANCELLED, audiences.reporter_and_colleagues, to_oneself=True),
    Message(
        MessageKey.ASSIGNED,
        EntryKind.ASSIGNED,
        audiences.new_assignee,
        subject=gettext_lazy("Toegewezen: %(subject)s"),
    ),
    Message(
        MessageKey.CUSTOMER_REPLIED,
        EntryKind.REPLY,
        audiences.handlers,
        when=_by_customer,
        subject=gettext_lazy("Bericht van de klant: %(subject)s"),
    ),
    Message(
        MessageKey.REOPENED_BY_CUSTOMER,
        EntryKind.REOPENED,
        audiences.handlers,
        when=_by_customer_alone,
        subject=gettext_lazy("Heropend: %(subject)s"),
    ),
    Message(
        MessageKey.WARNING,
        EntryKind.WARNED,
        audiences.handlers_and_coordinators_when_late,
        subject=_warning_subject,
    ),
    Message(
        MessageKey.MAIL_FAILED,
        EntryKind.MAIL_FAILED,
        audiences.handlers_but_the_failed,
        subject=gettext_lazy("E-mail niet aangekomen: %(subject)s"),
    ),
    Message(MessageKey.APPROVAL_ASKED, EntryKind.ASKED, audiences.those_asked, subject=_asked_subject),
    Message(MessageKey.WAITING_FOR_REPORTER, EntryKind.ASKED, audiences.reporter_of_what_waits, to_oneself=True),
    Message(
        MessageKey.APPROVAL_DECIDED,
        EntryKind.DECIDED,
        audiences.handlers_and_requester,
        staff_subject=_decided_subject,
    ),
    Message(
        MessageKey.ESCALATED,
        EntryKind.ESCALATED,
        audiences.escalation_people,
        subject=gettext_lazy("Escalatie: %(subject)s"),
    ),
    Message(
        MessageKey.ESCALATION_ACKNOWLEDGED,
        EntryKind.ACKNOWLEDGED,
        audiences.escalation_customer,
        subject=gettext_lazy("Escalatie: %(subject)s"),
    ),
    Message(
        MessageKey.ESCALATION_UNACKNOWLEDGED,
        EntryKind.UNACKNOWLEDGED,
        audiences.escalation_house,
        subject=gettext_lazy("Escalatie niet bevestigd: %(subject)s"),
    ),
    Message(
        MessageKey.ESCALATION_ENDED,
        EntryKind.DEESCALATED,
        audiences.escalation_customer,
        subject=gettext_lazy("Escalatie: %(subject)s"),
    ),
    Message(MessageKey.MANDATE_USED, EntryKind.MANDATE, audiences.reporter_and_colleagues),
    Message(MessageKey.EXTRA_COSTS, EntryKind.EXTRA_COSTS, audiences.reporter),
    Message(MessageKey.CHASE_SUPPLIER, EntryKind.CHASE_DUE, audiences.handlers, subject=_chase_subject),
)


def messages_for(occasion: Occasion) -> Iterable[Message]:
    return (message for message in MESSAGES if message.kind == occasion.entry.kind and message.when(occasion))


# --- The list of what happens outside of tickets ----------------------------------------------------------
def _agreement_words(occasion: EventOccasion) -> dict[str, str]:
    data = occasion.data
    return {
        "agreement": _("overeenkomst %(number)s, versie %(version)s")
        % {"number": data.get("number", ""), "version": data.get("version", "")}
    }


def _to_sign_subject(occasion: EventOccasion) -> str:
    return _("Ter ondertekening: %(agreement)s") % _agreement_words(occasion)


def _signed_subject(occasion: EventOccasion) -> str:
    return _("Ondertekend: %(agreement)s") % _agreement_words(occasion)


def _withdrawn_subject(occasion: EventOccasion) -> str:
    return _("Ingetrokken: %(agreement)s") % _agreement_words(occasion)


def _advice_subject(occasion: EventOccasion) -> str:
    assert occasion.advice is not None
    return _("Advies: %(title)s") % {"title": occasion.advice.title}


def _advice_decided_subject(occasion: EventOccasion) -> str:
    assert occasion.advice is not None
    accepted = occasion.advice.status == AdviceStatus.ACCEPTED
    pattern = _("Advies overgenomen: %(title)s") if accepted else _("Advies afgewezen: %(title)s")
    return pattern % {"title": occasion.advice.title}


def _hours_subject(occasion: EventOccasion) -> str:
    words = {"customer": occasion.event.customer.name, "percent": occasion.data.get("threshold", "")}
    return _("%(customer)s: %(percent)s %% van de uren gebruikt") % words


@dataclass(frozen=True)
class EventMessage:
    key: MessageKey
    kind: CustomerEventKind
    audience: EventAudience
    subject: Callable[[EventOccasion], str]
    to_oneself: bool = False

    def recipients(self, occasion: EventOccasion) -> list[Addressee]:
        """Everybody once; who did it himself only where he has something to do himself."""
        by = occasion.event.by_id
        return [person for person in once(self.audience(occasion)) if self.to_oneself or not person.is_user(by)]

    def subject_for(self, occasion: EventOccasion) -> str:
        return self.subject(occasion)


EVENT_MESSAGES = (
    EventMessage(
        MessageKey.SIGN_AGREEMENT,
        CustomerEventKind.AGREEMENT_OFFERED,
        audiences.those_to_sign,
        _to_sign_subject,
        to_oneself=True,  # whoever offers it may also be asked to sign it
    ),
    EventMessage(
        MessageKey.AGREEMENT_WITHDRAWN,
        CustomerEventKind.AGREEMENT_WITHDRAWN,
        audiences.both_parties,
        _withdrawn_subject,
    ),
    EventMessage(
        MessageKey.AGREEMENT_SIGNED,
        CustomerEventKind.AGREEMENT_IN_FORCE,
        audiences.both_parties,
        _signed_subject,
        to_oneself=True,  # he signed before the other did, or his signature is what made it complete
    ),
    EventMessage(MessageKey.ADVICE_GIVEN, CustomerEventKind.ADVICE_GIVEN, audiences.advised, _advice_subject),
    EventMessage(
        MessageKey.ADVICE_DECIDED,
        CustomerEventKind.ADVICE_DECIDED,
        audiences.adviser_and_account_manager,
        _advice_decided_subject,
    ),
    EventMessage(MessageKey.HOURS_REACHED, CustomerEventKind.HOURS_REACHED, audiences.account_managers, _hours_subject),
    EventMessage(
        MessageKey.ADDRESS_CHANGED,
        CustomerEventKind.CONTACT_CHANGED,
        audiences.at_the_old_address,
        lambda occasion: _("Uw e-mailadres bij 1do is gewijzigd"),
    ),
)


def event_messages_for(occasion: EventOccasion) -> Iterable[EventMessage]:
    return (message for message in EVENT_MESSAGES if message.kind == occasion.event.kind)
