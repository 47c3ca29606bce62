"""What people of 1do are told about the installation itself: declared here, told by who can (mail/)."""

from __future__ import annotations

from datetime import datetime
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
