"""What the page of an import shows: how far it is, and its rows as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from contracts.agreements.terms import ItemType, Package, Tier
from infra.spreadsheets import SheetColumn, as_csv
from integrations.importing.importable import TABLES
from integrations.importing.mapped_words import unknown_words, with_words
from integrations.importing.source import Layout
from integrations.importing.table_file import named
from integrations.importing.uploads import mapping_named
from integrations.importing.workbook import FORMULA
from integrations.models import ImportRow, ImportRun, ImportState, RowOutcome, RowStage

SAMPLES = 3
_WORDS = {str(value): str(label) for choices in (Package, Tier, ItemType) for value, label in choices.choices}
_OF_CHOICES = ("package", "tier", "item_type")


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownRow:
    row: ImportRow
    what: str
    changes: list[FieldChange]
    reasons: list[tuple[str, str]]


@dataclass(frozen=True)
class OutcomeCount:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Progress:
    done: int
    total: int

    @property
    def percentage(self) -> int:
        return 100 if not self.total else 100 * self.done // self.total


def counts_of(run: ImportRun) -> list[OutcomeCount]:
    """Rows by outcome, and after an undo what it could not take back first. One query."""
    found = run.rows.order_by().values_list("outcome", "stage").annotate(n=Count("pk"))
    per_outcome: dict[str, int] = {}
    kept = 0
    for outcome, stage, number in found:
        per_outcome[outcome] = per_outcome.get(outcome, 0) + number
        kept += number if stage == RowStage.KEPT else 0
    counts = [OutcomeCount(each.value, str(each.label), per_outcome.get(each.value, 0)) for each in RowOutcome]
    return [OutcomeCount(RowStage.KEPT.value, str(RowStage.KEPT.label).capitalize(), kept), *counts] if kept else counts


def progress_of(run: ImportRun) -> Progress:
    left = run.to_do().count()
    if run.state == ImportState.CHECKING:
        return Progress(run.rows_count - left, run.rows_count)
    total = run.rows.filter(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]).count()
    return Progress(max(total - left, 0), total)


def samples_of(run: ImportRun) -> list[list[str]]:
    """Of each column what the first rows hold."""
    rows = list(run.rows.order_by("line").values_list("cells", flat=True)[:SAMPLES])
    return [
        [_short(cells[place]) for cells in rows if place < len(cells) and cells[place]]
        for place in range(len(run.header))
    ]


def unknown_in(run: ImportRun) -> list[tuple[str, str, str]]:
    """Of an export of tickets: part of the mapping, column and word, for each word that nobody has explained."""
    mapping = with_words(mapping_named(run.mapping), run.columns)
    rows = run.rows.order_by("line").values_list("line", "cells").iterator(1000)
    return unknown_words(mapping, Layout(mapping, run.header), rows)


def shown(run: ImportRun, rows: Sequence[ImportRow]) -> list[ShownRow]:
    fields = TABLES[run.kind].fields if run.kind in TABLES else ()
    labels = {each.key: str(each.label) for each in fields}
    keys = [run.columns[each.key] for each in fields if each.is_key and each.key in run.columns]
    return [
        ShownRow(
            row,
            row.key if run.is_of_tickets else ", ".join(_short(row.cells[at]) for at in keys if at < len(row.cells)),
            [
                FieldChange(labels.get(name, _("Onderwerp")), _value(name, row.old.get(name)), _value(name, value))
                for name, value in row.new.items()
                if not (name in labels and row.is_new and run.columns.get(name) in keys)
            ],
            [(column, text) for column, text in row.reasons],
        )
        for row in rows
    ]


def refused_csv(run: ImportRun) -> bytes:
    """The refused rows as they came, with why in front: mend them and import this file."""
    titles = named(run.header)
    columns = [
        SheetColumn("line", _("Regel in het bestand")),
        SheetColumn("reason", _("Waarom geweigerd")),
        *(SheetColumn(str(place), title) for place, title in enumerate(titles)),
    ]
    rows = run.rows.filter(outcome=RowOutcome.REFUSED).order_by("line").iterator(1000)
    return as_csv(columns, (_refused_row(row, len(titles)) for row in rows))


def _refused_row(row: ImportRow, width: int) -> dict[str, Any]:
    reason = "; ".join(f"{column}: {text}" if column else text for column, text in row.reasons)
    cells = [*row.cells, *[""] * width]
    return {"line": row.line, "reason": reason} | {str(place): cells[place] for place in range(width)}


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    return _WORDS.get(str(value), str(value)) if name in _OF_CHOICES else str(value)


def _short(text: str) -> str:
    text = _("(formule)") if text == FORMULA else " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
