"""The clock's values in words and in a drawing: `{% load clock %}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template

from sla.wording import duration_words, moment_words

register = template.Library()


@register.filter
def duration(value: timedelta | None) -> str:
    """`{{ clock.used|duration }}`: "2 u 10 min"."""
    return "" if value is None else duration_words(value)


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ clock.due_at|moment }}`: "ma 23 nov 14:20"."""
    return "" if value is None else moment_words(value)


@dataclass(frozen=True)
class PartyPart:
    """One part of the bar: who had the ball, for how long, and where it is drawn (in thousandths)."""

    party: str
    label: str
    time: timedelta
    start: int
    width: int


@register.filter
def party_parts(by_party: dict[Any, timedelta] | None) -> list[PartyPart]:
    """The parts of `components/_party_bar.html` from `ClockState.by_party`, the empty ones left out."""
    return list(_laid_out([(party, time) for party, time in (by_party or {}).items() if time > timedelta(0)]))


def _laid_out(items: list[tuple[Any, timedelta]]) -> Iterator[PartyPart]:
    total = sum((time for _party, time in items), timedelta(0))
    passed = timedelta(0)
    for party, time in items:
        start = round(1000 * (passed / total))
        passed += time
        width = round(1000 * (passed / total)) - start
        yield PartyPart(str(party.value), str(party.label), time, start, width)
