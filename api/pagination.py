"""Pages by cursor (infra.keyset): a list has an order by name, and a place in it that is signed."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from infra import keyset

MAX_PAGE_SIZE = 100


class KeysetPagination(BasePagination):
    """The view's `orderings` is the allow-list: a name for the client, and the fields, of which the last is unique.

    The first is the default. A cursor is signed: it holds values, and a client has no business making them.
    """

    query_parameters = ("cursor", "page_size", "ordering")
    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.salt = f"api-cursor:{request.path}"
        cursor = self._read_cursor(request)
        self.ordering = self._ordering(request, view.orderings, cursor)
        after = cursor["after"] if cursor else None
        self.page = keyset.read(queryset, view.orderings[self.ordering], _page_size(request), after=after)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": following | {"description": "De volgende bladzijde, of null."}},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        sizes = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": self.page_size}
        parameters = [
            _parameter("cursor", {"type": "string"}, "Uit `next` van de vorige bladzijde."),
            _parameter("page_size", sizes, "Regels per bladzijde."),
        ]
        if len(view.orderings) > 1:
            names = {"type": "string", "enum": list(view.orderings), "default": next(iter(view.orderings))}
            parameters.append(_parameter("ordering", names, "Volgorde; “-” is aflopend."))
        return parameters

    def _read_cursor(self, request: Request) -> dict[str, Any] | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            return signing.loads(text, salt=self.salt)
        except signing.BadSignature as error:
            message = _("Deze cursor is niet van deze lijst; begin bij de eerste bladzijde.")
            raise ValidationError({"cursor": [message]}) from error

    def _ordering(self, request: Request, known: dict[str, tuple[str, ...]], cursor: dict[str, Any] | None) -> str:
        name = request.query_params.get("ordering", cursor["ordering"] if cursor else next(iter(known)))
        if name not in known or (cursor and name != cursor["ordering"]):
            raise ValidationError({"ordering": [_("Kies een van: %s.") % ", ".join(known)]})
        return name

    def _next(self) -> str | None:
        if self.page.next is None:
            return None
        place = {"ordering": self.ordering, "after": keyset.plain(self.page.next)}
        cursor = signing.dumps(place, salt=self.salt, compress=True)
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def _page_size(request: Request) -> int:
    text = request.query_params.get("page_size")
    if text is None:
        return KeysetPagination.page_size
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MAX_PAGE_SIZE):
        raise ValidationError({"page_size": [_("Kies een getal van 1 tot en met %d.") % MAX_PAGE_SIZE]})
    return int(text)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
