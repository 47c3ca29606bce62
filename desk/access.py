"""Who gets through the desk's door: the house. For all others these pages do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.signing_in import to_sign_in

View = Callable[..., HttpResponseBase]


class HouseRequest(HttpRequest):
    """What a view behind `house` gets: somebody of 1do is signed in."""

    user: User
    htmx: HtmxDetails


def house(*permissions: str) -> Callable[[View], View]:
    """Only for people of 1do (others: 404), who also hold each of `permissions` (without: 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not request.user.is_house:
                raise Http404
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
