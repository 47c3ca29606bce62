"""Idempotency-Key: a request that a client sends again, because it does not know whether it arrived, is done once.

The key belongs to the user of the token. What was done and its answer are written in one transaction, so that a crash
cannot part them; a request that is still running holds its key for a while, and nobody else's key is ever met.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotentRequest
from api.errors import MEDIA_TYPE

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200
LEASE = timedelta(minutes=1)  # whoever has not answered by then is gone


class OtherRequest(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "other_request"

    def __init__(self) -> None:
        super().__init__(_("Deze Idempotency-Key is al gebruikt voor een andere aanvraag; kies een nieuwe."))


class StillRunning(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "still_running"
    wait = 5  # Retry-After

    def __init__(self) -> None:
        super().__init__(_("Deze aanvraag wordt al uitgevoerd; vraag het zo nog eens."))


def once(handler: Callable[..., Response], request: Request, *args: Any, now: datetime, **kwargs: Any) -> Response:
    """Carry out `handler`, or give the answer that it gave before. Only what succeeded is kept: a refused request may
    be mended and sent with the same key."""
    key = _key(request)
    row = _claim(request, key, _fingerprint(request), now)
    if row.status is not None:
        return _replayed(row)
    try:
        with transaction.atomic():
            response = handler(request, *args, **kwargs)
            _keep(row, response)
    except BaseException:
        IdempotentRequest.objects.filter(pk=row.pk, status__isnull=True).delete()
        raise
    return response


def _key(request: Request) -> str:
    key = request.headers[HEADER]
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise exceptions.ValidationError({HEADER: [_("Hoogstens 200 leesbare tekens.")]})
    return key


def _fingerprint(request: Request) -> str:
    data = dict(request.data.lists()) if isinstance(request.data, MultiValueDict) else request.data
    parts = (request.method or "", request.get_full_path(), json.dumps(data, sort_keys=True, default=_of_file))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _of_file(value: Any) -> str:
    """Another file of the same name is another request."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name}:{digest.hexdigest()}"


def _claim(request: Request, key: str, fingerprint: str, now: datetime) -> IdempotentRequest:
    """The row of this key: ours to carry out while it has no status."""
    mine = {"user": request.user, "key": key}
    IdempotentRequest.objects.filter(**mine, started_at__lte=now - IdempotentRequest.KEPT).delete()
    try:
        with transaction.atomic():
            return IdempotentRequest.objects.create(**mine, fingerprint=fingerprint, started_at=now)
    except IntegrityError:
        known = IdempotentRequest.objects.filter(**mine).first()
    if known is None:  # it failed in between
        raise StillRunning
    if known.fingerprint != fingerprint:
        if not _mended(known, fingerprint, now):
            raise OtherRequest
    elif known.status is None and not _take_over(known, now):
        raise StillRunning
    return known


def _take_over(row: IdempotentRequest, now: datetime) -> bool:
    """Of a request whose process died: nothing of it was done, or its answer would stand here."""
    dead = IdempotentRequest.objects.filter(pk=row.pk, status__isnull=True, started_at__lte=now - LEASE)
    return dead.update(started_at=now) == 1


def _mended(row: IdempotentRequest, fingerprint: str, now: datetime) -> bool:
    """Of a line that was refused (see `keep_refusal`) another version may be tried with its key."""
    if row.status is None or row.status < status.HTTP_400_BAD_REQUEST:
        return False
    refused = IdempotentRequest.objects.filter(pk=row.pk, fingerprint=row.fingerprint, status=row.status)
    anew = {"fingerprint": fingerprint, "started_at": now, "status": None, "body": "", "location": ""}
    row.status = None
    return refused.update(**anew) == 1


def keep_refusal(request: Request, response: Response, now: datetime) -> None:
    """For a line of a bulk call: sent again, the whole gives what it gave. A line that is refused since a later one was
    not done yet would pass the second time, and do what nobody asks for any more."""
    body = JSONRenderer().render(response.data).decode()
    row = {"user": request.user, "key": request.headers[HEADER]}
    refusal = {"fingerprint": _fingerprint(request), "started_at": now, "status": response.status_code, "body": body}
    IdempotentRequest.objects.get_or_create(**row, defaults=refusal)


def _keep(row: IdempotentRequest, response: Response) -> None:
    body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
    kept = {"status": response.status_code, "body": body, "location": response.get("Location", "")[:300]}
    if not IdempotentRequest.objects.filter(pk=row.pk, status__isnull=True).update(**kept):
        raise StillRunning  # somebody took it for dead and was faster: what we did is taken back


def _replayed(row: IdempotentRequest) -> Response:
    """Of the same type too: a refusal is a problem again."""
    headers = {REPLAYED: "true"} | ({"Location": row.location} if row.location else {})
    response = Response(json.loads(row.body) if row.body else None, row.status, headers=headers)
    if (row.status or 0) >= status.HTTP_400_BAD_REQUEST:
        response.content_type = MEDIA_TYPE
    return response
