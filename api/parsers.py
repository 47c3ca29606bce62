"""Reading a body: JSON only, of limited size, and nothing in it that a database or an answer cannot hold."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.utils.json import strict_constant

from api.errors import BodyTooLarge


class StrictJSONParser(JSONParser):
    def read(self, stream: IO[Any], parser_context: Mapping[str, Any] | None) -> bytes:
        """The body as it came, of limited size."""
        self._check_size((parser_context or {})["request"])
        return stream.read()

    def _check_size(self, request: Any) -> None:
        # Longer than what is announced cannot be read; what is announced as nothing does not come here.
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLarge

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        context = dict(parser_context or {}) | {"encoding": "utf-8"}
        self._check_size(context["request"])
        try:
            data = json.load(
                codecs.getreader("utf-8")(stream),
                parse_constant=strict_constant,
                object_pairs_hook=_once_each,
            )
            check_json(data)
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error
        except RecursionError as error:
            raise ParseError(_("De JSON is te diep genest.")) from error
        return data


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two that bear the same name one would be lost without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(_("De JSON noemt “%s” twee keer in hetzelfde object.") % key[:80])
        found[key] = value
    return found


class FilesParser(MultiPartParser):
    """A form with files, of limited size as a whole; each file is judged by the verb (tickets.attachments)."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {})["request"]
        most = settings.ATTACHMENT_MAX_COUNT * settings.ATTACHMENT_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            raise BodyTooLarge(most)
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except SuspiciousOperation as error:  # too many files or fields
            raise ParseError(_("Dit formulier heeft te veel delen.")) from error
        check_json(dict(parsed.data.lists()))
        return parsed


def check_json(value: Any) -> None:
    if isinstance(value, str):
        # PostgreSQL cannot hold NUL, UTF-8 no half of a surrogate pair (security Q9).
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError(_("De JSON bevat een teken dat wij niet kunnen bewaren (NUL of een half teken)."))
    elif isinstance(value, float) and not math.isfinite(value):
        raise ParseError(_("De JSON bevat een getal dat te groot is."))
    elif isinstance(value, dict):
        for key, item in value.items():
            check_json(key)
            check_json(item)
    elif isinstance(value, list):
        for item in value:
            check_json(item)
