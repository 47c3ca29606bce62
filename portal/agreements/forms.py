"""What a customer fills in to sign (SLA 13)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm


class SignForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Uw naam"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Vul uw naam in.")},
    )
    function = forms.CharField(
        label=gettext_lazy("Uw functie"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": gettext_lazy("Vul in als wat u ondertekent, bijvoorbeeld: directeur.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code uit de mail"),
        max_length=12,
        help_text=gettext_lazy("Zes cijfers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Vul de code in die wij u hebben gemaild.")},
    )
    agree = forms.BooleanField(
        label=gettext_lazy("Ik heb het document gelezen en ga akkoord."),
        error_messages={"required": gettext_lazy("Zet hier een vinkje als u akkoord gaat.")},
    )
