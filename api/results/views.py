"""Figures of the house, a customer, a team or a person over any days (SLA 11), as the desk and the portal show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope as TokenScope
from accounts.models import Team, User
from api.customers.keys import ID_OR_NUMBER, CustomerKeyField
from api.fields import StrictSerializer, ZonedMomentField
from api.views import ApiViewSet
from contracts.models import Contact, Customer
from reviews.figures.catalogue import FigureUnit
from reviews.figures.figure_readers import may_see_figures
from reviews.figures.figure_reading import FiguresScope, complete_until
from reviews.figures.overview import Balance, FigureLine, Overview, overview
from reviews.periods import Period, PeriodError, day_of


class FigurePartSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    group = serializers.CharField(source="part.group")
    name = serializers.CharField()
    value = serializers.IntegerField()
    words = serializers.CharField()


class FigureSerializer(serializers.Serializer[Any]):
    """`value` counts what `unit` says; of a figure with a median it is how many there were."""

    key = serializers.CharField()
    name = serializers.CharField()
    meaning = serializers.CharField()
    clause = serializers.CharField(help_text=gettext_lazy("De paragraaf van de SLA; leeg: geen."))
    unit = serializers.ChoiceField([unit.value for unit in FigureUnit], source="part.figure.unit.value")
    value = serializers.IntegerField()
    words = serializers.CharField()
    agreed = serializers.CharField(
        source="note", help_text=gettext_lazy("Wat ernaast is afgesproken, in woorden; leeg: niets.")
    )
    median = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("Minuten; null: dit cijfer heeft er geen.")
    )
    ninetieth = serializers.IntegerField(allow_null=True)
    parts = FigurePartSerializer(many=True)


class BalanceSerializer(serializers.Serializer[Balance]):
    """before + came + reopened - solved - closed - cancelled = after, always."""

    before = serializers.IntegerField()
    came = serializers.IntegerField()
    reopened = serializers.IntegerField()
    solved = serializers.IntegerField()
    closed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    after = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    customer = serializers.CharField(allow_null=True, help_text=gettext_lazy("Klantnummer; null: niet van één klant."))
    first = serializers.DateField()
    last = serializers.DateField()
    complete_until = ZonedMomentField(allow_null=True, help_text=gettext_lazy("Alles tot dit moment is geteld."))
    balance = BalanceSerializer()
    figures = FigureSerializer(many=True)


class FiguresAskedSerializer(StrictSerializer):
    customer = CustomerKeyField(required=False)
    team = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    person = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    first = serializers.DateField()
    last = serializers.DateField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].customers = Customer.objects.visible_to(user)  # type: ignore[attr-defined]

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if len(asked.keys() & {"customer", "team", "person"}) > 1:
            raise ValidationError(_("Vraag de cijfers van één klant, team of medewerker tegelijk."))
        try:
            asked["period"] = Period.between(asked["first"], asked["last"])
        except PeriodError as wrong:
            raise ValidationError({"first" if wrong.is_of_first else "last": [str(wrong)]}) from wrong
        return asked


class FiguresViewSet(ApiViewSet):
    required_scopes = {"figures": TokenScope.FIGURES_READ}
    query_parameters = {"figures": ("customer", "team", "person", "first", "last")}
    serializer_class = FiguresSerializer
    pagination_class = None
    tag = "cijfers"

    @extend_schema(
        summary="Cijfers over een periode",
        parameters=[
            OpenApiParameter("first", date, required=True, description="De eerste dag."),
            OpenApiParameter("last", date, required=True, description="De laatste dag, die meetelt."),
            OpenApiParameter("customer", str, description=str(ID_OR_NUMBER)),
            OpenApiParameter("team", int, description="Alleen voor 1do."),
            OpenApiParameter("person", int, description="Alleen voor 1do."),
        ],
        responses=FiguresSerializer,
    )
    def figures(self, request: Request) -> Response:
        given = FiguresAskedSerializer(data=request.query_params.dict(), user=self.user)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        whose = self._house(asked) if self.user.is_house else self._own(asked)
        found = overview(FiguresScope.of(whose), asked["period"])
        answer = {
            "customer": whose.number if isinstance(whose, Customer) else None,
            "first": found.period.first,
            "last": found.period.last,
            "complete_until": complete_until(),
            "balance": found.balance,
            "figures": [_row(found, line) for chapter in found.chapters for line in chapter.lines],
        }
        return Response(FiguresSerializer(answer).data)

    def _house(self, asked: dict[str, Any]) -> Customer | Team | User | None:
        if not self.user.has_perm("reviews.see_results"):
            raise PermissionDenied
        if "team" in asked:
            return _found(Team.objects.filter(pk=asked["team"]).first())
        if "person" in asked:
            return _found(User.objects.filter(pk=asked["person"], is_house=True).first())
        customer: Customer | None = asked.get("customer")
        return customer

    def _own(self, asked: dict[str, Any]) -> Customer:
        """Of a customer's person his own organisation, if he is its fixed contact (SLA 7.3)."""
        contact = Contact.objects.visible_to(self.user).select_related("customer").first()
        if contact is None or not may_see_figures(contact, day_of(self.now)) or asked.keys() & {"team", "person"}:
            raise Http404
        return contact.customer


def _found(one: Any) -> Any:
    if one is None:
        raise Http404
    return one


def _row(found: Overview, line: FigureLine) -> dict[str, Any]:
    spread = found.counts.spread(line.key) if line.part.figure.is_spread else None
    return {
        "key": line.key,
        "name": line.name,
        "meaning": line.meaning,
        "clause": line.clause,
        "part": line.part,
        "value": line.value,
        "words": line.words,
        "note": line.note,
        "median": spread.median if spread else None,
        "ninetieth": spread.ninetieth if spread else None,
        "parts": [each for parts in line.parts for each in parts.lines],
    }
