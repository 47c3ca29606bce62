"""A table for whoever opens it in a spreadsheet: CSV as Dutch Excel reads it, and XLSX. Pure.

What people typed stays text, whatever it starts with: a spreadsheet would carry out "=HYPERLINK(...)" (SLA 10).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from infra.zone import AMSTERDAM

Cell = str | int | Decimal | date | datetime | None
Row = Mapping[str, Cell]

MAX_ROWS = 1_000_000
MAX_TEXT = 16_000
"""Longer text is cut: a spreadsheet lets what does not fit in a cell run on in a cell of its own, as a formula too."""

_BROADEST = 60
_CENT = Decimal("0.01")
_FORMULA_STARTS = frozenset("=+-@\N{MINUS SIGN}")
_SEPARATORS = frozenset("\"'`,;|")
_QUOTES = " \"'`"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\U00010000-\U0010ffff]")
_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)  # before it Excel counts a day that never was


class Kind(StrEnum):
    """How the values of a column look; what a value is (text, number, day) it says by itself. HOURS are decimal, and
    a QUANTITY as well, but unrounded: it is multiplied with."""

    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    QUANTITY = "quantity"
    EUROS = "euros"
    DATE = "date"
    MOMENT = "moment"


_NUMBER_FORMATS = {
    Kind.HOURS: "0.00",
    Kind.QUANTITY: "0.00#############",
    Kind.EUROS: '"€" #,##0.00;"€" -#,##0.00',
    Kind.DATE: "dd-mm-yyyy",
    Kind.MOMENT: "dd-mm-yyyy hh:mm",
}
_TWO_DECIMALS = (Kind.HOURS, Kind.EUROS)


@dataclass(frozen=True)
class SheetColumn:
    """`key` is where a row has its value; `heading` what the reader sees above it."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT


FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooManyRows(ValueError):
    """More rows than a sheet can hold: better no file than one that leaves lines out unsaid."""


def as_csv(columns: Sequence[SheetColumn], rows: Iterable[Row]) -> bytes:
    """UTF-8 with a mark, semicolons, decimal comma, CRLF. Text that might be a formula gets a ' before it."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(str(column.heading)) for column in columns])
    for row in _bounded(rows):
        writer.writerow([_csv_cell(row[column.key], column.kind) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    columns: Sequence[SheetColumn], rows: Iterable[Row], *, title: str, made_at: datetime | None = None
) -> bytes:
    """One sheet with bold headings that stay in view. Text is a string cell, never a formula or a link.

    Made in memory: nothing of a customer is left in a temporary file. With `made_at` (when the rows were put together)
    the same rows give the same bytes at any later time.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": _plain(title), "created": made_at and made_at.astimezone(UTC)})
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {kind: book.add_format({"num_format": shape}) for kind, shape in _NUMBER_FORMATS.items()}
        quoted = book.add_format({"quote_prefix": True})
        for index, column in enumerate(columns):
            _write_text(sheet, 0, index, _plain(column.heading), bold)
        widths = [len(column.heading) for column in columns]
        for line, row in enumerate(_bounded(rows), start=1):
            for index, column in enumerate(columns):
                _write(sheet, line, index, row[column.key], formats.get(column.kind), quoted)
                widths[index] = max(widths[index], len(_csv_cell(row[column.key], column.kind)))
        for index, width in enumerate(widths):
            sheet.set_column(index, index, min(width, _BROADEST) + 2)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def as_file(kind: str, name: str, columns: Sequence[SheetColumn], rows: Iterable[Row]) -> HttpResponse:
    """A download: `kind` is one of FILE_TYPES, `name` that of the file without its ending."""
    made = as_csv(columns, rows) if kind == "csv" else as_xlsx(columns, rows, title=name)
    response = HttpResponse(made, content_type=FILE_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might carry `text` out: it starts with =, +, - or @, full-width ones and what hides
    before them (spaces, quotes, separators, invisible characters) included, or with a tab or the end of a line, in
    quotes or not."""
    if text.lstrip(_QUOTES)[:1] in ("\t", "\r", "\n"):
        return True
    first = next((character for character in text if not _is_skipped(character)), "")
    return unicodedata.normalize("NFKC", first) in _FORMULA_STARTS


def _is_skipped(character: str) -> bool:
    """Whether a spreadsheet, or the person who cleans up a column in it, may take it off the front."""
    return character in _SEPARATORS or character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Mn")


def _plain(text: str) -> str:
    """Without what no spreadsheet file can hold."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _harmless(text: str) -> str:
    text = _plain(text)
    return f"'{text}" if is_formula_like(text) else text


def _csv_cell(value: Cell, kind: Kind) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _yes_or_no(value)
        case int() | Decimal():
            return _number(Decimal(value), kind)
        case datetime():
            at = _wall_clock(value)
            return f"{at:%d-%m}-{at.year:04d} {at:%H:%M}"
        case date():
            return f"{value:%d-%m}-{value.year:04d}"
        case _:
            return _harmless(str(value))


def _number(value: Decimal, kind: Kind) -> str:
    """With a decimal comma and no separators of thousands, so that it is read back as the number it is."""
    value = _finite(value)
    if kind in _TWO_DECIMALS:
        value = value.quantize(_CENT, ROUND_HALF_UP)
    return f"{value:f}".replace(".", ",")


def _write(sheet: Worksheet, line: int, index: int, value: Cell, shape: Format | None, quoted: Format) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_string(line, index, _yes_or_no(value))
        case int() | Decimal():
            sheet.write_number(line, index, _finite(Decimal(value)), shape)
        case datetime() | date() if _day(value) >= _FIRST_DAY_OF_EXCEL:
            moment = _wall_clock(value) if isinstance(value, datetime) else value
            sheet.write_datetime(line, index, moment, shape)
        case datetime() | date():
            sheet.write_string(line, index, _csv_cell(value, Kind.DATE))
        case _:
            text = _plain(str(value))
            _write_text(sheet, line, index, text, quoted if is_formula_like(text) else None)


def _write_text(sheet: Worksheet, line: int, index: int, text: str, shape: Format | None) -> None:
    """xlsxwriter takes "<r>...</r>" for markup and writes it unescaped; a space after it prevents that."""
    safe = f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
    sheet.write_string(line, index, safe, shape)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError(f"not a number for a table: {value}")
    return value


def _wall_clock(at: datetime) -> datetime:
    """In Amsterdam, as a spreadsheet has no zones. ValueError for a naive moment."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(AMSTERDAM).replace(tzinfo=None)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _yes_or_no(value: bool) -> str:
    return _("ja") if value else _("nee")


def _sheet_name(title: str) -> str:
    """What Excel allows: 31 characters, some of them not, and not the name that it keeps for itself."""
    name = _NOT_IN_SHEET_NAME.sub(" ", _plain(title).replace("\n", " ").replace("\t", " ")).strip()[:31].strip()
    return name if name and name.lower() != "history" else _("Overzicht")


def _bounded(rows: Iterable[Row]) -> Iterable[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise TooManyRows(f"more than {MAX_ROWS} rows")
        yield row
