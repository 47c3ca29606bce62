"""An edition 2.5 beside 2.4, for tests: made of the files of 2.4."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sla.actions import NEWEST_EDITION, install_edition, text_beside
from sla.models import Edition

LATER = datetime(2027, 1, 4, tzinfo=UTC)  # than whenever the test database was made


def load_second_edition(*changes: tuple[str, str]) -> Edition:
    """Of each change the old words must stand in the text of 2.4."""
    text = text_beside(NEWEST_EDITION).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2.5.toml"
        tables = NEWEST_EDITION.read_text(encoding="utf-8").replace('"2.4"', '"2.5"')
        path.write_text(tables, encoding="utf-8")
        text_beside(path).write_text(text.replace('"2.4"', '"2.5"', 1), encoding="utf-8")
        return install_edition(path, now=LATER)
