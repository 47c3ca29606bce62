"""A small export of another system, in the form of the real one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from tests.conftest import at
from tickets.models import Ticket

SERVICENOW = Path(__file__).parents[2] / "integrations" / "mappings" / "servicenow.toml"
# fmt: off
HEADER = [
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla",
    "caller_id", "opened_by", "opened_at", "sys_created_by", "sys_created_at", "sys_updated_by", "sys_updated_at",
    "contact_type", "location", "category", "subcategory", "u_symptom", "cmdb_ci", "impact", "urgency",
    "priority", "assignment_group", "assigned_to", "knowledge", "u_priority_confirmation", "notify", "problem_id",
    "rfc", "vendor", "caused_by", "closed_code", "resolved_by", "resolved_at", "closed_at",
]
# fmt: on
USUAL = {
    "caller_id": "Caller 7",
    "opened_at": "23/11/2026 10:00",
    "sys_updated_by": "Updated by  12",
    "contact_type": "Phone",
    "location": "Location 3",
    "category": "Category 55",
    "subcategory": "Subcategory 170",
    "impact": "2 - Medium",
    "urgency": "1 - High",
    "priority": "2 - High",
    "assignment_group": "Group 56",
    "closed_code": "code 5",
    "resolved_at": "23/11/2026 15:00",
    "closed_at": "30/11/2026 15:00",
}

Cells = list[str]


def row(number: str, state: str, moment: str, **cells: str) -> Cells:
    """One update of an incident; `moment` is a day and time of November 2026: "23 10:05"."""
    day, time = moment.split()
    values = USUAL | {"number": number, "incident_state": state, "sys_updated_at": f"{day}/11/2026 {time}"} | cells
    return [values.get(name, "?") for name in HEADER]


def solved(number: str, **cells: str) -> list[Cells]:
    """An Ernstig incident that is begun, solved and closed in time."""
    steps = [("New", "23 10:00"), ("Active", "23 10:20"), ("Resolved", "23 15:00"), ("Closed", "30 15:00")]
    return [row(number, state, moment, **cells) for state, moment in steps]


def as_csv(rows: Sequence[Cells], header: Sequence[str] = HEADER) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Rows as a file."""

    def write(*rows: Cells, header: Sequence[str] = HEADER) -> Path:
        path = tmp_path / "export.csv"
        path.write_text(as_csv(rows, header), encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[..., Path]:
    """The mapping that ships, with words of it replaced."""

    def write(replace: dict[str, str] | None = None, add: str = "") -> Path:
        text = SERVICENOW.read_text(encoding="utf-8")
        for old, new in (replace or {}).items():
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "mapping.toml"
        path.write_text(text + add, encoding="utf-8")
        return path

    return write


@pytest.fixture
def take_over(cast: SimpleNamespace) -> Callable[..., str]:
    """`manage.py import_tickets` for Bakkerij Smit; what it prints."""

    def run(path: Path, *, mapping: Path = SERVICENOW, customer: str = "K1001", **options: Any) -> str:
        out = io.StringIO()
        call_command("import_tickets", path, mapping=mapping, customer=customer, stdout=out, **options)
        return out.getvalue()

    return run


@pytest.fixture
def long_after() -> Iterator[None]:
    with time_machine.travel(at("2027-01-15 09:00"), tick=False):
        yield


def ticket(number: str) -> Ticket:
    return Ticket.objects.select_related("clock", "contact", "team", "agreement").get(external_id=number)


def told(number: str) -> list[tuple[str, str]]:
    """The timeline as kinds with their moments by the Amsterdam wall clock, but for the line about the import."""
    lines = ticket(number).timeline.exclude(kind="imported").order_by("at", "pk")
    zone = at("2026-11-23 10:00").tzinfo
    return [(line.kind, f"{line.at.astimezone(zone):%d %H:%M}") for line in lines]


def count(output: str, words: str) -> int:
    """The number in the line of the output that begins with these words."""
    line = next(line for line in output.splitlines() if line.startswith(words))
    return int(line[len(words) :].split()[0])
