"""The tables in the text of the SLA: cells that are one over columns and rows, headings above and before them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

LEFT, ABOVE = "<", "^"
SHORT = 12  # signs
_RULE = re.compile(r"\|(\s*-{3,}\s*\|)+")


class TableError(ValueError):
    """A block that cannot be read; who reads the paragraph says where."""


@dataclass(frozen=True)
class Cell:
    """`rows` and `columns`: over how many it is one. `scope`: what it is the heading of, if of anything."""

    text: str
    rows: int = 1
    columns: int = 1
    scope: Literal["", "col", "colgroup", "row", "rowgroup"] = ""

    @property
    def is_short(self) -> bool:
        """A date, a priority, a mark: it is read in one piece."""
        return len(self.text) <= SHORT


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """`head`: the rows of headings. In each row of `body` the first cells are its headings."""

    width: int
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    kind: Literal["table"] = "table"

    def placed(self) -> Iterator[tuple[int, Cell]]:
        """Each cell with the column that it begins in."""
        until: dict[int, int] = {}  # of each column: the first row that is free
        for number, row in enumerate((*self.head, *self.body)):
            column = 0
            for cell in row:
                while until.get(column, 0) > number:
                    column += 1
                yield column, cell
                until |= dict.fromkeys(range(column, column + cell.columns), number + cell.rows)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(" | ".join(cell.text for cell in row) for row in (*self.head, *self.body))


def read_table(lines: list[str]) -> Grid:
    """Lines of `| a | b |`, with one of `|---|---|` under the headings."""
    rules = [index for index, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    if len(rules) != 1 or rules[0] == 0:
        raise TableError(_("een tabel heeft één regel van |---| onder haar koppen"))
    marks = [_cells(line) for index, line in enumerate(lines) if index != rules[0]]
    width = len(marks[0])
    if any(len(row) != width for row in marks):
        raise TableError(_("elke regel van een tabel heeft evenveel vakken (%(width)s)") % {"width": width})
    heads = rules[0]
    lead = _span_right(marks, 0, 0)
    rows = [_row(marks, index, heads, lead) for index in range(len(marks))]
    return Grid(width, tuple(rows[:heads]), tuple(rows[heads:]))


def _cells(line: str) -> list[str]:
    stripped = line.strip()
    if not (stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1):
        raise TableError(_("een regel van een tabel begint en eindigt met |"))
    return [cell.strip() for cell in stripped[1:-1].split("|")]


def _row(marks: list[list[str]], row: int, heads: int, lead: int) -> Row:
    cells = []
    for column, text in enumerate(marks[row]):
        if text == LEFT and column == 0 or text == ABOVE and row in (0, heads):
            raise TableError(_("naast “%(mark)s” staat geen vak om één mee te zijn") % {"mark": text})
        if text in (LEFT, ABOVE):
            continue
        rows, columns = _span_down(marks, row, column, heads), _span_right(marks, row, column)
        cells.append(Cell(text, rows, columns, _scope(text, row < heads, column < lead, rows, columns)))
    return tuple(cells)


def _scope(
    text: str, is_head: bool, is_lead: bool, rows: int, columns: int
) -> Literal["", "col", "colgroup", "row", "rowgroup"]:
    """An empty cell is the heading of nothing."""
    if not text or not (is_head or is_lead):
        return ""
    if is_head:
        return "colgroup" if columns > 1 else "col"
    return "rowgroup" if rows > 1 else "row"


def _span_right(marks: list[list[str]], row: int, column: int) -> int:
    rest = marks[row][column + 1 :]
    return 1 + next((n for n, mark in enumerate(rest) if mark != LEFT), len(rest))


def _span_down(marks: list[list[str]], row: int, column: int, heads: int) -> int:
    """Never out of the headings into what stands below them."""
    below = marks[row + 1 : heads if row < heads else None]
    return 1 + next((n for n, each in enumerate(below) if each[column] != ABOVE), len(below))
