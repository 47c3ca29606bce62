"""Every refusal as application/problem+json (RFC 9457), in Dutch, with `errors` per field where it is about fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from infra import away
from infra.errors import Refused
from sla.business_hours import TooFarAway

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: gettext_lazy("De aanvraag klopt niet"),
    401: gettext_lazy("Niet aangemeld"),
    403: gettext_lazy("Geen toestemming"),
    404: gettext_lazy("Niet gevonden"),
    405: gettext_lazy("Deze methode kan hier niet"),
    409: gettext_lazy("Dit kan nu niet"),
    412: gettext_lazy("Intussen gewijzigd"),
    413: gettext_lazy("De aanvraag is te groot"),
    414: gettext_lazy("Het adres is te lang"),
    415: gettext_lazy("Dit formaat lezen wij niet"),
    422: gettext_lazy("Dit is een andere aanvraag"),
    429: gettext_lazy("Te veel aanvragen"),
    503: gettext_lazy("Even niet bereikbaar"),
}


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self, most: int | None = None) -> None:
        limit = (most or settings.DATA_UPLOAD_MAX_MEMORY_SIZE) // 1024
        super().__init__(_("De aanvraag mag hoogstens %d kB groot zijn.") % limit)


class QueryTooLong(exceptions.APIException):
    status_code = status.HTTP_414_REQUEST_URI_TOO_LONG
    default_code = "too_long"
    MOST = 4096  # what stands in front of us takes more (docs/operations.md), so that it is we who say so

    def __init__(self) -> None:
        super().__init__(_("Achter het vraagteken mogen hoogstens %d tekens staan.") % self.MOST)


class ServiceAway(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "away"
    wait = away.RETRY_AFTER

    def __init__(self) -> None:
        super().__init__(_("De gegevens zijn even niet bereikbaar; er is niets gewijzigd of het is helemaal gedaan."))


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """None for what nobody foresaw: that is a 500, with its trace in the log."""
    error = _translated(exc)
    if error is None:
        return None
    response = Response(_problem(error), status=error.status_code, headers=_headers(error))
    response.content_type = MEDIA_TYPE
    return response


def refused_with(error: exceptions.APIException, more: Mapping[str, Any]) -> Response:
    """The refusal, and beside it what was done all the same."""
    response = Response(_problem(error) | dict(more), status=error.status_code, headers=_headers(error))
    response.content_type = MEDIA_TYPE
    return response


def _translated(exc: Exception) -> exceptions.APIException | None:
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound(_("Dit bestaat niet, of u mag het niet zien."))
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied(_("De gebruiker van dit token mag dit niet doen."))
        case _ if away.is_away(exc):
            return ServiceAway()
        case RequestDataTooBig():
            return BodyTooLarge()
        case DjangoValidationError():
            return exceptions.ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
        case Refused(field=""):
            return Conflict(exc.message)
        case Refused():
            return exceptions.ValidationError({exc.field: [exc.message]})
        case TooFarAway():
            return exceptions.ValidationError(_("Zo ver vooruit of terug zijn geen openingstijden bekend."))
    return None


def _problem(error: exceptions.APIException) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": str(getattr(error, "title", None) or TITLES.get(error.status_code, _("Fout"))),
        "status": error.status_code,
    }
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        errors = dict(_flat(error.detail))
        return problem | {"detail": _("Verbeter de genoemde velden."), "errors": errors}
    detail = error.detail[0] if isinstance(error.detail, list) else error.detail
    return problem | {"detail": str(detail)}


def _flat(detail: dict[Any, Any], path: str = "") -> Iterator[tuple[str, list[str]]]:
    """One list of messages per field; a field of the third row of a list is "people.2.contact"."""
    for name, found in detail.items():
        place = f"{path}{'__all__' if name == 'non_field_errors' else name}"
        if isinstance(found, dict):
            yield from _flat(found, f"{place}.")
        elif any(isinstance(one, dict) for one in found):
            yield from _flat({number: one for number, one in enumerate(found) if one}, f"{place}.")
        else:
            yield place, [str(one) for one in found]


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
