"""Planned work: visits, and what comes back by a schedule (SLA 6.1, 8.1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from accounts.models import Scope
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, MomentFilter, YesNoFilter, ZonedMomentField
from api.tickets.serializers import NamedSerializer, TicketCustomerSerializer
from api.views import ApiViewSet
from contracts.models import RecurringKind, RecurringWork
from tickets.models import Ticket, Visit
from tickets.planned.queries import rule_words

ID = "[0-9]{1,12}"


class VisitSerializer(serializers.Serializer[Visit]):
    id = serializers.IntegerField()
    customer = TicketCustomerSerializer()
    site = NamedSerializer(allow_null=True)
    engineer = NamedSerializer()
    planned_for = ZonedMomentField()
    ended_at = ZonedMomentField(allow_null=True)
    ticket = serializers.SerializerMethodField(help_text=_("null: een melding van een collega (SLA 7.3)."))

    def get_ticket(self, visit: Any) -> int | None:
        return visit.ticket_id if visit.is_seen else None


class RecurringWorkSerializer(serializers.Serializer[RecurringWork]):
    id = serializers.IntegerField()
    customer = TicketCustomerSerializer()
    kind = serializers.ChoiceField(RecurringKind.choices)
    title = serializers.CharField()
    contact = NamedSerializer(help_text=_("Wie de uitkomst krijgt."))
    clause = serializers.SerializerMethodField(help_text=_("De bepaling van het DAP; leeg: los gepland."))
    rrule = serializers.CharField()
    rule_words = serializers.SerializerMethodField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    is_active = serializers.BooleanField(help_text=_("false: ligt stil."))
    next_on = serializers.DateField(allow_null=True, help_text=_("Volgens het schema; null: nooit meer."))
    items = serializers.ListField(child=serializers.CharField(), help_text=_("Servers of onderdelen."))
    checklist = serializers.ListField(child=serializers.CharField())

    def get_clause(self, work: RecurringWork) -> str:
        return work.clause.citation if work.clause else ""

    def get_rule_words(self, work: RecurringWork) -> str:
        return rule_words(work)


class VisitFilter(filters.FilterSet):
    customer = CustomerKeyFilter(field_name="customer")
    ended = YesNoFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)
    planned_after = MomentFilter(field_name="planned_for", lookup_expr="gte")
    planned_before = MomentFilter(field_name="planned_for", lookup_expr="lt")

    class Meta:
        model = Visit
        fields: list[str] = []


class RecurringWorkFilter(filters.FilterSet):
    customer = CustomerKeyFilter(field_name="customer")
    kind = ChoicesFilter(choices=RecurringKind.choices)
    is_active = YesNoFilter(field_name="is_active")

    class Meta:
        model = RecurringWork
        fields: list[str] = []


class VisitViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Visit.objects.all()
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    lookup_value_regex = ID
    orderings = {"-planned_for": ("-planned_for", "-pk"), "planned_for": ("planned_for", "pk")}
    required_scopes = {"list": Scope.TICKETS_READ, "retrieve": Scope.TICKETS_READ}
    tag = "gepland werk"

    def get_queryset(self) -> QuerySet[Any]:
        seen = Exists(Ticket.objects.visible_to(self.user).filter(pk=OuterRef("ticket")))
        visits = Visit.objects.visible_to(self.user).annotate(is_seen=seen)
        return visits.select_related("customer", "site", "engineer")


class RecurringWorkViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = RecurringWork.objects.all()
    serializer_class = RecurringWorkSerializer
    filterset_class = RecurringWorkFilter
    lookup_value_regex = ID
    orderings = {"id": ("pk",)}
    required_scopes = {"list": Scope.AGREEMENTS_READ, "retrieve": Scope.AGREEMENTS_READ}
    tag = "gepland werk"

    def get_queryset(self) -> QuerySet[RecurringWork]:
        return RecurringWork.objects.visible_to(self.user).select_related("customer", "contact", "clause__agreement")
