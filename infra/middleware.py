"""What holds for every answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from infra.logs import request_id

REQUEST_ID = "X-Request-Id"
_TOKEN_IN_ADDRESS = re.compile(r"(?P<door>/api/v1/alerts/t/)(?P<token>[^/]+)/?")
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


class TokenInAddressMiddleware:
    """A tool that can send no header has its token in the address. It is taken out before anything else reads that:
    whatever tells of the request further on, a log, a trace or a mail about a fault, cannot hold it (security C12)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if found := _TOKEN_IN_ADDRESS.fullmatch(request.path_info):
            request.address_token = found["token"]  # type: ignore[attr-defined]
            request.path = request.path.removesuffix(request.path_info) + found["door"]
            request.path_info = found["door"]
            for name in ("PATH_INFO", "RAW_URI", "REQUEST_URI"):
                if name in request.META:
                    request.META[name] = found["door"]
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages of who is signed in are kept by nobody: no cache in between, no Back after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
