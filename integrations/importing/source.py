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

from integrations.importing.errors import SourceError
from integrations.importing.mapping import ExportColumn, FileFormat, ImportMapping

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
        self._places: dict[str, int] = {}
        problems = []
        for column in mapping.columns():
            try:
                self._places[column.name] = self._place(column.name)
            except LookupError as error:
                problems.append(f"{column.path}: {error}")
        if problems:
            raise SourceError("\n".join(problems))

    def value(self, row: ExportRow, column: ExportColumn) -> str:
        """Without blanks at the ends and doubled ones within; empty when missing."""
        text = _clean(row.cells[self._places[column.name]])
        if text in self._missing:
            return _NOTHING
        return column.prefix + text if column.prefix and text[0].isdecimal() else text

    def is_whole(self, row: ExportRow) -> bool:
        return len(row.cells) == len(self.header)

    def ticket_of(self, row: ExportRow, column: ExportColumn) -> str:
        """Also of a row that is cut short; empty when it does not get that far."""
        return self.value(row, column) if self._places[column.name] < len(row.cells) else _NOTHING

    def _place(self, name: str) -> int:
        exact = [place for place, found in enumerate(self.header) if found == name]
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
    def __init__(self, path: Path | str, mapping: ImportMapping) -> None:
        self.path, self.mapping = Path(path), mapping
        with self._opened() as lines:
            header = next(_rows(lines, mapping.file), None)
            if header is None:
                raise SourceError(_("het bestand is leeg"))
            self.layout = Layout(mapping, header.cells)

    def survey(self) -> Survey:
        """Reads it all once; SourceError if it cannot be read to the end, before anything is taken over."""
        rows, per_ticket = 0, Counter[str]()
        for row in self.rows():
            rows += 1
            per_ticket[self.layout.ticket_of(row, self.mapping.ticket)] += 1
        return Survey(rows, per_ticket)

    def rows(self) -> Iterator[ExportRow]:
        with self._opened() as lines:
            rows = _rows(lines, self.mapping.file)
            next(rows, None)
            for row in rows:
                # It has swallowed rows of other meldingen, nobody knows which.
                if not self.layout.is_whole(row) and any("\n" in cell for cell in row.cells):
                    problem = _("regel %s: een aanhalingsteken wordt niet gesloten; herstel het bestand eerst")
                    raise SourceError(problem % row.line)
                yield row

    @contextmanager
    def _opened(self) -> Iterator[IO[str]]:
        form = self.mapping.file
        try:
            with ExitStack() as stack:
                raw = stack.enter_context(self.path.open("rb"))
                start = raw.read(4)
                raw.seek(0)
                data: Any = raw
                if start[:2] == b"\x1f\x8b":
                    data = stack.enter_context(gzip.open(raw))
                elif start == b"PK\x03\x04":
                    archive = stack.enter_context(zipfile.ZipFile(raw))
                    data = stack.enter_context(archive.open(_member(archive, form.member)))
                yield stack.enter_context(io.TextIOWrapper(data, encoding=form.encoding, newline=""))
        except UnicodeDecodeError as error:
            problem = _("niet te lezen als %(encoding)s; zet de juiste tekenset in file.encoding van de mapping")
            raise SourceError(problem % {"encoding": error.encoding}) from error
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise SourceError(_("niet (tot het einde) te lezen: %s") % error) from error


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
    return " ".join(text.replace("\x00", "").split())
