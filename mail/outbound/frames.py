"""What a letter takes from what it is about: words for its body, the facts beneath it, what is quoted, the button."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Contact, ServiceAgreement, Signature
from contracts.money import euros
from mail.models import MessageKey
from mail.outbound.addressees import Addressee
from mail.outbound.header_text import one_line
from mail.outbound.occasions import EventOccasion, Occasion
from sla.business_hours import AMSTERDAM
from sla.priority import Nature
from sla.wording import duration_words, moment_words
from tickets.models import ApprovalKind, EntryKind, Ticket, TimelineEntry

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Frame:
    """`about` is what the row of the mail refers to; `thread` keeps its conversation together.

    `number` is a ticket's, by which an answer finds its way back; `button` what the link says, when there is one.
    """

    about: dict[str, Any]
    thread: str
    words: dict[str, Any]
    facts: Facts
    link: str
    button: str
    quotes: list[str] = field(default_factory=list)
    number: int | None = None
    link_ends: datetime | None = None  # a personal link works for fourteen days, unless what is behind it ends sooner


# --- Of a ticket ------------------------------------------------------------------------------------------
def of_ticket(key: str, person: Addressee, occasion: Occasion) -> Frame:
    ticket = occasion.ticket
    return Frame(
        about={"entry": occasion.entry},
        thread=f"melding-{ticket.number}",
        words=_ticket_words(person, occasion),
        facts=_ticket_facts(key, person, ticket) + _approval_facts(key, occasion),
        link=_ticket_link(person, occasion),
        button=_ticket_button(person, occasion),
        quotes=_quotes(key, person, occasion),
        number=ticket.number,
        link_ends=occasion.secret.expires_at if occasion.secret else None,
    )


def _ticket_words(person: Addressee, occasion: Occasion) -> dict[str, Any]:
    hours, entry, ticket = occasion.hours, occasion.entry, occasion.ticket
    is_reporter = _is_reporter(person, ticket)
    facts = entry.facts
    amount, due_at = getattr(facts, "amount", None), getattr(facts, "due_at", None)
    return {
        "occasion": occasion,
        "ticket": ticket,
        "clock": ticket.clock,
        "by": _who(entry) or getattr(facts, "name", ""),
        "reporter": one_line(ticket.contact.name),
        "is_called": person.user in occasion.house,
        "is_reporter": is_reporter,
        "melding": _("uw melding") if is_reporter else _("de melding van %s") % one_line(ticket.contact.name),
        "supportcenter": occasion.supportcenter,
        "is_open": hours.is_open(occasion.now),
        "next_opening": hours.next_opening(occasion.now),
        "left": hours.between(entry.at, due_at) if isinstance(due_at, datetime) else None,
        "amount": euros(amount) if amount else "",
        "secret": occasion.secret,
    }


def _who(entry: TimelineEntry) -> str:
    did = entry.by or entry.contact
    return one_line(did.name) if did else ""


def _is_reporter(person: Addressee, ticket: Ticket) -> bool:
    return person.contact is not None and person.contact.pk == ticket.contact_id


def _quotes(key: str, person: Addressee, occasion: Occasion) -> list[str]:
    """What was written, never an internal word to a customer."""
    entry = occasion.entry
    texts = [entry]
    if entry.kind in (EntryKind.WAITING, EntryKind.RESOLVED) and (reply := occasion.came_with(EntryKind.REPLY)):
        texts.insert(0, reply)
    if key == MessageKey.WAITING_FOR_REPORTER and (opening := occasion.came_with(EntryKind.OPENED)):
        texts = [opening]
    if entry.kind == EntryKind.REMINDED:
        return [occasion.facts.asked] if occasion.facts.asked else []
    quotes = [entry.text.strip() for entry in texts if entry.is_public or key == MessageKey.MAIL_FAILED]
    return list(dict.fromkeys(quote for quote in quotes if quote))


def _ticket_facts(key: str, person: Addressee, ticket: Ticket) -> Facts:
    if key == MessageKey.SECRET_READY:  # what is written on the melding may name the user (SLA 10)
        return [(_("Melding"), f"#{ticket.number}")]
    return _staff_facts(ticket) if person.user else _customer_facts(person, ticket)


def _customer_facts(person: Addressee, ticket: Ticket) -> Facts:
    facts = [
        (_("Melding"), f"#{ticket.number}"),
        (_("Onderwerp"), one_line(ticket.subject)),
        (_("Soort"), str(ticket.get_kind_display())),
    ]
    if not _is_reporter(person, ticket):
        facts.insert(2, (_("Gemeld door"), one_line(ticket.contact.name)))
    if ticket.priority:
        facts.append((_("Prioriteit"), str(ticket.get_priority_display())))
    return facts


def _staff_facts(ticket: Ticket) -> Facts:
    contact = ", ".join(part for part in (one_line(ticket.contact.name), ticket.contact_phone) if part)
    whose = ticket.assignee.name if ticket.assignee else ticket.team.name if ticket.team else _("niemand")
    facts = [
        (_("Melding"), f"#{ticket.number}"),
        (_("Onderwerp"), one_line(ticket.subject)),
        (_("Soort"), str(ticket.get_kind_display())),
        (_("Prioriteit"), str(ticket.get_priority_display() or "")),
        (_("Status"), str(ticket.get_status_display())),
        (_("Klant"), one_line(ticket.customer.name)),
        (_("Contactpersoon"), contact),
        (_("Begin werkzaamheden"), _promised(ticket)),
        (_("Bij"), one_line(whose)),
    ]
    return [(label, value) for label, value in facts if value]


def _promised(ticket: Ticket) -> str:
    clock = ticket.clock
    if clock.work_started_at:
        return _("begonnen %(moment)s") % {"moment": moment_words(clock.work_started_at)}
    if clock.due_at is None:
        return _("geen moment afgesproken") if clock.nature == Nature.NONE else _("de klok staat stil")
    pattern = _("streven %(moment)s") if clock.nature == Nature.AIM else _("uiterlijk %(moment)s")
    return pattern % {"moment": moment_words(clock.due_at)}


def _approval_facts(key: str, occasion: Occasion) -> Facts:
    """What the work is expected to take and cost, and why it costs anything (SLA 5.2). The question itself says the
    first two above its button."""
    approval = occasion.approval
    told = (MessageKey.APPROVAL_ASKED, MessageKey.APPROVAL_DECIDED)
    if key not in told or approval is None or approval.kind != ApprovalKind.ESTIMATE:
        return []
    facts = []
    if approval.minutes and key == MessageKey.APPROVAL_DECIDED:
        facts.append((_("Geschatte tijd"), _duration(approval.minutes)))
    if approval.amount is not None and key == MessageKey.APPROVAL_DECIDED:
        facts.append((_("Geschat bedrag"), _("%s exclusief btw") % euros(approval.amount)))
    if occasion.ticket.coverage:
        facts.append((_("Dekking"), occasion.ticket.coverage.words))
    return facts


def _duration(minutes: int) -> str:
    return duration_words(timedelta(minutes=minutes))


def _ticket_link(person: Addressee, occasion: Occasion) -> str:
    """To the desk for 1do, to the Serviceportaal for a customer who can sign in and see it there."""
    number = occasion.ticket.number
    if person.user:
        return settings.SITE_URL + reverse("desk:ticket", args=[number])
    if not can_sign_in(person.contact):
        return ""
    assert person.contact is not None
    may_see = _is_reporter(person, occasion.ticket) or person.contact.pk in occasion.colleagues.viewers
    return settings.SITE_URL + reverse("portal:ticket", args=[number]) if may_see else ""


def _ticket_button(person: Addressee, occasion: Occasion) -> str:
    if person.user:
        return _("Melding #%s openen") % occasion.ticket.number
    if person.signed_link and occasion.entry.kind == EntryKind.SECRET:
        return _("Bekijken")
    if person.signed_link and occasion.entry.kind == EntryKind.HIDDEN:
        return _("Veilig doorgeven")
    if person.signed_link:
        return _("Bekijken en beslissen")
    return _("Bekijken of antwoorden")


def can_sign_in(contact: Contact | None) -> bool:
    return contact is not None and contact.user is not None and contact.user.is_active


# --- Of a customer ----------------------------------------------------------------------------------------
def of_event(key: str, person: Addressee, occasion: EventOccasion) -> Frame:
    event, advice = occasion.event, occasion.advice
    about = f"advies-{advice.pk}" if advice else f"overeenkomst-{event.agreement_id or f'klant-{event.customer_id}'}"
    return Frame(
        about={"event": event},
        thread=about,
        words=_event_words(occasion),
        facts=_event_facts(key, occasion),
        link=_event_link(key, person, occasion),
        button=_event_button(key, person),
        quotes=_event_quotes(key, occasion),
    )


def _event_words(occasion: EventOccasion) -> dict[str, Any]:
    event, data = occasion.event, occasion.data
    return {
        "occasion": occasion,
        "customer": one_line(event.customer.name),
        "agreement": event.agreement,
        "advice": occasion.advice,
        "by": one_line(event.by.name) if event.by else "",
        "supportcenter": occasion.supportcenter,
        "used": _duration(data["used"]) if "used" in data else "",
        "agreed": _duration(data["agreed"]) if "agreed" in data else "",
        "left": _duration(max(0, data["agreed"] - data["used"])) if "used" in data else "",
    }


def _event_facts(key: str, occasion: EventOccasion) -> Facts:
    event, advice = occasion.event, occasion.advice
    facts = [(_("Klant"), one_line(event.customer.name))]
    if advice:
        return [*facts, (_("Advies"), f"A{advice.pk} {one_line(advice.title)}")]
    if event.agreement is None:
        return facts
    words = {"number": event.agreement.number, "version": event.agreement.version}
    facts.append((_("Overeenkomst"), _("%(number)s, versie %(version)s") % words))
    if key == MessageKey.SIGN_AGREEMENT:
        return [*facts, *_version_facts(event.agreement), *_document_facts(event.agreement)]
    if key == MessageKey.AGREEMENT_SIGNED:
        signed = [_signature_fact(signature) for signature in occasion.signatures if signature.signed_at]
        return [*facts, *_version_facts(event.agreement), *signed, *_document_facts(event.agreement)]
    return facts


def _version_facts(agreement: ServiceAgreement) -> Facts:
    facts = [(_("Gaat in op"), f"{agreement.starts_on:%d-%m-%Y}")]
    if agreement.change_summary:
        facts.append((_("Wat er verandert"), one_line(agreement.change_summary)))
    return facts


def _signature_fact(signature: Signature) -> tuple[str, str]:
    assert signature.signed_at is not None
    signed = _("%(name)s, %(function)s, op %(moment)s") % {
        "name": one_line(signature.signed_name),
        "function": one_line(signature.signed_function),
        "moment": f"{signature.signed_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}",
    }
    return _("Namens %s") % signature.get_party_display(), signed


def _document_facts(agreement: ServiceAgreement) -> Facts:
    """The hash by which either party can show what was signed (SLA 13)."""
    return [(_("Controlegetal van het document"), agreement.document_sha256)] if agreement.document_sha256 else []


def _event_quotes(key: str, occasion: EventOccasion) -> list[str]:
    advice = occasion.advice
    if key == MessageKey.ADVICE_GIVEN and advice:
        return [advice.text.strip()]
    if key == MessageKey.ADVICE_DECIDED and advice:
        return [advice.decision_text.strip()] if advice.decision_text.strip() else []
    return [occasion.event.text.strip()] if occasion.event.text.strip() else []


# Where the page about it is: at the desk of the customer, in the Serviceportaal of his own organisation.
_ADVICE = ("desk:advices", "portal:advices")
_AGREEMENT = ("desk:agreement", "portal:agreement")
_PAGES = {
    MessageKey.ADVICE_GIVEN: _ADVICE,
    MessageKey.ADVICE_DECIDED: _ADVICE,
    MessageKey.HOURS_REACHED: ("desk:customer_hours", "portal:hours"),
}


def _event_link(key: str, person: Addressee, occasion: EventOccasion) -> str:
    if key == MessageKey.ADDRESS_CHANGED:
        return ""  # whoever reads this mailbox may be the wrong person
    desk, portal = _PAGES.get(MessageKey(key), _AGREEMENT)
    if person.user:
        return settings.SITE_URL + reverse(desk, args=[occasion.event.customer_id])
    return settings.SITE_URL + reverse(portal) if can_sign_in(person.contact) else ""


def _event_button(key: str, person: Addressee) -> str:
    if person.signed_link:
        return _("Bekijken en ondertekenen")
    if key in (MessageKey.ADVICE_GIVEN, MessageKey.ADVICE_DECIDED):
        return _("Advies openen") if person.user else _("Advies bekijken")
    if key == MessageKey.HOURS_REACHED:
        return _("Uren openen")
    return _("Overeenkomst openen") if person.user else _("Overeenkomst bekijken")
