"""A customer's key is his number (K1001): in addresses, filters and bodies, as webhooks say it. His id will do too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contracts.models import Customer

LONGEST = 20
PATTERN = r"[^/\x00]{1,20}"  # PostgreSQL cannot be asked for a NUL
ID_OR_NUMBER = _("Klantnummer, zoals K1001; of de id.")


class CustomerKeyFilter(filters.CharFilter):
    """Two keys of one column: the customer is found first, so that the list itself goes by its index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST, **({"help_text": ID_OR_NUMBER} | kwargs))

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        found = Customer.objects.visible_to(self.parent.request.user).called(value).first()
        return queryset.filter(**{self.field_name: found.pk}) if found else queryset.none()


@extend_schema_field({"oneOf": [{"type": "string", "minLength": 1, "maxLength": LONGEST}, {"type": "integer"}]})
class CustomerKeyField(serializers.Field[Customer, Any, Any, Any]):
    """In a body: "K1001", or the id as a number."""

    def __init__(self, *, queryset: QuerySet[Customer] | None = None, **kwargs: Any) -> None:
        self.customers = queryset
        super().__init__(**({"help_text": ID_OR_NUMBER} | kwargs))

    def to_internal_value(self, data: Any) -> Customer:
        customers = Customer.objects.all() if self.customers is None else self.customers.all()
        if isinstance(data, str) and 0 < len(data) <= LONGEST:
            found = customers.called(data).first()  # type: ignore[attr-defined]
        elif isinstance(data, int) and not isinstance(data, bool) and 0 < data < 2**53:
            found = customers.filter(pk=data).first()
        else:
            raise serializers.ValidationError(_("Geef een klantnummer, zoals K1001, of een id."))
        if found is None:
            raise serializers.ValidationError(_("Deze klant bestaat niet."))
        return found
