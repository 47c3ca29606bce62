"""Text as people write it: 20,000 words of which few are frequent and most are rare (Zipf's law).

A vocabulary of a few dozen words hides what a search costs: there every word is in every melding, and none is rare.
"""

from __future__ import annotations

import itertools
import random

SIZE = 20_000
_KNOWN = (
    "de het niet een van in op en mail werkt bij printer geen naar ik wij probleem computer server wachtwoord "
    "scherm inloggen laptop melding netwerk gebruiker outlook internet traag scanner agenda telefoon licentie map "
    "rechten backup bestand verbinding account update office teams toetsenbord muis monitor kabel wifi certificaat"
).split()
_ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "v",
    "w",
    "z",
)
_VOWELS = ("a", "aa", "e", "ee", "i", "ie", "o", "oo", "u", "ui", "ij", "oe", "ou")
_CODAS = ("", "", "n", "r", "s", "t", "l", "k", "m", "ng", "rd", "nt")


class NaturalText:
    """The same words in the same order for the same seed; word n is n times as rare as the first."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made-up text
        self.words = self._vocabulary()
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, SIZE + 1)))

    def _vocabulary(self) -> list[str]:
        found = dict.fromkeys(_KNOWN)
        while len(found) < SIZE:
            found[self._word()] = None
        return list(found)

    def _word(self) -> str:
        pick = self._random.choice
        return "".join(
            pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(self._random.choice((2, 2, 3, 3, 4)))
        )

    def text(self, words: int) -> str:
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=words))
