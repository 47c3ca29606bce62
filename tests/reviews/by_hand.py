"""The figures counted by another way: straight from the stored lines of the timelines, a melding at a time.

Knows nothing of records, days and keys of reviews.figures; what a line says is read from its JSON, and which day it is
by the calendar of Amsterdam.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.models import Advice
from tickets.models import (
    Approval,
    Escalation,
    RecurringRun,
    SatisfactionRequest,
    Ticket,
    TimeEntry,
    TimelineEntry,
    Visit,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPEN = {"nieuw", "in_behandeling", "wacht_op_klant", "wacht_op_leverancier", "ingepland"}
ENDED = {"opgelost": "solved", "gesloten": "closed_unsolved", "geannuleerd": "cancelled"}


def day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def count(first: date, last: date, **only: object) -> tuple[Counter[str], int, int]:
    """What happened in the period, what was open before it, and what at its end."""
    lines: dict[int, list[TimelineEntry]] = defaultdict(list)
    for line in TimelineEntry.objects.order_by("at", "pk").iterator():
        lines[line.ticket_id].append(line)
    total: Counter[str] = Counter()
    before = after = 0
    for ticket in Ticket.objects.filter(**only).select_related("clock"):
        happened = _happened(ticket, lines[ticket.pk])
        for name, on, amount in happened:
            if first <= on <= last:
                total[name] += amount
        before += _open_on(happened, first, including=False)
        after += _open_on(happened, last, including=True)
    return +total, before, after


def _happened(ticket: Ticket, lines: list[TimelineEntry]) -> list[tuple[str, date, int]]:
    opened = day(ticket.opened_at)
    found = [("in", opened, 1), (f"in/kind/{ticket.kind}", opened, 1), (f"in/channel/{ticket.channel}", opened, 1)]
    if ticket.off_channel:
        found.append(("off_channel", opened, 1))
    found += _ends(lines)
    clock = ticket.clock
    if clock.late is not None and ticket.coverage_verdict and clock.nature in ("promise", "aim"):
        words = {"promise": ("promise_kept", "promise_late"), "aim": ("aim_met", "aim_late")}[clock.nature]
        found.append((words[clock.late], day(clock.verdict_at), 1))
    for line in TimeEntry.objects.filter(ticket=ticket, is_current=True):
        found.append(("time", day(line.started_at), line.minutes))
        found.append((f"time/verdict/{line.verdict}", day(line.started_at), line.minutes))
    for question in Approval.objects.filter(ticket=ticket):
        found.append(("asked", day(question.asked_at), 1))
        if question.status == "granted":
            found.append(("granted", day(question.decided_at), 1))
    found += [("alerts", day(line.at), 1) for line in lines if line.kind == "alert"]
    for asked in SatisfactionRequest.objects.filter(ticket=ticket, asked_at__isnull=False):
        found.append(("satisfaction_asked", day(asked.asked_at), 1))
        if asked.score:
            found.append((f"satisfaction/score/{asked.score}", day(asked.asked_at), 1))
    for step in Escalation.objects.filter(ticket=ticket):
        found.append(("escalated", day(step.started_at), 1))
        if step.acknowledged_at:
            minutes = int((step.acknowledged_at - step.started_at).total_seconds() // 60)
            found.append((f"confirmed@{minutes}", day(step.started_at), 1))
    if ticket.coverage_verdict == "fair_use" and ticket.status != "geannuleerd":
        found.append(("fair_use", opened, 1))
    if ticket.channel == "alert":
        found.append(("alerted", opened, 1))
    return found + _planned(ticket)


def _planned(ticket: Ticket) -> list[tuple[str, date, int]]:
    """Visits that ended (SLA 8.1), and work that was due with what its checks found (SLA 6.1)."""
    visits = Visit.objects.filter(ticket=ticket, ended_at__isnull=False)
    found = [("visits", day(visit.ended_at), 1) for visit in visits if visit.ended_at]
    for run in RecurringRun.objects.filter(ticket=ticket):
        found.append(("planned_work", run.due_on, 1))
        for result in run.results.all():
            found += [("checks", run.due_on, 1), (f"checks/item/{result.item}", run.due_on, 1)]
            if result.outcome == "not_ok":
                found.append(("checks_failed", run.due_on, 1))
    return found


def count_advices(first: date, last: date, customer: object = None) -> Counter[str]:
    """Given in the period, by what became of each (SLA 6.4)."""
    total: Counter[str] = Counter()
    for advice in Advice.objects.all():
        if first <= day(advice.given_at) <= last and customer in (None, advice.customer):
            became = {"given": "unanswered"}.get(advice.status, advice.status)
            total.update(["advices", f"advices_{became}"])
    return total


def _ends(lines: list[TimelineEntry]) -> list[tuple[str, date, int]]:
    """Walk the statuses; a thank-you strikes out the reopening before it."""
    found: list[tuple[str, date, int]] = []
    is_open = True
    for line in lines:
        change = line.data.get("status")
        if not change or line.kind == "opened":
            continue
        becomes_open = change[1] in OPEN
        if line.kind == "thanked":
            while found[-1][0] != "reopened":
                found.pop()
            found.pop()
        elif is_open and not becomes_open:
            found.append((ENDED[change[1]], day(line.at), 1))
        elif becomes_open and not is_open:
            since = line.data.get("since")
            found.append(("reopened", day(datetime.fromisoformat(since) if since else line.at), 1))
        is_open = becomes_open
    return found


def _open_on(happened: list[tuple[str, date, int]], at: date, *, including: bool) -> int:
    begins = sum(1 for name, on, _n in happened if name in ("in", "reopened") and (on <= at if including else on < at))
    ends = sum(1 for name, on, _n in happened if name in ENDED.values() and (on <= at if including else on < at))
    return begins - ends
