"""From the outbox to a notification for everybody of 1do who hears of it; all or nothing, any number at once.

What is told in the browser is told with the row itself. Mail and webhooks take from these rows what is theirs, when its
moment has come.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from infra import claims
from infra.nudges import nudge_outbox
from tickets.models import Consumer, OutboxItem, TimelineEntry
from tickets.models.notifications import NoticeSetting, NoticeWhat, Notification
from tickets.notifications.hearers import Hearing, House, hearings
from tickets.notifications.rules import How, for_the_group, how_for, moment_for
from tickets.paging import actions as paging
from tickets.undo.actions import release_due

log = logging.getLogger(__name__)

KEEP = timedelta(days=90)
_FORGET_AT_ONCE = 5000
WARNINGS = (NoticeWhat.WARNING_50, NoticeWhat.WARNING_75, NoticeWhat.WARNING_100)
OF_A_CLOCK = (*WARNINGS, NoticeWhat.URGENT)


def sweep_outbox(now: datetime) -> int:
    """Let go of what can no longer be undone, write the notifications that the waiting items ask for, and forget what
    is old; returns how many items were dealt with."""
    total = release_due(now)
    while handled := _sweep(now):
        total += handled
    _forget(now)
    return total


def _forget(now: datetime) -> None:
    """What is old enough; the timeline of the ticket keeps what happened."""
    old = Notification.objects.filter(made_at__lt=now - KEEP).order_by("made_at")
    Notification.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_FORGET_AT_ONCE])).delete()


@transaction.atomic
def _sweep(now: datetime) -> int:
    items = claims.take(OutboxItem.objects.waiting_for(Consumer.NOTICE), settings.SWEEP_BATCH)
    if not items:
        return 0
    entries, house = _entries([item.entry_id for item in items]), House(now)
    heard = [(entry, hearing) for entry in entries for hearing in _hearings(entry, house)]
    own = _own_settings({hearing.person.pk for _entry, hearing in heard})
    made: dict[tuple[int, int, object], Notification] = {}
    for entry, hearing in heard:
        one = _notification(entry, hearing, own[hearing.person.pk], house)
        made.setdefault((one.person_id, one.ticket_id, one.act), one)
    fresh = _overtaken(list(made.values()), now)
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    paging.start_for(entries, now)
    OutboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    if any(one.mail_at or one.webhook_at for one in fresh):
        transaction.on_commit(nudge_outbox)
    return len(items)


def _overtaken(made: list[Notification], now: datetime) -> list[Notification]:
    """Of the warnings of a ticket everybody is told the last: "50 % is om" is not true any more beside "75 %". What
    he did not read or get of those before it, after a night or a standstill, he is not told as well."""
    last = {(one.person_id, one.ticket_id): one for one in made if one.is_warning}
    told = defaultdict(list)
    for one in last.values():
        told[one.ticket_id, one.entry_id].append(one.person_id)
    before = Q()
    for (ticket, entry), people in told.items():
        before |= Q(ticket=ticket, person__in=people, entry__lt=entry)
    if before:
        Notification.objects.filter(before, what__in=WARNINGS, read_at__isnull=True).update(read_at=now)
    return [one for one in made if not one.is_warning or last[one.person_id, one.ticket_id] is one]


def _entries(keys: list[int]) -> list[TimelineEntry]:
    related = (
        "by",
        "ticket__assignee",
        "ticket__team",
        "ticket__agreement__edition",
        "ticket__clock__calendar_version",
        "ticket__clock__emergency_version",
    )
    found = TimelineEntry.objects.filter(pk__in=keys).select_related(*related)
    return list(found.prefetch_related("ticket__team__members", "ticket__watchers").order_by("pk"))


def _hearings(entry: TimelineEntry, house: House) -> list[Hearing]:
    """What goes wrong with one line does not keep the others untold."""
    try:
        return hearings(entry, house)
    except Exception:
        log.exception("Who hears of entry %s cannot be worked out; the others go on", entry.pk)
        return []


def _own_settings(people: Iterable[int]) -> dict[int, dict[str, How]]:
    found: dict[int, dict[str, How]] = defaultdict(dict)
    for row in NoticeSetting.objects.filter(person__in=list(people)):
        found[row.person_id][row.what] = How(row.browser, row.mail, row.webhook, row.when)
    return found


def _notification(entry: TimelineEntry, hearing: Hearing, own: dict[str, How], house: House) -> Notification:
    how = how_for(hearing.what, own, _roles(hearing, house))
    if hearing.in_group:
        how = for_the_group(how)
    moment = moment_for(
        how.when,
        house.now,
        house.hours,
        has_duty=hearing.person in house.duty.called,
        cannot_wait=hearing.what in OF_A_CLOCK and _runs_now(entry, house),
    )
    return Notification(
        person=hearing.person,
        ticket_id=entry.ticket_id,
        entry=entry,
        act=entry.act,
        what=hearing.what,
        in_browser=how.browser,
        made_at=house.now,
        mail_at=moment if how.mail else None,
        webhook_at=moment if how.webhook else None,
    )


def _roles(hearing: Hearing, house: House) -> set[str]:
    """Read of all colleagues at once."""
    known = next((each for each in house.colleagues if each == hearing.person), None)
    return {group.name for group in known.groups.all()} if known else set()


def _runs_now(entry: TimelineEntry, house: House) -> bool:
    """On its own hours: of a call to the Calamiteitendienst those go on in the evening (SLA 3.2)."""
    return entry.ticket.clock.hours.is_open(house.now)
