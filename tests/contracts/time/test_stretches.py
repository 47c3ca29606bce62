"""Work over the border of opening hours, in its parts (SLA 8.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.time.stretches import stretches
from sla.business_hours import BusinessHours
from tests.conftest import at

OFFICE = BusinessHours(dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), [["08:00", "17:00"]]))
ROUND_THE_CLOCK_CHANGES = BusinessHours({"sunday": [["00:30", "02:30"]], "saturday": [["22:00", "24:00"]]})

moments = st.integers(0, 230 * 86_400).map(
    lambda seconds: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(seconds=seconds)
)
around_the_change = st.builds(
    lambda day, minutes: datetime(2026, *day, 20, tzinfo=UTC) + timedelta(seconds=minutes),
    st.sampled_from([(3, 28), (10, 24)]),
    st.integers(0, 12 * 3600),
)


@pytest.mark.parametrize(
    ("began", "minutes", "parts"),
    [
        ("2026-11-23 07:30", 120, [(30, True), (90, False)]),
        ("2026-11-23 16:30", 90, [(30, False), (60, True)]),
        ("2026-11-23 09:00", 60, [(60, False)]),
        ("2026-11-23 17:00", 30, [(30, True)]),
        ("2026-11-22 17:00", 30, [(30, True)]),
        ("2026-11-20 16:00", 24 * 60, [(60, False), (23 * 60, True)]),
        ("2026-11-23 16:00", 17 * 60, [(60, False), (15 * 60, True), (60, False)]),
    ],
)
def test_t3_it_is_split_at_the_border(began, minutes, parts):
    assert [(part.minutes, part.outside) for part in stretches(OFFICE, at(began), minutes)] == parts


@given(st.sampled_from([OFFICE, ROUND_THE_CLOCK_CHANGES]), moments | around_the_change, st.integers(1, 3 * 24 * 60))
def test_t3_the_parts_add_up_to_the_whole(hours, began, minutes):
    parts = stretches(hours, began, minutes)
    assert sum(part.minutes for part in parts) == minutes
    assert all(part.minutes > 0 for part in parts)
    assert parts[0].started_at == began
    for part, following in pairwise(parts):
        assert part.ends_at == following.started_at
        assert part.outside != following.outside


@given(st.sampled_from([OFFICE, ROUND_THE_CLOCK_CHANGES]), moments | around_the_change, st.integers(1, 24 * 60))
def test_t3_what_lies_inside_is_the_working_time_to_the_minute(hours, began, minutes):
    began = began.replace(second=0, microsecond=0)
    inside = sum(part.minutes for part in stretches(hours, began, minutes) if not part.outside)
    assert timedelta(minutes=inside) == hours.between(began, began + timedelta(minutes=minutes))
