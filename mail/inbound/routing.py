"""Whose mail it is and where it belongs: a reply, a new melding, or something for an agent to look at.

A sender is who an address says that he is, unless our own server found that it is not so. A ticket is found by what
only our own mails carry (marks.py); a number in the subject is a hint and never a door (security M1 to M3, M15).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEvent, CustomerEventKind
from mail import marks
from mail.inbound.followed import split_off
from mail.models import InboundMail, InboundStatus, MailMessage
from mail.parsing.parsed import Address, Dmarc, MailNature, ParsedMail, Program
from tickets.kinds import SupplierAsked
from tickets.merging.queries import survivor
from tickets.models import Channel, Ticket
from tickets.suppliers.mailing import asked_of
from tickets.values import ProgramKind

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10  # new meldingen of one sender by e-mail; more is a program that has gone wild (security L3, L5)
MOST_NEW_AN_HOUR = 20  # people of one customer that become known by their mail; more is not people
MOST_ON_A_TICKET = 30  # mails in an hour that join one melding
SAME_AGAIN = 3  # the third time that a melding is told the same in an hour, it is a program (security L5)
_NUMBER = re.compile(r"\[?#(\d{1,9})\b")


@dataclass(frozen=True)
class Route:
    """What to do with a mail. DONE: of `contact` or `user` a reply to `ticket`, or without one a melding.

    Of a BOUNCE `bounced` is the mail that came back, if it was ours.
    """

    status: InboundStatus
    problem: str = ""
    contact: Contact | None = None
    user: User | None = None
    ticket: Ticket | None = None
    bounced: MailMessage | None = None
    no_answer: bool = False
    supplier: SupplierAsked | None = None
    """Whose answer it is, to what we wrote him about `ticket`."""
    newcomer_of: Customer | None = None
    """Whose contact the sender becomes, by the domain of his address."""


def route(mail: ParsedMail, row: InboundMail, now: datetime) -> Route:
    """Reads; changes nothing."""
    if marks.thread_of(mail.message_id):
        return Route(InboundStatus.SHELVED, _("Dit is een mail van onszelf die terugkwam."))
    if mail.nature == MailNature.BOUNCE or (mail.bounce and not _is_known(mail.sender) and _bounced(mail)):
        return _bounce(mail)
    ticket = answered_ticket(mail)
    if mail.program is not None:
        return _of_program(mail, mail.program, ticket)
    if mail.sender is None:
        return Route(InboundStatus.DOUBTFUL, _("Wie dit stuurde, is niet eenduidig."), ticket=ticket)
    if user := User.objects.filter(email__iexact=mail.sender.address, is_house=True).first():
        return _of_colleague(mail, user, ticket)
    if ticket and (asked := _asked_supplier(mail, mail.sender, ticket)):
        return _of_supplier(mail, asked, ticket, row, now)
    return _of_customer(mail, mail.sender, ticket, row, now)


def _asked_supplier(mail: ParsedMail, sender: Address, ticket: Ticket) -> SupplierAsked | None:
    """Whoever we wrote to about it at this address, or his colleague who answers that mail. Who is known at the
    customer as well speaks as a supplier only where he answers what we wrote him as one (SLA 7.10)."""
    for line in asked_of(ticket):
        facts = line.read(SupplierAsked)
        is_answer = MailMessage.objects.filter(entry=line, message_id__in=mail.references).exists()
        is_known = any(contact.customer_id == ticket.customer_id for contact in _contacts(sender))
        same = sender.address.lower() == facts.address.lower()
        colleague = sender.address.rpartition("@")[2].lower() == facts.address.rpartition("@")[2].lower()
        if (same and (is_answer or not is_known)) or (colleague and is_answer and not is_known):
            return facts
    return None


def _of_supplier(mail: ParsedMail, asked: SupplierAsked, ticket: Ticket, row: InboundMail, now: datetime) -> Route:
    if mail.dmarc == Dmarc.FAIL:
        return Route(InboundStatus.DOUBTFUL, _failed(), ticket=ticket)
    if problem := _is_wild(ticket, row, now):
        return Route(InboundStatus.DOUBTFUL, problem, ticket=ticket)
    return Route(InboundStatus.DONE, ticket=ticket, supplier=asked)


def as_answer(mail: ParsedMail) -> ParsedMail:
    """What looks like a program's and answers a mail of ours, is one: that is the second sign."""
    if mail.looks_like is None or not (any(map(marks.thread_of, mail.references)) or _tags(mail)):
        return mail
    return replace(mail, nature=MailNature.AUTOMATIC, program=mail.looks_like)


