"""The time that work takes: written down, timed, and corrected as a new version (SLA 7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.approvals.asking import require_confirmed
from tickets.approvals.consent import planned_outside, require_yes
from tickets.coverage.actions import recheck
from tickets.kinds import EntryKind
from tickets.models import Activity, Status, Ticket, TimeEntry
from tickets.time import rules
from tickets.time.beginning import begin
from tickets.time.credits import take_back
from tickets.time.hours_warning import warn_of_hours
from tickets.time.lines import current_lines, revalue_lines, write_line, write_version
from tickets.time.rules import JobLine, Judgement, WorkLog
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

    `outside_hours`: it was planned outside opening hours and the customer agreed (SLA 8.2). Without it that follows
    from what was agreed on the ticket; the clock on the wall alone never makes work billable. Work over the border of
    opening hours is split there where its parts have rates of their own, each part a line; the first is given back.

    Refused where nobody said yes to what it costs (SLA 4.2), or what the ticket waits for was not confirmed (SLA 10).
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
    require_confirmed(ticket, now)
    work = WorkLog(started_at, minutes, activity, on_site, False, for_keeping(text).strip()[:300])
    parts = _parts(ticket, work, outside_hours)
    for part in parts:
        covered = rules.coverage_before(ticket, part, now)
        require_yes(ticket, covered, outside_hours=part.outside_hours, field="outside_hours" if outside_hours else "")
    begun = begin(ticket, started_at, by=by, now=now, counted_back=counted_back, began_then=began_then)
    ticket = begun.ticket
    if begun.started_at != started_at:
        parts = _parts(ticket, replace(work, started_at=begun.started_at), outside_hours)
    others = rules.job_of(ticket, current_lines(ticket))
    job = [*others, *(JobLine(part) for part in parts)]
    judged = rules.judge_job(ticket, job, now)[len(others) :]
    lines = [
        write_line(ticket, part, each, by=by, now=now, form_token=None if index else token)
        for index, (part, each) in enumerate(zip(parts, judged, strict=True))
    ]
    _after(ticket, lines, by=by, now=now)
    return lines[0]


def _parts(ticket: Ticket, work: WorkLog, said: bool | None) -> list[WorkLog]:
    """At the border of opening hours, where it matters. `said` is what the agent says of planned work outside (8.2);
    None: it was if the ticket was planned so and the customer agreed. Of a call the clock decides (SLA 3.2)."""
    if ticket.own_visit is not None:  # paid by the time it takes, whatever the hour (SLA 8.1)
        return rules.split(ticket, work, counts_outside=False)
    counts = (ticket.emergency_call or planned_outside(ticket)) if said is None else said
    parts = rules.split(ticket, work, counts_outside=counts)
    if said and not any(part.outside_hours for part in parts):
        raise Refused(_("Dit werk viel binnen kantoortijd; dan geldt 8.2 niet."), field="outside_hours")
    return parts


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
    given: dict[str, Any] = {"activity": activity, "on_site": on_site, "started_at": started_at}
    old = WorkLog.of(entry)
    work = replace(old, minutes=minutes, **{name: value for name, value in given.items() if value is not None})
    if started_at is None:  # who adds what he forgot began earlier than he thought
        work = replace(work, started_at=min(work.started_at, now - timedelta(minutes=minutes)))
    if text is not None:
        work = replace(work, note=for_keeping(text).strip()[:300])
    _require_past(work.started_at, work.minutes, now)
    whole, (work, *more) = work, _corrected_parts(ticket, old, work, outside_hours)
    if not entry.is_current:
        return _corrected_before(entry, work, by)
    _require_outside_yes(ticket, (work, *more), now)
    if whole.minutes and whole.started_at < old.started_at:
        _why(reason)
        begun = begin(ticket, whole.started_at, by=by, now=now, counted_back=started_at is None, began_then=began_then)
        ticket, whole = begun.ticket, replace(whole, started_at=begun.started_at)
        work, *more = _corrected_parts(ticket, old, whole, outside_hours)
    judged, *others = _judged_anew(ticket, lines, entry, (work, *more), now)
    if work == old and not more and (not work.minutes or _is_worth(entry, judged)):
        return entry
    reason = _why(reason)
    written = [write_version(ticket, entry, work, judged, by=by, now=now, reason=reason)]
    written += [write_line(ticket, part, each, by=entry.by, now=now) for part, each in zip(more, others, strict=True)]
    credit = take_back(entry, by=by, now=now, reason=reason)
    _after(ticket, written, by=by, now=now, also_fixed=credit is not None)
    return written[0]


def _why(reason: str) -> str:
    return require_text(reason, _("Schrijf op waarom je deze tijd corrigeert."), field="reason")[:300]


def _judged_anew(
    ticket: Ticket, lines: Sequence[TimeEntry], entry: TimeEntry, parts: Sequence[WorkLog], now: datetime
) -> list[Judgement]:
    """What these parts are worth in the place of the line that they correct."""
    index = next((number for number, line in enumerate(lines) if line.pk == entry.pk), len(lines))
    before, after = lines[:index], [line for line in lines[index:] if line.pk != entry.pk]
    job = [*rules.job_of(ticket, before), *(JobLine(part) for part in parts), *rules.job_of(ticket, after)]
    return rules.judge_job(ticket, job, now)[len(before) : len(before) + len(parts)]


def _require_outside_yes(ticket: Ticket, parts: Sequence[WorkLog], now: datetime) -> None:
    """A correction is no way around the yes to work outside opening hours (SLA 8.2)."""
    for part in parts:
        if part.outside_hours and part.minutes:
            covered = rules.coverage_before(ticket, part, now)
            require_yes(ticket, covered, outside_hours=True, field="outside_hours")


def _is_worth(entry: TimeEntry, judged: Judgement) -> bool:
    return all(getattr(entry, name) == it for name, it in judged.fields.items())


def _corrected_parts(ticket: Ticket, old: WorkLog, work: WorkLog, said: bool | None) -> list[WorkLog]:
    """What was outside, or was not, stays so until somebody says otherwise or the work turns out to lie elsewhere."""
    moved = (work.started_at, work.minutes) != (old.started_at, old.minutes)
    if said is None and not moved:
        return [work]
    if said is None and not old.outside_hours and rules.is_outside_hours(ticket.agreement, old.started_at):
        said = False
    return _parts(ticket, work, said)


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


def _after(ticket: Ticket, lines: Sequence[TimeEntry], *, by: User, now: datetime, also_fixed: bool = False) -> None:
    """What lines bring about: other lines of the same job are worth something else, the month's hours run out."""
    recheck(ticket, now, by=by)
    revalue_lines(ticket, by=by, now=now, settled=[line.pk for line in lines], also_fixed=also_fixed)
    for line in lines:
        if line.draws_hours:
            warn_of_hours(ticket.customer, line.started_at, now=now)
