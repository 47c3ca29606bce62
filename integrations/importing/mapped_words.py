"""Words of an export that its mapping does not know, and what a person at the desk says they are here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Choices

from integrations.importing.mapping import ImportMapping, MappedChoice
from integrations.importing.source import ExportRow, Layout
from sla.priority import Impact, TicketKind, Urgency
from tickets.models import Channel, Status

Words = Mapping[str, Mapping[str, str]]
"""By part of the mapping ("status"): a word of the export, and the value here as text."""

CHOICES: dict[str, type[Choices]] = {
    "status": Status,
    "kind": TicketKind,
    "impact": Impact,
    "urgency": Urgency,
    "channel": Channel,
}
MOST_UNKNOWN = 60


def with_words(mapping: ImportMapping, words: Words) -> ImportMapping:
    """The mapping, with these words in it as well."""
    parts: dict[str, Any] = {}
    for part, known in words.items():
        choice: MappedChoice[Any] = getattr(mapping, part)
        told = {word: _value(part, value) for word, value in known.items()}
        parts[part] = replace(choice, values={**choice.values, **told})
    return replace(mapping, **parts)


def unknown_words(
    mapping: ImportMapping, layout: Layout, rows: Iterable[tuple[int, Sequence[str]]]
) -> list[tuple[str, str, str]]:
    """Of each part of the mapping its column and the words that it does not know, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for line, cells in rows:
        row = ExportRow(line, [*cells, *[""] * (len(layout.header) - len(cells))])
        for part in CHOICES:
            choice: MappedChoice[Any] = getattr(mapping, part)
            if choice.column and (word := layout.value(row, choice.column)) and word not in choice.values:
                found[part, choice.column.name, word] += 1
    return [each for each, _times in found.most_common(MOST_UNKNOWN)]


def _value(part: str, value: str) -> Any:
    return Impact(int(value)) if part == "impact" else CHOICES[part](value)
