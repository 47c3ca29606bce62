"""What differs between the texts of two editions of the SLA, paragraph by paragraph (SLA 1). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from infra.text_diff import Pieces, changed_lines
from sla.edition_text import EditionText, Paragraph


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph that is not the same in both; `lines` are those of it that differ, its heading among them."""

    old: Paragraph | None
    new: Paragraph | None
    lines: tuple[Pieces, ...]

    @property
    def paragraph(self) -> Paragraph:
        """By which it is named: the newer, where there is one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_gone(self) -> bool:
        return self.new is None


def paragraph_changes(old: EditionText, new: EditionText) -> list[ParagraphChange]:
    """In the order of the document."""
    numbers = sorted({*old.paragraphs, *new.paragraphs}, key=lambda number: [int(part) for part in number.split(".")])
    pairs = ((old.paragraphs.get(number), new.paragraphs.get(number)) for number in numbers)
    return [
        ParagraphChange(before, after, tuple(changed_lines(_lines(before), _lines(after))))
        for before, after in pairs
        if before != after
    ]


def _lines(paragraph: Paragraph | None) -> list[str]:
    return [paragraph.heading, *paragraph.lines] if paragraph else []
