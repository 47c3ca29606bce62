"""The people of 1do, their teams, and who has duty (SLA 3.1, 3.2). For 1do alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Duty, DutyKind, DutyLine, Scope, Team, User
from accounts.roster.queries import on_duty as read_duty
from api.fields import ChoicesFilter, IntegerFilter, MomentFilter, StrictSerializer, YesNoFilter, ZonedMomentField
from api.tickets.serializers import NamedSerializer
from api.views import ApiViewSet

ID = "[0-9]{1,12}"


class UserSerializer(serializers.Serializer[User]):
    id = serializers.IntegerField(help_text=_("Zoals `assignee` van een melding."))
    name = serializers.CharField()
    email = serializers.CharField()
    is_active = serializers.BooleanField()
    is_service = serializers.BooleanField(help_text=_("Een programma."))
    roles = serializers.SerializerMethodField()
    teams = serializers.SerializerMethodField()

    def get_roles(self, user: User) -> list[str]:
        return sorted(group.name for group in user.groups.all())

    def get_teams(self, user: User) -> list[str]:
        return sorted(team.name for team in user.teams.all())


class TeamSerializer(serializers.Serializer[Team]):
    id = serializers.IntegerField(help_text=_("Zoals `team` van een melding."))
    name = serializers.CharField()
    members = NamedSerializer(source="members.all", many=True)


class DutySerializer(serializers.Serializer[Duty]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(DutyKind.choices)
    line = serializers.ChoiceField(DutyLine.choices, help_text=_("1: wie eerst wordt gebeld; 2: de achterwacht."))
    team = NamedSerializer(allow_null=True)
    person = NamedSerializer(allow_null=True)
    starts_at = ZonedMomentField()
    ends_at = ZonedMomentField(help_text=_("Hoort er zelf niet meer bij."))


class OnDutySerializer(serializers.Serializer[Any]):
    team = NamedSerializer(allow_null=True, help_text=_("In openingstijden; null: een gat in het rooster."))
    first = NamedSerializer(allow_null=True, help_text=_("Calamiteitendienst (SLA 3.2)."))
    backup = NamedSerializer(allow_null=True)


class AtSerializer(StrictSerializer):
    moment = ZonedMomentField(required=False)


class UserFilter(filters.FilterSet):
    search = filters.CharFilter(method="by_text", max_length=100, help_text=_("Deel van naam of e-mailadres."))
    is_active = YesNoFilter(field_name="is_active")
    team = IntegerFilter(field_name="teams")

    class Meta:
        model = User
        fields: list[str] = []

    def by_text(self, users: QuerySet[User], _name: str, text: str) -> QuerySet[User]:
        return users.filter(Q(name__icontains=text) | Q(email__icontains=text))


class DutyFilter(filters.FilterSet):
    kind = ChoicesFilter(choices=DutyKind.choices)
    ends_after = MomentFilter(field_name="ends_at", lookup_expr="gt")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lt")

    class Meta:
        model = Duty
        fields: list[str] = []


class HouseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """To a customer nothing of it exists."""

    lookup_value_regex = ID
    orderings = {"name": ("name", "pk")}
    required_scopes = dict.fromkeys(("list", "retrieve", "on_duty"), Scope.HOUSE_READ)
    tag = "medewerkers"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset() if self.user.is_house else super().get_queryset().none()


class UserViewSet(HouseViewSet):
    queryset = User.objects.filter(is_house=True).prefetch_related("groups", "teams")
    serializer_class = UserSerializer
    filterset_class = UserFilter


class TeamViewSet(HouseViewSet):
    queryset = Team.objects.prefetch_related("members")
    serializer_class = TeamSerializer


class DutyViewSet(HouseViewSet):
    queryset = Duty.objects.select_related("person", "team")
    serializer_class = DutySerializer
    filterset_class = DutyFilter
    orderings = {"starts_at": ("starts_at", "pk"), "-starts_at": ("-starts_at", "-pk")}
    query_parameters = {"on_duty": ("moment",)}

    @extend_schema(
        summary="Wie er dienst heeft",
        parameters=[OpenApiParameter("moment", datetime, description="Anders nu.")],
        responses=OnDutySerializer,
    )
    @action(detail=False, url_path="now", pagination_class=None, filterset_class=None)
    def on_duty(self, request: Request) -> Response:
        if not self.user.is_house:
            raise NotFound(_("Dit bestaat niet, of u mag het niet zien."))
        asked = AtSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return Response(OnDutySerializer(read_duty(asked.validated_data.get("moment", self.now))).data)
