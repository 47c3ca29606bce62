"""Pages by keyset: each begins beyond the last row of the one before, so page 10,000 costs what page 1 costs.

An order is what `order_by` takes ("-" is descending), its last column unique. A place is the values of a row in those
columns; in a URL it is an opaque word, and a word that says nothing is the first page.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

LONGEST_WORD = 400

Row = TypeVar("Row")
Place = Sequence[Any]


def _of_model(row: Any, column: str) -> Any:
    return attrgetter(column.replace("__", "."))(row)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """The places say where the neighbours are: before the first row, after the last; None where there is none."""

    rows: list[Row]
    previous: Place | None
    next: Place | None


def read(
    rows: QuerySet[Any, Row],
    order: Sequence[str],
    size: int,
    *,
    after: Place | None = None,
    before: Place | None = None,
    get: Callable[[Any, str], Any] = _of_model,
) -> KeysetPage[Row]:
    """The page after a place, else the one before a place, else the first. One query; one row more than it shows.

    `get` gives the value of a row in a column, where the rows are no models."""
    backwards = after is None and before is not None
    start, way = (before, _reversed(order)) if backwards else (after, order)
    if start is not None:
        rows = rows.filter(_beyond(way, start))
    found = list(rows.order_by(*way)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous, has_next = (more, bool(found)) if backwards else (bool(found) and after is not None, more)
    columns = [column.removeprefix("-") for column in order]
    return KeysetPage(
        found,
        [get(found[0], column) for column in columns] if has_previous else None,
        [get(found[-1], column) for column in columns] if has_next else None,
    )


def _reversed(order: Sequence[str]) -> list[str]:
    return [column[1:] if column.startswith("-") else f"-{column}" for column in order]


def _beyond(order: Sequence[str], place: Place) -> Q:
    """(a, b) > (x, y), each column in its own direction."""
    beyond, same = Q(), Q()
    for column, value in zip(order, place, strict=True):
        name, side = column.removeprefix("-"), "lt" if column.startswith("-") else "gt"
        beyond |= same & Q(**{f"{name}__{side}": value})
        same &= Q(**{name: value})
    first, side = order[0].removeprefix("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": place[0]}) & beyond  # the first condition is where an index can begin


# --- In a URL -----------------------------------------------------------------------------------------------
def plain(place: Place) -> list[Any]:
    """As JSON can hold it."""
    return [value.isoformat() if isinstance(value, date) else value for value in place]


def encode(place: Place | None) -> str:
    if place is None:
        return ""
    return base64.urlsafe_b64encode(json.dumps(plain(place), separators=(",", ":")).encode()).decode().rstrip("=")


def decode(word: str, *types: type) -> Place | None:
    """The values, each of its type; None when the word is not one of ours."""
    if not word or len(word) > LONGEST_WORD:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        if not isinstance(values, list) or len(values) != len(types):
            return None
        return [_typed(value, wanted) for value, wanted in zip(values, types, strict=True)]
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError):
        return None


def _typed(value: Any, wanted: type) -> Any:
    if wanted is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(UTC)
    if type(value) is not wanted or b"\x00" in str(value).encode():
        raise ValueError("not a value of a place")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("larger than the database knows")
    return value
