"""What was typed in the box: words, and filters such as "klant:smit", "sinds:1-11", "status:open"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.rules import Verdict
from contracts.models import Contact, Customer
from desk.choices import colleagues
from infra.folding import Folded
from infra.words import fold
from sla.business_hours import AMSTERDAM
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Status

_FILTER = re.compile(r'(?<!\S)([^\W\d_]{2,12}):("[^"]*"|[^\s"]+)')
_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}))?|(\d{4})-(\d{1,2})-(\d{1,2})")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_AT_MOST = 200  # customers or people that one filter may mean


@dataclass
class SearchAsked:
    """`condition` is of meldingen; `chips` says which filters are on, `problems` which were not understood."""

    words: str = ""
    condition: Q = field(default_factory=Q)
    chips: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)


class _NotUnderstoodError(Exception):
    """Why a filter does not count, in words."""


def read_asked(text: str, by: User, now: datetime) -> SearchAsked:
    asked, today = SearchAsked(), now.astimezone(AMSTERDAM).date()

    def take(found: re.Match[str]) -> str:
        name, value = fold(found[1]), found[2].strip('"').strip()
        make = _MAKERS.get(name)
        if make is None:
            return found[0]  # "fout:" of a log line is text
        try:
            condition, words = make(value, by, today)
        except _NotUnderstoodError as error:
            asked.problems.append(str(error))
        else:
            asked.condition &= condition
            asked.chips.append((name, words))
        return " "

    asked.words = " ".join(_FILTER.sub(take, text).split())
    if asked.is_filtered:
        _bare_verdict(asked)
    return asked


def _bare_verdict(asked: SearchAsked) -> None:
    """Among filters "meerwerk" is one as well."""
    kept = []
    for word in asked.words.split():
        if fold(word) == Verdict.MEERWERK.value:
            asked.condition &= Q(coverage_verdict=Verdict.MEERWERK)
            asked.chips.append(("dekking", str(Verdict.MEERWERK.label)))
        else:
            kept.append(word)
    asked.words = " ".join(kept)


def _named(rows: QuerySet[Any], value: str) -> list[tuple[int, str]]:
    rows = rows.annotate(folded=Folded("name"))
    for word in fold(value).split():
        rows = rows.filter(folded__contains=word)
    return list(rows.order_by("name").values_list("pk", "name")[:_AT_MOST])


def _words_for(found: list[tuple[int, str]], value: str) -> str:
    return found[0][1] if len(found) == 1 else value


def _customer(value: str, by: User, today: date) -> tuple[Q, str]:
    seen = Customer.objects.visible_to(by)
    found = list(seen.filter(number__iexact=value).values_list("pk", "name")) or _named(seen, value)
    if not found:
        raise _NotUnderstoodError(_("Er is geen klant met “%s” in de naam; dat filter telt niet mee.") % value[:60])
    return Q(customer__in=[pk for pk, _name in found]), _words_for(found, value)


def _contact(value: str, by: User, today: date) -> tuple[Q, str]:
    found = _named(Contact.objects.visible_to(by), value)
    if not found:
        raise _NotUnderstoodError(_("Er is niemand met “%s” in de naam; dat filter telt niet mee.") % value[:60])
    return Q(contact__in=[pk for pk, _name in found]), _words_for(found, value)


def _assignee(value: str, by: User, today: date) -> tuple[Q, str]:
    if fold(value) in ("mij", "ik"):
        return Q(assignee=by), by.name
    if fold(value) == "niemand":
        return Q(assignee=None), _("niemand")
    found = _named(colleagues(), value)
    if not found:
        raise _NotUnderstoodError(_("Er is geen collega met “%s” in de naam; dat filter telt niet mee.") % value[:60])
    return Q(assignee__in=[pk for pk, _name in found]), _words_for(found, value)


def _status(value: str, by: User, today: date) -> tuple[Q, str]:
    if fold(value) in ("open", "dicht"):
        is_open = fold(value) == "open"
        return Q(clock__is_open=is_open), _("open") if is_open else _("dicht")
    return _of("status", Status.choices, value)


def _choice(column: str, choices: Any) -> Callable[[str, User, date], tuple[Q, str]]:
    return lambda value, by, today: _of(column, choices, value)


def _of(column: str, choices: Any, value: str) -> tuple[Q, str]:
    """The choices whose words begin so."""
    wanted = fold(value).replace("_", " ").replace("-", " ")
    found = [(key, str(words)) for key, words in choices if fold(str(words)).replace("-", " ").startswith(wanted)]
    if not wanted or not found:
        known = ", ".join(str(words).lower() for _key, words in choices)
        raise _NotUnderstoodError(
            _("“%(value)s” ken ik niet; kies uit: %(known)s. Dat filter telt niet mee.")
            % {"value": value[:60], "known": known}
        )
    return Q(**{f"{column}__in": [key for key, _words in found]}), ", ".join(words.lower() for _key, words in found)


def _since(value: str, by: User, today: date) -> tuple[Q, str]:
    day = _day(value, today)
    return Q(opened_at__gte=datetime.combine(day, time(), AMSTERDAM)), f"{day:%d-%m-%Y}"


def _until(value: str, by: User, today: date) -> tuple[Q, str]:
    day = _day(value, today)
    return Q(opened_at__lt=datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)), f"{day:%d-%m-%Y}"


def _day(value: str, today: date) -> date:
    """ "1-11" is the last first of November, today included."""
    named = {"vandaag": 0, "gisteren": 1, "eergisteren": 2}.get(fold(value))
    if named is not None:
        return today - timedelta(days=named)
    found = _DAY.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        if found[4] or found[3]:
            given = (found[4], found[5], found[6]) if found[4] else (found[3], found[2], found[1])
            day = date(*map(int, given))
            if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                raise ValueError
            return day
        day = date(today.year, int(found[2]), int(found[1]))
        return day if day <= today else day.replace(year=today.year - 1)
    except ValueError:
        raise _NotUnderstoodError(
            _("“%s” is geen dag; schrijf die als 1-11, 1-11-2026 of gisteren. Dat filter telt niet mee.") % value[:60]
        ) from None


_MAKERS: dict[str, Callable[[str, User, date], tuple[Q, str]]] = {
    "klant": _customer,
    "van": _contact,
    "aan": _assignee,
    "behandelaar": _assignee,
    "status": _status,
    "soort": _choice("kind", TicketKind.choices),
    "prioriteit": _choice("priority", Priority.choices),
    "kanaal": _choice("channel", Channel.choices),
    "dekking": _choice("coverage_verdict", Verdict.choices),
    "sinds": _since,
    "tot": _until,
}
