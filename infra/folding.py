"""`Folded("name")`: a column in lower case without accents, and `Digits("phone")`: its digits only; as the database
compares them, on both engines.

On PostgreSQL only functions that never change their answer, so that an index can be made of them.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Func, TextField

from infra.words import fold

_ACCENTED = "àáâãäåāăąçćčďđèéêëēęěğìíîïīłñńňòóôõöøōőřśšşťùúûüūůűýÿžźż"
_PLAIN = "aaaaaaaaacccddeeeeeeegiiiiilnnnoooooooorssstuuuuuuuyyzzz"


class Folded(Func):
    """Compared with what `infra.words.fold` gives."""

    function = "LOWER"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"TRANSLATE(LOWER(%(expressions)s), '{_ACCENTED}', '{_PLAIN}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="house_fold", **context)


class Digits(Func):
    """Without blanks and signs, and without "(0)", which stands in no number that is dialled."""

    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "REGEXP_REPLACE(REPLACE(%(expressions)s, '(0)', ''), '[^0-9]', '', 'g')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="house_digits", **context)


def digits(text: str) -> str:
    return "".join(char for char in text.replace("(0)", "") if char in "0123456789")


def _teach_sqlite(connection: Any, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("house_fold", 1, lambda text: fold(text or ""), deterministic=True)
        connection.connection.create_function("house_digits", 1, lambda text: digits(text or ""), deterministic=True)


connection_created.connect(_teach_sqlite, dispatch_uid="infra.folding")
