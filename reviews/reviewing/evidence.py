"""What a point of the agenda is talked over with: blocks of sentences and a table, drawn while a review is prepared and
frozen when it is published.

Who has something to show of a customer's period registers an `Evidence` in `AppConfig.ready()`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from contracts.models import Customer
from infra.registry import Registry
from reviews.periods import Period


@dataclass(frozen=True)
class EvidenceTable:
    """`align`: l or r per column."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str


@dataclass(frozen=True)
class EvidenceBlock:
    """`charts` are plain data (infra.charts.Chart.as_data), drawn on the screen and on paper alike."""

    title: str
    clause: str
    sentences: tuple[str, ...]
    table: EvidenceTable | None = None
    charts: tuple[dict[str, Any], ...] = ()


class Evidence(Protocol):
    """`point` is one of reviews.reviewing.agenda.POINTS; `clause` the section of the SLA that it is about."""

    @property
    def name(self) -> str: ...

    @property
    def clause(self) -> str: ...

    @property
    def point(self) -> str: ...

    def read(self, customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
        """None where there is nothing to say at all."""
        ...


providers: Registry[Evidence] = Registry()


def drawn(customer: Customer, period: Period, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By point, as plain data."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for provider in providers:
        block = provider.read(customer, period, now)
        if block is not None:
            found[provider.point].append(json.loads(json.dumps(asdict(block))) | {"name": provider.name})
    return found
