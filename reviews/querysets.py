"""What a user may see of reviews. Every fetch in a screen or endpoint starts at `.visible_to(user)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from reviews.models import Evaluation  # noqa: F401 - its type


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User | AnonymousUser) -> EvaluationQuerySet:
        """The house sees all; a customer's person those that were released, of the tickets that he may see."""
        from tickets.models import Ticket

        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        seen = Ticket.objects.visible_to(user).order_by().values("pk")
        return self.filter(shown__isnull=False, ticket__in=seen)
