"""Time walks: lives of tickets are played in the order of their moments, with the sweeps at work in between."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from tickets import sweeps
from tickets.models import Ticket, TicketClock

# A life yields the moment of its next deed, and does it when it is resumed.
Life = Iterator[datetime]
BEAT = timedelta(seconds=9)


class Walk:
    """Plays lives until `until`; what they meant to do after it stays undone, and so the day is under way."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._order = 0

    def join(self, life: Life) -> None:
        self._resume(life)

    def play(self, progress: Callable[[datetime], None] = lambda moment: None) -> None:
        while self._waiting:
            moment, _order, life = heapq.heappop(self._waiting)
            _sweep_until(moment)
            progress(moment)
            self._resume(life)
        _sweep_until(self.until)

    def _resume(self, life: Life) -> None:
        moment = next(life, None)
        if moment is not None and moment <= self.until:
            self._order += 1
            heapq.heappush(self._waiting, (moment, self._order, life))


def _sweep_until(moment: datetime) -> None:
    """Warn, remind and close a beat after the moment of each, as the running house would have done."""
    while (due := _next_sweep()) is not None and due + BEAT < moment:
        now = due + BEAT
        done = sweeps.warn_due(now) + sweeps.close_due(now) + sweeps.remind_customers(now)
        if not done:
            raise RuntimeError(f"The sweeps leave something due at {due} undone.")


# One statement, written down: it is asked after every deed, and the ORM would take longer over it than the sweeps.
_MOMENTS = " UNION ALL ".join(
    f"SELECT MIN({column}) FROM {model._meta.db_table}"  # noqa: S608 - our own names
    for model, column in ((TicketClock, "next_warning_at"), (Ticket, "closes_at"), (Ticket, "remind_at"))
)


def _next_sweep() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_MOMENTS)
        return min((_moment(at) for (at,) in cursor.fetchall() if at is not None), default=None)


def _moment(at: datetime | str) -> datetime:
    """SQLite keeps moments as text, in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
