"""The words of a text, as they are kept and as they are asked for: one normaliser for both, on every database.

Lower case without accents; of "back-up", "e-mail" and "06-12 34" each part and the whole without its signs; of a Dutch
word its stem besides. A stem is only ever compared with another stem: that "adr" is no word does not matter, that
"adres" and "adressen" both give it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 60  # signs of a word that count; a key or a base64 text has more
SHORTEST_STEM = 3

_RUN = re.compile(r"[^\W_]+")
_DOUBLE_VOWEL = re.compile(r"(aa|ee|oo|uu)(?=[^aeiou]$)")
_OWN_S = re.compile(r"(aa|ee|oo|uu)s$")  # of "lees" it is no ending
_DOUBLE_CONSONANT = re.compile(r"([bdfgklmnprst])\1$")


def fold(text: str) -> str:
    """Lower case without accents, so that "één" and "een" are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of a Dutch word have in common: storing and storingen, fiets and fietsen, bedrijf and bedrijven,
    traag and trage, probleem and problemen. Of what has a digit in it the word itself."""
    if len(word) <= SHORTEST_STEM or not word.isalpha() or not word.isascii():
        return word
    known = ""
    while known != word:
        known, word = word, _shorter(word)
    return word


def _shorter(word: str) -> str:
    for ending, instead in (("heden", "heid"), ("s", ""), ("en", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM and not _OWN_S.search(word):
            word = word.removesuffix(ending) + instead
            break
    word = _DOUBLE_CONSONANT.sub(r"\1", word)
    word = _DOUBLE_VOWEL.sub(lambda found: found[0][0], word)
    if word[-1] in "vz":
        word = word[:-1] + {"v": "f", "z": "s"}[word[-1]]
    return word


def chunks(text: str) -> Iterator[list[str]]:
    """What stands between two blanks, as the runs of letters and digits in it: "back-up" is ["back", "up"]."""
    for chunk in fold(text).split():
        if runs := [run[:LONGEST] for run in _RUN.findall(chunk)]:
            yield runs


def joined(runs: list[str]) -> str:
    return "".join(runs)[:LONGEST]


def words_of(text: str) -> str:
    """All that a text is found by, each once, in the order in which it stands there."""
    found: dict[str, None] = {}
    for runs in chunks(text):
        for word in runs if len(runs) == 1 else (*runs, joined(runs)):
            found[word] = None
            found[stem(word)] = None
    return " ".join(found)
