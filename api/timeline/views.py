"""What hangs on a ticket: its timeline and its files."""

from __future__ import annotations

import secrets

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.parsers import FilesParser
from api.tickets import serializers as shapes
from api.tickets.filters import HouseTimelineFilter, TimelineFilter
from api.views import ApiViewSet, by_side
from tickets import actions
from tickets.models import Attachment, Channel, Ticket, TimelineEntry
from tickets.views import as_download


class OfTicketViewSet(mixins.ListModelMixin, ApiViewSet):
    """Rows of one ticket; 404 when the ticket is not to be seen."""

    required_scopes = {"list": Scope.TICKETS_READ}
    tag = "meldingen"

    def ticket(self) -> Ticket:
        return get_object_or_404(
            Ticket.objects.visible_to(self.user).only("number", "has_merged"), number=self.kwargs["number"]
        )


class TimelineViewSet(OfTicketViewSet):
    queryset = TimelineEntry.objects.all()
    serializer_class = shapes.TimelineEntrySerializer
    orderings = {"at": ("at", "pk"), "-at": ("-at", "-pk")}

    def get_queryset(self) -> QuerySet[TimelineEntry]:
        entries = TimelineEntry.objects.visible_to(self.user).filter(ticket__in=self.ticket().family)
        return entries.select_related("by", "contact").prefetch_related("attachments")


class EveryTimelineViewSet(mixins.ListModelMixin, ApiViewSet):
    """The timelines of all tickets in one list, for who keeps a copy."""

    queryset = TimelineEntry.objects.all()
    serializer_class = shapes.TimelineEntrySerializer
    orderings = {"at": ("at", "pk"), "-at": ("-at", "-pk")}
    required_scopes = {"list": Scope.TICKETS_READ}
    tag = "meldingen"

    filterset_class = by_side(TimelineFilter, house=HouseTimelineFilter)

    def get_queryset(self) -> QuerySet[TimelineEntry]:
        entries = TimelineEntry.objects.visible_to(self.user)
        return entries.select_related("by", "contact").prefetch_related("attachments")


class TicketAttachmentViewSet(OfTicketViewSet):
    queryset = Attachment.objects.all()
    serializer_class = shapes.AttachmentSerializer
    parser_classes = (FilesParser,)
    required_scopes = {"list": Scope.TICKETS_READ, "create": Scope.TICKETS_WRITE}
    orderings = {"added": ("pk",)}

    @extend_schema(
        summary="Bestanden bij een melding",
        description="Als bericht dat klant en 1do zien, of met `internal` als notitie.",
        request={"multipart/form-data": shapes.UploadSerializer},
        responses={201: shapes.UploadedSerializer},
    )
    def create(self, request: Request, number: str) -> Response:
        ticket = self.ticket()
        sent = shapes.UploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        token = request.headers.get("Idempotency-Key", "")[:200] or secrets.token_urlsafe()
        text, files, user, now = given.get("text", ""), given["files"], self.user, self.now
        if given.get("internal"):
            self.require_house()
            line = actions.note(ticket, by=user, now=now, text=text, files=files, form_token=token)
        else:
            channel = Channel.API
            line = actions.reply(ticket, by=user, now=now, text=text, files=files, form_token=token, channel=channel)
        answer = {"ticket": line.ticket_id, "attachments": line.attachments.order_by("pk")}
        return Response(shapes.UploadedSerializer(answer).data, status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.visible_to(self.user).filter(entry__ticket__in=self.ticket().family)


class AttachmentViewSet(mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Attachment.objects.all()
    serializer_class = shapes.AttachmentSerializer
    lookup_field = "key"
    lookup_value_regex = "[-A-Za-z0-9_]{1,64}"
    required_scopes = {"retrieve": Scope.TICKETS_READ, "download": Scope.TICKETS_READ}
    tag = "meldingen"

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.visible_to(self.user)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True)
    def download(self, request: Request, key: str) -> FileResponse:
        return as_download(self.get_object())
