"""Time walks: lives of tickets are played in the order of their moments, with the sweeps at work in between."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Min

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


def _next_sweep() -> datetime | None:
    warn = TicketClock.objects.aggregate(at=Min("next_warning_at"))["at"]
    close = Ticket.objects.filter(closes_at__isnull=False).aggregate(at=Min("closes_at"))["at"]
    remind = Ticket.objects.filter(remind_at__isnull=False).aggregate(at=Min("remind_at"))["at"]
    return min((at for at in (warn, close, remind) if at is not None), default=None)
