"""From a message and its occasion to the mail itself: subject, text and HTML.

One template a message (templates/mail/body) gives plain paragraphs, the first of which is the heading; the letter
around it exists twice, as text and as HTML, and escapes everything that it is given.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _

from mail.messages import Message, Occasion, Person
from mail.models import MailMessage, MessageKey
from sla.priority import Nature
from sla.wording import moment_words
from tickets.models import EntryKind, Ticket

SUBJECT_LENGTH = 180


@dataclass(frozen=True)
class Body:
    heading: str
    paragraphs: list[str]


def compose(message: Message, person: Person, occasion: Occasion) -> MailMessage:
    """The unsaved mail to this person."""
    ticket = occasion.ticket
    body = _body(message, occasion)
    context = {
        "heading": body.heading,
        "paragraphs": body.paragraphs,
        "name": one_line(person.user.short_name if person.user else person.name),
        "quotes": _quotes(message, occasion),
        "facts": _staff_facts(ticket) if person.user else _customer_facts(ticket),
        "link": _link(ticket, person),
        "to_customer": person.user is None,
        "number": ticket.number,
        "supportcenter": occasion.supportcenter,
    }
    return MailMessage(
        entry=occasion.entry,
        message=message.key,
        recipient=person.address,
        recipient_name=one_line(person.name)[:120],
        recipient_user=person.user,
        subject=one_line(message.subject_for(occasion))[:SUBJECT_LENGTH],
        text=_render("mail/letter.txt", context, autoescape=False).strip() + "\n",
        html=_render("mail/letter.html", context, autoescape=True),
        message_id=f"<{ticket.number}.{secrets.token_hex(16)}@{settings.MAIL_DOMAIN}>",
        thread_id=f"<melding-{ticket.number}@{settings.MAIL_DOMAIN}>",
        created_at=occasion.now,
        next_attempt_at=occasion.now,
    )


def one_line(text: str) -> str:
    """Fit for a header: no line breaks or other control characters, and nothing that decodes into one (security H1)."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(visible.replace("=?", "= ?").split())


def _body(message: Message, occasion: Occasion) -> Body:
    hours = occasion.hours
    context = {
        "occasion": occasion,
        "ticket": occasion.ticket,
        "clock": occasion.ticket.clock,
        "by": occasion.entry.by.name if occasion.entry.by else "",
        "supportcenter": occasion.supportcenter,
        "is_open": hours.is_open(occasion.now),
        "next_opening": hours.next_opening(occasion.now),
        "left": hours.between(occasion.entry.at, occasion.due_at) if occasion.due_at else None,
    }
    rendered = _render(f"mail/body/{message.key}.txt", context, autoescape=False)
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", rendered)]
    heading, *paragraphs = [block for block in blocks if block]
    return Body(heading, paragraphs)


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    return template.template.render(Context(context, autoescape=autoescape))


def _quotes(message: Message, occasion: Occasion) -> list[str]:
    """What was written, never an internal word to a customer."""
    texts = [occasion.entry]
    if message.kind in (EntryKind.WAITING, EntryKind.RESOLVED) and (reply := occasion.came_with(EntryKind.REPLY)):
        texts.insert(0, reply)
    internal_allowed = message.key == MessageKey.MAIL_FAILED
    quotes = [entry.text.strip() for entry in texts if entry.is_public or internal_allowed]
    return list(dict.fromkeys(quote for quote in quotes if quote))


def _customer_facts(ticket: Ticket) -> list[tuple[str, str]]:
    facts = [
        (_("Melding"), f"#{ticket.number}"),
        (_("Onderwerp"), one_line(ticket.subject)),
        (_("Soort"), str(ticket.get_kind_display())),
    ]
    if ticket.priority:
        facts.append((_("Prioriteit"), str(ticket.get_priority_display())))
    return facts


def _staff_facts(ticket: Ticket) -> list[tuple[str, str]]:
    contact = ", ".join(part for part in (one_line(ticket.contact.name), ticket.contact_phone) if part)
    whose = ticket.assignee.name if ticket.assignee else ticket.team.name if ticket.team else _("niemand")
    return [
        *_customer_facts(ticket),
        (_("Status"), str(ticket.get_status_display())),
        (_("Klant"), one_line(ticket.customer.name)),
        (_("Contactpersoon"), contact),
        (_("Begin werkzaamheden"), _promised(ticket)),
        (_("Bij"), one_line(whose)),
    ]


def _promised(ticket: Ticket) -> str:
    clock = ticket.clock
    if clock.work_started_at:
        return _("begonnen %(moment)s") % {"moment": moment_words(clock.work_started_at)}
    if clock.due_at is None:
        return _("geen moment afgesproken") if clock.nature == Nature.NONE else _("de klok staat stil")
    pattern = _("streven %(moment)s") if clock.nature == Nature.AIM else _("uiterlijk %(moment)s")
    return pattern % {"moment": moment_words(clock.due_at)}


def _link(ticket: Ticket, person: Person) -> str:
    """To the desk for 1do, to the Serviceportaal for a customer who can sign in there."""
    if person.user:
        return settings.SITE_URL + reverse("desk:ticket", args=[ticket.number])
    user = ticket.contact.user
    if user is None or not user.is_active:
        return ""
    return settings.SITE_URL + reverse("portal:ticket", args=[ticket.number])
