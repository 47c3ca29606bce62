"""Giving a melding to who it is of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.moving.forms import MoveToContactForm, MoveToCustomerForm
from desk.tickets.verb import Passing, Verb
from tickets import actions
from tickets.models import Ticket


def _to_customer(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    return actions.move_to_customer(
        ticket,
        given["contact"],
        by=by,
        now=now,
        with_files=given["with_files"],
        confirmed=given["confirmed"],
    )


VERBS = (
    Verb(
        "andere-melder",
        _("Andere melder"),
        _("Wijzig de melder"),
        _("De melder is gewijzigd."),
        MoveToContactForm,
        Passing(actions.move_to_contact),
    ),
    Verb(
        "andere-klant",
        _("Hoort bij een andere klant"),
        _("Verplaats"),
        _("De melding staat nu bij de andere klant, met een eigen nummer. De vorige klant ziet haar niet meer."),
        MoveToCustomerForm,
        _to_customer,
        is_danger=True,
        leads_on=True,
    ),
)
