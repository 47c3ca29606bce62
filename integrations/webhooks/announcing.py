"""What other programs are told of, and how little is said: numbers and states. The rest they read over REST, where it
is checked what they may see (SLA 10, security S9)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tickets.models import EntryKind, TimelineEntry

TEST = "webhook.test"

# To choose from: the name that is sent, its line of the timeline, and what the desk calls it.
_KINDS: tuple[tuple[EntryKind, Any], ...] = (
    (EntryKind.OPENED, _("nieuwe melding")),
    (EntryKind.TAKEN, _("aangenomen")),
    (EntryKind.ASSIGNED, _("toegewezen")),
    (EntryKind.WORK_STARTED, _("werkzaamheden begonnen")),
    (EntryKind.REPLY, _("bericht van de klant of van 1do")),
    (EntryKind.NOTE, _("interne notitie (alleen voor 1do)")),
    (EntryKind.WAITING, _("wacht op iemand")),
    (EntryKind.RESUMED, _("wachten voorbij")),
    (EntryKind.PLANNED, _("ingepland")),
    (EntryKind.CLASSIFIED, _("impact, urgentie of prioriteit gewijzigd")),
    (EntryKind.DETAILS_CHANGED, _("gegevens gewijzigd")),
    (EntryKind.COVERED, _("dekking bepaald")),
    (EntryKind.ASKED, _("akkoord gevraagd")),
    (EntryKind.DECIDED, _("over akkoord beslist")),
    (EntryKind.ESCALATED, _("geëscaleerd")),
    (EntryKind.DEESCALATED, _("escalatie afgerond")),
    (EntryKind.WARNED, _("uiterste moment nadert of is voorbij")),
    (EntryKind.TIME_LOGGED, _("tijd geschreven")),
    (EntryKind.RESOLVED, _("opgelost")),
    (EntryKind.REOPENED, _("heropend")),
    (EntryKind.CLOSED, _("gesloten")),
    (EntryKind.CANCELLED, _("geannuleerd")),
)
CHOICES = [(f"ticket.{kind.value}", label) for kind, label in _KINDS]
NAMES = frozenset(name for name, _label in CHOICES)


def event_of(entry: TimelineEntry) -> str | None:
    """The name of the event that this line is; None when nobody is told of it."""
    name = f"ticket.{entry.kind}"
    return name if name in NAMES else None


def body_of(entry: TimelineEntry, event: str) -> str:
    """The message about a line of a ticket, as JSON: how the ticket stands when it is written."""
    ticket = entry.ticket
    data = {
        "ticket": ticket.pk,
        "entry": entry.pk,
        "kind": entry.kind,
        "public": entry.is_public,
        "customer": ticket.customer.number,
        "status": ticket.status,
        "priority": ticket.priority,
        "version": ticket.version,
    }
    if ticket.external_id:
        data |= {"source": ticket.source, "external_id": ticket.external_id}
    return _message(event, entry.at, data)


def test_body(now: datetime) -> str:
    return _message(TEST, now, {"text": str(_("Dit is een proefbericht van 1do."))})


def _message(event: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))
