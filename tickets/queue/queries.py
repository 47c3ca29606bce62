"""The views of the queue that somebody may open."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from tickets.models import QueueView


def views_of(user: User) -> QuerySet[QueueView]:
    """His own, and what colleagues share."""
    if not user.is_house:
        return QueueView.objects.none()
    return QueueView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").order_by("name", "pk")
