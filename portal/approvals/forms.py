"""What a customer answers to a question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from tickets.models import Approval

YES, NO = "ja", "nee"


class AnswerForm(RefusableForm):
    """Yes or no is the button that was pressed. Several stand on one page, so each has ids of its own."""

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
    text = forms.CharField(
        label=gettext_lazy("Toelichting"),
        help_text=gettext_lazy("Nodig als u niet akkoord gaat; wij lezen dan waarom."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
        error_messages={"max_length": gettext_lazy("Uw toelichting is te lang; houd het bij 2000 tekens.")},
    )

    def __init__(self, approval: Approval, data: Any = None) -> None:
        super().__init__(data, auto_id=f"approval_{approval.pk}_%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "answer" in self.errors:
            self.errors.pop("answer")
            self.add_error(None, _("Kies “Akkoord” of “Niet akkoord”."))
        elif cleaned["answer"] == NO and "text" not in self.errors and not cleaned["text"].strip():
            self.add_error("text", _("Schrijf op waarom u niet akkoord gaat, dan kunnen wij verder meedenken."))
        return cleaned

    @property
    def is_unfolded(self) -> bool:
        return bool(self.errors)
