"""An Excel workbook (XLSX) as rows of text: the first sheet that has any, values as a Dutch reader would type them.

It is a zip of XML that a stranger made: what unpacks to too much is not opened, entities are refused (defusedxml, which
openpyxl uses when it is there), and a formula is not carried out but said.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

import defusedxml  # noqa: F401 - openpyxl refuses entities because of it
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from integrations.importing.errors import SourceError

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 100 * MEGABYTE
MOST_ENTRIES = 1_000
MOST_TEXTS = 40 * MEGABYTE  # all texts of the cells, which are read into memory
MOST_OF_THE_REST = 10 * MEGABYTE  # styles and the like, too; of a sheet a row at a time
MOST_COLUMNS = 200
MOST_OF_A_ROW, MOST_CELLS, MOST_ROWS = 16_384, 2_000_000, 200_000  # as they stand in a sheet, empty ones too
_TAG = re.compile(rb"<(?:[\w.-]{1,40}:)?(row|c)[\s/>]")
_TOO_LARGE = gettext_lazy("dit Excel-bestand wordt uitgepakt te groot; bewaar alleen het blad dat nodig is")
FORMULA = "\ue000formula"
"""Stands for a cell with a formula: what it comes to is known to Excel alone."""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in archive.namelist()


def workbook_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in the sheet. SourceError when it cannot be read to the end."""
    try:
        _require_bounded(file)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            yield from _rows_of(book)
        finally:
            book.close()
    except SourceError:
        raise
    except (
        *(zipfile.BadZipFile, InvalidFileException, SyntaxError, DefusedXmlException, OSError, EOFError),
        *(KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, OverflowError),
    ) as error:
        problem = _("dit Excel-bestand is niet te lezen (%s); bewaar het in Excel opnieuw als .xlsx of als CSV UTF-8")
        raise SourceError(problem % type(error).__name__) from error


def _require_bounded(file: IO[bytes]) -> None:
    """By the sizes that the archive states; Python reads no more of an entry than it states."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise SourceError(_("dit Excel-bestand heeft een wachtwoord; bewaar het zonder"))
        if "xl/vbaProject.bin" in archive.namelist():
            raise SourceError(_("dit Excel-bestand bevat macro's; bewaar het als .xlsx zonder macro's"))
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or any(map(_is_too_large, entries)):
            raise SourceError(_TOO_LARGE)
        for entry in entries:
            if not entry.filename.startswith("xl/media/"):  # any other may be a sheet, whatever it is called
                _count(archive, entry)
    file.seek(0)


def _count(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Before openpyxl, which holds a whole row in memory: 50 kB of zip can be a row of millions of empty cells."""
    rows = cells = of_row = 0
    rest = b""
    with archive.open(entry) as sheet:
        while chunk := sheet.read(MEGABYTE):
            text = rest + chunk
            end = text.rfind(b">") + 1  # a tag is counted once it is whole
            for tag in _TAG.finditer(text, 0, end):
                is_row = tag[1] == b"row"
                rows, cells, of_row = rows + is_row, cells + (not is_row), 0 if is_row else of_row + 1
                if rows > MOST_ROWS or cells > MOST_CELLS or of_row > MOST_OF_A_ROW:
                    raise SourceError(_TOO_LARGE)
            rest = text[end:]
            if b"\0" in chunk or len(rest) > MEGABYTE:  # UTF-16, or a tag without an end: Excel writes neither
                raise SourceError(_("dit Excel-bestand is niet te lezen; bewaar het in Excel opnieuw als .xlsx"))


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    if entry.filename.startswith(("xl/worksheets/sheet", "xl/media/")):
        return False  # by the sum
    return entry.file_size > (MOST_TEXTS if entry.filename == "xl/sharedStrings.xml" else MOST_OF_THE_REST)


def _rows_of(book: Any) -> Iterator[tuple[int, list[str]]]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        found = False
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if not texts:
                continue
            if len(texts) > MOST_COLUMNS:
                raise SourceError(_("dit blad heeft meer dan %s kolommen") % MOST_COLUMNS)
            found = True
            yield number, texts
        if found:
            return


def _text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return _("ja") if value else _("nee")
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.10f}".rstrip("0").replace(".", ",")
        case datetime() if "h" not in str(cell.number_format).lower():
            return f"{value:%d-%m-}{value.year:04d}"
        case datetime():
            return f"{value:%d-%m-}{value.year:04d} {value:%H:%M}"
        case date():
            return f"{value:%d-%m-}{value.year:04d}"
        case time():
            return f"{value:%H:%M}"
    return FORMULA if cell.data_type == "f" else str(value)
