import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sla.business_hours import AMSTERDAM, BusinessHours, DayException, DayPolicy, LiberationDay, TooFarAway
from sla.dutch_days import DutchDay
from tests.sla.hours import EMERGENCY, ROUND_THE_CLOCK, RULES, STANDARD, at

CALENDARS = {"standard": STANDARD, "calamiteiten": EMERGENCY, "24x7": ROUND_THE_CLOCK}
NAMED = json.loads((Path(__file__).parent / "deadlines_named.json").read_text())
HOUR = timedelta(hours=1)
NINE_TO_FIVE = {"monday": [("09:00", "17:00")]}


def test_all_named_deadlines_are_here() -> None:
    assert len({case["id"] for case in NAMED}) == 60


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case["id"])
def test_named_deadline(case: dict[str, Any]) -> None:
    hours = CALENDARS[case["calendar"]]
    start = datetime.fromisoformat(case["start"])
    if case["kind"] == "add":
        assert hours.add(start, timedelta(seconds=case["seconds"])).isoformat() == case["expected"], case["reason"]
    else:
        between = hours.between(start, datetime.fromisoformat(case["end"]))
        assert between == timedelta(seconds=case["expected_seconds"]), case["reason"]


@pytest.mark.parametrize("case", [case for case in NAMED if case["kind"] == "add"], ids=lambda case: case["id"])
def test_the_zone_in_which_a_moment_is_written_does_not_matter(case: dict[str, Any]) -> None:
    start = datetime.fromisoformat(case["start"])
    answers = {
        CALENDARS[case["calendar"]].add(start.astimezone(zone), timedelta(seconds=case["seconds"])).isoformat()
        for zone in (UTC, AMSTERDAM)
    }
    assert answers == {case["expected"]}


@pytest.mark.parametrize(
    ("moment", "is_open", "closes_at", "next_opening"),
    [
        ("2026-02-03 07:59:59", False, None, "2026-02-03 08:00"),
        ("2026-02-03 08:00", True, "2026-02-03 17:00", "2026-02-03 08:00"),
        ("2026-02-03 16:59:59", True, "2026-02-03 17:00", "2026-02-03 16:59:59"),
        ("2026-02-03 17:00", False, None, "2026-02-04 08:00"),
        ("2026-02-06 18:00", False, None, "2026-02-09 08:00"),
        ("2026-04-03 15:59", True, "2026-04-03 16:00", "2026-04-03 15:59"),
        ("2026-04-03 16:00", False, None, "2026-04-07 08:00"),
        ("2026-12-25 12:00", False, None, "2026-12-28 08:00"),
    ],
)
def test_open_and_closed(moment: str, is_open: bool, closes_at: str | None, next_opening: str) -> None:
    assert STANDARD.is_open(at(moment)) is is_open
    assert STANDARD.closes_at(at(moment)) == (closes_at and at(closes_at))
    assert STANDARD.next_opening(at(moment)) == at(next_opening)


def test_windows_that_touch_close_at_the_end_of_the_last() -> None:
    hours = BusinessHours({"monday": [("08:00", "12:00"), ("12:00", "24:00")], "tuesday": [("00:00", "02:00")]})
    assert hours.closes_at(at("2026-02-02 09:00")) == at("2026-02-03 02:00")
    assert hours.is_open(at("2026-02-02 12:00"))


