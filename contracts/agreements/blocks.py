"""The parts of which a document is made: headings over blocks of text, facts, lists and tables. Plain data, pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contracts.coverage.table import CoverageTable
from sla.edition_tables import Cell, Grid

LONG = 24  # signs in a cell, from which its column is wide

Block = dict[str, Any]
Section = dict[str, Any]


def section(number: str, heading: str, clause: str, blocks: Iterable[Block]) -> Section:
    """`clause`: the section of the SLA that it fills in; stands beside the heading."""
    return {"number": number, "heading": heading, "clause": clause, "blocks": list(blocks)}


def text(words: str, *, small: bool = False) -> Block:
    """Paragraphs; a single line end stays one."""
    paragraphs = [part.strip().split("\n") for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return {"kind": "text", "paragraphs": paragraphs, "small": small}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "facts", "rows": [[label, value.split("\n")] for label, value in rows]}


def lines(items: Iterable[str], *, numbered: bool = False) -> Block:
    return {"kind": "list", "items": list(items), "numbered": numbered}


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, align: str, wide: Iterable[int] = (0,)) -> Block:
    """`align`: l, c or r per column; `wide`: the columns that share what is left of the line."""
    return {
        "kind": "table",
        "headings": list(headings),
        "rows": [list(row) for row in rows],
        "align": align,
        "wide": list(wide),
    }


def spanning_table(grid: Grid) -> Block:
    """A table of the SLA's own text: its cells may be one over columns and rows; a column with long words is wide."""
    rows = [[_cell(cell) for cell in row] for row in (*grid.head, *grid.body)]
    return {"kind": "spanning", "columns": grid.width, "heads": len(grid.head), "rows": rows, "wide": _wide(grid)}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"words": cell.text, "rows": cell.rows, "columns": cell.columns, "scope": cell.scope}


def _wide(grid: Grid) -> list[int]:
    """Which columns share what is left of the line."""
    longest = [0] * grid.width
    for position, cell in grid.placed():
        share = len(cell.text) // cell.columns
        for column in range(position, position + cell.columns):
            longest[column] = max(longest[column], share)
    return [column for column, length in enumerate(longest) if length > LONG]


def checksum(label: str, value: str) -> Block:
    return {"kind": "hash", "label": label, "value": value}


def coverage(whole: CoverageTable, intro: str) -> Block:
    """The table of SLA 5.2, with the columns that were taken."""
    return {
        "kind": "coverage",
        "intro": intro,
        "heading": _("SLA-onderdeel"),
        "groups": [[name, span] for name, span in whole.groups],
        "columns": [{"tier": each.tier, "taken": list(each.packages)} for each in whole.columns],
        "rows": [[row.text, [cell.mark for cell in row.cells]] for row in whole.rows],
        "legend": _("✓ valt binnen de SLA · € aanvullende kosten · leeg: wordt bij dit pakket niet aangeboden"),
    }
