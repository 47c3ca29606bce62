"""Opening hours of a calendar, day by day (SLA 3.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.fields import FIRST_YEAR, LAST_YEAR, StrictSerializer
from api.views import ApiViewSet
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.models import Calendar

MAX_DAYS = 400


class CalendarSerializer(serializers.Serializer[Calendar]):
    slug = serializers.SlugField()
    name = serializers.CharField()


class WallClockField(serializers.DateTimeField):
    """By the clock on the wall in Amsterdam, with its offset: opening hours are read, not only reckoned with."""

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(AMSTERDAM).isoformat()


class WindowSerializer(serializers.Serializer[Any]):
    opens = WallClockField()
    closes = WallClockField(help_text=_("Hoort er zelf niet meer bij."))


class BusinessDaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    windows = WindowSerializer(many=True, help_text=_("Leeg: gesloten."))
    reason = serializers.CharField(help_text=_("Waarom de dag afwijkt van een gewone werkdag; anders leeg."))


class BusinessHoursSerializer(serializers.Serializer[Any]):
    calendar = serializers.SlugField()
    version = serializers.IntegerField(help_text=_("Verandert als iemand de kalender wijzigt."))
    days = BusinessDaySerializer(many=True)


class PeriodSerializer(StrictSerializer):
    """Both days are part of it. `from` is a word of Python, so the fields are made below."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), "to": serializers.DateField()}

    def validate(self, attrs: dict[str, date]) -> dict[str, date]:
        for name, day in attrs.items():
            if not FIRST_YEAR < day.year < LAST_YEAR:
                raise serializers.ValidationError({name: [_("Kies een dag van 1972 tot en met 2198.")]})
        if attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": [_("Deze dag ligt voor `from`.")]})
        if (attrs["to"] - attrs["from"]).days >= MAX_DAYS:
            raise serializers.ValidationError({"to": [_("Vraag hoogstens %d dagen tegelijk.") % MAX_DAYS]})
        return attrs


class CalendarViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Calendar.objects.all()
    serializer_class = CalendarSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]{1,50}"
    orderings = {"slug": ("slug",)}
    required_scopes = {"list": Scope.SLA_READ, "retrieve": Scope.SLA_READ, "business_hours": Scope.SLA_READ}
    query_parameters = {"business_hours": ("from", "to")}
    tag = "sla"

    @extend_schema(
        summary="Openingstijden per dag",
        parameters=[
            OpenApiParameter("from", date, required=True, description="Eerste dag."),
            OpenApiParameter("to", date, required=True, description=f"Laatste dag; hoogstens {MAX_DAYS} dagen."),
        ],
        responses=BusinessHoursSerializer,
    )
    @action(detail=True, url_path="business-hours", pagination_class=None)
    def business_hours(self, request: Request, slug: str) -> Response:
        version = self.get_object().current_version
        period = PeriodSerializer(data=request.query_params.dict())
        period.is_valid(raise_exception=True)
        days = _days(version.business_hours, period.validated_data["from"], period.validated_data["to"])
        hours = {"calendar": slug, "version": version.number, "days": days}
        return Response(BusinessHoursSerializer(hours).data)


def _days(hours: BusinessHours, first: date, last: date) -> list[dict[str, Any]]:
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [{"date": day, "windows": hours.windows(day), "reason": hours.day_reason(day)} for day in days]
