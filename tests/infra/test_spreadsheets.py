"""Tables for a spreadsheet: what people typed stays text, numbers stay numbers, days stay days."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from infra import spreadsheets as tables
from infra.spreadsheets import Cell, Kind, SheetColumn, TooManyRows, as_csv, as_xlsx
from tests.sla.hours import at

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT = [SheetColumn("text", "Tekst")]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DANGEROUS = [
    "=1+1",
    '=HYPERLINK("https://kwaad.example","klik")',
    "=cmd|' /C calc'!A0",
    "+31 88 444 50 50",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "'=1+1",
    '"=1+1',
    '" =1+1',
    ";=1+1",
    ",=1+1",
    "\N{MINUS SIGN}1+cmd",
]
HARMLESS = [
    "",
    "Printer stuk",
    "1 + 1 = 2",
    "kosten: € 25,-",
    "a=b",
    "jan@klant.nl",
    "'s ochtends",
    'zegt "ja"; en nee',
    "Gedaan:\n- herstart\n- getest",
]


def rows(*texts: Cell) -> list[dict[str, Cell]]:
    return [{"text": text} for text in texts]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


class Sheet:
    """What stands in an XLSX file, read from its XML."""

    def __init__(self, content: bytes) -> None:
        self.parts = ZipFile(BytesIO(content))
        self.xml = self.parts.read("xl/worksheets/sheet1.xml").decode()
        self.root = ElementTree.fromstring(self.xml)  # noqa: S314 - our own file
        self.styles = ElementTree.fromstring(self.parts.read("xl/styles.xml"))  # noqa: S314
        shared = ElementTree.fromstring(self.parts.read("xl/sharedStrings.xml"))  # noqa: S314
        self.strings = ["".join(item.itertext()) for item in shared]

    def cells(self) -> Iterator[tuple[str, str, Any]]:
        """Reference, type and value of each cell: strings as text, numbers as float."""
        for cell in self.root.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v", "")
            kind = cell.get("t", "n")
            yield cell.get("r", ""), kind, self.strings[int(value)] if kind == "s" else float(value)

    def __getitem__(self, reference: str) -> Any:
        return next(value for name, _kind, value in self.cells() if name == reference)

    def style(self, reference: str) -> ElementTree.Element:
        cell = next(cell for cell in self.root.iter(f"{MAIN}c") if cell.get("r") == reference)
        formats = self.styles.find(f"{MAIN}cellXfs")
        assert formats is not None
        return formats[int(cell.get("s", "0"))]

    def number_format(self, reference: str) -> str:
        by_id = {item.get("numFmtId"): item.get("formatCode", "") for item in self.styles.iter(f"{MAIN}numFmt")}
        by_id |= {"0": "General", "2": "0.00"}  # of Excel itself
        return by_id[self.style(reference).get("numFmtId")]


# --- Formula injection ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_like_a_formula_is_text_in_csv(text: str) -> None:
    [_heading, [cell]] = read_csv(as_csv(TEXT, rows(text)))
    assert cell.startswith("'")


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_like_a_formula_is_a_string_in_xlsx(text: str) -> None:
    sheet = Sheet(as_xlsx(TEXT, rows(text), title="Uren"))
    assert [kind for _name, kind, _value in sheet.cells()] == ["s", "s"]
    assert sheet.style("A2").get("quotePrefix") == "1", "it stays text when somebody edits the cell"
    assert not sheet["A2"].startswith("''")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_is_as_it_was_typed(text: str) -> None:
    assert read_csv(as_csv(TEXT, rows(text)))[1:] in ([[text]], [[]])
    assert Sheet(as_xlsx(TEXT, rows(text), title="Uren"))["A2"] == text


@pytest.mark.parametrize("text", ["https://klant.nl", "mailto:jan@klant.nl", "internal:Blad1!A1", "{=1+1}", "007"])
def test_text_is_no_link_and_no_number_in_xlsx(text: str) -> None:
    sheet = Sheet(as_xlsx(TEXT, rows(text), title="Uren"))
    assert sheet["A2"] == text
    assert "hyperlink" not in sheet.xml
    assert not [name for name in sheet.parts.namelist() if "_rels/sheet" in name]


def test_markup_in_a_text_stays_text_and_moves_no_other_cell() -> None:
    markup = "<r><t>x</t></r></si><si><t>van een ander</t></si><si><r><t>y</t></r>"
    sheet = Sheet(as_xlsx(TEXT, rows(markup, "a", "<r></r>", "b"), title="Uren"))
    assert [sheet[name].rstrip() for name in ("A2", "A3", "A4", "A5")] == [markup, "a", "<r></r>", "b"]


def test_a_text_in_a_column_of_numbers_is_guarded_too() -> None:
    columns = [SheetColumn("text", "Bedrag", Kind.EUROS)]
    assert read_csv(as_csv(columns, rows("=1+1")))[1] == ["'=1+1"]
    assert [kind for _name, kind, _value in Sheet(as_xlsx(columns, rows("=1+1"), title="x")).cells()] == ["s", "s"]


def test_a_heading_is_guarded_too() -> None:
    columns = [SheetColumn("text", "=1+1")]
    assert read_csv(as_csv(columns, []))[0] == ["'=1+1"]
    assert Sheet(as_xlsx(columns, [], title="x"))["A1"] == "=1+1"


def test_a_text_that_does_not_fit_in_a_cell_cannot_run_on_in_the_next() -> None:
    text = "a" * 32_767 + "=1+1"
    [_heading, [cell]] = read_csv(as_csv(TEXT, rows(text)))
    assert len(cell) == tables.MAX_TEXT
    assert cell.endswith("a…")
    assert Sheet(as_xlsx(TEXT, rows(text), title="x"))["A2"] == cell


anything = st.text(max_size=60) | st.builds(
    lambda start, rest: start + rest,
    st.sampled_from([*DANGEROUS, *FORMULA_STARTS, " ", '"', "'", ";", "<r>"]),
    st.text(max_size=20) | st.just("</r>"),
)


@settings(max_examples=400)
@example(['"\r'])
@given(st.lists(anything, min_size=1, max_size=4))
def test_no_text_ever_becomes_a_formula_in_csv(texts: list[str]) -> None:
    columns = [SheetColumn(str(index), f"Kolom {index}") for index in range(len(texts))]
    table = read_csv(as_csv(columns, [{str(index): text for index, text in enumerate(texts)}]))
    assert len(table) == 2, "a text never starts a line of its own"
    assert len(table[1]) in (len(texts), 0), "nor a cell"
    assert not [cell for cell in table[1] if cell.lstrip(" \"'").startswith(FORMULA_STARTS) and cell[:1] != "'"]


@settings(max_examples=100)
@given(st.lists(anything, min_size=1, max_size=4), st.text(max_size=40))
def test_no_text_ever_becomes_a_formula_in_xlsx(texts: list[str], title: str) -> None:
    sheet = Sheet(as_xlsx(TEXT, rows(*texts), title=title))
    assert "<f" not in sheet.xml
    assert "hyperlink" not in sheet.xml
    assert [kind for _name, kind, _value in sheet.cells()] == ["s"] * (len(texts) + 1)


# --- Numbers and days -------------------------------------------------------------------------------------------------

COLUMNS = [
    SheetColumn("customer", "Klant"),
    SheetColumn("minutes", "Minuten", Kind.NUMBER),
    SheetColumn("hours", "Uren", Kind.HOURS),
    SheetColumn("euros", "Bedrag", Kind.EUROS),
    SheetColumn("day", "Dag", Kind.DATE),
    SheetColumn("moment", "Begonnen", Kind.MOMENT),
]
LINE: dict[str, Cell] = {
    "customer": "Bakkerij Ötztal & Zn; Zwolle",
    "minutes": 90,
    "hours": Decimal("1.5"),
    "euros": Decimal("-1234.5"),
    "day": date(2026, 11, 3),
    "moment": datetime(2026, 11, 3, 21, 30, tzinfo=UTC),
}


def test_csv_is_what_dutch_excel_opens() -> None:
    content = as_csv(COLUMNS, [LINE])
    assert (
        content
        == (
            "\ufeffKlant;Minuten;Uren;Bedrag;Dag;Begonnen\r\n"
            '"Bakkerij Ötztal & Zn; Zwolle";90;1,50;-1234,50;03-11-2026;03-11-2026 22:30\r\n'
        ).encode()
    )


def test_xlsx_has_real_numbers_and_days() -> None:
    sheet = Sheet(as_xlsx(COLUMNS, [LINE], title="Uren november"))
    assert list(sheet.cells())[6:] == [
        ("A2", "s", "Bakkerij Ötztal & Zn; Zwolle"),
        ("B2", "n", 90.0),
        ("C2", "n", 1.5),
        ("D2", "n", -1234.5),
        ("E2", "n", 46329.0),
        ("F2", "n", 46329.9375),
    ]
    shapes = {name: sheet.number_format(f"{name}2") for name in "BCDEF"}
    assert shapes == {
        "B": "General",
        "C": "0.00",
        "D": '"€" #,##0.00;"€" -#,##0.00',
        "E": "dd-mm-yyyy",
        "F": "dd-mm-yyyy hh:mm",
    }


def test_xlsx_has_headings_that_stay_in_view_and_columns_that_fit() -> None:
    sheet = Sheet(as_xlsx(COLUMNS, [LINE], title="Uren november"))
    pane = sheet.root.find(f".//{MAIN}pane")
    assert pane is not None and (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    fonts = sheet.styles.find(f"{MAIN}fonts")
    assert fonts is not None
    assert fonts[int(sheet.style("A1").get("fontId", ""))].find(f"{MAIN}b") is not None
    widths = [float(column.get("width", "")) for column in sheet.root.iter(f"{MAIN}col")]
    assert widths[0] > len("Bakkerij Ötztal & Zn; Zwolle") > widths[1] > len("Minuten")
    assert max(widths) < 70


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_not_known_is_an_empty_cell(value: Cell) -> None:
    columns = [*TEXT, SheetColumn("n", "N", Kind.NUMBER)]
    assert as_csv(columns, [{"text": value, "n": None}]).endswith(b"Tekst;N\r\n;\r\n")
    sheet = Sheet(as_xlsx(columns, [{"text": value, "n": None}], title="x"))
    assert "B2" not in [name for name, _kind, _value in sheet.cells()]


def test_yes_and_no_are_words() -> None:
    assert read_csv(as_csv(TEXT, rows(True, False)))[1:] == [["ja"], ["nee"]]
    sheet = Sheet(as_xlsx(TEXT, rows(True, False), title="x"))
    assert (sheet["A2"], sheet["A3"]) == ("ja", "nee")


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (Decimal("1E+3"), Kind.NUMBER, "1000"),
        (Decimal("1E-7"), Kind.NUMBER, "0,0000001"),
        (Decimal("0.125"), Kind.HOURS, "0,13"),
        (Decimal("31.665"), Kind.EUROS, "31,67"),
        (-5, Kind.EUROS, "-5,00"),
        (-5, Kind.TEXT, "-5"),
        (date(26, 1, 2), Kind.DATE, "02-01-0026"),
    ],
)
def test_how_a_value_is_written(value: Cell, kind: Kind, written: str) -> None:
    assert read_csv(as_csv([SheetColumn("text", "X", kind)], rows(value)))[1] == [written]


@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=2))
def test_a_number_is_read_back_as_the_number_it_was(value: int | Decimal) -> None:
    columns = [SheetColumn("text", "X", Kind.NUMBER)]
    assert Decimal(read_csv(as_csv(columns, rows(value)))[1][0].replace(",", ".")) == value
    assert list(Sheet(as_xlsx(columns, rows(value), title="x")).cells())[1] == ("A2", "n", float(value))


def test_a_day_that_excel_does_not_know_is_text() -> None:
    sheet = Sheet(as_xlsx([SheetColumn("text", "Dag", Kind.DATE)], rows(date(1850, 5, 1), date(1900, 3, 1)), title="x"))
    assert [value for _name, _kind, value in sheet.cells()] == ["Dag", "01-05-1850", 61.0]


NAIVE = at("2026-11-03 12:00").replace(tzinfo=None)


@pytest.mark.parametrize("write", [as_csv, lambda *args: as_xlsx(*args, title="x")], ids=["csv", "xlsx"])
@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), NAIVE], ids=["NaN", "infinite", "naive"])
def test_what_is_no_value_is_refused(write: Any, value: Cell) -> None:
    with pytest.raises(ValueError, match="not a number|time zone"):
        write(TEXT, rows(value))


@pytest.mark.parametrize("write", [as_csv, lambda *args: as_xlsx(*args, title="x")], ids=["csv", "xlsx"])
def test_too_many_rows_are_refused_and_not_left_out(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    write(TEXT, rows("a", "b"))
    with pytest.raises(TooManyRows):
        write(TEXT, rows("a", "b", "c"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Uren november", "Uren november"),
        ("Uren: [bakkerij] 1/2?", "Uren   bakkerij  1 2"),
        ("", "Overzicht"),
        ("'''", "Overzicht"),
        ("History", "Overzicht"),
        ("😀 uren", "uren"),
        ("a" * 40, "a" * 31),
    ],
)
def test_the_sheet_is_named_after_the_title(title: str, name: str) -> None:
    book = ElementTree.fromstring(Sheet(as_xlsx(TEXT, [], title=title)).parts.read("xl/workbook.xml"))  # noqa: S314
    assert [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")] == [name]


def test_moments_are_on_the_clock_of_amsterdam() -> None:
    columns = [SheetColumn("text", "Moment", Kind.MOMENT)]
    moments = rows(at("2026-07-01 00:30").astimezone(UTC), at("2026-12-31 23:59"))
    assert read_csv(as_csv(columns, moments))[1:] == [["01-07-2026 00:30"], ["31-12-2026 23:59"]]
