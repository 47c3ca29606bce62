"""The fields of a body, each chosen from those that came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from integrations.models import AlertMapping
from integrations.monitoring.field_mapping import ROLES, FieldMapping
from integrations.monitoring.own_mapping import ZONES

_SHOWN, _MOST_CHOICES = 40, 300
_HELP = {
    "host": gettext_lazy("Waar het mis is: de naam in de tabel van bewaakte hosts."),
    "name": gettext_lazy("Wat er mis is; hetzelfde bij het bericht van herstel."),
    "state": gettext_lazy("Mis of hersteld. Zonder dit veld is elk bericht een melding."),
    "severity": gettext_lazy("Bijvoorbeeld critical of warning."),
    "number": gettext_lazy("Het nummer dat het programma aan de alert geeft; hetzelfde bij herstel."),
    "customer": gettext_lazy("Nummer of naam van de klant. Een token van een klant blijft van die klant."),
    "time": gettext_lazy("Komt bij de tekst. De klok loopt vanaf het moment van ontvangst."),
}


class MappingForm(RefusableForm):
    is_on = forms.BooleanField(
        label=gettext_lazy("Eigen veldindeling gebruiken"),
        required=False,
        help_text=gettext_lazy("Uit: wij lezen alleen de programma’s die wij kennen."),
    )
    recovered = forms.CharField(
        label=gettext_lazy("Hersteld is"),
        required=False,
        max_length=3_500,
        help_text=gettext_lazy("Wat er dan als toestand staat, met komma’s ertussen. Al het andere is een melding."),
    )
    ignored = forms.CharField(
        label=gettext_lazy("Overslaan bij"),
        required=False,
        max_length=3_500,
        help_text=gettext_lazy("Toestanden die niets betekenen, zoals acknowledged of test."),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Tijdzone"),
        choices=[(zone, zone) for zone in ZONES],
        help_text=gettext_lazy("Van tijden waar geen zone bij staat."),
    )

    def __init__(self, data: Any, seen: Mapping[str, str], start: FieldMapping, *, is_on: bool) -> None:
        """A field that is chosen already stays to choose, also when the last bodies do not have it."""
        initial: dict[str, Any] = dict(start.paths) | {"is_on": is_on, "zone": start.zone}
        initial |= {"recovered": ", ".join(start.recovered), "ignored": ", ".join(start.ignored)}
        super().__init__(data, initial=initial)
        given = [data.get(role, "") for role in ROLES] if data else []
        chosen = [*start.paths.values(), *(path for path in given if path in seen)]
        shown = [*dict.fromkeys(chosen), *seen][: _MOST_CHOICES + len(chosen)]
        paths = dict.fromkeys(shown, "") | {path: seen[path] for path in shown if path in seen}
        choices = [("", gettext_lazy("staat er niet in")), *((path, _shown(path, paths[path])) for path in paths)]
        for role, label in ROLES.items():
            self.fields[role] = forms.ChoiceField(
                label=label, choices=choices, required=False, help_text=_HELP.get(role, "")
            )

    @property
    def roles(self) -> list[forms.BoundField]:
        return [self[role] for role in ROLES]

    def fields_chosen(self) -> FieldMapping:
        given = self.fields_of_verb()
        return FieldMapping(given["paths"], given["recovered"], given["ignored"], given["zone"])

    def fields_of_verb(self) -> dict[str, Any]:
        given = self.cleaned_data
        words = {name: words_of(given[name]) for name in ("recovered", "ignored")}
        paths = {role: given[role] for role in ROLES if given[role]}
        return {"is_on": given["is_on"], "zone": given["zone"], "paths": paths, **words}


class TakeOverForm(RefusableForm):
    """Whose mapping a token begins with."""

    mapping = forms.ModelChoiceField(
        label=gettext_lazy("Neem de velden over van"),
        queryset=AlertMapping.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("Van een token dat door dit token wordt vervangen. Daarna staat elk token op zichzelf."),
        error_messages={
            "required": gettext_lazy("Kies een token."),
            "invalid_choice": gettext_lazy("Kies een token uit de lijst."),
        },
    )

    def __init__(self, data: Any, others: QuerySet[AlertMapping]) -> None:
        super().__init__(data, auto_id="overnemen-%s")
        field = self.fields["mapping"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others
        field.label_from_instance = _whose  # type: ignore[method-assign, assignment]


def _whose(mapping: AlertMapping) -> str:
    return f"{mapping.token.name}, {mapping.token.user.name} ({mapping.token.start}…)"


def words_of(text: str) -> list[str]:
    """Of a list with commas between them."""
    return [*filter(None, re.split(r"\s*[,;\n]\s*", text.strip()))]


def _shown(path: str, value: str) -> str:
    value = " ".join(value.split())
    short = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
    return f"{path} · {short}" if short else path
