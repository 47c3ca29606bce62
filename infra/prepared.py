"""Queries of which the SQL is made once, for what every act asks of the database.

Django compiles a query each time that it is carried out. For one that joins eight tables that takes five times as long
as SQLite or PostgreSQL takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
_A_KEY = -7_160_000_001  # stands for the key while the SQL is made; no row has it


class PreparedQuery(Generic[M]):
    """Objects by one whole number, with what `select_related` brings along.

    `make` gives the queryset for a key. It is called once per connection, so nothing else in it may differ from one
    call to the next; neither prefetches nor annotations are carried out.
    """

    def __init__(self, make: Callable[[int], QuerySet[M]]) -> None:
        self.make = make

    def all(self, key: int) -> list[M]:
        connection = connections[DEFAULT_DB_ALIAS]
        return self._on(connection).fetch(connection, key)

    def get(self, key: int) -> M:
        """DoesNotExist when there is none; the first, when there are more."""
        found = self.all(key)
        if not found:
            model = self.make(key).model
            raise model.DoesNotExist(f"{model._meta.object_name} matching query does not exist.")  # type: ignore[attr-defined]
        return found[0]

    def _on(self, connection: BaseDatabaseWrapper) -> _Compiled[M]:
        """Kept with the connection: the converters of columns belong to it, and it belongs to one thread."""
        known: dict[PreparedQuery[Any], _Compiled[Any]] = vars(connection).setdefault("_prepared_queries", {})
        if self not in known:
            known[self] = _Compiled(self.make(_A_KEY), connection)
        return known[self]


class _Compiled(Generic[M]):
    """What `ModelIterable` finds out each time."""

    def __init__(self, queryset: QuerySet[M], connection: BaseDatabaseWrapper) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        if params.count(_A_KEY) != 1:
            raise ValueError("A prepared query asks for its key once.")
        self.params, self.place = list(params), params.index(_A_KEY)
        self.converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self.apply = compiler.apply_converters
        own = compiler.klass_info["select_fields"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column, _sql, _alias in compiler.select[self.own]]
        self.populators = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
        self.model = queryset.model

    def fetch(self, connection: BaseDatabaseWrapper, key: int) -> list[M]:
        params = [*self.params[: self.place], key, *self.params[self.place + 1 :]]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return [self._object(connection.alias, row) for row in self.apply(rows, self.converters)]

    def _object(self, alias: str, row: list[Any]) -> M:
        made = self.model.from_db(alias, self.names, row[self.own])
        for populator in self.populators:
            populator.populate(row, made)
        return made
