"""The mappings that ship: each reads a table with the headings that it says are known, as CSV and as XLSX."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from integrations.importing.uploads import MAPPINGS, mappings
from tests.conftest import at
from tests.integrations.conftest import ticket
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_after")]
LINES = "Stap 1: aan/uit.\nStap 2: 12,50 papier."

TOPDESK = {
    "Meldingnummer": "M1",
    "Datum wijziging": "24-11-2026 10:00",
    "Datum aanmelding": "23-11-2026 10:00",
    "Korte omschrijving": 'Scanner "Zuid"',
    "Verzoek": LINES,
    "Aanmelder": "Renée Proef",
    "E-mail": "renee@klant.example",
    "Status": "Afgemeld",
}
ZAMMAD = {
    "#": "M1",
    "Title": 'Scanner "Zuid"',
    "State": "closed",
    "Priority": "3 high",
    "Group": "Users",
    "Owner": "-",
    "Customer": "Renée Proef",
    "Organization": "Klant",
    "Create Channel": "web",
    "Sender": "Customer",
    "Tags": "",
    "Created At": "2026-11-23 10:00:00",
    "Updated At": "2026-11-24 10:00:00",
    "Closed At": "2026-11-24 10:00:00",
}
FRESHDESK = {
    "Ticket Id": "M1",
    "Subject": 'Scanner "Zuid"',
    "Description": LINES,
    "Status": "Closed",
    "Priority": "High",
    "Source": "Portal",
    "Type": "Incident",
    "Agent": "No Agent",
    "Group": "Support",
    "Requester Name": "Renée Proef",
    "Requester Email": "renee@klant.example",
    "Created Time": "2026-11-23 10:00:00",
    "Closed Time": "2026-11-24 10:00:00",
}
AUTOTASK = {
    "External (Legacy) Ticket ID": "",
    "Autotask Ticket Number (updates only)": "M1",
    "[required] Title": 'Scanner "Zuid"',
    "Description": LINES,
    "[required] Company": "Klant",
    "Contact": "Renée Proef",
    "[required] Status": "Complete",
    "[required] Priority": "High",
    "[required] Source": "Client Portal",
    "[required if no Primary Resource] Queue": "Support",
    "[required] Ticket Type": "Incident",
    "Create Date/Time": "11/23/2026 10:00 AM",
    "Complete Date/Time": "11/24/2026 10:00 AM",
}
HALOPSA = {
    "Ticket ID": "M1",
    "Summary": 'Scanner "Zuid"',
    "Details": LINES,
    "Status": "Closed",
    "User": "Renée Proef",
    "Ticket Type": "Incident",
    "Date Logged": "23/11/2026 10:00",
    "Date Closed": "24/11/2026 10:00",
}
SHIPPED = [
    ("topdesk", TOPDESK, "standaard"),
    ("zammad", ZAMMAD, "ernstig"),
    ("freshdesk", FRESHDESK, "ernstig"),
    ("autotask", AUTOTASK, "ernstig"),
    ("halopsa", HALOPSA, "standaard"),
]


def table(row: dict[str, str], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([list(row), list(row.values())])
    return text.getvalue()


def test_every_mapping_that_ships_is_read_here():
    assert {name for name, _row, _priority in SHIPPED} | {"servicenow"} == {
        path.stem for path in MAPPINGS.glob("*.toml")
    }
    assert [name for _key, name in mappings()] == [
        "Autotask",
        "Freshdesk",
        "HaloPSA",
        "ServiceNow",
        "TOPdesk",
        "Zammad",
    ]


@pytest.mark.parametrize(("system", "row", "priority"), SHIPPED)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_shipped_mapping_reads_its_export(tmp_path: Path, cast, capsys, system, row, priority, form):
    path = tmp_path / f"export.{form}"
    if form == "csv":
        windows = system == "topdesk"
        data = table(row, ";" if windows else ",").encode("windows-1252" if windows else "utf-8")
        path.write_bytes(data)
    else:
        book = Workbook()
        for cells in (list(row), list(row.values())):
            book.active.append(cells)
        book.save(path)
    call_command("import_tickets", str(path), "--mapping", str(MAPPINGS / f"{system}.toml"), "--customer", "K1001")
    made = ticket("M1")
    assert (made.subject, made.contact.name, made.status) == ('Scanner "Zuid"', "Renée Proef", "gesloten")
    assert (made.opened_at, made.closed_at) == (at("2026-11-23 10:00"), at("2026-11-24 10:00"))
    assert made.priority == priority
    assert system == "zammad" or LINES in made.description


def test_dates_of_excel_are_read(tmp_path: Path, cast, capsys):
    row = ZAMMAD | {"Created At": datetime(2026, 11, 23, 10), "Closed At": datetime(2026, 11, 24, 10)}  # noqa: DTZ001
    book = Workbook()
    for cells in (list(row), list(row.values())):
        book.active.append(cells)
    book.save(tmp_path / "export.xlsx")
    mapping = str(MAPPINGS / "zammad.toml")
    call_command("import_tickets", str(tmp_path / "export.xlsx"), "--mapping", mapping, "--customer", "K1001")
    assert ticket("M1").opened_at == at("2026-11-23 10:00")


def test_a_column_that_may_be_left_out_is_and_one_that_may_not_is_named(tmp_path: Path, cast, capsys):
    path = tmp_path / "export.csv"
    row = {name: value for name, value in FRESHDESK.items() if name not in ("Description", "Group", "Closed Time")}
    path.write_text(table(row, ","))
    mapping = str(MAPPINGS / "freshdesk.toml")
    call_command("import_tickets", str(path), "--mapping", mapping, "--customer", "K1001")
    assert Ticket.objects.get().closed_at == at("2026-11-23 10:00")
    del row["Subject"]
    path.write_text(table(row, ","))
    with pytest.raises(Exception, match=r"melding\.subject\.0: kolom 'Subject' ontbreekt"):
        call_command("import_tickets", str(path), "--mapping", mapping, "--customer", "K1001")
