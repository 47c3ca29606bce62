"""Verbs that plan a melding, or put it on the list of a visit (SLA 8.1, 8.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.planned.forms import PlanTicketForm, SaveForVisitForm
from desk.tickets.verb import Passing, Verb
from infra.forms import RefusableForm
from tickets import actions
from tickets.models import Ticket


def _visit_form(data: Any, ticket: Ticket) -> RefusableForm:
    return SaveForVisitForm(data, initial={"text": ticket.subject})


def _save_for_visit(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.save_for_visit(ticket.customer, by=by, now=now, ticket=ticket, text=given["text"])


VERBS = (
    Verb(
        "plan",
        _("Inplannen"),
        _("Plan in"),
        _("De melding is ingepland."),
        PlanTicketForm,
        Passing(actions.plan),
    ),
    Verb(
        "bewaar-voor-bezoek",
        _("Bewaren voor een bezoek"),
        _("Bewaar"),
        _("Het staat op de lijst voor een bezoek."),
        _visit_form,
        _save_for_visit,
    ),
)
