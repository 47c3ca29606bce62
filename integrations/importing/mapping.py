"""How an export of another system reads: a TOML file, checked whole before a row is looked at."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from integrations.importing.errors import MappingError
from sla.priority import Impact, Priority, TicketKind, Urgency
from sla.toml_reader import EditionError, Table
from tickets.models import Channel, Status

T = TypeVar("T")
UNCHANGED = "ongewijzigd"
ORDER_OF_FILE, ORDER_OF_MOMENTS = "file", "moment"


@dataclass(frozen=True)
class ExportColumn:
    """A column of the export. `prefix` is put before what begins with a digit: "Group 56" where an export left 56.

    `path` is the key of the mapping that asks for it, for who has to mend it. `also` are other names that it may have;
    one that is `optional` may be left out of the export.
    """

    name: str
    path: str
    prefix: str = ""
    also: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class MappedChoice(Generic[T]):
    """Words of the export and what they are here; `otherwise` is for a missing value, and for all without a column."""

    column: ExportColumn | None
    values: Mapping[str, T]
    otherwise: T | None


@dataclass(frozen=True)
class FileFormat:
    encoding: str
    delimiter: str
    member: str
    missing: frozenset[str]


@dataclass(frozen=True)
class Moments:
    """`also` are other ways in which a moment may be written, tried in turn."""

    format: str
    zone: ZoneInfo
    also: tuple[str, ...] = ()

    def parse(self, text: str) -> datetime:
        """In UTC; ValueError when it is not written as `format` says."""
        for pattern in self.also:
            try:
                return _moment(text, pattern, self.zone)
            except ValueError:
                continue
        return _moment(text, self.format, self.zone)


@dataclass(frozen=True)
class ContactRule:
    name: ExportColumn
    email: ExportColumn | None
    phone: ExportColumn | None


@dataclass(frozen=True)
class ImportMapping:
    """The whole mapping; `name` is the other system's name as people write it, `source` its key in the database."""

    source: str
    name: str
    customer: str
    file: FileFormat
    moments: Moments
    ticket: ExportColumn
    moment: ExportColumn
    order: str | ExportColumn
    by: ExportColumn | None
    machines: frozenset[str]
    opened_at: ExportColumn | None
    subject: tuple[ExportColumn, ...]
    description: tuple[tuple[str, ExportColumn], ...]
    keep: tuple[tuple[str, ExportColumn], ...]
    contact: ContactRule
    kind: MappedChoice[TicketKind]
    status: MappedChoice[Status | str]
    impact: MappedChoice[Impact]
    urgency: MappedChoice[Urgency]
    priority: MappedChoice[Priority] | None
    channel: MappedChoice[Channel]
    group: ExportColumn | None
    teams: Mapping[str, str]
    assignee: ExportColumn | None

    def columns(self) -> Iterator[ExportColumn]:
        """Every column that is asked for."""
        for field in fields(self):
            yield from _columns_in(getattr(self, field.name))


