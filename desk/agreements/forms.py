"""What an account manager fills in about an agreement: its terms, its packages, and how it is offered and ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.agreements.terms import TIERS_OF, AllInOneCategory, Package, Tier
from contracts.models import Contact, Customer, ServiceAgreement
from desk.choices import colleagues
from desk.fields import EurosField, NumberField, day_field, long_text
from infra.forms import RefusableForm
from sla.models import Calendar, Edition

LEAST = {"min_value": gettext_lazy("Dit kan niet minder dan 0 zijn.")}
NOT_TAKEN = ("", gettext_lazy("niet afgenomen"))


def euros(label: Any, **kwargs: Any) -> EurosField:
    return EurosField(label=label, min_value=0, required=False, error_messages=LEAST, **kwargs)


def count_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=10_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Vul een heel getal in."),
            "min_value": gettext_lazy("Dit kan niet minder dan 0 zijn."),
            "max_value": gettext_lazy("Vul hoogstens 10.000 in."),
        },
        **kwargs,
    )


class NewAgreementForm(RefusableForm):
    number = forms.CharField(
        label=gettext_lazy("Nummer van de overeenkomst"),
        max_length=30,
        help_text=gettext_lazy("Alle volgende versies houden dit nummer."),
        error_messages={"required": gettext_lazy("Geef de overeenkomst een nummer.")},
        widget=forms.TextInput(attrs={"data-autofocus": "", "autocomplete": "off"}),
    )
    starts_on = day_field(gettext_lazy("Ingangsdatum"))


class AgreementForm(RefusableForm):
    """One page with sections; the packages are four rows, one for each of SLA 5.1."""

    change_summary = forms.CharField(
        label=gettext_lazy("Wat verandert er met deze versie?"),
        help_text=gettext_lazy("Eén zin, die de klant ook leest."),
        max_length=300,
        required=False,
    )
    starts_on = day_field(gettext_lazy("Ingangsdatum"))
    ends_on = day_field(
        gettext_lazy("Laatste dag"), required=False, help_text=gettext_lazy("Leeg: tot wederopzegging.")
    )
    edition = forms.ModelChoiceField(
        label=gettext_lazy("SLA-versie"), queryset=Edition.objects.order_by("-loaded_at"), empty_label=None
    )
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Openingstijden"), queryset=Calendar.objects.order_by("-slug"), empty_label=None
    )
    account_manager = forms.ModelChoiceField(
        label=gettext_lazy("Accountmanager"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nog niemand"),
    )
    fixed_engineer = forms.ModelChoiceField(
        label=gettext_lazy("Vaste engineer"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Geen vaste engineer"),
        help_text=gettext_lazy("SLA 7.1"),
    )

    emergency_calendar = forms.ModelChoiceField(
        label=gettext_lazy("Calamiteitendienst"),
        queryset=Calendar.objects.order_by("slug"),
        required=False,
        empty_label=gettext_lazy("Niet afgenomen"),
        help_text=gettext_lazy("De tijden waarop hij bereikbaar is (SLA 3.2)."),
    )
    emergency_phone = forms.CharField(
        label=gettext_lazy("Nummer van de Calamiteitendienst"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Alleen wie het DAP aanwijst ziet dit nummer."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    emergency_serious = forms.BooleanField(
        label=gettext_lazy("Ook voor Ernstig, niet alleen voor Kritisch"), required=False
    )
    categories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Hoofdcategorieën van All-in-1"),
        choices=AllInOneCategory.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("SLA 5.3. Microsoft Cloudbeheer is de optie van SLA 5.2."),
    )
    hours_per_month = NumberField(
        label=gettext_lazy("Uren per maand"),
        max_digits=6,
        min_value=0,
        required=False,
        example=gettext_lazy("Vul uren in, zoals 12 of 12,5."),
        error_messages=LEAST,
        help_text=gettext_lazy("De tijd binnen All-in-1 (SLA 6.2)."),
    )

    fair_use_changes = count_field(gettext_lazy("Kleine aanpassingen per maand"))
    fair_use_minutes = count_field(gettext_lazy("Minuten per kleine aanpassing"))

    monthly_fee = euros(gettext_lazy("Maandbedrag"))
    emergency_monthly_fee = euros(gettext_lazy("Toeslag Calamiteitendienst per maand"))
    tariff_normal = euros(gettext_lazy("Uurtarief"))
    tariff_outside_hours = euros(gettext_lazy("Uurtarief buiten kantoortijd"))
    tariff_emergency = euros(gettext_lazy("Uurtarief Calamiteitendienst"))

    scope = long_text(
        gettext_lazy("Scope"), rows=6, help_text=gettext_lazy("Wie waarvoor verantwoordelijk is (SLA 4.1).")
    )
    mandate = long_text(
        gettext_lazy("Mandaat"),
        help_text=gettext_lazy("Wat wij zonder overleg vooraf mogen doen (SLA 4.2). Leeg: geen mandaat."),
    )

    visits_per_year = count_field(gettext_lazy("Bezoeken per jaar"))
    visit_purpose = forms.CharField(label=gettext_lazy("Waarvoor"), max_length=200, required=False)
    visit_location = forms.CharField(label=gettext_lazy("Waar"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, concept: ServiceAgreement) -> None:
        super().__init__(data, initial=_terms_of(concept, self.base_fields))
        people = colleagues()
        for name in ("account_manager", "fixed_engineer"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        taken = {line.package: line for line in concept.lines.all()}
        for package in Package:
            self._add_row(package, taken.get(package.value))

    def _add_row(self, package: Package, line: Any) -> None:
        tiers = [NOT_TAKEN, *((tier.value, tier.label) for tier in TIERS_OF[package])]
        words = {"package": package.label}
        tier = forms.ChoiceField(label=_("SLA-type van %(package)s") % words, choices=tiers, required=False)
        quantity, price = count_field(_("Aantal %(package)s") % words), euros(_("Bedrag voor %(package)s") % words)
        given = (line.tier, line.quantity, line.monthly_price) if line else ("", None, None)
        for part, field, value in zip(("tier", "quantity", "price"), (tier, quantity, price), given, strict=True):
            self.fields[f"{package.value}_{part}"] = field
            self.initial[f"{package.value}_{part}"] = value

    @property
    def package_rows(self) -> list[tuple[str, list[Any]]]:
        parts = ("tier", "quantity", "price")
        return [(str(package.label), [self[f"{package.value}_{part}"] for part in parts]) for package in Package]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for package in Package:
            if given.get(f"{package.value}_tier") and not given.get(f"{package.value}_quantity"):
                self._refuse(f"{package.value}_quantity", _("Hoeveel? Vul minstens 1 in."))
            elif given.get(f"{package.value}_quantity") and not given.get(f"{package.value}_tier"):
                self._refuse(f"{package.value}_tier", _("Kies ook het SLA-type, of laat het aantal leeg."))
        return given

    def _refuse(self, field: str, words: str) -> None:
        if field not in self.errors:
            self.add_error(field, words)

    @property
    def lines(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            {
                "package": package.value,
                "tier": Tier(given[f"{package.value}_tier"]).value,
                "quantity": given[f"{package.value}_quantity"],
                "monthly_price": given[f"{package.value}_price"],
            }
            for package in Package
            if given[f"{package.value}_tier"]
        ]

    @property
    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


def _terms_of(concept: ServiceAgreement, names: Any) -> dict[str, Any]:
    return {name: getattr(concept, name) for name in names}


class SignatoryField(forms.ModelChoiceField):
    """Where his link and his code go to stands beside the name (SLA 13)."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name} ({person.email})"


