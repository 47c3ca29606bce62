"""The time that work takes: written down, timed, and corrected as a new version (SLA 7.4)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.rules import BILLABLE, VULNERABILITIES, VULNERABILITY_MINUTES
from infra.errors import Refused
from tickets.approvals.asking import held_by
from tickets.coverage.actions import recheck
from tickets.facts import Change
from tickets.kinds import EntryKind, TimeCorrected, TimeLogged
from tickets.lifecycle.handling import start_work
from tickets.models import Activity, Status, Ticket, TimeEntry
from tickets.time import judging
from tickets.time.hours_warning import warn_of_hours
from tickets.time.judging import Judgement, WorkLog
from tickets.timeline import act, for_keeping
from tickets.verb import is_repeated, locked, own_token, record, require_text, require_work

MOST_MINUTES = 24 * 60
GRACE = timedelta(minutes=5)  # who rounds up what he just did
OLDEST = timedelta(days=366)  # who writes time of longer ago mistook the year

_WORK_FIELDS = ("started_at", "minutes", "activity", "on_site", "outside_hours", "note")


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
    form_token: str = "",
) -> Ticket:
    """Minutes worked (SLA 7.4). Who logs time has begun: it starts the work when nobody had.

    Without `outside_hours` it follows from the opening hours of the agreement: of the moment at which the work began.
    """
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token, EntryKind.TIME_LOGGED):
        return ticket
    _require_minutes(minutes, least=1)
    if ticket.status == Status.GEANNULEERD:
        raise Refused(_("Op een geannuleerde melding kan geen tijd meer worden geschreven."))
    started_at = started_at or now - timedelta(minutes=minutes)
    _require_past(started_at, minutes, now)
    if outside_hours is None:
        outside_hours = judging.is_outside_hours(ticket.agreement, started_at)
    if ticket.is_open and ticket.clock.work_started_at is None and held_by(ticket) is None:
        ticket = start_work(ticket, by=by, now=now)
    work = WorkLog(started_at, minutes, activity, on_site, outside_hours, for_keeping(text).strip()[:300])
    others = _lines(ticket)
    judged = judging.judge(ticket, work, others, now, place=len(others))
    facts = TimeLogged(
        minutes=work.minutes,
        activity=work.activity,
        on_site=work.on_site,
        outside_hours=work.outside_hours,
        verdict=judged.coverage.verdict,
        clause=judged.coverage.clause,
    )
    entry = record(ticket, facts, by=by, now=now, text=work.note, form_token=token)
    line = TimeEntry.objects.create(ticket=ticket, entry=entry, by=by, logged_at=now, **asdict(work), **judged.fields)
    _after(ticket, line, by=by, now=now)
    return ticket


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
) -> TimeEntry:
    """A new version of a line, with a reason; 0 minutes takes it back. What is not given stays as it was.

    With nothing given but the reason the line is brought in line with what the melding is covered by now.

    By who wrote it, or who assigns work or sees everybody's. What was exported or reviewed stays as it is.
    """
    ticket = locked(entry.ticket)
    lines = _lines(ticket)
    entry = TimeEntry.objects.select_related("by").get(pk=entry.pk)
    _require_may_correct(by, entry)
    _require_minutes(minutes, least=0)
    given: dict[str, Any] = {
        "activity": activity,
        "on_site": on_site,
        "outside_hours": outside_hours,
        "started_at": started_at,
    }
    old = WorkLog(**{name: getattr(entry, name) for name in _WORK_FIELDS})
    work = replace(old, minutes=minutes, **{name: value for name, value in given.items() if value is not None})
    if started_at is None:  # who adds what he forgot began earlier than he thought
        work = replace(work, started_at=min(work.started_at, now - timedelta(minutes=minutes)))
    if text is not None:
        work = replace(work, note=for_keeping(text).strip()[:300])
    _require_past(work.started_at, work.minutes, now)
    if not entry.is_current:
        return _corrected_before(entry, work, by)
    if entry.locked_at is not None:
        raise Refused(_("Deze regel staat vast: de uren zijn geëxporteerd of besproken met de klant."))
    place = next((n for n, line in enumerate(lines) if line.pk == entry.pk), len(lines))
    others = [line for line in lines if line.pk != entry.pk]
    judged = judging.judge(ticket, work, others, now, place=place)
    if work == old and (not work.minutes or all(getattr(entry, name) == it for name, it in judged.fields.items())):
        return entry
    reason = require_text(reason, _("Schrijf op waarom je deze tijd corrigeert."), field="reason")[:300]
    line = _version(ticket, entry, work, judged, by=by, now=now, reason=reason)
    _after(ticket, line, by=by, now=now)
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


def _lines(ticket: Ticket) -> list[TimeEntry]:
    """The lines that count, in the order in which they were first written; kept from an export meanwhile.

    Locked in the order of their keys, as an export does, so that the two never wait for each other.
    """
    list(TimeEntry.objects.select_for_update(no_key=True).filter(ticket=ticket, is_current=True).order_by("pk"))
    rows = {row.pk: row for row in TimeEntry.objects.filter(ticket=ticket).select_related("by")}

    def first(line: TimeEntry) -> int:
        while line.corrects_id is not None:
            line = rows[line.corrects_id]
        return line.pk

    return sorted((line for line in rows.values() if line.is_current and line.minutes), key=first)


def _corrected_before(entry: TimeEntry, work: WorkLog, by: User) -> TimeEntry:
    """A second click gives the version that the first one made."""
    newer: TimeEntry = entry.corrected_by
    if all(getattr(newer, name) == getattr(work, name) for name in _WORK_FIELDS) and newer.entry.by_id == by.pk:
        return newer
    raise Refused(_("Deze regel is al gecorrigeerd; kijk wat er nu staat en corrigeer die versie."))


def _version(
    ticket: Ticket, old: TimeEntry, work: WorkLog, judged: Judgement, *, by: User, now: datetime, reason: str
) -> TimeEntry:
    """The next version of a line, and what it changed on the timeline. `by` corrects; the work stays whose it was."""
    TimeEntry.objects.filter(pk=old.pk).update(is_current=False)
    fields = judged.fields
    changed: dict[str, Any] = {
        name: Change(getattr(old, name), value)
        for name, value in {**asdict(work), "verdict": fields["verdict"], "clause": fields["clause"]}.items()
        if getattr(old, name) != value
    }
    if "verdict" in changed:
        changed["clause"] = Change(old.clause, fields["clause"])
    changed["minutes"] = Change(old.minutes, work.minutes)
    facts = TimeCorrected(**changed, line=old.pk, whose=old.by.name)
    entry = record(ticket, facts, by=by, now=now, text=reason)
    return TimeEntry.objects.create(
        ticket=ticket,
        entry=entry,
        by=old.by,
        logged_at=now,
        version=old.version + 1,
        corrects=old,
        corrected_reason=reason,
        **asdict(work),
        **fields,
    )


def _after(ticket: Ticket, line: TimeEntry, *, by: User, now: datetime) -> None:
    """What a line brings about: other lines of the same job are worth something else, the month's hours run out."""
    recheck(ticket, now, by=by)
    settle_job(ticket, by=by, now=now, written=line)
    if line.draws_hours:
        warn_of_hours(ticket.customer, line.started_at, now=now)


