"""What holds for every answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from infra.logs import request_id

REQUEST_ID = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


class RequestIdMiddleware:
    """Every answer bears a name by which it is found in the log: the client's own, when it is a name, or a new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(REQUEST_ID, "")
        name = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        request_id.set(name)  # until the next request of this thread: Django logs a refusal after all middleware
        response = self.get_response(request)
        response[REQUEST_ID] = name
        return response


class PrivatePagesMiddleware:
    """Pages of who is signed in are kept by nobody: no cache in between, no Back after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
