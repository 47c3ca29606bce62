"""The one writer of time: each line, its next version, and what the whole job makes of the others (SLA 6.4, 7.4).

What a line is worth is worked out in `tickets.time.rules`; who may write it, in `tickets.time.actions`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.rules import VULNERABILITIES, VULNERABILITY_MINUTES
from tickets.facts import Change
from tickets.kinds import TimeCorrected, TimeLogged
from tickets.models import Ticket, TimeEntry
from tickets.time import rules
from tickets.time.credits import take_back
from tickets.time.rules import Judgement, WorkLog
from tickets.verb import record


def current_lines(ticket: Ticket) -> list[TimeEntry]:
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


def is_before_start(ticket: Ticket, work: WorkLog) -> bool:
    """Whether it stays before the start of work as the clock has it, which somebody said is right."""
    stands = ticket.clock.work_started_at
    return bool(work.minutes and stands and max(work.started_at, ticket.opened_at) < stands)


def minutes_of(lines: Iterable[TimeEntry]) -> int:
    return sum(line.minutes for line in lines)


def write_line(
    ticket: Ticket,
    work: WorkLog,
    judged: Judgement,
    *,
    by: User,
    now: datetime,
    form_token: str | None = None,
) -> TimeEntry:
    ticket.worked_minutes += work.minutes
    facts = TimeLogged(
        minutes=work.minutes,
        activity=work.activity,
        on_site=work.on_site,
        outside_hours=work.outside_hours,
        verdict=judged.coverage.verdict,
        clause=judged.coverage.clause,
        before_start=is_before_start(ticket, work),
    )
    entry = record(ticket, facts, by=by, now=now, text=work.note, form_token=form_token)
    return TimeEntry.objects.create(ticket=ticket, entry=entry, by=by, logged_at=now, **asdict(work), **judged.fields)


def write_version(
    ticket: Ticket, old: TimeEntry, work: WorkLog, judged: Judgement, *, by: User, now: datetime, reason: str
) -> TimeEntry:
    """The next version of a line, and what it changed on the timeline. `by` corrects; the work stays whose it was."""
    TimeEntry.objects.filter(pk=old.pk).update(is_current=False)
    ticket.worked_minutes += work.minutes - old.minutes
    changed = replace(_changed(old, work, judged), before_start=is_before_start(ticket, work))
    entry = record(ticket, changed, by=by, now=now, text=reason)
    return TimeEntry.objects.create(
        ticket=ticket,
        entry=entry,
        by=old.by,
        logged_at=now,
        version=old.version + 1,
        corrects=old,
        corrected_reason=reason,
        **asdict(work),
        **judged.fields,
    )


def _changed(old: TimeEntry, work: WorkLog, judged: Judgement) -> TimeCorrected:
    new = {**asdict(work), "verdict": judged.coverage.verdict, "clause": judged.coverage.clause}
    changes: dict[str, Any] = {
        name: Change(getattr(old, name), value)
        for name, value in new.items()
        if getattr(old, name) != value or name == "minutes"
    }
    if "verdict" in changes:
        changes["clause"] = Change(old.clause, new["clause"])
    return TimeCorrected(**changes, line=old.pk, whose=old.by.name)


def revalue_lines(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    settled: Collection[int] = (),
    always: bool = False,
    also_fixed: bool = False,
) -> None:
    """A new version of each line that the job makes worth something else: after those of the keys `settled`
    were written, or (`always`)
    after it turned out what the job is about. `also_fixed`: a line that had left was corrected, so that others that had
    left are credited too. The caller holds the lock."""
    if not always and not rules.depends_on_the_job(ticket):
        return
    lines = current_lines(ticket)
    reason = _job_reason(ticket, minutes_of(lines))
    for each in rules.revalue(lines, ticket, now, settled=settled, also_fixed=also_fixed):
        write_version(ticket, each.line, WorkLog.of(each.line), each.judged, by=by, now=now, reason=reason)
        take_back(each.line, by=by, now=now, reason=reason)


def _job_reason(ticket: Ticket, total: int) -> str:
    if ticket.emergency_call:
        return _("minimum per oproep (3.2)")
    if VULNERABILITIES not in ticket.features:
        return _("geen werk aan kwetsbaarheden (6.4)")
    return _("meer dan 2 uur (6.4)") if total > VULNERABILITY_MINUTES else _("niet meer dan 2 uur (6.4)")
