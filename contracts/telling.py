"""What other programs are told of that happens around a customer outside of tickets: whoever tells them adds himself
here, and knows nothing of who has something to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import CustomerEvent
from infra.registry import Registry


class ToldOfCustomer(models.TextChoices):
    """The name that is sent, and what the desk calls it."""

    REVIEW_PUBLISHED = "review.published", _("een Service Review is gepubliceerd (SLA 11)")
    REVIEW_ACTION_DUE = "review.action_due", _("een verbeterpunt uit een Service Review moet klaar zijn (SLA 11)")


@dataclass(frozen=True)
class CustomerNews:
    """`told`: numbers and states, no names and no text. `seen_by`: whether somebody may know of it."""

    name: ToldOfCustomer
    event: CustomerEvent
    told: Mapping[str, Any]
    seen_by: Callable[[User], bool]


class Teller(Protocol):
    def __call__(self, news: CustomerNews) -> None:
        """Within the transaction of what happened; once for each event."""


tellers: Registry[Teller] = Registry()


def tell(news: CustomerNews) -> None:
    for teller in tellers:
        teller(news)
