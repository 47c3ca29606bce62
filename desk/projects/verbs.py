"""The verb about projects (SLA 8.3)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.projects.forms import ProjectForm
from desk.tickets.verb import Passing, Verb
from infra.forms import RefusableForm
from tickets import actions
from tickets.models import Project, Ticket


def _form(data: Any, ticket: Ticket) -> RefusableForm:
    return ProjectForm(data, initial={"is_project": Project.objects.filter(ticket=ticket).exists()})


VERBS = (
    Verb(
        "project",
        _("Is dit een project?"),
        _("Bewaar"),
        _("Bewaard."),
        _form,
        Passing(actions.mark_project),
    ),
)
