"""Who has a ticket before him, and who is writing: for courtesy, so it may be lost and it locks nothing.

Each tab of each person says every few seconds where it is, under a key of that person; what was not said again within
`GONE` is over. A hidden tab says nothing: its timers run too seldom to be told from one that was closed. It is kept in
the cache: with Redis for all workers together, without it per process.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from accounts.models import User

log = logging.getLogger(__name__)

GONE = timedelta(seconds=75)
TYPES_FOR = timedelta(seconds=25)  # after the last that was heard of it
_MOST_TABS = 20
_PEOPLE = "presence:people"
_PEOPLE_SECONDS = 60


@dataclass(frozen=True)
class Present:
    """A colleague at the same ticket."""

    person: int
    name: str
    is_typing: bool


def beat(user: User, *, tab: str, ticket: int, is_typing: bool, now: datetime) -> None:
    """This tab of this person has that ticket before it."""
    key, moment = _key(user.pk), now.timestamp()
    try:
        tabs = {name: at for name, at in (cache.get(key) or {}).items() if not _is_gone(at, now)}
        tabs[tab[:40]] = [ticket, moment, moment if is_typing else 0.0]
        cache.set(key, dict(list(tabs.items())[-_MOST_TABS:]), timeout=GONE.total_seconds())
    except Exception:
        log.warning("Who looks at a ticket cannot be kept", exc_info=True)


def others_at(ticket: int, user: User, now: datetime) -> list[Present]:
    """Colleagues who look at it now, by name; nobody where that cannot be read."""
    try:
        people = _people()
        found = cache.get_many([_key(pk) for pk in people if pk != user.pk])
    except Exception:
        log.warning("Who looks at a ticket cannot be read", exc_info=True)
        return []
    present = []
    for pk, name in people.items():
        here = [at for at in (found.get(_key(pk)) or {}).values() if at[0] == ticket and not _is_gone(at, now)]
        if here:
            present.append(Present(pk, name, _is_typing(here, now)))
    return present


def _people() -> dict[int, str]:
    people = cache.get(_PEOPLE)
    if people is None:
        colleagues = User.objects.filter(is_house=True, is_active=True, is_service=False).order_by("name")
        people = {each.pk: each.short_name for each in colleagues}
        cache.set(_PEOPLE, people, timeout=_PEOPLE_SECONDS)
    return people


def _key(person: int) -> str:
    return f"presence:{person}"


def _is_gone(at: list[Any], now: datetime) -> bool:
    return now.timestamp() - float(at[1]) > GONE.total_seconds()


def _is_typing(here: Iterable[list[Any]], now: datetime) -> bool:
    return any(now.timestamp() - float(at[2]) < TYPES_FOR.total_seconds() for at in here)
