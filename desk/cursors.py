"""Where a page of a list begins, as an opaque word in the URL. A word that says nothing is the first page."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q


def encode(*values: Any) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(word: str, *types: type) -> tuple[Any, ...] | None:
    """The values, each of its type; None when the word is not one of ours."""
    if not word or len(word) > 400:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        if not isinstance(plain, list) or len(plain) != len(types):
            return None
        return tuple(_typed(value, wanted) for value, wanted in zip(plain, types, strict=True))
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError):
        return None


def _typed(value: Any, wanted: type) -> Any:
    if wanted is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(UTC)
    if type(value) is not wanted or b"\x00" in str(value).encode():
        raise ValueError("not a value of a cursor")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("larger than the database knows")
    return value


def beyond(fields: tuple[str, ...], values: tuple[Any, ...], *, descending: bool = False) -> Q:
    """The rows after `values` in the order of `fields`; before them, or of a descending order, with `descending`."""
    side = "lt" if descending else "gt"
    condition = Q()
    for index, field in enumerate(fields):
        equal = dict(zip(fields[:index], values[:index], strict=True))
        condition |= Q(**equal, **{f"{field}__{side}": values[index]})
    # Also said of the first field alone, so that the index can begin where the page begins.
    return condition & Q(**{f"{fields[0]}__{side}e": values[0]})
