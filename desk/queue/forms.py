"""What is filled in at the queue: its filters, a view to keep, and how it looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from desk.choices import Choices
from desk.fields import choice_field
from desk.queue.asked import ME, MINE, NOBODY
from desk.queue.drawn_rows import COLUMNS
from infra.forms import RefusableForm
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Status

ANY = ("", gettext_lazy("Alle"))


class QueueFilterForm(forms.Form):
    """Drawn when somebody opens it; what was chosen is understood by `desk.queue.asked`."""

    klant = forms.ChoiceField(label=gettext_lazy("Klant"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    behandelaar = forms.ChoiceField(label=gettext_lazy("Behandelaar"), required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Soort"), choices=[ANY, *TicketKind.choices], required=False)
    prioriteit = forms.ChoiceField(label=gettext_lazy("Prioriteit"), choices=[ANY, *Priority.choices], required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[ANY, *Status.choices], required=False)
    kanaal = forms.ChoiceField(label=gettext_lazy("Kanaal"), choices=[ANY, *Channel.choices], required=False)

    def __init__(self, *, choices: Choices, initial: dict[str, str]) -> None:
        super().__init__(initial=initial)
        choice_field(self, "team").choices = [ANY, (MINE, gettext_lazy("Mijn team")), *choices.teams]
        people = [(ME, gettext_lazy("Ik")), (NOBODY, gettext_lazy("Niemand")), *choices.people]
        choice_field(self, "behandelaar").choices = [ANY, *people]
        choice_field(self, "klant").choices = [ANY, *choices.customers]


class KeepViewForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Geef de weergave een naam."),
            "max_length": gettext_lazy("Houd de naam bij hoogstens %(limit_value)d tekens."),
        },
    )
    is_shared = forms.BooleanField(label=gettext_lazy("Ook voor mijn collega’s"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]


class RowsForm(forms.Form):
    """How dense, and which columns in which order: a number for each that is shown."""

    roomy = forms.ChoiceField(
        label=gettext_lazy("Regels"),
        choices=[("", gettext_lazy("Compact, een regel per melding")), ("1", gettext_lazy("Ruim, twee regels"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, column in COLUMNS.items():
            self.fields[f"plaats-{key}"] = forms.TypedChoiceField(
                label=column.label,
                choices=[("", gettext_lazy("niet tonen")), *((n, n) for n in range(1, len(COLUMNS) + 1))],
                coerce=int,
                empty_value=None,
                required=False,
                initial=columns.index(key) + 1 if key in columns else None,
            )

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[f"plaats-{key}"] for key in COLUMNS]

    @property
    def columns(self) -> list[str]:
        """In the order of their numbers; two of the same number stand as they come."""
        given = {key: self.cleaned_data[f"plaats-{key}"] for key in COLUMNS}
        return sorted((key for key, place in given.items() if place), key=lambda key: given[key])
