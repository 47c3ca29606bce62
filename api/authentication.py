"""Who calls: a token in the Authorization header, and nowhere else (security C12).

But for monitoring tools that can send no header: those have a token of its own kind, in the address.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.request import Request

from accounts.models import ApiToken, User

NO_SUCH_ADDRESS = _("Dit adres bestaat niet; zie /api/docs/.")
_USED_EVERY = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer onedo_...`; what the token may see is what its user may see."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        token = _find(secret.strip().decode("latin-1"), now, in_address=False)
        if token is None:
            raise AuthenticationFailed(_("Dit token is onbekend, verlopen of ingetrokken."))
        _mark_used(token, now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class AddressAuthentication(BaseAuthentication):
    """The token that the middleware took out of the address. A wrong one is an address that does not exist."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken]:
        now = timezone.now()
        token = _find(getattr(request._request, "address_token", ""), now, in_address=True)
        if token is None:
            raise NotFound(NO_SUCH_ADDRESS)
        _mark_used(token, now)
        return token.user, token


def _find(secret: str, now: datetime, *, in_address: bool) -> ApiToken | None:
    """By its hash: how long that takes says nothing of how much of a guess was right."""
    if not secret.startswith(ApiToken.PREFIX):
        return None
    usable = ApiToken.objects.usable(now).filter(in_address=in_address)
    return usable.select_related("user").filter(hash=ApiToken.digest(secret)).first()


def _mark_used(token: ApiToken, now: datetime) -> None:
    """At most once a minute, so that reading stays reading."""
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
