"""From a row of messages.py and its occasion to the mail itself: subject, text and HTML.

One template a message (templates/mail/body) gives plain paragraphs, the first of which is the heading; the letter
around it exists twice, as text and as HTML, and escapes everything that it is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.text import Truncator

from contracts.citations import IN_FORCE, Citations
from contracts.models import CustomerEvent
from mail.marks import REPLY_LINE, message_id_for
from mail.models import MailMessage, MessageKey
from mail.outbound import logo
from mail.outbound.addressees import Addressee, can_sign_in
from mail.outbound.header_text import one_line
from mail.outbound.links import mark_of
from mail.outbound.occasions import EventOccasion, HouseOccasion, Occasion
from mail.outbound.palette import DARK, LIGHT
from sla.wording import moment_words
from tickets.models import TimelineEntry

SUBJECT_LENGTH = 180

FactLines = list[tuple[str, str]]
"""What stands at the head of a letter or under it, each with its label."""
PREHEADER_LENGTH = 140
FILLER = "\u034f\u200c\u00a0" * 50  # after it, so that a list of mails does not show how the letter begins


@dataclass(frozen=True)
class Link:
    """Where the button of a letter leads, and what it says; without an address there is none."""

    url: str = ""
    button: str = ""


@dataclass(frozen=True)
class Letter:
    """What a row makes of its occasion, for one person.

    `glance` is what one sees first: how urgent it is and by when work starts. `thread` keeps its conversation together;
    `number` is a ticket's, by which an answer finds its way back. `words` are for its template. `personal` is what the
    button says where it is a personal link, which works for fourteen days, unless what is behind it ends sooner: at
    `link_ends`; `answers` stand in its place, each with what it adds to the address. The mail refers to `entry` or
    `event`.
    """

    subject: str
    thread: str
    link: Link
    words: dict[str, Any] = field(default_factory=dict)
    glance: FactLines = field(default_factory=list)
    facts: FactLines = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    personal: str = ""
    link_ends: datetime | None = None
    answers: FactLines = field(default_factory=list)
    number: int | None = None
    entry: TimelineEntry | None = None
    event: CustomerEvent | None = None


@dataclass(frozen=True)
class Body:
    heading: str
    paragraphs: list[str]


AnyOccasion = Occasion | EventOccasion | HouseOccasion
_About = TypeVar("_About", bound=AnyOccasion)
_Told = TypeVar("_Told", bound=AnyOccasion, contravariant=True)


class Row(Protocol[_Told]):
    """A row of messages.py, whatever it is about."""

    @property
    def key(self) -> MessageKey: ...

    def letter(self, occasion: _Told, person: Addressee) -> Letter: ...


def compose(message: Row[_About], person: Addressee, occasion: _About) -> MailMessage:
    """The unsaved mail to this person about what happened."""
    letter = message.letter(occasion, person)
    message_id = message_id_for(str(letter.number or letter.thread))
    context = _context(letter, person, occasion) | {
        "link": mark_of(message_id) if person.signed_link else letter.link.url,
        "button": letter.personal if person.signed_link else letter.link.button,
    }
    body = _body(message.key, letter.words | context)
    context |= {"heading": body.heading, "paragraphs": body.paragraphs, "preheader": _preheader(body, letter)}
    context |= _citations(person, occasion, [*body.paragraphs, *(value for _label, value in letter.facts)])
    return MailMessage(
        entry=letter.entry,
        event=letter.event,
        message=message.key,
        recipient=person.address,
        recipient_name=one_line(person.name)[:120],
        recipient_user=person.user,
        subject=one_line(letter.subject)[:SUBJECT_LENGTH],
        text=_render("mail/letter.txt", context, autoescape=False).strip() + "\n",
        html=_render("mail/letter.html", context, autoescape=True),
        signed_link=person.signed_link,
        message_id=message_id,
        thread_id=f"<{letter.thread}@{settings.MAIL_DOMAIN}>",
        created_at=occasion.now,
        next_attempt_at=occasion.now,
    )


def _context(letter: Letter, person: Addressee, occasion: AnyOccasion) -> dict[str, Any]:
    """What body and letter are both given."""
    to_customer = person.user is None
    return {
        "occasion": occasion,
        "supportcenter": occasion.supportcenter,
        "to_customer": to_customer,
        "name": one_line(person.user.short_name if person.user else person.name),
        "because": person.because,
        "quotes": letter.quotes,
        "glance": letter.glance,
        "facts": letter.facts,
        "signature": settings.MAIL_SIGNATURE.splitlines(),
        "is_personal": bool(person.signed_link),
        "answers": letter.answers,
        "link_ends": moment_words(letter.link_ends) if letter.link_ends else "",
        "reply_line": REPLY_LINE if letter.number and to_customer else "",
        "light": LIGHT,
        "dark": DARK,
        "logo": logo.content_id(),
        "filler": FILLER,
    }


def _preheader(body: Body, letter: Letter) -> str:
    """What matters most, for a list of mails: what we say first, by when work starts unless that was it, what was
    written. Hidden in the HTML; everything in it stands in the letter too."""
    said = " ".join(body.paragraphs[:1])
    moments = [f"{label}: {value}." for label, value in letter.glance[1:] if value not in said]
    return Truncator(" ".join([said, *moments, *letter.quotes[:1]])).chars(PREHEADER_LENGTH)


def _citations(person: Addressee, occasion: AnyOccasion, said: list[str]) -> dict[str, Any]:
    """Where what the letter cites can be read: at the desk, or in the Serviceportaal by who can sign in there."""
    if person.user is None and not can_sign_in(person.contact):
        return {}
    about = occasion.ticket if isinstance(occasion, Occasion) else getattr(occasion, "event", None)
    agreement = about.agreement if about else None
    citations = Citations(
        door="desk" if person.user else "portal",
        edition=agreement.edition.version if agreement else IN_FORCE,
        customer=about.customer_id if about else 0,
        site=settings.SITE_URL,
    )
    return {"citations": citations, "sources": citations.sources(*said, person.because)}


def _body(key: MessageKey, words: dict[str, Any]) -> Body:
    rendered = _render(f"mail/body/{key}.txt", words, autoescape=False)
    blocks = [re.sub(r"[ \t\r\n]+", " ", block).strip() for block in re.split(r"\n\s*\n", rendered)]
    heading, *paragraphs = [block for block in blocks if block]
    return Body(heading, paragraphs)


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    return template.template.render(Context(context, autoescape=autoescape))
