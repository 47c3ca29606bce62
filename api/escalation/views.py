"""Steps of the ladder that were called in, and whoever confirms and ends them (SLA 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.approvals.views import ID
from api.customers.keys import CustomerKeyFilter
from api.fields import IntegerFilter, StrictSerializer, YesNoFilter, ZonedMomentField
from api.tickets import serializers as shapes
from api.views import ApiViewSet, by_side
from tickets import actions
from tickets.escalation import rules as escalation
from tickets.models import Escalation

_NAMES = serializers.ListField(child=serializers.CharField())


class EscalationSerializer(serializers.Serializer[Escalation]):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    subject = serializers.CharField(source="ticket.subject")
    customer = shapes.TicketCustomerSerializer(source="ticket.customer")
    step = serializers.IntegerField(help_text=_("Trede van SLA 12."))
    reason = serializers.CharField()
    citation = serializers.CharField(help_text=_("De afspraak die zegt wie er op deze trede staan."))
    house_people = serializers.SerializerMethodField(help_text=_("Wie van 1do is ingeschakeld."))
    customer_people = serializers.SerializerMethodField(help_text=_("Wie van de klant is ingeschakeld."))
    started_by = shapes.PersonSerializer()
    started_at = ZonedMomentField()
    acknowledge_by = ZonedMomentField(help_text=_("Uiterste moment waarop 1do bevestigt."))
    acknowledged_by = shapes.PersonSerializer(allow_null=True)
    acknowledged_at = ZonedMomentField(allow_null=True)
    late = serializers.BooleanField(allow_null=True, help_text=_("Niet op tijd bevestigd; null: nog niet te zeggen."))
    ended_at = ZonedMomentField(allow_null=True)
    outcome = serializers.CharField()

    @extend_schema_field(_NAMES)
    def get_house_people(self, started: Escalation) -> list[str]:
        return list(escalation.names(started.house_people))

    @extend_schema_field(_NAMES)
    def get_customer_people(self, started: Escalation) -> list[str]:
        return list(escalation.names(started.customer_people))


class EndSerializer(StrictSerializer):
    outcome = serializers.CharField(max_length=5_000)


class EscalationFilter(filters.FilterSet):
    open = YesNoFilter(field_name="ended_at", lookup_expr="isnull", help_text=_("false: wat is afgerond."))
    step = IntegerFilter(field_name="step")
    late = YesNoFilter(field_name="late", help_text=_("true: niet op tijd bevestigd."))
    ticket = IntegerFilter(field_name="ticket")

    class Meta:
        model = Escalation
        fields: list[str] = []


class HouseEscalationFilter(EscalationFilter):
    customer = CustomerKeyFilter(field_name="ticket__customer", help_text=_("Alleen 1do: klantnummer, of id."))


class EscalationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """One is begun under its ticket, see api.tickets.agreed; whoever was called in confirms and ends it here."""

    queryset = Escalation.objects.all()
    serializer_class = EscalationSerializer
    lookup_value_regex = ID
    orderings = {"-started_at": ("-started_at", "-pk"), "started_at": ("started_at", "pk")}
    required_scopes = {
        "list": Scope.TICKETS_READ,
        "retrieve": Scope.TICKETS_READ,
        "acknowledge": Scope.TICKETS_WORK,
        "end": Scope.TICKETS_WORK,
    }
    tag = "akkoord en escalatie"

    filterset_class = by_side(EscalationFilter, house=HouseEscalationFilter)

    def get_queryset(self) -> QuerySet[Escalation]:
        related = ("ticket__customer", "started_by", "acknowledged_by")
        return Escalation.objects.visible_to(self.user).select_related(*related)

    @extend_schema(
        summary="Escalatie bevestigen",
        description="Door wie van 1do is ingeschakeld, een coördinator of de directie. De klant leest de tekst.",
        request=shapes.OptionalMessageSerializer,
        responses=EscalationSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=shapes.OptionalMessageSerializer)
    def acknowledge(self, request: Request, pk: str) -> Response:
        return self._act(actions.acknowledge)

    @extend_schema(
        summary="Escalatie afronden",
        description="De klant leest de uitkomst. Wie afrondt wat nog niet is bevestigd, bevestigt het daarmee.",
        request=EndSerializer,
        responses=EscalationSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=EndSerializer)
    def end(self, request: Request, pk: str) -> Response:
        return self._act(actions.end_escalation)

    def _act(self, act: Callable[..., Escalation]) -> Response:
        started = self.get_object()
        self.require_house()
        act(started, by=self.user, now=self.now, **self.body())
        context: dict[str, Any] = self.get_serializer_context()
        return Response(EscalationSerializer(self.get_object(), context=context).data)