def answered_ticket(mail: ParsedMail) -> Ticket | None:
    """By a reply address or a Message-ID that nobody but we can make."""
    numbers = [tag.ticket for tag in _tags(mail) if tag.ticket]
    numbers += [number for each in reversed(mail.references) if (number := marks.ticket_of(each))]
    found = Ticket.objects.select_related("customer", "contact").filter(pk=numbers[0]).first() if numbers else None
    return survivor(split_off(found, mail.references) or found) if found else None


def _tags(mail: ParsedMail) -> list[marks.Mark]:
    """Those of our own addresses that it came to."""
    found = (marks.read_address(each.address) for each in (*mail.to, *mail.delivered_to, *mail.cc))
    return [tag for tag in found if tag]


def original_sender(mail: ParsedMail) -> Address | None:
    """Of a mail that was passed on, who of outside is said to have written it."""
    for each in mail.originals:
        house = User.objects.filter(email__iexact=each.address, is_house=True).exists()
        if not house and not marks.is_own_address(each.address):
            return each
    return None


def hint(mail: ParsedMail) -> int | None:
    """The number that the subject names, for the agent to look at."""
    found = _NUMBER.search(mail.subject)
    return int(found[1]) if found else None


def _of_program(mail: ParsedMail, program: Program, ticket: Ticket | None) -> Route:
    """Nothing changes by it: it is seen at the melding, or in what was put away. Words that somebody added to the
    answer of his calendar are not out of sight. Who is away answers the envelope (RFC 3834): that names our mail."""
    sent = None if ticket else _bounced(mail)
    ticket = sent.entry.ticket if sent and sent.entry else ticket
    if mail.has_own_words:
        problem = _("Antwoord op een uitnodiging, met tekst van de afzender; kijk of er iets mee moet.")
        return Route(InboundStatus.DOUBTFUL, problem, ticket=ticket)
    problem = _("%s; er is niet op geantwoord en er verandert niets.") % ProgramKind(program.value).label
    return Route(InboundStatus.SHELVED, problem, ticket=ticket)


def _bounce(mail: ParsedMail) -> Route:
    by_address = _bounced(mail)
    problem = _("Onbestelbaar bericht.") if by_address is None else ""
    return Route(InboundStatus.SHELVED if by_address is None else InboundStatus.DONE, problem, bounced=by_address)


def _is_known(sender: Address | None) -> bool:
    """Who shows us what he got back writes to us himself; a program has no address at a customer."""
    return sender is not None and Contact.objects.filter(email__iexact=sender.address, is_active=True).exists()


def _bounced(mail: ParsedMail) -> MailMessage | None:
    """Which mail of ours came back."""
    addresses = (marks.read_address(each.address) for each in (*mail.to, *mail.delivered_to))
    numbers = [tag.mail for tag in addresses if tag and tag.mail]
    by_address = MailMessage.objects.filter(pk__in=numbers).select_related("entry__ticket").first()
    if by_address is None and mail.bounce and marks.thread_of(mail.bounce.original_message_id):
        known = MailMessage.objects.filter(message_id=mail.bounce.original_message_id)
        by_address = known.select_related("entry__ticket").first()
    return by_address


def _of_colleague(mail: ParsedMail, user: User, ticket: Ticket | None) -> Route:
    """Somebody of 1do speaks to customers by mail only when both ticket and sender are beyond doubt (security M2)."""
    if ticket and mail.dmarc == Dmarc.PASS and user.is_active and user.has_perm("tickets.work_ticket"):
        return Route(InboundStatus.DONE, user=user, ticket=ticket)
    if ticket is None and (original := original_sender(mail)):
        problem = _("%(name)s stuurde dit door; oorspronkelijk van %(original)s. Kijk van wie de melding is.")
        return Route(InboundStatus.DOUBTFUL, problem % {"name": user.name, "original": original.address})
    problem = _(
        "Van een medewerker van 1do, maar dat is niet met zekerheid vast te stellen; antwoord vanaf de melding."
    )
    return Route(InboundStatus.DOUBTFUL, problem, ticket=ticket)


