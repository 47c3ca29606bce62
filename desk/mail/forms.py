"""What an agent says of a received mail that waits for him."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Contact, Customer
from infra.forms import RefusableForm
from mail.models import InboundMail
from tickets.models import Ticket


class ReleaseForm(RefusableForm):
    """Whose mail it is: by his address at that customer, or else a new contact there."""

    customer = forms.ModelChoiceField(
        label=gettext_lazy("Klant"),
        queryset=Customer.objects.none(),
        empty_label=gettext_lazy("Kies een klant"),
        error_messages={"required": gettext_lazy("Kies de klant van wie deze mail is.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres van de contactpersoon"),
        help_text=gettext_lazy("Kent de klant dit adres nog niet, dan wordt de contactpersoon toegevoegd."),
        error_messages={
            "required": gettext_lazy("Vul het e-mailadres in."),
            "invalid": gettext_lazy("Dit is geen adres."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=120,
        error_messages={"required": gettext_lazy("Vul de naam van de contactpersoon in.")},
    )
    ticket = forms.IntegerField(
        label=gettext_lazy("Bij melding"),
        help_text=gettext_lazy("Leeg: een nieuwe melding."),
        required=False,
        min_value=1,
        max_value=2**53,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Vul alleen het nummer in.")},
    )

    def __init__(self, data: Any, row: InboundMail, user: User) -> None:
        known = row.contact or _known(row)
        initial = {
            "customer": (row.ticket.customer_id if row.ticket else None) or (known.customer_id if known else None),
            "email": known.email if known else row.original_sender or row.sender,
            "name": known.name if known else _name(row),
            "ticket": row.ticket_id or self._named(row, user),
        }
        super().__init__(data, initial=initial, auto_id="vrijgeven-%s")
        self.user = user
        field = self.fields["customer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Customer.objects.visible_to(user).filter(is_active=True)

    @staticmethod
    def _named(row: InboundMail, user: User) -> int | None:
        """The ticket that the subject names, if it is of the sender's own customer: then one click joins it."""
        if row.hint is None or row.contact is None:
            return None
        named = Ticket.objects.visible_to(user).filter(pk=row.hint, customer=row.contact.customer_id)
        return row.hint if named.exists() else None

    def clean_ticket(self) -> Ticket | None:
        number = self.cleaned_data["ticket"]
        if not number:
            return None
        found = Ticket.objects.visible_to(self.user).filter(pk=number).first()
        if found is None:
            raise ValidationError(_("Melding #%s bestaat niet.") % number)
        return found

    def contact(self) -> Contact | None:
        """Who has this address at the chosen customer; None: he is to be added."""
        given = self.cleaned_data
        return Contact.objects.filter(customer=given["customer"], email__iexact=given["email"], is_active=True).first()


def _name(row: InboundMail) -> str:
    return row.original_name if row.original_sender else row.sender_name


def _known(row: InboundMail) -> Contact | None:
    """Who of one customer has the address of who wrote it first, of a mail that was passed on."""
    if not row.original_sender:
        return None
    found = Contact.objects.filter(email__iexact=row.original_sender, is_active=True).select_related("customer")[:2]
    return found[0] if len(found) == 1 else None


class ShelveForm(RefusableForm):
    reason = forms.CharField(
        label=gettext_lazy("Waarom gebeurt hier niets mee?"),
        max_length=400,
        error_messages={"required": gettext_lazy("Schrijf op waarom er niets mee gebeurt.")},
    )
