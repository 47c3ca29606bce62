"""Tokens: handed out and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import HOUSE_SCOPES, ApiToken, Scope, User
from infra.errors import Refused

MANAGE_TOKENS = "accounts.change_apitoken"


def issue_token(
    user: User,
    *,
    by: User | None,
    now: datetime,
    name: str,
    scopes: Sequence[str],
    days: int | None = None,
    rate_per_minute: int | None = None,
) -> tuple[ApiToken, str]:
    """A new token of `user` and its secret, which cannot be had again. `by` None is whoever may run commands here.

    `days`: how long it holds, None until it is revoked. `rate_per_minute`: None is what API_RATE says.
    """
    if by is not None:
        _require_may_issue(by, user)
    if not user.is_active:
        raise Refused(_("Deze gebruiker is niet actief."), field="user")
    if not scopes:
        raise Refused(_("Kies minstens één bevoegdheid."), field="scopes")
    if refused := sorted(HOUSE_SCOPES.intersection(scopes) - _scopes_beside(user)):
        raise Refused(_("Alleen voor medewerkers van 1do: %s.") % ", ".join(refused), field="scopes")
    if days is not None and days < 1:
        raise Refused(_("Een token geldt minstens één dag."), field="days")
    return ApiToken.issue(
        user,
        name=name.strip()[:80],
        scopes=sorted(set(scopes)),
        now=now,
        expires_at=now + timedelta(days=days) if days else None,
        issued_by=by,
        rate_per_minute=rate_per_minute,
    )


def _scopes_beside(user: User) -> frozenset[Scope]:
    """Of those for 1do: all for 1do, and for a tool of a customer to hand in alerts of his own hosts."""
    if user.is_house:
        return HOUSE_SCOPES
    return frozenset({Scope.ALERTS_WRITE}) if user.is_service else frozenset()


def revoke_token(token: ApiToken, *, by: User | None, now: datetime) -> None:
    """It works no more from now on; a second time changes nothing."""
    if by is not None and not by.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)


def _require_may_issue(by: User, user: User) -> None:
    if not by.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    require_no_colleague(by, user)


def require_no_colleague(by: User, user: User) -> None:
    """Refused when what `by` makes would see what a colleague sees (security P5)."""
    colleague = user.is_house and not user.is_service and user.pk != by.pk
    if (colleague or user.is_superuser) and not by.is_superuser:
        raise Refused(
            _("Op naam van een collega kan dit niet. Kies een koppeling; een beheerder maakt die aan."),
            field="user",
        )
