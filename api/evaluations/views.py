"""Evaluations of incidents of priority 1 (SLA 11): read, and nothing else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from accounts.models import Scope
from api.approvals.views import ID
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, IntegerFilter, SettledSinceFilter, ZonedMomentField
from api.tickets import serializers as shapes
from api.views import ApiViewSet, by_side
from reviews.evaluations.documents import EvaluationDocument, shown_document
from reviews.models import Evaluation, EvaluationPart, EvaluationState, EvaluationWhy


class EvaluationMomentSerializer(serializers.Serializer[Any]):
    at = ZonedMomentField()
    who = serializers.CharField()
    words = serializers.CharField()
    text = serializers.CharField()


class EvaluationDocumentSerializer(serializers.Serializer[EvaluationDocument]):
    release = serializers.IntegerField(help_text=_("De hoeveelste versie dit voor de klant is."))
    subject = serializers.CharField()
    priority = serializers.CharField()
    impact = serializers.CharField()
    reported_by = serializers.CharField()
    opened_at = ZonedMomentField()
    work_started_at = ZonedMomentField(allow_null=True)
    due_at = ZonedMomentField(allow_null=True)
    late = serializers.BooleanField(allow_null=True)
    resolved_at = ZonedMomentField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True, help_text=_("Van melden tot oplossen, in minuten."))
    waited = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("Werktijd in minuten, per partij waarop is gewacht.")
    )
    moments = EvaluationMomentSerializer(many=True, help_text=_("Het verloop, oudste eerst."))
    left_out = serializers.IntegerField(help_text=_("Zoveel gebeurtenissen staan er niet bij, uit het midden."))
    parts = serializers.SerializerMethodField()
    writers = serializers.ListField(child=serializers.CharField())
    approved_by = serializers.CharField()

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_parts(self, document: EvaluationDocument) -> dict[str, str]:
        return {each.part: each.text for each in document.parts}


class EvaluationSerializer(serializers.Serializer[Evaluation]):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    subject = serializers.CharField(source="ticket.subject")
    customer = shapes.TicketCustomerSerializer()
    resolved_at = ZonedMomentField()
    released_at = ZonedMomentField(allow_null=True, help_text=_("Wanneer de klant deze versie kreeg."))
    releases = serializers.IntegerField(help_text=_("Hoeveel versies de klant kreeg."))
    document = serializers.SerializerMethodField(help_text=_("Wat de klant leest; null: nog niet gedeeld."))
    state = serializers.ChoiceField(EvaluationState.choices, help_text=_("Alleen 1do."))
    why = serializers.ChoiceField(EvaluationWhy.choices, help_text=_("Alleen 1do: waarom zij wordt geschreven."))
    owed_at = ZonedMomentField(help_text=_("Alleen 1do."))
    reminded_at = ZonedMomentField(allow_null=True, help_text=_("Alleen 1do."))
    texts = serializers.SerializerMethodField(help_text=_("Alleen 1do: de teksten zoals zij nu zijn."))

    FOR_HOUSE = ("state", "why", "owed_at", "reminded_at", "texts")

    @extend_schema_field(EvaluationDocumentSerializer(allow_null=True))
    def get_document(self, evaluation: Evaluation) -> dict[str, Any] | None:
        document = shown_document(evaluation)
        return EvaluationDocumentSerializer(document).data if document else None

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_texts(self, evaluation: Evaluation) -> dict[str, str]:
        return {part.value: evaluation.text_of(part) for part in EvaluationPart}

    def get_fields(self) -> dict[str, Any]:
        """What only 1do reads is absent for others."""
        fields, request = super().get_fields(), self.context.get("request")
        if request is not None and not getattr(request.user, "is_house", True):
            for name in self.FOR_HOUSE:
                fields.pop(name)
        return fields


class EvaluationFilter(filters.FilterSet):
    ticket = IntegerFilter(field_name="ticket")
    resolved_since = SettledSinceFilter(field_name="resolved_at")

    class Meta:
        model = Evaluation
        fields: list[str] = []


class HouseEvaluationFilter(EvaluationFilter):
    customer = CustomerKeyFilter(field_name="customer", help_text=_("Alleen 1do: klantnummer, of id."))
    state = ChoicesFilter(choices=EvaluationState.choices, help_text=_("Alleen 1do."))


class EvaluationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """A customer reads what was shared with him."""

    queryset = Evaluation.objects.all()
    serializer_class = EvaluationSerializer
    lookup_value_regex = ID
    orderings = {"-resolved_at": ("-resolved_at", "-pk"), "resolved_at": ("resolved_at", "pk")}
    required_scopes = {"list": Scope.REVIEWS_READ, "retrieve": Scope.REVIEWS_READ}
    filterset_class = by_side(EvaluationFilter, house=HouseEvaluationFilter)
    tag = "evaluaties"

    def get_queryset(self) -> QuerySet[Evaluation]:
        seen = Evaluation.objects.visible_to(self.user).select_related("ticket", "customer", "shown")
        return seen.defer("ticket__search_text", "ticket__internal_search_text")
