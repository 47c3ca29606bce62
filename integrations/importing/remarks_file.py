"""What did not come over, or not as it stood: a CSV file that opens in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from integrations.importing.story import Remark


class RemarksWriter(Protocol):
    def __call__(self, external_id: str, remarks: Iterable[Remark], *, rejected: bool) -> None: ...


@contextmanager
def written_to(path: Path | None) -> Iterator[RemarksWriter]:
    """With a path of None nothing is written."""
    if path is None:
        yield lambda external_id, remarks, *, rejected: None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([_("regel"), _("melding"), _("gevolg"), _("reden")])

        def write(external_id: str, remarks: Iterable[Remark], *, rejected: bool) -> None:
            outcome = _("afgewezen") if rejected else _("overgenomen")
            for remark in remarks:
                rows.writerow([remark.line, _harmless(external_id), outcome, _harmless(remark.text)])
            file.flush()

        yield write


def _harmless(text: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
