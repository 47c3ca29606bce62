"""Suppliers, and under which number a customer is known there (SLA 7.10, 9). For 1do alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from accounts.models import Scope
from api.customers.keys import CustomerKeyFilter
from api.tickets.serializers import TicketCustomerSerializer
from api.views import ApiViewSet
from contracts.models import CustomerSupplier, Supplier


class SupplierLinkSerializer(serializers.Serializer[CustomerSupplier]):
    customer = TicketCustomerSerializer()
    reference = serializers.CharField(help_text=_("Waaronder de klant daar bekend is."))
    product = serializers.CharField()


class SupplierSerializer(serializers.Serializer[Supplier]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class SupplierDetailSerializer(SupplierSerializer):
    customers = SupplierLinkSerializer(source="customer_links.all", many=True)


class SupplierFilter(filters.FilterSet):
    search = filters.CharFilter(field_name="name", lookup_expr="icontains", max_length=100)
    customer = CustomerKeyFilter(field_name="customer_links__customer")

    class Meta:
        model = Supplier
        fields: list[str] = []


class SupplierViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Supplier.objects.all()
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = SupplierFilter
    orderings = {"name": ("name", "pk")}
    required_scopes = {"list": Scope.CUSTOMERS_READ, "retrieve": Scope.CUSTOMERS_READ}
    tag = "klanten"

    def get_queryset(self) -> QuerySet[Supplier]:
        seen = Supplier.objects.visible_to(self.user)
        return seen.prefetch_related("customer_links__customer") if self.action == "retrieve" else seen

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return SupplierDetailSerializer if self.action == "retrieve" else SupplierSerializer
