"""What REST says of an agreement, and what it takes to make one. Narrow on purpose: what is not named does not leave.

Amounts are for whom the DAP gives a say in them, the number of the Calamiteitendienst for whom it names (SLA 3.2); the
view says by `sees_money` and `may_call` in the context which of the two the reader is.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from api.customers.keys import CustomerKeyField
from api.fields import StrictSerializer, ZonedMomentField
from contracts.agreements.diff import Difference
from contracts.agreements.terms import AllInOneCategory, Package, Tier
from contracts.dap.words import WHAT_IT_DOES, names_now
from contracts.models import (
    AgreementLine,
    AgreementStatus,
    ClauseKind,
    Contact,
    Customer,
    DapClause,
    DapPerson,
    RecurringProduct,
    ServiceAgreement,
    Signature,
    SigningParty,
)
from contracts.products.rules import ProductPeriod
from sla.business_hours import AMSTERDAM
from sla.models import Calendar, Edition

MONEY = (
    "tariff_normal",
    "tariff_outside_hours",
    "tariff_emergency",
    "monthly_fee",
    "emergency_monthly_fee",
    "products_per_month",
    "signatures",
    "document_sha256",
)


def amount(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True, **kwargs)


# --- Out --------------------------------------------------------------------------------------------------
class CustomerOfSerializer(serializers.Serializer[Customer]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()


class WhoSerializer(serializers.Serializer[Any]):
    """A contact of the customer, or somebody of 1do."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class AgreementSerializer(serializers.Serializer[ServiceAgreement]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(AgreementStatus.choices)
    customer = CustomerOfSerializer()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text=_("Laatste dag; null: tot wederopzegging."))
    edition = serializers.CharField(source="edition.version", help_text=_("Versie van de SLA."))
    change_summary = serializers.CharField()
    offered_at = ZonedMomentField(allow_null=True)
    in_force_at = ZonedMomentField(allow_null=True, help_text=_("Wanneer de tweede partij tekende."))


class LineSerializer(serializers.Serializer[AgreementLine]):
    package = serializers.ChoiceField(Package.choices)
    tier = serializers.ChoiceField(Tier.choices)
    quantity = serializers.IntegerField()
    monthly_price = amount(
        required=False, help_text=_("Per stuk, in euro's zonder btw; alleen voor wie daarover gaat.")
    )

    def to_representation(self, line: AgreementLine) -> dict[str, Any]:
        said = super().to_representation(line)
        if not self.context["sees_money"]:
            said.pop("monthly_price")
        return said


class ProductSerializer(serializers.Serializer[RecurringProduct]):
    key = serializers.UUIDField(help_text=_("Hetzelfde product heeft in elke versie dezelfde sleutel."))
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    price = amount(required=False, help_text=_("Per stuk per periode, zonder btw; alleen voor wie daarover gaat."))
    period = serializers.ChoiceField(ProductPeriod.choices)
    renews_on = serializers.DateField(allow_null=True, help_text=_("De eerste verlenging; null: loopt door."))
    renews_every = serializers.IntegerField(allow_null=True, help_text=_("Maanden tot de volgende verlenging."))
    notice_days = serializers.IntegerField(allow_null=True, help_text=_("Opzegtermijn in dagen voor de verlenging."))
    licence_numbers = serializers.ListField(
        source="licences", child=serializers.CharField(), required=False, help_text=_("Alleen voor wie erover gaat.")
    )
    supplier = serializers.CharField(source="supplier.name", default=None, allow_null=True)
    note = serializers.CharField()

    def to_representation(self, product: RecurringProduct) -> dict[str, Any]:
        said = super().to_representation(product)
        hidden = () if self.context["sees_money"] else ("price", "licence_numbers")
        return {name: value for name, value in said.items() if name not in hidden}


class SignatureSerializer(serializers.Serializer[Signature]):
    party = serializers.ChoiceField(SigningParty.choices)
    name = serializers.CharField()
    signed_at = ZonedMomentField(allow_null=True)
    signed_name = serializers.CharField()
    signed_function = serializers.CharField()


class GrantSerializer(serializers.Serializer[DapPerson]):
    """That a clause names somebody: what he may because of it follows from the clause."""

    id = serializers.IntegerField()
    contact = WhoSerializer(allow_null=True)
    user = WhoSerializer(allow_null=True, help_text=_("Een medewerker van 1do."))
    step = serializers.IntegerField(allow_null=True, help_text=_("Trede van SLA 12."))
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    revoked_at = ZonedMomentField(allow_null=True)


