"""The SLA itself: its editions, and their paragraphs, which everything that decides cites (SLA 1)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.views import ApiViewSet
from contracts.editions import editions_for
from sla.edition_text import NUMBER, Paragraph
from sla.models import Edition


class EditionSerializer(serializers.Serializer[Edition]):
    version = serializers.CharField()
    date = serializers.DateField(source="rules.date")
    title = serializers.CharField(source="rules.title")
    document_checksum = serializers.CharField(help_text=gettext_lazy("SHA-256 van de tekst."))
    checksum = serializers.CharField(help_text=gettext_lazy("SHA-256 van de tabellen."))


class ParagraphHeadingSerializer(serializers.Serializer[Paragraph]):
    number = serializers.CharField(help_text=gettext_lazy("Zoals `clause` elders: 7.9."))
    heading = serializers.CharField()


class EditionDetailSerializer(EditionSerializer):
    paragraphs = serializers.SerializerMethodField(help_text=gettext_lazy("De inhoud, zonder de tekst."))

    @extend_schema_field(ParagraphHeadingSerializer(many=True))
    def get_paragraphs(self, edition: Edition) -> Any:
        return [ParagraphHeadingSerializer(each).data for each in edition.document.paragraphs.values()]


class ParagraphSerializer(ParagraphHeadingSerializer):
    lines = serializers.ListField(
        child=serializers.CharField(),
        help_text=gettext_lazy("Per alinea, punt van een lijst of rij van een tabel één; vakken met | ertussen."),
    )


class EditionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    serializer_class = EditionSerializer
    lookup_field = "version"
    lookup_value_regex = "[0-9A-Za-z_.-]{1,20}"
    orderings = {"version": ("version",)}
    required_scopes = {"list": Scope.SLA_READ, "retrieve": Scope.SLA_READ, "paragraph": Scope.SLA_READ}
    tag = "sla"

    def get_queryset(self) -> QuerySet[Edition]:
        if getattr(self, "swagger_fake_view", False):
            return Edition.objects.none()
        return Edition.objects.filter(pk__in=editions_for(self.user).order_by().values("pk"))

    def get_serializer_class(self) -> type[EditionSerializer]:
        return EditionDetailSerializer if self.action == "retrieve" else EditionSerializer

    @extend_schema(
        summary="Eén paragraaf van de SLA",
        parameters=[OpenApiParameter("number", str, OpenApiParameter.PATH, description="Zoals 7 of 7.9.")],
        responses=ParagraphSerializer,
    )
    @action(detail=True, url_path=rf"paragraphs/(?P<number>{NUMBER.pattern})", pagination_class=None)
    def paragraph(self, request: Request, version: str, number: str) -> Response:
        found = self.get_object().document.paragraphs.get(number)
        if found is None:
            raise NotFound(_("Deze versie van de SLA heeft geen paragraaf %s.") % number)
        return Response(ParagraphSerializer(found).data)
