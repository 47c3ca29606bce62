"""What can be done with many meldingen at once, each by the verb that does it with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from infra.errors import Refused
from tickets.bulk.actions import bulk_doers
from tickets.models import Ticket


@dataclass(frozen=True)
class BulkVerb:
    """`slug` is that of the verb of one ticket (desk.tickets.verbs)."""

    slug: str
    words: Any
    icon: str
    is_mailed: bool = False  # the customer hears of it, unless it is done quietly
    is_danger: bool = False


BULK_VERBS = {
    verb.slug: verb
    for verb in (
        BulkVerb("wijs-toe", _("Wijs toe"), "user-round-plus"),
        BulkVerb("indeling", _("Deel in"), "tags"),
        BulkVerb("plan", _("Plan in"), "calendar-clock", is_mailed=True),
        BulkVerb("wacht", _("Laat wachten"), "pause", is_mailed=True),
        BulkVerb("los-op", _("Los op"), "circle-check", is_mailed=True),
        BulkVerb("sluit", _("Sluit"), "lock", is_mailed=True),
        BulkVerb("annuleer", _("Annuleer"), "ban", is_mailed=True, is_danger=True),
    )
}


@dataclass(frozen=True)
class OneByOne:
    """Does it with one ticket by its form and its verb, as the page of that ticket does."""

    slug: str

    def do(self, ticket: Ticket, given: Mapping[str, Any], *, by: User, now: datetime) -> object:
        from desk.tickets import verbs  # the verbs of all subjects; read when the apps are ready

        verb = verbs.get(self.slug)
        form = verb.form(as_sent(given), ticket)
        if not form.is_valid():
            raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
        return verb.do(ticket, form.cleaned_data, by=by, now=now)


def as_sent(given: Mapping[str, Any]) -> QueryDict:
    """What was kept of a form, as it was sent."""
    data = QueryDict(mutable=True)
    for name, values in given.items():
        data.setlist(name, list(values))
    return data


def register() -> None:
    for slug in BULK_VERBS:
        bulk_doers.add(OneByOne(slug))
