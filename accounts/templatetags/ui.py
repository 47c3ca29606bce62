"""The few template tags every screen uses. They are built in (settings.TEMPLATES): no `{% load %}` needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@lru_cache(maxsize=512)
def _icon(name: str, css_class: str, label: str) -> str:
    """Drawn once for each look: a queue shows the same few icons hundreds of times."""
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return draw(name, size=None, **{"class": css_class}, focusable="false", **spoken)


@register.simple_tag
def icon(name: str, css_class: str = "", label: str = "") -> str:
    """`{% icon "phone" %}` is decoration, silent to a screen reader; with `label=` an image of that name.

    Raises lucide.IconDoesNotExist for an unknown name.
    """
    # The sums take off SafeString: it would pass through the drawing as another type, and miss the cache.
    return _icon(name + "", f"icon {css_class}".strip(), str(label) + "")


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
    items = [(party, time) for party, time in (by_party or {}).items() if time > timedelta(0)]
    return list(_laid_out(items, sum((time for _party, time in items), timedelta(0))))


def _laid_out(items: list[tuple[Any, timedelta]], total: timedelta) -> Iterable[PartyPart]:
    passed = timedelta(0)
    for party, time in items:
        start = round(1000 * (passed / total))
        passed += time
        width = round(1000 * (passed / total)) - start
        yield PartyPart(
            str(getattr(party, "value", party)), str(getattr(party, "label", party)), time, start, width
        )
