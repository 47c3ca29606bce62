"""The whole text of an edition of the SLA, read from its TOML file and checked: paragraphs with their blocks. Pure.

How the file is laid out stands at its head (`sla/editions/2.4-text.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from django.utils.translation import gettext as _

from sla.edition_tables import Grid, TableError, read_table
from sla.toml_reader import EditionError, Table

NUMBER = re.compile(r"[1-9][0-9]?(?:\.[1-9][0-9]?)?")


@dataclass(frozen=True)
class Words:
    """A paragraph of text; as a `heading`, one without a number ("Server-APK")."""

    text: str
    kind: Literal["text", "heading"] = "text"

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.text,)

    @property
    def is_heading(self) -> bool:
        return self.kind == "heading"


@dataclass(frozen=True)
class Item:
    """Of a list, with the items below it."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    items: tuple[Item, ...]
    kind: Literal["list"] = "list"

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for item in self.items for line in (item.text, *item.items))


Block = Words | Items | Grid


@dataclass(frozen=True)
class Paragraph:
    """What a citation points at: a chapter ("7") or a section of one ("7.9"). A chapter may be its heading alone."""

    number: str
    heading: str
    blocks: tuple[Block, ...]

    @property
    def is_chapter(self) -> bool:
        return "." not in self.number

    @property
    def chapter(self) -> str:
        return self.number.split(".")[0]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its words, a line for each paragraph, item and row: what two editions are compared by."""
        return tuple(line for block in self.blocks for line in block.lines)


@dataclass(frozen=True)
class EditionText:
    version: str
    title: tuple[str, ...]
    paragraphs: Mapping[str, Paragraph]

    @property
    def chapters(self) -> list[tuple[Paragraph, list[Paragraph]]]:
        """Each with its sections: the contents."""
        found: list[tuple[Paragraph, list[Paragraph]]] = []
        for paragraph in self.paragraphs.values():
            if paragraph.is_chapter:
                found.append((paragraph, []))
            else:
                found[-1][1].append(paragraph)
        return found

    def beside(self, number: str) -> tuple[Paragraph | None, Paragraph | None]:
        """The paragraphs before and after this one; after a chapter that is the next, its sections being in it."""
        numbers = list(self.paragraphs)
        place, length = numbers.index(number), len(self.within(number))
        before = self.paragraphs[numbers[place - 1]] if place else None
        after = self.paragraphs[numbers[place + length]] if place + length < len(numbers) else None
        return before, after

    def within(self, number: str) -> tuple[Paragraph, ...]:
        """The paragraph, and the sections of it when it is a chapter; empty when there is none of that number."""
        return tuple(each for key, each in self.paragraphs.items() if number in (key, each.chapter))


def load_text(source: Path | str) -> EditionText:
    """From a file (a Path) or from its text (a str); EditionError names the key that is wrong."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EditionError("", _("geen geldige TOML: %(error)s") % {"error": error}) from error
    with Table(data) as root:
        return EditionText(root.text("version"), tuple(root.texts("title")), MappingProxyType(_paragraphs(root)))


def _paragraphs(root: Table) -> dict[str, Paragraph]:
    found: dict[str, Paragraph] = {}
    for table in root.tables("paragraphs"):
        with table:
            number = _number(table, list(found))
            text = table.text("text", default="")
            found[number] = Paragraph(number, table.text("heading"), tuple(_blocks(table, number, text)))
    return found


def _number(table: Table, before: list[str]) -> str:
    """Chapters and sections follow each other without a gap: what was left out of the document is seen."""
    number = table.text("number")
    if not NUMBER.fullmatch(number):
        raise table.error("number", _('moet een nummer zijn, zoals "7" of "7.9", niet %(number)r') % {"number": number})
    chapter, _dot, section = before[-1].partition(".") if before else ("0", "", "")
    expected = [str(int(chapter) + 1), *([f"{chapter}.{int(section or 0) + 1}"] if before else [])]
    if number not in expected:
        words = {"number": number, "expected": _(" of ").join(expected)}
        raise table.error("number", _("%(number)s staat niet op zijn plaats; hier hoort %(expected)s") % words)
    return number


def _blocks(table: Table, number: str, text: str) -> Iterator[Block]:
    for position, block in enumerate(re.split(r"\n\s*\n", text.strip("\n"))):
        lines = block.split("\n")
        try:
            if block.strip():
                yield _block(lines)
        except TableError as error:
            words = {"number": number, "block": position + 1, "problem": error}
            raise table.error("text", _("%(number)s, blok %(block)s: %(problem)s") % words) from error


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("|"):
        return read_table(lines)
    if lines[0].startswith("- "):
        return Items(tuple(_items(lines)))
    if len(lines) > 1:
        raise TableError(_("een alinea is één regel; zet een lege regel tussen twee alinea’s"))
    if lines[0].startswith("## "):
        return Words(lines[0][3:].strip(), "heading")
    return Words(lines[0].strip())


def _items(lines: list[str]) -> Iterator[Item]:
    item = Item("")
    for line in lines:
        if line.startswith("- "):
            if item.text:
                yield item
            item = Item(line[2:].strip())
        elif line.startswith(" - "):
            item = Item(item.text, (*item.items, line[3:].removeprefix("o ").strip()))
        else:
            problem = _("in een lijst begint elke regel met “- ” of “ - ”, niet met %(line)r")
            raise TableError(problem % {"line": line[:20]})
    yield item
