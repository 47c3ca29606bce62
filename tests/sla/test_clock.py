"""SLA 7.9 as cases: Tuesday 3 February 2026 is an ordinary day, 08:00-17:00."""

from datetime import datetime, timedelta

import pytest

from sla.business_hours import BusinessHours, DayException
from sla.clock import ClockEvent, ClockEventKind, ClockReading, ClockStatus, Party, run_clock
from sla.edition import Target
from sla.priority import Nature, Priority, TicketKind
from tests.sla.hours import EMERGENCY, RULES, STANDARD, at

KRITISCH, ERNSTIG, STANDAARD, LAAG = (RULES.target(TicketKind.INCIDENT, priority) for priority in Priority)
VRAAG = RULES.target(TicketKind.SERVICEVRAAG, None)
NOTHING = timedelta()


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def tuesday(text: str) -> datetime:
    """ "10:00" on Tuesday 3 February, "wo 08:30" on the Wednesday after it."""
    day, time = ("2026-02-04", text[3:]) if text.startswith("wo ") else ("2026-02-03", text)
    return at(f"{day} {time}")


def event(text: str) -> ClockEvent:
    """ "10:00 customer", "10:00 supplier", "10:00 kritisch", "10:00 resumed", "10:00 work_started", ..."""
    moment, word = text.rsplit(" ", 1)
    if word in (Party.CUSTOMER, Party.SUPPLIER):
        return ClockEvent(tuesday(moment), ClockEventKind.PAUSED, party=Party(word))
    if word in Priority.values:
        target = RULES.target(TicketKind.INCIDENT, Priority(word))
        return ClockEvent(tuesday(moment), ClockEventKind.TARGET_CHANGED, target=target)
    if word == "vraag":
        return ClockEvent(tuesday(moment), ClockEventKind.TARGET_CHANGED, target=VRAAG)
    return ClockEvent(tuesday(moment), ClockEventKind(word))


def clock(target: Target, opened: str, events: list[str], now: str) -> ClockReading:
    return run_clock(target, tuesday(opened), [event(text) for text in events], STANDARD, tuesday(now))


@pytest.mark.parametrize(
    ("target", "opened", "now", "status", "due", "used", "left"),
    [
        (ERNSTIG, "10:00", "10:00", ClockStatus.RUNNING, "11:00", 0, 60),
        (ERNSTIG, "10:00", "10:20", ClockStatus.RUNNING, "11:00", 20, 40),
        (ERNSTIG, "10:00", "11:00", ClockStatus.RUNNING, "11:00", 60, 0),
        (ERNSTIG, "10:00", "11:00:01", ClockStatus.LATE, "11:00", 60, 0),
        (ERNSTIG, "06:00", "07:00", ClockStatus.RUNNING, "09:00", 0, 60),
        (ERNSTIG, "16:30", "wo 08:10", ClockStatus.RUNNING, "wo 08:30", 40, 20),
        (ERNSTIG, "16:00", "17:00", ClockStatus.RUNNING, "17:00", 60, 0),
        (ERNSTIG, "16:00", "17:00:01", ClockStatus.LATE, "17:00", 60, 0),
        (KRITISCH, "10:00", "10:10", ClockStatus.RUNNING, "10:30", 10, 20),
        (STANDAARD, "10:00", "12:00", ClockStatus.RUNNING, "wo 10:00", 120, 420),
        (STANDAARD, "10:00", "wo 10:01", ClockStatus.LATE, "wo 10:00", 541, 0),
        (LAAG, "10:00", "wo 10:00", ClockStatus.NONE, None, 540, None),
        (VRAAG, "10:00", "wo 10:00", ClockStatus.NONE, None, 540, None),
    ],
)
def test_a_clock_that_nobody_touches(
    target: Target, opened: str, now: str, status: ClockStatus, due: str | None, used: int, left: int | None
) -> None:
    state = clock(target, opened, [], now)
    assert state.status == status
    assert state.due_at == (due and tuesday(due))
    assert state.used // minutes(1) == used
    assert state.left == (None if left is None else minutes(left))
    assert (state.late, state.verdict_at) == ((True, state.due_at) if status == ClockStatus.LATE else (None, None))


