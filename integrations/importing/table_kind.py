"""What importing a kind of table takes: its fields, how a row is found again, and the verbs that write it.

Every write goes through a verb of `contracts` or `integrations`, with its checks and events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Customer
from infra.errors import Refused
from integrations.importing.fields import ImportField, RowRefused, Value, Values
from integrations.models import ImportKind, ImportRow, RowOutcome

SOURCE = "import"


@dataclass(frozen=True)
class RowPlan:
    """What a row comes to: `old` and `new` hold the fields that differ, of something new all that is given."""

    outcome: RowOutcome
    old: Values
    new: Values
    note: str = ""


@dataclass
class TableKind:
    """One per batch: what it has looked up it keeps. All of it runs in a transaction; what is found is locked."""

    kind: ClassVar[ImportKind]
    permissions: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[ImportField, ...]]
    hint: ClassVar[str | Promise] = ""
    customers: dict[str, Customer | None] = field(default_factory=dict)

    # --- What a kind says of itself -------------------------------------------------------------------------
    def key(self, values: Values) -> str:
        """The same for two rows of a file that are about one thing."""
        return " ".join(str(values[each.key]).casefold() for each in self.fields if each.is_key)

    def find(self, values: Values) -> Any | None:
        """What the row is about; None when it is not there yet. RowRefused when whose it is is unknown."""
        raise NotImplementedError

    def current(self, found: Any) -> Values:
        raise NotImplementedError

    def write(self, found: Any | None, values: Values, *, by: User, now: datetime) -> Any:
        """By the verb; `values` are all of them, of something that is there those that it has as well."""
        raise NotImplementedError

    def remove(self, found: Any, row: ImportRow, *, by: User, now: datetime) -> None:
        raise NotImplementedError

    def restored(self, row: ImportRow, *, by: User, now: datetime) -> None:
        """After what a row changed was put back."""

    def made(self, written: Any) -> int | None:
        return written.pk if isinstance(written, Model) else None

    def note(self, found: Any | None, values: Values) -> str:
        """What else it does, for the preview."""
        return ""

    # --- What is the same for all ----------------------------------------------------------------------------
    def plan(self, values: Values) -> RowPlan:
        found = self.find(values)
        if found is None:
            missing = [each.label for each in self.fields if each.for_new and each.key not in values]
            if missing:
                raise RowRefused(*((label, _("is leeg, en is nodig voor wat er nog niet is")) for label in missing))
            return RowPlan(RowOutcome.NEW, {}, values, self.note(None, values))
        current = self.current(found)
        new = {name: value for name, value in values.items() if name in current and current[name] != value}
        if not new:
            return RowPlan(RowOutcome.UNCHANGED, {}, {})
        return RowPlan(RowOutcome.CHANGED, {name: current[name] for name in new}, new, self.note(found, values))

    def carry_out(self, values: Values, *, by: User, now: datetime) -> Any:
        found = self.find(values)
        whole = values if found is None else self.current(found) | values
        return self.write(found, whole, by=by, now=now)

    def take_back(self, row: ImportRow, values: Values, *, by: User, now: datetime) -> None:
        """Refused when it is no longer as the import left it."""
        found = self.find(values)
        if found is None:
            raise Refused(_("Dit is er niet meer."))
        current = self.current(found)
        if touched := [name for name, value in row.new.items() if current.get(name) != value]:
            labels = ", ".join(str(each.label) for each in self.fields if each.key in touched)
            raise Refused(_("Na de import gewijzigd: %s.") % labels)
        if row.outcome == RowOutcome.NEW:
            self.remove(found, row, by=by, now=now)
        else:
            self.write(found, values | current | row.old, by=by, now=now)
            self.restored(row, by=by, now=now)

    def customer(self, number: Value) -> Customer:
        number = str(number)
        if number not in self.customers:
            self.customers[number] = Customer.objects.filter(number__iexact=number).first()
        if (found := self.customers[number]) is None:
            raise RowRefused((_("Klantnummer"), _("er is geen klant %s; importeer eerst de klanten") % number))
        return found


def reasons_of(fields: tuple[ImportField, ...], error: Exception) -> list[tuple[Any, Any]]:
    """What a verb said, by column where it names one."""
    labels: Mapping[str, Any] = {each.key: each.label for each in fields}
    if isinstance(error, RowRefused):
        return error.reasons
    if isinstance(error, Refused):
        return [(labels.get(error.field, ""), error.message)]
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return [(labels.get(name, ""), text) for name, texts in error.message_dict.items() for text in texts]
    if isinstance(error, ValidationError):
        return [("", text) for text in error.messages]
    return [("", _("Dit mag je niet wijzigen."))]