def _of_customer(mail: ParsedMail, sender: Address, ticket: Ticket | None, row: InboundMail, now: datetime) -> Route:
    contacts = _contacts(sender)
    if ticket:
        own = next((contact for contact in contacts if contact.customer_id == ticket.customer_id), None)
        if own is None and _employer(mail, sender, now) == ticket.customer:
            return Route(InboundStatus.DONE, newcomer_of=ticket.customer, ticket=ticket, no_answer=mail.says_automatic)
        if own is None:
            problem = _("Antwoord op een melding van %s, van iemand die daar niet bekend is.") % ticket.customer
            return Route(InboundStatus.UNKNOWN, problem, ticket=ticket)
        if mail.dmarc == Dmarc.FAIL:
            return Route(InboundStatus.DOUBTFUL, _failed(), contact=own, ticket=ticket)
        if problem := _is_wild(ticket, row, now):
            return Route(InboundStatus.DOUBTFUL, problem, contact=own, ticket=ticket)
        return Route(InboundStatus.DONE, contact=own, ticket=ticket, no_answer=mail.says_automatic)
    if not contacts and (employer := _employer(mail, sender, now)):
        return Route(InboundStatus.DONE, newcomer_of=employer, no_answer=mail.says_automatic)
    if not contacts:
        return Route(InboundStatus.UNKNOWN, _("Dit adres is bij geen klant bekend."))
    if len(contacts) > 1:
        names = ", ".join(str(contact.customer) for contact in contacts)
        return Route(InboundStatus.UNKNOWN, _("Dit adres is bij meer dan één klant bekend: %s.") % names)
    if _written_lately(sender, row, now) >= MOST_AN_HOUR:
        problem = _("Meer dan %s mails in een uur van dit adres; kijk of er een programma op hol is.") % MOST_AN_HOUR
        return Route(InboundStatus.DOUBTFUL, problem, contact=contacts[0])
    return Route(InboundStatus.DONE, contact=contacts[0], no_answer=mail.says_automatic)


def _failed() -> str:
    return _("De controle van de afzender (DMARC) is niet in orde; misschien is het iemand anders.")


def _contacts(sender: Address) -> list[Contact]:
    """Whoever can be meant: active, and not shut out."""
    found = Contact.objects.filter(email__iexact=sender.address, is_active=True, customer__is_active=True)
    return [contact for contact in found.select_related("customer", "user").order_by("pk") if contact.is_reachable]


def _employer(mail: ParsedMail, sender: Address, now: datetime) -> Customer | None:
    """The customer whose record names this very domain, when our own server found that the mail is from there, and
    nobody was shut out by this address (security M12)."""
    if mail.dmarc != Dmarc.PASS or Contact.objects.filter(email__iexact=sender.address).exists():
        return None
    domain = sender.address.rpartition("@")[2].lower()
    customer = Customer.objects.filter(mail_domains__domain=domain, is_active=True).first()
    return customer if customer and _new_lately(customer, now) < MOST_NEW_AN_HOUR else None


def _new_lately(customer: Customer, now: datetime) -> int:
    made = CustomerEvent.objects.filter(customer=customer, kind=CustomerEventKind.CONTACT_ADDED, by=None)
    return made.filter(at__gt=now - HOUR).count()


def _is_wild(ticket: Ticket, row: InboundMail, now: datetime) -> str:
    """Why this is one mail too many for one melding, whoever it says that it is from (security L5)."""
    lately = InboundMail.objects.filter(ticket=ticket, received_at__gt=now - HOUR, status=InboundStatus.DONE)
    if row.text and lately.filter(text=row.text).count() >= SAME_AGAIN - 1:
        return _("Drie keer dezelfde tekst in een uur; kijk of er een programma op hol is.")
    if lately.count() >= MOST_ON_A_TICKET:
        return (
            _("Meer dan %s mails in een uur bij deze melding; kijk of er een programma op hol is.") % MOST_ON_A_TICKET
        )
    return ""


def _written_lately(sender: Address, row: InboundMail, now: datetime) -> int:
    lately = InboundMail.objects.filter(sender=sender.address, received_at__gt=now - HOUR, status=InboundStatus.DONE)
    return lately.filter(ticket__channel=Channel.EMAIL).exclude(pk=row.pk).count()
