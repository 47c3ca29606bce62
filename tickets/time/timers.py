"""The timer: that somebody works on a ticket now, until he stops and writes the time (SLA 7.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.lifecycle.handling import begin_work, require_may_begin
from tickets.models import Activity, EntryKind, RunningTimer, Status, Ticket, TimeEntry
from tickets.time.actions import log_time
from tickets.timeline import act
from tickets.verb import is_repeated, locked, own_token, require_work

LONGEST = timedelta(hours=12)
"""Longer than this nobody works on end: the timer was forgotten, and its minutes are asked for."""

_MINUTE = timedelta(minutes=1)


class TimerElsewhere(Refused):
    """The timer runs on another ticket; the door shows the way there."""

    def __init__(self, timer: RunningTimer) -> None:
        self.ticket = timer.ticket
        words = {"number": timer.ticket_id, "subject": timer.ticket.subject}
        super().__init__(
            _("Je tijd loopt al op #%(number)s %(subject)s. Stop die eerst; daarna start je hier.") % words
        )


def timer_of(user: User) -> RunningTimer | None:
    """One query."""
    return RunningTimer.objects.select_related("ticket").filter(user=user).first()


def timed_minutes(timer: RunningTimer, now: datetime) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, -(-(now - timer.started_at) // _MINUTE))


def is_forgotten(timer: RunningTimer, now: datetime) -> bool:
    return now - timer.started_at > LONGEST


@act()
def start_timer(ticket: Ticket, *, by: User, now: datetime) -> RunningTimer:
    """From now on `by` works on this ticket: the work begins with it when nobody had begun (SLA 7.9). Refused as the
    work itself is: without a yes to its costs (SLA 4.2), or while its confirmation is awaited (SLA 10)."""
    ticket = locked(ticket)
    require_work(by)
    if ticket.status == Status.GEANNULEERD:
        raise Refused(_("Op een geannuleerde melding kan geen tijd meer worden geschreven."))
    timer, is_new = RunningTimer.objects.get_or_create(user=by, defaults={"ticket": ticket, "started_at": now})
    if timer.ticket_id != ticket.pk:
        raise TimerElsewhere(timer)
    if is_new:
        require_may_begin(ticket, now)
        if ticket.is_open and ticket.clock.work_started_at is None:
            begin_work(ticket, by=by, now=now)
    return timer


@act()
def stop_timer(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    minutes: int | None = None,
    activity: str = Activity.SUPPORT,
    on_site: bool = False,
    outside_hours: bool | None = None,
    text: str = "",
    began_then: bool | None = None,
    form_token: str = "",
) -> TimeEntry:
    """Write the timed minutes; `minutes` corrects them, and has to when the timer was forgotten."""
    ticket = locked(ticket)
    timer = _own_timer(ticket, by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.TIME_LOGGED):
        return TimeEntry.objects.get(ticket=ticket, entry__form_token=token)
    if timer is None:
        raise Refused(_("Er loopt hier geen tijd van jou; schrijf de minuten met de hand."))
    timed = timed_minutes(timer, now)
    if minutes is None and is_forgotten(timer, now):
        raise Refused(
            _("Je tijd loopt al meer dan 12 uur. Vul in hoeveel minuten je echt hebt gewerkt."), field="minutes"
        )
    minutes = timed if minutes is None else minutes
    began = timer.started_at if minutes <= timed else now - minutes * _MINUTE
    timer.delete()
    return log_time(
        ticket,
        by=by,
        now=now,
        minutes=minutes,
        activity=activity,
        on_site=on_site,
        outside_hours=outside_hours,
        text=text,
        started_at=began,
        began_then=began_then,
        form_token=form_token,
    )


@act()
def discard_timer(ticket: Ticket, *, by: User, now: datetime) -> None:
    """Stop without writing time. The work that began with the timer stays begun."""
    ticket = locked(ticket)
    if timer := _own_timer(ticket, by):
        timer.delete()


def _own_timer(ticket: Ticket, by: User) -> RunningTimer | None:
    require_work(by)
    return RunningTimer.objects.select_for_update(no_key=True).filter(user=by, ticket=ticket).first()