@pytest.mark.parametrize(
    ("target", "opened", "started", "due", "late", "overrun"),
    [
        (ERNSTIG, "10:00", "10:20", "11:00", False, 0),
        (ERNSTIG, "10:00", "11:00", "11:00", False, 0),
        (ERNSTIG, "10:00", "11:00:01", "11:00", True, 0),
        (ERNSTIG, "10:00", "11:30", "11:00", True, 30),
        (ERNSTIG, "16:00", "17:00", "17:00", False, 0),
        (ERNSTIG, "16:00", "wo 07:30", "17:00", True, 0),
        (ERNSTIG, "16:00", "wo 08:15", "17:00", True, 15),
        (ERNSTIG, "16:30", "wo 07:30", "wo 08:30", False, 0),
        (ERNSTIG, "06:00", "06:05", "09:00", False, 0),
        (STANDAARD, "10:00", "wo 10:00", "wo 10:00", False, 0),
        (STANDAARD, "10:00", "wo 11:00", "wo 10:00", True, 60),
        (LAAG, "10:00", "wo 11:00", None, None, 0),
    ],
)
def test_late_is_begun_after_the_due_moment_by_the_wall_clock(
    target: Target, opened: str, started: str, due: str | None, late: bool | None, overrun: int
) -> None:
    state = clock(target, opened, [f"{started} work_started"], "wo 16:00")
    assert state.late is late
    assert state.status == {None: ClockStatus.NONE, False: ClockStatus.MET, True: ClockStatus.LATE}[late]
    assert state.due_at == (due and tuesday(due))
    assert state.overrun // minutes(1) == overrun
    assert state.work_started_at == tuesday(started)
    assert state.verdict_at == {None: None, False: tuesday(started), True: state.due_at}[late]


@pytest.mark.parametrize(
    ("events", "now", "status", "due", "used"),
    [
        (["10:20 customer"], "16:00", ClockStatus.PAUSED, None, 20),
        (["10:20 customer", "14:00 resumed"], "14:10", ClockStatus.RUNNING, "14:40", 30),
        (["10:20 supplier", "14:00 resumed"], "14:10", ClockStatus.RUNNING, "14:40", 30),
        (["10:20 customer", "20:00 resumed"], "wo 08:10", ClockStatus.RUNNING, "wo 08:40", 30),
        (["10:20 customer", "12:00 supplier", "14:00 resumed"], "14:10", ClockStatus.RUNNING, "14:40", 30),
        (["10:20 customer", "14:00 resumed", "14:30 customer"], "16:00", ClockStatus.PAUSED, None, 50),
        (["10:00 customer", "14:00 resumed"], "14:10", ClockStatus.RUNNING, "15:00", 10),
        (["11:00 customer"], "11:30", ClockStatus.PAUSED, "11:00", 60),
        (["11:00:01 customer"], "11:30", ClockStatus.LATE, "11:00", 60),
        (["11:30 customer", "14:00 resumed"], "15:00", ClockStatus.LATE, "11:00", 150),
        (["10:20 customer", "10:20 resumed"], "10:30", ClockStatus.RUNNING, "11:00", 30),
        (["10:20 resumed"], "10:30", ClockStatus.RUNNING, "11:00", 30),
    ],
)
def test_a_pause_takes_no_working_time(
    events: list[str], now: str, status: ClockStatus, due: str | None, used: int
) -> None:
    state = clock(ERNSTIG, "10:00", events, now)
    assert (state.status, state.due_at) == (status, due and tuesday(due))
    assert state.used // minutes(1) == used


def test_a_pause_over_the_closing_gives_back_working_time_only() -> None:
    state = clock(ERNSTIG, "16:30", ["16:45 customer", "wo 08:15 resumed"], "wo 08:20")
    assert state.due_at == tuesday("wo 09:00")
    assert state.by_party == {Party.HOUSE: minutes(20), Party.CUSTOMER: minutes(30), Party.SUPPLIER: NOTHING}


