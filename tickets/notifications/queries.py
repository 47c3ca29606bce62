"""What somebody was told: the bell, and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from accounts.models import User
from tickets.kinds import EntryKind
from tickets.models.notifications import NoticeSetting, Notification
from tickets.notifications.rules import TO_SET, How, how_for


@dataclass(frozen=True)
class Bell:
    """How much is unread, and the newest of it: which changes whenever there is something new."""

    count: int = 0
    latest: int = 0

    @property
    def version(self) -> str:
        return f"{self.count}-{self.latest}"

    @property
    def shown(self) -> str:
        return str(self.count) if self.count < 100 else "99+"


def unread(person: User) -> QuerySet[Notification]:
    return Notification.objects.filter(person=person, read_at__isnull=True, in_browser=True)


def bell_of(person: User) -> Bell:
    """One query, answered by the partial index of what is unread."""
    found = unread(person).aggregate(count=Count("pk"), latest=Max("pk"))
    return Bell(found["count"], found["latest"] or 0)


def newest(person: User, most: int) -> list[Notification]:
    """Unread and read, newest first."""
    found = Notification.objects.filter(person=person, in_browser=True)
    related = ("entry__by", "entry__contact", "entry__received_body", "ticket__contact")
    return list(found.select_related(*related).prefetch_related("entry__attachments").order_by("-pk")[:most])


def is_past(notification: Notification, leaves_at: datetime | None) -> bool:
    """What waited for opening hours and was read meanwhile, or is over by now, leaves by mail nor webhook any more."""
    if notification.made_at == leaves_at:
        return False
    ticket = notification.ticket
    is_of_clock = notification.entry.kind in (EntryKind.WARNED, EntryKind.OPENED, EntryKind.CLASSIFIED)
    is_over = not ticket.is_open or ticket.clock.work_started_at is not None
    return notification.read_at is not None or (is_of_clock and is_over)


def settings_of(person: User) -> dict[str, How]:
    """As they hold for him: what he set himself, and for the rest what his role has."""
    rows = NoticeSetting.objects.filter(person=person)
    own = {row.what: How(row.browser, row.mail, row.webhook, row.when) for row in rows}
    roles = set(person.groups.values_list("name", flat=True))
    return {what: how_for(what, own, roles) for what in TO_SET}
