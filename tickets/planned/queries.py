"""Recurring work of a customer as it is read, at the desk and in the portal (SLA 6.1, 8.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.dap.queries import clause_of
from contracts.models import ClauseKind, Customer, RecurringWork, ServiceAgreement
from contracts.planned.maintenance import MaintenanceHours, read_hours
from contracts.planned.recurrence import InvalidRule, due_day, words
from sla.business_hours import AMSTERDAM, BusinessHours
from tickets.clock import clocks
from tickets.models import RecurringRun, Ticket
from tickets.planned.checklists import Checklist, ServerHistory, checklist_of, histories

RUNS_READ = 300  # of all work of a customer together


@dataclass(frozen=True)
class Run:
    """One time; without results where the reader may not see the melding (SLA 7.3)."""

    run: RecurringRun
    checklist: Checklist


@dataclass(frozen=True)
class DueWork:
    """`due_on` is where the next occurrence falls once closed days are passed over."""

    work: RecurringWork
    rule: str
    due_on: date | None
    runs: tuple[Run, ...]
    histories: tuple[ServerHistory, ...]

    @property
    def is_moved(self) -> bool:
        return self.due_on is not None and self.due_on != self.work.next_on

    @property
    def is_over(self) -> bool:
        return self.work.is_active and self.work.next_on is None


def work_of(customer: Customer, user: User, now: datetime) -> list[DueWork]:
    """All of it, also on hold; ended work stays for a year. Four queries, whatever their number."""
    since = now.astimezone(AMSTERDAM).date().replace(day=1)
    since = since.replace(year=since.year - 1)
    found = RecurringWork.objects.filter(customer=customer).select_related("contact", "clause__agreement")
    wanted = [work for work in found.order_by("title", "-pk") if not (work.ends_on and work.ends_on < since)]
    hours = clocks.standard_hours(customer.agreement_at(now))
    runs: dict[int, list[RecurringRun]] = {}
    for run in _runs(user, wanted):
        runs.setdefault(run.work_id, []).append(run)
    return [_work(work, runs.get(work.pk, []), hours) for work in wanted]


def _runs(user: User, works: list[RecurringWork]) -> list[RecurringRun]:
    seen = Ticket.objects.visible_to(user).filter(recurring_run__work__in=[work.pk for work in works])
    runs = RecurringRun.objects.filter(ticket__in=seen.values("pk")).select_related("ticket", "work")
    return list(runs.prefetch_related("results").order_by("-due_on", "-pk")[:RUNS_READ])


def _work(work: RecurringWork, runs: list[RecurringRun], hours: BusinessHours) -> DueWork:
    due_on = due_day(work.next_on, hours) if work.next_on else None
    told = [run for run in runs if not run.ticket.is_open]
    return DueWork(
        work,
        rule_words(work),
        due_on,
        tuple(Run(run, checklist_of(run)) for run in runs),
        tuple(histories(told)),
    )


def rule_words(work: RecurringWork) -> str:
    try:
        return words(work.rrule, work.starts_on)
    except InvalidRule:
        return _("volgens een regel die wij niet kennen")


def maintenance_hours(agreement: ServiceAgreement | None) -> MaintenanceHours | None:
    """The fixed hours of the DAP; None when nothing was agreed about them."""
    clause = clause_of(agreement, ClauseKind.MAINTENANCE) if agreement else None
    return read_hours(clause.settings, clause.citation) if clause else None
