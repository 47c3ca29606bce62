"""What changed between two texts, for a person to see. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A part of a text in two versions; `change` is "", "old" or "new"."""

    text: str
    change: str


Pieces = tuple[list[Piece], list[Piece]]


def pieces(old: str, new: str) -> Pieces:
    """Both texts word by word, with what went and what came marked."""
    before, after = old.split(" "), new.split(" ")
    left, right = [], []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = tag == "equal"
        left.append(Piece(" ".join(before[i:j]), "" if same else "old"))
        right.append(Piece(" ".join(after[k:m]), "" if same else "new"))
    return [each for each in left if each.text], [each for each in right if each.text]


def changed_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pieces]:
    """The lines that differ, each beside the one that took its place; one side is empty for what is new or gone."""
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, came = list(old[i:j]), list(new[k:m])
        for position in range(max(len(gone), len(came))):
            yield pieces("".join(gone[position : position + 1]), "".join(came[position : position + 1]))
