"""The hours of a customer in a month against what was agreed, as desk and portal show them (SLA 6.2, 7.7, 11)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.fields import ZonedMomentField
from api.views import ApiViewSet
from contracts.agreements.readers import may_see_money
from contracts.coverage.rules import Verdict
from contracts.models import Contact, Customer
from contracts.time.meters import HoursVerdict
from sla.business_hours import AMSTERDAM
from tickets.models import TimeCredit
from tickets.time import month as hours
from tickets.time.month import HoursTally, Month


class MeterSerializer(serializers.Serializer[Any]):
    """Minutes of the All-in-1 hours (SLA 6.2)."""

    agreed = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("null: geen uren afgesproken."))
    used = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    over = serializers.IntegerField()
    forecast = serializers.IntegerField(allow_null=True)
    runs_out_on = serializers.DateField(allow_null=True)
    words = serializers.CharField()


class FairUseSerializer(serializers.Serializer[Any]):
    """Small changes of the month (SLA 7.7)."""

    count = serializers.IntegerField()
    total = serializers.IntegerField(help_text=gettext_lazy("Minuten."))
    largest = serializers.IntegerField(help_text=gettext_lazy("Minuten."))
    count_norm = serializers.IntegerField(allow_null=True)
    minutes_norm = serializers.IntegerField(allow_null=True)
    exceeds = serializers.BooleanField()
    reason = serializers.CharField()


class HoursAdviceSerializer(serializers.Serializer[Any]):
    """Over the last half year, with its arithmetic in `reason` (SLA 6.2)."""

    verdict = serializers.ChoiceField(HoursVerdict.choices, allow_null=True)
    months = serializers.IntegerField()
    agreed = serializers.IntegerField()
    used = serializers.IntegerField()
    average = serializers.IntegerField()
    proposed = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    reason = serializers.CharField()
    fee = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        allow_null=True,
        required=False,
        help_text=gettext_lazy("Het maandbedrag met de voorgestelde uren; alleen voor wie daarover gaat."),
    )
    fee_words = serializers.CharField(required=False)

    def to_representation(self, advice: Any) -> dict[str, Any]:
        return _without_money(self, super().to_representation(advice), "fee", "fee_words")


class TallySerializer(serializers.Serializer[HoursTally]):
    minutes = serializers.IntegerField()
    drawn = serializers.IntegerField(help_text=gettext_lazy("Van de uren van de All-in-1 af."))
    billable = serializers.IntegerField(help_text=gettext_lazy("Gewerkt buiten de overeenkomst, met akkoord."))
    unagreed = serializers.IntegerField(
        help_text=gettext_lazy("Gewerkt buiten de overeenkomst, zonder akkoord: niet berekend (SLA 4.2).")
    )
    billed = serializers.IntegerField()
    amount = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("In euro's zonder btw; alleen voor wie daarover gaat."),
    )

    def to_representation(self, tally: HoursTally) -> dict[str, Any]:
        return _without_money(self, super().to_representation(tally), "amount")


def _without_money(serializer: serializers.BaseSerializer[Any], said: dict[str, Any], *names: str) -> dict[str, Any]:
    """For who has no say in money, without these."""
    return said if serializer.context["sees_money"] else {name: said[name] for name in said if name not in names}


class SumsSerializer(serializers.Serializer[HoursTally]):
    """Why so much was worked, and why so much is charged, as the portal says it."""

    worked = serializers.CharField(source="worked_words")
    billed = serializers.CharField(source="billed_words")


class CreditSerializer(serializers.Serializer[TimeCredit]):
    """A line that had left for the books or was reviewed, and is taken back; it counts in no sum (SLA 11)."""

    ticket = serializers.IntegerField(source="line.ticket_id")
    line = serializers.IntegerField(source="line_id")
    started_at = ZonedMomentField(source="line.started_at")
    minutes = serializers.IntegerField(source="line.minutes", help_text=gettext_lazy("Teruggenomen."))
    made_at = ZonedMomentField()
    reason = serializers.CharField()
    amount = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        allow_null=True,
        required=False,
        help_text=gettext_lazy("Onder nul; alleen voor wie daarover gaat."),
    )

    def to_representation(self, credit: TimeCredit) -> dict[str, Any]:
        return _without_money(self, super().to_representation(credit), "amount")


class VerdictTimeSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(Verdict.choices, allow_blank=True)
    tally = TallySerializer()


class TicketTimeSerializer(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(source="ticket.pk")
    subject = serializers.CharField(source="ticket.subject")
    tally = TallySerializer()


class HoursSerializer(serializers.Serializer[Any]):
    month = serializers.CharField()
    meter = MeterSerializer()
    fair_use = FairUseSerializer()
    advice = HoursAdviceSerializer(allow_null=True, help_text=gettext_lazy("null: geen uren afgesproken."))
    total = TallySerializer()
    sums = SumsSerializer()
    verdicts = VerdictTimeSerializer(many=True)
    tickets = TicketTimeSerializer(many=True, help_text=gettext_lazy("De meldingen die u mag zien."))
    credits = CreditSerializer(many=True, help_text=gettext_lazy("Wat daarvan is teruggenomen."))
    others = TallySerializer(allow_null=True, help_text=gettext_lazy("De overige samen; null: er zijn er geen."))


class HoursViewSet(ApiViewSet):
    required_scopes = {"month": Scope.TIME_READ}
    query_parameters = {"month": ("month",)}
    serializer_class = HoursSerializer
    pagination_class = None
    tag = "uren"

    @extend_schema(
        summary="Uren van een maand",
        parameters=[OpenApiParameter("month", str, description="Als 2026-11; anders deze maand.")],
        responses=HoursSerializer,
    )
    def month(self, request: Request, customer: str) -> Response:
        found: Customer = get_object_or_404(Customer.objects.visible_to(self.user).called(customer))
        month = self._month(request.query_params.get("month"))
        agreement = hours.agreement_in(found, month, self.now)
        time = hours.read_month(found, month, self.user)
        answer = {
            "month": month.code,
            "meter": hours.read_meter(found, agreement, month, self.now),
            "fair_use": hours.read_fair_use(found, agreement, month),
            "advice": hours.read_advice(found, agreement, self.now) if hours.agreed_hours(agreement) else None,
            "total": time.total,
            "sums": time.total,
            "verdicts": time.verdicts,
            "tickets": time.tickets,
            "credits": [credit for one in time.tickets for credit in one.taken_back],
            "others": time.others,
        }
        return Response(HoursSerializer(answer, context={"sees_money": self._sees_money()}).data)

    def _month(self, text: str | None) -> Month:
        month = Month.of(self.now) if text is None else Month.parse(text)
        if month is None:
            raise ValidationError({"month": [_("Schrijf de maand als 2026-11.")]})
        return min(month, Month.of(self.now))

    def _sees_money(self) -> bool:
        contact = None if self.user.is_house else Contact.objects.visible_to(self.user).first()
        return contact is None or may_see_money(contact, self.now.astimezone(AMSTERDAM).date())
