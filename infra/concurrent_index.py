"""An index on a table that is read and written all day: made without a lock on PostgreSQL, plainly on SQLite.

For migrations after the first: `AddIndexConcurrently("ticket", models.Index(...))` in place of `AddIndex`, and
`AddUniqueConcurrently("ticket", models.UniqueConstraint(...))` in place of `AddConstraint`, in a migration of its own
with `atomic = False`. Which tables are big stands in tests/test_migrations.py.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently as OnPostgres
from django.db.migrations.operations import AddConstraint, AddIndex


class AddIndexConcurrently(AddIndex):
    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._operation(schema_editor).database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._operation(schema_editor).database_backwards(app_label, schema_editor, from_state, to_state)

    def _operation(self, schema_editor: Any) -> AddIndex:
        made = OnPostgres if schema_editor.connection.vendor == "postgresql" else AddIndex
        return made(self.model_name, self.index)


class AddUniqueConcurrently(AddConstraint):
    """Of a constraint with a condition: only that is an index by itself, which can be made beside the writers."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        plain = str(self.constraint.create_sql(model, schema_editor))
        made = plain.replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX CONCURRENTLY ", 1)
        if made == plain:
            raise ValueError(
                f"{self.constraint.name}: a UniqueConstraint without condition cannot be made concurrently"
            )
        schema_editor.execute(made, params=None)
