"""What is filled in about a host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from infra.forms import RefusableForm
from integrations.monitoring.giving import Prospect
from integrations.monitoring.linking import FIELDS
from integrations.monitoring.signals import LONGEST_CUSTOMER, SAID_CUSTOMER, SAID_SITE
from sla.priority import Impact, Urgency

TOOL_FIELDS = {
    SAID_CUSTOMER: gettext_lazy("Klant (customer)"),
    SAID_SITE: gettext_lazy("Vestiging (site), ook bij Datto RMM"),
    "organizationId": gettext_lazy("NinjaOne: nummer van de organisatie (organizationId)"),
    "locationId": gettext_lazy("NinjaOne, Veeam: nummer van de locatie (locationId)"),
    "CustomerName": gettext_lazy("N-central, Atera: naam van de klant (CustomerName)"),
    "ExternalCustomerID": gettext_lazy("N-central: eigen nummer van de klant (ExternalCustomerID)"),
    "CustomerID": gettext_lazy("Atera: nummer van de klant (CustomerID)"),
    "site_uid": gettext_lazy("Datto RMM: kenmerk van de site (site_uid)"),
    "site_id": gettext_lazy("Datto RMM: nummer van de site (site_id)"),
    "subscription": gettext_lazy("Azure: abonnement (subscription)"),
    "tenantId": gettext_lazy("Microsoft: tenant (tenantId)"),
    "AWSAccountId": gettext_lazy("AWS: account (AWSAccountId)"),
    "customer_id": gettext_lazy("Eigen label: customer_id"),
    "tenant": gettext_lazy("Eigen label: tenant"),
    "companyId": gettext_lazy("Veeam: nummer van het bedrijf (companyId)"),
}
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


class CustomerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.number})"


class LinkCustomerForm(RefusableForm):
    customer = CustomerField(
        label=gettext_lazy("Klant"),
        queryset=Customer.objects.none(),
        empty_label=gettext_lazy("Kies een klant"),
        error_messages={"required": gettext_lazy("Kies welke klant het is.")},
    )

    def __init__(self, data: Any, customers: QuerySet[Customer], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["customer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = customers


class NewToolCustomerForm(LinkCustomerForm):
    token = forms.TypedChoiceField(
        label=gettext_lazy("Koppeling"),
        help_text=gettext_lazy("Het token waarmee het hulpmiddel zijn berichten inlevert."),
        error_messages={"required": gettext_lazy("Kies een koppeling.")},
    )
    field = forms.ChoiceField(label=gettext_lazy("Wat het is"), choices=[(name, TOOL_FIELDS[name]) for name in FIELDS])
    value = forms.CharField(
        label=gettext_lazy("Bij het hulpmiddel"),
        max_length=LONGEST_CUSTOMER,
        help_text=gettext_lazy("Het nummer of de naam, zoals die in het bericht staat."),
        error_messages={"required": gettext_lazy("Vul in hoe het hulpmiddel de klant noemt.")},
    )
    field_order = ["token", "field", "value", "customer"]

    def __init__(self, data: Any, tokens: Sequence[ApiToken], customers: QuerySet[Customer]) -> None:
        super().__init__(data, customers)
        field, by_pk = self.fields["token"], {str(token.pk): token for token in tokens}
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            ("", gettext_lazy("Kies een koppeling")),
            *((key, f"{token.name} ({token.user.name})") for key, token in by_pk.items()),
        ]
        field.coerce = by_pk.__getitem__


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
