"""What a customer says when it does not go as agreed (SLA 12)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms import FormWithToken


class EscalationRequestForm(FormWithToken):
    reason = forms.CharField(
        label=_("Wat gaat er niet zoals afgesproken?"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
        error_messages={
            "required": _("Schrijf op wat er niet gaat zoals afgesproken; dan kunnen wij er iets aan doen.")
        },
    )
