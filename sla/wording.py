"""Moments and durations as a person reads them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import dateformat
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM

_MINUTE = timedelta(minutes=1)


def duration_words(duration: timedelta) -> str:
    """ "20 min", "2 u 10 min"; whole minutes, rounded down."""
    minutes = duration // _MINUTE
    if minutes < 1:
        return _("minder dan 1 min") if duration > timedelta() else _("0 min")
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s u") % {"hours": hours}
    return _("%(hours)s u %(minutes)s min") % {"hours": hours, "minutes": minutes}


@lru_cache(maxsize=8)
def _names(language: str | None) -> tuple[dict[int, str], dict[int, str]]:
    """Of weekdays and months, as they are written short; `language` is what they are kept by."""
    return ({n: str(name) for n, name in WEEKDAYS_ABBR.items()}, {n: str(name) for n, name in MONTHS_3.items()})


def moment_words(at: datetime) -> str:
    """ "ma 23 nov 14:20", in Amsterdam. As `dateformat` says "D j b H:i", in a tenth of its time: rows have several."""
    there = at.astimezone(AMSTERDAM)
    return f"{day_words(there)} {there:%H:%M}"


def day_words(day: date) -> str:
    """ "ma 21 dec", as in a moment."""
    weekdays, months = _names(get_language())
    return f"{weekdays[day.weekday()]} {day.day} {months[day.month]}"


def long_day_words(day: date) -> str:
    """ "21 december 2026": what stands in an agreement, or may be of another year."""
    return dateformat.format(day, "j F Y")


def date_words(day: date) -> str:
    """ "1 juli 2026"."""
    return dateformat.format(day, "j F Y")


def away_words(until: date) -> str:
    """Of who is not here: "afwezig t/m ma 21 dec"."""
    return _("afwezig t/m %s") % day_words(until)


def time_words(at: datetime) -> str:
    """ "16:40", in Amsterdam."""
    return f"{at.astimezone(AMSTERDAM):%H:%M}"


def near_words(at: datetime, now: datetime) -> str:
    """As short as it can be said: "14:20" today, "ma 14:20" within the week on either side, else "23 nov", with its
    year where that is another one."""
    there, here = at.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM)
    days = abs((there.date() - here.date()).days)
    if days == 0:
        return f"{there:%H:%M}"
    if days < 7:
        weekdays, _months = _names(get_language())
        return f"{weekdays[there.weekday()]} {there:%H:%M}"
    return near_day_words(there.date(), here.date())


def near_day_words(day: date, today: date) -> str:
    """ "di 24 nov" within the week, else "24 nov", with its year where that is another one."""
    if abs((day - today).days) < 7:
        return day_words(day)
    _weekdays, months = _names(get_language())
    return f"{day.day} {months[day.month]}" + (f" {day.year}" if day.year != today.year else "")


def age_words(age: timedelta) -> str:
    """ "25 min", "7 u", "3 d": by the wall clock, in the one unit that tells most."""
    if age < timedelta(hours=1):
        return _("%(minutes)s min") % {"minutes": max(age // _MINUTE, 0)}
    if age < timedelta(days=1):
        return _("%(hours)s u") % {"hours": age // timedelta(hours=1)}
    return _("%(days)s d") % {"days": age.days}
