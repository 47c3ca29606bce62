"""What an export may look like as a file: lines in a text, character sets, Excel."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.management import CommandError
from openpyxl import Workbook

from integrations.importing.errors import SourceError
from integrations.importing.table_file import read_table
from tests.integrations.conftest import HEADER, SERVICENOW, as_csv, row, solved, ticket
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_after")]
LINES = "Stap 1: aan/uit.\nStap 2: € 12,50 papier.\n\tFoutcode E-05"
WINDOWS = SERVICENOW.read_text().replace('encoding = "utf-8"', 'encoding = "windows-1252"')


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_text(WINDOWS)
    return path


def test_the_lines_of_a_description_are_kept(export, take_over):
    take_over(export(row("INC1", "New", "23 10:00", u_symptom=LINES, category="Twee  \n woorden")))
    assert ticket("INC1").description.startswith("Categorie: Twee\n woorden\n")
    assert f"Verschijnsel: {LINES}" in ticket("INC1").description
    assert "\n" not in ticket("INC1").subject


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-marked"])
def test_what_the_file_says_of_its_characters_counts(tmp_path, take_over, mapping, encoding):
    path, text = tmp_path / "export.csv", as_csv([row("INC1", "New", "23 10:00", caller_id="Renée Proef")])
    if encoding == "utf-16-le-marked":
        path.write_bytes(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))
    else:
        path.write_bytes(text.encode(encoding))
    take_over(path, mapping=SERVICENOW if encoding == "utf-8" else mapping)
    assert ticket("INC1").contact.name == "Renée Proef"


@pytest.mark.parametrize("text", ["Renée", "€ 12,50", "‘scanner’", "naïef", "10\N{NO-BREAK SPACE}%", "🙂"])
def test_utf8_read_as_windows_1252_is_refused(export, take_over, mapping, text):
    path = export(*solved("INC1"), row("INC2", "New", "23 10:00", caller_id=text))
    with pytest.raises(CommandError, match=r"utf-8|tekenset"):
        take_over(path, mapping=mapping)
    assert not Ticket.objects.exists()


def test_so_is_what_was_mangled_before_it_came_here(export, take_over):
    with pytest.raises(CommandError, match=r"regel 2: “RenÃ©e”.*CSV UTF-8"):
        take_over(export(row("INC1", "New", "23 10:00", caller_id="RenÃ©e")))


def test_real_windows_1252_is_read(tmp_path, take_over, mapping):
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv([row("INC1", "New", "23 10:00", caller_id="Renée “€”")]).encode("windows-1252"))
    take_over(path, mapping=mapping)
    assert ticket("INC1").contact.name == "Renée “€”"


def test_an_excel_workbook_is_an_export_too(tmp_path, take_over):
    book = Workbook()
    for cells in [HEADER, *solved("INC1", u_symptom=LINES)]:
        book.active.append(cells)
    book.save(tmp_path / "export.xlsx")
    take_over(tmp_path / "export.xlsx")
    assert LINES in ticket("INC1").description and ticket("INC1").resolved_at


# --- What is uploaded at the desk, of which nothing was said --------------------------------------------------
TABLE = "Klantnummer;Naam\r\nK1;Bakkerij Renée\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_characters_and_separator_are_recognised(encoding, separator):
    table = read_table(TABLE.replace(";", separator).encode(encoding))
    assert table.header == ["Klantnummer", "Naam"]
    assert [(each.line, each.cells) for each in table.rows] == [(2, ["K1", "Bakkerij Renée"])]


@pytest.mark.parametrize(
    "text", ["Renée “€ 12” – Zoë’s café…", "ÇA MÊME À L’ÉTÉ, où êtes-vous", "Größe: weiß, süß, Äpfel"]
)
def test_western_letters_with_accents_are_no_other_script(text):
    table = read_table(f"Naam\r\n{text}\r\n{text}\r\n".encode("windows-1252"))
    assert [each.cells for each in table.rows] == [[text], [text]]


def workbook(*rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for cells in rows:
        book.active.append(cells)
    book.save(file)
    return file.getvalue()


def bomb(name: str, megabytes: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open(name, "w", force_zip64=True) as entry:
            for _count in range(megabytes):
                entry.write(bytes(1024 * 1024))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(change: Callable[[bytes], bytes], name: str = SHEET) -> bytes:
    """A workbook of which the sheet was written by somebody else; under another name in the archive, if given."""
    whole, file = workbook(["Naam"], ["x"]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            data = change(old.read(each)) if each == SHEET else old.read(each).replace(SHEET.encode(), name.encode())
            new.writestr(name if each == SHEET else each, data)
    return file.getvalue()


def entities() -> bytes:
    return with_sheet(lambda sheet: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet)


def one_row_of(cells: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"</row>", cells + b"</row>", 1)


def rows_of(row: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + row, 1)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf\r\n", "leeg"),
        (b"Naam;Nummer\r\n", "geen enkele rij"),
        (b"Naam;naam\r\nx;y\r\n", "meer dan één keer"),
        ("Naam;Nr\r\nRenÃ©e;1\r\n".encode(), "windows-1252"),
        (b'Naam;Nr\r\n"open;1\r\n' + b"x;2\r\n" * 9000, "aanhalingsteken"),
        (b"Naam\r\n" + b"x\r\n" * 50_001, "50.000"),
        (b"%PDF-1.7 x", "geen CSV"),
        ("Naam;Stad\r\n王小明有限公司;北京\r\n".encode("gb2312"), "tekenset die wij niet raden"),
        ("Naam;Stad\r\n王小明有限公司;臺北\r\n".encode("big5"), "tekenset die wij niet raden"),
        ("Naam;Stad\r\nИван Петров;Москва\r\n".encode("windows-1251"), "tekenset die wij niet raden"),
        ("Naam;Stad\r\nΓιώργος;Αθήνα\r\n".encode("iso-8859-7"), "tekenset die wij niet raden"),
        (b"Naam;Nr\r\n" + bytes(range(1, 256)) * 40, "niet"),
        (b"PK\x03\x04" + b"x" * 99, "beschadigd"),
        (workbook(["Naam"]), "geen enkele rij"),
        (workbook(), "leeg"),
        (workbook(["Naam", "=A2"], ["x", "y"]), "kopregel staat een formule"),
        (bomb("xl/worksheets/sheet1.xml", 101), "te groot"),
        (bomb("xl/sharedStrings.xml", 41), "te groot"),
        (bomb("xl/styles.xml", 11), "te groot"),
        (entities(), "niet te lezen"),
        (with_sheet(one_row_of(b"<c/>" * 16_384)), "te groot"),
        (with_sheet(one_row_of(b"<c/>" * 16_384), "xl/elders.xml"), "te groot"),
        (with_sheet(rows_of(b"<row/>" * 200_000)), "te groot"),
        (with_sheet(rows_of((b"<row>" + b"<c/>" * 16_000 + b"</row>") * 126)), "te groot"),
        (with_sheet(lambda sheet: sheet.decode().encode("utf-16")), "niet te lezen"),
    ],
)
def test_what_is_no_table_is_said(data, says):
    with pytest.raises(SourceError, match=says):
        read_table(data)
