"""Monitoring alerts over REST: one address for all tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import unquote_plus

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.exceptions import ParseError, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.customers.keys import CustomerKeyFilter
from api.fields import IntegerFilter, YesNoFilter, ZonedMomentField
from api.parsers import StrictJSONParser, check_json
from api.tickets.serializers import TicketCustomerSerializer
from api.views import ApiViewSet
from contracts.models import Customer
from integrations.models import Alert
from integrations.monitoring import triage
from integrations.monitoring.adapters import read_body
from integrations.monitoring.owners import bound_customer
from integrations.monitoring.signals import NotAnAlert

OUTCOMES = (
    (triage.OPENED, gettext_lazy("een nieuwe melding")),
    (triage.JOINED, gettext_lazy("bij de open melding van deze host")),
    (triage.COUNTED, gettext_lazy("geteld bij de open melding")),
    (triage.REOPENED, gettext_lazy("de opgeloste melding is weer open")),
    (triage.MUTED, gettext_lazy("gedempt; zie `why`")),
    (triage.WAITING, gettext_lazy("wacht op wie zegt van welke klant het is; zie `why`")),
    (triage.UNKNOWN_HOST, gettext_lazy("bewaard; de host is van geen klant")),
    (triage.RECOVERED, gettext_lazy("de melding is vanzelf opgelost")),
    (triage.NOTED, gettext_lazy("genoteerd bij de melding")),
    (triage.NOTHING, gettext_lazy("er was niets om te herstellen")),
    (triage.REFUSED, gettext_lazy("niet verwerkt; zie `why`")),
)


class JsonInFormParser(StrictJSONParser):
    """PRTG says that it sends a form, and sends percent-encoded JSON."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        text = self.read(stream, parser_context).decode("utf-8", "replace")
        text = text if text.lstrip().startswith(("{", "[")) else unquote_plus(text)
        try:
            data = json.loads(text.strip().removesuffix("="))
        except (ValueError, RecursionError) as error:
            raise ParseError(_("In dit formulier staat geen JSON.")) from error
        check_json(data)
        return data


class ReceivedSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(OUTCOMES)
    host = serializers.CharField()
    name = serializers.CharField()
    ticket = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("Nummer van de melding."))
    why = serializers.CharField()


class ReceiptSerializer(serializers.Serializer[Any]):
    results = ReceivedSerializer(many=True)


class AlertSerializer(serializers.Serializer[Alert]):
    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    fingerprint = serializers.CharField()
    host = serializers.CharField(source="host_name")
    name = serializers.CharField()
    severity = serializers.CharField()
    is_firing = serializers.BooleanField()
    count = serializers.IntegerField()
    first_at = ZonedMomentField()
    last_at = ZonedMomentField()
    muted_by = serializers.CharField(source="held_words", help_text=gettext_lazy("Waarom het geen melding werd."))
    waits = serializers.BooleanField(help_text=gettext_lazy("Op wie zegt van welke klant het is."))
    customer = TicketCustomerSerializer(allow_null=True)
    ticket = serializers.IntegerField(source="ticket_id", allow_null=True)


class AlertFilter(filters.FilterSet):
    is_firing = YesNoFilter(field_name="is_firing")
    ticket = IntegerFilter(field_name="ticket")
    customer = CustomerKeyFilter(field_name="customer")

    class Meta:
        model = Alert
        fields: list[str] = []


class AlertViewSet(mixins.ListModelMixin, ApiViewSet):
    """For 1do alone: a customer reads the ticket."""

    queryset = Alert.objects.all()
    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    parser_classes = (StrictJSONParser, JsonInFormParser)
    orderings = {"-last_at": ("-last_at", "-pk"), "last_at": ("last_at", "pk")}
    required_scopes = {"list": Scope.TICKETS_READ, "create": Scope.ALERTS_WRITE}
    tag = "monitoring"

    def get_queryset(self) -> QuerySet[Alert]:
        return Alert.objects.select_related("customer") if self.user.is_house else Alert.objects.none()

    def _bound(self) -> Customer:
        """A customer's own tool hands in alerts of his hosts alone; his people have none to hand in."""
        bound = bound_customer(self.user) if self.user.is_service else None
        if bound is None:
            raise PermissionDenied(_("Dit is alleen voor 1do, en voor een koppeling van een klant."))
        return bound

    @extend_schema(
        summary="Berichten van monitoring",
        description=(
            "Zoals Alertmanager, Grafana, Zabbix, PRTG, Uptime Kuma of Datadog ze stuurt, of als"
            ' {"host", "name", "status": "firing" of "resolved"}, één of een lijst. Elk bericht heeft zijn uitkomst.'
            " Van welke klant het is zeggen het token van een koppeling van die klant, of “customer” of “site”."
        ),
        request=OpenApiTypes.OBJECT,
        responses={200: ReceiptSerializer},
    )
    def create(self, request: Request) -> Response:
        bound = None if self.user.is_house else self._bound()
        try:
            found = read_body(request.data)
        except NotAnAlert as problem:
            raise ValidationError({"__all__": [problem.message]}) from problem
        received = triage.receive(found, now=self.now, bound=bound)
        return Response(ReceiptSerializer({"results": received}).data)
