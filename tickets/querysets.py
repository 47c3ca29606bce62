"""What a user may see of tickets. Every fetch in a screen or endpoint starts at `.visible_to(user)`."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from tickets.models import Attachment, Ticket  # noqa: F401 - of the querysets' types


def fold(text: str) -> str:
    """Lower case without accents, so that one plain `contains` finds "één" for "een" on every database."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User | AnonymousUser) -> TicketQuerySet:
        """The house sees all; a customer's person the meldingen he reported, while he is that customer's contact."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(
            contact__user=user,
            contact__is_active=True,
            customer=models.F("contact__customer"),
            customer__is_active=True,
        )

    def open(self) -> TicketQuerySet:
        """Through the clock, because the partial index of the queue lies there."""
        return self.filter(clock__is_open=True)

    def in_queue_order(self) -> TicketQuerySet:
        return self.order_by("clock__queue_rank", "clock__queue_at", "number")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("Append-only rows are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Append-only rows are never removed.")


class TimelineEntryQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> TimelineEntryQuerySet:
        """Internal entries are for the house; the rest for who sees the ticket."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_house:
            return self
        return self.filter(
            is_public=True,
            ticket__contact__user=user,
            ticket__contact__is_active=True,
            ticket__customer=models.F("ticket__contact__customer"),
            ticket__customer__is_active=True,
        )


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        from tickets.models import TimelineEntry

        return self.filter(entry__in=TimelineEntry.objects.visible_to(user))
