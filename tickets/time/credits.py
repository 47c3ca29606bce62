"""A line that left for the books, or was reviewed, is taken back: it stays, and a credit stands beside it (SLA 11)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from contracts.models import Customer
from tickets.models import TimeCredit, TimeEntry


def take_back(line: TimeEntry, *, by: User, now: datetime, reason: str) -> TimeCredit | None:
    """The credit of a line that is being corrected; None for one that nobody else has seen yet, which needs none."""
    if line.locked_at is None:
        return None
    return TimeCredit.objects.create(line=line, by=by, made_at=now, reason=reason)


def waiting_credits(customer: Customer | None = None) -> QuerySet[TimeCredit]:
    """What goes along in the next export, whatever its period. What was reviewed and never left is not credited in the
    books: there only the version that came in its place will ever be."""
    waiting = TimeCredit.objects.filter(export__isnull=True, line__export__isnull=False)
    if customer is None:
        return waiting
    return waiting.filter(line__ticket__in=customer.tickets.order_by().values("pk"))


def in_their_place(credits: QuerySet[TimeCredit]) -> list[int]:
    """Keys of the lines that count now instead of these: they leave together with the credit."""
    found: list[int] = []
    versions = list(TimeEntry.objects.filter(corrects__in=credits.values("line")).values_list("pk", "is_current"))
    while versions:
        found += [pk for pk, is_current in versions if is_current]
        older = [pk for pk, is_current in versions if not is_current]
        versions = list(TimeEntry.objects.filter(corrects__in=older).values_list("pk", "is_current")) if older else []
    return found
