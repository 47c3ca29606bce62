"""Where the rows of figures come from, and how each source calls what the catalogue asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import DateField, Model, Q, QuerySet

from reviews.figures.catalogue import Figure, FigureSource
from reviews.models import OpenSpan, ScopeKind, TicketRecord
from reviews.periods import Period, day_of
from tickets.models import Approval, Escalation, SatisfactionRequest, TimeEntry, TimelineEntry


@dataclass(frozen=True)
class Rows:
    """`record` leads to the record of the melding, `own` are names that the source answers itself, under a path of its
    own. Every other name is asked of the record."""

    model: type[Model]
    record: str
    own: Mapping[str, str] = field(default_factory=dict)
    person: str = ""  # whose a row is, where that is not the assignee's of the melding
    live: Q = field(default_factory=Q)

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
        return self.model._default_manager.filter(self.live).order_by()

    def on(self, name: str, period: Period) -> Q:
        """Within the period, whether the source keeps days or moments."""
        path = self.path(name)
        if self._is_day(name):
            return Q(**{f"{path}__gte": period.first, f"{path}__lte": period.last})
        return Q(**{f"{path}__gte": period.starts_at, f"{path}__lt": period.ends_at})

    def _is_day(self, name: str) -> bool:
        model = TicketRecord if name not in self.own else self.model
        return type(model._meta.get_field(self.own.get(name, name))) is DateField


SOURCES = {
    FigureSource.RECORD: Rows(TicketRecord, "", live=Q(merged=False)),
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
        {"started_at": "started_at", "late": "late", "step": "step"},
        live=Q(ticket__record__isnull=False),
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
}


def rows_of(figure: Figure) -> Rows:
    return SOURCES[figure.source]


def day_on(value: Any) -> Any:
    return day_of(value) if isinstance(value, datetime) else value
