"""The parts of which a document is made: headings over blocks of text, facts, lists and tables. Plain data, pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contracts.coverage.table import CoverageTable

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
