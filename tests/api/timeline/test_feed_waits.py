"""A reader of a feed misses nothing of a request that waits, however long; needs a database that connections share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from queue import Queue

import pytest
from django.db import connection, transaction
from django.utils import timezone

from infra import change_feed
from mail.inbound import processing
from tests.api.timeline.test_feeds import Reader
from tests.two_connections import _on_its_own_connection, _waits, elsewhere, own, two_connections
from tickets import actions
from tickets.models import TicketClock


@two_connections
@pytest.mark.parametrize(
    ("feed", "moment", "key"),
    [("tickets", "updated_at", "number"), ("timeline", "at", "ticket"), ("time-entries", "logged_at", "ticket")],
)
def test_what_waits_for_a_lock_comes_yet(cast, api, open_ticket, monkeypatch, feed, moment, key):
    """A takes its moment and waits for a lock; B, with a later one, is done; the reader reads; A is done; the reader
    reads on from where he was. Without a pause, so that A has waited for longer than that."""
    monkeypatch.setattr(change_feed, "PAUSE", timedelta())
    opened = timezone.now() - timedelta(hours=1)
    slow, quick = open_ticket(now=opened), open_ticket(now=opened)
    reader = Reader(api(cast.sanne), feed, moment, key)
    reader.since = (timezone.now() - timedelta(seconds=1)).isoformat().replace("+", "%2B")
    moments: list[datetime] = []

    def write(ticket) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            moments.append(timezone.now())
            actions.log_time(own(ticket), by=cast.sanne, now=moments[-1], minutes=5)

    pids: Queue[int] = Queue()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            TicketClock.objects.select_for_update().get(pk=slow.pk)
            waiting = pool.submit(_on_its_own_connection, lambda: write(slow), "30s", pids)
            pid = pids.get(timeout=30)
            while not _waits(pid):
                assert not waiting.done(), "it waited for nobody"
            elsewhere(lambda: write(quick))
            elsewhere(lambda: reader.read(timezone.now()))
            assert quick.pk not in reader.seen, "the reader is past the moment of the one that waits"
        waiting.result()
    assert moments == sorted(moments)
    reader.read(timezone.now())
    assert reader.seen == {slow.pk, quick.pk}


def test_the_moment_of_a_batch_passes(monkeypatch):
    """What the twentieth message of a batch writes is not as old as the first."""
    clock = iter([100.0, 100.0, 109.9, 110.0, 179.0])
    monkeypatch.setattr(change_feed.time, "monotonic", lambda: next(clock))
    now = timezone.now()
    moment = change_feed.passing(now)
    assert [(moment() - now).seconds for _part in range(4)] == [0, 0, 10, 70]


@pytest.mark.django_db
def test_each_mail_of_a_batch_has_its_own_moment(monkeypatch):
    now, given = timezone.now(), []
    moments = iter(
        [now, now, now, now + change_feed.PAUSE, now + timedelta(hours=1)]
    )  # it looks, claims, and reads two
    monkeypatch.setattr(processing, "passing", lambda _now: lambda: next(moments))
    monkeypatch.setattr(processing, "_claim", lambda *_asked: ["first", "second"])
    monkeypatch.setattr(processing, "process", lambda _row, _parser, at: given.append(at))
    assert processing.process_due(now) == 2
    assert given == [now, now + change_feed.PAUSE]
