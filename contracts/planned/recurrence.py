"""When recurring work comes back (SLA 6.1, 8.2): an RRULE of iCalendar, read, checked and put into words. Pure.

An occurrence is a day by the rule alone, but for a working day ("op de tweede werkdag"): that is counted in days on
which the calendar is open, holidays and dated exceptions included. "Op de 31e" is the last day of a shorter month. The
due day is the occurrence, or the next day on which the calendar is open: work is never done earlier than was agreed.
Two occurrences that move to the same day stay two.

Of iCalendar only that is taken which a person can agree on, and which can be seen to occur: days, never hours.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, islice, takewhile
from types import MappingProxyType
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from django.utils.translation import gettext as _

from sla.business_hours import BusinessHours
from sla.wording import long_day_words

_FREQUENCIES: Mapping[str, Literal[0, 1, 2, 3]] = MappingProxyType(
    {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_RULE = 200
_LONGEST = MappingProxyType({"DAILY": 366, "WEEKLY": 104, "MONTHLY": 60, "YEARLY": 10})
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HORIZON = timedelta(days=3653)  # a rule that does not occur in ten years was written wrong
_LONGEST_CLOSURE = 366
_EMPTY_MONTHS = 120  # after so many without a single day no other comes
_IN_EVERY_MONTH = 28


class InvalidRule(ValueError):
    """The message is Dutch and says how to mend the rule."""


@dataclass(frozen=True)
class RecurrenceRule:
    """A rule as it was checked; the number beside a weekday is which one of the month, 0 for every."""

    frequency: str
    interval: int = 1
    by_day: tuple[tuple[int, str], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    @property
    def is_of_working_days(self) -> bool:
        """ "Op de tweede werkdag": which one of the open days of a month."""
        return bool(self.by_position) and {day for _ordinal, day in self.by_day} == set(WEEKDAYS[:5])

    def days_from(self, starts_on: date, hours: BusinessHours | None = None) -> Iterator[date]:
        """Working days are those on which `hours` are open; without it the weekdays, which is enough for a check."""
        if self.is_of_working_days or self._outlasts_a_month(starts_on):
            return self._by_month(starts_on, hours)
        until = datetime.combine(self.until, time()) if self.until else None
        found = rrule(
            _FREQUENCIES[self.frequency],
            dtstart=datetime.combine(starts_on, time()),
            interval=self.interval,
            byweekday=[weekday(WEEKDAYS.index(day), n or None) for n, day in self.by_day] or None,
            bymonthday=self.by_month_day or None,
            bymonth=self.by_month or None,
            bysetpos=self.by_position or None,
            count=self.count,
            until=until,
        )
        return (moment.date() for moment in found)

    def _outlasts_a_month(self, starts_on: date) -> bool:
        """Whether it is by a date that some month does not have, and iCalendar would pass that month over."""
        by_date = self.frequency in ("MONTHLY", "YEARLY") and not self.by_day
        return by_date and max(self.by_month_day or (starts_on.day,)) > _IN_EVERY_MONTH

    def _by_month(self, starts_on: date, hours: BusinessHours | None) -> Iterator[date]:
        months = (self.days_of_month(first, starts_on, hours) for first in self._months_from(starts_on))
        days: Iterator[date] = (day for days in _until_nothing_comes(months) for day in days)
        if self.until:
            until = self.until
            days = takewhile(lambda day: day <= until, days)
        return islice(days, self.count) if self.count else days

    def _months_from(self, starts_on: date) -> Iterator[date]:
        """The first days of the months in which it may occur, in order."""
        if self.frequency == "YEARLY":
            own = () if self.by_month_day else (starts_on.month,)
            months = sorted(self.by_month or own) or range(1, 13)
            years = range(starts_on.year, date.max.year + 1, self.interval)
            return (date(year, month, 1) for year in years for month in months)
        start = starts_on.year * 12 + starts_on.month - 1
        steps = takewhile(lambda month: month < date.max.year * 12, count(start, self.interval))
        firsts = (date(step // 12, step % 12 + 1, 1) for step in steps)
        return (first for first in firsts if not self.by_month or first.month in self.by_month)

    def days_of_month(self, first: date, starts_on: date, hours: BusinessHours | None) -> list[date]:
        """From `starts_on` on, of the month of which `first` is the first day."""
        last = monthrange(first.year, first.month)[1]
        days = [first.replace(day=number) for number in range(1, last + 1)]
        if self.is_of_working_days:
            days = [day for day in days if (hours.windows(day) if hours else day.weekday() < 5)]
        else:
            places = {min(n, last) if n > 0 else last + 1 + n for n in self.by_month_day or (starts_on.day,)}
            days = [day for day in days if day.day in places]
        if self.by_position:
            size = len(days)
            chosen = {at - 1 if at > 0 else size + at for at in self.by_position}
            days = [day for place, day in enumerate(days) if place in chosen]
        return [day for day in days if day >= starts_on]


def _until_nothing_comes(months: Iterable[list[date]]) -> Iterator[list[date]]:
    """A calendar that never opens again ends the search."""
    empty = 0
    for days in months:
        empty = 0 if days else empty + 1
        if empty > _EMPTY_MONTHS:
            return
        yield days


def parse(text: str, starts_on: date) -> RecurrenceRule:
    """InvalidRule, in Dutch, for what is no rule, is too fine, or never occurs from `starts_on` on."""
    given = _parts(text)
    frequency = given.pop("FREQ", "")
    if frequency in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise InvalidRule(_("Vaker dan eens per dag kan niet; kies FREQ=DAILY, WEEKLY, MONTHLY of YEARLY."))
    if frequency not in _FREQUENCIES:
        raise InvalidRule(_("De herhaling begint met FREQ=DAILY, WEEKLY, MONTHLY of YEARLY."))
    rule = RecurrenceRule(
        frequency,
        interval=_number("INTERVAL", given.pop("INTERVAL", "1"), 1, _LONGEST[frequency]),
        by_day=tuple(_day(part) for part in _list(given.pop("BYDAY", ""))),
        by_month_day=_numbers("BYMONTHDAY", given.pop("BYMONTHDAY", ""), 31, negative=True),
        by_month=_numbers("BYMONTH", given.pop("BYMONTH", ""), 12),
        by_position=_numbers("BYSETPOS", given.pop("BYSETPOS", ""), 31, negative=True),
        count=_number("COUNT", given.pop("COUNT"), 1, 1000) if "COUNT" in given else None,
        until=_until(given.pop("UNTIL")) if "UNTIL" in given else None,
    )
    given.pop("WKST", None)
    if given:
        raise InvalidRule(_("%(parts)s kennen wij hier niet; laat het weg.") % {"parts": ", ".join(sorted(given))})
    _require_possible(rule, starts_on)
    return rule


def occurrences(text: str, starts_on: date, ends_on: date | None = None, *, hours: BusinessHours) -> Iterator[date]:
    days = parse(text, starts_on).days_from(starts_on, hours)
    return takewhile(lambda day: ends_on is None or day <= ends_on, days)


def first_due(
    text: str, starts_on: date, ends_on: date | None = None, *, hours: BusinessHours, after: date | None = None
) -> date | None:
    """The first occurrence, or the first after a day; None when there is none any more. What `next_on` keeps."""
    days = occurrences(text, starts_on, ends_on, hours=hours)
    return next((day for day in days if after is None or day > after), None)


def working_days(text: str, starts_on: date, month: date, *, hours: BusinessHours) -> list[date]:
    """The days of a rule of working days in the month of a day, in order, also those before it starts; of any other
    rule none. What `next_place` counts in."""
    rule = parse(text, starts_on)
    first = month.replace(day=1)
    return rule.days_of_month(first, first, hours) if rule.is_of_working_days else []


def due_day(occurrence: date, hours: BusinessHours) -> date:
    """The occurrence, or the next day on which the calendar is open."""
    day = occurrence
    for _tried in range(_LONGEST_CLOSURE):
        if hours.windows(day):
            return day
        day += timedelta(days=1)
    return occurrence  # a calendar that never opens again decides nothing


# --- Reading a rule ---------------------------------------------------------------------------------------------------
def _parts(text: str) -> dict[str, str]:
    if len(text) > MAX_RULE:
        raise InvalidRule(_("Deze herhaling is te lang; gebruik hoogstens %(n)s tekens.") % {"n": MAX_RULE})
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").strip(" ;").split(";"):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value):
            raise InvalidRule(_("“%(part)s” is geen deel van een herhaling, zoals FREQ=MONTHLY.") % {"part": part[:40]})
        if name in parts:
            raise InvalidRule(_("%(name)s staat er twee keer in.") % {"name": name[:20]})
        parts[name] = value
    return parts


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _number(name: str, value: str, least: int, most: int) -> int:
    digits = value.removeprefix("-").removeprefix("+")
    if not (digits.isdecimal() and digits.isascii() and len(digits) <= 4 and least <= int(value) <= most):
        words = {"name": name, "least": least, "most": most}
        raise InvalidRule(_("%(name)s is een heel getal van %(least)s tot en met %(most)s.") % words)
    return int(value)


def _numbers(name: str, value: str, most: int, *, negative: bool = False) -> tuple[int, ...]:
    found = tuple(_number(name, part, -most if negative else 1, most) for part in _list(value))
    if 0 in found:
        raise InvalidRule(_("%(name)s kan niet 0 zijn.") % {"name": name})
    return found


def _day(part: str) -> tuple[int, str]:
    ordinal, day = part[:-2], part[-2:]
    if day not in WEEKDAYS:
        raise InvalidRule(_("BYDAY noemt dagen als MO, TU, WE, TH, FR, SA of SU, zoals 1TU voor de eerste dinsdag."))
    return (_number("BYDAY", ordinal, -5, 5) if ordinal else 0), day


def _until(value: str) -> date:
    try:
        return date.fromisoformat(f"{value[:4]}-{value[4:6]}-{value[6:8]}")
    except ValueError:
        raise InvalidRule(_("UNTIL is een dag als 20261231.")) from None


def _require_possible(rule: RecurrenceRule, starts_on: date) -> None:
    """What can be seen beforehand never to occur is refused before it is looked for, or the search takes ages."""
    has_ordinals = any(ordinal for ordinal, _name in rule.by_day)
    if has_ordinals and rule.frequency in ("DAILY", "WEEKLY"):
        raise InvalidRule(_("“De eerste dinsdag” kan alleen per maand of per jaar; kies FREQ=MONTHLY."))
    if has_ordinals and rule.by_month_day:
        raise InvalidRule(_("“De eerste dinsdag” en een vaste dag van de maand gaan niet samen; kies er een."))
    if rule.frequency == "DAILY" and rule.interval > 1 and rule.by_day:
        raise InvalidRule(_("Kies voor vaste weekdagen FREQ=WEEKLY."))
    if rule.by_position and not _can_have_positions(rule):
        raise InvalidRule(_("BYSETPOS kan alleen per maand, samen met BYDAY of BYMONTHDAY die zo vaak voorkomen."))
    if _occurs(rule) and _meets_months(rule, starts_on):
        first = next(rule.days_from(starts_on), None)
        if first is not None and (first - starts_on <= _HORIZON or rule.until or rule.count):
            return
    raise InvalidRule(_("Volgens deze herhaling komt het werk nooit voor; kies andere dagen of een andere begindatum."))


def _can_have_positions(rule: RecurrenceRule) -> bool:
    choices = len(rule.by_month_day) or 4 * len(rule.by_day)
    return (
        rule.frequency == "MONTHLY" and choices > 0 and max(abs(position) for position in rule.by_position) <= choices
    )


def _occurs(rule: RecurrenceRule) -> bool:
    """Whether any of the months has such a day: 30 February is none."""
    months = rule.by_month or range(1, 13)
    return not rule.by_month_day or any(
        abs(day) <= _DAYS_OF_MONTH[month - 1] for month in months for day in rule.by_month_day
    )


def _meets_months(rule: RecurrenceRule, starts_on: date) -> bool:
    """Whether steps of so many months ever come to one of the months that are asked for."""
    if rule.frequency != "MONTHLY" or not rule.by_month:
        return True
    return any((starts_on.month - 1 + step * rule.interval) % 12 + 1 in rule.by_month for step in range(12))


# --- In words ---------------------------------------------------------------------------------------------------------
def words(text: str, starts_on: date) -> str:
    """ "elke maand op de eerste dinsdag"; InvalidRule as `parse`."""
    rule = parse(text, starts_on)
    sentence = " ".join(part for part in (_every(rule), _months(rule), _on(rule, starts_on)) if part)
    if rule.until:
        return _("%(rule)s, tot en met %(day)s") % {"rule": sentence, "day": long_day_words(rule.until)}
    if rule.count:
        return _("%(rule)s, %(count)s keer") % {"rule": sentence, "count": rule.count}
    return sentence


def _every(rule: RecurrenceRule) -> str:
    one, many = _units()[rule.frequency]
    special = {3: _("elk kwartaal"), 6: _("elk half jaar"), 12: _("elk jaar")}
    if rule.frequency == "MONTHLY" and rule.interval in special and not rule.by_month:
        return special[rule.interval]
    return one if rule.interval == 1 else many % {"n": rule.interval}


def _units() -> Mapping[str, tuple[str, str]]:
    return {
        "DAILY": (_("elke dag"), _("elke %(n)s dagen")),
        "WEEKLY": (_("elke week"), _("elke %(n)s weken")),
        "MONTHLY": (_("elke maand"), _("elke %(n)s maanden")),
        "YEARLY": (_("elk jaar"), _("elke %(n)s jaar")),
    }


def _months(rule: RecurrenceRule) -> str:
    if not rule.by_month or (rule.frequency == "YEARLY" and rule.by_month_day):
        return ""
    return _("in %(months)s") % {"months": _and(_month_name(month) for month in rule.by_month)}


def _on(rule: RecurrenceRule, starts_on: date) -> str:
    if rule.by_position:
        return _positions(rule)
    if rule.by_day:
        weekdays = _and(_weekday_words(n, day) for n, day in rule.by_day)
        if not rule.by_month_day:
            return _("op %(days)s") % {"days": weekdays}
        return _("op %(days)s, als dat %(dates)s is") % {"days": weekdays, "dates": _dates(rule.by_month_day)}
    if rule.frequency == "YEARLY":
        months = rule.by_month or (starts_on.month,)
        days = rule.by_month_day or (starts_on.day,)
        pairs = (f"{day} {_month_name(month)}" if day > 0 else _last(day) for month in months for day in days)
        return _("op %(days)s") % {"days": _and(pairs)}
    if rule.by_month_day or rule.frequency == "MONTHLY":
        return _by_date(rule.by_month_day or (starts_on.day,), rule)
    return _("op %(days)s") % {"days": _weekday_name(starts_on.weekday())} if rule.frequency == "WEEKLY" else ""


def _by_date(days: tuple[int, ...], rule: RecurrenceRule) -> str:
    if rule.frequency == "MONTHLY" and max(days) > _IN_EVERY_MONTH:
        return _("op %(days)s, of de laatste dag van een kortere maand") % {"days": _dates(days)}
    return _("op %(days)s") % {"days": _dates(days)}


def _positions(rule: RecurrenceRule) -> str:
    if rule.is_of_working_days:
        kind = _("werkdag")
    else:
        kind = _or(_weekday_name(WEEKDAYS.index(day)) for _ordinal, day in rule.by_day) or _("dag")
    places = _and(f"{_ordinal_word(position)} {kind}" for position in rule.by_position)
    return _("op de %(places)s") % {"places": places}


def _weekday_words(ordinal: int, day: str) -> str:
    name = _weekday_name(WEEKDAYS.index(day))
    return _("de %(which)s %(day)s") % {"which": _ordinal_word(ordinal), "day": name} if ordinal else name


def _ordinal_word(n: int) -> str:
    known = {
        1: _("eerste"),
        2: _("tweede"),
        3: _("derde"),
        4: _("vierde"),
        5: _("vijfde"),
        -1: _("laatste"),
        -2: _("op een na laatste"),
    }
    return known.get(n) or (_("%(n)se") % {"n": n} if n > 0 else _("%(n)se van achteren") % {"n": -n})


def _dates(days: Iterable[int]) -> str:
    return _and(_("de %(n)se") % {"n": day} if day > 0 else _last(day) for day in days)


def _last(day: int) -> str:
    return _("de laatste dag") if day == -1 else _("de %(n)se dag van achteren") % {"n": -day}


def _weekday_name(number: int) -> str:
    return (_("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"), _("zaterdag"), _("zondag"))[number]


def _month_name(number: int) -> str:
    first = (_("januari"), _("februari"), _("maart"), _("april"), _("mei"), _("juni"))
    second = (_("juli"), _("augustus"), _("september"), _("oktober"), _("november"), _("december"))
    return (first + second)[number - 1]


def _and(parts: Iterable[str]) -> str:
    return _joined(parts, _("en"))


def _or(parts: Iterable[str]) -> str:
    return _joined(parts, _("of"))


def _joined(parts: Iterable[str], last: str) -> str:
    *begin, end = list(parts) or [""]
    return f"{', '.join(begin)} {last} {end}" if begin else end
