"""The open ticket that keeps itself up to date: nothing when nothing changed, who else is there, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from desk.tickets.crossing import seen_from
from tickets.conversation import Said, say
from tickets.models import Ticket, TimelineEntry
from tickets.presence.beats import Present, beat, others_at
from tickets.reading.last_word import is_message


@dataclass(frozen=True)
class Live:
    """What stands in the browser: the version of the ticket, its newest line, up to where it was read when it was
    opened, and who else was there. `news` is said aloud."""

    number: int
    version: int
    newest: int
    since: int
    others: Sequence[tuple[str, bool]] = ()
    news: str = ""
    query: str = ""

    @property
    def stamp(self) -> str:
        """All that it takes to see that nothing changed."""
        known: dict[str, Any] = {"versie": self.version, "tot": self.newest, "sinds": self.since, "wie": self.who}
        return urlencode(known) + (f"&{self.query}" if self.query else "")

    @property
    def who(self) -> str:
        return "; ".join(words for words, _is_typing in self.others)


@dataclass(frozen=True)
class ShownAlready:
    """What the browser says that it has."""

    version: int | None
    newest: int
    since: int
    who: str
    tab: str
    is_typing: bool

    @classmethod
    def of(cls, request: HttpRequest) -> ShownAlready:
        given = request.GET
        return cls(
            version=seen_from(given.get("versie")),
            newest=seen_from(given.get("tot")) or 0,
            since=seen_from(given.get("sinds")) or 0,
            who=given.get("wie", ""),
            tab=given.get("tab", ""),
            is_typing=bool(given.get("typt")),
        )


def version_of(user: User, number: int) -> int:
    """In one narrow query; 404 for who may not see it."""
    version = Ticket.objects.visible_to(user).filter(pk=number).values_list("version", flat=True).first()
    if version is None:
        raise Http404
    return version


def be_here(user: User, number: int, known: ShownAlready, now: datetime) -> list[tuple[str, bool]]:
    """Says that this tab looks, and reads who else does. A request without a tab only reads."""
    if known.tab:
        beat(user, tab=known.tab, ticket=number, is_typing=known.is_typing, now=now)
    return [(_words(each), each.is_typing) for each in others_at(number, user, now)]


def _words(present: Present) -> str:
    words = _("%(name)s typt") if present.is_typing else _("%(name)s kijkt")
    return words % {"name": present.name}


def news_words(ticket: Ticket, user: User, entries: Sequence[TimelineEntry], after: int) -> str:
    """What came in since, to be said aloud; one's own is no news."""
    fresh = [entry for entry in entries if entry.pk > after and entry.by_id != user.pk and is_message(entry)]
    if not fresh:
        return ""
    if len(fresh) > 1:
        return ngettext("%d nieuw bericht", "%d nieuwe berichten", len(fresh)) % len(fresh)
    said: Said = say(ticket, fresh[0], to=user)
    words = _("Nieuwe notitie van %s") if said.is_internal else _("Nieuw bericht van %s")
    return words % said.who


def nothing_new() -> HttpResponse:
    return HttpResponse(status=204)
