"""Moments and durations as a person reads them."""

from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
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


def moment_words(at: datetime) -> str:
    """ "ma 23 nov 14:20", in Amsterdam."""
    return dateformat.format(at.astimezone(AMSTERDAM), "D j b H:i")


def day_words(day: date) -> str:
    """ "ma 21 dec", as in a moment."""
    return dateformat.format(day, "D j b")


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
    return dateformat.format(at.astimezone(AMSTERDAM), "H:i")


def near_words(at: datetime, now: datetime) -> str:
    """As short as it can be said: "14:20" today, "ma 14:20" within the week on either side, else "23 nov", with its
    year where that is another one."""
    there, here = at.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM)
    days = abs((there.date() - here.date()).days)
    if days == 0:
        return f"{there:%H:%M}"
    if days < 7:
        return f"{WEEKDAYS_ABBR[there.weekday()]} {there:%H:%M}"
    return near_day_words(there.date(), here.date())


def near_day_words(day: date, today: date) -> str:
    """ "di 24 nov" within the week, else "24 nov", with its year where that is another one."""
    if abs((day - today).days) < 7:
        return f"{WEEKDAYS_ABBR[day.weekday()]} {day.day} {MONTHS_3[day.month]}"
    return f"{day.day} {MONTHS_3[day.month]}" + (f" {day.year}" if day.year != today.year else "")


def age_words(age: timedelta) -> str:
    """ "25 min", "7 u", "3 d": by the wall clock, in the one unit that tells most."""
    if age < timedelta(hours=1):
        return _("%(minutes)s min") % {"minutes": max(age // _MINUTE, 0)}
    if age < timedelta(days=1):
        return _("%(hours)s u") % {"hours": age // timedelta(hours=1)}
    return _("%(days)s d") % {"days": age.days}
