"""Monitoring alerts over REST: one address for all tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken, Scope
from api.authentication import AddressAuthentication
from api.customers.keys import CustomerKeyFilter
from api.errors import refused_with
from api.fields import IntegerFilter, YesNoFilter, ZonedMomentField
from api.parsers import StrictJSONParser
from api.tickets.serializers import TicketCustomerSerializer
from api.views import ApiViewSet, OnlyJson
from contracts.models import Customer
from integrations.models import Alert
from integrations.monitoring import handing_in
from integrations.monitoring.owners import bound_customer


@dataclass(frozen=True)
class HandedIn:
    """A body as it came; what is in it, monitoring reads (integrations/monitoring/alert_bodies.py)."""

    raw: bytes
    content_type: str


class AnyBodyParser(StrictJSONParser):
    """What tools send is theirs to choose, and what they call it is often wrong."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return HandedIn(self.read(stream, parser_context), media_type or "")


class OnlyJsonBack(OnlyJson):
    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]


class NothingOfItRead(APIException):
    """Said to the tool, so that whoever keeps it sees that it does not work; the body itself stands at the desk."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "nothing_read"
    title = gettext_lazy("Hier staat geen bericht in dat wij lezen")


class CutOff(APIException):
    """What came before the cut was done, and is told beside this; sent again as a whole it is counted, not doubled."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "cut_off"
    title = gettext_lazy("Het bericht breekt af")

    def __init__(self) -> None:
        super().__init__(_("Wat heel was is verwerkt, zie “results”; stuur het bericht nog eens, in zijn geheel."))


class ReceivedSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(handing_in.OUTCOMES)
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


class _Door(ApiViewSet):
    """Where bodies are handed in: each is kept before it is read, also when nothing of it can be."""

    parser_classes = (AnyBodyParser,)
    content_negotiation_class = OnlyJsonBack

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """By now it is known who hands in; an Idempotency-Key rolls back what is refused after this, but not this."""
        super().initial(request, *args, **kwargs)
        if self.action != "create":
            return
        self.bound = None if self.user.is_house else self._bound()
        handed = request.data if isinstance(request.data, HandedIn) else HandedIn(b"", "")
        self.token = cast(ApiToken, request.auth)
        self.kept = handing_in.keep(handed.raw, handed.content_type, token=self.token, now=self.now)

    def handle_exception(self, exc: Exception) -> Response:
        if kept := getattr(self, "kept", None):
            handing_in.settle_refused(kept, exc)
        return super().handle_exception(exc)

    def _bound(self) -> Customer:
        """A customer's own tool hands in alerts of his hosts alone; his people have none to hand in."""
        bound = bound_customer(self.user) if self.user.is_service else None
        if bound is None:
            raise PermissionDenied(_("Dit is alleen voor 1do, en voor een koppeling van een klant."))
        return bound

    def _hand_in(self) -> Response:
        try:
            done = handing_in.hand_in(self.kept, token=self.token, now=self.now, bound=self.bound)
        except handing_in.NothingRead as problem:
            raise NothingOfItRead(problem.message) from problem
        receipt = ReceiptSerializer({"results": done.results}).data
        if not done.is_cut:
            return Response(receipt)
        return refused_with(CutOff(), receipt)


class AlertViewSet(mixins.ListModelMixin, _Door):
    """For 1do alone: a customer reads the ticket."""

    queryset = Alert.objects.all()
    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    orderings = {"-last_at": ("-last_at", "-pk"), "last_at": ("last_at", "pk")}
    required_scopes = {"list": Scope.TICKETS_READ, "create": Scope.ALERTS_WRITE}
    tag = "monitoring"

    def get_queryset(self) -> QuerySet[Alert]:
        return Alert.objects.select_related("customer") if self.user.is_house else Alert.objects.none()

    @extend_schema(
        summary="Berichten van monitoring",
        description=(
            "Zoals het programma ze zelf stuurt (JSON, een formulier of XML), of als"
            ' {"host", "name", "status": "firing" of "resolved"}, één of een lijst. Elk bericht heeft zijn uitkomst;'
            " wat niet wordt gelezen is 422 en staat bij 1do onder “Monitoring”."
            " Van welke klant het is zeggen het token van een koppeling van die klant, of “customer” of “site”."
        ),
        request=OpenApiTypes.OBJECT,
        responses={200: ReceiptSerializer},
    )
    def create(self, request: Request) -> Response:
        return self._hand_in()


@extend_schema(exclude=True)
class AddressDoor(_Door):
    """The same for tools that can send no header: `alerts/t/<token>/`, the token taken out by infra.middleware."""

    http_method_names = ["post"]
    authentication_classes = (AddressAuthentication,)
    required_scopes = {"create": Scope.ALERTS_WRITE}

    def create(self, request: Request) -> Response:
        return self._hand_in()
