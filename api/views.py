"""The base of every endpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope, User
from api.authentication import NO_SUCH_ADDRESS
from api.errors import QueryTooLong
from api.idempotency import HEADER, once
from api.preconditions import IF_MATCH, etag_of_row, if_match, is_known

CHANGES = ("post", "patch")


class OnlyJson(BaseContentNegotiation):
    """There is one format, so what a client says to accept changes nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def by_side(customer: type[Any], *, house: type[Any]) -> property:
    """The filters of a list: 1do has more of them than a customer, and the document describes them all."""

    def filterset_class(self: ApiViewSet) -> type[Any]:
        described = getattr(self, "swagger_fake_view", False)
        return house if described or self.user.is_house else customer

    return property(filterset_class)


class ApiViewSet(GenericViewSet[Any]):
    """Subclasses name, per action, the scope (`required_scopes`) and the query parameters (`query_parameters`)."""

    http_method_names = ["get", "head", "post", "patch"]
    content_negotiation_class = OnlyJson
    metadata_class = None
    required_scopes: Mapping[str, Scope] = {}
    for_any_scope = False  # nothing but what the token itself is, or what asks for a scope further on
    once_as_whole = True  # under an Idempotency-Key; else each part of the request is kept by itself
    query_parameters: Mapping[str, tuple[str, ...]] = {}
    orderings: Mapping[str, tuple[str, ...]] = {}

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def scope_for(self, action: str) -> Scope | None:
        return self.required_scopes.get(action)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        request.encoding = "utf-8"  # whatever charset a client names: Python knows some that are no text at all
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now: datetime = timezone.now()
        if len(request.META.get("QUERY_STRING", "")) > QueryTooLong.MOST:
            raise QueryTooLong
        super().initial(request, *args, **kwargs)
        if self.action not in (None, "metadata"):  # else 405 follows
            self._check_query(request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """As the framework's own, but for the handler: a change goes by way of its two headers."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._handler(self.request)(self.request, *args, **kwargs)
        except Exception as error:
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response

    def _handler(self, request: Request) -> Callable[..., Response]:
        """A repeated request gets its first answer, whatever has changed since; so its key comes before its version."""
        method = (request.method or "").lower()
        if self.action is None or method not in self.http_method_names:
            return self.http_method_not_allowed
        handler = getattr(self, method)
        if method in CHANGES and IF_MATCH in request.headers:
            handler = partial(if_match, handler, self)
        if method in CHANGES and HEADER in request.headers and self.once_as_whole:
            handler = partial(once, handler, now=self.now)
        return handler

    def etag(self, thing: Any) -> str:
        return etag_of_row(thing)

    def lock(self, thing: Any) -> None:
        """Keep it from changing until the transaction ends."""
        type(thing)._base_manager.select_for_update(no_key=True).get(pk=thing.pk)

    def get_object(self) -> Any:
        self.fetched = super().get_object()
        return self.fetched

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.action == "retrieve" and response.status_code == status.HTTP_200_OK:
            etag = self.etag(self.fetched)
            if is_known(request, etag):
                response = super().finalize_response(request, Response(status=status.HTTP_304_NOT_MODIFIED))
            response["ETag"] = etag
        return response

    def perform_authentication(self, request: Request) -> None:
        """Calls that are refused count too, so that tokens cannot be guessed at leisure."""
        try:
            super().perform_authentication(request)
        except APIException:
            super().check_throttles(request)
            raise
        super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Done with authentication, see there."""

    def require_house(self) -> None:
        if not self.user.is_house:
            raise PermissionDenied(_("Dit is alleen voor medewerkers van 1do."))

    def body(self, *, partial: bool = False) -> dict[str, Any]:
        serializer = self.get_serializer(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Making a filter's form costs more than reading a row, so not when nothing is asked."""
        asked = self.request.query_params.keys() - {"cursor", "page_size", "ordering"}
        return super().filter_queryset(queryset) if asked and self.action == "list" else queryset

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": getattr(self, "now", None)}

    def _known_parameters(self) -> set[str]:
        known = set(self.query_parameters.get(self.action or "", ()))
        if self.action == "list":
            known |= {"cursor", "page_size"}
            known |= {"ordering"} if len(self.orderings) > 1 else set()
            filterset = getattr(self, "filterset_class", None)
            known |= set(filterset.base_filters) if filterset else set()
        return known

    def _check_query(self, request: Request) -> None:
        """An unknown parameter is a mistake or an attack (security Q2, Q3): say so, never pass it on."""
        known = self._known_parameters()
        errors = {}
        for name, values in request.query_params.lists():
            if name not in known:
                errors[name] = [_("Onbekende parameter.")]
            elif len(values) > 1 and not self._may_repeat(name):
                errors[name] = [_("Geef deze parameter één keer.")]
        if errors:
            raise ValidationError(errors)

    def _may_repeat(self, name: str) -> bool:
        filterset = getattr(self, "filterset_class", None)
        return filterset is not None and hasattr(filterset.base_filters.get(name), "conjoined")


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """Whatever else is asked under /api/, so that a client gets a problem and not a page."""

    authentication_classes = ()
    permission_classes = ()
    content_negotiation_class = OnlyJson

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound(NO_SUCH_ADDRESS)
