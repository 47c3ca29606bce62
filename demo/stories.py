"""The stories of the demo: what goes wrong and what is asked at a Dutch office, kept as TOML beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER = HERE / "stories"


@dataclass(frozen=True)
class Story:
    """What people write; {words} are filled in from the customer.

    Lists are variants that belong together: the n-th subject goes with the n-th text, steps and solution. A shorter
    list goes round.
    """

    kind: str
    subject: tuple[str, ...]
    text: tuple[str, ...]
    solution: tuple[str, ...]
    minutes: tuple[int, int]
    key: str = ""
    steps: tuple[str, ...] = ()
    impact_text: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()  # such as "2A": impact 2, urgency A
    line: str = "eerste"
    note: str = ""
    ask: str = ""
    answer: str = ""
    supplier: str = ""
    supplier_back: str = ""
    plan: str = ""
    again: str = ""
    fixed: str = ""
    file: str = ""
    only: tuple[str, ...] = ()
    on_site: bool = False
    item: str = "werkplek"  # what it is about, and what is special about it: contracts.coverage decides from these
    service: str = "support"
    features: tuple[str, ...] = ()
    small: bool = False
    accounts: bool = False

    def fits(self, customer: str) -> bool:
        return not self.only or customer in self.only


@cache
def all_stories() -> tuple[Story, ...]:
    return tuple(_read(row) for path in sorted(FOLDER.glob("*.toml")) for row in _rows(path))


def story(key: str) -> Story:
    return next(told for told in all_stories() if told.key == key)


@cache
def phrases() -> dict[str, list[str]]:
    """What is said around every story."""
    return tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["story"]
    return [{"kind": path.stem, **row} for row in rows]


def _read(row: dict[str, Any]) -> Story:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Story(**fields)
