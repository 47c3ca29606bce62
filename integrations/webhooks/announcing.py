"""What other programs are told of, and how little is said: numbers and states. The rest they read over REST, where it
is checked what they may see (SLA 10, security S9)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.telling import CustomerNews, ToldOfCustomer
from tickets.kinds import ROWS
from tickets.models import Notification, TimelineEntry
from tickets.notifications.words import title_of

TEST = "webhook.test"

# To choose from: the name that is sent, and what the desk calls it (`told`, in tickets.kinds).
NOTIFIED = "ticket.notified"  # of one person: what he is told by webhook (tickets.notifications)
CHOICES = [(f"ticket.{kind.value}", facts.told) for kind, facts in ROWS.items() if facts.told]
CHOICES.append((NOTIFIED, _("wat de gebruiker van deze webhook als notificatie krijgt, ook een oproep (SLA 3.2)")))
CHOICES += list(ToldOfCustomer.choices)
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


def notified_body(notification: Notification) -> str:
    """What one person is told, for a telephone or SMS gateway: short, and without names (SLA 10)."""
    ticket, entry = notification.ticket, notification.entry
    words = {"what": title_of(notification), "number": ticket.pk}
    if ticket.priority:
        words["number"] = f"{ticket.pk} ({ticket.get_priority_display()})"
    data = {
        "ticket": ticket.pk,
        "entry": entry.pk,
        "what": notification.what,
        "customer": ticket.customer.number,
        "status": ticket.status,
        "priority": ticket.priority,
        "text": str(_("%(what)s: melding #%(number)s") % words),
        "url": settings.SITE_URL + reverse("desk:ticket", args=[ticket.pk]),
    }
    return _message(NOTIFIED, entry.at, data)


def news_body(news: CustomerNews) -> str:
    """What happened around a customer outside of tickets."""
    return _message(news.name, news.event.at, {"customer": news.event.customer.number, **news.told})


def test_body(now: datetime) -> str:
    return _message(TEST, now, {"text": str(_("Dit is een proefbericht van 1do."))})


def _message(event: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))
