"""Personal links (SLA 10, 13): a mark in the mail as it is kept, a link that works only in the mail that leaves.

Agents read sent mail at the desk. Were the link kept, any of them could answer for the customer.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from infra import signed_links
from mail.models import MailMessage

ROUTES = {
    signed_links.APPROVAL: "portal:approval_link",
    signed_links.SIGNATURE: "portal:sign",
    signed_links.SECRET: "portal:secret_link",
    signed_links.HAND_OVER: "portal:hand_over_link",
    signed_links.QUESTIONS: "portal:questions_link",
    signed_links.PAGE: "desk:page_link",
    signed_links.SATISFACTION: "portal:satisfaction_link",
    signed_links.INVITATION: "portal:review_invitation",
}


def for_contact(purpose: str, about: int, contact: int) -> str:
    """What this contact may do behind it, about the row of this number."""
    return f"{purpose}:{about}:{contact}"


def for_colleague(purpose: str, about: int, user: int) -> str:
    """The same of somebody of 1do."""
    return f"{purpose}:{about}:{user}"


def for_signature(signature: int) -> str:
    return f"{signed_links.SIGNATURE}:{signature}"


def mark_of(message_id: str) -> str:
    """Where the link will stand. Nobody who writes something that is quoted knows the number of a mail to come."""
    return f"{settings.SITE_URL}/persoonlijke-link/{message_id.split('@')[0].rpartition('.')[2]}"


def link_of(mail: MailMessage) -> str:
    """A fresh link, good from now for as long as signed_links says."""
    purpose, *words = mail.signed_link.split(":")
    keys = [int(word) for word in words]
    if purpose == signed_links.SIGNATURE:
        token = signed_links.make(purpose, *keys)
    else:
        about, contact = keys
        token = signed_links.for_mailbox(purpose, about, contact, mail.recipient)
    return settings.SITE_URL + reverse(ROUTES[purpose], kwargs={"token": token})


def bodies_to_send(mail: MailMessage) -> tuple[str, str]:
    """Text and HTML as they leave."""
    if not mail.signed_link:
        return mail.text, mail.html
    mark, link = mark_of(mail.message_id), link_of(mail)
    return mail.text.replace(mark, link), mail.html.replace(mark, link)


def bodies_to_show(mail: MailMessage) -> tuple[str, str]:
    """Text and HTML for everybody but the receiver."""
    if not mail.signed_link:
        return mail.text, mail.html
    hidden = _("[persoonlijke link, alleen voor de ontvanger]")
    mark = re.escape(mark_of(mail.message_id)) + r"[^\s\"<]*"  # an answer may stand behind it
    html = re.sub(f'<a href="{mark}"', f"<small>{hidden}</small><br><a", mail.html, count=1)
    return re.sub(mark, hidden, mail.text), re.sub(f'<a href="{mark}"', "<a", html)


# An address, or what signed_links makes, wherever it stands.
_PERSONAL = re.compile(r"\S*https?:\S*|\S*[\w-]+:[\w-]+:[\w-]{20,}\S*")


def without_links(mail: MailMessage, said: str) -> str:
    """What a mail server said, or what went wrong here: some repeat the link that they did not like."""
    return _PERSONAL.sub("[link]", said) if mail.signed_link else said
