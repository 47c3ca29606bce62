"""The document that both parties sign: what is in it, its bytes, and the signed copy (SLA 13)."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts import actions
from contracts.agreements.document import document_of, pdf_of, signed_pdf_of
from contracts.models import ServiceAgreement
from sla.models import Calendar, CalendarVersion
from tests.conftest import MONDAY

LATER = MONDAY + timedelta(hours=3)


@pytest.fixture
def by(cast):
    return {"by": cast.daan, "now": MONDAY}


@pytest.fixture
def concept(cast, by):
    concept = actions.draft_next_version(cast.smit_agreement, **by, starts_on=date(2026, 12, 1))
    lines = [
        {"package": "werkplek", "tier": "plus", "quantity": 25, "monthly_price": Decimal("32.50")},
        {"package": "all-in-1", "tier": "premium", "quantity": 1},
    ]
    actions.set_lines(concept, **by, lines=lines)
    people = [{"contact": cast.petra, "step": 1}, {"user": cast.els, "step": 2}]
    actions.set_clause(concept, **by, kind="escalation", text="Bel eerst.", people=people)
    return actions.change_agreement(
        concept,
        **by,
        scope="De servers.\n\nNiet de ovens.",
        mandate="Hotfixes",
        monthly_fee=Decimal("1234.50"),
        categories=[1, 3],
        hours_per_month=Decimal(12),
    )


@pytest.fixture
def offered(cast, by, concept):
    return actions.offer(concept, **by, customer_signatory=cast.jan, house_signatory=cast.els)


def words_of(document):
    return json.dumps(document, ensure_ascii=False)


def headings(document):
    return [section["heading"] for section in document["sections"]]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_says_all_that_was_agreed(offered):
    words = words_of(document_of(offered))
    for said in (
        "Bakkerij Smit (K1001)",
        "vertegenwoordigd door Jan Smit",
        "vertegenwoordigd door Els Groen",
        "1 december 2026",
        "tot wederopzegging",
        "Niet de ovens.",
        "Hotfixes",
        "€\N{NO-BREAK SPACE}812,50",  # 25 times 32,50
        "€\N{NO-BREAK SPACE}1.234,50",
        "€\N{NO-BREAK SPACE}142,50",
        "12 uur per maand",
        "met een minimum van één uur",
        "maandag t/m vrijdag 08:00–17:00",
        "maandag t/m vrijdag 07:00–23:00",
        "Oplossen van incidenten",
        "Werkzaamheden die uitsluitend op klantlocatie uitvoerbaar zijn",
        "Best effort, streven 1 dag",
        "Coördinator Support Operationeel Manager",
        "Bevrijdingsdag",
        offered.edition.checksum,
        offered.edition.document_checksum,
        "Bel eerst.",
        "Petra Bakker",
    ):
        assert said in words


def test_t30_annex_a_prints_the_whole_text_of_the_sla(offered):
    annex = document_of(offered)["annexes"][0]
    paragraphs = offered.edition.document.paragraphs
    printed = {section["number"]: section for section in annex["sections"] if section["number"]}
    assert {number: section["heading"] for number, section in printed.items()} == {
        number: paragraph.heading for number, paragraph in paragraphs.items()
    }
    for number, paragraph in paragraphs.items():
        words = words_of(printed[number]["blocks"])
        for line in paragraph.lines:
            assert all(json.dumps(cell, ensure_ascii=False)[1:-1] in words for cell in line.split(" | ")), number
    assert [printed[number]["level"] for number in ("7", "7.9")] == [2, 3]


def test_never_says_the_emergency_number(offered):
    assert offered.emergency_phone and offered.emergency_phone not in words_of(document_of(offered))


def test_marks_the_columns_that_were_taken(offered):
    (table,) = (
        block
        for section in document_of(offered)["sections"]
        for block in section["blocks"]
        if block["kind"] == "coverage"
    )
    assert [each["taken"] for each in table["columns"]] == [[], [], ["Werkplek"], [], [], ["All-in-1"]]
    rows = dict(table["rows"])
    assert rows["Microsoft Cloudbeheer"] == ["€", "€", "€", "", "", "✓"]  # the option, taken
    assert rows["Updatebeheer"] == ["€", "✓", "✓", "€", "€", "✓"]


def test_without_a_package_no_sla_applies(cast, by):
    concept = actions.draft_next_version(cast.vries_agreement, **by)
    actions.set_lines(concept, **by, lines=[])
    document = document_of(concept)
    assert "geen SLA van toepassing (SLA 5.1)" in words_of(document)
    assert "All-in-1" not in headings(document)
    assert "Calamiteitendienst" not in headings(document)
    assert "is geen DAP vastgelegd" in words_of(document["annexes"][1])
    assert pdf_of(concept).startswith(b"%PDF-")


def test_a_concept_says_so(concept, offered):
    concept.status, concept.offered_at = "concept", None
    assert document_of(concept)["mark"] == "Concept"
    assert document_of(offered)["mark"] == ""


def test_the_same_version_gives_the_same_bytes(offered):
    with offered.document.open("rb") as stored:
        content = stored.read()
    assert sha256(content) == offered.document_sha256 == sha256(pdf_of(offered))
    assert sha256(pdf_of(ServiceAgreement.objects.get(pk=offered.pk))) == offered.document_sha256


def test_what_changes_later_does_not_change_it(cast, by, offered):
    """Names, hours, signatures, the next version, a revoked grant: what was signed stays what it was."""
    for party, name in (("customer", "Jan Smit"), ("house", "Els Groen")):
        signature = offered.signatures.get(party=party)
        code = actions.new_code(signature, now=MONDAY)
        actions.sign(signature, now=MONDAY, code=code, name=name, function="Directeur")
    offered.refresh_from_db()
    cast.smit.name = "Banketbakkerij Smit"
    cast.smit.save()
    actions.change_contact(cast.petra, by=cast.daan, now=MONDAY, name="Petra Smit-Bakker")
    actions.revoke(offered.clauses.get(kind="escalation").people.get(contact=cast.petra), **by)
    calendar = Calendar.objects.get(slug="supportcenter")
    CalendarVersion.objects.create(
        calendar=calendar,
        number=calendar.current_version.number + 1,
        weekly={"monday": [["09:00", "12:00"]]},
        reason="x",
    )
    actions.end_agreement(offered, **by, ends_on=date(2027, 6, 30))
    assert sha256(pdf_of(ServiceAgreement.objects.get(pk=offered.pk))) == offered.document_sha256


def test_another_word_gives_other_bytes(cast, by, concept, offered):
    actions.withdraw(offered, **by, reason="Komma vergeten")
    again = actions.draft_next_version(offered, **by, starts_on=offered.starts_on)
    again = actions.change_agreement(again, **by, scope="De servers.\n\nNiet de ovens!")
    again = actions.offer(again, **by, customer_signatory=cast.jan, house_signatory=cast.els)
    assert again.document_sha256 != offered.document_sha256


pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")


def text_of(pdf, how="-layout"):
    return subprocess.run(["pdftotext", how, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S607


@pdftotext
def test_pages_are_numbered_and_no_text_is_read_as_markup(cast, by, concept):
    actions.change_agreement(concept, **by, scope='#strong[vet] $x$ = *a* _b_ `c` @d <e> \\ " // #panic("x")')
    text = text_of(pdf_of(ServiceAgreement.objects.get(pk=concept.pk)))
    assert '#strong[vet] $x$ = *a* _b_ `c` @d <e> \\ " // #panic("x")' in text
    assert "pagina 2 van" in text
    assert "Concept" in text


def signs(text):
    """Without what depends on where a line ends: spaces, and the hyphens of words that were broken."""
    return re.sub(r"[\s\N{NO-BREAK SPACE}\N{SOFT HYPHEN}\N{HYPHEN}-]", "", unicodedata.normalize("NFC", text))


@pdftotext
def test_t30_the_printed_annex_is_the_sla_sign_by_sign(offered):
    """What somebody reads on paper, and not only what was handed to the printer."""
    pages = text_of(pdf_of(offered), "-raw").split("\f")
    printed = "\n".join(line for page in pages for line in page.strip().split("\n")[1:-1])  # no heads and feet
    heading = "Bijlage A: Service Level Agreement"
    annex = printed[printed.rindex(heading) : printed.rindex("Toelichting op de uitvoering")]
    annex = signs(annex[annex.index("1 Versiebeheer") :])
    wanted = ""
    for number, paragraph in offered.edition.document.paragraphs.items():
        for line in (f"{number} {paragraph.heading}", *paragraph.lines):
            cells = [signs(cell) for cell in line.split(" | ")]
            assert all(cell in annex for cell in cells), line
            wanted += "".join(cells)
    assert Counter(re.sub("[•–]", "", annex)) == Counter(re.sub("[•–]", "", wanted))  # the marks of lists


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is not installed")
def test_t30_annex_a_is_tagged(offered):
    """Headings of chapters and of their sections, tables with headings, lists: what a screen reader goes by."""
    tags = subprocess.run(
        ["pdfinfo", "-struct-text", "-"], input=pdf_of(offered), capture_output=True, check=True
    ).stdout.decode()  # noqa: S607
    for tag, words in (("H2", "7 Ondersteuning"), ("H3", "7.9 Afhandeling Incidenten"), ("H4", "Server-APK")):
        assert re.search(rf"\b{tag}\b[^\n]*\n?[^\n]*{re.escape(words)}", tags), words
    assert tags.count("TH ") > 40
    assert tags.count("LI ") > 40


@pdftotext
def test_the_signed_copy_has_a_sheet_and_leaves_the_original(cast, offered):
    assert "Ondertekeningsblad" not in text_of(pdf_of(offered))
    assert "nog niet" in text_of(signed_pdf_of(offered))
    for party, name in (("customer", "J. Smit"), ("house", "E. Groen")):
        signature = offered.signatures.get(party=party)
        code = actions.new_code(signature, now=LATER)
        actions.sign(signature, now=LATER, code=code, name=name, function=f"Functie {name}")
    offered.refresh_from_db()
    text = text_of(signed_pdf_of(offered))
    for said in ("J. Smit", "Functie E. Groen", "23 november 2026, 13:00:00 uur", offered.document_sha256):
        assert said in text
    with offered.document.open("rb") as stored:
        assert sha256(stored.read()) == offered.document_sha256


def test_t15_the_monthly_sum_is_that_of_the_packages_where_no_other_was_agreed(concept, by, cast, sign_in):
    actions.change_agreement(concept, **by, monthly_fee=None)
    concept = ServiceAgreement.objects.get(pk=concept.pk)
    assert concept.total_monthly_fee == Decimal("812.50"), "25 of 32.50"
    said = words_of(document_of(concept)).replace("\N{NO-BREAK SPACE}", " ")
    assert '"Maandbedrag", ["€ 812,50"]' in said
    page = sign_in(cast.daan).get(f"/desk/klanten/{cast.smit.pk}/overeenkomst/{concept.pk}/").content.decode()
    assert "<dt>Maandbedrag</dt><dd>€ 812,50</dd>" in page.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
