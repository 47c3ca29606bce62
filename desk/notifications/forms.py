"""How somebody wants to be told: a row of choices for each thing that he may be told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from tickets.models import NoticeWhat, NoticeWhen
from tickets.notifications.rules import TO_SET, How

WAYS = {
    "browser": gettext_lazy("In de browser"),
    "mail": gettext_lazy("Per e-mail"),
    "webhook": gettext_lazy("Per webhook"),
}


@dataclass(frozen=True)
class SettingRow:
    label: str
    ways: list[Any]
    when: Any


class NoticeSettingsForm(RefusableForm):
    def __init__(self, data: Any, settings: dict[str, How]) -> None:
        super().__init__(data)
        for what in TO_SET:
            label = NoticeWhat(what).label
            for way, words in WAYS.items():
                spoken = {"aria-label": f"{label}: {words}"}
                self.fields[f"{what}_{way}"] = forms.BooleanField(
                    label=words,
                    required=False,
                    initial=getattr(settings[what], way),
                    widget=forms.CheckboxInput(attrs=spoken),
                )
            self.fields[f"{what}_when"] = forms.ChoiceField(
                label=gettext_lazy("Wanneer"),
                choices=NoticeWhen.choices,
                initial=settings[what].when,
                widget=forms.Select(attrs={"aria-label": f"{label}: wanneer"}),
                error_messages={
                    "required": gettext_lazy("Kies wanneer dit mag komen."),
                    "invalid_choice": gettext_lazy("Kies een tijd uit de lijst."),
                },
            )

    @property
    def rows(self) -> Iterator[SettingRow]:
        for what in TO_SET:
            ways = [self[f"{what}_{way}"] for way in WAYS]
            yield SettingRow(str(NoticeWhat(what).label), ways, self[f"{what}_when"])

    @property
    def chosen(self) -> dict[str, How]:
        given = self.cleaned_data
        return {
            what: How(
                browser=given[f"{what}_browser"],
                mail=given[f"{what}_mail"],
                webhook=given[f"{what}_webhook"],
                when=given[f"{what}_when"],
            )
            for what in TO_SET
        }
