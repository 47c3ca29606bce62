"""A day with other hours."""

from __future__ import annotations

import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm


class ExceptionForm(RefusableForm):
    """One day with other hours than the calendar says."""

    date = forms.DateField(
        label=gettext_lazy("Dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Kies een dag."),
            "invalid": gettext_lazy("Dit is geen dag; kies die in het veld."),
        },
    )
    hours = forms.CharField(
        label=gettext_lazy("Open"),
        help_text=gettext_lazy("Bijvoorbeeld 08:00-12:00, of 08:00-12:00 13:00-16:00. Leeg is de hele dag gesloten."),
        max_length=80,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reden"),
        help_text=gettext_lazy("Staat in de uitleg van elk moment dat hierdoor verschuift."),
        max_length=150,
        error_messages={"required": gettext_lazy("Geef een reden.")},
    )

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if day.year > 2100:
            raise forms.ValidationError(_("Kies een dag voor 2100."))
        return day

    @property
    def windows(self) -> list[tuple[str, str]]:
        """ "08:00-12:00 13:00-16:00" as pairs; what is not a pair is left for the calendar to refuse."""
        parts = self.cleaned_data["hours"].replace(",", " ").replace("–", "-").replace(" - ", "-").split()
        return [(opens, closes) for opens, _dash, closes in (part.partition("-") for part in parts)]
