"""The tabs above the queue, each with how many there are behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from desk.queue.asked import TABS, QueueAsked, read_kept
from tickets.models import QueueView, Status, Ticket
from tickets.queue import pulse
from tickets.queue.pulse import OpenTickets
from tickets.queue.queries import views_of


@dataclass(frozen=True)
class QueueTab:
    word: str  # in the URL
    label: str
    count: int | None  # None: it is to be mended, or of what is not counted
    is_current: bool
    is_shared: bool = False
    hint: str = ""

    @property
    def shown(self) -> str:
        return "–" if self.count is None else str(self.count)


def read_tabs(asked: QueueAsked, opened: OpenTickets, at: int) -> list[QueueTab]:
    """Those of the house, then those that this person kept or that colleagues share."""
    user = asked.user
    counts = count_tabs(user, opened)
    is_plain = not asked.is_history
    tabs = [
        QueueTab(word, str(label), counts[word], asked.view == word and bool(word or is_plain))
        for word, (label, _where) in TABS.items()
    ]
    views = list(views_of(user))
    kept = _count_views(views, user, at)
    return tabs + [_tab_of(view, kept.get(view.pk), asked) for view in views]


def _tab_of(view: QueueView, count: int | None, asked: QueueAsked) -> QueueTab:
    whose = _("Gedeeld door %s") % view.owner.name if view.owner_id != asked.user.pk else ""
    is_current = asked.saved is not None and asked.saved.pk == view.pk
    return QueueTab(f"v{view.pk}", view.name, count, is_current, view.is_shared, whose)


def count_tabs(user: User, opened: OpenTickets) -> dict[str, int]:
    """By the same facts as `TABS` asks of the database; tests/desk/queue compares the two."""
    me, teams = user.pk, set(user.teams.values_list("pk", flat=True))
    wanted = {
        "": lambda status, who, team, waits: True,
        "aan-mij": lambda status, who, team, waits: who == me and (waits or status in pulse.OUR_TURN),
        "klant-antwoordde": lambda status, who, team, waits: waits,
        "vrij": lambda status, who, team, waits: who is None,
        "wacht": lambda status, who, team, waits: status in pulse.WAITING,
        "mijn-team": lambda status, who, team, waits: team in teams,
        "mijn": lambda status, who, team, waits: who == me,
        "wacht-op-klant": lambda status, who, team, waits: status == Status.WACHT_OP_KLANT,
        "wacht-op-leverancier": lambda status, who, team, waits: status == Status.WACHT_OP_LEVERANCIER,
        "ingepland": lambda status, who, team, waits: status == Status.INGEPLAND,
    }
    return {word: opened.count(is_in) for word, is_in in wanted.items()} | {"geescaleerd": len(opened.escalated)}


def _count_views(views: list[QueueView], user: User, at: int) -> dict[int, int]:
    """One query for all of them, and none as long as nothing happens; a view of what is closed has no count."""
    if not views:
        return {}
    readings = {view.pk: _reading(view, user) for view in views}
    asked = {key: one for key, one in readings.items() if not one.is_broken and not one.is_history}
    words = "|".join(f"{view.pk}:{sorted(view.words.items())}" for view in views)
    key = f"queue-views:{user.pk}:{at}:{crc32(words.encode())}"
    found: dict[int, int] | None = cache.get(key)
    if found is None and asked:
        counts: dict[str, Any] = {
            f"view_{key}": Count("pk", filter=one.where or Q(pk__gt=0)) for key, one in asked.items()
        }
        told = Ticket.objects.visible_to(user).open().aggregate(**counts)
        found = {key: told[f"view_{key}"] for key in asked}
        cache.set(key, found, pulse.KEPT_SECONDS)
    return found or {}


def _reading(view: QueueView, user: User) -> QueueAsked:
    asked = QueueAsked(user, saved=view)
    read_kept(asked, view)
    return asked
