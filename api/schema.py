"""The OpenAPI description: what drf-spectacular finds out, and the refusals that every endpoint shares."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_media_type_object
from drf_spectacular.utils import Direction
from rest_framework import serializers

from api.errors import MEDIA_TYPE
from api.fields import StrictSerializer
from api.preconditions import MATCH_HEADER


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="Wat er aan de hand is, voor een mens.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Per veld of parameter wat er niet klopt.",
    )


REFUSALS = {
    400: "Een veld of parameter klopt niet; `errors` zegt welke.",
    401: "Geen token, of een onbekend, verlopen of ingetrokken token.",
    403: "Het token mist de bevoegdheid, of de gebruiker van het token mag dit niet.",
    404: "Bestaat niet, of u mag het niet zien.",
    409: "Past niet bij de toestand van de melding.",
    412: "Intussen gewijzigd: de `If-Match` is niet van deze versie.",
    413: "De aanvraag is te groot.",
    414: "Achter het vraagteken staat te veel.",
    415: "De aanvraag is geen JSON.",
    422: "De Idempotency-Key is al gebruikt voor een andere aanvraag.",
    429: "Te veel aanvragen; `Retry-After` zegt na hoeveel seconden het weer kan.",
}
_ONLY_WITH_BODY = (409, 412, 413, 415, 422)


class ApiSchema(AutoSchema):
    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", "") or super().get_tags()[0]]

    def get_description(self) -> str:  # type: ignore[override]
        """Docstrings are for who reads the code; what the page says is given to `extend_schema`."""
        return ""

    def get_override_parameters(self) -> list[Any]:
        about_one = self.method in ("POST", "PATCH") and getattr(self.view, "detail", False)
        return [MATCH_HEADER] if about_one else []

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)
        schema.pop("description", None)
        if isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        for status, description in REFUSALS.items():
            if status in _ONLY_WITH_BODY and self.method == "GET":
                continue
            content = {MEDIA_TYPE: build_media_type_object(problem)}
            bodies.setdefault(str(status), {"content": content, "description": description})
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        description = "Een API-token, dat begint met `onedo_`; zie `manage.py issue_token`."
        return {"type": "http", "scheme": "bearer", "description": description}
