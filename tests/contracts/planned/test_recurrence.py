"""When recurring work comes back (SLA 6.1, 8.2): rules of iCalendar, their words, and days on which 1do is closed."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.planned.recurrence import InvalidRule, due_day, first_due, occurrences, words
from sla.business_hours import BusinessHours, DayException, DayPolicy
from sla.dutch_days import DutchDay

TUESDAY = date(2026, 11, 24)
HOLIDAYS = DayPolicy(frozenset(DutchDay) - {DutchDay.GOOD_FRIDAY, DutchDay.CHRISTMAS_EVE, DutchDay.NEW_YEARS_EVE})
OFFICE = BusinessHours(
    {day: [["08:00", "17:00"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}, HOLIDAYS
)


@pytest.mark.parametrize(
    ("rule", "said", "first"),
    [
        ("FREQ=DAILY", "elke dag", date(2026, 11, 24)),
        ("FREQ=DAILY;INTERVAL=3", "elke 3 dagen", date(2026, 11, 24)),
        ("FREQ=DAILY;COUNT=3", "elke dag, 3 keer", date(2026, 11, 24)),
        ("FREQ=WEEKLY", "elke week op dinsdag", date(2026, 11, 24)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "elke 2 weken op maandag en donderdag", date(2026, 11, 26)),
        ("FREQ=WEEKLY;UNTIL=20261231", "elke week op dinsdag, tot en met 31 december 2026", date(2026, 11, 24)),
        ("FREQ=MONTHLY", "elke maand op de 24e", date(2026, 11, 24)),
        ("FREQ=MONTHLY;BYDAY=1TU", "elke maand op de eerste dinsdag", date(2026, 12, 1)),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU", "elke maand op de eerste dinsdag", date(2026, 12, 1)),
        ("freq=monthly; byday=-1fr", "elke maand op de laatste vrijdag", date(2026, 11, 27)),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU", "elk kwartaal op de eerste dinsdag", date(2027, 2, 2)),
        ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1", "elk half jaar op de 1e", date(2027, 5, 1)),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "elke maand op de 15e", date(2026, 12, 15)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "elke maand op de laatste dag", date(2026, 11, 30)),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "elke maand op vrijdag, als dat de 13e is", date(2027, 8, 13)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "elke maand op de laatste werkdag", date(2026, 11, 30)),
        (
            "FREQ=MONTHLY;BYMONTH=3,9;BYDAY=1TU",
            "elke maand in maart en september op de eerste dinsdag",
            date(2027, 3, 2),
        ),
        ("FREQ=YEARLY", "elk jaar op 24 november", date(2026, 11, 24)),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "elk jaar op 1 maart", date(2027, 3, 1)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "elk jaar op 29 februari", date(2027, 2, 28)),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "elke maand op de 31e, of de laatste dag van een kortere maand",
            date(2026, 11, 30),
        ),
    ],
)
def test_a_rule_in_words_and_its_first_day(rule, said, first):
    assert words(rule, TUESDAY) == said
    assert first_due(rule, TUESDAY, hours=OFFICE) == first


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "geen deel van een herhaling"),
        ("elke dinsdag", "geen deel van een herhaling"),
        ("BYDAY=TU", "begint met FREQ"),
        ("FREQ=SOMS", "begint met FREQ"),
        ("FREQ=HOURLY", "Vaker dan eens per dag"),
        ("FREQ=MINUTELY;INTERVAL=5", "Vaker dan eens per dag"),
        ("FREQ=SECONDLY", "Vaker dan eens per dag"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR kennen wij hier niet"),
        ("FREQ=DAILY;FREQ=WEEKLY", "twee keer"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is een heel getal van 1"),
        ("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL is een heel getal"),
        ("FREQ=DAILY;COUNT=-1", "COUNT is een heel getal"),
        ("FREQ=DAILY;UNTIL=morgen", "UNTIL is een dag"),
        ("FREQ=WEEKLY;BYDAY=DI", "BYDAY noemt dagen"),
        ("FREQ=WEEKLY;BYDAY=1TU", "alleen per maand"),
        ("FREQ=MONTHLY;BYDAY=9TU", "BYDAY is een heel getal"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY is een heel getal"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "kan niet 0 zijn"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31", "gaan niet samen"),
        ("FREQ=MONTHLY;BYSETPOS=9;BYDAY=MO", "BYSETPOS"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "Kies voor vaste weekdagen FREQ=WEEKLY"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "komt het werk nooit voor"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "komt het werk nooit voor"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTH=4", "komt het werk nooit voor"),
        ("FREQ=DAILY;UNTIL=20200101", "komt het werk nooit voor"),
    ],
)
def test_what_is_no_rule_is_refused_in_words(rule, says):
    with pytest.raises(InvalidRule, match=says):
        words(rule, TUESDAY)


def test_occurrences_end_with_the_period():
    days = occurrences("FREQ=WEEKLY", TUESDAY, ends_on=date(2026, 12, 8), hours=OFFICE)
    assert list(days) == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)]
    assert first_due("FREQ=WEEKLY", TUESDAY, date(2026, 12, 8), hours=OFFICE, after=date(2026, 12, 8)) is None
    assert first_due("FREQ=WEEKLY", TUESDAY, hours=OFFICE, after=TUESDAY) == date(2026, 12, 1)


def days_of(rule, starts_on, n, hours=OFFICE, ends_on=None):
    return list(islice(occurrences(rule, starts_on, ends_on, hours=hours), n))


# --- A date that a month does not have --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "starts_on", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-01", ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", "2028-01-01", ["2028-01-30", "2028-02-29", "2028-03-30"]),
        ("FREQ=MONTHLY", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", "2026-11-15", ["2026-11-30", "2027-02-28", "2027-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31", "2027-02-01", ["2027-02-15", "2027-02-28", "2027-03-15", "2027-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30,31", "2027-02-01", ["2027-02-28", "2027-03-30", "2027-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", "2027-01-01", ["2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20270228", "2027-01-01", ["2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=30", "2027-01-01", ["2027-02-28", "2027-04-30", "2028-02-29"]),
        ("FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=31", "2026-01-01", ["2026-06-30", "2026-12-31"]),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=31",
            "2026-01-01",
            ["2026-07-31", "2027-12-31"],
        ),  # as it says
    ],
)
def test_t24_the_31st_is_the_last_day_of_a_shorter_month(rule, starts_on, days):
    found = days_of(rule, date.fromisoformat(starts_on), len(days))
    assert [day.isoformat() for day in found] == days


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a machine that is busy
@given(st.integers(29, 31), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_t24_each_month_has_its_31st(n, starts_on):
    found = days_of(f"FREQ=MONTHLY;BYMONTHDAY={n}", starts_on, 30)
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + 30))
    assert all(day.day == min(n, monthrange(day.year, day.month)[1]) for day in found)


# --- Working days -----------------------------------------------------------------------------------------------------
WORKING = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={}"


@pytest.mark.parametrize(
    ("which", "starts_on", "day"),
    [
        (1, "2027-01-01", "2027-01-04"),  # New Year's Day is a Friday
        (2, "2027-01-01", "2027-01-05"),
        (1, "2026-05-01", "2026-05-01"),
        (-1, "2026-12-01", "2026-12-31"),
        (3, "2026-04-01", "2026-04-03"),  # Good Friday is open until 16:00
        (4, "2026-04-01", "2026-04-07"),  # after Easter Monday
        (5, "2027-05-01", "2027-05-10"),  # Ascension is the 6th
        (-5, "2026-12-01", "2026-12-24"),  # no Christmas Day in between
        (
            20,
            "2026-05-01",
            None,
        ),  # it has 19: without Ascension and Whit Monday
    ],
)
def test_t24_a_working_day_is_a_day_on_which_1do_is_open(which, starts_on, day):
    first = date.fromisoformat(starts_on)
    (found,) = days_of(WORKING.format(which), first, 1)
    if day is None:
        assert (found.year, found.month) != (first.year, first.month)
    else:
        assert found == date.fromisoformat(day)


def with_exceptions(**days):
    weekdays = {day: [["08:00", "17:00"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    found = {date.fromisoformat(day[1:].replace("_", "-")): DayException(*each) for day, each in days.items()}
    return BusinessHours(weekdays, HOLIDAYS, exceptions=found)


def test_t24_exceptions_count_too():
    shut = with_exceptions(d2026_12_31=((), "inventarisatie"))
    assert days_of(WORKING.format(-1), date(2026, 12, 1), 1, shut) == [date(2026, 12, 30)]
    extra = with_exceptions(d2026_12_05=((("09:00", "13:00"),), "zaterdag open"))
    assert days_of(WORKING.format(5), date(2026, 12, 1), 1, extra) == [date(2026, 12, 5)]
    assert days_of(WORKING.format(5), date(2026, 12, 1), 1) == [date(2026, 12, 7)]


@given(
    st.sampled_from([-20, -3, -1, 1, 2, 3, 5, 12]),
    st.sampled_from([1, 2, 3, 6]),
    st.dates(date(2020, 1, 1), date(2036, 1, 1)),
)
def test_t24_counted_by_hand(which, interval, starts_on):
    """So many open days of the month come before it, or after it."""
    rule = f"FREQ=MONTHLY;INTERVAL={interval};BYDAY=MO,TU,WE,TH,FR;BYSETPOS={which}"
    for day in days_of(rule, starts_on, 6):
        last = monthrange(day.year, day.month)[1]
        open_days = [each for n in range(1, last + 1) if OFFICE.windows(each := day.replace(day=n))]
        assert open_days.index(day) == (which - 1 if which > 0 else len(open_days) + which)
        assert (day.year * 12 + day.month - starts_on.year * 12 - starts_on.month) % interval == 0
        assert due_day(day, OFFICE) == day >= starts_on


def test_t24_a_working_day_that_never_comes_ends_the_search():
    mondays = BusinessHours({"monday": [["08:00", "17:00"]]})
    assert first_due(WORKING.format(15), TUESDAY, hours=mondays) is None


@pytest.mark.parametrize(
    ("occurrence", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 11, 28), date(2026, 11, 30)),  # Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas, then Boxing Day, then Sunday
        (date(2027, 3, 28), date(2027, 3, 30)),  # Easter Sunday, then Easter Monday
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_closed_day_moves_on_to_the_next_working_day(occurrence, due):
    assert due_day(occurrence, OFFICE) == due


def test_two_that_move_to_the_same_day_stay_two():
    weekend = list(islice(occurrences("FREQ=DAILY", date(2026, 11, 28), hours=OFFICE), 3))
    assert [due_day(day, OFFICE) for day in weekend] == [date(2026, 11, 30)] * 3


def test_a_calendar_that_never_opens_again_leaves_the_day_as_it_is():
    shut = {TUESDAY + timedelta(days=n): DayException((), "gesloten") for n in range(400)}
    assert due_day(TUESDAY, BusinessHours({"tuesday": [["08:00", "17:00"]]}, exceptions=shut)) == TUESDAY
