"""What a melding has to do with others, and what all of them are told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Customer
from desk.fields import text_field
from desk.merging.forms import describe
from infra.forms import RefusableForm
from tickets.forms import FormWithToken
from tickets.links.actions import links_of, open_children
from tickets.models import Outage, Ticket
from tickets.values import LinkKind


class LinkForm(RefusableForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Deze melding"),
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Alleen wat ergens onder valt, krijgt daarvan de berichten."),
        error_messages={"required": gettext_lazy("Kies wat de twee met elkaar te maken hebben.")},
    )
    into = forms.IntegerField(
        label=gettext_lazy("Melding nr."),
        min_value=1,
        max_value=2**53,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Vul het nummer van de melding in."),
            "invalid": gettext_lazy("Vul alleen het nummer in."),
        },
    )


class UnlinkForm(RefusableForm):
    link = forms.ChoiceField(label=gettext_lazy("Welke koppeling vervalt?"), widget=forms.RadioSelect)

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data)
        found = [(str(each.pk), str(each)) for each in links_of(ticket)]
        self.fields["link"].choices = found  # type: ignore[attr-defined]


class OutageForm(RefusableForm):
    title = forms.CharField(
        label=gettext_lazy("Wat is er aan de hand?"),
        max_length=160,
        error_messages={"required": gettext_lazy("Schrijf in een paar woorden wat er aan de hand is.")},
    )
    text = text_field(
        gettext_lazy("Wat weten wij nu?"), gettext_lazy("De klanten hieronder lezen titel en uitleg in het portaal.")
    )
    customers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Wie heeft er last van?"),
        queryset=Customer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Aan hen vraagt het portaal bij een nieuwe melding eerst of het deze storing is."),
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        known = Outage.objects.filter(ticket=ticket).first()
        initial = {"title": ticket.subject, "customers": [ticket.customer_id]}
        if known is not None:
            initial = {"title": known.title, "text": known.text, "customers": list(known.customers.all())}
        super().__init__(data, initial=initial)
        people = Customer.objects.filter(is_active=True).order_by("name")
        self.fields["customers"].queryset = people  # type: ignore[attr-defined]


class UnderOutageForm(RefusableForm):
    outage = forms.ModelChoiceField(
        label=gettext_lazy("Bij welke storing hoort deze melding?"),
        queryset=Outage.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Kies een storing.")},
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        standing = Outage.objects.standing().exclude(ticket=ticket).order_by("-pk")
        super().__init__(data, initial={"outage": standing.first()})
        self.fields["outage"].queryset = standing  # type: ignore[attr-defined]
        if not standing:
            self.fields["outage"].help_text = _("Er loopt nu geen bekende storing.")


class TellAllForm(FormWithToken):
    text = text_field(
        gettext_lazy("Bericht aan alle melders"),
        gettext_lazy("Ieder leest dit in de eigen melding en ziet niets van de anderen."),
        autofocus=True,
    )
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Wie krijgt dit?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    solved = forms.BooleanField(label=gettext_lazy("Hiermee is het opgelost, voor allemaal"), required=False)

    def __init__(self, data: Any, ticket: Ticket) -> None:
        children = open_children(ticket)
        super().__init__(data, initial={"to": [str(each.pk) for each in children]})
        choices = [(str(each.pk), f"{each.customer.name}: {describe(each)}") for each in children]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].help_text = _("En de melding waar zij onder vallen: #%s.") % ticket.pk

    def clean_to(self) -> list[int]:
        return [int(number) for number in self.cleaned_data["to"]]
