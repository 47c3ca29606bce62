"""Periods of whole days in Amsterdam: their borders, their months and weeks, and what nobody could mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.periods import Period, PeriodError, day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, 500000, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), date(2026, 3, 29)),  # the day of 23 hours
        (datetime(2026, 3, 29, 22, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # the day of 25 hours
    ],
)
def test_a_moment_belongs_to_the_day_of_the_wall_clock(moment: datetime, day: date) -> None:
    assert day_of(moment) == day
    assert Period(day, day).starts_at <= moment < Period(day, day).ends_at


def test_a_half_year_and_the_one_before() -> None:
    half = Period.half_year(2026, 2)
    assert (half.first, half.last, half.days) == (date(2026, 7, 1), date(2026, 12, 31), 184)
    assert half.previous == Period.half_year(2026, 1)
    assert Period.month(2024, 3).previous == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert Period(date(2026, 3, 9), date(2026, 3, 15)).previous == Period(date(2026, 3, 2), date(2026, 3, 8))
    assert str(half) == "1 juli 2026 tot en met 31 december 2026"


def test_nobody_means_a_period_backwards_or_of_ten_years() -> None:
    with pytest.raises(PeriodError, match="Draai de twee dagen om"):
        Period.between(date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(PeriodError, match="drie jaar"):
        Period.between(date(2016, 1, 1), date(2025, 12, 31))
    assert Period.between(date(2026, 1, 1), date(2026, 1, 1)).days == 1


@pytest.mark.parametrize(
    ("first", "last", "is_of_first"),
    [
        (date.min, date(1, 3, 1), True),
        (date(1999, 12, 31), date(2000, 1, 1), True),
        (date(2100, 12, 1), date(2101, 1, 1), False),
        (date(9999, 12, 1), date.max, True),
    ],
)
def test_a_year_that_is_a_slip_of_the_pen(first: date, last: date, is_of_first: bool) -> None:
    with pytest.raises(PeriodError, match="tussen 2000 en 2100") as refused:
        Period.between(first, last)
    assert refused.value.is_of_first is is_of_first


@settings(suppress_health_check=[HealthCheck.too_slow])  # where many tests share a core
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 800))
def test_months_and_weeks_are_the_whole_period_once(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    for parts in (period.months, period.weeks):
        assert parts[0].first == period.first and parts[-1].last == period.last
        assert sum(part.days for part in parts) == period.days
        assert all(one.last + timedelta(days=1) == other.first for one, other in zip(parts, parts[1:], strict=False))
    assert period.previous.last + timedelta(days=1) == period.first
