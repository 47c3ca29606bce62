"""The dates of Dutch holidays and of the days that close early.

Our own table and not that of the `holidays` package: where that puts Good Friday and 5 May differs by version,
and it knows no year after 2100. A deadline may not move with a package; a test compares the dates.
"""

from datetime import date, timedelta
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DutchDay(TextChoices):
    NEW_YEAR = "new_year", _("Nieuwjaarsdag")
    GOOD_FRIDAY = "good_friday", _("Goede Vrijdag")
    EASTER_SUNDAY = "easter_sunday", _("Eerste paasdag")
    EASTER_MONDAY = "easter_monday", _("Tweede paasdag")
    KINGS_DAY = "kings_day", _("Koningsdag")
    LIBERATION_DAY = "liberation_day", _("Bevrijdingsdag")
    ASCENSION_DAY = "ascension_day", _("Hemelvaartsdag")
    WHIT_SUNDAY = "whit_sunday", _("Eerste pinksterdag")
    WHIT_MONDAY = "whit_monday", _("Tweede pinksterdag")
    FIFTH_OF_DECEMBER = "5_december", _("5 december")
    CHRISTMAS_EVE = "24_december", _("24 december")
    CHRISTMAS_DAY = "christmas_day", _("Eerste kerstdag")
    BOXING_DAY = "boxing_day", _("Tweede kerstdag")
    NEW_YEARS_EVE = "31_december", _("31 december")


def easter_sunday(year: int) -> date:
    """Gregorian Easter, by the algorithm of Meeus, Jones and Butcher."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (in_century // 4) - epact - in_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """27 April, and the Saturday before when that is a Sunday (KB 2013)."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


@cache
def dates_of(year: int) -> dict[DutchDay, date]:
    easter = easter_sunday(year)
    return {
        DutchDay.NEW_YEAR: date(year, 1, 1),
        DutchDay.GOOD_FRIDAY: easter - timedelta(days=2),
        DutchDay.EASTER_SUNDAY: easter,
        DutchDay.EASTER_MONDAY: easter + timedelta(days=1),
        DutchDay.KINGS_DAY: kings_day(year),
        DutchDay.LIBERATION_DAY: date(year, 5, 5),
        DutchDay.ASCENSION_DAY: easter + timedelta(days=39),
        DutchDay.WHIT_SUNDAY: easter + timedelta(days=49),
        DutchDay.WHIT_MONDAY: easter + timedelta(days=50),
        DutchDay.FIFTH_OF_DECEMBER: date(year, 12, 5),
        DutchDay.CHRISTMAS_EVE: date(year, 12, 24),
        DutchDay.CHRISTMAS_DAY: date(year, 12, 25),
        DutchDay.BOXING_DAY: date(year, 12, 26),
        DutchDay.NEW_YEARS_EVE: date(year, 12, 31),
    }


def days_on(day: date) -> tuple[DutchDay, ...]:
    """Sometimes two: in 2016 Ascension Day fell on 5 May."""
    return _names_of(day.year).get(day, ())


@cache
def _names_of(year: int) -> dict[date, tuple[DutchDay, ...]]:
    names: dict[date, tuple[DutchDay, ...]] = {}
    for name, day in dates_of(year).items():
        names[day] = (*names.get(day, ()), name)
    return names
