"""The text index of meldingen: the one place where the engines differ.

On PostgreSQL it is a GIN index over the function `ticket_words`, which no writer has to know of. Its words ("lexemes")
are: what the customer may read as it is, what only 1do may with "!" before it, "=k7" for customer 7, "=p12" for contact
12, and "=n" and "=m" with the number in windows of two sizes. The function counts as costly, so that no plan calls it
where the index can answer, and as not parallel, because to start another process takes longer than the answer.

On SQLite it is the table `tickets_words` (FTS5), which `keep` fills when a melding is written. No trigger does: every
migration of tickets_ticket makes that table anew there, and its triggers would be gone without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression

NEAR, FAR = 11, 15  # the sizes of a window, as powers of two: some 3,000 and some 50,000 meldingen

FUNCTION = f"""
CREATE OR REPLACE FUNCTION ticket_words(number bigint, customer bigint, contact bigint, public text, internal text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE COST 5000 AS $$
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(
        left(public, 400000) || ' !' || replace(left(internal, 400000), ' ', ' !')
        || ' =k' || customer || ' =p' || contact
        || ' =n' || (number >> {NEAR}) || ' =m' || (number >> {FAR}), ' '), ''));
END $$
"""
COLUMNS = ("number", "customer_id", "contact_id", "search_text", "internal_search_text")
INDEX = f"""
CREATE INDEX CONCURRENTLY IF NOT EXISTS ticket_words ON tickets_ticket USING gin (ticket_words({", ".join(COLUMNS)}))
"""
TABLE = """
CREATE VIRTUAL TABLE IF NOT EXISTS tickets_words
USING fts5(public, internal, keys, tokenize='unicode61 remove_diacritics 0')
"""
FILL = """
INSERT OR REPLACE INTO tickets_words(rowid, public, internal, keys)
SELECT number, search_text, internal_search_text, 'k' || customer_id || ' p' || contact_id FROM tickets_ticket
"""


@dataclass(frozen=True)
class AnyOf:
    """One word that was asked: found as it is, as all its parts, as the beginning of a word, or as a name's key."""

    whole: str
    parts: tuple[str, ...] = ()
    beginning: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class NumberWindow:
    """Meldingen of about the same time; `size` None is all of them."""

    size: int | None = None
    places: tuple[int, ...] = ()


def windows(latest: int) -> Iterator[NumberWindow]:
    """From the newest few to all; a window that holds all is the last."""
    if connection.vendor == "postgresql":
        for size in (NEAR, FAR):
            place = latest >> size
            if place < 1:
                break
            yield NumberWindow(size, (place, place - 1))
    yield NumberWindow()


class HasWords(Expression):
    """Whether a melding holds every word that was asked."""

    output_field = BooleanField()
    conditional = True
    contains_aggregate = False

    def __init__(self, asked: Sequence[AnyOf], window: NumberWindow, *, internal: bool, customer: int | None) -> None:
        super().__init__(output_field=BooleanField())
        self.asked, self.window, self.internal, self.customer = tuple(asked), window, internal, customer

    def get_source_expressions(self) -> list[Any]:
        return []

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        raise NotImplementedError(f"There is no text index on {connection.vendor}.")

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        columns = ", ".join(f'"tickets_ticket"."{column}"' for column in COLUMNS)
        return f"ticket_words({columns}) @@ %s::tsquery", [self._tsquery()]

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        return (
            '"tickets_ticket"."number" IN (SELECT rowid FROM tickets_words WHERE tickets_words MATCH %s)',
            [self._match()],
        )

    def _tsquery(self) -> str:
        marks = ("", "!") if self.internal else ("",)

        def either(word: str, beginning: str = "") -> str:
            return "|".join(f"'{mark}{word}'{beginning}" for mark in marks)

        def one(asked: AnyOf) -> str:
            ways = [either(asked.whole)]
            if asked.parts:
                ways.append("(" + "&".join(f"({either(part)})" for part in asked.parts) + ")")
            if asked.beginning:
                ways.append(either(asked.beginning, ":*"))
            return "(" + "|".join([*ways, *(f"'={key}'" for key in asked.keys)]) + ")"

        conditions = [one(asked) for asked in self.asked]
        if self.customer is not None:
            conditions.append(f"'=k{self.customer}'")
        if self.window.size is not None:
            letter = {NEAR: "n", FAR: "m"}[self.window.size]
            conditions.append("(" + "|".join(f"'={letter}{place}'" for place in self.window.places) + ")")
        return "&".join(conditions)

    def _match(self) -> str:
        columns = "{public internal}" if self.internal else "{public}"

        def one(asked: AnyOf) -> str:
            ways = [f'{columns} : "{asked.whole}"']
            if asked.parts:
                ways.append("(" + " AND ".join(f'{columns} : "{part}"' for part in asked.parts) + ")")
            if asked.beginning:
                ways.append(f'{columns} : "{asked.beginning}" *')
            return "(" + " OR ".join([*ways, *(f'{{keys}} : "{key}"' for key in asked.keys)]) + ")"

        conditions = [one(asked) for asked in self.asked]
        if self.customer is not None:
            conditions.append(f'({{keys}} : "k{self.customer}")')
        return " AND ".join(conditions)


def keep(numbers: Collection[int]) -> None:
    """Bring the index up to date with these meldingen, in the transaction that wrote them. PostgreSQL did so itself."""
    if connection.vendor != "sqlite" or not numbers:
        return
    marks = ", ".join("?" for _number in numbers)
    connection.ensure_connection()
    connection.connection.execute(f"{FILL} WHERE number IN ({marks})", list(numbers))  # noqa: S608 - marks only
