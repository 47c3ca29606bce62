"""A standard answer, as somebody fills it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from contracts.agreements.terms import ItemType
from infra.forms import RefusableForm
from sla.priority import Impact, TicketKind, Urgency
from tickets.macros.actions import MacroTerms
from tickets.models import Activity, Macro, MacroEnd, MacroScope

_LEAVE = ("", gettext_lazy("Laat zoals het is"))
_MINUTES = gettext_lazy("Vul 1 tot en met 1440 minuten in.")


class MacroForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        help_text=gettext_lazy("Hieraan vind je het terug als je / typt, bijvoorbeeld “Outlook herstarten”."),
        max_length=80,
        error_messages={"required": gettext_lazy("Geef het een naam, waaraan je het terugvindt.")},
    )
    scope = forms.ChoiceField(label=gettext_lazy("Voor wie"), choices=MacroScope.choices, initial=MacroScope.OWN)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Welk team"), queryset=Team.objects.order_by("name"), required=False, empty_label="–"
    )
    text = forms.CharField(
        label=gettext_lazy("Tekst"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "data-autosize": ""}),
        error_messages={"required": gettext_lazy("Schrijf de tekst.")},
    )
    is_note = forms.BooleanField(label=gettext_lazy("Als notitie voor collega’s, niet voor de klant"), required=False)
    then = forms.ChoiceField(label=gettext_lazy("Daarna"), choices=MacroEnd.choices, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minuten schrijven"),
        min_value=1,
        max_value=24 * 60,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Vul een heel aantal minuten in, bijvoorbeeld 15."),
            "min_value": _MINUTES,
            "max_value": _MINUTES,
        },
    )
    activity = forms.ChoiceField(label=gettext_lazy("Soort werk"), choices=Activity.choices, initial=Activity.SUPPORT)
    kind = forms.ChoiceField(label=gettext_lazy("Meldingstype"), choices=[_LEAVE, *TicketKind.choices], required=False)
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"),
        choices=[_LEAVE, *Impact.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    urgency = forms.ChoiceField(label=gettext_lazy("Urgentie"), choices=[_LEAVE, *Urgency.choices], required=False)
    item_type = forms.ChoiceField(
        label=gettext_lazy("Waaraan is het werk"), choices=[_LEAVE, *ItemType.choices], required=False
    )
    takes = forms.BooleanField(label=gettext_lazy("Zet de melding op mijn naam"), required=False)
    hands_to = forms.ModelChoiceField(
        label=gettext_lazy("Draag over aan team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("Laat zoals het is"),
    )

    def __init__(self, data: Any, *, by: User, macro: Macro | None = None) -> None:
        initial = {name: getattr(macro, name) for name in self.base_fields} if macro else {}
        super().__init__(data, initial=initial)
        if not by.has_perm("tickets.keep_macros"):
            self.fields["scope"].choices = [(MacroScope.OWN, MacroScope.OWN.label)]  # type: ignore[attr-defined]
            del self.fields["team"]

    @property
    def terms(self) -> MacroTerms:
        return MacroTerms(**self.cleaned_data)
