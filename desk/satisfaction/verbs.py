"""Ringing back who was not content, from the page of the melding (SLA 11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.satisfaction.forms import CallBackForm
from desk.tickets.verb import Verb, plain
from infra.errors import Refused
from tickets import actions
from tickets.models import CallBack, Ticket
from tickets.satisfaction.queries import open_call_back


def _call_back(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> CallBack:
    waiting = open_call_back(ticket)
    if waiting is None:
        raise Refused(_("Er hoeft bij deze melding niemand (meer) te worden teruggebeld."))
    return actions.finish_call_back(waiting, by=by, now=now, outcome=given["outcome"])


VERBS = (
    Verb(
        "teruggebeld",
        gettext_lazy("Klant teruggebeld"),
        gettext_lazy("Bewaar"),
        gettext_lazy("Vastgelegd; de klant is teruggebeld."),
        plain(CallBackForm),
        _call_back,
    ),
)
