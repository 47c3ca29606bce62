"""What is filled in about a host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from infra.forms import RefusableForm
from integrations.monitoring.giving import Prospect
from sla.priority import Impact, Urgency

SERVICES = [
    (SUPPORT, gettext_lazy("Ondersteuning en opvolging van alerts")),
    ("backup_monitoring", gettext_lazy("Monitoring van back-ups")),
]


class GiveForm(RefusableForm):
    """Only those whose it can be are there to choose."""

    customer = forms.ModelChoiceField(
        label=gettext_lazy("Van welke klant is dit?"),
        queryset=Customer.objects.none(),
        error_messages={
            "required": gettext_lazy("Kies van welke klant dit is."),
            "invalid_choice": gettext_lazy("Kies een klant die een host met deze naam heeft."),
        },
    )

    def __init__(self, data: Any, prospects: Sequence[Prospect]) -> None:
        super().__init__(data)
        field = self.fields["customer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Customer.objects.filter(pk__in=[each.customer.pk for each in prospects])


class HostForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=200,
        help_text=gettext_lazy("Zoals de monitoring hem noemt. Hoofdletters en een poort erachter tellen niet."),
        error_messages={"required": gettext_lazy("Vul de naam van de host in.")},
    )
    other_names = forms.CharField(
        label=gettext_lazy("Andere namen"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Zoals andere programma's hem noemen, elk op een regel: de volledige naam, een IP-adres, een nummer."
        ),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Op naam van"),
        queryset=Contact.objects.none(),
        empty_label=gettext_lazy("Kies een contactpersoon"),
        help_text=gettext_lazy("Krijgt de statusmails, en geeft akkoord als de opvolging meerwerk is."),
        error_messages={"required": gettext_lazy("Kies de contactpersoon op wiens naam de meldingen komen.")},
    )
    item_type = forms.ChoiceField(label=gettext_lazy("Wat het is"), choices=ItemType.choices, initial=ItemType.SERVER)
    service = forms.ChoiceField(label=gettext_lazy("SLA-onderdeel (5.2)"), choices=SERVICES)
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"),
        choices=[("", gettext_lazy("Bepaalt de medewerker")), *Impact.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Met impact en urgentie krijgt een melding meteen een prioriteit (7.9)."),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgentie"),
        choices=[("", gettext_lazy("Bepaalt de medewerker")), *Urgency.choices],
        required=False,
    )
    is_active = forms.BooleanField(label=gettext_lazy("Maakt meldingen"), required=False, initial=True)

    def __init__(self, data: Any, customer: Customer, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Contact.objects.filter(customer=customer, is_active=True).order_by("name")

    def clean_other_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["other_names"].splitlines() if line.strip()]
