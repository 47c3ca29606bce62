"""Where the rows of figures come from, and how each source calls what the catalogue asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import DurationField, Expression, ExpressionWrapper, F, Model, Q, QuerySet

from contracts.models import Advice
from reviews.figures.catalogue import Figure, FigureSource
from reviews.models import OpenSpan, ScopeKind, TicketRecord
from reviews.periods import Period, day_of
from tickets.models import (
    Approval,
    CheckResult,
    Escalation,
    RecurringRun,
    SatisfactionRequest,
    TimeEntry,
    TimelineEntry,
    Visit,
)


@dataclass(frozen=True)
class Rows:
    """`record` leads to the record of the melding, `own` are names that the source answers itself, under a path of its
    own. Every other name is asked of the record. The name of a day ends in "_on", that of a moment does not.

    What `is_live` hangs on no melding, so that nothing says on which day it changed: it is few, and counted whenever it
    is read."""

    model: type[Model]
    record: str
    own: Mapping[str, str] = field(default_factory=dict)
    person: str = ""  # whose a row is, where that is not the assignee's of the melding
    live: Q = field(default_factory=Q)
    worked_out: Mapping[str, Expression] = field(default_factory=dict)
    is_live: bool = False
    scopes: tuple[ScopeKind, ...] = (ScopeKind.CUSTOMER, ScopeKind.TEAM, ScopeKind.PERSON)

    def path(self, name: str) -> str:
        if name in self.own:
            return self.own[name]
        return f"{self.record}__{name}" if self.record else name

    @property
    def ticket(self) -> str:
        return self.path("ticket")

    def scope_path(self, scope: ScopeKind) -> str:
        if scope == ScopeKind.PERSON:
            return self.person or self.path("assignee")
        return self.path(str(scope))

    def all(self) -> QuerySet[Any]:
        return self.model._default_manager.filter(self.live).annotate(**self.worked_out).order_by()

    def of(self, kind: ScopeKind, key: int) -> QuerySet[Any]:
        """Those of a scope."""
        if kind == ScopeKind.HOUSE:
            return self.all()
        return self.all().filter(**{self.scope_path(kind): key}) if kind in self.scopes else self.all().none()

    def on(self, name: str, period: Period) -> Q:
        """Within the period, whether the source keeps days or moments."""
        path = self.path(name)
        if name.endswith("_on"):
            return Q(**{f"{path}__gte": period.first, f"{path}__lte": period.last})
        return Q(**{f"{path}__gte": period.starts_at, f"{path}__lt": period.ends_at})


SOURCES = {
    FigureSource.RECORD: Rows(TicketRecord, "", {"status": "ticket__status"}, live=Q(merged=False)),
    FigureSource.SPAN: Rows(
        OpenSpan,
        "record",
        {"start": "start", "started_on": "started_on", "end": "end", "ended_on": "ended_on"},
        live=Q(record__merged=False),
    ),
    FigureSource.TIME: Rows(
        TimeEntry,
        "ticket__record",
        {
            "started_at": "started_at",
            "is_current": "is_current",
            "verdict": "verdict",
            "draws_hours": "draws_hours",
            "minutes": "minutes",
            "billed_minutes": "billed_minutes",
        },
        person="by",
        live=Q(ticket__record__isnull=False),
    ),
    FigureSource.APPROVAL: Rows(
        Approval,
        "ticket__record",
        {"asked_at": "asked_at", "decided_at": "decided_at", "answer": "status", "asked": "kind"},
        live=Q(ticket__record__isnull=False),
    ),
    FigureSource.ESCALATION: Rows(
        Escalation,
        "ticket__record",
        {"started_at": "started_at", "late": "late", "step": "step", "took": "took"},
        live=Q(ticket__record__isnull=False),
        worked_out={
            "took": ExpressionWrapper(F("acknowledged_at") - F("started_at"), output_field=DurationField()),
        },
    ),
    FigureSource.LINE: Rows(
        TimelineEntry, "ticket__record", {"at": "at", "line": "kind"}, live=Q(ticket__record__isnull=False)
    ),
    FigureSource.SATISFACTION: Rows(
        SatisfactionRequest,
        "ticket__record",
        {"asked_at": "asked_at", "score": "score"},
        live=Q(ticket__record__isnull=False),
    ),
    FigureSource.VISIT: Rows(
        Visit,
        "ticket__record",
        {"ended_at": "ended_at"},
        person="engineer",
        live=Q(ticket__record__isnull=False),
    ),
    FigureSource.RUN: Rows(RecurringRun, "ticket__record", {"due_on": "due_on"}, live=Q(ticket__record__isnull=False)),
    FigureSource.CHECK: Rows(
        CheckResult,
        "run__ticket__record",
        {"due_on": "run__due_on", "item": "item", "outcome": "outcome"},
        live=Q(run__ticket__record__isnull=False),
    ),
    FigureSource.ADVICE: Rows(
        Advice,
        "",
        {"given_at": "given_at", "status": "status"},
        person="given_by",
        is_live=True,
        scopes=(ScopeKind.CUSTOMER, ScopeKind.PERSON),
    ),
}


def rows_of(figure: Figure) -> Rows:
    return SOURCES[figure.source]


def day_on(value: Any) -> Any:
    return day_of(value) if isinstance(value, datetime) else value
