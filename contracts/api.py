"""Customers, their contacts, and the calendars that their agreements name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contracts.models import Contact, Customer, ServiceAgreement


class AgreementSerializer(serializers.Serializer[ServiceAgreement]):
    number = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    edition = serializers.CharField(source="edition.version", help_text=_("Versie van de SLA."))
    calendar = serializers.SlugField(source="calendar.slug", help_text=_("Zie /calendars/."))
    emergency_calendar = serializers.SlugField(
        source="emergency_calendar.slug",
        default=None,
        allow_null=True,
        help_text=_("Tijden van de Calamiteitendienst (SLA 3.2); null als die niet is afgenomen."),
    )


class CustomerSerializer(serializers.Serializer[Customer]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()


class CustomerDetailSerializer(CustomerSerializer):
    agreement = serializers.SerializerMethodField(
        help_text=_("De overeenkomst die nu geldt; null: geen SLA van toepassing.")
    )

    @extend_schema_field_of(AgreementSerializer)
    def get_agreement(self, customer: Customer) -> Any: ...


class ContactSerializer(serializers.Serializer[Contact]):
    id = serializers.IntegerField()
