"""Opening hours of a calendar over REST, day by day (SLA 3.1)."""

from __future__ import annotations

import pytest
import time_machine

from tests.conftest import MONDAY


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


def test_business_hours_of_christmas(jan):
    seen = jan.get("calendars/supportcenter/business-hours/?from=2026-12-23&to=2026-12-26").json()
    assert (seen["calendar"], seen["version"]) == ("supportcenter", 1)
    hours = [[(w["opens"][11:], w["closes"][11:]) for w in day["windows"]] for day in seen["days"]]
    assert hours == [[("08:00:00+01:00", "17:00:00+01:00")], [("08:00:00+01:00", "16:00:00+01:00")], [], []]
    assert [day["reason"] for day in seen["days"]] == [
        "",
        "24 december, tot 16:00",
        "Eerste kerstdag",
        "Tweede kerstdag",
    ]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "from"),
        ("from=2026-01-01", "to"),
        ("from=2026-01-01&to=2025-12-31", "to"),
        ("from=2026-01-01&to=2027-02-05", "to"),
        ("from=2026-02-30&to=2026-03-01", "from"),
        ("from=0001-01-01&to=0001-01-02", "from"),
        ("from=9999-12-31&to=9999-12-31", "from"),
        ("from=2026-01-01&to=2026-01-02&days=3", "days"),
    ],
)
def test_business_hours_refuses(jan, query, name):
    refused = jan.get(f"calendars/supportcenter/business-hours/?{query}")
    assert refused.status_code == 400
    assert name in refused.json()["errors"]


def test_business_hours_of_400_days(jan):
    seen = jan.get("calendars/supportcenter/business-hours/?from=2026-01-01&to=2027-02-04").json()
    assert len(seen["days"]) == 400
    assert jan.get("calendars/nergens/business-hours/?from=2026-01-01&to=2026-01-02").status_code == 404
