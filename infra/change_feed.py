"""Until which moment nothing can be added any more, for who reads changes in the order of their moments.

A change bears the moment at which its request came in, and is seen only when its transaction is done. So a reader who
is past a moment could miss what still waits for a lock with that moment, however long it waits. Whatever is still to
be seen is of a transaction that runs, or of one that has yet to begin: the moments of the first are no more than PAUSE
older than its beginning, those of the second no more than PAUSE older than now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

PAUSE = timedelta(minutes=1)  # longer than from the moment of a request (or a batch, `passing`) to its transaction
STEP = timedelta(seconds=10)

# The moments that PostgreSQL keeps of every session of ours. It forgets one only after others see what it wrote; what
# is asked here has to be asked before the rows are. Of a session that only reads we cannot know it beforehand.
_OLDEST = """
    SELECT extract(epoch FROM clock_timestamp() - min(xact_start))
      FROM (SELECT pg_stat_clear_snapshot()) AS afresh, pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


def settled_until(now: datetime) -> datetime:
    """SQLite has one writer, who waits at the beginning of his transaction for 20 seconds at most, and cannot be asked
    how long he has been at it: there the pause has to do."""
    return now - PAUSE - _oldest_running()


def _oldest_running() -> timedelta:
    if connection.vendor != "postgresql":
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        seconds = cursor.fetchone()[0]
    return timedelta(seconds=max(float(seconds or 0), 0))


def passing(now: datetime) -> Callable[[], datetime]:
    """The moment for each part of a batch that began at `now`: its lines may not be older than a reader has read."""
    began = time.monotonic()

    def moment() -> datetime:
        return now + int((time.monotonic() - began) / STEP.total_seconds()) * STEP

    return moment
