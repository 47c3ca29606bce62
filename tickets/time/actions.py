"""The time that work takes: written down, timed, and corrected as a new version (SLA 7.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.coverage.actions import recheck
from tickets.kinds import EntryKind
from tickets.models import Activity, Status, Ticket, TimeEntry
from tickets.time import rules
from tickets.time.beginning import begin
from tickets.time.credits import take_back
from tickets.time.hours_warning import warn_of_hours
from tickets.time.lines import (
    billed_before,
    current_lines,
    minutes_of,
    revalue_lines,
    write_line,
    write_version,
)
from tickets.time.rules import WorkLog
from tickets.timeline import act, for_keeping
from tickets.verb import is_repeated, locked, own_token, require_text, require_work

MOST_MINUTES = 24 * 60
GRACE = timedelta(minutes=5)  # who rounds up what he just did
OLDEST = timedelta(days=366)  # who writes time of longer ago mistook the year


@act()
def log_time(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    minutes: int,
    activity: str = Activity.SUPPORT,
    on_site: bool = False,
    outside_hours: bool | None = None,
    text: str = "",
    started_at: datetime | None = None,
    began_then: bool | None = None,
    form_token: str = "",
) -> TimeEntry:
    """Minutes worked (SLA 7.4). Who logs time has begun: it starts the work when nobody had. `began_then` answers
    whether work began with it, where the clock says otherwise (`tickets.time.beginning`).

    Without `outside_hours` it follows from the opening hours of the agreement: of the moment at which the work began.
    """
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.TIME_LOGGED):
        return TimeEntry.objects.get(ticket=ticket, entry__form_token=token)
    _require_minutes(minutes, least=1)
    if ticket.status == Status.GEANNULEERD:
        raise Refused(_("Op een geannuleerde melding kan geen tijd meer worden geschreven."))
    counted_back, started_at = started_at is None, started_at or now - timedelta(minutes=minutes)
    _require_past(started_at, minutes, now)
    begun = begin(ticket, started_at, by=by, now=now, counted_back=counted_back, began_then=began_then)
    ticket, started_at = begun.ticket, begun.started_at
    if outside_hours is None:
        outside_hours = rules.is_outside_hours(ticket.agreement, started_at)
    work = WorkLog(started_at, minutes, activity, on_site, outside_hours, for_keeping(text).strip()[:300])
    others = current_lines(ticket)
    total = work.minutes + minutes_of(others)
    judged = rules.judge(ticket, work, total=total, earlier=billed_before(others), now=now)
    line = write_line(ticket, work, judged, by=by, now=now, form_token=token, before_start=begun.before_start)
    _after(ticket, line, by=by, now=now)
    return line


@act()
def correct_time(
    entry: TimeEntry,
    *,
    by: User,
    now: datetime,
    minutes: int,
    reason: str,
    activity: str | None = None,
    on_site: bool | None = None,
    outside_hours: bool | None = None,
    text: str | None = None,
    started_at: datetime | None = None,
    began_then: bool | None = None,
) -> TimeEntry:
    """A new version of a line, with a reason; 0 minutes takes it back. What is not given stays as it was.

    With nothing given but the reason the line is brought in line with what the melding is covered by now.

    By who wrote it, or who assigns work or sees everybody's. What was exported or reviewed stays as it is, with a
    credit beside it; the reason of that is for the customer as well.
    """
    ticket = locked(entry.ticket)
    lines = current_lines(ticket)
    entry = TimeEntry.objects.select_related("by").get(pk=entry.pk)
    _require_may_correct(by, entry)
    _require_minutes(minutes, least=0)
    given: dict[str, Any] = {
        "activity": activity,
        "on_site": on_site,
        "outside_hours": outside_hours,
        "started_at": started_at,
    }
    old = WorkLog.of(entry)
    work = replace(old, minutes=minutes, **{name: value for name, value in given.items() if value is not None})
    if started_at is None:  # who adds what he forgot began earlier than he thought
        work = replace(work, started_at=min(work.started_at, now - timedelta(minutes=minutes)))
    if text is not None:
        work = replace(work, note=for_keeping(text).strip()[:300])
    _require_past(work.started_at, work.minutes, now)
    if not entry.is_current:
        return _corrected_before(entry, work, by)
    before = list(takewhile(lambda line: line.pk != entry.pk, lines))
    total = work.minutes + minutes_of(line for line in lines if line.pk != entry.pk)
    judged = rules.judge(ticket, work, total=total, earlier=billed_before(before), now=now)
    if work == old and (not work.minutes or all(getattr(entry, name) == it for name, it in judged.fields.items())):
        return entry
    reason = require_text(reason, _("Schrijf op waarom je deze tijd corrigeert."), field="reason")[:300]
    if work.minutes and work.started_at < old.started_at:
        given = {"counted_back": started_at is None, "began_then": began_then}
        begun = begin(ticket, work.started_at, by=by, now=now, **given)
        ticket, work = begun.ticket, replace(work, started_at=begun.started_at)
    line = write_version(ticket, entry, work, judged, by=by, now=now, reason=reason)
    credit = take_back(entry, by=by, now=now, reason=reason)
    _after(ticket, line, by=by, now=now, also_fixed=credit is not None)
    return line


def may_correct(by: User, entry: TimeEntry) -> bool:
    mine = entry.by_id == by.pk and by.has_perm("tickets.work_ticket")
    return by.is_house and (mine or by.has_perm("tickets.assign_ticket") or by.has_perm("tickets.see_workload"))


def _require_may_correct(by: User, entry: TimeEntry) -> None:
    if not may_correct(by, entry):
        raise PermissionDenied


def _require_minutes(minutes: int, *, least: int) -> None:
    if not least <= minutes <= MOST_MINUTES:
        words = {"least": least, "most": MOST_MINUTES}
        raise Refused(_("Vul %(least)s tot en met %(most)s minuten in.") % words, field="minutes")


def _require_past(started_at: datetime, minutes: int, now: datetime) -> None:
    if started_at > now:
        raise Refused(_("Het begin van het werk ligt in de toekomst."), field="started_at")
    if started_at + timedelta(minutes=minutes) > now + GRACE:
        raise Refused(_("Dit werk zou pas later klaar zijn; vul in wat er tot nu toe is gewerkt."), field="minutes")
    if started_at < now - OLDEST:
        raise Refused(_("Het begin van het werk ligt meer dan een jaar terug."), field="started_at")


def _corrected_before(entry: TimeEntry, work: WorkLog, by: User) -> TimeEntry:
    """A second click gives the version that the first one made."""
    newer: TimeEntry = entry.corrected_by
    if WorkLog.of(newer) == work and newer.entry.by_id == by.pk:
        return newer
    raise Refused(_("Deze regel is al gecorrigeerd; kijk wat er nu staat en corrigeer die versie."))


def _after(ticket: Ticket, line: TimeEntry, *, by: User, now: datetime, also_fixed: bool = False) -> None:
    """What a line brings about: other lines of the same job are worth something else, the month's hours run out."""
    recheck(ticket, now, by=by)
    revalue_lines(ticket, by=by, now=now, settled=line, also_fixed=also_fixed)
    if line.draws_hours:
        warn_of_hours(ticket.customer, line.started_at, now=now)
