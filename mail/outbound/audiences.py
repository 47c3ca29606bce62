"""To whom a message goes. Of a ticket: the reporter, who has it, whom the DAP names; of a customer: who keeps or signed
his agreement, who got or gave an advice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contracts.models import Contact
from infra import signed_links
from mail.outbound import links
from mail.outbound.addressees import Addressee, of_contact, staff, usable
from mail.outbound.occasions import EventOccasion, Occasion
from tickets.clock.clocks import is_unclassified
from tickets.kinds import EntryKind, RatingAsked, SupplierAsked
from tickets.merging.queries import participants
from tickets.models import ApprovalKind, Channel

Audience = Callable[[Occasion], list[Addressee]]
EventAudience = Callable[[EventOccasion], list[Addressee]]


# --- The customer's side of a ticket ----------------------------------------------------------------------
def reporter(occasion: Occasion) -> list[Addressee]:
    """The contact of the melding (SLA 7.5), at the address that he gave for it; the address may be empty."""
    contact = occasion.ticket.contact
    is_theirs = contact.is_active and contact.customer_id == occasion.ticket.customer_id
    address = (occasion.ticket.contact_email or contact.email) if is_theirs else ""
    is_typed = address.lower() != contact.email.lower()
    return [Addressee(contact.name, usable(address), contact=contact, is_typed=is_typed)]


def copied(occasion: Occasion) -> list[Addressee]:
    """Who got it in copy, and is of the customer still (tickets.watching.copies)."""
    keys = [each["id"] for each in occasion.entry.facts.cc or ()]
    found = Contact.objects.filter(pk__in=keys, customer=occasion.ticket.customer_id, is_active=True) if keys else ()
    return [of_contact(contact) for contact in found]


def reporters_and_copied(occasion: Occasion) -> list[Addressee]:
    return reporters(occasion) + copied(occasion)


def reporter_and_those_asked(occasion: Occasion) -> list[Addressee]:
    """A question that is taken back is told to who was asked it as well."""
    return reporters(occasion) + [of_contact(contact) for contact in occasion.asked] + copied(occasion)


def reporter_and_colleagues(occasion: Occasion) -> list[Addressee]:
    """Also whom the DAP names for status mails (SLA 7.5)."""
    return reporters(occasion) + colleagues(occasion) + copied(occasion)


def reporters(occasion: Occasion) -> list[Addressee]:
    """Of the melding, and of those that went into it."""
    return reporter(occasion) + participating(occasion)


def participating(occasion: Occasion) -> list[Addressee]:
    """Who reported what went into it: they follow it as their own (tickets.merging)."""
    return [of_contact(each.contact) for each in participants(occasion.ticket)]


def colleagues(occasion: Occasion) -> list[Addressee]:
    named = occasion.colleagues
    told = {occasion.ticket.contact_id, *(each.contact_id for each in participants(occasion.ticket))}
    others = [contact for contact in named.status_mail if contact.pk not in told]
    return [of_contact(contact, because=named.citation) for contact in others]


def who_hears_of_the_opening(occasion: Occasion) -> list[Addressee]:
    """A reporter whose melding waits for a yes gets that in the one mail about it."""
    if occasion.came_with(EntryKind.ASKED):
        return colleagues(occasion)
    return [_with_questions(person, occasion) for person in reporter(occasion)] + colleagues(occasion)


def _with_questions(person: Addressee, occasion: Occasion) -> Addressee:
    """Whose mail did not say how urgent it is, gets a link to the two questions of SLA 7.9; never at an address that
    somebody typed."""
    ticket, contact = occasion.ticket, person.contact
    by_mail = ticket.channel == Channel.EMAIL and is_unclassified(ticket)
    if contact is None or person.is_typed or not person.address or not by_mail:
        return person
    return replace(person, signed_link=links.for_contact(signed_links.QUESTIONS, ticket.pk, contact.pk))


def those_asked(occasion: Occasion) -> list[Addressee]:
    """Who may answer, each with a link of his own (SLA 3, 4.2, 7.2, 10)."""
    if occasion.approval is None:
        return []
    pk = occasion.approval.pk
    return [
        of_contact(contact, signed_link=links.for_contact(signed_links.APPROVAL, pk, contact.pk))
        for contact in occasion.asked
    ]


def who_mailed_it(occasion: Occasion) -> list[Addressee]:
    """On a page he sees at once that his password was not kept; by mail he has to be told, with a link by which he can
    hand it over safely (SLA 10)."""
    contact, ticket = occasion.entry.contact, occasion.ticket
    if contact is None:
        return []
    link = links.for_contact(signed_links.HAND_OVER, ticket.pk, contact.pk) if ticket.is_open else ""
    return [of_contact(contact, signed_link=link)]


def whom_the_secret_is_for(occasion: Occasion) -> list[Addressee]:
    """With the only link that opens it; nobody when it was opened or withdrawn before this mail was written."""
    secret = occasion.secret
    if secret is None or secret.for_contact is None or secret.end:
        return []
    return [
        of_contact(
            secret.for_contact, signed_link=links.for_contact(signed_links.SECRET, secret.pk, secret.for_contact.pk)
        )
    ]


def who_is_asked_how_it_went(occasion: Occasion) -> list[Addressee]:
    """Who reported it, with a link of his own; nobody when he said since that he does not want it (SLA 11). Who has no
    address is asked in the Serviceportaal."""
    contact, customer = occasion.ticket.contact, occasion.ticket.customer
    if not (contact.email and contact.asks_satisfaction and customer.asks_satisfaction):
        return []
    request = occasion.read(RatingAsked).request
    return [of_contact(contact, signed_link=links.for_contact(signed_links.SATISFACTION, request, contact.pk))]


def those_who_are_silent(occasion: Occasion) -> list[Addressee]:
    """Of whom an answer is awaited; nobody any more when he gave it before this mail was written."""
    if not occasion.waits:
        return []
    return those_asked(occasion) if occasion.approval else reporter(occasion)


def reporter_of_what_waits(occasion: Occasion) -> list[Addressee]:
    """Whose melding waits for the yes of a colleague."""
    is_asked = any(contact.pk == occasion.ticket.contact_id for contact in occasion.asked)
    return [] if is_asked or not occasion.is_still_asked else reporter(occasion)


def requester(occasion: Occasion) -> list[Addressee]:
    """Whose melding waited for the answer of a colleague."""
    approval = occasion.approval
    if approval is None or approval.kind == ApprovalKind.REMOTE_VIEWING:
        return []
    decided_himself = approval.decided_by_id == occasion.ticket.contact_id
    told_otherwise = occasion.came_with(EntryKind.CANCELLED)
    return [] if decided_himself or told_otherwise else reporter(occasion)


def who_said_yes_and_the_reporter(occasion: Occasion) -> list[Addressee]:
    """What was said aloud is confirmed to who said it (SLA 4.2)."""
    approval = occasion.approval
    said = approval.decided_by if approval else None
    return ([of_contact(said)] if said else []) + reporter(occasion)


def escalated_customer(occasion: Occasion) -> list[Addressee]:
    """The people of the step on the customer's side (SLA 12); those of 1do hear it by their notifications."""
    return [of_contact(contact) for contact in occasion.customer]


