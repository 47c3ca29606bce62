"""The fields of a table that is imported: what a cell of each may hold, and which column of a file it probably is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from integrations.importing.workbook import FORMULA

Value = str | int | bool
Values = dict[str, Value]
Reasons = list[tuple[Any, Any]]
_ALIKE = 0.86


class RowRefused(Exception):
    """`reasons`: of which column, and why; Dutch, for the preview."""

    def __init__(self, *reasons: tuple[Any, Any]) -> None:
        super().__init__(reasons)
        self.reasons = list(reasons)


@dataclass(frozen=True)
class ImportField:
    """`is_key`: without a column for it nothing can be imported; `for_new`: what is not there yet needs it.

    `read` gives the value of a cell that is not empty, as JSON keeps it; ValueError says in Dutch what is wrong.
    """

    key: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    read: Callable[[str], Value] = str
    is_key: bool = False
    for_new: bool = False

    def value(self, cell: str) -> Value:
        if cell == FORMULA or cell[:1] in ("=", "@"):
            raise ValueError(_("is een formule; kopieer de kolom en plak haar als waarden"))
        return self.read(cell)


def read_cells(fields: Sequence[ImportField], columns: Mapping[str, int], width: int, cells: Sequence[str]) -> Values:
    """What a row says, by field; an empty cell says nothing. RowRefused with all that is wrong."""
    if len(cells) > width:
        raise RowRefused((_("rij"), _("meer cellen dan de kopregel kolommen heeft; staat er een teken te veel in?")))
    values: Values = {}
    wrong: Reasons = []
    for field in fields:
        place = columns.get(field.key)
        cell = cells[place].strip() if place is not None and place < len(cells) else ""
        if not cell:
            if field.is_key:
                wrong.append((field.label, _("is leeg")))
            continue
        try:
            values[field.key] = field.value(cell)
        except ValueError as error:
            wrong.append((field.label, str(error)))
    if wrong:
        raise RowRefused(*wrong)
    return values


def proposed(fields: Sequence[ImportField], header: Sequence[str]) -> dict[str, int]:
    """The column of each field by their names, each column once."""
    names = {_squeezed(name): place for place, name in enumerate(header) if name}
    found: dict[str, int] = {}
    for exactly in (True, False):
        for field in fields:
            free = {name: place for name, place in names.items() if place not in found.values()}
            if field.key in found:
                continue
            for word in map(_squeezed, (field.key, str(field.label), *field.aliases)):
                match = word if exactly else next(iter(get_close_matches(word, free, n=1, cutoff=_ALIKE)), "")
                if match in free:
                    found[field.key] = free[match]
                    break
    return found


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


# --- What a cell may hold -----------------------------------------------------------------------------------
def line_of(longest: int) -> Callable[[str], Value]:
    def read(cell: str) -> Value:
        text = " ".join(cell.split())
        if len(text) > longest:
            raise ValueError(_("is langer dan %s tekens") % longest)
        return text

    return read


def email(cell: str) -> Value:
    text = cell.removeprefix("mailto:").strip().lower()
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("“%s” is geen volledig e-mailadres") % cell[:80]) from None
    if len(text) > 254:
        raise ValueError(_("is langer dan %s tekens") % 254)
    return text


def yes_or_no(cell: str) -> Value:
    word = cell.casefold()
    if word in ("ja", "j", "yes", "y", "true", "waar", "1", "actief", "active", "x", "aan"):
        return True
    if word in ("nee", "n", "no", "false", "onwaar", "0", "inactief", "niet actief", "inactive", "uit"):
        return False
    raise ValueError(_("“%s” is geen ja of nee") % cell[:40])


def whole(least: int, most: int) -> Callable[[str], Value]:
    def read(cell: str) -> Value:
        if not re.fullmatch(r"[0-9]{1,9}", cell) or not least <= int(cell) <= most:
            words = {"cell": cell[:40], "least": least, "most": most}
            raise ValueError(_("“%(cell)s” is geen heel getal van %(least)s tot %(most)s") % words)
        return int(cell)

    return read


def euros(cell: str) -> Value:
    """As text with two decimals: "1.234,50", "1234.5" and "€ 12" are all read."""
    text = re.sub(r"[€\s]", "", cell)
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 10_000_000 or amount != round(amount, 2):
        raise ValueError(_("“%s” is geen bedrag zoals 12,50") % cell[:40])
    return f"{amount:.2f}"


def day(cell: str) -> Value:
    """ISO. With a slash nobody can see whether "3/4" is in March or in April, so it is asked for otherwise."""
    for pattern in ("%d-%m-%Y", "%Y-%m-%d", "%d-%m-%Y %H:%M"):
        try:
            return datetime.strptime(cell, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if "/" in cell:
        raise ValueError(
            _("“%s”: schrijf de datum als dd-mm-jjjj; met schuine strepen zijn dag en maand te verwarren") % cell[:40]
        )
    raise ValueError(_("“%s” is geen datum als dd-mm-jjjj") % cell[:40])


def as_day(value: Value) -> date:
    return date.fromisoformat(str(value))


def one_of(choices: type[Choices]) -> Callable[[str], Value]:
    """By its value or its Dutch label, capitals aside."""
    words = {str(word).casefold(): value for value, label in choices.choices for word in (value, label)}

    def read(cell: str) -> Value:
        found: Value | None = words.get(" ".join(cell.split()).casefold())
        if found is None:
            allowed = ", ".join(str(label) for _value, label in choices.choices)
            raise ValueError(_("“%(cell)s” kan niet; kies uit %(allowed)s") % {"cell": cell[:40], "allowed": allowed})
        return found

    return read


def urgency(cell: str) -> Value:
    if (word := cell.upper()[:1]) in ("A", "B", "C") and len(cell.split()[0]) == 1:
        return word
    raise ValueError(_("“%s” is geen urgentie A, B of C") % cell[:40])
