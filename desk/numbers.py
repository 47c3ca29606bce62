"""Amounts and hours as a Dutch office writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A dot before exactly three digits separates thousands: "1.250" is never 1,25.
_WHOLE = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


class NumberField(forms.DecimalField):
    """ "1.250,50", "1250,5" or "€ 95"; also "95.50", as a calculator shows it."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        self.example = kwargs.pop("example", _("Vul een getal in, zoals 12 of 12,5."))
        messages = {"invalid": self.example} | kwargs.pop("error_messages", {})
        super().__init__(**{"decimal_places": 2, "localize": True, "error_messages": messages} | kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        text = re.sub(r"[€\s]", "", str(value))
        if _WHOLE.fullmatch(text):
            text = text.replace(".", "")
        elif not _PLAIN.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text.replace(",", "."))


class EurosField(NumberField):
    def __init__(self, **kwargs: Any) -> None:
        example = _("Vul een bedrag in euro's in, zoals 95 of 1.250,50.")
        super().__init__(**{"max_digits": 9, "example": example} | kwargs)