def escalation_customer(occasion: Occasion) -> list[Addressee]:
    return reporter(occasion) + [of_contact(contact) for contact in occasion.customer]


def the_supplier(occasion: Occasion) -> list[Addressee]:
    """To whom it was written, at the address of that moment (SLA 7.10)."""
    facts = occasion.read(SupplierAsked)
    return [Addressee(facts.name, usable(facts.address))]


def nobody_else(occasion: Occasion) -> list[Addressee]:
    """It is for 1do alone: whom of them it reaches, and when, is said by tickets.notifications."""
    return []


# --- Of a customer ----------------------------------------------------------------------------------------
def account_managers(occasion: EventOccasion) -> list[Addressee]:
    return staff(occasion.account_managers)


def those_to_sign(occasion: EventOccasion) -> list[Addressee]:
    """Both signatories, as long as they are asked, each with a link of his own (SLA 13)."""
    asked = [signature for signature in occasion.signatures if signature.signed_at is None]
    if not occasion.is_offered:
        return []
    return [
        Addressee(
            signature.name,
            signature.email,
            user=signature.user,
            contact=signature.contact,
            signed_link=links.for_signature(signature.pk),
        )
        for signature in asked
    ]


def both_parties(occasion: EventOccasion) -> list[Addressee]:
    signatories = [
        Addressee(signature.name, signature.email, user=signature.user, contact=signature.contact)
        for signature in occasion.signatures
    ]
    return signatories + account_managers(occasion)


def advised(occasion: EventOccasion) -> list[Addressee]:
    return [of_contact(occasion.advice.given_to)] if occasion.advice else []


def adviser_and_account_manager(occasion: EventOccasion) -> list[Addressee]:
    return (staff([occasion.advice.given_by]) if occasion.advice else []) + account_managers(occasion)


def named_in_the_event(occasion: EventOccasion) -> list[Addressee]:
    """Contacts as long as they are still of this customer, and people of 1do."""
    return [of_contact(contact) for contact in occasion.contacts] + staff(occasion.users)


def invited(occasion: EventOccasion) -> list[Addressee]:
    """Of the customer with a link by which he answers without signing in (SLA 11)."""
    about = occasion.data["about"]
    return [
        of_contact(contact, signed_link=links.for_contact(signed_links.INVITATION, about, contact.pk))
        for contact in occasion.contacts
    ] + staff(occasion.users)


def at_the_old_address(occasion: EventOccasion) -> list[Addressee]:
    """Who gets personal links elsewhere from now on hears it where he got them until now (SLA 10)."""
    old = occasion.data["email"][0] if "email" in occasion.data else ""
    return [Addressee(occasion.data["name"], usable(old))] if old else []


def who_is_let_in(occasion: EventOccasion) -> list[Addressee]:
    """At the address that he signs in with from now on."""
    return [Addressee(occasion.data["name"], usable(occasion.data["email"]))]
