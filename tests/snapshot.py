"""Rows that many tests begin with, made once per test process by the real factories and put back as they were."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
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

    inserts: list[tuple[str, list[Any]]]  # a statement for each table, and the values of all its rows
    returned: bytes

    def restore(self) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:  # for rows point at rows of tables further on
            for statement, values in self.inserts:
                cursor.execute(statement, values)
        return pickle.loads(self.returned)  # noqa: S301 - our own, of this process


def take(make: Callable[[], Any]) -> Snapshot:
    """Carries `make` out, remembers, and leaves the database as it was."""
    with transaction.atomic():
        before = _all_rows()
        returned = make()
        inserts = [
            insert
            for table, (columns, rows) in _all_rows().items()
            for insert in _inserts(table, columns, [row for row in rows if row not in before[table][1]])
        ]
        transaction.set_rollback(True)
    return Snapshot(inserts, pickle.dumps(returned))


def _all_rows() -> dict[str, tuple[list[str], Rows]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("tickets_words"):  # the text index of SQLite, which writes tables of its own
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def _inserts(table: str, columns: list[str], rows: Rows) -> Iterator[tuple[str, list[Any]]]:
    """As many rows at once as a database takes: on PostgreSQL each statement is a way there and back."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    most = max(1, 5000 // len(columns))
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        into = f"INSERT INTO {connection.ops.quote_name(table)} ({names})"  # noqa: S608 - our own tables
        yield f"{into} VALUES {', '.join([marks] * len(some))}", [value for row in some for value in row]
