"""What people of 1do are told about the installation itself: declared here, told by who can (mail/)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from accounts.models import User
from infra.registry import Registry


class WebhookGivenUp(Protocol):
    """Tells `maker`, and who keeps the product running, that a webhook was switched off because it never answered.

    Called inside the transaction that switched it off; `path` is its page at the desk, `thread` keeps such notices of
    one webhook together.
    """

    def __call__(self, maker: User, *, name: str, why: str, path: str, thread: str, now: datetime) -> None: ...


webhook_given_up: Registry[WebhookGivenUp] = Registry()


class AccountChange(StrEnum):
    """What happened to somebody's account."""

    MADE = "made"
    NAME = "name"
    LET_IN = "let_in"
    SHUT_OUT = "shut_out"
    ROLES = "roles"


class AccountChanged(Protocol):
    """Tells `user`, of 1do, what `by` changed in his account, inside the transaction that changed it."""

    def __call__(self, user: User, changes: Sequence[AccountChange], *, by: User, now: datetime) -> None: ...


account_changed: Registry[AccountChanged] = Registry()
