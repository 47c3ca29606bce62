from datetime import date

import pytest

from sla.business_hours import BusinessHours, DayException
from sla.clock import ClockEvent, ClockEventKind, Party, ledger_text, run_clock
from sla.edition import Target
from sla.priority import Priority, TicketKind
from tests.sla.hours import EMERGENCY, RULES, STANDARD, at

KRITISCH, ERNSTIG, STANDAARD, LAAG = (RULES.target(TicketKind.INCIDENT, priority) for priority in Priority)


def paused(moment: str, party: Party = Party.CUSTOMER) -> ClockEvent:
    return ClockEvent(at(moment), ClockEventKind.PAUSED, party=party)


def resumed(moment: str) -> ClockEvent:
    return ClockEvent(at(moment), ClockEventKind.RESUMED)


def ledger(target: Target, opened: str, events: list[ClockEvent], hours: BusinessHours = STANDARD) -> list[str]:
    state = run_clock(target, at(opened), events, hours, at("2027-01-31 12:00"))
    return [ledger_text(line) for line in state.ledger]


@pytest.mark.parametrize(
    ("target", "opened", "events", "lines"),
    [
        (
            KRITISCH,
            "2026-12-21 16:40:23",
            [],
            ["ma 21-12 16:40-17:00: 20 min", "di 22-12 08:00-08:10: 10 min", "uiterlijk di 22-12 08:10"],
        ),
        (ERNSTIG, "2026-12-21 16:00", [], ["ma 21-12 16:00-17:00: 1 u", "uiterlijk ma 21-12 17:00"]),
        (
            ERNSTIG,
            "2026-12-24 15:30",
            [paused("2026-12-28 08:10"), resumed("2026-12-28 10:00")],
            [
                "do 24-12 15:30-16:00: 30 min (24 december, tot 16:00)",
                "vr 25-12 Eerste kerstdag: gesloten",
                "za 26-12 Tweede kerstdag: gesloten",
                "zo 27-12 weekend: gesloten",
                "ma 28-12 08:00-08:10: 10 min",
                "ma 28-12 08:10-10:00: wacht op klant, telt niet mee",
                "ma 28-12 10:00-10:20: 20 min",
                "uiterlijk ma 28-12 10:20",
            ],
        ),
        (
            STANDAARD,
            "2026-12-11 18:30",
            [],
            [
                "vr 11-12 18:30: gemeld buiten openingstijd, telt vanaf ma 14-12 08:00",
                "za 12-12 en zo 13-12 weekend: gesloten",
                "ma 14-12 08:00-17:00: 9 u",
                "streven: uiterlijk ma 14-12 17:00",
            ],
        ),
        (
            ERNSTIG,
            "2026-12-14 10:00",
            [paused("2026-12-14 10:10", Party.SUPPLIER), paused("2026-12-15 09:00")],
            [
                "ma 14-12 10:00-10:10: 10 min",
                "ma 14-12 10:10 - di 15-12 09:00: wacht op leverancier, telt niet mee",
                "vanaf di 15-12 09:00: wacht op klant, telt niet mee",
            ],
        ),
        (
            ERNSTIG,
            "2026-12-12 12:00",
            [paused("2026-12-12 13:00"), resumed("2026-12-13 10:00")],
            [
                "za 12-12 13:00 - zo 13-12 10:00: wacht op klant, telt niet mee",
                "zo 13-12 weekend: gesloten",
                "ma 14-12 08:00-09:00: 1 u",
                "uiterlijk ma 14-12 09:00",
            ],
        ),
        (
            ERNSTIG,
            "2026-12-14 10:00",
            [paused("2026-12-14 10:00:20"), resumed("2026-12-14 10:00:50")],
            [
                "ma 14-12 10:00-10:00: minder dan 1 min",
                "ma 14-12 10:00-10:00: wacht op klant, telt niet mee",
                "ma 14-12 10:00-11:00: 1 u",
                "uiterlijk ma 14-12 11:00",
            ],
        ),
        (LAAG, "2026-12-21 16:00", [], []),
    ],
)
def test_a_person_can_check_it(target: Target, opened: str, events: list[ClockEvent], lines: list[str]) -> None:
    assert ledger(target, opened, events) == lines


def test_a_dated_exception_gives_its_reason() -> None:
    exceptions = {
        date(2026, 12, 15): DayException([], "personeelsdag"),
        date(2026, 12, 16): DayException([], "personeelsdag"),
        date(2026, 12, 17): DayException([], "personeelsdag"),
        date(2026, 12, 14): DayException([("08:00", "12:00")], "storing telefonie"),
    }
    hours = BusinessHours(RULES.supportcenter.weekly, RULES.supportcenter.policy, exceptions)
    assert ledger(ERNSTIG, "2026-12-14 11:30", [], hours) == [
        "ma 14-12 11:30-12:00: 30 min (storing telefonie)",
        "di 15-12 t/m do 17-12 personeelsdag: gesloten",
        "vr 18-12 08:00-08:30: 30 min",
        "uiterlijk vr 18-12 08:30",
    ]


def test_a_weekday_without_hours_is_just_closed() -> None:
    hours = BusinessHours({"monday": [("08:00", "09:00")], "wednesday": [("08:00", "24:00")]})
    assert ledger(ERNSTIG, "2026-12-14 08:30", [], hours) == [
        "ma 14-12 08:30-09:00: 30 min",
        "di 15-12: gesloten",
        "wo 16-12 08:00-08:30: 30 min",
        "uiterlijk wo 16-12 08:30",
    ]


def test_the_ledger_is_of_the_due_moment_and_not_of_what_came_after() -> None:
    started = ClockEvent(at("2026-12-14 10:20"), ClockEventKind.WORK_STARTED)
    assert ledger(ERNSTIG, "2026-12-14 10:00", [started, paused("2026-12-14 10:30")]) == [
        "ma 14-12 10:00-11:00: 1 u",
        "uiterlijk ma 14-12 11:00",
    ]
    assert ledger(ERNSTIG, "2026-12-14 10:00", [paused("2026-12-14 12:00"), resumed("2026-12-14 13:00")]) == [
        "ma 14-12 10:00-11:00: 1 u",
        "uiterlijk ma 14-12 11:00",
    ]


def test_the_emergency_service_has_its_own_hours() -> None:
    assert ledger(KRITISCH, "2026-12-24 22:45", [], EMERGENCY) == [
        "do 24-12 22:45-23:00: 15 min",
        "vr 25-12 Eerste kerstdag: gesloten",
        "za 26-12 Tweede kerstdag: gesloten",
        "zo 27-12 weekend: gesloten",
        "ma 28-12 07:00-07:15: 15 min",
        "uiterlijk ma 28-12 07:15",
    ]
