"""What is asked about a project (SLA 8.3)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from desk.fields import text_field
from infra.forms import RefusableForm
from tickets.projects.actions import LONGEST_OUTCOME


class ProjectForm(RefusableForm):
    is_project = forms.BooleanField(
        label=gettext_lazy("Dit is een project"),
        help_text=gettext_lazy(
            "Een grotere uitbreiding, vernieuwing of aanpassing (SLA 8.3). Is de melding gesloten, dan krijgt de"
            " accountmanager bericht dat de overeenkomst moet worden geëvalueerd."
        ),
        required=False,
    )


class AgreementEvaluationForm(RefusableForm):
    outcome = text_field(
        gettext_lazy("Wat gebeurt er met de overeenkomst?"),
        gettext_lazy("Bijvoorbeeld: past nog, of: in versie 3 komen er twee servers bij."),
        longest=LONGEST_OUTCOME,
        required=gettext_lazy("Schrijf op wat er met de overeenkomst gebeurt."),
        autofocus=True,
    )
