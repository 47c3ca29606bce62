"""A table that somebody uploads: CSV or XLSX, of which nothing was said beforehand, read whole."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from infra.spreadsheets import is_formula_like
from integrations.importing.charset import WESTERN, is_of_another_script, recognised, require_not_mangled
from integrations.importing.errors import SourceError
from integrations.importing.workbook import FORMULA, is_workbook, workbook_rows

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_000
_SEPARATORS = ";,\t|"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class UploadedRow:
    """`line` is where it begins in the file, as a text editor or a spreadsheet counts."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class TableFile:
    header: list[str]
    rows: list[UploadedRow]
    how: str
    """How it was read, for who wonders: "CSV, utf-8, puntkomma's"."""


def read_table(data: bytes) -> TableFile:
    """SourceError (Dutch, says how to mend it) when it is no table, or too large."""
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise SourceError(_("het bestand is leeg"))
    rows, how = _workbook(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    header = next(rows, None)
    if header is None:
        raise SourceError(_("het bestand is leeg"))
    names = _header(header)
    found: list[UploadedRow] = []
    for row in rows:
        if len(found) == MOST_ROWS:
            raise SourceError(_("meer dan %s rijen; deel het bestand in kleinere") % f"{MOST_ROWS:,}".replace(",", "."))
        found.append(row)
    if not found:
        raise SourceError(_("onder de kopregel staat geen enkele rij"))
    return TableFile(names, found, how)


def _header(row: UploadedRow) -> list[str]:
    names = [" ".join(name.split()) for name in row.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise SourceError(_("meer dan %s kolommen; laat weg wat niet nodig is") % MOST_COLUMNS)
    if FORMULA in names:
        raise SourceError(_("in de kopregel staat een formule; kopieer haar en plak haar als waarden"))
    if double := [name for name, times in Counter(name.lower() for name in names if name).items() if times > 1]:
        raise SourceError(_("in de kopregel staat “%s” meer dan één keer; geef elke kolom een eigen naam") % double[0])
    return names


def _workbook(data: bytes) -> tuple[Iterator[UploadedRow], str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not is_workbook(archive):
                raise SourceError(_("dit is een zipbestand en geen Excel-bestand; pak het eerst uit"))
    except zipfile.BadZipFile as error:
        raise SourceError(_("dit Excel-bestand is beschadigd; bewaar het opnieuw")) from error
    rows = (UploadedRow(number, [_cleaned(cell, number) for cell in cells]) for number, cells in _read_workbook(data))
    return rows, _("Excel")


def _read_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    return workbook_rows(io.BytesIO(data))


def _csv(data: bytes) -> tuple[Iterator[UploadedRow], str]:
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise SourceError(_("dit is geen CSV en geen .xlsx; bewaar het in Excel als .xlsx of als CSV UTF-8"))
    encoding = recognised(data)
    if encoding == WESTERN and is_of_another_script(data):
        raise SourceError(_("de tekens zijn van een tekenset die wij niet raden; bewaar het bestand als CSV UTF-8"))
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        problem = _("de tekens zijn niet te lezen (geen %s); bewaar het bestand als CSV UTF-8")
        raise SourceError(problem % encoding) from error
    separator = _separator(text)
    words = {";": _("puntkomma's"), ",": _("komma's"), "\t": _("tabs"), "|": _("rechte strepen")}
    return _csv_rows(text, separator), f"CSV, {encoding}, {words[separator]}"


def _separator(text: str) -> str:
    """What divides the first line into most columns; Excel writes "sep=;" above it."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0].strip("\r")
    if first.lower().startswith("sep=") and first[4:5] in tuple(_SEPARATORS):
        return first[4]
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=unquoted.count)


def _csv_rows(text: str, separator: str) -> Iterator[UploadedRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            is_hint = begins == 1 and len(cells) <= 2 and cells and cells[0].lower().startswith("sep=")
            if begins > 1 and len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
                raise SourceError(
                    _("regel %(line)s: meer dan %(most)s kolommen") % {"line": begins, "most": MOST_COLUMNS}
                )
            if any(cell.strip() for cell in cells) and not is_hint:
                yield UploadedRow(begins, [_cleaned(cell, begins) for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        problem = _("regel %(line)s is niet te lezen (%(error)s); staat er een aanhalingsteken te veel?")
        raise SourceError(problem % {"line": begins, "error": error}) from error


def _cleaned(cell: str, line: int) -> str:
    """Without what no database keeps, and without the ' by which our own tables keep text from being a formula."""
    require_not_mangled(cell, line)
    cell = _UNPRINTABLE.sub("", cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    if cell.startswith("'") and is_formula_like(cell[1:]):
        cell = cell[1:]
    if len(cell) > LONGEST_CELL:
        raise SourceError(
            _("regel %s: een cel van meer dan 32.000 tekens; staat er een aanhalingsteken dat niet wordt gesloten?")
            % line
        )
    return cell


def named(header: Sequence[str]) -> list[str]:
    """Each column by its name, one without a name by its place."""
    return [name or _("(kolom %s)") % place for place, name in enumerate(header, start=1)]