def test_a_paused_clock_cannot_breach_but_one_that_was_late_stays_late() -> None:
    assert clock(ERNSTIG, "10:00", ["10:59 customer"], "wo 16:00").late is None
    assert clock(ERNSTIG, "10:00", ["11:01 customer"], "wo 16:00").late is True


def test_starting_work_ends_a_pause() -> None:
    state = clock(ERNSTIG, "10:00", ["10:20 customer", "15:00 work_started"], "16:00")
    assert (state.status, state.due_at, state.used) == (ClockStatus.MET, tuesday("15:40"), minutes(20))
    assert state.by_party[Party.HOUSE] == minutes(80)


@pytest.mark.parametrize(
    ("events", "late", "verdict_at"),
    [
        (["10:20 work_started", "12:00 customer", "14:00 resumed"], False, "10:20"),
        (["10:20 work_started", "12:00 resolved", "14:00 reopened"], False, "10:20"),
        (["10:20 work_started", "12:00 kritisch"], False, "10:20"),
        (["10:20 work_started", "12:00 work_started"], False, "10:20"),
        (["10:20 work_started", "12:00 stopped"], False, "10:20"),
        (["11:20 work_started", "12:00 laag"], True, "11:00"),
        (["11:20 customer", "12:00 laag", "13:00 work_started"], True, "11:00"),
        (["11:20 standaard"], True, "11:00"),
        (["11:20 stopped"], True, "11:00"),
        (["11:20 vraag", "11:30 work_started", "12:00 resolved"], True, "11:00"),
    ],
)
def test_the_first_verdict_is_final(events: list[str], late: bool, verdict_at: str) -> None:
    state = clock(ERNSTIG, "10:00", events, "wo 16:00")
    assert (state.late, state.verdict_at, state.due_at) == (late, tuesday(verdict_at), tuesday("11:00"))
    assert state.verdict_target == ERNSTIG


@pytest.mark.parametrize(
    ("first", "events", "now", "status", "due", "verdict_at"),
    [
        (STANDAARD, ["10:20 ernstig"], "10:30", ClockStatus.RUNNING, "11:00", None),
        (STANDAARD, ["10:20 customer", "10:30 ernstig"], "13:00", ClockStatus.PAUSED, None, None),
        (STANDAARD, ["10:20 customer", "10:30 ernstig", "14:00 resumed"], "14:10", ClockStatus.RUNNING, "14:40", None),
        (STANDAARD, ["10:05 customer", "10:30 resumed", "10:40 ernstig"], "11:00", ClockStatus.RUNNING, "11:25", None),
        (STANDAARD, ["12:00 ernstig"], "12:00", ClockStatus.LATE, "11:00", "12:00"),
        (STANDAARD, ["12:00 ernstig"], "12:01", ClockStatus.LATE, "11:00", "12:00"),
        (STANDAARD, ["12:00 ernstig", "12:00 work_started"], "12:01", ClockStatus.LATE, "11:00", "12:00"),
        (STANDAARD, ["12:00 work_started", "12:00 ernstig"], "12:01", ClockStatus.MET, "wo 10:00", "12:00"),
        (ERNSTIG, ["10:30 standaard"], "16:00", ClockStatus.RUNNING, "wo 10:00", None),
        (ERNSTIG, ["11:00 standaard"], "16:00", ClockStatus.RUNNING, "wo 10:00", None),
        (ERNSTIG, ["10:30 laag"], "16:00", ClockStatus.NONE, None, None),
        (ERNSTIG, ["10:30 vraag", "12:00 work_started"], "16:00", ClockStatus.NONE, None, None),
        (VRAAG, ["10:10 ernstig"], "10:20", ClockStatus.RUNNING, "11:00", None),
        (VRAAG, ["10:10 work_started", "12:00 ernstig"], "16:00", ClockStatus.MET, "11:00", "12:00"),
        (VRAAG, ["11:10 work_started", "12:00 ernstig"], "16:00", ClockStatus.LATE, "11:00", "12:00"),
        (STANDAARD, ["12:00 customer", "13:00 ernstig"], "14:00", ClockStatus.PAUSED, "11:00", None),
        (STANDAARD, ["12:00 customer", "13:00 ernstig", "15:00 resumed"], "15:01", ClockStatus.LATE, "11:00", "15:00"),
        (
            STANDAARD,
            ["12:00 customer", "13:00 ernstig", "15:00 work_started"],
            "16:00",
            ClockStatus.LATE,
            "11:00",
            "15:00",
        ),
    ],
)
def test_a_change_of_target_counts_from_the_opening(
    first: Target, events: list[str], now: str, status: ClockStatus, due: str | None, verdict_at: str | None
) -> None:
    state = clock(first, "10:00", events, now)
    assert (state.status, state.due_at) == (status, due and tuesday(due))
    assert state.verdict_at == (verdict_at and tuesday(verdict_at))


