from datetime import date

import holidays
import pytest

from sla.dutch_days import DutchDay, dates_of, days_on, easter_sunday

ELSEWHERE = {
    "New Year's Day": DutchDay.NEW_YEAR,
    "Good Friday": DutchDay.GOOD_FRIDAY,
    "Easter Sunday": DutchDay.EASTER_SUNDAY,
    "Easter Monday": DutchDay.EASTER_MONDAY,
    "King's Day": DutchDay.KINGS_DAY,
    "Liberation Day": DutchDay.LIBERATION_DAY,
    "Ascension Day": DutchDay.ASCENSION_DAY,
    "Pentecost": DutchDay.WHIT_SUNDAY,
    "Pentecost Monday": DutchDay.WHIT_MONDAY,
    "Christmas Day": DutchDay.CHRISTMAS_DAY,
    "Second Day of Christmas": DutchDay.BOXING_DAY,
}


@pytest.mark.parametrize("year", range(2014, 2061))
def test_the_dates_are_those_of_the_holidays_package(year: int) -> None:
    """Of its dates only: in which category it puts Good Friday and 5 May differs by version."""
    known = holidays.country_holidays("NL", years=year, language="en_US", categories=("public", "optional"))
    for name, day in ELSEWHERE.items():
        assert dates_of(year)[day] in known.get_named(name, lookup="exact"), (name, year)


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter(year: int, expected: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *expected)


@pytest.mark.parametrize(("year", "day"), [(2024, 27), (2025, 26), (2026, 27), (2031, 26), (2036, 26)])
def test_kings_day_is_never_on_a_sunday(year: int, day: int) -> None:
    assert dates_of(year)[DutchDay.KINGS_DAY] == date(year, 4, day)


def test_a_day_can_have_two_names() -> None:
    assert days_on(date(2016, 5, 5)) == (DutchDay.LIBERATION_DAY, DutchDay.ASCENSION_DAY)
    assert days_on(date(2026, 2, 3)) == ()
