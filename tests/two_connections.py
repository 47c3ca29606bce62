"""Two at once, in an order that the test decides: no sleeping, and no fifty threads that may or may not meet.

Needs a database that connections share; SQLite's test database lives in one. Put `pytestmark = TWO_CONNECTIONS` over a
file, or `@two_connections` on one test.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.db.models import Model

TWO_CONNECTIONS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a database server"),
]
T = TypeVar("T")
M = TypeVar("M", bound=Model)


def two_connections(test: Callable[..., None]) -> Callable[..., None]:
    for mark in TWO_CONNECTIONS:
        test = mark(test)
    return test


def beaten(first: Callable[[], Any], second: Callable[[], T]) -> T:
    """What comes of `second`, which has begun when `first` is done and not yet committed.

    Whatever `second` reads before it takes the lock is old by the time that it has it. A `second` that waits for
    nobody takes no lock, and fails the test.
    """
    pids: Queue[int] = Queue()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(_on_its_own_connection, second, "30s", pids)
            pid = pids.get(timeout=30)
            while not _waits(pid):
                assert not waiting.done(), f"the second waited for nobody: {_outcome(waiting)}"
        return waiting.result()


def beside(first: Callable[[], Any], second: Callable[[], T]) -> T:
    """What comes of `second` while `first` is done and not yet committed: it has to get by without what that holds."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first()
        return pool.submit(_on_its_own_connection, second, "5s", Queue()).result()


def own(row: M) -> M:
    """The row as who begins now reads it: two processes never share an object, so neither sees what the other did."""
    return type(row)._default_manager.get(pk=row.pk)


def elsewhere(act: Callable[[], T]) -> T:
    """Now, on another connection, to its end: what another process does while this one is in the middle of it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_on_its_own_connection, act, "5s", Queue()).result()


def _on_its_own_connection(act: Callable[[], T], longest_wait: str, pids: Queue[int]) -> T:
    """Who waits too long for a lock gets an error, so that a broken guard is a red test and no hanging one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{longest_wait}'")
            cursor.execute("SELECT pg_backend_pid()")
            pids.put(cursor.fetchone()[0])
        return act()
    finally:
        connection.close()


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return cursor.fetchone()[0]


def _outcome(done: Future[Any]) -> str:
    return repr(done.exception() or done.result())
