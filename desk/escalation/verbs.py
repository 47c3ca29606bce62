"""Verbs of the ladder (SLA 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.escalation.forms import AcknowledgeForm, EscalateForm, OutcomeForm
from desk.tickets.verb import Passing, Verb, plain
from infra.errors import Refused
from tickets import actions
from tickets.models import Escalation, Ticket


def _top(ticket: Ticket) -> Escalation:
    """The highest that is open; whoever was first has left nothing to do."""
    running = ticket.escalations.filter(ended_at__isnull=True).order_by("-step").first()
    if running is None:
        raise Refused(_("Er loopt geen escalatie meer op deze melding."))
    return running


def _acknowledge(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    waiting = ticket.escalations.filter(ended_at__isnull=True, acknowledged_at__isnull=True).order_by("-step").first()
    actions.acknowledge(waiting or _top(ticket), by=by, now=now, text=given["text"])


def _end(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.end_escalation(_top(ticket), by=by, now=now, outcome=given["outcome"])


VERBS = (
    Verb(
        "escaleer",
        gettext_lazy("Escaleren naar de volgende trede"),
        gettext_lazy("Escaleer"),
        gettext_lazy("De volgende trede is ingeschakeld; wie daar staat, krijgt bericht."),
        plain(EscalateForm),
        Passing(actions.escalate),
    ),
    Verb(
        "bevestig-escalatie",
        gettext_lazy("Escalatie bevestigen"),
        gettext_lazy("Ik pak dit op"),
        gettext_lazy("Bevestigd; de klant krijgt bericht."),
        plain(AcknowledgeForm),
        _acknowledge,
    ),
    Verb(
        "rond-escalatie-af",
        gettext_lazy("Escalatie afronden"),
        gettext_lazy("Rond af"),
        gettext_lazy("De escalatie is afgerond."),
        plain(OutcomeForm),
        _end,
    ),
)
