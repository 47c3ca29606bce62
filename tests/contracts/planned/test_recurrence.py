"""When recurring work comes back (SLA 6.1, 8.2): rules of iCalendar, their words, and days on which 1do is closed."""

from datetime import date, timedelta
from itertools import islice

import pytest

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
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "elk jaar op 29 februari", date(2028, 2, 29)),
    ],
)
def test_a_rule_in_words_and_its_first_day(rule, said, first):
    assert words(rule, TUESDAY) == said
    assert first_due(rule, TUESDAY) == first


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
    days = occurrences("FREQ=WEEKLY", TUESDAY, ends_on=date(2026, 12, 8))
    assert list(days) == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)]
    assert first_due("FREQ=WEEKLY", TUESDAY, date(2026, 12, 8), after=date(2026, 12, 8)) is None
    assert first_due("FREQ=WEEKLY", TUESDAY, after=TUESDAY) == date(2026, 12, 1)


def test_a_month_without_a_31st_is_passed_over():
    days = islice(occurrences("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 11, 1)), 2)
    assert list(days) == [date(2026, 12, 31), date(2027, 1, 31)]


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
    weekend = list(islice(occurrences("FREQ=DAILY", date(2026, 11, 28)), 3))
    assert [due_day(day, OFFICE) for day in weekend] == [date(2026, 11, 30)] * 3


def test_a_calendar_that_never_opens_again_leaves_the_day_as_it_is():
    shut = {TUESDAY + timedelta(days=n): DayException((), "gesloten") for n in range(400)}
    assert due_day(TUESDAY, BusinessHours({"tuesday": [["08:00", "17:00"]]}, exceptions=shut)) == TUESDAY
