"""Whose figures are looked at, and over which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from contracts.models import Customer
from reviews.figures.figure_reading import FiguresScope
from reviews.forms import FiguresPeriodForm

_MODELS: dict[str, type[Customer] | type[Team] | type[User]] = {"klant": Customer, "team": Team, "medewerker": User}


class ResultsForm(FiguresPeriodForm):
    """`wie` is empty for the house, else "klant-12", "team-3" or "medewerker-7"."""

    wie = forms.ChoiceField(label=gettext_lazy("Van wie"), required=False)
    field_order = ("wie", "van", "tot")

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customers = Customer.objects.visible_to(viewer)
        customers = self.customers.order_by("name").values_list("pk", "name")
        teams = Team.objects.order_by("name").values_list("pk", "name")
        people = User.objects.filter(is_house=True, is_active=True).order_by("name").values_list("pk", "name")
        self.fields["wie"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("1do, alle klanten")),
            (gettext_lazy("Klanten"), [(f"klant-{pk}", name) for pk, name in customers]),
            (gettext_lazy("Teams"), [(f"team-{pk}", name) for pk, name in teams]),
            (gettext_lazy("Medewerkers"), [(f"medewerker-{pk}", name) for pk, name in people]),
        ]
        self.fields["wie"].error_messages["invalid_choice"] = gettext_lazy("Kies iemand uit de lijst.")

    @property
    def whose(self) -> Customer | Team | User | None:
        """None for the house."""
        word = self.cleaned_data.get("wie", "")
        if not word:
            return None
        kind, _dash, pk = word.partition("-")
        return _MODELS[kind]._default_manager.get(pk=pk)  # it is one of the choices

    @property
    def scope(self) -> FiguresScope:
        return FiguresScope.of(self.whose)
