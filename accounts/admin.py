"""Users, teams, roles and tokens: to look at. What may still be changed here goes through the verbs (actions.py)."""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # noqa: F401 - these three register what is taken off below
import allauth.mfa.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actions as verbs
from accounts.models import ApiToken, Team, User
from infra.verb_admin import ByVerb, ShownInAdmin

admin.site.unregister([Group, EmailAddress, Authenticator])  # a second address of somebody resets his password


@admin.register(Group)
class RoleAdmin(ShownInAdmin):
    elsewhere = _("Wat een rol mag staat vast; wie een rol heeft wijzigt een beheerder bij de gebruiker.")
    filter_horizontal = ["permissions"]


@admin.register(User)
class UserAdmin(ByVerb):
    """No passwords and no addresses: whoever changes those of another can be him (faults P1)."""

    elsewhere = _("Een persoon van een klant: geef toegang bij “Contactpersonen”. Een wachtwoord kiest ieder zelf.")
    ordering = ["email"]
    list_display = ["email", "name", "is_house", "is_service", "is_active", "last_login"]
    list_filter = ["is_house", "is_service", "is_active", "groups"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_house", "is_service", "groups", "is_staff", "is_superuser"]
    filter_horizontal = ["groups"]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return [*self.fields, "last_login", "date_joined"] if obj else ["email", "name", "is_service", "groups"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Only a superuser hands out roles: nobody raises himself (security P5)."""
        if obj is None:
            return []
        fixed = ["email", "is_house", "is_service", "is_staff", "is_superuser", "last_login", "date_joined"]
        return fixed if _is_superuser(request) else [*fixed, "groups"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Colleagues and tools of 1do; a customer's person is let in at his contact."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and not _may_change(request, obj):
            return False
        return super().has_change_permission(request, obj)

    def carry_out(self, request: HttpRequest, thing: User | None, given: dict[str, Any]) -> User:
        assert isinstance(request.user, User)
        if thing is None:
            return verbs.add_colleague(by=request.user, now=timezone.now(), **given)
        return verbs.change_user(thing, by=request.user, now=timezone.now(), **given)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


def _may_change(request: HttpRequest, user: User) -> bool:
    return (user.is_house or user.is_service) and (not user.is_superuser or _is_superuser(request))


@admin.register(Team)
class TeamAdmin(ByVerb):
    list_display = ["name"]
    filter_horizontal = ["members"]

    def carry_out(self, request: HttpRequest, thing: Team | None, given: dict[str, Any]) -> Team:
        assert isinstance(request.user, User)
        return verbs.save_team(thing, by=request.user, now=timezone.now(), **given)


@admin.register(ApiToken)
class ApiTokenAdmin(ShownInAdmin):
    """Handed out and revoked at the desk; what was revoked stays so."""

    elsewhere = _("Tokens worden gemaakt en ingetrokken aan de desk, onder “Koppelingen”.")
    door = "desk:tokens"
    list_display = ["name", "start", "user", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_select_related = ["user"]


@admin.register(Authenticator)
class AuthenticatorAdmin(ShownInAdmin):
    """A second step that somebody lost is taken off by a superuser; what it is made of is nobody's to read."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    exclude = ["data"]

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return _is_superuser(request)