class ClauseSerializer(serializers.Serializer[DapClause]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(ClauseKind.choices)
    title = serializers.CharField()
    text = serializers.CharField()
    what_it_does = serializers.SerializerMethodField(help_text=_("Wat er door deze bepaling gebeurt."))
    citation = serializers.CharField(help_text=_("Zo wordt de bepaling genoemd bij alles wat erdoor gebeurt."))
    settings = serializers.JSONField()
    people = serializers.SerializerMethodField(help_text=_("Wie de bepaling noemt; een klant leest wie dat nu zijn."))

    def get_what_it_does(self, clause: DapClause) -> str:
        return str(WHAT_IT_DOES[ClauseKind(clause.kind)])

    @extend_schema_field(GrantSerializer(many=True))
    def get_people(self, clause: DapClause) -> Any:
        people = list(clause.people.all())
        if not self.context["is_house"]:
            day = self.context["now"].astimezone(AMSTERDAM).date()
            people = [person for person in people if names_now(person, day)]
        return [GrantSerializer(person).data for person in people]


class AgreementDetailSerializer(AgreementSerializer):
    calendar = serializers.SlugField(source="calendar.slug", help_text=_("Zie /api/v1/calendars/."))
    emergency_calendar = serializers.SlugField(
        source="emergency_calendar.slug",
        default=None,
        allow_null=True,
        help_text=_("Tijden van de Calamiteitendienst (SLA 3.2); null als die niet is afgenomen."),
    )
    emergency_serious = serializers.BooleanField(help_text=_("Calamiteitendienst ook voor Ernstig."))
    emergency_phone = serializers.CharField(required=False, help_text=_("Alleen voor wie het DAP aanwijst (SLA 3.2)."))
    account_manager = WhoSerializer(allow_null=True)
    fixed_engineer = WhoSerializer(allow_null=True)
    scope = serializers.CharField()
    mandate = serializers.CharField(help_text=_("SLA 4.2; leeg: geen mandaat."))
    lines = LineSerializer(source="lines.all", many=True, help_text=_("Leeg: geen SLA van toepassing (SLA 5.1)."))
    products = ProductSerializer(
        source="products.all", many=True, help_text=_("Periodieke producten, zoals licenties.")
    )
    products_per_month = amount(
        required=False, help_text=_("Wat die samen per maand kosten, naast de pakketten; null: geen prijs afgesproken.")
    )
    microsoft_cloud = serializers.BooleanField()
    categories = serializers.ListField(
        child=serializers.ChoiceField(AllInOneCategory.choices), help_text=_("Hoofdcategorieën van 5.3.")
    )
    hours_per_month = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    fair_use_changes = serializers.IntegerField(allow_null=True)
    fair_use_minutes = serializers.IntegerField(allow_null=True)
    visits_per_year = serializers.IntegerField(allow_null=True)
    visit_purpose = serializers.CharField()
    visit_location = serializers.CharField()
    tariff_normal = amount(required=False, help_text=_("Tarieven en bedragen: alleen voor wie daarover gaat."))
    tariff_outside_hours = amount(required=False)
    tariff_emergency = amount(required=False)
    monthly_fee = amount(required=False)
    emergency_monthly_fee = amount(required=False)
    document_sha256 = serializers.CharField(required=False, help_text=_("Controlegetal van het document (SLA 13)."))
    signatures = SignatureSerializer(source="signatures.all", many=True, required=False)
    clauses = serializers.SerializerMethodField(help_text=_("Het DAP (SLA 2.2)."))

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        hidden = () if self.context.get("sees_money", True) else MONEY
        hidden = hidden if self.context.get("may_call", True) else (*hidden, "emergency_phone")
        return {name: field for name, field in fields.items() if name not in hidden}

    @extend_schema_field(ClauseSerializer(many=True))
    def get_clauses(self, agreement: ServiceAgreement) -> Any:
        clauses = list(agreement.clauses.all())
        for clause in clauses:
            clause.agreement = agreement  # for its citation
        return [ClauseSerializer(clause, context=self.context).data for clause in clauses]


class DifferenceSerializer(serializers.Serializer[Difference]):
    section = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    old = serializers.CharField()
    new = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[Any]):
    previous = serializers.IntegerField(allow_null=True, help_text=_("De versie waarmee is vergeleken; null: geen."))
    differences = DifferenceSerializer(many=True)


