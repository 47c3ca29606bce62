"""What is filled in about a contact."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm


class ContactForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=120,
        error_messages={"required": gettext_lazy("Vul een naam in.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-autofocus": ""}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefoon"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Dit is geen volledig e-mailadres; het ziet eruit als naam@bedrijf.nl.")
        },
    )
    department = forms.CharField(label=gettext_lazy("Afdeling"), max_length=80, required=False)
    is_active = forms.BooleanField(
        label=gettext_lazy("Actief: kan meldingen doen en volgen"), required=False, initial=True
    )
    asks_satisfaction = forms.BooleanField(
        label=gettext_lazy("Wil na een melding gevraagd worden hoe wij het deden"), required=False, initial=True
    )
