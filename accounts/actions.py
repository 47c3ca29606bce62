"""Accounts of people and tools, teams, and tokens. Nobody sets another's password: who is let in chooses his own."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.house_notices import AccountChange, account_changed
from accounts.models import HOUSE_SCOPES, ApiToken, Scope, Team, User
from accounts.roles import Role
from infra.errors import Refused

log = logging.getLogger(__name__)

MANAGE_USERS = "accounts.change_user"
MANAGE_TOKENS = "accounts.change_apitoken"
ADDRESS_RATE = 120  # calls a minute of a token in an address, unless its own says otherwise


def issue_token(
    user: User,
    *,
    by: User | None,
    now: datetime,
    name: str,
    scopes: Sequence[str],
    days: int | None = None,
    rate_per_minute: int | None = None,
    in_address: bool = False,
) -> tuple[ApiToken, str]:
    """A new token of `user` and its secret, which cannot be had again. `by` None is whoever may run commands here.

    `days`: how long it holds, None until it is revoked. `rate_per_minute`: None is what API_RATE says, and for a token
    that stands in the address ADDRESS_RATE: who finds one in somebody's log gets little done with it.
    """
    if by is not None:
        _require_may_issue(by, user)
    if not user.is_active:
        raise Refused(_("Deze gebruiker is niet actief."), field="user")
    if not scopes:
        raise Refused(_("Kies minstens één bevoegdheid."), field="scopes")
    if refused := sorted(HOUSE_SCOPES.intersection(scopes) - _scopes_beside(user)):
        raise Refused(_("Alleen voor medewerkers van 1do: %s.") % ", ".join(refused), field="scopes")
    if in_address and set(scopes) != {Scope.ALERTS_WRITE}:
        raise Refused(_("Een token in het adres levert alleen berichten van monitoring in."), field="scopes")
    if days is not None and days < 1:
        raise Refused(_("Een token geldt minstens één dag."), field="days")
    return ApiToken.issue(
        user,
        name=name.strip()[:80],
        scopes=sorted(set(scopes)),
        now=now,
        expires_at=now + timedelta(days=days) if days else None,
        issued_by=by,
        rate_per_minute=rate_per_minute or (ADDRESS_RATE if in_address else None),
        in_address=in_address,
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


# --- Accounts of 1do ----------------------------------------------------------------------------------------
@transaction.atomic
def add_colleague(
    *, by: User, now: datetime, email: str, name: str, groups: Iterable[Group] = (), is_service: bool = False
) -> User:
    """Somebody of 1do, or a tool of 1do, with these roles. By a superuser: nobody makes his own equal (security P5).

    ValidationError when the address is another's.
    """
    if not by.is_superuser:
        raise PermissionDenied
    user = new_account(email=email, name=name, is_service=is_service, is_house=True)
    _give_roles(user, groups)
    _tell(user, [AccountChange.MADE], by=by, now=now)
    return user


@transaction.atomic
def change_user(
    user: User, *, by: User, now: datetime, name: str, is_active: bool, groups: Iterable[Group] | None = None
) -> User:
    """Of somebody of 1do, or a tool: the name, whether he is let in, and by a superuser alone his roles.

    He is told. His address, and whether he is a person or a tool, stay what they were: tokens, signatures and reset
    mails follow from those. Of a customer's person the contact is changed, at the desk.
    """
    if not (by.is_house and by.has_perm(MANAGE_USERS)):
        raise PermissionDenied
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_may_change(user, by, is_active=is_active, changes_roles=groups is not None)
    changes = _take_over(user, name.strip(), is_active)
    if groups is not None and set(groups) != set(user.groups.all()):
        _give_roles(user, groups)
        changes.append(AccountChange.ROLES)
    if changes:
        _tell(user, changes, by=by, now=now)
    return user


def _require_may_change(user: User, by: User, *, is_active: bool, changes_roles: bool) -> None:
    if (user.is_superuser or changes_roles) and not by.is_superuser:
        raise PermissionDenied
    if not (user.is_house or user.is_service):
        raise Refused(_("Dit is iemand van een klant. Wijzig de contactpersoon, aan de desk onder “Klanten”."))
    if user.pk == by.pk and not is_active:
        raise Refused(_("Jezelf uitsluiten kan niet; vraag het een collega."), field="is_active")


def _take_over(user: User, name: str, is_active: bool) -> list[AccountChange]:
    changes = []
    if user.name != name:
        changes.append(AccountChange.NAME)
    if user.is_active != is_active:
        changes.append(AccountChange.LET_IN if is_active else AccountChange.SHUT_OUT)
    user.name, user.is_active = name, is_active
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "is_active"])
    return changes


def _give_roles(user: User, groups: Iterable[Group]) -> None:
    """Who keeps the product running gets into the administration; his role says so, and nothing else."""
    groups = list(groups)
    user.groups.set(groups)
    user.is_staff = user.is_superuser or any(group.name == Role.FUNCTIONEEL_BEHEERDER for group in groups)
    user.save(update_fields=["is_staff"])


def _tell(user: User, changes: Sequence[AccountChange], *, by: User, now: datetime) -> None:
    log.info("Account %s: %s, by %s", user.pk, ", ".join(changes), by.pk)
    for tell in account_changed:
        tell(user, changes, by=by, now=now)


def new_account(*, email: str, name: str, is_service: bool, is_house: bool = False) -> User:
    """Without a password: that is chosen by who reads the mail of this address. ValidationError when it is taken."""
    user = User(email=email.strip().lower(), name=name.strip(), is_service=is_service, is_house=is_house)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


def move_sign_in(user: User, *, email: str, name: str) -> None:
    """He signs in by this address from now on, and by no earlier one."""
    user.email, user.name = email.strip().lower(), name.strip()
    user.full_clean(exclude=["password"])
    user.save(update_fields=["email", "name"])
    EmailAddress.objects.filter(user=user).delete()


# --- Teams --------------------------------------------------------------------------------------------------
@transaction.atomic
def save_team(team: Team | None, *, by: User, now: datetime, name: str, members: Iterable[User]) -> Team:
    """New, or changed. ValidationError when another team is called so."""
    if not (by.is_house and by.has_perm("accounts.change_team" if team else "accounts.add_team")):
        raise PermissionDenied
    members = list(members)
    if strangers := [user for user in members if not user.is_house]:
        raise Refused(_("Alleen medewerkers van 1do; niet: %s.") % ", ".join(map(str, strangers)), field="members")
    team = Team.objects.select_for_update().get(pk=team.pk) if team else Team()
    team.name = name.strip()
    team.full_clean()
    team.save()
    team.members.set(members)
    log.info("Team %s saved by %s at %s", team.pk, by.pk, now)
    return team


def set_letter_keys(user: User, *, on: bool) -> User:
    """Whether a single letter does something at the desk; his own to choose (WCAG 2.1.4)."""
    user.letter_keys = on
    user.save(update_fields=["letter_keys"])
    return user
