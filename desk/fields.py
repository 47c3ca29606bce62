"""What is filled in at the desk, of whatever subject: amounts, hours, days, texts, people.

A field of one subject lies in that subject's forms.py.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contact
from sla.business_hours import AMSTERDAM

# --- Numbers ----------------------------------------------------------------------------------------------------------
# A dot before exactly three digits separates thousands: "1.250" is never 1,25.
_WHOLE = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


class NumberField(forms.DecimalField):
    """ "1.250,50", "1250,5" or "€ 95"; also "95.50", as a calculator shows it."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        self.example = kwargs.pop("example", gettext_lazy("Vul een getal in, zoals 12 of 12,5."))
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
        example = gettext_lazy("Vul een bedrag in euro's in, zoals 95 of 1.250,50.")
        super().__init__(**{"max_digits": 9, "example": example} | kwargs)


# --- Days and moments -------------------------------------------------------------------------------------------------
class _OfThisAge(forms.Field):
    """Business hours are worked out for these years."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found and not 2000 <= found.year <= 2099:
            raise ValidationError(_("Kies een dag van 2000 tot en met 2099."))
        return found


class MomentField(_OfThisAge, forms.DateTimeField):
    """A day and a time by the Amsterdam clock. Of an hour that comes twice, when the clock goes back, it is the first;
    one that is skipped, when it goes forward, is said."""

    def __init__(self, **kwargs: Any) -> None:
        autofocus = {"data-autofocus": ""} if kwargs.pop("autofocus", False) else {}
        attrs = {"type": "datetime-local", **autofocus}
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M"),
            error_messages={
                "required": gettext_lazy("Kies een dag en een tijd."),
                "invalid": gettext_lazy("Dit is geen dag met een tijd; kies die in het veld."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            if wrong.code != "ambiguous_timezone":
                raise
        naive = datetime.fromisoformat(str(value).strip())
        moment = naive.replace(tzinfo=AMSTERDAM)
        if moment.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) == naive:
            return moment
        raise ValidationError(
            _("In deze nacht gaat de klok vooruit: dit uur is er niet. Kies een tijd ervoor of erna."), code="invalid"
        )


class DayField(_OfThisAge, forms.DateField):
    """A day."""


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    messages = {
        "required": gettext_lazy("Kies een dag."),
        "invalid": gettext_lazy("Dit is geen dag; kies die in het veld."),
    }
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, error_messages=messages, **kwargs)


# --- Texts ------------------------------------------------------------------------------------------------------------
def text_field(
    label: Any,
    help_text: Any = "",
    *,
    rows: int = 3,
    longest: int = 5_000,
    required: Any = "",
    autofocus: bool = False,
) -> forms.CharField:
    """`required` is what is said when it is left empty; without it the verb asks for it in its own words."""
    attrs = {"rows": rows, "data-autosize": ""} | ({"data-autofocus": ""} if autofocus else {})
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=bool(required),
        widget=forms.Textarea(attrs=attrs),
        error_messages={"required": required} if required else {},
    )


def long_text(label: Any, help_text: Any = "", *, rows: int = 4) -> forms.CharField:
    return text_field(label, help_text, rows=rows, longest=20_000)


# --- Choices ----------------------------------------------------------------------------------------------------------
def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


def person_field(label: Any, **kwargs: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Contact.objects.none(),
        empty_label=gettext_lazy("Kies een contactpersoon"),
        error_messages={"required": gettext_lazy("Kies een contactpersoon.")},
        **kwargs,
    )


LONGEST_KEY = 18


class PeopleField(forms.ModelMultipleChoiceField):
    """Several of them. A key that is longer than any is no choice: SQLite cannot be asked for it."""

    def clean(self, value: Any) -> Any:
        if any(len(str(key)) > LONGEST_KEY for key in value or ()):
            raise ValidationError(_("Kies alleen wie in de lijst staat."), code="invalid_choice")
        return super().clean(value)


def narrow(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices
