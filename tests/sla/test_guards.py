"""Somebody was first: two who edit one calendar."""

from __future__ import annotations

from datetime import date

from sla.actions import add_exception
from sla.models import Calendar
from tests.conftest import MONDAY
from tests.two_connections import TWO_CONNECTIONS, beaten, own

pytestmark = TWO_CONNECTIONS


def test_two_days_that_are_closed_at_once_are_both_closed(cast):
    calendar = Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    days = [date(2026, 12, 1), date(2026, 12, 2)]

    def close(day: date):
        return add_exception(own(calendar), by=cast.marloes, now=MONDAY, date=day, windows=[], reason="Verhuizing")

    before = calendar.current_version.number
    version = beaten(lambda: close(days[0]), lambda: close(days[1]))
    assert [row["date"] for row in version.exceptions] == [day.isoformat() for day in days]
    assert version.number == before + 2
