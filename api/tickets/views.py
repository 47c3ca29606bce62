"""Tickets: each address under a ticket is one verb of tickets.actions."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.tickets import serializers as shapes
from api.tickets.acting import KEY_HEADER, verb
from api.tickets.agreed import AgreedActs
from api.tickets.filters import HouseTicketFilter, TicketFilter
from api.views import by_side
from contracts.models import Contact
from mail.inbound import followed
from tickets import actions
from tickets.intake.report import sorted_out
from tickets.models import Channel, Ticket

NUMBER = "[0-9]{1,12}"

_LONG_TEXTS = ("search_text", "internal_search_text", "description", "steps_taken", "impact_text")


class TicketViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, AgreedActs):
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
        own = ("create", "close", "reopen", "escalate", "set_reference")
        if name == "reply" or (name in own and not self.user.is_house):
            return Scope.TICKETS_WRITE
        return Scope.TICKETS_WORK

    filterset_class = by_side(TicketFilter, house=HouseTicketFilter)

    def get_queryset(self) -> QuerySet[Ticket]:
        related = ["clock", "customer", "contact", "team", "assignee"]
        if self.action != "list":
            related += [
                "clock__calendar_version",
                "clock__emergency_version",
                "agreement__edition",
                "supplier",
                "ignored_advice",
                "visit",
            ]
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
        given = {"channel": Channel.API} | fields | {"by": self.user, "now": self.now, "form_token": self._key()}
        return self._answer(actions.open_ticket(*sorted_out(given)), status.HTTP_201_CREATED)

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

    @verb(
        shapes.WaitSerializer,
        "Wachten op klant of leverancier",
        "De klok staat stil. De klant leest de tekst.",
        keyed=True,
    )
    def wait(self, request: Request, number: str) -> Response:
        return self._act(actions.wait, form_token=self._key())

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
        return self._act_beside(actions.log_time, form_token=self._key())

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

    @verb(
        shapes.JoinSerializer,
        "Samenvoegen",
        "Een onaangeroerde melding per e-mail wordt een antwoord op een andere van die klant: die komt terug.",
    )
    def join(self, request: Request, number: str) -> Response:
        return self._answer(followed.join(self._ticket(), by=self.user, now=self.now, **self.body()))

    @verb(
        shapes.MergeSerializer,
        "Samenvoegen tot één melding",
        "De oudste van de twee blijft, met haar klok en dekking, en komt terug; de andere heeft `merged_into`.",
    )
    def merge(self, request: Request, number: str) -> Response:
        return self._answer(actions.merge(self._ticket(), by=self.user, now=self.now, **self.body()))

    @verb(shapes.NothingSerializer, "Samenvoegen ongedaan maken", "Binnen een dag, op de melding die erin opging.")
    def unmerge(self, request: Request, number: str) -> Response:
        return self._act(actions.unmerge)

    @verb(shapes.QuietSerializer, "Annuleren zonder bericht")
    def cancel_quietly(self, request: Request, number: str) -> Response:
        return self._act(actions.cancel_quietly)

    @verb(
        shapes.ReferenceSerializer,
        "Nummer in een ander systeem",
        "Bij één klant hoort een nummer van een bron bij één melding. Beide leeg: geen nummer meer.",
    )
    def set_reference(self, request: Request, number: str) -> Response:
        return self._act(actions.set_reference)

    def _own_contact(self) -> Contact:
        contact = Contact.objects.visible_to(self.user).select_related("customer").first()
        if contact is None:
            raise PermissionDenied(_("De gebruiker van dit token hoort niet bij een klant."))
        return contact
