"""From a message and its occasion to the mail itself: subject, text and HTML.

One template a message (templates/mail/body) gives plain paragraphs, the first of which is the heading; the letter
around it exists twice, as text and as HTML, and escapes everything that it is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from mail.marks import REPLY_LINE, message_id_for
from mail.models import MailMessage
from mail.outbound import frames
from mail.outbound.addressees import Addressee
from mail.outbound.frames import Frame
from mail.outbound.header_text import one_line
from mail.outbound.links import mark_of
from mail.outbound.messages import EventMessage, Message
from mail.outbound.occasions import EventOccasion, HouseOccasion, Occasion
from sla.wording import moment_words

SUBJECT_LENGTH = 180


@dataclass(frozen=True)
class Body:
    heading: str
    paragraphs: list[str]


def compose(message: Message, person: Addressee, occasion: Occasion) -> MailMessage:
    """The unsaved mail to this person about what happened to a ticket."""
    frame = frames.of_ticket(message.key, person, occasion)
    return _letter(message.key, person, frame, occasion, message.subject_for(occasion, person))


def compose_event(message: EventMessage, person: Addressee, occasion: EventOccasion) -> MailMessage:
    """The unsaved mail to this person about what happened around a customer."""
    frame = frames.of_event(message.key, person, occasion)
    return _letter(message.key, person, frame, occasion, message.subject_for(occasion))


def compose_notice(key: str, person: Addressee, frame: Frame, occasion: HouseOccasion, subject: str) -> MailMessage:
    """The unsaved mail to somebody of 1do about the installation itself."""
    return _letter(key, person, frame, occasion, subject)


def _letter(
    key: str, person: Addressee, frame: Frame, occasion: Occasion | EventOccasion | HouseOccasion, subject: str
) -> MailMessage:
    message_id = message_id_for(str(frame.number or frame.thread))
    body = _body(key, frame.words | {"to_customer": person.user is None})
    context = {
        "heading": body.heading,
        "paragraphs": body.paragraphs,
        "name": one_line(person.user.short_name if person.user else person.name),
        "because": person.because,
        "quotes": frame.quotes,
        "facts": frame.facts,
        "link": mark_of(message_id) if person.signed_link else frame.link,
        "button": frame.button,
        "is_personal": bool(person.signed_link),
        "link_ends": moment_words(frame.link_ends) if frame.link_ends else "",
        "to_customer": person.user is None,
        "reply_line": REPLY_LINE if frame.number and person.user is None else "",
        "supportcenter": occasion.supportcenter,
    }
    return MailMessage(
        **frame.about,
        message=key,
        recipient=person.address,
        recipient_name=one_line(person.name)[:120],
        recipient_user=person.user,
        subject=one_line(subject)[:SUBJECT_LENGTH],
        text=_render("mail/letter.txt", context, autoescape=False).strip() + "\n",
        html=_render("mail/letter.html", context, autoescape=True),
        signed_link=person.signed_link,
        message_id=message_id,
        thread_id=f"<{frame.thread}@{settings.MAIL_DOMAIN}>",
        created_at=occasion.now,
        next_attempt_at=occasion.now,
    )


def _body(key: str, words: dict[str, Any]) -> Body:
    rendered = _render(f"mail/body/{key}.txt", words, autoescape=False)
    blocks = [re.sub(r"[ \t\r\n]+", " ", block).strip() for block in re.split(r"\n\s*\n", rendered)]
    heading, *paragraphs = [block for block in blocks if block]
    return Body(heading, paragraphs)


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    return template.template.render(Context(context, autoescape=autoescape))
