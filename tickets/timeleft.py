"""The time left of a clock, as a screen shows it: words first, then how full the bar is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sla.clock import Party
from sla.priority import Nature
from sla.wording import duration_words, moment_words
from tickets.models import ClockState, Ticket


@dataclass(frozen=True)
class TimeLeft:
    """`fraction` is what is left of the budget, 1 to 0, or None without a bar. `tone`: danger, warning, ok, calm."""

    words: str
    detail: str
    tone: str
    fraction: float | None = None
    due_at: datetime | None = None
    is_ticking: bool = False


def time_left(ticket: Ticket, now: datetime) -> TimeLeft:
    """Needs ticket.clock with its calendar_version; makes no query."""
    clock = ticket.clock
    aim = clock.nature == Nature.AIM
    if clock.nature == Nature.NONE:
        return TimeLeft(_("geen tijdafspraak"), _("Voor deze melding is geen moment van aanvang afgesproken."), "calm")
    if clock.late is False:
        return TimeLeft(_("op tijd begonnen"), _started(clock.work_started_at), "ok")
    if clock.state == ClockState.STOPPED and clock.late is None:
        return TimeLeft(_("vervallen"), _("De klok is gestopt voordat het werk begon."), "calm")
    budget = timedelta(seconds=clock.budget_seconds or 0)
    if clock.late is None and ticket.waiting_on:
        left = max(budget - timedelta(seconds=clock.used_seconds), timedelta(0))
        whom = _("wacht op klant") if ticket.waiting_on == Party.CUSTOMER else _("wacht op leverancier")
        words = _("%(whom)s, nog %(left)s") % {"whom": whom, "left": duration_words(left)}
        return TimeLeft(words, _("De klok staat stil zolang wij wachten."), "calm", _share(left, budget))
    if clock.due_at is None:
        return TimeLeft(_("geen tijdafspraak"), "", "calm")
    hours = clock.calendar_version.business_hours
    if clock.late or now > clock.due_at:
        over = hours.between(clock.due_at, clock.work_started_at or now)
        words = _("streven niet gehaald") if aim else _("%s te laat") % duration_words(over)
        detail = _("Het werk had uiterlijk %s moeten beginnen.") % moment_words(clock.due_at)
        if clock.work_started_at:
            detail = f"{detail} {_started(clock.work_started_at)}"
        return TimeLeft(words, detail, "warning" if aim else "danger", 0.0, clock.due_at)
    left = hours.between(now, clock.due_at)
    fraction = _share(left, budget)
    detail = (_("Streven: begin uiterlijk %s.") if aim else _("Toezegging: begin uiterlijk %s.")) % moment_words(
        clock.due_at
    )
    tone = "ok" if fraction > 0.5 else "warning" if fraction > 0.25 or aim else "danger"
    return TimeLeft(_("nog %s") % duration_words(left), detail, tone, fraction, clock.due_at, is_ticking=True)


def _started(moment: datetime | None) -> str:
    return _("Begonnen %s.") % moment_words(moment) if moment else ""


def _share(left: timedelta, budget: timedelta) -> float:
    return round(min(left / budget, 1.0), 3) if budget else 0.0
