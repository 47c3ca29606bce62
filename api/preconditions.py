"""ETag and If-Match (RFC 9110): whoever writes says which version he read, and changes nothing that he did not see.

A version is of the row, not of the answer: what only time changes ("te laat") makes no new one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

IF_MATCH = "If-Match"

MATCH_HEADER = OpenApiParameter(
    IF_MATCH,
    str,
    OpenApiParameter.HEADER,
    description="De `ETag` die u las: is er intussen iets gewijzigd, dan gebeurt er niets en krijgt u 412.",
)


class Changed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or _("Dit is intussen gewijzigd; haal het opnieuw op en beoordeel uw wijziging nog eens.")
        )


def etag_of(*parts: Any) -> str:
    """Nothing can be read from it: it is keyed, since columns that the reader may not see count too."""
    return f'"{salted_hmac("api-version", repr(parts)).hexdigest()[:32]}"'


def etag_of_row(row: Model) -> str:
    return etag_of(row._meta.label, *(getattr(row, field.attname) for field in row._meta.concrete_fields))


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has this version already (If-None-Match)."""
    known = request.headers.get("If-None-Match", "")
    return known.strip() == "*" or etag in [tag.removeprefix("W/") for tag in parse_etags(known)]


def if_match(handler: Callable[..., Response], view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
    """Carry out `handler` if the object still is what the client read, with its row locked from there on."""
    if not getattr(view, "detail", False):
        raise Changed(_("If-Match hoort bij iets wat al bestaat; laat de kop hier weg."))
    asked = request.headers[IF_MATCH].strip()
    with transaction.atomic():
        thing = view.get_object()
        view.lock(thing)
        # A proxy that compresses (nginx with gzip) makes our tag weak; it still names the version of the row.
        known = [tag.removeprefix("W/") for tag in parse_etags(asked)]
        if asked != "*" and view.etag(view.get_object()) not in known:
            raise Changed
        return handler(request, *args, **kwargs)
