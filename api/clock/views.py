"""What a melding would get before it is one: the same arithmetic as opening it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.tickets import serializers as shapes
from api.views import ApiViewSet
from contracts.agreements.terms import ItemType
from contracts.models import Customer, ServiceAgreement
from sla.models import Calendar, Edition
from tickets.clock import clocks
from tickets.clock.start_words import channel_words, foretold_words
from tickets.coverage.decisions import has_sla
from tickets.models import Channel


class PreviewViewSet(ApiViewSet):
    required_scopes = {"preview": Scope.SLA_READ}
    query_parameters = {"preview": ("kind", "impact", "urgency", "moment", "customer", "channel", "item_type")}
    serializer_class = shapes.PreviewSerializer
    pagination_class = None
    tag = "sla"

    @extend_schema(
        summary="Prioriteit en uiterste moment vooraf",
        description="Zonder `customer`: bij een klant zijn eigen afspraken, bij 1do de standaard-SLA.",
        parameters=[shapes.PreviewQuerySerializer],
        responses=shapes.PreviewSerializer,
    )
    def preview(self, request: Request) -> Response:
        query = shapes.PreviewQuerySerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        moment = asked.get("moment", self.now)
        agreement = self._agreement(asked.get("customer"), moment)
        applies = agreement is not None and agreement.pk is None  # the standard SLA, whatever it is about
        applies = applies or has_sla(agreement, asked.get("item_type", ItemType.WERKPLEK))
        preview = clocks.preview(
            agreement,
            kind=asked["kind"],
            impact=asked.get("impact"),
            urgency=asked.get("urgency"),
            channel=asked.get("channel", Channel.API),
            opened_at=moment,
            has_sla=applies,
        )
        target = preview.state.target
        answer = {
            "priority": preview.priority,
            "nature": target.nature,
            "due_at": preview.state.due_at,
            "off_channel": preview.off_channel,
            "wording": target.wording,
            "clause": target.clause,
            "start_words": foretold_words(asked["kind"], preview.state, applies=applies),
            "channels": channel_words(clocks.rules_for(agreement), preview.priority),
            "ledger": preview.state.ledger,
        }
        return Response(shapes.PreviewSerializer(answer).data)

    def _agreement(self, key: str | None, moment: datetime) -> ServiceAgreement | None:
        if key is None and self.user.is_house:
            return ServiceAgreement(
                edition=Edition.objects.order_by("-loaded_at", "-pk").first(),
                calendar=Calendar.objects.get(slug=Calendar.SUPPORTCENTER),
            )
        customers = Customer.objects.visible_to(self.user)
        customer = (customers.called(key) if key else customers).first()
        if customer is None:
            raise ValidationError({"customer": [_("Deze klant bestaat niet.")]})
        return customer.agreement_at(moment)
