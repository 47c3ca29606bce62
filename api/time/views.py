"""Time that was written, its corrections, and its way to the books (SLA 3.2, 6.2, 7.4, 8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.customers.keys import CustomerKeyField, CustomerKeyFilter
from api.fields import (
    ChoicesFilter,
    IntegerFilter,
    MomentFilter,
    SettledSinceFilter,
    StrictSerializer,
    YesNoFilter,
    ZonedMomentField,
)
from api.tickets import serializers as shapes
from api.views import ApiViewSet, by_side
from contracts.agreements.readers import may_see_money
from contracts.coverage.rules import Verdict
from contracts.models import Contact
from contracts.time.rates import RateKind
from sla.business_hours import AMSTERDAM
from tickets import actions
from tickets.approvals.consent import agreed
from tickets.models import Activity, TimeEntry, TimeExport
from tickets.time import exports
from tickets.time.exporting import choose

ID = "[0-9]{1,12}"
MONEY = ("rate", "rate_kind", "amount")


class TimeEntrySerializer(serializers.Serializer[TimeEntry]):
    """To a customer what the Serviceportaal tells him of it: no note, and amounts only where he has a say in them."""

    HOUSE_ONLY = (
        "by",
        "note",
        "logged_at",
        "version",
        "is_current",
        "corrects",
        "corrected_reason",
        "locked_at",
        "export",
    )

    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket_id", help_text=_("Nummer van de melding."))
    started_at = ZonedMomentField()
    minutes = serializers.IntegerField(help_text=_("0: teruggenomen."))
    activity = serializers.ChoiceField(Activity.choices)
    on_site = serializers.BooleanField()
    outside_hours = serializers.BooleanField()
    verdict = serializers.ChoiceField(Verdict.choices, allow_blank=True, help_text=_("De dekking op dat moment."))
    clause = serializers.CharField(help_text=_("De paragraaf van de SLA."))
    reason = serializers.CharField(source="reason_words")
    draws_hours = serializers.BooleanField(help_text=_("Gaat van de uren van de All-in-1 af (SLA 6.2)."))
    billed_minutes = serializers.IntegerField()
    rate_kind = serializers.ChoiceField(RateKind.choices, allow_blank=True, required=False)
    rate = serializers.DecimalField(
        max_digits=9, decimal_places=2, allow_null=True, required=False, help_text=_("Per uur, zonder btw.")
    )
    agreed = serializers.BooleanField(
        source="is_agreed", help_text=_("false: geen akkoord op de kosten; dan wordt er niets berekend (SLA 4.2).")
    )
    amount = serializers.DecimalField(
        max_digits=11,
        decimal_places=2,
        allow_null=True,
        required=False,
        help_text=_("In euro's zonder btw; null: geen tarief afgesproken."),
    )
    by = shapes.NamedSerializer(required=False, help_text=_("Dit en wat volgt: alleen voor 1do."))
    note = serializers.CharField(required=False)
    logged_at = ZonedMomentField(required=False)
    version = serializers.IntegerField(required=False)
    is_current = serializers.BooleanField(required=False, help_text=_("false: later gecorrigeerd."))
    corrects = serializers.IntegerField(source="corrects_id", allow_null=True, required=False)
    corrected_reason = serializers.CharField(required=False)
    locked_at = ZonedMomentField(
        allow_null=True, required=False, help_text=_("Geëxporteerd of besproken: blijft staan, ook na een correctie.")
    )
    export = serializers.IntegerField(source="export_id", allow_null=True, required=False)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if shapes.for_house(self):
            return fields
        hidden = self.HOUSE_ONLY if self.context["sees_money"] else (*self.HOUSE_ONLY, *MONEY)
        return {name: field for name, field in fields.items() if name not in hidden}


class CorrectTimeSerializer(StrictSerializer):
    minutes = serializers.IntegerField(min_value=0, max_value=24 * 60, help_text=_("0: de regel vervalt."))
    reason = serializers.CharField(max_length=300)
    activity = serializers.ChoiceField(Activity.choices, required=False)
    on_site = serializers.BooleanField(required=False)
    outside_hours = serializers.BooleanField(required=False)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)
    started_at = ZonedMomentField(required=False)
    began_then = serializers.BooleanField(required=False, allow_null=True, help_text=_("Zie `log-time`."))


class TimeEntryFilter(filters.FilterSet):
    ticket = IntegerFilter(field_name="ticket")
    verdict = ChoicesFilter(choices=Verdict.choices)
    activity = ChoicesFilter(choices=Activity.choices)
    on_site = YesNoFilter(field_name="on_site")
    outside_hours = YesNoFilter(field_name="outside_hours")
    draws_hours = YesNoFilter(field_name="draws_hours")
    started_after = MomentFilter(field_name="started_at", lookup_expr="gte")
    started_before = MomentFilter(field_name="started_at", lookup_expr="lt")
    updated_since = SettledSinceFilter(
        field_name="logged_at",
        help_text=_("Geschreven sinds; wat jonger is dan een minuut komt later."),
    )

    class Meta:
        model = TimeEntry
        fields: list[str] = []


class HouseTimeEntryFilter(TimeEntryFilter):
    customer = CustomerKeyFilter(field_name="ticket__customer", help_text=_("Alleen 1do: klantnummer, of id."))
    by = IntegerFilter(field_name="by", help_text=_("Alleen 1do."))
    exported = YesNoFilter(field_name="export", lookup_expr="isnull", exclude=True, help_text=_("Alleen 1do."))
    current = YesNoFilter(field_name="is_current", help_text=_("Alleen 1do; zonder: ook wat gecorrigeerd is."))


class TimeEntryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = TimeEntry.objects.all()
    serializer_class = TimeEntrySerializer
    lookup_value_regex = ID
    orderings = {
        "-started_at": ("-started_at", "-pk"),
        "started_at": ("started_at", "pk"),
        "logged_at": ("logged_at", "pk"),
    }
    required_scopes = {"list": Scope.TIME_READ, "retrieve": Scope.TIME_READ, "correct": Scope.TIME_WRITE}
    tag = "uren"

    filterset_class = by_side(TimeEntryFilter, house=HouseTimeEntryFilter)

    def get_queryset(self) -> QuerySet[TimeEntry]:
        said_yes = ExpressionWrapper(Q(export__isnull=False) | agreed(), output_field=BooleanField())
        lines = TimeEntry.objects.visible_to(self.user).annotate(is_agreed=said_yes)
        return lines.select_related("by") if self.user.is_house else lines

    @cached_property
    def sees_money(self) -> bool:
        contact = None if self.user.is_house else Contact.objects.visible_to(self.user).first()
        return contact is None or may_see_money(contact, self.now.astimezone(AMSTERDAM).date())

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        described = getattr(self, "swagger_fake_view", False)
        return context if described else context | {"sees_money": self.sees_money}

    @extend_schema(
        summary="Tijd corrigeren",
        description=(
            "Een nieuwe versie van de regel, met de reden. Wat geëxporteerd of besproken is, blijft staan: er komt een"
            " creditregel naast, die in de volgende export meegaat en die ook de klant ziet, met de reden."
        ),
        request=CorrectTimeSerializer,
        responses=TimeEntrySerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=CorrectTimeSerializer)
    def correct(self, request: Request, pk: str) -> Response:
        line = self.get_object()
        self.require_house()
        after = actions.correct_time(line, by=self.user, now=self.now, **self.body())
        after = self.get_queryset().get(pk=after.pk)
        return Response(TimeEntrySerializer(after, context=self.get_serializer_context()).data)


# --- Exports ----------------------------------------------------------------------------------------------
class TimeExportSerializer(serializers.Serializer[TimeExport]):
    id = serializers.IntegerField()
    customer = shapes.TicketCustomerSerializer(allow_null=True, help_text=_("null: alle klanten."))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    made_by = shapes.NamedSerializer()
    made_at = ZonedMomentField()
    line_count = serializers.IntegerField()
    with_older = serializers.BooleanField(help_text=_("Ook met regels van voor de periode."))
    minutes = serializers.IntegerField(help_text=_("Te factureren minuten; onder nul als er meer terugging."))
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, help_text=_("In euro's, zonder btw."))


class ExportTimeSerializer(StrictSerializer):
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    customer = CustomerKeyField(
        required=False, allow_null=True, help_text=_("Klantnummer, of id; anders alle klanten.")
    )
    older = serializers.BooleanField(
        required=False, help_text=_("Neem mee wat voor de periode is gewerkt en nog niet is geëxporteerd.")
    )


class WaitingTimeSerializer(serializers.Serializer[Any]):
    """What would leave now, and what would be left behind without `older`."""

    lines = serializers.IntegerField(help_text=_("Creditregels meegeteld."))
    credits = serializers.IntegerField()
    minutes = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    older_lines = serializers.IntegerField()
    older_amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    older_words = serializers.CharField(help_text=_("Leeg als er geen oudere regels zijn."))


class TimeExportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """For 1do alone; each line leaves once."""

    queryset = TimeExport.objects.all()
    serializer_class = TimeExportSerializer
    lookup_value_regex = ID
    orderings = {"-made_at": ("-made_at", "-pk"), "made_at": ("made_at", "pk")}
    required_scopes = dict.fromkeys(("list", "retrieve", "create", "waiting", "csv", "xlsx"), Scope.TIME_WRITE)
    tag = "uren"

    def get_queryset(self) -> QuerySet[TimeExport]:
        may = self.user.is_house and self.user.has_perm("tickets.export_time")
        made = TimeExport.objects.all() if may else TimeExport.objects.none()
        return made.select_related("customer", "made_by")

    @extend_schema(
        summary="Uren exporteren",
        description=(
            "Alle te factureren regels van de periode die nog niet weg waren, met `older` ook die van ervoor, en de"
            " creditregels van wat sinds de vorige export is gecorrigeerd. Wat weg is, blijft staan."
        ),
        request=ExportTimeSerializer,
        responses={201: TimeExportSerializer},
    )
    def create(self, request: Request) -> Response:
        self.require_house()
        given = ExportTimeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        export = actions.export_time(by=self.user, now=self.now, **given.validated_data)
        return Response(TimeExportSerializer(export).data, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Wat nog te exporteren is",
        description="Met dezelfde velden als de export zelf, die als POST niets wijzigt.",
        request=ExportTimeSerializer,
        responses=WaitingTimeSerializer,
    )
    @action(detail=False, methods=["post"], serializer_class=ExportTimeSerializer)
    def waiting(self, request: Request) -> Response:
        self.require_house()
        if not self.user.has_perm("tickets.export_time"):
            raise PermissionDenied
        choice = choose(**self.body())
        waiting, older = exports.waiting_by_customer(choice), exports.older_time(choice)
        total = exports.total_of(waiting)
        answer = {
            "lines": total.lines,
            "credits": sum(one.credits for one in waiting),
            "minutes": total.billed,
            "amount": total.amount,
            "older_lines": older.tally.lines if older else 0,
            "older_amount": older.tally.amount if older else Decimal(),
            "older_words": older.words if older else "",
        }
        return Response(WaitingTimeSerializer(answer).data)

    @extend_schema(summary="Als CSV", responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True)
    def csv(self, request: Request, pk: str) -> HttpResponse:
        return self._file("csv", "text/csv; charset=utf-8", exports.csv_of(self.get_object()))

    @extend_schema(summary="Als Excel-bestand", responses={(200, exports.XLSX_TYPE): OpenApiTypes.BINARY})
    @action(detail=True)
    def xlsx(self, request: Request, pk: str) -> HttpResponse:
        return self._file("xlsx", exports.XLSX_TYPE, exports.xlsx_of(self.get_object()))

    def _file(self, kind: str, content_type: str, content: bytes) -> HttpResponse:
        response = HttpResponse(content, content_type=content_type)
        name = exports.file_name(self.get_object(), kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
