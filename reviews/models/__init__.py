"""Figures, Service Reviews and what comes of them (SLA 11). Nothing here changes state by itself: verbs do."""

from reviews.models.evaluations import (
    TO_WRITE,
    UNFINISHED,
    BreachCause,
    Evaluation,
    EvaluationAct,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationVersion,
    EvaluationWhy,
)
from reviews.models.figures import (
    CountingState,
    DayCounts,
    OpenSpan,
    ScopeKind,
    SpanEnd,
    SpanStart,
    StaleDay,
    TicketRecord,
)

__all__ = [
    "TO_WRITE",
    "UNFINISHED",
    "BreachCause",
    "CountingState",
    "DayCounts",
    "Evaluation",
    "EvaluationAct",
    "EvaluationPart",
    "EvaluationState",
    "EvaluationStep",
    "EvaluationVersion",
    "EvaluationWhy",
    "OpenSpan",
    "ScopeKind",
    "SpanEnd",
    "SpanStart",
    "StaleDay",
    "TicketRecord",
]
