"""Which work is a project, and what the evaluation of the agreement after it came to (SLA 8.3)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.facts import Change
from tickets.kinds import DetailsChanged
from tickets.models import Project, Ticket
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_open, require_text, require_work

EVALUATE = "contracts.change_serviceagreement"
LONGEST_OUTCOME = 2_000


@act()
def mark_project(ticket: Ticket, *, by: User, now: datetime, is_project: bool) -> Ticket:
    """Larger extensions, renewals or changes, that were planned together beforehand. As long as it is open."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    project = Project.objects.filter(ticket=ticket).first()
    if is_project == (project is not None):
        return ticket
    if project is None:
        Project.objects.create(ticket=ticket, customer=ticket.customer, marked_by=by, marked_at=now)
    elif project.asked_at is None:
        project.delete()
    else:
        raise Refused(_("De evaluatie na dit project is al gevraagd; het blijft een project."), field="is_project")
    record(ticket, DetailsChanged(project=Change(not is_project, is_project)), by=by, now=now)
    return ticket


@transaction.atomic
def evaluate_agreement(project: Project, *, by: User, now: datetime, outcome: str) -> Project:
    """What was decided about the agreement, by who keeps agreements. A second click changes nothing."""
    if not (by.is_house and by.has_perm(EVALUATE)):
        raise PermissionDenied
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.asked_at is None:
        raise Refused(_("Dit project loopt nog; de evaluatie komt na afloop (8.3)."))
    outcome = require_text(for_keeping(outcome), _("Schrijf op wat er met de overeenkomst gebeurt."), field="outcome")
    if len(outcome) > LONGEST_OUTCOME:
        raise Refused(_("Schrijf het op in hoogstens %s tekens.") % LONGEST_OUTCOME, field="outcome")
    if project.evaluated_at is not None:
        if project.outcome == outcome:
            return project
        raise Refused(_("Een collega heeft deze evaluatie intussen vastgelegd; lees na wat er staat."))
    project.evaluated_at, project.evaluated_by, project.outcome = now, by, outcome
    project.save(update_fields=["evaluated_at", "evaluated_by", "outcome"])
    return project
