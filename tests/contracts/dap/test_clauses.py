"""Every kind of DAP clause says what it does, what it fills in, and what holds without it (SLA 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.dap.words import WHAT_IT_DOES, WITHOUT
from contracts.models import ClauseKind
from contracts.models.dap import SECTION_OF


def missing(table: Mapping[Any, object], kinds: set[ClauseKind]) -> str:
    return ", ".join(sorted(kind.name for kind in kinds - table.keys()))


def test_each_kind_says_what_it_does() -> None:
    left_out = missing(WHAT_IT_DOES, set(ClauseKind))
    assert not left_out, f"WHAT_IT_DOES in contracts/dap/words.py has no sentence for {left_out}"


def test_each_kind_but_text_fills_in_a_section_and_has_an_answer_without_it() -> None:
    carried_out = set(ClauseKind) - {ClauseKind.TEXT}
    left_out = missing(SECTION_OF, carried_out)
    assert not left_out, f"SECTION_OF in contracts/models/dap.py has no section of the SLA for {left_out}"
    left_out = missing(WITHOUT, carried_out)
    assert not left_out, f"WITHOUT in contracts/dap/words.py does not say what holds without {left_out}"
