"""From values to places: round numbers along an axis, and how much room words take. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

SMALLEST = 1e-9
"""Below this a value is nought to the eye."""

FONT = 12.0
SMALL_FONT = 11.0

_STEPS = (1, 2, 5, 10)
_NARROW = frozenset("iljtfrI.,:;'|!()[] ·-–")
_BROAD = frozenset("mwMW@%&")


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, both round, with nought among them: bars begin there."""

    low: float
    high: float
    step: float

    @classmethod
    def of(cls, values: list[float], *, whole: bool, most: int = 5) -> Scale:
        """`whole`: of things that are counted one by one."""
        low, high = min([0.0, *values]), max([0.0, *values])
        if high - low < SMALLEST:
            return cls(0.0, 1.0, 1.0)
        step = _round_step((high - low) / most)
        if whole:
            step = max(1.0, step)
        return cls(math.floor(low / step) * step, math.ceil(high / step - SMALLEST) * step, step)

    @property
    def ticks(self) -> list[float]:
        first = round(self.low / self.step)
        return [(first + n) * self.step for n in range(round((self.high - self.low) / self.step) + 1)]

    @property
    def decimals(self) -> int:
        return max(0, -math.floor(math.log10(self.step) + SMALLEST))

    def share(self, value: float) -> float:
        """Where it lies between low (0) and high (1)."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def _round_step(least: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(least))
    return next(step * magnitude for step in _STEPS if step * magnitude >= least * (1 - SMALLEST))


def text_width(words: str, size: float = FONT) -> float:
    """About as broad as the fonts of screen and paper make it, rather more than less."""
    return size * sum(_letter_width(letter) for letter in words)


def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.37
    if letter in _BROAD:
        return 0.9
    if ord(letter) > 0x2E7F:  # the broad scripts of Asia, and emoji
        return 1.2
    if letter.isdigit():
        return 0.6
    return 0.72 if letter.isupper() else 0.62


def fitted(words: str, room: float, size: float = FONT) -> str:
    """Cut off with an ellipsis where it has no room; the whole stands in the table."""
    if text_width(words, size) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
