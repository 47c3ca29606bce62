"""Whose time it was, laid out for a drawing: `{% load clock %}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import template

register = template.Library()


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
