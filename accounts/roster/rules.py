"""What a roster leaves open: arithmetic of spans of time, without the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DutySpan:
    """[starts_at, ends_at), with aware moments."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: DutySpan) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def without(span: DutySpan, taken: Iterable[DutySpan]) -> Iterator[DutySpan]:
    """The parts of `span` that no span of `taken` covers, in order."""
    at = span.starts_at
    for one in sorted(taken, key=lambda each: each.starts_at):
        if one.ends_at <= at or not one.overlaps(span):
            continue
        if one.starts_at > at:
            yield DutySpan(at, one.starts_at)
        at = max(at, one.ends_at)
    if at < span.ends_at:
        yield DutySpan(at, span.ends_at)


def gaps(wanted: Iterable[DutySpan], covered: Iterable[DutySpan]) -> list[DutySpan]:
    """When somebody should have duty and nobody has."""
    covering = list(covered)
    return [gap for span in wanted for gap in without(span, covering)]
