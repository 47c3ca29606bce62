"""Opening hours and those of the emergency service as one (SLA 3.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.business_hours import AMSTERDAM, BusinessHours, joined_hours

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
DAY = BusinessHours({day: [["08:00", "17:00"]] for day in WEEK})
EVENING = BusinessHours({day: [["17:00", "23:00"]] for day in WEEK})
LONG = BusinessHours({day: [["07:00", "23:00"]] for day in WEEK})
HALF = timedelta(minutes=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize("service", [EVENING, LONG])
def test_t22_there_is_no_gap_between_them(service):
    joined = joined_hours(DAY, service)
    assert joined.add(at("2026-11-23 16:50"), HALF) == at("2026-11-23 17:20")
    assert len(joined.windows(at("2026-11-23 12:00").date())) == 1
    assert joined.closes_at(at("2026-11-23 16:50")) == at("2026-11-23 23:00")


def test_before_there_was_a_call_the_service_does_not_count():
    joined = joined_hours(DAY, LONG, at("2026-11-23 20:10"))
    assert joined.between(at("2026-11-23 18:00"), at("2026-11-23 20:40")) == HALF
    assert not joined.is_open(at("2026-11-23 19:00"))
    assert joined.add(at("2026-11-23 18:00"), HALF) == at("2026-11-23 20:40")
    assert joined.is_open(at("2026-11-24 07:30"))


def test_the_same_hours_are_the_same_object():
    assert joined_hours(DAY, LONG) is joined_hours(DAY, LONG)


FIRST = at("2026-01-01 00:00")
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minute: FIRST + timedelta(minutes=minute))


@given(MOMENTS, st.integers(0, 3_000), st.sampled_from([EVENING, LONG]))
def test_nobody_is_worse_off_with_the_service_than_without(start, minutes, service):
    working = timedelta(minutes=minutes)
    joined = joined_hours(DAY, service)
    assert joined.add(start, working) <= min(DAY.add(start, working), service.add(start, working))
    due = joined.add(start, working)
    assert joined.between(start, due) == working
