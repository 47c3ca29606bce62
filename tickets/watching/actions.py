"""Following a melding. It writes no line: nothing of the melding changes, and it is nobody else's affair."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from tickets.models import Ticket, Watcher
from tickets.verb import require_work


def watch(ticket: Ticket, *, by: User, now: datetime) -> Watcher:
    require_work(by)
    watcher, _made = Watcher.objects.get_or_create(ticket=ticket, person=by, defaults={"since": now})
    return watcher


def stop_watching(ticket: Ticket, *, by: User) -> None:
    Watcher.objects.filter(ticket=ticket, person=by).delete()


def stop_watching_all(*, by: User) -> int:
    """Of everything at once; how much that was."""
    stopped, _per_model = Watcher.objects.filter(person=by).delete()
    return stopped
