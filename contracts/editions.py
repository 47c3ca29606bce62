"""Which editions of the SLA somebody may read, and which one he means (SLA 1)."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from accounts.models import User
from contracts.citations import IN_FORCE
from contracts.models import ServiceAgreement
from sla.models import Edition

_VERSION = re.compile(r"[\w.-]{1,20}")


def editions_for(user: User) -> QuerySet[Edition]:
    """The newest first: all for the house; for a customer's person those that his agreements name, signed or offered,
    and without one the newest, which says what he may ask for."""
    editions = Edition.objects.order_by("-loaded_at", "-pk")
    if user.is_house:
        return editions
    named = editions.filter(agreements__in=ServiceAgreement.objects.visible_to(user)).distinct()
    return named if named.exists() else editions.filter(pk__in=list(editions.values_list("pk", flat=True)[:1]))


def edition_named(user: User, version: str, agreement: ServiceAgreement | None = None) -> Edition | None:
    """Of that version; IN_FORCE is the agreement's, else the newest. None for what he may not read."""
    if version == IN_FORCE:
        return agreement.edition if agreement else editions_for(user).first()
    return editions_for(user).filter(version=version).first() if _VERSION.fullmatch(version) else None


def compared_with(shown: Edition, others: list[Edition], asked: str) -> Edition | None:
    """The other that was asked for, else the newest of those before it; `others` have the newest first."""
    earlier = [each for each in others if (each.loaded_at, each.pk) < (shown.loaded_at, shown.pk)]
    return next(iter([*(each for each in others if each.version == asked), *earlier]), None)