@pytest.mark.parametrize(
    ("calendar", "day", "windows", "reason"),
    [
        (STANDARD, "2026-02-03", [("08:00", "17:00")], ""),
        (STANDARD, "2026-02-07", [], "weekend"),
        (STANDARD, "2026-04-03", [("08:00", "16:00")], "Goede Vrijdag, tot 16:00"),
        (STANDARD, "2026-04-05", [], "Eerste paasdag"),
        (STANDARD, "2026-04-06", [], "Tweede paasdag"),
        (STANDARD, "2026-04-27", [], "Koningsdag"),
        (STANDARD, "2025-04-26", [], "Koningsdag"),
        (STANDARD, "2025-04-28", [("08:00", "17:00")], ""),
        (STANDARD, "2026-05-05", [("08:00", "17:00")], ""),
        (STANDARD, "2025-05-05", [], "Bevrijdingsdag"),
        (STANDARD, "2026-05-14", [], "Hemelvaartsdag"),
        (STANDARD, "2026-05-25", [], "Tweede pinksterdag"),
        (STANDARD, "2025-12-05", [("08:00", "16:00")], "5 december, tot 16:00"),
        (STANDARD, "2026-12-05", [], "weekend"),
        (STANDARD, "2026-12-04", [("08:00", "17:00")], ""),
        (STANDARD, "2026-12-24", [("08:00", "16:00")], "24 december, tot 16:00"),
        (STANDARD, "2026-12-25", [], "Eerste kerstdag"),
        (STANDARD, "2026-12-31", [("08:00", "16:00")], "31 december, tot 16:00"),
        (STANDARD, "2027-01-01", [], "Nieuwjaarsdag"),
        (EMERGENCY, "2026-12-24", [("07:00", "23:00")], ""),
        (EMERGENCY, "2026-12-25", [], "Eerste kerstdag"),
        (EMERGENCY, "2026-02-07", [], "weekend"),
        (BusinessHours(NINE_TO_FIVE), "2026-02-03", [], "gesloten"),
    ],
)
def test_a_day_has_its_hours_and_says_why(
    calendar: BusinessHours, day: str, windows: list[tuple[str, str]], reason: str
) -> None:
    opened = [(f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in calendar.windows(date.fromisoformat(day))]
    assert opened == windows
    assert calendar.day_reason(date.fromisoformat(day)) == reason


@pytest.mark.parametrize(
    ("rule", "closed"),
    [
        (LiberationDay.NEVER, []),
        (LiberationDay.LUSTRUM, [2025]),
        (LiberationDay.ALWAYS, [2023, 2025, 2026, 2027, 2028]),
    ],
)
def test_liberation_day(rule: LiberationDay, closed: list[int]) -> None:
    policy = DayPolicy(RULES.supportcenter.policy.holidays, rule)
    hours = BusinessHours(RULES.supportcenter.weekly, policy)
    workdays = [date(year, 5, 5) for year in range(2023, 2029) if date(year, 5, 5).isoweekday() < 6]
    assert [day.year for day in workdays if not hours.windows(day)] == closed


def test_two_holidays_on_one_day_close_it_once() -> None:
    """In 2016 Ascension Day fell on 5 May, which is open in that year by itself."""
    assert STANDARD.day_reason(date(2016, 5, 5)) == "Hemelvaartsdag"
    assert not STANDARD.windows(date(2016, 5, 5))


@pytest.mark.parametrize(
    ("day", "windows", "start", "expected"),
    [
        ("2026-02-03", [], "2026-02-02 16:30", "2026-02-04 08:30"),
        ("2026-02-03", [("10:00", "12:00")], "2026-02-02 16:30", "2026-02-03 10:30"),
        ("2026-02-07", [("09:00", "13:00")], "2026-02-06 16:30", "2026-02-07 09:30"),
        ("2026-12-25", [("09:00", "13:00")], "2026-12-24 15:30", "2026-12-25 09:30"),
        ("2026-12-24", [("08:00", "17:00")], "2026-12-24 15:30", "2026-12-24 16:30"),
    ],
    ids=["closed", "shorter", "a Saturday open", "a holiday open", "a 16:00 day open"],
)
def test_a_dated_exception_goes_before_the_rules(
    day: str, windows: list[tuple[str, str]], start: str, expected: str
) -> None:
    exceptions = {date.fromisoformat(day): DayException(windows, "personeelsdag")}
    hours = BusinessHours(RULES.supportcenter.weekly, RULES.supportcenter.policy, exceptions)
    assert hours.add(at(start), HOUR) == at(expected)
    assert hours.day_reason(date.fromisoformat(day)) == "personeelsdag"
    assert hours.day_reason(date.fromisoformat(day) + timedelta(days=365)) != "personeelsdag"


def test_pieces_are_the_open_stretches() -> None:
    pieces = list(STANDARD.pieces(at("2026-12-24 15:30"), at("2026-12-29 08:10")))
    assert [(piece.opens, piece.closes) for piece in pieces] == [
        (at("2026-12-24 15:30"), at("2026-12-24 16:00")),
        (at("2026-12-28 08:00"), at("2026-12-28 17:00")),
        (at("2026-12-29 08:00"), at("2026-12-29 08:10")),
    ]
    assert [piece.duration for piece in pieces] == [HOUR / 2, 9 * HOUR, HOUR / 6]
    assert list(STANDARD.pieces(at("2026-12-29 08:10"), at("2026-12-24 15:30"))) == []


def test_a_window_over_a_change_of_the_clocks_has_its_real_length() -> None:
    (spring,), (autumn,) = (ROUND_THE_CLOCK.windows(date(2026, month, day)) for month, day in ((3, 29), (10, 25)))
    assert spring.duration == 23 * HOUR
    assert autumn.duration == 25 * HOUR
    assert ROUND_THE_CLOCK.add(at("2026-03-29 00:00"), 5 * HOUR) == at("2026-03-29 06:00")
    assert ROUND_THE_CLOCK.add(at("2026-10-25 00:00"), 5 * HOUR).isoformat() == "2026-10-25T04:00:00+01:00"


def test_hours_that_the_change_of_the_clocks_swallows_are_no_hours() -> None:
    hours = BusinessHours({"sunday": [("02:00", "03:00")]})
    assert hours.windows(date(2026, 3, 29)) == ()
    assert hours.add(at("2026-03-29 01:00"), HOUR / 2) == at("2026-04-05 02:30")


@pytest.mark.parametrize(
    "call",
    [
        lambda naive: STANDARD.add(naive, HOUR),
        lambda naive: STANDARD.between(naive, at("2026-02-03 10:00")),
        lambda naive: STANDARD.between(at("2026-02-03 10:00"), naive),
        lambda naive: STANDARD.is_open(naive),
        lambda naive: STANDARD.closes_at(naive),
        lambda naive: STANDARD.next_opening(naive),
        lambda naive: list(STANDARD.pieces(naive, at("2026-02-03 10:00"))),
    ],
)
def test_a_moment_without_a_zone_is_refused(call: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        call(datetime(2026, 2, 3, 9, 0))  # noqa: DTZ001


@pytest.mark.parametrize("negative", [-HOUR, timedelta(microseconds=-1)])
def test_negative_working_time_is_refused(negative: timedelta) -> None:
    with pytest.raises(ValueError, match="negative"):
        STANDARD.add(at("2026-02-03 10:00"), negative)


@pytest.mark.parametrize(
    "weekly",
    [
        {},
        {"monday": []},
        {"maandag": [("08:00", "17:00")]},
        {"monday": [("17:00", "08:00")]},
        {"monday": [("08:00", "08:00")]},
        {"monday": [("08:00", "12:00"), ("11:00", "17:00")]},
        {"monday": [("13:00", "17:00"), ("08:00", "12:00")]},
        {"monday": [("8:00", "17:00")]},
        {"monday": [("08:00", "24:01")]},
        {"monday": [("08:60", "17:00")]},
        {"monday": [("8 uur", "17:00")]},
    ],
)
def test_hours_that_cannot_be_are_refused(weekly: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        BusinessHours(weekly)


@pytest.mark.parametrize("order", [(1995, 2026, 2060), (2060, 1995, 2026), (2026, 2060, 1995)])
def test_tables_extend_by_themselves_in_both_directions(order: tuple[int, int, int]) -> None:
    hours = BusinessHours(RULES.supportcenter.weekly, RULES.supportcenter.policy)
    for year in order:
        monday = next(day for day in range(6, 13) if date(year, 9, day).isoweekday() == 1)
        assert hours.add(at(f"{year}-09-{monday:02} 16:30"), HOUR) == at(f"{year}-09-{monday + 1:02} 08:30")
    assert hours.between(at("1995-01-01 00:00"), at("2060-01-01 00:00")) > 60 * 52 * 40 * HOUR


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+00:00", "2500-01-01T00:00+00:00", "9999-12-31T23:59-12:00"])
def test_a_moment_too_far_away_is_refused_at_once(moment: str) -> None:
    for call in (STANDARD.is_open, STANDARD.next_opening, lambda at: STANDARD.add(at, HOUR)):
        with pytest.raises(TooFarAway):
            call(datetime.fromisoformat(moment))


def test_a_budget_beyond_all_tables_is_refused() -> None:
    with pytest.raises(TooFarAway):
        STANDARD.add(at("2026-02-03 10:00"), timedelta(days=100_000))


def test_a_policy_without_holidays_closes_nothing() -> None:
    assert not any(DayPolicy(liberation_day=LiberationDay.ALWAYS).holiday(date(2025, 5, day)) for day in range(1, 31))
    assert DayPolicy(frozenset(DutchDay)).holiday(date(2026, 12, 24)) == DutchDay.CHRISTMAS_EVE
