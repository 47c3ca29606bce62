"""Who is signed out while he writes signs in and goes on: back on the page where he was, with what he had typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from infra.masking import mask

_KEPT = "typed_before_signing_in"
_LONGEST = 20_000


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the form for signing in, as a page of its own, also for who asked only for a part of one. What was posted is
    kept with the session until then."""
    if request.method == "POST":
        _keep(request)
    if request.headers.get("HX-Request") == "true":
        back = _own_path(request, request.headers.get("HX-Current-URL", ""))
        response = HttpResponse(status=204)
        response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return response
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(_own_path(request, request.headers.get("Referer", "")))


def typed_before(request: HttpRequest, path: str) -> dict[str, str]:
    """What was posted to an address that begins so, and not carried out because the session had ended; once."""
    kept = request.session.get(_KEPT)
    if not kept or not kept["path"].startswith(path):
        return {}
    del request.session[_KEPT]
    return dict(kept)


def _keep(request: HttpRequest) -> None:
    """Without passwords (SLA 10); files have to be chosen again."""
    text = mask(request.POST.get("text", "").replace("\x00", ""))[:_LONGEST]
    if text.strip():
        kept: dict[str, Any] = {"path": request.path, "text": text, "kind": request.POST.get("kind", "")[:20]}
        request.session[_KEPT] = kept


def _own_path(request: HttpRequest, url: str) -> str:
    """The page that was asked from, when it is one of ours."""
    if not url or not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
