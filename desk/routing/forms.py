"""A rule of assignment, and a melding to try the rules with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from contracts.agreements.terms import ItemType
from contracts.models import Customer
from desk.choices import colleagues
from desk.fields import choice_field
from infra.forms import RefusableForm
from sla.priority import TicketKind
from tickets.clock import clocks
from tickets.models import Channel

_ANY = ("", gettext_lazy("Alles"))


class RuleConditions(RefusableForm):
    """Of what kind a melding is; empty is no condition."""

    kind = forms.ChoiceField(label=gettext_lazy("Soort"), choices=[_ANY, *TicketKind.choices], required=False)
    item_type = forms.ChoiceField(label=gettext_lazy("Onderdeel"), choices=[_ANY, *ItemType.choices], required=False)
    service = forms.ChoiceField(label=gettext_lazy("SLA-onderdeel (5.2)"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Kanaal"), choices=[_ANY, *Channel.choices], required=False)
    customer = forms.ModelChoiceField(
        label=gettext_lazy("Klant"), queryset=Customer.objects.none(), required=False, empty_label=gettext_lazy("Alles")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = clocks.rules_for(None).services
        choice_field(self, "service").choices = [_ANY, *((key, row.text) for key, row in services.items())]
        self.fields["customer"].queryset = Customer.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class RoutingRuleForm(RuleConditions):
    team = forms.ModelChoiceField(
        label=gettext_lazy("Aan team"), queryset=Team.objects.none(), required=False, empty_label="–"
    )
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Aan collega"),
        help_text=gettext_lazy("Is die afwezig, dan krijgt het team de melding; zonder team geldt de volgende regel."),
        queryset=User.objects.none(),
        required=False,
        empty_label="–",
    )
    to_fixed_engineer = forms.BooleanField(
        label=gettext_lazy("Aan de vaste engineer van de klant (SLA 7.1)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = colleagues()  # type: ignore[attr-defined]
