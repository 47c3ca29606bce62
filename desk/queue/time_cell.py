"""What a row of the queue says of time: until work began by when it must, and after that what comes next (SLA 7.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from desk.queue.queue_rows import ListedTicket
from sla.business_hours import AMSTERDAM
from sla.priority import Nature
from sla.wording import near_day_words, near_words
from tickets.clock.timeleft import TimeLeft, time_left
from tickets.models import Status, Ticket


@dataclass(frozen=True)
class RowTime:
    """`moment` stands before `words`, "ma 07:07 · nog 7 min". `timeleft` is there while a clock runs: by it the
    browser keeps the words right. `detail` is said on hover."""

    words: str
    tone: str = "none"
    moment: str = ""
    detail: str = ""
    timeleft: TimeLeft | None = None


def row_time(row: ListedTicket, now: datetime) -> RowTime:
    if not row.is_open:
        return _ended(row, now)
    if row.clock.work_started_at is None:
        timeleft = time_left(cast(Ticket, row), now)
        if timeleft.due_at is not None and row.waiting_on is None:
            return _to_begin(row, timeleft, now)
        if timeleft.tone == "paused":
            return RowTime(timeleft.words, "paused", detail=timeleft.detail)
        return _next(row, now) or RowTime(timeleft.words, timeleft.tone, detail=timeleft.detail)
    return _next(row, now) or RowTime(
        _("bezig sinds %s") % near_words(row.clock.work_started_at, now),
        detail=_("Het werk is begonnen; het wacht op niemand."),
    )


def _to_begin(row: ListedTicket, timeleft: TimeLeft, now: datetime) -> RowTime:
    """The moment and what is left; of an aim that was missed the moment says nothing any more."""
    due_at = None if timeleft.tone == "missed" else timeleft.due_at
    moment = near_words(due_at, now) if due_at else ""
    if row.clock.nature == Nature.TRIAGE and timeleft.tone == "late":
        return RowTime(_("niet ingedeeld"), timeleft.tone, moment, timeleft.detail, timeleft)
    if row.clock.nature == Nature.TRIAGE:
        return RowTime(_("indelen vóór %s") % moment, timeleft.tone, "", timeleft.detail, timeleft)
    return RowTime(timeleft.words, timeleft.tone, moment, timeleft.detail, timeleft)


def _next(row: ListedTicket, now: datetime) -> RowTime | None:
    """What it waits for."""
    if row.customer_waits and row.clock.customer_waits_since is not None:
        since = near_words(row.clock.customer_waits_since, now)
        return RowTime(
            _("klant wacht sinds %s") % since, "soon", detail=_("De klant schreef, en heeft nog geen antwoord.")
        )
    if row.status == Status.INGEPLAND and row.planned_for is not None:
        planned = near_words(row.planned_for, now)
        is_past = row.planned_for < now
        words = _("was gepland %s") if is_past else _("gepland %s")
        return RowTime(words % planned, "soon" if is_past else "none", detail=_("Zo is het afgesproken met de klant."))
    if row.status == Status.WACHT_OP_LEVERANCIER and row.chase_on is not None:
        today = now.astimezone(AMSTERDAM).date()
        tone = "soon" if row.chase_on <= today else "none"
        return RowTime(
            _("nabellen %s") % near_day_words(row.chase_on, today),
            tone,
            detail=_("Dan bellen wij de leverancier na (SLA 7.10)."),
        )
    if row.status == Status.WACHT_OP_KLANT:
        return RowTime(_("wacht op klant"), "paused", detail=_("De klok staat stil zolang wij wachten."))
    return None


def _ended(row: ListedTicket, now: datetime) -> RowTime:
    if row.closes_at is not None:
        detail = _("Opgelost; sluit vanzelf als de klant niet meer antwoordt.")
        return RowTime(_("sluit %s") % near_words(row.closes_at, now), detail=detail)
    if row.closed_at is not None:
        return RowTime(_("gesloten %s") % near_words(row.closed_at, now))
    return RowTime("")
