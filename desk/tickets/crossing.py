"""An answer that would cross what somebody else wrote meanwhile: asked once, with those words beside one's own."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.conversation import Said, say
from tickets.models import Ticket
from tickets.reading.last_word import is_message
from tickets.verb import own_token


class Crossed(Refused):
    """`said` is what came in between, in order. Who sends again has read it."""

    def __init__(self, said: list[Said]) -> None:
        self.said = said
        words = {"name": said[-1].who, "text": Truncator(said[-1].text).chars(300)}
        super().__init__(
            _("Intussen schreef %(name)s: “%(text)s” Lees dat eerst, en verstuur daarna nog eens.") % words
        )


def require_nothing_between(ticket: Ticket, user: User, seen: int | None, form_token: str = "") -> None:
    """`seen` is the last line that stood on the page; None: the door does not say. What the same form already sent is
    sent, whatever came since. The caller holds the lock."""
    if seen is None:
        return
    later = ticket.timeline.filter(pk__gt=seen).exclude(by=user.pk)
    entries = later.select_related("by", "contact").prefetch_related("attachments").order_by("at", "pk")
    said = [say(ticket, entry, to=user) for entry in entries if is_message(entry)]
    token = own_token(user, form_token)
    if said and not (token and ticket.timeline.filter(form_token=token).exists()):
        raise Crossed(said)


def seen_from(value: str | None) -> int | None:
    """As a form says it."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 19 else None
