"""The text of edition 2.4 beside the document it was taken from (sla_2_4.txt), and texts that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla.actions import NEWEST_EDITION, text_beside
from sla.edition_tables import Grid
from sla.edition_text import EditionText, Items, Paragraph, Words, load_text
from sla.toml_reader import EditionError

ORIGINAL = (Path(__file__).parent / "sla_2_4.txt").read_text(encoding="utf-8")
TOML = text_beside(NEWEST_EDITION).read_text(encoding="utf-8")
DOCUMENT = load_text(TOML)


def as_written(document: EditionText) -> str:
    """As the document itself is laid out: nothing but the marks of the file is left out, and nothing is put in."""
    parts = [*document.title, *(part for each in document.paragraphs.values() for part in paragraph_as_written(each))]
    return "\n\n" + "\n\n".join(parts)


def paragraph_as_written(paragraph: Paragraph) -> list[str]:
    dot = "." if paragraph.is_chapter else ""
    return [f"{paragraph.number}{dot} {paragraph.heading}", *(block_as_written(block) for block in paragraph.blocks)]


def block_as_written(block: Words | Items | Grid) -> str:
    match block:
        case Words(text):
            return text
        case Items(items):
            return "\n".join(f"- {item.text}" + "".join(f"\n - o {under}" for under in item.items) for item in items)
    rows = [[""] * block.width for _row in (*block.head, *block.body)]
    placed = iter(block.placed())
    for number, row in enumerate((*block.head, *block.body)):
        for _cell in row:
            column, cell = next(placed)
            rows[number][column] = cell.text
    return "\n".join("\t".join(row) for row in rows)


def test_t30_the_edition_has_the_whole_text_sign_by_sign() -> None:
    assert as_written(DOCUMENT) == ORIGINAL


def test_paragraphs_are_found_by_number() -> None:
    assert len(DOCUMENT.paragraphs) == 40
    assert DOCUMENT.paragraphs["6.3"].heading == "Werkzaamheden binnen Managed IT PLUS"
    assert [each.number for each in DOCUMENT.within("2")] == ["2", "2.1", "2.2", "2.3"]
    assert [each.number for each in DOCUMENT.within("7.10")] == ["7.10"]
    assert DOCUMENT.within("99") == ()


def test_cells_that_are_one_and_headings_of_tables() -> None:
    (grid,) = (block for block in DOCUMENT.paragraphs["5.2"].blocks if isinstance(block, Grid))
    assert [(cell.text, cell.columns, cell.rows) for cell in grid.head[0]] == [
        ("SLA-onderdeel", 1, 2),
        ("Server / Werkplek", 3, 1),
        ("Netwerk", 2, 1),
        ("All-in-1", 1, 1),
    ]
    assert {cell.scope for cell in grid.head[1]} == {"col"}
    assert [row[0].scope for row in grid.body] == ["row"] * 8
    (matrix,) = (block for block in DOCUMENT.paragraphs["7.9"].blocks if block.lines[0] == "Prioriteit | Impact")
    assert isinstance(matrix, Grid)
    assert [(cell.text, cell.scope, cell.rows) for cell in matrix.body[0][:3]] == [
        ("Urgentie", "rowgroup", 3),
        ("A", "row", 1),
        ("Kritisch", "", 1),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version = "2.4"', "", "version: ontbreekt"),
        ('title = ["Service', 'titel = ["Service', "title: ontbreekt"),
        ('heading = "Inleiding"', 'heading = " "', "paragraphs.1.heading: mag niet leeg zijn"),
        ('heading = "Inleiding"', 'kop = "Inleiding"', "paragraphs.1.heading: ontbreekt"),
        ('heading = "Inleiding"', 'heading = "Inleiding"\nnoot = "x"', "paragraphs.1.noot: onbekende sleutel"),
        ('number = "2.2"', 'number = "2,2"', "paragraphs.3.number: moet een nummer zijn"),
        ('number = "2.2"', 'number = "2.3"', "paragraphs.3.number: 2.3 staat niet op zijn plaats; hier hoort 3 of 2.2"),
        ('number = "1"', 'number = "2"', "paragraphs.0.number: 2 staat niet op zijn plaats; hier hoort 1"),
        ("| 2.1    | 5-1-2024   |", "| 2.1 5-1-2024   |", "paragraphs.0.text: 1, blok 1: elke regel van een tabel"),
        ("|--------|--", "|      |    |--", "paragraphs.0.text: 1, blok 1: een tabel heeft één regel"),
        ("| 2.0 ", "| ^ ", "paragraphs.0.text: 1, blok 1: naast “^” staat geen vak"),
        ("- 2 - Servers", "2 - Servers", "paragraphs.14.text: 5.3, blok 3: in een lijst begint elke regel"),
        ("De rolverdeling is vast", "x\nDe rolverdeling is vast", "paragraphs.9.text: 4.1, blok 2: een alinea is één"),
        ("[[paragraphs]]", "[paragraphs", "geen geldige TOML"),
    ],
)
def test_a_wrong_text_says_which_key_and_why(old: str, new: str, message: str) -> None:
    assert old in TOML
    with pytest.raises(EditionError) as error:
        load_text(TOML.replace(old, new, 1))
    assert str(error.value).startswith(message)
