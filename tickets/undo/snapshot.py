"""What an act changed of a ticket and of what stands on it, as it was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from tickets.models import Approval, Ticket, TicketClock

# What counts on, whatever is undone; and what is searched, of which only a length is kept.
_COUNTS_ON = frozenset({"version", "updated_at"})
_SEARCHED = ("search_text", "internal_search_text")


@dataclass(frozen=True)
class Snapshot:
    """Columns by name, as they stand in the database."""

    version: int
    ticket: dict[str, Any]
    clock: dict[str, Any]
    approvals: dict[int, dict[str, Any]]
    lengths: dict[str, int]

    @classmethod
    def of(cls, ticket: Ticket) -> Snapshot:
        return cls(
            version=ticket.version,
            ticket=_columns(ticket, without=_COUNTS_ON.union(_SEARCHED)),
            clock=_columns(ticket.clock),
            approvals={each.pk: _columns(each) for each in Approval.objects.filter(ticket=ticket.pk)},
            lengths={name: len(getattr(ticket, name)) for name in _SEARCHED},
        )

    def changes(self, after: Ticket) -> dict[str, Any]:
        """What `put_back` needs: of each row the columns that differ now, as they were; JSON."""
        now = Snapshot.of(after)
        return {
            "ticket": _differing(self.ticket, now.ticket),
            "clock": _differing(self.clock, now.clock),
            "approvals": {str(pk): _differing(was, now.approvals[pk]) for pk, was in self.approvals.items()},
            "lengths": self.lengths,
        }


def put_back(ticket: Ticket, before: dict[str, Any]) -> None:
    """Onto the locked ticket, to be saved with the line that says so; its clock and questions at once."""
    _set(ticket, before["ticket"])
    for name, length in before["lengths"].items():
        setattr(ticket, name, getattr(ticket, name)[:length])
    _set(ticket.clock, before["clock"])
    for approval in Approval.objects.filter(pk__in=before["approvals"]):
        if changed := before["approvals"][str(approval.pk)]:
            _set(approval, changed)
            approval.save(update_fields=list(changed))


def _columns(row: Ticket | TicketClock | Approval, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if not field.primary_key and field.name not in without)
    return {field.attname: getattr(row, field.attname) for field in fields}


def _differing(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in was.items() if value != now[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _set(row: Model, columns: dict[str, Any]) -> None:
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in columns.items():
        setattr(row, name, fields[name].to_python(value))
