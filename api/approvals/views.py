"""What the customer is asked before the work, and his answer (SLA 3, 4.2, 7.2, 10)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, IntegerFilter, StrictSerializer, ZonedMomentField
from api.tickets import serializers as shapes
from api.views import ApiViewSet, by_side
from contracts.time.rates import RateKind
from tickets import actions
from tickets.approvals.approvers import Answerers, answerers
from tickets.models import Approval, ApprovalKind, ApprovalStatus

ID = "[0-9]{1,12}"


class ApprovalSerializer(serializers.Serializer[Approval]):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    subject = serializers.CharField(source="ticket.subject")
    customer = shapes.TicketCustomerSerializer(source="ticket.customer")
    kind = serializers.ChoiceField(ApprovalKind.choices)
    status = serializers.ChoiceField(ApprovalStatus.choices)
    text = serializers.CharField(source="asks", help_text=_("Waarvoor."))
    minutes = serializers.IntegerField(allow_null=True, help_text=_("Geschatte tijd."))
    amount = serializers.DecimalField(
        max_digits=9, decimal_places=2, allow_null=True, help_text=_("Geschatte kosten, in euro's zonder btw.")
    )
    rate_kind = serializers.ChoiceField(RateKind.choices, allow_blank=True, help_text=_("Tegen welk tarief."))
    asked_by = shapes.PersonSerializer(allow_null=True, help_text=_("null: volgens de afspraken."))
    asked_at = ZonedMomentField()
    decided_by = shapes.NamedSerializer(allow_null=True, help_text=_("De contactpersoon die besliste."))
    recorded_by = shapes.PersonSerializer(
        allow_null=True, help_text=_("Mondeling akkoord: wie van 1do het vastlegde en bevestigde.")
    )
    decided_at = ZonedMomentField(allow_null=True)
    answer = serializers.CharField(
        source="answered", help_text=_("Zijn toelichting; van een vraag die verviel waarom.")
    )


class ApprovalDetailSerializer(ApprovalSerializer):
    """With who may answer now, which follows from the DAP."""

    citation = serializers.SerializerMethodField(help_text=_("De afspraak die zegt wie beslist."))
    answerers = serializers.SerializerMethodField(help_text=_("Wie nu mag beslissen; leeg als het is beantwoord."))

    def get_citation(self, approval: Approval) -> str:
        return self.context["asked"].citation

    @extend_schema_field(shapes.NamedSerializer(many=True))
    def get_answerers(self, approval: Approval) -> Any:
        return shapes.NamedSerializer(self.context["asked"].contacts, many=True).data


class GrantedField(serializers.BooleanField):
    """A yes is `true` and nothing that looks like it: it binds the customer."""

    def to_internal_value(self, data: Any) -> bool:
        if data is not True and data is not False:
            self.fail("invalid", input=data)
        return bool(data)


class DecideSerializer(StrictSerializer):
    granted = GrantedField()
    text = serializers.CharField(
        max_length=2_000, required=False, allow_blank=True, help_text=_("Nodig als het antwoord nee is.")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["granted"] and not attrs.get("text"):
            message = _("Schrijf op waarom u niet akkoord gaat, dan kunnen wij verder meedenken.")
            raise serializers.ValidationError({"text": [message]})
        return attrs


class ApprovalFilter(filters.FilterSet):
    status = ChoicesFilter(choices=ApprovalStatus.choices)
    kind = ChoicesFilter(choices=ApprovalKind.choices)
    ticket = IntegerFilter(field_name="ticket")

    class Meta:
        model = Approval
        fields: list[str] = []


class HouseApprovalFilter(ApprovalFilter):
    customer = CustomerKeyFilter(field_name="ticket__customer", help_text=_("Alleen 1do: klantnummer, of id."))


class ApprovalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Whoever sees the ticket, or is named to answer, sees the question; the verb decides who may answer it."""

    queryset = Approval.objects.all()
    serializer_class = ApprovalSerializer
    lookup_value_regex = ID
    orderings = {"-asked_at": ("-asked_at", "-pk"), "asked_at": ("asked_at", "pk")}
    required_scopes = {
        "list": Scope.TICKETS_READ,
        "retrieve": Scope.TICKETS_READ,
        "decide": Scope.APPROVALS_WRITE,
        "withdraw": Scope.TICKETS_WORK,
    }
    tag = "akkoord en escalatie"

    filterset_class = by_side(ApprovalFilter, house=HouseApprovalFilter)

    def get_queryset(self) -> QuerySet[Approval]:
        related = ["ticket__customer", "asked_by", "decided_by", "recorded_by"]
        if self.action != "list":
            related.append("ticket__contact__user")
        return Approval.objects.visible_to(self.user).select_related(*related)

    @extend_schema(summary="Eén vraag", responses=ApprovalDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Ja of nee zeggen",
        description="Alleen door wie het DAP daarvoor noemt, en nooit door 1do. Wat beslist is, blijft staan.",
        request=DecideSerializer,
        responses=ApprovalDetailSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=DecideSerializer)
    def decide(self, request: Request, pk: str) -> Response:
        approval = self.get_object()
        if self.user.is_house:
            raise PermissionDenied(_("Alleen de klant zelf beslist hierover; 1do nooit voor hem."))
        actions.decide(approval, by=self.user, now=self.now, **self.body())
        return self._answer(self.get_object())

    @extend_schema(
        summary="Vraag intrekken",
        description="De klant leest waarom. Een autorisatieverzoek kan niet worden ingetrokken (SLA 10).",
        request=shapes.MessageSerializer,
        responses=ApprovalDetailSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=shapes.MessageSerializer)
    def withdraw(self, request: Request, pk: str) -> Response:
        approval = self.get_object()
        self.require_house()
        actions.withdraw_approval(approval, by=self.user, now=self.now, **self.body())
        return self._answer(self.get_object())

    def _answer(self, approval: Approval) -> Response:
        """Who may answer is asked of what the verb itself goes by; once it is answered nobody may."""
        asked = Answerers((), approval.citation)
        if approval.status == ApprovalStatus.ASKED:
            asked = answerers(approval.ticket, approval.kind, self.now, asked_by=approval.asked_by_id)
        context = self.get_serializer_context() | {"asked": asked}
        return Response(ApprovalDetailSerializer(approval, context=context).data)
