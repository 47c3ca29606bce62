"""What a customer decides on advice (SLA 6.4)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm


class AdviceDecisionForm(RefusableForm):
    accepted = forms.TypedChoiceField(
        choices=[("ja", gettext_lazy("Ja")), ("nee", gettext_lazy("Nee"))],
        coerce=lambda value: value == "ja",
        error_messages={"required": gettext_lazy("Kies of u het advies overneemt of afwijst.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Wilt u daar iets bij zeggen?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
        error_messages={"max_length": gettext_lazy("Uw toelichting is te lang; gebruik hoogstens 2000 tekens.")},
    )
