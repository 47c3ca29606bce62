"""Rows that several workers take from at once: each row is one worker's, for a while, and comes to an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, QuerySet

Row = TypeVar("Row", bound=Model)


def take(rows: QuerySet[Row], most: int) -> list[Row]:
    """The first of these rows, locked until the transaction ends, but for what another worker has locked already."""
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:most])


@transaction.atomic
def lease(due: QuerySet[Row], most: int, *, until: datetime, **fields: Any) -> list[Row]:
    """The first of these rows, kept from others by `next_attempt_at` until then, also when this worker is killed.

    The attempt is counted beforehand, in `attempts`: a row that kills its worker comes to an end too.
    """
    rows = take(due, most)
    fields["next_attempt_at"] = until
    for row in rows:
        for name, value in (fields | {"attempts": row.attempts + 1}).items():  # type: ignore[attr-defined]
            setattr(row, name, value)
    due.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**fields, attempts=F("attempts") + 1)
    return rows


def wait_after(attempts: int, backoff: Sequence[timedelta]) -> timedelta | None:
    """How long after so many attempts the next one is; None when there is none any more."""
    return backoff[attempts - 1] if attempts <= len(backoff) else None
