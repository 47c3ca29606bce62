"""Names in a standard answer: "Beste {{melder.voornaam}}", filled in here and nowhere else.

A name may say what stands there where there is nothing: "{{uiterlijk|zo snel mogelijk}}". Without that it stays, so
that it is seen in the composer; a message in which one is left does not leave (tickets.verb.record). What is filled in
is somebody else's text: it is put in once and never read again, on one line, and no name or link can be made of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.wording import moment_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from tickets.models import Ticket

_NAME = re.compile(r"\{\{\s*([a-z][a-z.]*)\s*(?:\|([^{}|]*))?\}\}")


PLACEHOLDERS: dict[str, str | _StrPromise] = {
    "klant": gettext_lazy("naam van de klant"),
    "melder.naam": gettext_lazy("naam van de melder"),
    "melder.voornaam": gettext_lazy("voornaam van de melder"),
    "melding": gettext_lazy("nummer, zoals #351"),
    "onderwerp": gettext_lazy("onderwerp van de melding"),
    "prioriteit": gettext_lazy("prioriteit, alleen van een incident"),
    "uiterlijk": gettext_lazy("wanneer wij uiterlijk beginnen, zolang dat loopt"),
    "ingepland": gettext_lazy("het afgesproken moment"),
    "leverancier": gettext_lazy("op wie wij wachten"),
    "ik": gettext_lazy("je eigen naam"),
    "ik.voornaam": gettext_lazy("je voornaam"),
}


def _values(ticket: Ticket, by: User) -> dict[str, str]:
    """What is not known, is empty."""
    clock = ticket.clock
    is_due = clock.due_at is not None and clock.work_started_at is None
    return {
        "klant": ticket.customer.name,
        "melder.naam": ticket.contact.name,
        "melder.voornaam": ticket.contact.name.split(" ")[0],
        "melding": f"#{ticket.number}",
        "onderwerp": ticket.subject,
        "prioriteit": str(ticket.get_priority_display() or ""),
        "uiterlijk": moment_words(clock.due_at) if is_due and clock.due_at else "",
        "ingepland": moment_words(ticket.planned_for) if ticket.planned_for else "",
        "leverancier": ticket.supplier.name if ticket.supplier else "",
        "ik": by.name,
        "ik.voornaam": by.short_name,
    }


def fill(text: str, ticket: Ticket, by: User) -> str:
    """With what is known of this melding; read once, from left to right."""

    known = _values(ticket, by)

    def one(found: re.Match[str]) -> str:
        value = _tamed(known.get(found[1], ""))
        return value or (found[2] or "").strip() or found[0]

    return _NAME.sub(one, text)


def _tamed(value: str) -> str:
    """Of a stranger: one line, without what would make a name or a link of it."""
    return " ".join(value.split()).replace("{{", "{ {").replace("}}", "} }").replace("](", "] (")


def written(name: str) -> str:
    """As it is typed."""
    return "{{" + name + "}}"


def unknown_in(text: str) -> list[str]:
    """Names that nobody can fill in, as they were typed."""
    return [found[1] for found in _NAME.finditer(text) if found[1] not in PLACEHOLDERS]


def left_in(text: str) -> str:
    """The first of our names that stands in a text still; what only looks like one is somebody's text."""
    return next((found[0] for found in _NAME.finditer(text) if found[1] in PLACEHOLDERS), "")


def left_words(name: str) -> str:
    return _("Hier staat nog %s. Vul dat zelf in, of haal het weg.") % name
