"""What the page of a ticket says about its evaluation, and about a promise that was broken (SLA 11)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from desk.evaluations.forms import BreachForm
from reviews.evaluations.actions import APPROVE
from reviews.evaluations.queries import breach_cause, broke_promise
from reviews.models import Evaluation
from tickets.models import Ticket


def evaluation_of(ticket: Ticket) -> Evaluation | None:
    """Read along with the ticket, where it was (`select_related`)."""
    return getattr(ticket, "evaluation", None)


def context(user: User, ticket: Ticket) -> dict[str, Any]:
    """No query, unless a promise was broken: then one or two."""
    is_broken = broke_promise(ticket)
    return {
        "evaluation": evaluation_of(ticket),
        "may_choose_evaluation": ticket.is_incident and ticket.resolved_at is not None and user.has_perm(APPROVE),
        "is_broken_promise": is_broken,
        "breach": breach_cause(ticket) if is_broken else None,
    }


def breach_form(ticket: Ticket, data: Any = None) -> BreachForm:
    """For whatever page shows a broken promise: draw it with desk/evaluations/_breach.html."""
    return BreachForm(data, breach_cause(ticket))