def load_mapping(path: Path | str) -> ImportMapping:
    """MappingError (Dutch, begins with the key) when it cannot be used."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        with Table(tomllib.loads(text)) as table:
            return _mapping(table)
    except EditionError as error:
        raise MappingError(str(error)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(_("niet te lezen: %s") % error) from error


def _mapping(table: Table) -> ImportMapping:
    with table.table("rows") as rows, table.table("melding") as melding:
        group, teams = _group(table)
        return ImportMapping(
            source=_short(table, "source", 40),
            name=table.text("name"),
            customer=table.text("customer", default=""),
            file=_file(table),
            moments=_moments(table),
            ticket=_column(rows, "melding"),
            moment=_column(rows, "moment"),
            order=_order(rows),
            by=_optional(rows, "by"),
            machines=frozenset(rows.texts("machines", default=[])),
            opened_at=_optional(melding, "opened_at"),
            subject=_listed(melding, "subject"),
            description=_labelled(melding, "description"),
            keep=_labelled(melding, "keep") if "keep" in melding else (),
            contact=_contact(table),
            kind=_choice(table, "kind", lambda values, key: values.choice(key, TicketKind)),
            status=_choice(table, "status", _status),
            impact=_choice(table, "impact", _impact),
            urgency=_choice(table, "urgency", lambda values, key: values.choice(key, Urgency)),
            priority=_priority(table),
            channel=_choice(table, "channel", lambda values, key: values.choice(key, Channel)),
            group=group,
            teams=teams,
            assignee=_optional(table, "assignee"),
        )


def _file(table: Table) -> FileFormat:
    with table.table("file") as file:
        encoding = file.text("encoding", default="utf-8")
        try:
            codec = codecs.lookup(encoding).name
        except LookupError:
            raise file.error("encoding", _("onbekende tekenset %r") % encoding) from None
        delimiter = file.text("delimiter", default=",")
        if len(delimiter) != 1:
            raise file.error("delimiter", _("moet één teken zijn"))
        return FileFormat(
            encoding="utf-8-sig" if codec == "utf-8" else codec,  # with or without a byte order mark
            delimiter=delimiter,
            member=file.text("member", default=""),
            missing=frozenset(["", *file.texts("missing", default=[])]),
        )


def _moments(table: Table) -> Moments:
    with table.table("moments") as moments:
        pattern, zone = _pattern(moments, "format", moments.text("format")), moments.text("zone")
        also = tuple(_pattern(moments, "also", each) for each in moments.texts("also", default=[]))
        try:
            return Moments(pattern, ZoneInfo(zone), also)
        except (KeyError, ValueError, OSError):
            raise moments.error("zone", _("onbekende tijdzone %r") % zone) from None


def _pattern(moments: Table, key: str, pattern: str) -> str:
    sample = datetime(2024, 2, 29, 13, 45, tzinfo=UTC)
    try:
        read = datetime.strptime(sample.strftime(pattern), pattern)  # noqa: DTZ007
    except ValueError:
        raise moments.error(key, _("%r is geen datumnotatie") % pattern) from None
    if read.replace(tzinfo=UTC) != sample:
        raise moments.error(key, _("%r bevat geen volledige datum met uren en minuten") % pattern)
    return pattern


def _contact(table: Table) -> ContactRule:
    with table.table("contact") as contact:
        return ContactRule(_column(contact, "name"), _optional(contact, "email"), _optional(contact, "phone"))


def _group(table: Table) -> tuple[ExportColumn | None, dict[str, str]]:
    if "group" not in table:
        return None, {}
    with table.table("group") as group:
        return _column(group, "column"), _texts_by_key(group, "teams")


def _priority(table: Table) -> MappedChoice[Priority] | None:
    if "priority" not in table:
        return None
    return _choice(table, "priority", lambda values, key: values.choice(key, Priority))


def _order(rows: Table) -> str | ExportColumn:
    """`file` and `moment` are ways to order; anything else is a column of numbers."""
    column = _optional(rows, "order")
    if column is None:
        return ORDER_OF_MOMENTS
    return column.name if column.name in (ORDER_OF_FILE, ORDER_OF_MOMENTS) else column


def _choice(table: Table, key: str, read: Callable[[Table, str], T]) -> MappedChoice[T]:
    with table.table(key) as choice:
        column = _optional(choice, "column")
        values: dict[str, T] = {}
        if column is not None:
            with choice.table("values") as words:
                values = {word: read(words, word) for word in words}
        otherwise = read(choice, "otherwise") if "otherwise" in choice or column is None else None
        return MappedChoice(column, values, otherwise)


def _status(values: Table, key: str) -> Status | str:
    if values.text(key) == UNCHANGED:
        return UNCHANGED
    status = values.choice(key, Status)
    if status == Status.INGEPLAND:
        raise values.error(key, _("ingepland kan niet: een export noemt het geplande moment niet; kies een andere"))
    return status


def _impact(values: Table, key: str) -> Impact:
    number = values.number(key)
    if number not in Impact.values:
        raise values.error(key, _("moet 1, 2 of 3 zijn, niet %s") % number)
    return Impact(number)


def _column(table: Table, key: str) -> ExportColumn:
    """`key = "name"`, or `key = { column = "name", prefix = "Group " }`."""
    path = table.error(key, "").path
    try:
        spec = table.table(key)
    except EditionError:
        return ExportColumn(table.text(key), path)
    with spec:
        also, prefix = tuple(spec.texts("also", default=[])), spec.text("prefix", default="")
        return ExportColumn(spec.text("column"), path, prefix, also, spec.flag("optional"))


def _optional(table: Table, key: str) -> ExportColumn | None:
    return _column(table, key) if key in table else None


def _listed(table: Table, key: str) -> tuple[ExportColumn, ...]:
    items = table.raw_list(key)
    if not items:
        raise table.error(key, _("mag niet leeg zijn"))
    numbered = Table({str(number): item for number, item in enumerate(items)}, table.error(key, "").path)
    return tuple(_column(numbered, number) for number in numbered)


def _labelled(table: Table, key: str) -> tuple[tuple[str, ExportColumn], ...]:
    """A table of labels with a column each, in the order of the file."""
    with table.table(key) as labels:
        found = tuple((label, _column(labels, label)) for label in labels)
    if not found:
        raise table.error(key, _("mag niet leeg zijn"))
    return found


def _texts_by_key(table: Table, key: str) -> dict[str, str]:
    if key not in table:
        return {}
    with table.table(key) as texts:
        return {name: texts.text(name) for name in texts}


def _short(table: Table, key: str, longest: int) -> str:
    text = table.text(key)
    if len(text) > longest:
        raise table.error(key, _("mag niet langer zijn dan %s tekens") % longest)
    return text


def _columns_in(value: object) -> Iterator[ExportColumn]:
    if isinstance(value, ExportColumn):
        yield value
    elif isinstance(value, MappedChoice):
        yield from _columns_in(value.column)
    elif isinstance(value, ContactRule):
        yield from _columns_in((value.name, value.email, value.phone))
    elif isinstance(value, tuple):
        for part in value:
            yield from _columns_in(part)


@lru_cache(maxsize=100_000)
def _moment(text: str, pattern: str, zone: ZoneInfo) -> datetime:
    """Of an hour that the clocks pass twice the first; of one that they skip, as if they had not been changed."""
    read = datetime.strptime(text, pattern)  # noqa: DTZ007
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
