"""When maintenance is welcome (SLA 8.2), and what is said of another moment."""

import pytest

from contracts.planned.maintenance import MaintenanceHours, read_hours, warning
from sla.business_hours import BusinessHours
from tests.conftest import at

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFICE = BusinessHours({day: [["08:00", "17:00"]] for day in WEEK})
AGREED = MaintenanceHours({"tuesday": [["18:00", "22:00"]], "saturday": [["08:00", "12:00"]]}, "DAP 8.2, versie 1")


@pytest.mark.parametrize(
    ("moment", "agreed", "disturbs", "says"),
    [
        ("2026-11-24 10:00", None, True, ""),
        ("2026-11-24 20:00", None, True, "Dit valt buiten kantoortijden: dat kan alleen in overleg"),
        ("2026-11-24 10:00", AGREED, True, "buiten de vaste onderhoudstijden (DAP 8.2, versie 1: dinsdag 18:00–22:00"),
        ("2026-11-24 20:00", AGREED, True, "binnen de onderhoudstijden maar buiten kantoortijden"),
        ("2026-11-24 18:00", AGREED, True, "binnen de onderhoudstijden"),
        ("2026-11-24 22:00", AGREED, True, "buiten de vaste onderhoudstijden"),
        ("2026-11-28 09:00", AGREED, True, "binnen de onderhoudstijden"),
        ("2026-11-24 10:00", AGREED, False, ""),
        ("2026-11-24 20:00", AGREED, False, "Dit valt buiten kantoortijden"),
    ],
)
def test_what_the_planner_is_told(moment, agreed, disturbs, says):
    told = warning(at(moment), agreed, OFFICE, disturbs=disturbs)
    assert says in told
    assert bool(told) == bool(says)


def test_in_words():
    week = {day: [["18:00", "22:00"]] for day in WEEK} | {"sunday": [["08:00", "12:00"], ["13:00", "24:00"]]}
    hours = read_hours({"windows": week}, "DAP 8.2, versie 1")
    assert hours.words == "maandag t/m vrijdag 18:00–22:00, zondag 08:00–12:00 en 13:00–24:00"


@pytest.mark.parametrize(
    "given", [{}, {"windows": {}}, {"windows": {"monday": []}}, {"windows": {"monday": [["x", "y"]]}}, {"windows": 3}]
)
def test_no_hours_that_can_be_read(given):
    assert read_hours(given, "DAP 8.2") is None
