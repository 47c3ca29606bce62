"""How the facts of a timeline line are kept: frozen dataclasses in, JSON out, and back. The rows are in tickets.kinds.

A fact is a str, int, bool, datetime, date, Decimal, one of those or None, a `Change` of one of those, or plain JSON.
What has no default is always stored, what has one only where it differs: stored lines stay small and readable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    NamedTuple,
    Self,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from sla.clock import ClockEvent, ClockEventKind

if TYPE_CHECKING:
    from tickets.kinds import EntryKind
    from tickets.models import TimelineEntry

T = TypeVar("T")


class Change(NamedTuple, Generic[T]):
    """What a value was and what it became; in JSON [old, new]."""

    old: T
    new: T

    @property
    def differs(self) -> bool:
        return self.old != self.new


def seen(*, default: Any = MISSING) -> Any:
    """A fact that a customer may read (security P8); what is not marked is for the house."""
    return field(metadata={"seen": True}) if default is MISSING else field(default=default, metadata={"seen": True})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one line of a timeline says besides its text, and all that the house knows about lines of its kind.

    The class attributes are set by `tickets.kinds.row`: `icon`; `internal`: customers do not see such lines;
    `clock`: what it does to the clock, if anything; `announced`: a message may be about it; `heard`: somebody of 1do
    may have to hear of it (tickets.notifications.hearers); `untouched`: it may stand
    on a ticket that nobody touched; `told`: what it is called among the events that other tools can choose; `unread`:
    colleagues who have not seen it still have to read it (tickets.reading).
    """

    entry_kind: ClassVar[EntryKind]
    icon: ClassVar[str] = ""
    internal: ClassVar[bool] = False
    clock: ClassVar[ClockEventKind | None] = None
    announced: ClassVar[bool] = False
    heard: ClassVar[bool] = False
    untouched: ClassVar[bool] = False
    told: ClassVar[Any] = None
    unread: ClassVar[bool] = False

    status: Change[str] | None = seen(default=None)
    cc: list[dict[str, Any]] | None = None  # who of the customer got it in copy (tickets.watching.copies)
    own: dict[str, Any] | None = None  # what the house itself says in this line (tickets.own_words)
    source_by: str = ""  # who did it in the system that it was taken over from, where he has no account here
    source_state: Change[str | None] | None = None

    def for_house(self, entry: TimelineEntry) -> str:
        """What happened, in the words of an agent."""
        return self.entry_kind.label.capitalize()

    def for_customer(self, entry: TimelineEntry) -> str:
        """The same in the customer's; empty where the text says it all, or where there is nothing for him in it."""
        return ""

    def clock_event(self, at: datetime) -> ClockEvent | None:
        """What it does to the clock, other than setting a target; None for what the clock does not mind."""
        return ClockEvent(at, self.clock) if self.clock else None

    @property
    def takes_back_end(self) -> bool:
        """The last that ended the ticket is as if it had never happened."""
        return False

    def is_announced(self) -> bool:
        return self.announced

    def is_heard(self) -> bool:
        return self.heard

    # --- To and from JSON ---------------------------------------------------------------------------------
    def as_data(self) -> dict[str, Any]:
        kept = ((each, getattr(self, each.name)) for each in fields(self))
        return {each.name: _plain(value) for each, value in kept if each.default is MISSING or value != each.default}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """What an older version of this row kept and this one does not know is left out."""
        readers = _readers(cls)  # type: ignore[arg-type]
        return cls(**{name: readers[name](value) for name, value in data.items() if name in readers})

    @classmethod
    def seen_in(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Of stored facts, those that a customer may read."""
        names = _seen_names(cls)  # type: ignore[arg-type]
        return {name: data[name] for name in names if name in data}

    @classmethod
    def in_words(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Stored facts as another program reads them: what is kept as a key is said, here or in the line's text."""
        return {name: value for name, value in data.items() if name != "own"}


def _plain(value: Any) -> Any:
    if isinstance(value, Change | list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@cache
def _readers(row: type[Facts]) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(row, localns={"EntryKind": Any})  # which this module does not know
    return {each.name: _reader(hints[each.name]) for each in fields(row)}


@cache
def _seen_names(row: type[Facts]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(row) if each.metadata.get("seen"))


_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a value of this type comes back from JSON: `Change[datetime | None] | None` by way of its parts."""
    if get_origin(hint) is Change:
        inside = _reader(get_args(hint)[0])
        return lambda value: Change(*map(inside, value)) if value is not None else None
    parts = [part for part in get_args(hint) if part is not type(None)] if type(None) in get_args(hint) else []
    if len(parts) == 1:
        return _reader(parts[0])
    read = _FROM_TEXT.get(hint)
    return (lambda value: value if value is None else read(value)) if read else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