class OfferForm(RefusableForm):
    customer_signatory = SignatoryField(
        label=gettext_lazy("Wie ondertekent namens de klant?"),
        queryset=Contact.objects.none(),
        help_text=gettext_lazy("Deze persoon krijgt per mail een link en een eenmalige code."),
        empty_label=gettext_lazy("Kies een contactpersoon"),
        error_messages={"required": gettext_lazy("Kies wie namens de klant ondertekent.")},
    )
    house_signatory = SignatoryField(
        label=gettext_lazy("Wie ondertekent namens 1do?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Kies een collega"),
        error_messages={"required": gettext_lazy("Kies wie namens 1do ondertekent.")},
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Contact.objects.filter(customer=customer, is_active=True).exclude(email="")
        self.fields["customer_signatory"].queryset = reachable.order_by("name")  # type: ignore[attr-defined]
        self.fields["house_signatory"].queryset = who_may_sign()  # type: ignore[attr-defined]


def who_may_sign() -> QuerySet[User]:
    permission = {"codename": "sign_serviceagreement", "content_type__app_label": "contracts"}
    by_role = Q(**{f"groups__permissions__{name}": value for name, value in permission.items()})
    by_hand = Q(**{f"user_permissions__{name}": value for name, value in permission.items()})
    return colleagues().filter(by_role | by_hand | Q(is_superuser=True)).distinct()


class WithdrawOfferForm(RefusableForm):
    reason = forms.CharField(
        label=gettext_lazy("Waarom trek je het aanbod in?"),
        help_text=gettext_lazy("Staat in het logboek; wie moest ondertekenen krijgt bericht."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": "", "data-autofocus": ""}),
        error_messages={"required": gettext_lazy("Schrijf op waarom het aanbod wordt ingetrokken.")},
    )


class EndForm(RefusableForm):
    ends_on = day_field(
        gettext_lazy("Laatste dag"), help_text=gettext_lazy("Vanaf de dag erna geldt deze overeenkomst niet meer.")
    )
