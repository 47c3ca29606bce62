"""How customers say that it went, one by one (SLA 11). Of 1do alone: who answered was told so."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from accounts.models import Scope
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, IntegerFilter, MomentFilter, YesNoFilter, ZonedMomentField
from api.tickets.serializers import NamedSerializer, PersonSerializer, TicketCustomerSerializer
from api.views import ApiViewSet
from tickets.models import CallBack, SatisfactionRequest, Score

ID = "[0-9]{1,12}"


class CallBackSerializer(serializers.Serializer[CallBack]):
    due_at = ZonedMomentField(help_text=_("Terugbellen uiterlijk."))
    done_at = ZonedMomentField(allow_null=True)
    done_by = PersonSerializer(allow_null=True)
    outcome = serializers.CharField()


class SatisfactionSerializer(serializers.Serializer[SatisfactionRequest]):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    customer = TicketCustomerSerializer(source="ticket.customer")
    contact = NamedSerializer(help_text=_("Aan wie het is gevraagd."))
    asked_at = ZonedMomentField()
    expires_at = ZonedMomentField(help_text=_("Tot wanneer het te beantwoorden of te wijzigen is."))
    score = serializers.ChoiceField(Score.choices, allow_null=True, help_text=_("null: (nog) geen antwoord."))
    score_words = serializers.SerializerMethodField()
    text = serializers.CharField(help_text=_("Wat hij erbij schreef."))
    answered_at = ZonedMomentField(allow_null=True)
    call_backs = CallBackSerializer(many=True, help_text=_("Na een slecht antwoord: wie terugbelde, en wat dat gaf."))

    def get_score_words(self, asked: SatisfactionRequest) -> str:
        return str(asked.get_score_display()) if asked.score else ""


class SatisfactionFilter(filters.FilterSet):
    ticket = IntegerFilter(field_name="ticket")
    customer = CustomerKeyFilter(field_name="ticket__customer")
    score = ChoicesFilter(choices=[(str(score.value), score.label) for score in Score])
    answered = YesNoFilter(field_name="score", lookup_expr="isnull", exclude=True)
    asked_after = MomentFilter(field_name="asked_at", lookup_expr="gte")
    asked_before = MomentFilter(field_name="asked_at", lookup_expr="lt")

    class Meta:
        model = SatisfactionRequest
        fields: list[str] = []


class SatisfactionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = SatisfactionRequest.objects.all()
    serializer_class = SatisfactionSerializer
    filterset_class = SatisfactionFilter
    lookup_value_regex = ID
    orderings = {"-asked_at": ("-asked_at", "-pk"), "asked_at": ("asked_at", "pk")}
    required_scopes = {"list": Scope.SATISFACTION_READ, "retrieve": Scope.SATISFACTION_READ}
    tag = "tevredenheid"

    def get_queryset(self) -> QuerySet[SatisfactionRequest]:
        asked = SatisfactionRequest.objects.visible_to(self.user).filter(asked_at__isnull=False)
        if not self.user.is_house:
            return asked.none()
        tasks = Prefetch("call_backs", CallBack.objects.select_related("done_by").order_by("pk"))
        return asked.select_related("ticket__customer", "contact", "answer").prefetch_related(tasks)
