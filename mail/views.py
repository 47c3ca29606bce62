"""The door for a mail server that posts messages, and the pictures of received mail."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from mail.inbound.receiving import receive
from tickets.models import Attachment

SHORTEST_SECRET = 24
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.S), "image/webp"),
)


@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """The message as the body. Whatever it says, the answer is the same (security M7); without the secret: 404."""
    secret = settings.MAIL_DOOR_SECRET
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if len(secret) < SHORTEST_SECRET or not constant_time_compare(given, secret):
        raise Http404
    raw = request.read(settings.INBOUND_MAX_BYTES + 1)
    if len(raw) > settings.INBOUND_MAX_BYTES:
        return HttpResponse(status=413)  # cut off it would be lost: the mail server keeps it, and tells its sender
    if raw.strip():
        receive(raw, mailbox="http", now=timezone.now())
    return HttpResponse(status=202)


@require_safe
@login_required
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """A picture that stands in a mail, for whoever may see its line; by what it is, not by what it says to be (X7)."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    with attachment.file.open("rb") as file:
        data = file.read(settings.ATTACHMENT_MAX_BYTES)
    kind = next((kind for pattern, kind in _PICTURES if pattern.match(data)), None)
    if kind is None:
        raise Http404
    response = HttpResponse(data, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
