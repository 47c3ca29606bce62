"""What a roster leaves open: arithmetic of spans of time, without the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Span:
    """[starts_at, ends_at), with aware moments."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def without(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """The parts of `span` that no span of `taken` covers, in order."""
    at = span.starts_at
    for one in sorted(taken, key=lambda each: each.starts_at):
        if one.ends_at <= at or not one.overlaps(span):
            continue
        if one.starts_at > at:
            yield Span(at, one.starts_at)
        at = max(at, one.ends_at)
    if at < span.ends_at:
        yield Span(at, span.ends_at)


def gaps(wanted: Iterable[Span], covered: Iterable[Span]) -> list[Span]:
    """When somebody should have duty and nobody has."""
    covering = list(covered)
    return [gap for span in wanted for gap in without(span, covering)]
