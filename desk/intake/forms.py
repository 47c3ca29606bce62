"""What is written down of a call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import ItemType
from desk.fields import MomentField, choice_field
from sla.edition import EditionRules
from sla.priority import Impact, TicketKind, Urgency
from tickets.forms import IntakeForm
from tickets.intake.report import WorkFacts


class PhoneIntakeForm(IntakeForm):
    """The same intake as in the Serviceportaal, with the edition's own words beside each choice."""

    small_change = forms.BooleanField(
        label=gettext_lazy("Het is een kleine aanpassing (fair use, 7.7)"), required=False
    )
    reported_at = MomentField(
        label=gettext_lazy("Gemeld om"),
        help_text=gettext_lazy("Leeg: nu. Schrijf je een gesprek later op, dan telt de klok vanaf het gesprek."),
        required=False,
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("Werk dat altijd buiten de overeenkomst valt (6.4)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rules: EditionRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Wat voor melding is het?")
        self.fields["subject"].widget.attrs["autofocus"] = True
        self.fields["subject"].error_messages["required"] = _("Geef de melding een onderwerp, in een paar woorden.")
        self.fields["description"].error_messages["required"] = _("Omschrijf wat er gebeurt of wat de beller wil.")
        self.fields["impact"].label = _("Wie heeft er last van?")
        self.fields["urgency"].label = _("Kan er nog gewerkt worden?")
        self.fields["steps_taken"].label = _("Wat is er al geprobeerd?")
        self.fields["steps_taken"].help_text = _("Nog niets? Schrijf dat dan op.")
        self.fields["item_type"].label = _("Waaraan is het werk?")
        self.fields["user_accounts"].label = _("Het is basis gebruikersbeheer: een inlogaccount erbij of eraf (6.3)")
        self.fields["is_authorisation"].label = _("Het gaat om rechten of toegang: de klant bevestigt dit eerst (10)")
        choice_field(self, "item_type").choices = ItemType.choices
        choice_field(self, "features").choices = [(key, clause.text) for key, clause in rules.work_outside.items()]
        choice_field(self, "impact").choices = [
            (impact.value, f"{impact.value} – {rules.impacts[impact].text}") for impact in Impact
        ]
        choice_field(self, "urgency").choices = [
            (urgency.value, f"{urgency.value} – {rules.urgencies[urgency].text}") for urgency in Urgency
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") != TicketKind.AANPASSING:
            cleaned["small_change"] = False
        return cleaned

    def facts(self) -> WorkFacts:
        given = self.cleaned_data
        return replace(super().facts(), small_change=given["small_change"], features=given["features"])

    def _require(self, field: str, message: Any) -> None:
        """To a colleague about the caller, not to the caller."""
        words = {
            "urgency": _("Kies of er nog gewerkt kan worden; daarmee bepalen wij de prioriteit."),
            "steps_taken": _("Schrijf op wat er al is geprobeerd, ook als dat niets is."),
        }
        super()._require(field, words.get(field, message))
