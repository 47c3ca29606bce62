"""Confirming a call of the Calamiteitendienst at the desk (SLA 3.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.tickets.verb import Verb, plain
from infra.errors import Refused
from infra.forms import RefusableForm
from tickets.models import Ticket
from tickets.paging import actions as paging

NOT_NEEDED = gettext_lazy("Deze oproep is al bevestigd, of niet meer nodig.")


def _answer(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    running = ticket.pagings.filter(ended_at__isnull=True).first()
    if running is None:
        raise Refused(str(NOT_NEEDED))
    if paging.answer_page(running, by=by, now=now).acknowledged_by is None:
        raise Refused(str(NOT_NEEDED))


VERBS = (
    Verb(
        "bevestig-oproep",
        gettext_lazy("Oproep bevestigen"),
        gettext_lazy("Ik neem de oproep aan"),
        gettext_lazy("Bevestigd; verder wordt niemand opgeroepen."),
        plain(RefusableForm),
        _answer,
    ),
)