def test_the_nature_of_a_verdict_is_that_of_the_target_it_is_about() -> None:
    state = clock(STANDAARD, "10:00", ["wo 11:00 ernstig"], "wo 16:00")
    assert (state.late, state.target, state.verdict_target) == (True, ERNSTIG, STANDAARD)
    assert state.verdict_target.nature == Nature.AIM
    assert state.due_at == tuesday("wo 10:00")


def test_a_target_may_bring_its_own_hours() -> None:
    """Kritisch by the emergency service runs until 23:00, an Ernstig on the Supportcenter's hours."""
    raised = ClockEvent(tuesday("16:50"), ClockEventKind.TARGET_CHANGED, target=KRITISCH, hours=EMERGENCY)
    state = run_clock(ERNSTIG, tuesday("16:50"), [raised], STANDARD, tuesday("17:10"))
    assert (state.due_at, state.used) == (tuesday("17:20"), minutes(20))
    lowered = ClockEvent(tuesday("17:30"), ClockEventKind.TARGET_CHANGED, target=ERNSTIG, hours=STANDARD)
    state = run_clock(ERNSTIG, tuesday("16:50"), [raised, lowered], STANDARD, tuesday("17:40"))
    assert (state.late, state.due_at, state.overrun) == (True, tuesday("17:20"), minutes(20))
    assert (state.moment(1), str(state.ledger[0])) == (state.due_at, "di 03-02 16:50-17:20: 30 min")


@pytest.mark.parametrize("kind", ["resolved", "work_started"])
def test_resolving_without_a_start_is_a_start(kind: str) -> None:
    assert clock(ERNSTIG, "10:00", [f"10:30 {kind}"], "16:00").late is False
    assert clock(ERNSTIG, "10:00", [f"11:30 {kind}"], "16:00").late is True


@pytest.mark.parametrize(
    ("events", "status", "due"),
    [
        (["10:30 stopped"], ClockStatus.STOPPED, None),
        (["10:30 stopped", "11:30 work_started"], ClockStatus.STOPPED, None),
        (["10:30 stopped", "11:30 resolved"], ClockStatus.STOPPED, None),
        (["10:30 stopped", "11:30 kritisch"], ClockStatus.STOPPED, None),
        (["10:30 stopped", "15:45 reopened"], ClockStatus.RUNNING, "16:15"),
        (["10:30 stopped", "15:00 reopened"], ClockStatus.LATE, "15:30"),
        (["10:30 customer", "11:30 stopped"], ClockStatus.STOPPED, None),
    ],
)
def test_stopped_before_work_began_has_no_verdict(events: list[str], status: ClockStatus, due: str | None) -> None:
    state = clock(ERNSTIG, "10:00", events, "16:00")
    assert (state.status, state.due_at) == (status, due and tuesday(due))
    if status == ClockStatus.STOPPED:
        assert (state.late, state.left, state.moment(0.5), state.ledger) == (None, None, None, ())


