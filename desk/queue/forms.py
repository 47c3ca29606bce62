"""The filters of the queue."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.models import User
from desk.choices import Choices
from desk.fields import choice_field
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Status

ANY = ("", gettext_lazy("Alle"))


class QueueFilterForm(forms.Form):
    """The filters of the queue, as they stand in the URL. An unknown value is said, and left out of the question."""

    q = forms.CharField(required=False, max_length=200)
    weergave = forms.ChoiceField(required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False)
    behandelaar = forms.TypedChoiceField(
        label=gettext_lazy("Behandelaar"), coerce=int, empty_value=None, required=False
    )
    klant = forms.TypedChoiceField(label=gettext_lazy("Klant"), coerce=int, empty_value=None, required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Soort"), choices=[ANY, *TicketKind.choices], required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[ANY, *Status.choices], required=False)
    prioriteit = forms.ChoiceField(label=gettext_lazy("Prioriteit"), choices=[ANY, *Priority.choices], required=False)
    kanaal = forms.ChoiceField(label=gettext_lazy("Kanaal"), choices=[ANY, *Channel.choices], required=False)
    na = forms.CharField(required=False)
    voor = forms.CharField(required=False)

    FILTERS = ("klant", "team", "behandelaar", "soort", "prioriteit", "status", "kanaal")
    _COLUMNS = {
        "klant": "customer",
        "team": "team",
        "behandelaar": "assignee",
        "soort": "kind",
        "prioriteit": "priority",
        "status": "status",
        "kanaal": "channel",
    }

    _UNKNOWN = {
        "q": gettext_lazy("Deze zoekopdracht is te lang, er is niet gezocht; gebruik hoogstens 200 tekens."),
        "weergave": gettext_lazy("“%(value)s” is geen bekende weergave; alle open meldingen staan hier."),
        "team": gettext_lazy("“%(value)s” is geen bekend team; dat filter staat nu uit."),
        "behandelaar": gettext_lazy("“%(value)s” is geen bekende behandelaar; dat filter staat nu uit."),
        "klant": gettext_lazy("“%(value)s” is geen bekende klant; dat filter staat nu uit."),
        "soort": gettext_lazy("“%(value)s” is geen bekende soort; dat filter staat nu uit."),
        "status": gettext_lazy("“%(value)s” is geen bekende status; dat filter staat nu uit."),
        "prioriteit": gettext_lazy("“%(value)s” is geen bekende prioriteit; dat filter staat nu uit."),
        "kanaal": gettext_lazy("“%(value)s” is geen bekend kanaal; dat filter staat nu uit."),
    }

    def __init__(self, data: Any, *, choices: Choices, views: dict[str, Any]) -> None:
        super().__init__(data)
        choice_field(self, "weergave").choices = list(views.items())
        choice_field(self, "team").choices = [ANY, *choices.teams]
        choice_field(self, "behandelaar").choices = [ANY, *choices.people]
        choice_field(self, "klant").choices = [ANY, *choices.customers]
        self.is_valid()
        empty = {name: None if name in ("team", "behandelaar", "klant") else "" for name in self.fields}
        self.chosen: dict[str, Any] = empty | self.cleaned_data
        self.chosen["q"] = self.chosen["q"].replace("\x00", "").strip()

    def condition(self, user: User) -> Q:
        return Q(**{column: self.chosen[name] for name, column in self._COLUMNS.items() if self.chosen[name]})

    @property
    def problems(self) -> list[str]:
        """What of the URL was not understood, in words."""
        return [
            str(words) % {"value": str(self.data.get(name, ""))[:60]}
            for name, words in self._UNKNOWN.items()
            if name in self.errors
        ]

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """The filters that are on: name in the URL, label, and the chosen value in words."""
        return [
            (
                name,
                str(self.fields[name].label),
                str(dict(cast(list[tuple[Any, str]], choice_field(self, name).choices))[self.chosen[name]]),
            )
            for name in self.FILTERS
            if self.chosen[name]
        ]
