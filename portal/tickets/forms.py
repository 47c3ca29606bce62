"""What a customer writes on a melding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from infra.forms import RefusableForm
from tickets.forms import MessageForm, file_limits


class ReplyForm(MessageForm):
    """A message of the customer."""

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs |= file_limits()
        if label:
            self.fields["text"].label = label

    @property
    def has_lost_files(self) -> bool:
        """A browser cannot be given back its files."""
        return bool(self.errors and self.files)


class CloseForm(RefusableForm):
    """A last word is welcome and not needed. It stands on one page with ReplyForm, so its ids are its own."""

    text = forms.CharField(
        label=_("Wilt u nog iets kwijt?"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="close_%s")