# --- In ---------------------------------------------------------------------------------------------------
def _user(**kwargs: Any) -> serializers.PrimaryKeyRelatedField[User]:
    house = User.objects.filter(is_house=True, is_active=True)
    return serializers.PrimaryKeyRelatedField(queryset=house, required=False, allow_null=True, **kwargs)


class TermsSerializer(StrictSerializer):
    ends_on = serializers.DateField(required=False, allow_null=True)
    change_summary = serializers.CharField(max_length=300, required=False, allow_blank=True)
    edition = serializers.SlugRelatedField(
        slug_field="version", queryset=Edition.objects.all(), required=False, help_text=_("Anders de nieuwste.")
    )
    calendar = serializers.SlugRelatedField(slug_field="slug", queryset=Calendar.objects.all(), required=False)
    account_manager = _user(help_text=_("Bij een nieuwe overeenkomst anders wie haar maakt."))
    fixed_engineer = _user()
    scope = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    mandate = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    emergency_calendar = serializers.SlugRelatedField(
        slug_field="slug", queryset=Calendar.objects.all(), required=False, allow_null=True
    )
    emergency_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    emergency_serious = serializers.BooleanField(required=False)
    microsoft_cloud = serializers.BooleanField(required=False)
    categories = serializers.ListField(
        child=serializers.ChoiceField(AllInOneCategory.choices), required=False, max_length=4
    )
    hours_per_month = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    fair_use_changes = serializers.IntegerField(min_value=0, max_value=32_767, required=False, allow_null=True)
    fair_use_minutes = serializers.IntegerField(min_value=0, max_value=32_767, required=False, allow_null=True)
    visits_per_year = serializers.IntegerField(min_value=0, max_value=366, required=False, allow_null=True)
    visit_purpose = serializers.CharField(max_length=200, required=False, allow_blank=True)
    visit_location = serializers.CharField(max_length=200, required=False, allow_blank=True)
    tariff_normal = amount(min_value=0, required=False)
    tariff_outside_hours = amount(min_value=0, required=False)
    tariff_emergency = amount(min_value=0, required=False)
    monthly_fee = amount(min_value=0, required=False)
    emergency_monthly_fee = amount(min_value=0, required=False)


class ChangeSerializer(TermsSerializer):
    starts_on = serializers.DateField(required=False)
    number = serializers.CharField(max_length=30, required=False, help_text=_("Alleen bij een eerste versie."))


class DraftSerializer(TermsSerializer):
    customer = CustomerKeyField(queryset=Customer.objects.filter(is_active=True))
    number = serializers.CharField(max_length=30)
    starts_on = serializers.DateField()


class NextVersionSerializer(StrictSerializer):
    starts_on = serializers.DateField(required=False, help_text=_("Anders de eerste van de volgende maand."))


class LineInSerializer(StrictSerializer):
    package = serializers.ChoiceField(Package.choices)
    tier = serializers.ChoiceField(Tier.choices)
    quantity = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    monthly_price = amount(min_value=0, required=False)


class SetLinesSerializer(StrictSerializer):
    lines = LineInSerializer(many=True, help_text=_("In plaats van wat er stond; leeg: geen SLA (SLA 5.1)."))


class PersonInSerializer(StrictSerializer):
    contact = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.select_related("customer"), required=False, allow_null=True
    )
    user = _user(help_text=_("Een medewerker van 1do: alleen bij rolverdeling en escalatie."))
    step = serializers.IntegerField(min_value=0, max_value=9, required=False, allow_null=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)


class SetClauseSerializer(StrictSerializer):
    clause = serializers.IntegerField(
        min_value=1, max_value=2**53, required=False, help_text=_("Welke bepaling wordt vervangen; anders een nieuwe.")
    )
    kind = serializers.ChoiceField(ClauseKind.choices)
    number = serializers.CharField(max_length=12, required=False, allow_blank=True)
    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    text = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    settings = serializers.DictField(required=False, help_text=_("Wat deze soort nodig heeft; zie docs/api.md."))
    people = PersonInSerializer(many=True, required=False, help_text=_("In plaats van wie er stonden."))


class RemoveClauseSerializer(StrictSerializer):
    clause = serializers.IntegerField(min_value=1, max_value=2**53)


class OfferSerializer(StrictSerializer):
    customer_signatory = serializers.PrimaryKeyRelatedField(queryset=Contact.objects.select_related("customer"))
    house_signatory = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_house=True, is_active=True))


class ReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=2_000)


class EndAgreementSerializer(StrictSerializer):
    ends_on = serializers.DateField(help_text=_("De laatste dag, vanaf vandaag."))


class NothingAskedSerializer(StrictSerializer):
    pass
