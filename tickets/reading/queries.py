"""Which tickets, and which lines of one, somebody has yet to read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from accounts.models import User
from tickets.models import ReadMark, TimelineEntry
from tickets.reading.last_word import is_message

CUSTOMER_WAITS = Q(clock__customer_waits_since__isnull=False)


def unread_for(user: User) -> GreaterThan:
    """Of tickets, for `filter` and, in one query with a page of them, for `annotate(is_unread=unread_for(user))`:
    somebody else wrote after what this person saw, or he never opened it. What he wrote himself does not count."""
    return GreaterThan(_last_of_others(user), read_until(user))


def _last_of_others(user: User) -> Combinable:
    """The newest line that somebody else wrote; 0 where nobody did since it is kept."""
    newest = Case(
        When(clock__last_message_by=user.pk, then=F("clock__last_by_others")), default=F("clock__last_message")
    )
    return Coalesce(newest, 0, output_field=BigIntegerField())


def read_until(user: User) -> Combinable:
    """Of a ticket: the highest line that this person saw, 0 for who never opened it."""
    mark = ReadMark.objects.filter(ticket=OuterRef("pk"), person=user.pk).values("entry")[:1]
    return Coalesce(Subquery(mark), 0, output_field=BigIntegerField())


def first_unread(entries: Iterable[TimelineEntry], user: User, until: int) -> TimelineEntry | None:
    """Of the timeline in order: the first that this person has yet to read."""
    return next(
        (entry for entry in entries if entry.pk > until and entry.by_id != user.pk and is_message(entry)),
        None,
    )
