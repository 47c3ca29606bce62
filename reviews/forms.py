"""What is filled in about figures, whatever the door."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from reviews.periods import Period, PeriodError

_DAY = {"required": gettext_lazy("Kies een dag."), "invalid": gettext_lazy("Dit is geen dag.")}


def _day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=_DAY)


class FiguresPeriodForm(RefusableForm):
    """The days that figures are about, the last included."""

    van = _day_field(gettext_lazy("Van"))
    tot = _day_field(gettext_lazy("Tot en met"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("van"), cleaned.get("tot")
        if first and last and not self.errors:
            try:
                cleaned["period"] = Period.between(first, last)
            except PeriodError as wrong:
                self.add_error("van" if wrong.is_of_first else "tot", str(wrong))
        return cleaned

    @property
    def period(self) -> Period | None:
        """None while something is wrong with what was filled in."""
        return self.cleaned_data.get("period") if self.is_valid() else None


def usual_periods(today: date) -> list[tuple[str, Period]]:
    """What is asked for most, with what a person calls it."""
    this_month = Period.month(today.year, today.month)
    half = Period.half_year(today.year, 1 if today.month <= 6 else 2)
    return [
        (str(gettext_lazy("Deze maand")), this_month),
        (str(gettext_lazy("Vorige maand")), this_month.previous),
        (str(gettext_lazy("Dit halfjaar")), half),
        (str(gettext_lazy("Vorig halfjaar")), half.previous),
        (str(gettext_lazy("Dit jaar")), Period(date(today.year, 1, 1), date(today.year, 12, 31))),
    ]
