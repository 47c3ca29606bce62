"""What is filled in about a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.models import Supplier
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


class SiteForm(RefusableForm):
    """Where a customer works (SLA 8.1)."""

    name = forms.CharField(
        label=gettext_lazy("Naam"),
        help_text=gettext_lazy("Zoals de klant haar noemt: Hoofdkantoor, Magazijn, Winkel Utrecht."),
        max_length=80,
        error_messages={"required": gettext_lazy("Geef de vestiging een naam.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-autofocus": ""}),
    )
    address = forms.CharField(label=gettext_lazy("Adres"), max_length=200, required=False)


class CustomerSupplierForm(RefusableForm):
    """On whom a customer depends, and under which number he is known there (SLA 7.10, 9)."""

    name = forms.CharField(
        label=gettext_lazy("Leverancier"),
        help_text=gettext_lazy("Kies een bekende, of typ een nieuwe."),
        max_length=120,
        error_messages={"required": gettext_lazy("Vul de naam van de leverancier in.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-autofocus": "", "list": "suppliers"}),
    )
    product = forms.CharField(label=gettext_lazy("Waarvoor"), max_length=120, required=False)
    reference = forms.CharField(label=gettext_lazy("Klant- of contractnummer daar"), max_length=80, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telefoon van de leverancier"),
        help_text=gettext_lazy("Leeg bij een bekende leverancier: zoals die al staat."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres van de leverancier"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Dit is geen volledig e-mailadres; het ziet eruit als naam@bedrijf.nl.")
        },
    )

    def clean(self) -> dict[str, Any]:
        """Whom nobody can ring is no supplier to wait for (SLA 7.10)."""
        given: dict[str, Any] = super().clean() or {}
        given["supplier"] = Supplier.objects.filter(name__iexact=given.get("name", "").strip()).first()
        known = given["supplier"]
        reachable = given.get("phone") or given.get("email") or (known and (known.phone or known.email))
        if given.get("name") and not reachable and not self.errors:
            self.add_error("phone", gettext_lazy("Vul een telefoonnummer of e-mailadres in: wie bellen wij anders na?"))
        return given