def settle_job(
    ticket: Ticket, *, by: User, now: datetime, written: TimeEntry | None = None, always: bool = False
) -> None:
    """Past 2 hours the whole job is meerwerk (SLA 6.4); one hour is billed once for a call (SLA 3.2).

    After a line was `written`, or after the job turned out to be one of vulnerabilities. The caller holds the lock.
    """
    if not always and not judging.depends_on_the_job(ticket):
        return
    lines = _lines(ticket)
    for place, line in enumerate(lines):
        if line.locked_at is not None or (written is not None and line.pk == written.pk):
            continue
        work = WorkLog(**{name: getattr(line, name) for name in _WORK_FIELDS})
        others = [other for other in lines if other.pk != line.pk]
        judged = judging.judge(ticket, work, others, now, place=place)
        now_billable = judged.coverage.is_billable
        if (now_billable, judged.billed_minutes) != (line.verdict in BILLABLE, line.billed_minutes):
            reason = _job_reason(ticket, sum(each.minutes for each in lines))
            lines[place] = _version(ticket, line, work, judged, by=by, now=now, reason=reason)


def _job_reason(ticket: Ticket, total: int) -> str:
    if ticket.emergency_call:
        return _("minimum per oproep (3.2)")
    if VULNERABILITIES not in ticket.features:
        return _("geen werk aan kwetsbaarheden (6.4)")
    return _("meer dan 2 uur (6.4)") if total > VULNERABILITY_MINUTES else _("niet meer dan 2 uur (6.4)")
