"""Figures, Service Reviews and what comes of them (SLA 11). Nothing here changes state by itself: verbs do."""

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
    "CountingState",
    "DayCounts",
    "OpenSpan",
    "ScopeKind",
    "SpanEnd",
    "SpanStart",
    "StaleDay",
    "TicketRecord",
]
