"""What a supplier asks and says (SLA 7.10)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import CustomerSupplier, Supplier
from desk.fields import EurosField, choice_field, text_field
from desk.tickets.forms import WaitForm
from sla.clock import Party
from tickets.forms import FormWithToken
from tickets.models import Ticket


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    """The action refuses a day that cannot be."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    invalid = {"invalid": gettext_lazy("Dit is geen dag; kies die in het veld.")}
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget, error_messages=invalid)


class ExtraCostsForm(FormWithToken):
    amount = EurosField(
        label=gettext_lazy("Bedrag, exclusief btw"),
        widget=forms.TextInput(attrs={"data-autofocus": ""}),
        example=gettext_lazy("Vul een bedrag in, zoals 245 of 245,50."),
        error_messages={"required": gettext_lazy("Vul een bedrag in, zoals 245 of 245,50.")},
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Leverancier"), queryset=Supplier.objects.none(), required=False, empty_label="–"
    )
    text = text_field(
        gettext_lazy("Waarvoor?"),
        gettext_lazy("De klant leest dit: deze kosten zijn voor hem (SLA 7.10)."),
        autofocus=True,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"supplier": ticket.supplier_id})
        self.fields["supplier"].queryset = Supplier.objects.order_by("name")  # type: ignore[attr-defined]


class SupplierMailForm(FormWithToken):
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Aan welke leverancier?"),
        queryset=Supplier.objects.none(),
        empty_label=gettext_lazy("Kies een leverancier"),
        error_messages={"required": gettext_lazy("Kies een leverancier.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Onderwerp"),
        max_length=160,
        help_text=gettext_lazy("De leverancier leest dit; noem alleen wie en wat hij moet weten."),
        error_messages={"required": gettext_lazy("Vul een onderwerp in.")},
    )
    supplier_reference = forms.CharField(
        label=gettext_lazy("Kenmerk bij de leverancier"), max_length=80, required=False
    )
    text = text_field(
        gettext_lazy("Bericht"),
        gettext_lazy("Alleen dit gaat mee. Zijn antwoord komt hier te staan, voor collega's; de klant leest het niet."),
        rows=8,
        longest=20_000,
        autofocus=True,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        initial = {
            "supplier": ticket.supplier_id,
            "subject": ticket.subject,
            "supplier_reference": ticket.supplier_reference,
        }
        super().__init__(data, initial=initial)
        with_address = Supplier.objects.exclude(email="").order_by("name")
        self.fields["supplier"].queryset = with_address  # type: ignore[attr-defined]


class ChaseForm(FormWithToken):
    text = text_field(
        gettext_lazy("Wat zei de leverancier?"), gettext_lazy("Alleen collega's lezen dit."), autofocus=True
    )
    supplier_reference = forms.CharField(
        label=gettext_lazy("Kenmerk bij de leverancier"), max_length=80, required=False
    )
    chase_on = _day(gettext_lazy("Opnieuw bellen op"), gettext_lazy("Leeg: de volgende werkdag."))


class WaitForSomebodyForm(WaitForm):
    """The customer's own suppliers stand first, with what they are for; and there has to be somebody to ring."""

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"supplier": ticket.supplier_id})
        links = CustomerSupplier.objects.filter(customer=ticket.customer_id).select_related("supplier")
        own = {link.supplier_id: link for link in links.order_by("supplier__name")}
        others = Supplier.objects.exclude(pk__in=own).order_by("name").values_list("pk", "name")
        groups: list[Any] = [("", _("Kies een leverancier"))]
        if own:
            groups.append((_("Van deze klant"), [(pk, self._words(link)) for pk, link in own.items()]))
        groups.append((_("Andere") if own else _("Alle leveranciers"), list(others)))
        choice_field(self, "supplier").choices = groups

    @staticmethod
    def _words(link: CustomerSupplier) -> str:
        return ", ".join(word for word in (link.supplier.name, link.product, link.reference) if word)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("party") == Party.SUPPLIER and not given.get("supplier") and "supplier" not in self.errors:
            message = _("Kies op wie wij wachten: anders is er niemand om na te bellen (SLA 7.10).")
            self.add_error("supplier", message)
        return given
