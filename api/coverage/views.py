"""Whether work would be covered, before it is a melding: the same decision as on a ticket (SLA 5 to 8)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.fields import ZonedMomentField
from api.views import ApiViewSet
from contracts.agreements.terms import ItemType
from contracts.coverage.costs import cost_words, foretold
from contracts.coverage.rules import SUPPORT, CoverageFacts, Verdict, decide
from contracts.models import Customer
from sla.priority import TicketKind
from tickets.coverage.actions import check_work

REPEATED = ("features",)


class CoverageQuerySerializer(serializers.Serializer[Any]):
    customer = serializers.CharField(
        max_length=20,
        required=False,
        help_text=gettext_lazy("Klantnummer, of id; een klant laat dit weg, 1do geeft het."),
    )
    kind = serializers.ChoiceField(TicketKind.choices)
    item_type = serializers.ChoiceField(ItemType.choices)
    service = serializers.CharField(max_length=40, required=False, help_text=gettext_lazy("Een rij van 5.2."))
    features = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=20, help_text=gettext_lazy("Van 6.4.")
    )
    small_change = serializers.BooleanField(required=False)
    user_accounts = serializers.BooleanField(required=False)
    extra_supervision = serializers.BooleanField(
        required=False, help_text=gettext_lazy("Update met extra toezicht (6.1).")
    )
    unsupported = serializers.BooleanField(
        required=False, help_text=gettext_lazy("Zonder ondersteuning van de fabrikant (7.10).")
    )
    is_alert = serializers.BooleanField(required=False, help_text=gettext_lazy("Opvolging van monitoring."))
    on_site = serializers.BooleanField(required=False)
    outside_hours = serializers.BooleanField(
        required=False, help_text=gettext_lazy("Buiten openingstijden gepland en afgesproken (8.2).")
    )
    emergency_call = serializers.BooleanField(required=False)
    minutes = serializers.IntegerField(min_value=0, max_value=100_000, required=False)
    moment = ZonedMomentField(
        required=False, help_text=gettext_lazy("Naar de afspraken van dat moment; anders van nu.")
    )


class CoverageAnswerSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(Verdict.choices)
    clause = serializers.CharField()
    reason = serializers.CharField()
    words = serializers.CharField(help_text=gettext_lazy("De hele zin, om te lezen."))
    warning = serializers.CharField(help_text=gettext_lazy("Leeg: niets bijzonders."))
    is_billable = serializers.BooleanField()
    costs = serializers.CharField(help_text=gettext_lazy("Wat het kost, in de woorden van het Serviceportaal."))
    agreement = serializers.CharField(allow_null=True, help_text=gettext_lazy("Nummer en versie; null: geen SLA."))


class CoverageViewSet(ApiViewSet):
    required_scopes = {"preview": Scope.AGREEMENTS_READ}
    query_parameters = {"preview": tuple(CoverageQuerySerializer().fields)}
    serializer_class = CoverageAnswerSerializer
    pagination_class = None
    tag = "overeenkomsten"

    @extend_schema(summary="Dekking vooraf", parameters=[CoverageQuerySerializer], responses=CoverageAnswerSerializer)
    def preview(self, request: Request) -> Response:
        asked = self._asked(request)
        agreement = self._customer(asked.pop("customer", None)).agreement_at(asked.pop("moment", self.now))
        item, features = asked.pop("item_type"), asked.pop("features", [])
        service = asked.pop("service", SUPPORT)
        check_work(agreement, item_type=item, service=service, features=features)
        facts = CoverageFacts(
            kind=TicketKind(asked.pop("kind")),
            item=ItemType(item),
            service=service,
            features=frozenset(features),
            **asked,
        )
        covered = decide(agreement.terms if agreement else None, facts)
        answer = {
            "verdict": covered.verdict,
            "clause": covered.clause,
            "reason": covered.reason,
            "words": covered.words,
            "warning": covered.warning,
            "is_billable": covered.is_billable,
            "costs": cost_words(covered, foretold(covered)).costs,
            "agreement": str(agreement) if agreement else None,
        }
        return Response(CoverageAnswerSerializer(answer).data)

    def _may_repeat(self, name: str) -> bool:
        return name in REPEATED

    def _asked(self, request: Request) -> dict[str, Any]:
        given: dict[str, Any] = request.query_params.dict()
        given |= {name: request.query_params.getlist(name) for name in REPEATED if name in given}
        query = CoverageQuerySerializer(data=given)
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def _customer(self, key: str | None) -> Customer:
        customers = Customer.objects.visible_to(self.user)
        if key is None and self.user.is_house:
            raise ValidationError({"customer": [_("Voor welke klant?")]})
        customer = (customers.called(key) if key else customers).first()
        if customer is None:
            raise ValidationError({"customer": [_("Deze klant bestaat niet.")]})
        return customer
