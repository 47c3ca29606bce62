"""Customers, their contacts, and the calendars that their agreements name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.calendars.views import CalendarViewSet
from api.customers.keys import PATTERN, CustomerKeyField, CustomerKeyFilter
from api.fields import StrictSerializer, YesNoFilter
from api.views import ApiViewSet
from contracts import actions
from contracts.models import Contact, Customer, ServiceAgreement, Site
from sla.models import Calendar


class CurrentAgreementSerializer(serializers.Serializer[ServiceAgreement]):
    id = serializers.IntegerField(help_text=_("Zie /api/v1/agreements/."))
    number = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    edition = serializers.CharField(source="edition.version", help_text=_("Versie van de SLA."))
    calendar = serializers.SlugField(source="calendar.slug", help_text=_("Zie /api/v1/calendars/."))
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

    @extend_schema_field(CurrentAgreementSerializer(allow_null=True))
    def get_agreement(self, customer: Customer) -> Any:
        agreement = customer.agreement_at(self.context["now"])
        return CurrentAgreementSerializer(agreement).data if agreement else None


class CustomerInSerializer(StrictSerializer):
    number = serializers.CharField(max_length=20, help_text=_("Hoe andere programma's hem noemen, zoals K1001."))
    name = serializers.CharField(max_length=120)
    is_active = serializers.BooleanField(required=False)


class ContactCustomerSerializer(serializers.Serializer[Customer]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()


class ContactSerializer(serializers.Serializer[Contact]):
    id = serializers.IntegerField()
    customer = ContactCustomerSerializer()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    department = serializers.CharField()
    is_active = serializers.BooleanField()


class ContactChangeSerializer(StrictSerializer):
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    department = serializers.CharField(required=False, allow_blank=True, max_length=80)
    is_active = serializers.BooleanField(required=False)


class ContactCreateSerializer(ContactChangeSerializer):
    customer = CustomerKeyField(queryset=Customer.objects.filter(is_active=True))


class CustomerFilter(filters.FilterSet):
    search = filters.CharFilter(method="by_text", max_length=100, help_text=_("Deel van naam of klantnummer."))
    is_active = YesNoFilter(field_name="is_active")

    class Meta:
        model = Customer
        fields: list[str] = []

    def by_text(self, queryset: QuerySet[Customer], _name: str, text: str) -> QuerySet[Customer]:
        return queryset.filter(Q(name__icontains=text) | Q(number__iexact=text))


class ContactFilter(filters.FilterSet):
    customer = CustomerKeyFilter(field_name="customer")
    search = filters.CharFilter(method="by_text", max_length=100, help_text=_("Deel van naam, e-mailadres of nummer."))
    is_active = YesNoFilter(field_name="is_active")

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_text(self, queryset: QuerySet[Contact], _name: str, text: str) -> QuerySet[Contact]:
        return queryset.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text))


class CustomerViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """By number or id; 1do adds and changes them."""

    queryset = Customer.objects.all()
    lookup_value_regex = PATTERN
    filterset_class = CustomerFilter
    orderings = {"name": ("name", "pk")}
    required_scopes = {
        "list": Scope.CUSTOMERS_READ,
        "retrieve": Scope.CUSTOMERS_READ,
        "create": Scope.CUSTOMERS_WRITE,
        "partial_update": Scope.CUSTOMERS_WRITE,
    }
    tag = "klanten"

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.user)

    def get_object(self) -> Customer:
        self.fetched = get_object_or_404(Customer.objects.visible_to(self.user).called(self.kwargs["pk"]))
        return self.fetched

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        bodies = {"create": CustomerInSerializer, "partial_update": CustomerInSerializer}
        return bodies.get(self.action or "", CustomerDetailSerializer if self.detail else CustomerSerializer)

    @extend_schema(summary="Klant toevoegen", description="Alleen 1do.", responses={201: CustomerDetailSerializer})
    def create(self, request: Request) -> Response:
        self.require_house()
        return Response(self._saved(None, {"is_active": True} | self.body()), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Klant wijzigen", description="Alleen 1do.", responses=CustomerDetailSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        customer = self.get_object()
        self.require_house()
        before = {name: getattr(customer, name) for name in ("number", "name", "is_active")}
        return Response(self._saved(customer, before | self.body(partial=True)))

    def _saved(self, customer: Customer | None, given: dict[str, Any]) -> Any:
        saved = actions.save_customer(
            customer,
            by=self.user,
            now=self.now,
            number=given["number"],
            name=given["name"],
            is_active=given["is_active"],
        )
        return CustomerDetailSerializer(saved, context=self.get_serializer_context()).data


class SiteSerializer(serializers.Serializer[Site]):
    id = serializers.IntegerField()
    customer = ContactCustomerSerializer()
    name = serializers.CharField()
    address = serializers.CharField()


class SiteFilter(filters.FilterSet):
    customer = CustomerKeyFilter(field_name="customer")

    class Meta:
        model = Site
        fields: list[str] = []


class SiteViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Site.objects.all()
    serializer_class = SiteSerializer
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = SiteFilter
    orderings = {"name": ("name", "pk")}
    required_scopes = {"list": Scope.CUSTOMERS_READ, "retrieve": Scope.CUSTOMERS_READ}
    tag = "klanten"

    def get_queryset(self) -> QuerySet[Site]:
        return Site.objects.visible_to(self.user).select_related("customer")


class ContactViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """A customer's user sees himself; adding and changing is for the house."""

    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = ContactFilter
    orderings = {"name": ("name", "pk")}
    required_scopes = {
        "list": Scope.CUSTOMERS_READ,
        "retrieve": Scope.CUSTOMERS_READ,
        "create": Scope.CUSTOMERS_WRITE,
        "partial_update": Scope.CUSTOMERS_WRITE,
    }
    tag = "klanten"

    def get_queryset(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.user).select_related("customer")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        requests = {"create": ContactCreateSerializer, "partial_update": ContactChangeSerializer}
        return requests.get(self.action or "", ContactSerializer)

    @extend_schema(responses={201: ContactSerializer})
    def create(self, request: Request) -> Response:
        self.require_house()
        contact = actions.add_contact(by=self.user, now=self.now, **self.body())
        return Response(ContactSerializer(contact).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ContactSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        contact = self.get_object()
        contact = actions.change_contact(contact, by=self.user, now=self.now, **self.body(partial=True))
        return Response(ContactSerializer(contact).data)


class CustomerCalendarViewSet(CalendarViewSet):
    """To a customer only the ordinary calendar and those of his own agreements exist."""

    def get_queryset(self) -> QuerySet[Calendar]:
        calendars = super().get_queryset()
        if self.user.is_house:
            return calendars
        own = ServiceAgreement.objects.filter(customer__in=Customer.objects.visible_to(self.user))
        return calendars.filter(
            Q(slug=Calendar.SUPPORTCENTER)
            | Q(pk__in=own.values("calendar"))
            | Q(pk__in=own.values("emergency_calendar"))
        )
