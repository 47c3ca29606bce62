"""What a token may be used for. What it may see is another matter: that is `.visible_to(user)`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken


class HasScope(BasePermission):
    """Each view says per action which scope it takes, in `scope_for(action)`; an action without one is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token: ApiToken | None = request.auth  # type: ignore[assignment]
        if token is None:
            raise NotAuthenticated(_("Stuur een token mee in de kop: “Authorization: Bearer onedo_…”."))
        if view.action in (None, "metadata"):  # a method that the address does not have: 405 follows
            return True
        if view.for_any_scope:
            return True
        scope = view.scope_for(view.action)
        if scope not in token.scopes:
            raise PermissionDenied(_("Dit token mist de bevoegdheid “%s”.") % scope)
        return True