def test_time_by_party_counts_reopened_time_and_not_the_time_in_resolved() -> None:
    story = ["10:20 work_started", "10:30 customer", "11:00 supplier", "11:45 resumed", "12:00 resolved"]
    assert clock(ERNSTIG, "10:00", story, "16:00").by_party == {
        Party.HOUSE: minutes(45),
        Party.CUSTOMER: minutes(30),
        Party.SUPPLIER: minutes(45),
    }
    again = clock(ERNSTIG, "10:00", [*story, "14:00 reopened", "14:30 customer"], "15:00")
    assert again.by_party == {Party.HOUSE: minutes(75), Party.CUSTOMER: minutes(60), Party.SUPPLIER: minutes(45)}


@pytest.mark.parametrize(
    ("events", "now", "fraction", "expected"),
    [
        ([], "10:00", 0.5, "10:30"),
        ([], "10:00", 0.75, "10:45"),
        ([], "10:00", 1, "11:00"),
        (["10:20 customer"], "12:00", 0.25, "10:15"),
        (["10:20 customer"], "12:00", 0.5, None),
        (["10:20 customer", "14:00 resumed"], "14:00", 0.5, "14:10"),
        (["10:20 customer", "14:00 resumed"], "14:00", 1, "14:40"),
        (["10:20 work_started"], "12:00", 0.5, "10:30"),
        (["10:20 laag"], "12:00", 0.5, None),
    ],
)
def test_the_moment_at_which_part_of_the_budget_is_used_up(
    events: list[str], now: str, fraction: float, expected: str | None
) -> None:
    assert clock(ERNSTIG, "10:00", events, now).moment(fraction) == (expected and tuesday(expected))


def test_events_after_now_have_not_happened_yet() -> None:
    assert clock(ERNSTIG, "10:00", ["10:20 customer", "10:40 work_started"], "10:10") == clock(
        ERNSTIG, "10:00", [], "10:10"
    )


def test_events_before_the_opening_count_as_at_the_opening() -> None:
    assert clock(ERNSTIG, "10:00", ["09:00 customer"], "12:00").by_party[Party.CUSTOMER] == minutes(120)
    assert clock(ERNSTIG, "10:00", [], "09:00").used == NOTHING


def test_events_are_put_in_order_and_those_of_one_moment_keep_theirs() -> None:
    in_order = ["10:20 customer", "10:40 resumed", "10:50 work_started"]
    assert clock(ERNSTIG, "10:00", in_order[::-1], "12:00") == clock(ERNSTIG, "10:00", in_order, "12:00")
    assert clock(ERNSTIG, "10:00", ["10:20 customer", "10:20 resumed"], "12:00").due_at == tuesday("11:00")
    assert clock(ERNSTIG, "10:00", ["10:20 resumed", "10:20 customer"], "12:00").due_at is None


def test_a_dated_exception_is_reckoned_with() -> None:
    closed = {at("2026-02-04 00:00").date(): DayException([], "personeelsdag")}
    hours = BusinessHours(RULES.supportcenter.weekly, RULES.supportcenter.policy, closed)
    assert run_clock(ERNSTIG, tuesday("16:30"), [], hours, tuesday("16:40")).due_at == at("2026-02-05 08:30")


@pytest.mark.parametrize("moment", ["opened", "event", "now"])
def test_a_moment_without_a_zone_is_refused(moment: str) -> None:
    moments = {name: tuesday("10:00") for name in ("opened", "event", "now")}
    moments[moment] = moments[moment].replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        event = ClockEvent(moments["event"], ClockEventKind.RESUMED)
        run_clock(ERNSTIG, moments["opened"], [event], STANDARD, moments["now"])


@pytest.mark.parametrize("party", [None, Party.HOUSE])
def test_a_pause_needs_somebody_else_to_wait_for(party: Party | None) -> None:
    with pytest.raises(ValueError, match="waits for"):
        ClockEvent(tuesday("10:00"), ClockEventKind.PAUSED, party=party)


def test_a_change_of_target_needs_the_target() -> None:
    with pytest.raises(ValueError, match="new target"):
        ClockEvent(tuesday("10:00"), ClockEventKind.TARGET_CHANGED)
