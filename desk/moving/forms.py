"""To whom a melding goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contact, Customer
from infra.forms import RefusableForm
from tickets.models import Ticket


class MoveToContactForm(RefusableForm):
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Wie is de melder?"),
        queryset=Contact.objects.none(),
        empty_label=gettext_lazy("Kies een contactpersoon"),
        help_text=gettext_lazy("Leest voortaan mee en krijgt de mails; de vorige melder niet meer."),
        error_messages={"required": gettext_lazy("Kies wie de melder is.")},
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data)
        people = Contact.objects.filter(customer=ticket.customer_id, is_active=True).exclude(pk=ticket.contact_id)
        self.fields["contact"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class MoveToCustomerForm(RefusableForm):
    customer = forms.ModelChoiceField(
        label=gettext_lazy("Van welke klant is deze melding?"),
        queryset=Customer.objects.none(),
        empty_label=gettext_lazy("Kies een klant"),
        error_messages={"required": gettext_lazy("Kies de klant.")},
    )
    contact = forms.CharField(
        label=gettext_lazy("Naam of e-mailadres van de melder daar"),
        max_length=200,
        error_messages={"required": gettext_lazy("Vul in wie daar de melder is.")},
    )
    with_files = forms.BooleanField(label=gettext_lazy("Neem de bestanden van de melding mee"), required=False)
    confirmed = forms.BooleanField(
        label=gettext_lazy("Dit klopt"),
        help_text=gettext_lazy("Zonder vinkje zie je eerst wat er verandert."),
        required=False,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data)
        others = Customer.objects.filter(is_active=True).exclude(pk=ticket.customer_id)
        self.fields["customer"].queryset = others.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        customer, who = given.get("customer"), str(given.get("contact") or "").strip()
        if customer is None or not who:
            return given
        people = Contact.objects.filter(customer=customer, is_active=True).select_related("customer")
        found = list(people.filter(Q(name__icontains=who) | Q(email__iexact=who)).order_by("name")[:6])
        exact = [each for each in found if who.lower() in (each.name.lower(), each.email.lower())]
        if len(exact or found) == 1:
            given["contact"] = (exact or found)[0]
        elif found:
            names = ", ".join(each.name for each in found)
            self.add_error("contact", _("Meer dan één persoon past: %s. Vul de hele naam in.") % names)
        else:
            self.add_error("contact", _("Niemand bij %s heet zo of heeft dit adres.") % customer.name)
        return given
