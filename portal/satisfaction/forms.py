"""How it went, in one choice and one open field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from tickets.models import SatisfactionRequest, Score
from tickets.satisfaction.rules import LONGEST

_CHOICES = [(score.value, score.label) for score in sorted(Score, reverse=True)]


class RatingForm(RefusableForm):
    """Begins with what was answered before, or with the word that was followed from the mail; several stand on one
    page, so each has ids of its own."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("Hoe hebben wij dit gedaan?"),
        choices=_CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies hoe wij het deden."),
            "invalid_choice": gettext_lazy("Kies hoe wij het deden."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Wat ging er goed, en wat kan er beter?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
        error_messages={"max_length": gettext_lazy("Uw toelichting is te lang; houd het bij 2000 tekens.")},
    )

    def __init__(self, request: SatisfactionRequest, data: Any = None, *, chosen: str = "") -> None:
        is_known = chosen in {str(score.value) for score in Score}
        initial = {"score": int(chosen) if is_known else request.score, "text": request.text}
        super().__init__(data, initial=initial, auto_id=f"rating_{request.pk}_%s")
