"""An export as rows: plain, gzipped or zipped, one row at a time, with the line where it stands."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from integrations.importing.charset import marked, require_not_mangled
from integrations.importing.errors import SourceError
from integrations.importing.mapping import ExportColumn, FileFormat, ImportMapping
from integrations.importing.workbook import is_workbook, workbook_rows

_NOTHING = ""


@dataclass(frozen=True, slots=True)
class ExportRow:
    line: int
    cells: Sequence[str]


class Layout:
    """Where each column of the mapping stands. SourceError names every column that cannot be found."""

    def __init__(self, mapping: ImportMapping, header: Sequence[str]) -> None:
        self.header = [_clean(name) for name in header]
        self._missing = mapping.file.missing
        self._places: dict[str, int | None] = {}
        problems = []
        for column in mapping.columns():
            try:
                self._places[column.name] = self._place_of(column)
            except LookupError as error:
                problems.append(f"{column.path}: {error}")
        if problems:
            raise SourceError("\n".join(problems))

    def value(self, row: ExportRow, column: ExportColumn) -> str:
        """Without blanks at the ends and doubled ones within; empty when missing."""
        place = self._places[column.name]
        return _NOTHING if place is None else self._prefixed(_clean(row.cells[place]), column)

    def text(self, row: ExportRow, column: ExportColumn) -> str:
        """As `value`, with the lines that it was written in."""
        place = self._places[column.name]
        cell = _NOTHING if place is None else row.cells[place]
        return self._prefixed(_lines(cell) if "\n" in cell or "\r" in cell else _clean(cell), column)

    def _prefixed(self, text: str, column: ExportColumn) -> str:
        if text in self._missing:
            return _NOTHING
        return column.prefix + text if column.prefix and text[0].isdecimal() else text

    def is_whole(self, row: ExportRow) -> bool:
        return len(row.cells) == len(self.header)

    def ticket_of(self, row: ExportRow, column: ExportColumn) -> str:
        """Also of a row that is cut short; empty when it does not get that far."""
        place = self._places[column.name]
        return self.value(row, column) if place is not None and place < len(row.cells) else _NOTHING

    def _place_of(self, column: ExportColumn) -> int | None:
        """By its first name that stands in the header; None for one that may be left out."""
        for name in column.also:
            if column.name not in self.header and name in self.header:
                return self._place(name)
        try:
            return self._place(column.name)
        except LookupError:
            if column.optional:
                return None
            raise

    def _place(self, name: str) -> int:
        exact = [place for place, found in enumerate(self.header) if found == name]
        if not exact:
            exact = [place for place, found in enumerate(self.header) if found.casefold() == name.casefold()]
        if len(exact) == 1:
            return exact[0]
        if exact:
            raise LookupError(_double(name, exact))
        base, mark, which = name.rpartition("#")
        if mark and which.isdecimal():
            same = [place for place, found in enumerate(self.header) if found == base]
            if 1 <= int(which) <= len(same):
                return same[int(which) - 1]
        raise LookupError(self._absent(name))

    def _absent(self, name: str) -> str:
        problem = _("kolom '%s' ontbreekt in de kopregel") % name
        near = get_close_matches(name, self.header, n=1, cutoff=0.5)
        if near:
            return _("%(problem)s; wat erop lijkt is '%(near)s'") % {"problem": problem, "near": near[0]}
        return _("%(problem)s; wel aanwezig: %(all)s") % {"problem": problem, "all": ", ".join(self.header)}


def _double(name: str, places: Sequence[int]) -> str:
    return _("kolom '%(name)s' staat %(times)s keer in de kopregel (kolom %(places)s); schrijf welke: %(ways)s") % {
        "name": name,
        "times": len(places),
        "places": _(" en ").join(str(place + 1) for place in places),
        "ways": _(" of ").join(f"'{name}#{number}'" for number in range(1, len(places) + 1)),
    }


@dataclass(frozen=True)
class Survey:
    """How many rows there are, and of each melding, so that its last one is known when it is met."""

    rows: int
    per_ticket: Counter[str]


class Source:
    """A file on this machine: CSV, plain, gzipped or zipped, or an Excel workbook."""

    def __init__(self, path: Path | str, mapping: ImportMapping) -> None:
        self.path, self.mapping = Path(path), mapping
        with self._opened() as rows:
            header = next(rows, None)
            if header is None:
                raise SourceError(_("het bestand is leeg"))
            self.layout = Layout(mapping, header.cells)

    def survey(self) -> Survey:
        """Reads it all once; SourceError if it cannot be read to the end, before anything is taken over."""
        rows, per_ticket = 0, Counter[str]()
        for row in self.rows():
            rows += 1
            per_ticket[self.layout.ticket_of(row, self.mapping.ticket)] += 1
            for cell in row.cells:
                require_not_mangled(cell, row.line)
        return Survey(rows, per_ticket)

    def rows(self) -> Iterator[ExportRow]:
        with self._opened() as rows:
            next(rows, None)
            for row in rows:
                # It has swallowed rows of other meldingen, nobody knows which.
                if not self.layout.is_whole(row) and any("\n" in cell for cell in row.cells):
                    problem = _("regel %s: een aanhalingsteken wordt niet gesloten; herstel het bestand eerst")
                    raise SourceError(problem % row.line)
                yield row

    @contextmanager
    def _opened(self) -> Iterator[Iterator[ExportRow]]:
        form = self.mapping.file
        try:
            with ExitStack() as stack:
                raw = stack.enter_context(self.path.open("rb"))
                data: Any = raw
                start = raw.peek(4)
                if start[:2] == b"\x1f\x8b":
                    data = stack.enter_context(gzip.open(raw))
                elif start[:4] == b"PK\x03\x04":
                    archive = stack.enter_context(zipfile.ZipFile(raw))
                    if is_workbook(archive):
                        yield _of_workbook(raw)
                        return
                    data = stack.enter_context(archive.open(_member(archive, form.member)))
                lines = io.TextIOWrapper(data, encoding=_encoding(data, form), newline="")
                yield _rows(stack.enter_context(lines), form)
        except UnicodeDecodeError as error:
            problem = _("niet te lezen als %(encoding)s; zet de juiste tekenset in file.encoding van de mapping")
            raise SourceError(problem % {"encoding": error.encoding}) from error
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise SourceError(_("niet (tot het einde) te lezen: %s") % error) from error


def _encoding(data: Any, form: FileFormat) -> str:
    """What the file says of itself at its beginning, else what the mapping says."""
    return marked(data.peek(4)[:4]) or form.encoding


def _of_workbook(file: IO[bytes]) -> Iterator[ExportRow]:
    """Cells behind the last that is filled are not in the file: a row is as long as the header."""
    width = 0
    for number, cells in workbook_rows(file):
        width = width or len(cells)
        yield ExportRow(number, cells + [_NOTHING] * (width - len(cells)))


def _member(archive: zipfile.ZipFile, wanted: str) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    found = [name for name in names if name == wanted] if wanted else [n for n in names if n.lower().endswith(".csv")]
    if len(found) == 1:
        return found[0]
    problem = _("zet in file.member van de mapping welk bestand uit het zipbestand bedoeld is: %s")
    raise SourceError(problem % ", ".join(names))


def _rows(lines: IO[str], form: FileFormat) -> Iterator[ExportRow]:
    """Rows with the line on which they begin, empty lines left out."""
    reader = csv.reader(lines, delimiter=form.delimiter)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield ExportRow(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        problem = _("regel %(line)s: niet te lezen (%(error)s); herstel het bestand eerst")
        raise SourceError(problem % {"line": begins, "error": error}) from error


def _clean(text: str) -> str:
    """What is one line: a name, a number, a word."""
    return " ".join(text.replace("\x00", "").split())


def _lines(text: str) -> str:
    """What may be several lines: as it was typed, without blanks at the ends."""
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n ")
