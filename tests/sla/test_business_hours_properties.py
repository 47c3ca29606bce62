"""What is true of every start and every budget, on each calendar, from 2023 to 2040."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_hours import AMSTERDAM, BusinessHours
from tests.sla import oracle
from tests.sla.hours import EMERGENCY, ROUND_THE_CLOCK, STANDARD

FIRST, LAST = datetime(2023, 1, 1, tzinfo=UTC), datetime(2040, 12, 31, tzinfo=UTC)
SPAN = (LAST - FIRST) // timedelta(microseconds=1)
NOTHING = timedelta()

calendars = st.sampled_from((STANDARD, EMERGENCY, ROUND_THE_CLOCK))
anywhere = st.integers(0, SPAN).map(lambda offset: (FIRST + timedelta(microseconds=offset)).astimezone(AMSTERDAM))


def _around_an_edge(day: int, hour: int, seconds: int) -> datetime:
    """Near an opening, a closing or a change of the clocks, where mistakes live."""
    date = (FIRST + timedelta(days=day)).date()
    wall = datetime(date.year, date.month, date.day, hour, tzinfo=AMSTERDAM)
    return (wall.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(AMSTERDAM)


near_an_edge = st.builds(
    _around_an_edge, st.integers(0, 6573), st.sampled_from((0, 1, 2, 3, 7, 8, 16, 17, 23)), st.integers(-2, 2)
)
moments = anywhere | near_an_edge
budgets = st.timedeltas(NOTHING, timedelta(days=12)) | st.sampled_from(
    [timedelta(minutes=minutes) for minutes in (30, 60, 540)]
)


@settings(max_examples=400)
@given(calendars, moments, budgets)
def test_between_gives_back_what_add_used(hours: BusinessHours, start: datetime, budget: timedelta) -> None:
    assert hours.between(start, hours.add(start, budget)) == budget


@settings(max_examples=400)
@given(calendars, moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=12)))
def test_a_deadline_is_the_earliest_moment(hours: BusinessHours, start: datetime, budget: timedelta) -> None:
    just_before = hours.add(start, budget).astimezone(UTC) - timedelta(microseconds=1)
    assert hours.between(start, just_before) < budget


@given(calendars, moments, moments, budgets)
def test_a_later_start_never_ends_earlier(
    hours: BusinessHours, one: datetime, other: datetime, budget: timedelta
) -> None:
    earlier, later = sorted((one, other), key=lambda at: at.astimezone(UTC))
    assert hours.add(earlier, budget).astimezone(UTC) <= hours.add(later, budget).astimezone(UTC)


@given(calendars, moments, budgets, budgets)
def test_more_work_never_ends_earlier(hours: BusinessHours, start: datetime, one: timedelta, other: timedelta) -> None:
    less, more = sorted((one, other))
    assert hours.add(start, less).astimezone(UTC) <= hours.add(start, more).astimezone(UTC)


@settings(max_examples=400)
@given(calendars, moments, budgets, st.timedeltas(timedelta(microseconds=1), timedelta(days=5)))
def test_in_two_parts_or_at_once_is_the_same(
    hours: BusinessHours, start: datetime, first: timedelta, second: timedelta
) -> None:
    assert hours.add(hours.add(start, first), second) == hours.add(start, first + second)


@given(calendars, moments, moments, moments)
def test_between_splits_anywhere(hours: BusinessHours, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three), key=lambda at: at.astimezone(UTC))
    assert hours.between(first, middle) + hours.between(middle, last) == hours.between(first, last)


@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_before_it(hours: BusinessHours, at: datetime) -> None:
    opening = hours.next_opening(at)
    assert hours.is_open(opening)
    assert hours.between(at, opening) == NOTHING
    assert (opening == at.astimezone(AMSTERDAM)) is hours.is_open(at)


@given(calendars, moments, st.timedeltas(NOTHING, timedelta(days=30)))
def test_pieces_add_up(hours: BusinessHours, start: datetime, length: timedelta) -> None:
    end = (start.astimezone(UTC) + length).astimezone(AMSTERDAM)
    pieces = list(hours.pieces(start, end))
    assert sum((piece.duration for piece in pieces), NOTHING) == hours.between(start, end)
    assert all(hours.is_open(piece.opens) for piece in pieces)


@given(st.integers(2023, 2040), st.sampled_from((3, 10)), st.integers(0, 86_399), st.sampled_from((30, 60, 540)))
def test_a_change_of_the_clocks_moves_no_deadline_on_the_wall(year: int, month: int, second: int, minutes: int) -> None:
    """Whenever on such a Sunday something is reported, it counts from the first opening after it."""
    sunday = next(day for day in range(31, 24, -1) if datetime(year, month, day, tzinfo=UTC).weekday() == 6)
    start = datetime(year, month, sunday, tzinfo=AMSTERDAM).astimezone(UTC) + timedelta(seconds=second)
    days = (datetime(year, month, sunday, tzinfo=UTC).date() + timedelta(days=days) for days in range(1, 4))
    first_open = next(day for day in days if oracle.closing_hour(day))
    due = STANDARD.add(start, timedelta(minutes=minutes))
    assert (due.date(), due.hour * 60 + due.minute, due.second) == (first_open, 8 * 60 + minutes, 0)


def test_as_the_slow_way_says() -> None:
    """Minute by minute from a list of closed days of its own; on and around the special days of every year."""
    draw = random.Random(24)
    specials = [(1, 1), (4, 3), (4, 6), (4, 26), (4, 27), (5, 5), (5, 14), (5, 25), (12, 5), (12, 24), (12, 31)]
    for year in range(2023, 2041):
        for month, day in draw.sample(specials, 3):
            start = datetime(year, month, day, tzinfo=UTC) + timedelta(minutes=draw.randrange(-2_000, 1_440))
            minutes = draw.choice((1, 30, 60, 540, 1_000))
            due = STANDARD.add(start, timedelta(minutes=minutes))
            assert due == oracle.add(start, minutes), (start, minutes)
            assert STANDARD.between(start, due) == oracle.between(start, due)


def test_every_day_has_the_hours_that_the_slow_way_gives_it() -> None:
    for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
        day = datetime.fromordinal(ordinal).date()
        closings = [window.closes.hour for window in STANDARD.windows(day)]
        assert closings == [hour for hour in [oracle.closing_hour(day)] if hour], day
