"""What there is under /api/v1/, and who asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import ApiToken, Scope
from api.fields import ZonedMomentField
from api.throttling import rate_of
from api.tickets.serializers import NamedSerializer, TicketCustomerSerializer
from api.views import ApiViewSet
from contracts.models import Contact

# Every list, and the scope that reads it.
LISTS: dict[str, Scope] = {
    "tickets": Scope.TICKETS_READ,
    "timeline": Scope.TICKETS_READ,
    "approvals": Scope.TICKETS_READ,
    "escalations": Scope.TICKETS_READ,
    "visits": Scope.TICKETS_READ,
    "alerts": Scope.TICKETS_READ,
    "customers": Scope.CUSTOMERS_READ,
    "contacts": Scope.CUSTOMERS_READ,
    "sites": Scope.CUSTOMERS_READ,
    "suppliers": Scope.CUSTOMERS_READ,
    "agreements": Scope.AGREEMENTS_READ,
    "grants": Scope.AGREEMENTS_READ,
    "advices": Scope.AGREEMENTS_READ,
    "recurring-work": Scope.AGREEMENTS_READ,
    "editions": Scope.SLA_READ,
    "calendars": Scope.SLA_READ,
    "evaluations": Scope.REVIEWS_READ,
    "reviews": Scope.REVIEWS_READ,
    "improvements": Scope.REVIEWS_READ,
    "time-entries": Scope.TIME_READ,
    "time-exports": Scope.TIME_WRITE,
    "satisfaction": Scope.SATISFACTION_READ,
    "users": Scope.HOUSE_READ,
    "teams": Scope.HOUSE_READ,
    "duties": Scope.HOUSE_READ,
}
HOUSE_ONLY = frozenset({"alerts", "suppliers", "grants", "time-exports", "satisfaction", "users", "teams", "duties"})


class RateSerializer(serializers.Serializer[Any]):
    requests = serializers.IntegerField(allow_null=True, help_text=_("null: zonder grens."))
    seconds = serializers.IntegerField(allow_null=True)


class TokenSerializer(serializers.Serializer[ApiToken]):
    name = serializers.CharField()
    start = serializers.CharField(help_text=_("Waarmee het begint."))
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    expires_at = ZonedMomentField(allow_null=True, help_text=_("null: tot het wordt ingetrokken."))
    rate = serializers.SerializerMethodField(help_text=_("Hoe vaak het mag."))

    @extend_schema_field(RateSerializer)
    def get_rate(self, token: ApiToken) -> dict[str, int | None]:
        requests, seconds = rate_of(token)
        return {"requests": requests, "seconds": seconds}


class MeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    is_house = serializers.BooleanField(help_text=_("Werkt bij 1do."))
    is_service = serializers.BooleanField(help_text=_("Een programma."))
    roles = serializers.ListField(child=serializers.CharField())
    contact = NamedSerializer(allow_null=True, help_text=_("Alleen bij een klant."))
    customer = TicketCustomerSerializer(allow_null=True, help_text=_("null: 1do, of niemand (meer) van een klant."))
    token = TokenSerializer()


class MeViewSet(ApiViewSet):
    """Who asks, and with what: to see whether a token works. Any token may."""

    for_any_scope = True
    pagination_class = None
    serializer_class = MeSerializer
    tag = "wie en wat"

    @extend_schema(summary="Wie ben ik", responses=MeSerializer)
    def me(self, request: Request) -> Response:
        user = self.user
        contact = Contact.objects.visible_to(user).select_related("customer").first() if not user.is_house else None
        said = {name: getattr(user, name) for name in ("id", "name", "email", "is_house", "is_service")}
        said |= {
            "roles": sorted(user.groups.values_list("name", flat=True)),
            "contact": contact,
            "customer": contact.customer if contact else None,
            "token": request.auth,
        }
        return Response(MeSerializer(said).data)


class IndexViewSet(ApiViewSet):
    """The lists that this token may read, with their addresses."""

    for_any_scope = True
    pagination_class = None
    tag = "wie en wat"

    @extend_schema(summary="Wat er is", responses={200: {"type": "object", "additionalProperties": {"type": "string"}}})
    def index(self, request: Request) -> Response:
        scopes, base = request.auth.scopes, reverse("api-index", request=request).rstrip("/")  # type: ignore[union-attr]
        mine = [
            name for name, scope in LISTS.items() if scope in scopes and (self.user.is_house or name not in HOUSE_ONLY)
        ]
        return Response({name: f"{base}/{name}/" for name in ["me", *mine]})
