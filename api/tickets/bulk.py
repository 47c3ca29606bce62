"""Many meldingen in one call: each line is a call of its own, which happens to come in company.

A line goes by the very address that a single call goes by, with a request of its own. So its rules, scope, errors,
transaction, rate and Idempotency-Key are those of a single call, and nothing is said of them here.
"""

from __future__ import annotations

import json
import logging
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import problem_response
from api.fields import StrictSerializer
from api.idempotency import HEADER, REPLAYED, keep_refusal
from api.schema import ProblemSerializer
from api.tickets.acting import KEY_HEADER
from api.tickets.serializers import TicketDetailSerializer
from api.tickets.views import TicketViewSet
from api.views import ApiViewSet

logger = logging.getLogger(__name__)

CREATE = "create"
ACTS = [CREATE, *sorted(act.url_path for act in TicketViewSet.get_extra_actions())]  # type: ignore[attr-defined]
MOST_LINES = 100
LONGEST_KEY = 190  # with the number of a line behind it, it still is one

# What a repetition hears again, though the line might pass by now. The others are as true the second time (412), or
# are to be tried again: who may do it, what still runs, how often.
_KEPT = (status.HTTP_400_BAD_REQUEST, status.HTTP_404_NOT_FOUND, status.HTTP_409_CONFLICT)


class BulkLineSerializer(StrictSerializer):
    act = serializers.ChoiceField(ACTS, help_text=gettext_lazy("`create`, of wat u met een melding doet."))
    number = serializers.IntegerField(
        min_value=1, max_value=10**12 - 1, required=False, help_text=gettext_lazy("Van de melding; niet bij `create`.")
    )
    if_match = serializers.CharField(
        max_length=200, required=False, help_text=gettext_lazy("De `ETag` die u las; anders 412.")
    )
    body = serializers.DictField(required=False, help_text=gettext_lazy("Wat u bij de losse aanroep zou sturen."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["act"] == CREATE and "number" in attrs:
            raise ValidationError({"number": [_("Een nieuwe melding heeft nog geen nummer.")]})
        if attrs["act"] != CREATE and "number" not in attrs:
            raise ValidationError({"number": [_("Noem het nummer van de melding.")]})
        return attrs


class BulkSerializer(StrictSerializer):
    """What is wrong with one line is said in its line; here only whether there are lines."""

    lines = serializers.ListField(
        child=serializers.JSONField(allow_null=True),
        allow_empty=False,
        max_length=MOST_LINES,
    )


class BulkRequestSerializer(StrictSerializer):
    """As the document shows it."""

    lines = serializers.ListField(child=BulkLineSerializer(), allow_empty=False, max_length=MOST_LINES)


class BulkResultSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text=gettext_lazy("De hoeveelste regel, vanaf 0."))
    status = serializers.IntegerField(help_text=gettext_lazy("De code die een losse aanroep had gekregen."))
    number = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("Van de melding, zoals gemaakt of genoemd.")
    )
    ticket = TicketDetailSerializer(allow_null=True, help_text=gettext_lazy("null: geweigerd."))
    problem = ProblemSerializer(allow_null=True, help_text=gettext_lazy("null: gelukt."))


class BulkAnswerSerializer(serializers.Serializer[Any]):
    results = BulkResultSerializer(many=True)


class BulkViewSet(ApiViewSet):
    for_any_scope = True  # each line asks for its own
    once_as_whole = False  # a transaction around all lines would make them stand or fall together
    pagination_class = None
    serializer_class = BulkSerializer
    tag = "meldingen"

    @extend_schema(
        summary="Veel meldingen tegelijk",
        description="Hoogstens 100 regels, in volgorde; elke regel slaagt of faalt alleen, met een eigen code.",
        request=BulkRequestSerializer,
        responses={207: BulkAnswerSerializer},
        parameters=[KEY_HEADER],
    )
    def bulk(self, request: Request) -> Response:
        key = self._key()
        lines = self.body()["lines"]
        answers = [self._answer(line, f"{key}:{index}" if key else "") for index, line in enumerate(lines)]
        results = [
            _result(index, line, answer) for index, (line, answer) in enumerate(zip(lines, answers, strict=True))
        ]
        headers = {REPLAYED: "true"} if all(REPLAYED in answer for answer in answers) else {}
        return Response({"results": results}, status.HTTP_207_MULTI_STATUS, headers=headers)

    def _key(self) -> str:
        key = self.request.headers.get(HEADER, "")
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise ValidationError({HEADER: [_("Hoogstens 190 leesbare tekens.")]})
        return key

    def _answer(self, line: Any, key: str) -> Response:
        """What a single call would have got. What nobody foresaw is of this line too: those before it are done."""
        try:
            read = BulkLineSerializer(data=line)
            read.is_valid(raise_exception=True)
            return self._called(read.validated_data, key)
        except Exception as error:
            if answer := problem_response(error, {}):
                return answer
            logger.exception("a line of a bulk call failed")
            detail = _("Bij deze regel ging bij ons iets mis; er is niets van gedaan.")
            problem = {"type": "about:blank", "title": _("Er ging iets mis"), "status": 500, "detail": detail}
            return Response(problem, status.HTTP_500_INTERNAL_SERVER_ERROR)

    def _called(self, line: dict[str, Any], key: str) -> Response:
        is_new = line["act"] == CREATE
        path = reverse("ticket-list") if is_new else reverse(f"ticket-{line['act']}", args=[line["number"]])
        call = self._call(
            path, line.get("body", {}), {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_IF_MATCH": line.get("if_match")}
        )
        found = resolve(call.path_info)
        answer: Response = found.func(call, *found.args, **found.kwargs)
        if key and answer.status_code in _KEPT and "Retry-After" not in answer and REPLAYED not in answer:
            keep_refusal(answer.renderer_context["request"], answer, self.now)  # type: ignore[attr-defined]
        return answer

    def _call(self, path: str, body: Any, headers: dict[str, str | None]) -> WSGIRequest:
        """By whom and from where the whole came; the token is known already."""
        sent = json.dumps(body).encode()
        about = {"PATH_INFO": path, "QUERY_STRING": "", "CONTENT_LENGTH": str(len(sent)), "wsgi.input": BytesIO(sent)}
        environ = {name: value for name, value in self.request.META.items() if name not in headers} | about
        call = WSGIRequest(environ | {name: value for name, value in headers.items() if value})
        call._force_auth_user, call._force_auth_token = self.request.user, self.request.auth  # type: ignore[attr-defined]
        return call


def _result(index: int, line: Any, answer: Response) -> dict[str, Any]:
    done = status.is_success(answer.status_code)
    named = line.get("number") if isinstance(line, dict) else None
    number = answer.data["number"] if done else named if type(named) is int else None
    said = {"ticket": answer.data if done else None, "problem": None if done else answer.data}
    return {"index": index, "status": answer.status_code, "number": number} | said
