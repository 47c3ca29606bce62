"""An import as a person does it: upload, choose, look, carry out, with a worker that runs when it is asked."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from integrations.importing.steps import carry_out_imports
from integrations.models import ImportRun

URL = "/desk/importeren/"


def work() -> None:
    while carry_out_imports(timezone.now()):
        pass


@dataclass
class Door:
    """What one person does at /desk/importeren/."""

    client: Client

    def send(self, kind: str, data: str | bytes, name: str = "tabel.csv", **fields: Any) -> Any:
        raw = data.encode() if isinstance(data, str) else data
        return self.client.post(URL, {"kind": kind, "file": SimpleUploadedFile(name, raw), **fields})

    def uploaded(self, kind: str, data: str | bytes, **fields: Any) -> ImportRun:
        answer = self.send(kind, data, **fields)
        assert answer.status_code == 302, answer.content.decode()
        return ImportRun.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))

    def previewed(self, kind: str, data: str | bytes) -> ImportRun:
        """With the columns as they were proposed."""
        run = self.uploaded(kind, data)
        fields = {f"kolom-{place}": key for key, place in run.columns.items()}
        assert self.client.post(f"{URL}{run.pk}/", fields).status_code == 302
        work()
        run.refresh_from_db()
        return run

    def imported(self, kind: str, data: str | bytes) -> ImportRun:
        run = self.previewed(kind, data)
        self.act(run, "uitvoeren")
        work()
        run.refresh_from_db()
        return run

    def act(self, run: ImportRun, act: str) -> Any:
        return self.client.post(f"{URL}{run.pk}/{act}/", follow=True)

    def undone(self, run: ImportRun) -> str:
        self.act(run, "ongedaan")
        work()
        return self.page(run)

    def page(self, run: ImportRun, asked: str = "") -> str:
        answer = self.client.get(f"{URL}{run.pk}/{asked}")
        assert answer.status_code == 200
        text = re.sub(r"<(svg|script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
        return " ".join(text.split())


def counts(run: ImportRun) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in run.rows.values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def reasons(run: ImportRun) -> dict[int, str]:
    rows = run.rows.filter(outcome="refused")
    return {row.line: "; ".join(f"{column}: {text}" for column, text in row.reasons) for row in rows}


def workbook(*rows: Any) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for cells in rows:
        book.active.append(cells)
    book.save(file)
    return file.getvalue()


@pytest.fixture
def fred(cast, sign_in) -> Door:
    """Functioneel beheerder."""
    return Door(sign_in(cast.fred))


@pytest.fixture
def daan(cast, sign_in) -> Door:
    """Accountmanager."""
    return Door(sign_in(cast.daan))
