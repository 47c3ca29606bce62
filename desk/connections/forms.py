"""What is filled in about tokens and webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Scope, User
from infra.forms import RefusableForm
from integrations.webhooks import announcing

_DAYS = [("30", gettext_lazy("30 dagen")), ("90", gettext_lazy("90 dagen")), ("365", gettext_lazy("een jaar"))]


class _OfAUser(RefusableForm):
    """A form with an `email`, of whom the verb makes it."""

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise forms.ValidationError(
                _("Er is geen gebruiker met dit adres. Maak de koppeling eerst aan in het beheer.")
            )
        return user

    def fields_of_verb(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"user": given.pop("email"), **given}


class TokenForm(_OfAUser):
    """`email` and not a list: a house may have thousands of customers' people."""

    called_here = {"user": "email"}

    email = forms.EmailField(
        label=gettext_lazy("Van wie"),
        help_text=gettext_lazy("E-mailadres van de koppeling, of van een contactpersoon. Het token ziet wat die ziet."),
        error_messages={"required": gettext_lazy("Vul het e-mailadres van de koppeling of de contactpersoon in.")},
        widget=forms.EmailInput(attrs={"list": "service-accounts", "autocomplete": "off", "data-autofocus": ""}),
    )
    name = forms.CharField(
        label=gettext_lazy("Waarvoor"),
        max_length=80,
        error_messages={"required": gettext_lazy("Vul in waarvoor het token is.")},
        help_text=gettext_lazy("Om het token terug te vinden, bijvoorbeeld “Monitoring kantoor”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Wat het mag"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens één bevoegdheid.")},
    )
    in_address = forms.BooleanField(
        label=gettext_lazy("Het token staat in het adres"),
        required=False,
        help_text=gettext_lazy(
            "Alleen voor een monitoringprogramma dat geen kop (header) kan meesturen: zo’n token levert berichten van"
            " monitoring in en kan verder niets."
        ),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Geldig"),
        choices=[*_DAYS, ("", gettext_lazy("totdat het wordt ingetrokken"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="365",
    )
    rate_per_minute = forms.IntegerField(
        label=gettext_lazy("Hoogste aantal aanvragen per minuut"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Leeg: zoals voor alle tokens; 120 voor een token in het adres."),
    )


_NOT_BY_ITSELF = ("ticket.note", announcing.NOTIFIED)


class WebhookForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Waarvoor"),
        max_length=80,
        help_text=gettext_lazy("Om hem terug te vinden, bijvoorbeeld “TOPdesk van Bakkerij Smit”."),
        error_messages={"required": gettext_lazy("Vul in waarvoor de webhook is.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Adres"),
        max_length=500,
        help_text=gettext_lazy("Waar het andere programma berichten ontvangt; begint met https://."),
        error_messages={"required": gettext_lazy("Vul het adres in waar de berichten heen gaan.")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Waarover"),
        choices=announcing.CHOICES,
        initial=[name for name, _label in announcing.CHOICES if name not in _NOT_BY_ITSELF],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens één gebeurtenis.")},
    )


class NewWebhookForm(_OfAUser, WebhookForm):
    """`email` and not a list: a house may have thousands of customers' people."""

    called_here = {"user": "email"}

    email = forms.EmailField(
        label=gettext_lazy("Van wie"),
        help_text=gettext_lazy(
            "E-mailadres van de koppeling, of van een contactpersoon. De webhook hoort niet meer dan die mag zien."
        ),
        error_messages={"required": gettext_lazy("Vul het e-mailadres van de koppeling of de contactpersoon in.")},
        widget=forms.EmailInput(attrs={"list": "service-accounts", "autocomplete": "off"}),
    )
    field_order = ["name", "email", "url", "events"]
