"""What is filled in at the desk about coverage (SLA 5 to 7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import Verdict
from desk.fields import text_field
from infra.forms import RefusableForm
from sla.edition import EditionRules
from sla.priority import TicketKind
from tickets.clock import clocks
from tickets.models import Ticket


def feature_choices(rules: EditionRules) -> list[tuple[str, str]]:
    return [(key, clause.text) for key, clause in rules.work_outside.items()]


class DescribeForm(RefusableForm):
    """What the work is on and what is special about it; coverage follows."""

    item_type = forms.ChoiceField(
        label=gettext_lazy("Waaraan is het werk?"), choices=ItemType.choices, widget=forms.RadioSelect
    )
    service = forms.ChoiceField(label=gettext_lazy("SLA-onderdeel (5.2)"))
    features = forms.MultipleChoiceField(
        label=gettext_lazy("Valt het onder een van deze? (6.4)"),
        help_text=gettext_lazy("Zulk werk valt altijd buiten de overeenkomst."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    small_change = forms.BooleanField(
        label=gettext_lazy("Kleine aanpassing, op basis van fair use (7.7)"), required=False
    )
    user_accounts = forms.BooleanField(
        label=gettext_lazy("Basis gebruikersbeheer: inlogaccount erbij of eraf (6.3)"), required=False
    )
    extra_supervision = forms.BooleanField(
        label=gettext_lazy("Update die extra toezicht vraagt, buiten het reguliere updatebeheer (6.1)"), required=False
    )
    unsupported = forms.BooleanField(
        label=gettext_lazy("De fabrikant ondersteunt dit product niet meer: best effort, zonder streeftijd (7.10)"),
        required=False,
    )
    reason = text_field(
        gettext_lazy("Toelichting"), gettext_lazy("De klant leest dit als de dekking erdoor verandert."), rows=2
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        facts: tuple[str, ...] = ("item_type", "service", "features", "small_change", "user_accounts")
        facts += ("extra_supervision", "unsupported")
        super().__init__(data, initial={name: getattr(ticket, name) for name in facts})
        rules = clocks.rules_for(ticket.agreement)
        self.fields["service"].choices = [(key, row.text) for key, row in rules.services.items()]  # type: ignore[attr-defined]
        self.fields["features"].choices = feature_choices(rules)  # type: ignore[attr-defined]
        if ticket.kind != TicketKind.AANPASSING:  # what it was for another kind stays as it is
            for name in ("small_change", "user_accounts"):
                self.fields[name].widget = forms.HiddenInput()
        if ticket.coverage_overridden:
            self.fields["reason"].help_text = _(
                "De dekking is met de hand bepaald. Met een toelichting beslist de overeenkomst weer;"
                " de klant leest dit."
            )


class OverrideForm(RefusableForm):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Wat is het dan?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = text_field(gettext_lazy("Waarom?"), gettext_lazy("De klant leest dit."))

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"verdict": ticket.coverage_verdict})
