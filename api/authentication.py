"""Who calls: a token in the Authorization header, and nowhere else (security C12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User

_USED_EVERY = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer onedo_...`; what the token may see is what its user may see."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        token = self._find(secret.strip(), now)
        if token is None:
            raise AuthenticationFailed(_("Dit token is onbekend, verlopen of ingetrokken."))
        _mark_used(token, now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    def _find(self, secret: bytes, now: datetime) -> ApiToken | None:
        if not secret.startswith(ApiToken.PREFIX.encode()):
            return None
        digest = ApiToken.digest(secret.decode("latin-1"))
        return ApiToken.objects.usable(now).select_related("user").filter(hash=digest).first()


def _mark_used(token: ApiToken, now: datetime) -> None:
    """At most once a minute, so that reading stays reading."""
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
