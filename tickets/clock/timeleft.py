"""The time left of a clock, as a screen shows it: words first, then how full the bar is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM, BusinessHours
from sla.clock import Party
from sla.priority import Nature
from sla.wording import duration_words, moment_words, time_words
from tickets.clock.clocks import has_sla, is_unclassified
from tickets.models import ClockState, Ticket, TicketClock


@dataclass(frozen=True)
class TimeLeft:
    """What components/_timeleft.html draws. `percent` is what is left of the budget, None without a bar.

    `tone`: ok, soon, late (a broken promise), missed (an aim), paused, met, none. `runs_until` is closing time: until
    then the browser counts on by itself; None when the clock stands still.
    """

    words: str
    detail: str
    tone: str
    percent: int | None = None
    due_at: datetime | None = None
    nature: str = Nature.NONE
    left_seconds: int = 0
    budget_seconds: int = 0
    runs_until: datetime | None = None

    @property
    def moment_label(self) -> str:
        """What stands before the moment."""
        if self.nature == Nature.TRIAGE:
            return _("Indelen vóór")
        return _("Streven: begin uiterlijk") if self.nature == Nature.AIM else _("Aanvang werkzaamheden uiterlijk")


def time_left(ticket: Ticket, now: datetime) -> TimeLeft:
    """Needs ticket.clock with the versions of its calendars; makes no query."""
    clock = ticket.clock
    if is_unclassified(ticket) and clock.is_open:
        return _to_classify(clock, now)
    if clock.nature == Nature.NONE and not has_sla(ticket.coverage_verdict or None):
        words = _("Op deze melding is geen SLA van toepassing, dus er is geen moment van aanvang afgesproken.")
        return TimeLeft(_("geen SLA van toepassing"), words, "none")
    if clock.nature == Nature.NONE:
        return TimeLeft(_("geen tijdafspraak"), _("Voor deze melding is geen moment van aanvang afgesproken."), "none")
    if clock.late is False:
        return TimeLeft(_("op tijd begonnen"), _started(clock.work_started_at), "met", due_at=clock.due_at)
    if clock.state == ClockState.STOPPED and clock.late is None:
        return TimeLeft(_("vervallen"), _("De klok is gestopt voordat het werk begon."), "none")
    if clock.late is None and ticket.waiting_on:
        return _waiting(ticket)
    if clock.due_at is None:
        return TimeLeft(_("geen tijdafspraak"), "", "none")
    hours = clock.hours
    if clock.late_at(now):
        return _too_late(clock, clock.due_at, hours, now, ticket.waiting_on is not None)
    return _running(clock, clock.due_at, hours, now)


def _to_classify(clock: TicketClock, now: datetime) -> TimeLeft:
    """It has a priority within the strictest promise that it may turn out to be (SLA 7.9)."""
    due_at = clock.due_at
    if not clock.is_triage or due_at is None or clock.work_started_at:
        return TimeLeft(_("nog in te delen"), _("Zonder impact en urgentie is er nog geen uiterste moment."), "soon")
    left, budget = clock.hours.between(now, due_at), timedelta(seconds=clock.budget_seconds or 0)
    detail = _("Deel de melding in: wat voor melding het is, met impact en urgentie.")
    overdue = clock.is_overdue(now)
    return TimeLeft(
        _near(due_at, now),
        detail,
        "late" if overdue else "soon",
        0 if overdue else _percent(left, budget),
        due_at,
        clock.nature,
    )


def _near(due_at: datetime, now: datetime) -> str:
    """ "indelen vóór 09:00", with its day where that is another one."""
    is_today = due_at.astimezone(AMSTERDAM).date() == now.astimezone(AMSTERDAM).date()
    moment = {"moment": time_words(due_at) if is_today else moment_words(due_at)}
    late = due_at < now
    return (_("niet ingedeeld vóór %(moment)s") if late else _("indelen vóór %(moment)s")) % moment


def _waiting(ticket: Ticket) -> TimeLeft:
    budget = timedelta(seconds=ticket.clock.budget_seconds or 0)
    left = max(budget - timedelta(seconds=ticket.clock.used_seconds), timedelta(0))
    whom = _("wacht op klant") if ticket.waiting_on == Party.CUSTOMER else _("wacht op leverancier")
    words = _("%(whom)s, nog %(left)s") % {"whom": whom, "left": duration_words(left)}
    return TimeLeft(words, _("De klok staat stil zolang wij wachten."), "paused", _percent(left, budget))


def _too_late(clock: TicketClock, due_at: datetime, hours: BusinessHours, now: datetime, is_waiting: bool) -> TimeLeft:
    aim, running = clock.nature == Nature.AIM, clock.work_started_at is None and clock.is_open and not is_waiting
    used_over = timedelta(seconds=max(clock.used_seconds - (clock.budget_seconds or 0), 0))
    over = hours.between(due_at, now) if running else used_over  # waiting for others is not ours
    detail = _("Het werk had uiterlijk %s moeten beginnen.") % moment_words(due_at)
    if clock.work_started_at:
        detail = f"{detail} {_started(clock.work_started_at)}"
    return TimeLeft(
        _("streven niet gehaald") if aim else _("%s te laat") % duration_words(over),
        detail,
        "missed" if aim else "late",
        0 if running else None,
        due_at,
        clock.nature,
        -int(over.total_seconds()),
        clock.budget_seconds or 0,
        hours.closes_at(now) if running and not aim else None,
    )


def _running(clock: TicketClock, due_at: datetime, hours: BusinessHours, now: datetime) -> TimeLeft:
    left, budget = hours.between(now, due_at), timedelta(seconds=clock.budget_seconds or 0)
    by_when = _("Streven: begin uiterlijk %s.") if clock.nature == Nature.AIM else _("Belofte: begin uiterlijk %s.")
    percent = _percent(left, budget)
    return TimeLeft(
        _("nog %s") % duration_words(left),
        by_when % moment_words(due_at),
        "ok" if percent > 50 else "soon",
        percent,
        due_at,
        clock.nature,
        int(left.total_seconds()),
        clock.budget_seconds or 0,
        hours.closes_at(now),
    )


def _started(moment: datetime | None) -> str:
    return _("Begonnen %s.") % moment_words(moment) if moment else ""


def _percent(left: timedelta, budget: timedelta) -> int:
    return round(100 * min(left / budget, 1.0)) if budget else 0
