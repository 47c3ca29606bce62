"""Agreements and their versions: read by both parties, made by 1do, signed only by a personal link (SLA 2, 5, 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.agreements import serializers as shapes
from api.customers.keys import CustomerKeyFilter
from api.fields import ChoicesFilter, IntegerFilter
from api.preconditions import etag_of, etag_of_row
from api.views import ApiViewSet, by_side
from contracts import actions
from contracts.agreements.diff import differences, previous_version
from contracts.agreements.document import signed_pdf_of
from contracts.agreements.readers import may_call_emergency_line, may_see_money
from contracts.models import AgreementStatus, Contact, DapPerson, ServiceAgreement
from sla.business_hours import AMSTERDAM

ID = "[0-9]{1,12}"
PEOPLE = DapPerson.objects.select_related("contact", "user").order_by("step", "pk")


class AgreementFilter(filters.FilterSet):
    status = ChoicesFilter(choices=AgreementStatus.choices)
    number = filters.CharFilter(max_length=30)
    on = filters.DateFilter(method="in_force_on", help_text=_("De versie die op die dag geldt."))

    class Meta:
        model = ServiceAgreement
        fields: list[str] = []

    def in_force_on(self, agreements: Any, _name: str, day: Any) -> Any:
        return agreements.in_force_on(day)


class HouseAgreementFilter(AgreementFilter):
    customer = CustomerKeyFilter(field_name="customer", help_text=_("Alleen 1do: klantnummer, of id."))


def made(request: Any, summary: str, description: str = "", *, code: int = 200) -> Callable[[Any], Any]:
    """An act on a version: POST /agreements/{id}/{act}/, answered with the version as it then is."""
    described = extend_schema(
        summary=summary,
        description=description,
        request=request,
        responses={code: shapes.AgreementDetailSerializer},
    )

    def decorate(method: Any) -> Any:
        path = method.__name__.replace("_", "-")
        return described(action(detail=True, methods=["post"], url_path=path, serializer_class=request)(method))

    return decorate


class AgreementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """To a customer exists what the Serviceportaal shows him: the version that holds, and with a say in money all."""

    queryset = ServiceAgreement.objects.all()
    serializer_class = shapes.AgreementSerializer
    lookup_value_regex = ID
    orderings = {"-starts_on": ("-starts_on", "-pk"), "starts_on": ("starts_on", "pk")}
    tag = "overeenkomsten"

    def scope_for(self, name: str) -> Scope:
        reads = name in ("list", "retrieve", "compare", "document")
        return Scope.AGREEMENTS_READ if reads else Scope.AGREEMENTS_WRITE

    filterset_class = by_side(AgreementFilter, house=HouseAgreementFilter)

    @cached_property
    def contact(self) -> Contact | None:
        return Contact.objects.visible_to(self.user).first() if not self.user.is_house else None

    @cached_property
    def sees_money(self) -> bool:
        day = self.now.astimezone(AMSTERDAM).date()
        return self.user.is_house or (self.contact is not None and may_see_money(self.contact, day))

    def get_queryset(self) -> QuerySet[ServiceAgreement]:
        versions = ServiceAgreement.objects.visible_to(self.user)
        if not self.sees_money:
            versions = versions.in_force_on(self.now.astimezone(AMSTERDAM).date())
        versions = versions.filter(pk__in=versions.order_by().values("pk")) if not self.user.is_house else versions
        if self.action == "list":
            return versions.select_related("customer", "edition")
        related = ("customer", "edition", "calendar", "emergency_calendar", "account_manager", "fixed_engineer")
        people = Prefetch("clauses__people", PEOPLE)
        parts = ("lines", "products__supplier", "signatures", "clauses", people)
        return versions.select_related(*related).prefetch_related(*parts)

    def etag(self, agreement: ServiceAgreement) -> str:
        """Of the version with all that hangs on it: packages, products, clauses and whom these name."""
        clauses = list(agreement.clauses.all())
        people = [person for clause in clauses for person in clause.people.all()]
        products = agreement.products.all()
        parts = [agreement, *agreement.lines.all(), *products, *agreement.signatures.all(), *clauses, *people]
        return etag_of(*(etag_of_row(part) for part in sorted(parts, key=lambda part: (part._meta.label, part.pk))))

    @extend_schema(summary="Eén versie, met pakketten en DAP", responses=shapes.AgreementDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Overeenkomst opstellen",
        description="Alleen 1do. De eerste versie, als concept.",
        request=shapes.DraftSerializer,
        responses={201: shapes.AgreementDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        self.require_house()
        concept = actions.draft_agreement(by=self.user, now=self.now, **self._body(shapes.DraftSerializer))
        return self._answer(concept, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Concept wijzigen", request=shapes.ChangeSerializer, responses=shapes.AgreementDetailSerializer
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        concept = self._own()
        fields = self._body(shapes.ChangeSerializer, partial=True)
        return self._answer(actions.change_agreement(concept, by=self.user, now=self.now, **fields))

    @made(shapes.NextVersionSerializer, "Volgende versie maken", "Een concept met alles van deze versie.", code=201)
    def next_version(self, request: Request, pk: str) -> Response:
        concept = actions.draft_next_version(self._own(), by=self.user, now=self.now, **self.body())
        return self._answer(concept, status.HTTP_201_CREATED)

    @made(shapes.SetLinesSerializer, "Pakketten van een concept")
    def set_lines(self, request: Request, pk: str) -> Response:
        concept = self._own()
        return self._answer(actions.set_lines(concept, by=self.user, now=self.now, **self.body()))

    @made(shapes.SetClauseSerializer, "Bepaling van het DAP van een concept")
    def set_clause(self, request: Request, pk: str) -> Response:
        concept = self._own()
        fields = self.body()
        if "clause" in fields:
            fields["clause"] = get_object_or_404(concept.clauses, pk=fields["clause"])
        actions.set_clause(concept, by=self.user, now=self.now, **fields)
        return self._answer(concept)

    @made(shapes.RemoveClauseSerializer, "Bepaling uit een concept halen")
    def remove_clause(self, request: Request, pk: str) -> Response:
        concept = self._own()
        clause = get_object_or_404(concept.clauses, pk=self.body()["clause"])
        actions.remove_clause(clause, by=self.user, now=self.now)
        return self._answer(concept)

    @made(shapes.OfferSerializer, "Ter ondertekening aanbieden", "Beide partijen krijgen een persoonlijke link (13).")
    def offer(self, request: Request, pk: str) -> Response:
        concept = self._own()
        return self._answer(actions.offer(concept, by=self.user, now=self.now, **self.body()))

    @made(shapes.ReasonSerializer, "Aanbod intrekken")
    def withdraw(self, request: Request, pk: str) -> Response:
        offered = self._own()
        return self._answer(actions.withdraw(offered, by=self.user, now=self.now, **self.body()))

    @made(shapes.EndAgreementSerializer, "Beëindigen")
    def end(self, request: Request, pk: str) -> Response:
        agreement = self._own()
        return self._answer(actions.end_agreement(agreement, by=self.user, now=self.now, **self.body()))

    @extend_schema(summary="Concept weggooien", request=shapes.NothingAskedSerializer, responses={204: None})
    @action(detail=True, methods=["post"], serializer_class=shapes.NothingAskedSerializer)
    def discard(self, request: Request, pk: str) -> Response:
        concept = self._own()
        self.body()
        actions.discard(concept, by=self.user, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Wat verandert er", responses=shapes.ComparisonSerializer)
    @action(detail=True)
    def compare(self, request: Request, pk: str) -> Response:
        """With the version that was signed before it; amounts are in it, so only for who may see those."""
        agreement = self.get_object()
        if not self.sees_money:
            raise Http404
        previous = previous_version(agreement)
        found = {"previous": previous and previous.version, "differences": differences(previous, agreement)}
        return Response(shapes.ComparisonSerializer(found).data)

    @extend_schema(summary="Het document", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True)
    def document(self, request: Request, pk: str) -> HttpResponse:
        """As it was offered, with the sheet of signatures (SLA 13)."""
        agreement = self.get_object()
        if not agreement.document or not self.sees_money:
            raise Http404
        response = HttpResponse(signed_pdf_of(agreement), content_type="application/pdf")
        name = f"{agreement.number}-versie-{agreement.version}.pdf"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _own(self) -> ServiceAgreement:
        """404 for who may not see it, 403 for who may but is not of 1do."""
        agreement: ServiceAgreement = self.get_object()
        self.require_house()
        return agreement

    def _body(self, serializer: type[serializers.BaseSerializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        given = serializer(data=self.request.data, partial=partial, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data

    def _answer(self, agreement: ServiceAgreement, code: int = status.HTTP_200_OK) -> Response:
        shown = get_object_or_404(self.get_queryset(), pk=agreement.pk)
        day = self.now.astimezone(AMSTERDAM).date()
        context = self.get_serializer_context() | {
            "is_house": self.user.is_house,
            "sees_money": self.sees_money,
            "may_call": self.contact is None or may_call_emergency_line(self.contact, day),
        }
        return Response(shapes.AgreementDetailSerializer(shown, context=context).data, code)


# --- Grants -----------------------------------------------------------------------------------------------
class GrantOfClauseSerializer(shapes.GrantSerializer):
    agreement = serializers.IntegerField(source="clause.agreement_id")
    customer = shapes.CustomerOfSerializer(source="clause.agreement.customer")
    kind = serializers.CharField(source="clause.kind", help_text=_("Soort bepaling, zoals `viewers`."))
    citation = serializers.CharField(source="clause.citation")


class GrantFilter(filters.FilterSet):
    agreement = IntegerFilter(field_name="clause__agreement")
    customer = CustomerKeyFilter(field_name="clause__agreement__customer")
    contact = IntegerFilter(field_name="contact")
    kind = filters.CharFilter(field_name="clause__kind", max_length=20)
    revoked = filters.BooleanFilter(field_name="revoked_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = DapPerson
        fields: list[str] = []


class GrantViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Whom the clauses of all DAPs name. For 1do: a customer reads those of his own in his agreement."""

    queryset = DapPerson.objects.all()
    serializer_class = GrantOfClauseSerializer
    lookup_value_regex = ID
    filterset_class = GrantFilter
    orderings = {"added": ("pk",), "-added": ("-pk",)}
    required_scopes = {
        "list": Scope.AGREEMENTS_READ,
        "retrieve": Scope.AGREEMENTS_READ,
        "revoke": Scope.AGREEMENTS_WRITE,
    }
    tag = "overeenkomsten"

    def get_queryset(self) -> QuerySet[DapPerson]:
        people = DapPerson.objects.filter(Q() if self.user.is_house else Q(pk__in=[]))
        return people.select_related("clause__agreement__customer", "contact", "user")

    @extend_schema(
        summary="Recht intrekken",
        description="Meteen (SLA 7.3); wat getekend is, blijft leesbaar.",
        request=shapes.NothingAskedSerializer,
        responses=GrantOfClauseSerializer,
    )
    @action(detail=True, methods=["post"], serializer_class=shapes.NothingAskedSerializer)
    def revoke(self, request: Request, pk: str) -> Response:
        person = self.get_object()
        self.body()
        actions.revoke(person, by=self.user, now=self.now)
        return Response(GrantOfClauseSerializer(self.get_object()).data)
