"""What a customer puts on the list of a visit (SLA 8.1)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from tickets.planned.actions import LONGEST


class PointForm(RefusableForm):
    text = forms.CharField(
        label=gettext_lazy("Wat wilt u dat wij tijdens een bezoek doen?"),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Schrijf op wat er tijdens het bezoek moet gebeuren."),
            "max_length": gettext_lazy("Houd het bij hoogstens %(limit_value)d tekens; een melding kan langer zijn."),
        },
    )
