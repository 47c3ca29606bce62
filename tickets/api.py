"""Tickets over REST: each address is one verb of tickets.actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Scope
from contracts.models import Contact, Customer, ServiceAgreement
from onedo_itsm.api.views import ApiViewSet
from sla.models import Calendar, Edition
from tickets import actions, clocks
from tickets import serializers as shapes
from tickets.filters import HouseTicketFilter, TicketFilter
from tickets.models import Attachment, Channel, Ticket, TimelineEntry
from tickets.views import as_download

NUMBER = "[0-9]{1,12}"
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Eigen kenmerk van deze aanvraag: dezelfde aanvraag nog eens sturen doet dan niets meer.",
)


_LONG_TEXTS = ("search_text", "internal_search_text", "description", "steps_taken", "impact_text")


def verb(
    request: Any, summary: str, description: str = "", *, keyed: bool = False, codes: tuple[int, ...] = (200,)
) -> Callable[[Any], Any]:
    """An act on a ticket: POST /tickets/{number}/{act}/, answered with the ticket as it then is."""
    described = extend_schema(
        summary=summary,
        description=description,
        request=request,
        responses=dict.fromkeys(codes, shapes.TicketDetailSerializer),
        parameters=[KEY_HEADER] if keyed else [],
    )

    def decorate(method: Any) -> Any:
        path = method.__name__.replace("_", "-")
        return described(action(detail=True, methods=["post"], url_path=path, serializer_class=request)(method))

    return decorate


class TicketViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    queryset = Ticket.objects.all()
    serializer_class = shapes.TicketSerializer
    lookup_field = "number"
    lookup_value_regex = NUMBER
    orderings = {
        "-number": ("-number",),
        "number": ("number",),
        "-opened_at": ("-opened_at", "-number"),
        "opened_at": ("opened_at", "number"),
        "-updated_at": ("-updated_at", "-number"),
        "updated_at": ("updated_at", "number"),
    }
    tag = "meldingen"

    def scope_for(self, name: str) -> Scope | None:
        if name in ("list", "retrieve"):
            return Scope.TICKETS_READ
        if name == "reply" or (name in ("create", "close", "reopen") and not self.user.is_house):
            return Scope.TICKETS_WRITE
        return Scope.TICKETS_WORK

    @property
    def filterset_class(self) -> type[TicketFilter]:
        described = getattr(self, "swagger_fake_view", False)
        return HouseTicketFilter if described or self.user.is_house else TicketFilter

    def get_queryset(self) -> QuerySet[Ticket]:
        related = ["clock", "customer", "contact", "team", "assignee"]
        if self.action != "list":
            related += ["clock__calendar_version", "agreement__edition"]
        tickets = Ticket.objects.visible_to(self.user).select_related(*related)
        return (
            tickets.defer("search_text", "internal_search_text")
            if self.action != "list"
            else tickets.defer(*_LONG_TEXTS)
        )

    @extend_schema(summary="Een melding", responses=shapes.TicketDetailSerializer)
    def retrieve(self, request: Request, number: str) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Nieuwe melding",
        request=shapes.TicketCreateSerializer,
        responses={201: shapes.TicketDetailSerializer},
        parameters=[KEY_HEADER],
    )
    def create(self, request: Request) -> Response:
        context = {**self.get_serializer_context(), "user": self.user}
        serializer = shapes.TicketCreateSerializer(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        fields = serializer.validated_data
        if not self.user.is_house:
            fields |= {"contact": self._own_contact(), "channel": Channel.API}
        fields.setdefault("channel", Channel.API)
        ticket = actions.open_ticket(by=self.user, now=self.now, form_token=self._key(), **fields)
        return self._answer(ticket, status.HTTP_201_CREATED)

    @verb(
        shapes.MessageSerializer,
        "Antwoorden",
        "Een bericht dat klant en 1do zien. Op een gesloten melding ontstaat een vervolgmelding: die komt terug.",
        keyed=True,
        codes=(200, 201),
    )
    def reply(self, request: Request, number: str) -> Response:
        return self._act(actions.reply, form_token=self._key(), channel=Channel.API)

    @verb(shapes.MessageSerializer, "Notitie voor collega's", keyed=True)
    def note(self, request: Request, number: str) -> Response:
        return self._act(actions.note, form_token=self._key())

    @verb(shapes.NothingSerializer, "Aannemen")
    def take(self, request: Request, number: str) -> Response:
        return self._act(actions.take)

    @verb(shapes.AssignSerializer, "Toewijzen")
    def assign(self, request: Request, number: str) -> Response:
        return self._act(actions.assign)

    @verb(shapes.NothingSerializer, "Werk beginnen", "Aanvang werkzaamheden (SLA 7.9): dit stopt de klok.")
    def start_work(self, request: Request, number: str) -> Response:
        return self._act(actions.start_work)

    @verb(shapes.WaitSerializer, "Wachten op klant of leverancier", "De klok staat stil. De klant leest de tekst.")
    def wait(self, request: Request, number: str) -> Response:
        return self._act(actions.wait)

    @verb(shapes.NothingSerializer, "Verdergaan na wachten")
    def resume(self, request: Request, number: str) -> Response:
        return self._act(actions.resume)

    @verb(shapes.PlanSerializer, "Inplannen")
    def plan(self, request: Request, number: str) -> Response:
        return self._act(actions.plan)

    @verb(shapes.ClassifySerializer, "Meldingstype, impact of urgentie wijzigen", "De klant leest de reden.")
    def classify(self, request: Request, number: str) -> Response:
        return self._act(actions.classify)

    @verb(
        shapes.LogTimeSerializer,
        "Tijd schrijven",
        "Wie tijd schrijft, is begonnen: was het werk nog niet begonnen, dan begint het nu.",
        keyed=True,
    )
    def log_time(self, request: Request, number: str) -> Response:
        return self._act(actions.log_time, form_token=self._key())

    @verb(shapes.MessageSerializer, "Oplossen", "De klant leest de oplossing.")
    def resolve(self, request: Request, number: str) -> Response:
        return self._act(actions.resolve)

    @verb(shapes.MessageSerializer, "Heropenen")
    def reopen(self, request: Request, number: str) -> Response:
        return self._act(actions.reopen)

    @verb(shapes.OptionalMessageSerializer, "Sluiten", "De klant sluit wanneer hij wil; 1do alleen wat is opgelost.")
    def close(self, request: Request, number: str) -> Response:
        return self._act(actions.close)

    @verb(shapes.MessageSerializer, "Annuleren")
    def cancel(self, request: Request, number: str) -> Response:
        return self._act(actions.cancel)

    def _act(self, act: Callable[..., Ticket], **fields: Any) -> Response:
        ticket = self.get_object()
        after = act(ticket, by=self.user, now=self.now, **self.body(), **fields)
        return self._answer(after, status.HTTP_200_OK if after.pk == ticket.pk else status.HTTP_201_CREATED)

    def _answer(self, ticket: Ticket, code: int = status.HTTP_200_OK) -> Response:
        """The ticket with its ledger; with its address when it was made just now."""
        context = self.get_serializer_context() | {"state": clocks.read_clock(ticket, self.now)}
        address = reverse("ticket-detail", args=[ticket.pk], request=self.request)
        headers = {"Location": f"{address}/"} if code == status.HTTP_201_CREATED else None
        return Response(shapes.TicketDetailSerializer(ticket, context=context).data, code, headers=headers)

    def _own_contact(self) -> Contact:
        contact = Contact.objects.visible_to(self.user).select_related("customer").first()
        if contact is None:
            raise PermissionDenied(_("De gebruiker van dit token hoort niet bij een klant."))
        return contact

    def _key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > 200:
            raise ValidationError({"Idempotency-Key": [_("Hoogstens 200 tekens.")]})
        return key


class _OfTicketViewSet(mixins.ListModelMixin, ApiViewSet):
    """Rows of one ticket; 404 when the ticket is not to be seen."""

    required_scopes = {"list": Scope.TICKETS_READ}
    tag = "meldingen"

    def ticket(self) -> Ticket:
        return get_object_or_404(Ticket.objects.visible_to(self.user).only("number"), number=self.kwargs["number"])


class TimelineViewSet(_OfTicketViewSet):
    queryset = TimelineEntry.objects.all()
    serializer_class = shapes.TimelineEntrySerializer
    orderings = {"at": ("at", "pk"), "-at": ("-at", "-pk")}

    def get_queryset(self) -> QuerySet[TimelineEntry]:
        entries = TimelineEntry.objects.visible_to(self.user).filter(ticket=self.ticket())
        return entries.select_related("by").prefetch_related("attachments")


class TicketAttachmentViewSet(_OfTicketViewSet):
    queryset = Attachment.objects.all()
    serializer_class = shapes.AttachmentSerializer
    orderings = {"added": ("pk",)}

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.visible_to(self.user).filter(entry__ticket=self.ticket())


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


class PreviewViewSet(ApiViewSet):
    """What a melding would get before it is one: the same arithmetic as opening it."""

    required_scopes = {"preview": Scope.SLA_READ}
    query_parameters = {"preview": ("kind", "impact", "urgency", "moment", "customer", "channel")}
    serializer_class = shapes.PreviewSerializer
    pagination_class = None
    tag = "sla"

    @extend_schema(
        summary="Prioriteit en uiterste moment vooraf",
        description="Zonder `customer`: bij een klant zijn eigen afspraken, bij 1do de standaard-SLA.",
        parameters=[shapes.PreviewQuerySerializer],
        responses=shapes.PreviewSerializer,
    )
    def preview(self, request: Request) -> Response:
        query = shapes.PreviewQuerySerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        moment = asked.get("moment", self.now)
        preview = clocks.preview(
            self._agreement(asked.get("customer"), moment),
            kind=asked["kind"],
            impact=asked.get("impact"),
            urgency=asked.get("urgency"),
            channel=asked.get("channel", Channel.API),
            opened_at=moment,
        )
        target = preview.state.target
        answer = {
            "priority": preview.priority,
            "nature": target.nature,
            "due_at": preview.state.due_at,
            "off_channel": preview.off_channel,
            "wording": target.wording,
            "clause": target.clause,
            "ledger": preview.state.ledger,
        }
        return Response(shapes.PreviewSerializer(answer).data)

    def _agreement(self, customer_id: int | None, moment: datetime) -> ServiceAgreement | None:
        if customer_id is None and self.user.is_house:
            return ServiceAgreement(
                edition=Edition.objects.order_by("-loaded_at", "-pk").first(),
                calendar=Calendar.objects.get(slug=Calendar.SUPPORTCENTER),
            )
        customers = Customer.objects.visible_to(self.user)
        customer = (customers.filter(pk=customer_id) if customer_id else customers).first()
        if customer is None:
            raise ValidationError({"customer": [_("Deze klant bestaat niet.")]})
        return customer.agreement_at(moment)
