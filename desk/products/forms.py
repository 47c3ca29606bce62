"""One product of a concept, and which renewals are shown (SLA 11)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import RecurringProduct, Supplier
from contracts.models.products import LONGEST_NOTE
from contracts.products.actions import ProductTerms
from contracts.products.queries import Renewal
from contracts.products.rules import MOST_NOTICE_DAYS, MOST_TERM_MONTHS, ProductPeriod
from desk.fields import EurosField, day_field, text_field
from infra.forms import RefusableForm

MOST_PIECES = 100_000
NOT_OURS = gettext_lazy("Dit formulier is onderweg veranderd. Neem over wat je typte, en open het product opnieuw.")


def _number(label: Any, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    said = gettext_lazy("Vul een heel getal in van %(least)s tot en met %(most)s.")
    words = said % {"least": least, "most": f"{most:,}".replace(",", ".")}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        **kwargs,
    )


class ProductForm(RefusableForm):
    """`key` and `revision` are those of what stood there when the page was opened; 0: nothing."""

    name = forms.CharField(
        label=gettext_lazy("Product of dienst"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Geef het product een naam."),
            "max_length": gettext_lazy("Maak de naam korter: hoogstens 120 tekens."),
        },
        widget=forms.TextInput(attrs={"data-autofocus": "", "autocomplete": "off"}),
    )
    quantity = _number(gettext_lazy("Aantal"), 1, MOST_PIECES)
    price = EurosField(
        label=gettext_lazy("Prijs per stuk"),
        help_text=gettext_lazy("In euro's, excl. btw, per periode. Leeg: geen prijs afgesproken."),
        min_value=Decimal(0),
        required=False,
        error_messages={
            "min_value": gettext_lazy("Een prijs kan niet minder dan 0 zijn."),
            "max_decimal_places": gettext_lazy("Vul de prijs in met hoogstens twee cijfers achter de komma."),
            "max_digits": gettext_lazy("Deze prijs is te groot; vul minder dan 10 miljoen in."),
            "max_whole_digits": gettext_lazy("Deze prijs is te groot; vul minder dan 10 miljoen in."),
        },
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Prijs per"),
        choices=ProductPeriod.choices,
        error_messages={"required": gettext_lazy("Kies per wanneer wordt betaald.")},
    )
    renews_on = day_field(
        gettext_lazy("Eerstvolgende verlenging"),
        required=False,
        help_text=gettext_lazy("Leeg: loopt door tot iemand opzegt. Je krijgt 60 en 30 dagen ervoor bericht."),
    )
    renews_every = _number(
        gettext_lazy("Verlengt daarna telkens met (maanden)"),
        1,
        MOST_TERM_MONTHS,
        required=False,
        help_text=gettext_lazy("Leeg: verlengt niet vanzelf opnieuw."),
    )
    notice_days = _number(gettext_lazy("Opzegtermijn (dagen voor de verlenging)"), 0, MOST_NOTICE_DAYS, required=False)
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Leverancier"),
        queryset=Supplier.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("Geen, of 1do zelf"),
    )
    licence_numbers = text_field(
        gettext_lazy("Licentienummers"),
        gettext_lazy("Eén per regel. Staan in het document; in het Serviceportaal alleen voor wie over geld gaat."),
        rows=4,
        longest=20_000,  # the verb says what is too long, so that it is said in one way at all doors
    )
    note = text_field(gettext_lazy("Toelichting"), gettext_lazy("De klant leest dit ook."), longest=LONGEST_NOTE)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": NOT_OURS})
    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NOT_OURS),
    )

    def __init__(self, data: Any = None, *, product: RecurringProduct | None = None) -> None:
        initial: dict[str, Any] = {"key": uuid.uuid4(), "revision": 0, "quantity": 1}
        if product is not None:
            initial = {name: getattr(product, name) for name in self.base_fields if name != "supplier"}
            initial["supplier"] = product.supplier_id
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        if {"key", "revision"} & self.errors.keys():  # of what nobody sees, said above the form
            self.add_error(None, NOT_OURS)
        return super().clean() or {}

    def seen_anew(self, revision: int) -> None:
        """What is sent next is a change of what stands there now; all that was typed stays."""
        given = cast(QueryDict, self.data).copy()
        given["revision"] = str(revision)
        self.data = given

    @property
    def terms(self) -> ProductTerms:
        given = self.cleaned_data
        return ProductTerms(
            name=given["name"],
            quantity=given["quantity"],
            price=given["price"],
            period=given["period"],
            renews_on=given["renews_on"],
            renews_every=given["renews_every"],
            notice_days=given["notice_days"],
            licence_numbers=given["licence_numbers"],
            supplier=given["supplier"],
            note=given["note"],
        )


MINE, ALL = "mijn", "alle"
HORIZONS = {
    "30": gettext_lazy("30 dagen"),
    "60": gettext_lazy("60 dagen"),
    "90": gettext_lazy("3 maanden"),
    "365": gettext_lazy("een jaar"),
    "": gettext_lazy("alles"),
}


class RenewalsForm(forms.Form):
    """Filters of the list; whatever is no choice is as if it was not asked."""

    van = forms.ChoiceField(label=gettext_lazy("Accountmanager"), required=False)
    binnen = forms.ChoiceField(label=gettext_lazy("Binnen"), required=False, choices=list(HORIZONS.items()))
    leverancier = forms.ChoiceField(label=gettext_lazy("Leverancier"), required=False)

    def __init__(self, data: Any, *, user: User, found: list[Renewal]) -> None:
        managers = {each.agreement.account_manager for each in found if each.agreement.account_manager} - {user}
        suppliers = {each.product.supplier for each in found if each.product.supplier}
        has_own = any(each.agreement.account_manager_id == user.pk for each in found)
        self.user, self.found = user, found
        usual = {"van": MINE if has_own else ALL, "binnen": "", "leverancier": ""}
        super().__init__({name: data.get(name, value) for name, value in usual.items()})
        names = sorted((each.name, str(each.pk)) for each in managers)
        who = [(MINE, _("mijn klanten")), (ALL, _("alle klanten")), *((pk, name) for name, pk in names)]
        from_whom = sorted((each.name, str(each.pk)) for each in suppliers)
        self._choose("van", who)
        self._choose("leverancier", [("", _("alle leveranciers")), *((pk, name) for name, pk in from_whom)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self, today: date) -> list[Renewal]:
        self.is_valid()
        given = self.cleaned_data
        who, horizon, supplier = given.get("van", ALL), given.get("binnen", ""), given.get("leverancier", "")
        manager = str(self.user.pk) if who == MINE else who
        last = today + timedelta(days=int(horizon)) if horizon else date.max
        return [
            each
            for each in self.found
            if each.renews_on <= last
            and manager in (ALL, str(each.agreement.account_manager_id))
            and supplier in ("", str(each.product.supplier_id))
        ]
