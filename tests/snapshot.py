"""Rows that many tests begin with, made once per test process by the real factories and put back as they were."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Snapshot:
    """What `make` added to the database, and what it returned.

    Every test gets copies: what it does to an object or a row, the next one does not see. Keys stay those of the
    first time, which on PostgreSQL were handed out for good, so that whatever a test adds comes after them.
    """

    inserts: list[tuple[str, Rows]]
    returned: bytes

    def restore(self) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:  # for rows point at rows of tables further on
            for statement, rows in self.inserts:
                cursor.executemany(statement, rows)
        return pickle.loads(self.returned)  # noqa: S301 - our own, of this process


def take(make: Callable[[], Any]) -> Snapshot:
    """Carries `make` out, remembers, and leaves the database as it was."""
    with transaction.atomic():
        before = _all_rows()
        returned = make()
        inserts = [
            (_insert(table, columns), [row for row in rows if row not in before[table][1]])
            for table, (columns, rows) in _all_rows().items()
        ]
        transaction.set_rollback(True)
    return Snapshot([(statement, rows) for statement, rows in inserts if rows], pickle.dumps(returned))


def _all_rows() -> dict[str, tuple[list[str], Rows]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})"  # noqa: S608 - our own tables
