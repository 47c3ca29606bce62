"""The advice register (SLA 6.4): what 1do advised, and what the customer does with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.agreements.serializers import CustomerOfSerializer, WhoSerializer
from api.customers.keys import CustomerKeyField, CustomerKeyFilter
from api.fields import ChoicesFilter, StrictSerializer, ZonedMomentField
from api.views import ApiViewSet
from contracts import actions
from contracts.models import Advice, AdviceStatus, Contact


class AdviceSerializer(serializers.Serializer[Advice]):
    id = serializers.IntegerField()
    customer = CustomerOfSerializer()
    title = serializers.CharField()
    text = serializers.CharField()
    given_by = WhoSerializer()
    given_to = WhoSerializer()
    given_at = ZonedMomentField()
    status = serializers.ChoiceField(AdviceStatus.choices)
    decided_by = WhoSerializer(allow_null=True, help_text=_("De contactpersoon die besliste."))
    decided_at = ZonedMomentField(allow_null=True)
    decision_text = serializers.CharField()
    recorded = serializers.SerializerMethodField(help_text=_("true: opgeschreven door 1do, met het bewijs."))

    def get_recorded(self, advice: Advice) -> bool:
        return advice.recorded_by_id is not None


class GiveAdviceSerializer(StrictSerializer):
    customer = CustomerKeyField()
    given_to = serializers.PrimaryKeyRelatedField(queryset=Contact.objects.select_related("customer"))
    title = serializers.CharField(max_length=160)
    text = serializers.CharField(max_length=20_000)


class DecideAdviceSerializer(StrictSerializer):
    accepted = serializers.BooleanField()
    text = serializers.CharField(
        max_length=2_000, required=False, allow_blank=True, help_text=_("Voor 1do verplicht: waaruit het blijkt.")
    )
    decided_by = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.select_related("customer"),
        required=False,
        allow_null=True,
        help_text=_("Alleen 1do, en daar verplicht: wie van de klant het besliste."),
    )
    decided_at = ZonedMomentField(required=False, help_text=_("Alleen 1do: wanneer dat was; anders nu."))

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and not getattr(request.user, "is_house", True):
            fields.pop("decided_by")
            fields.pop("decided_at")
        return fields


class AdviceFilter(filters.FilterSet):
    status = ChoicesFilter(choices=AdviceStatus.choices)
    customer = CustomerKeyFilter(field_name="customer")

    class Meta:
        model = Advice
        fields: list[str] = []


class AdviceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Advice.objects.all()
    serializer_class = AdviceSerializer
    lookup_value_regex = "[0-9]{1,12}"
    filterset_class = AdviceFilter
    orderings = {"-given_at": ("-given_at", "-pk"), "given_at": ("given_at", "pk")}
    tag = "overeenkomsten"

    def scope_for(self, name: str) -> Scope:
        if name == "decide":
            return Scope.AGREEMENTS_WRITE if self.user.is_house else Scope.APPROVALS_WRITE
        return Scope.AGREEMENTS_WRITE if name == "create" else Scope.AGREEMENTS_READ

    def get_queryset(self) -> QuerySet[Advice]:
        seen = Advice.objects.visible_to(self.user)
        own = seen if self.user.is_house else Advice.objects.filter(pk__in=seen.order_by().values("pk"))
        return own.select_related("customer", "given_by", "given_to", "decided_by")

    @extend_schema(
        summary="Advies geven",
        request=GiveAdviceSerializer,
        responses={201: AdviceSerializer},
        description="Alleen 1do.",
    )
    def create(self, request: Request) -> Response:
        self.require_house()
        given = GiveAdviceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        advice = actions.give_advice(by=self.user, now=self.now, **given.validated_data)
        return Response(AdviceSerializer(advice).data, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Advies overnemen of afwijzen",
        description="Een incident dat volgt uit een afgewezen advies valt buiten de SLA (6.4). Eén keer.",
        request=DecideAdviceSerializer,
        responses=AdviceSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=DecideAdviceSerializer)
    def decide(self, request: Request, pk: str) -> Response:
        advice = self.get_object()
        actions.decide_advice(advice, by=self.user, now=self.now, **self.body())
        return Response(AdviceSerializer(self.get_object()).data)
