"""The words that were asked, marked in what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from infra.words import chunks, joined, stem

_WORD = re.compile(r"[^\W_](?:[\w.@'’-]*[^\W_])?")
_AROUND = 90  # signs beside the first word of a piece


class Marker:
    """Of one question; `mark(text)` and `piece(text)` give HTML in which only <mark> is ours."""

    def __init__(self, question: str) -> None:
        asked = list(chunks(question))
        self.stems = {stem(word) for runs in asked for word in (joined(runs), *runs)}
        self.beginning = joined(asked[-1]) if asked else ""

    def mark(self, text: str) -> SafeString:
        return mark_safe("".join(self._parts(text)))  # noqa: S308 - every part is escaped

    def piece(self, text: str) -> SafeString:
        """What stands around the first word that was asked; nothing where none stands in it."""
        text = " ".join(text.split())
        first = next((found for found in _WORD.finditer(text) if self._is_asked(found[0])), None)
        if first is None:
            return SafeString("")
        start, end = max(0, first.start() - _AROUND), min(len(text), first.end() + _AROUND)
        start = text.rfind(" ", 0, start) + 1 if start else 0
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(before + self.mark(text[start:end]) + after)  # noqa: S308 - escaped by mark

    def _parts(self, text: str) -> Iterator[str]:
        last = 0
        for found in _WORD.finditer(text):
            if self._is_asked(found[0]):
                yield conditional_escape(text[last : found.start()])
                yield format_html("<mark>{}</mark>", found[0])
                last = found.end()
        yield conditional_escape(text[last:])

    def _is_asked(self, word: str) -> bool:
        for runs in chunks(word):
            for run in (joined(runs), *runs):
                if stem(run) in self.stems or (len(self.beginning) > 2 and run.startswith(self.beginning)):
                    return True
        return False
