"""What work costs, worked out by hand from the SLA, is what each door says of it: the ticket's page at the desk, the
hours in the Serviceportaal, REST to both sides, and the export (SLA 3.2, 6.3, 6.4, 7.7, 8.1, 8.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import ApiToken, Scope
from tests.conftest import at
from tests.tickets.versions import renew
from tests.yes import say_yes
from tickets import actions
from tickets.models import Channel, Ticket, TimeEntry
from tickets.time import exports

START, END = at("2026-12-01 10:00"), at("2026-12-31 14:00")
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


@dataclass
class Day:
    """What the cases below are told with; `jan` has Plus and the Calamiteitendienst, `willem` Basic."""

    cast: Any
    open_ticket: Callable[..., Ticket]

    def melding(self, who: str, now: str = "", **fields: Any) -> Ticket:
        given = {"contact": getattr(self.cast, who), "now": at(f"2026-12-{now}") if now else START}
        return self.open_ticket(**given | fields)

    def call(self, now: str) -> Ticket:
        return self.melding("jan", now, by=self.cast.sanne, channel=Channel.PHONE, impact=1)

    def yes(self, ticket: Ticket, **fields: Any) -> None:
        say_yes(ticket, self.cast.sanne, now=fields.pop("now", START), **fields)

    def evening(self, who: str, **fields: Any) -> Ticket:
        """Planned outside opening hours, and agreed so."""
        ticket = self.melding(who, **fields)
        self.yes(ticket, minutes=60, rate="outside_hours")
        return ticket

    def log(self, ticket: Ticket, began: str, minutes: int, **fields: Any) -> TimeEntry:
        more = {"began_then": True, "started_at": at(f"2026-12-{began}")} | fields
        return actions.log_time(ticket, by=self.cast.sanne, now=END, minutes=minutes, **more)

    def correct(self, line: TimeEntry, minutes: int, **fields: Any) -> None:
        actions.correct_time(line, by=self.cast.sanne, now=END, minutes=minutes, reason="Vergist.", **fields)

    def visit(self, planned_for: str, minutes: int) -> Ticket:
        then = at(f"2026-12-{planned_for}")
        cast = self.cast
        visit = actions.plan_visit(
            cast.smit, by=cast.sanne, now=START, planned_for=then, engineer=cast.sanne, contact=cast.jan
        )
        actions.finish_visit(visit, by=cast.sanne, now=END, minutes=minutes, outcomes={}, started_at=then)
        return visit.ticket


# Each case: what happened; the minutes that are billed, and the euros, as (minutes, an hour) worked out by hand.
CASES: dict[str, tuple[Callable[[Day], Ticket], list[tuple[int, str]], str]] = {}


def case(billed: list[tuple[int, str]], euros: str) -> Callable[[Callable[[Day], Ticket]], Callable[[Day], Ticket]]:
    def add(what: Callable[[Day], Ticket]) -> Callable[[Day], Ticket]:
        CASES[what.__name__] = what, billed, euros
        return what

    return add


@case([], "0.00")
def covered_in_opening_hours(day: Day) -> Ticket:
    ticket = day.melding("jan")
    day.log(ticket, "01 10:30", 60)
    return ticket


@case([(50, "95.00")], "79.17")
def meerwerk_of_fifty_minutes(day: Day) -> Ticket:
    ticket = day.melding("willem")
    day.yes(ticket)
    day.log(ticket, "02 10:00", 50)
    return ticket


@case([(60, "95.00")], "95.00")
def meerwerk_in_an_evening_that_nobody_planned(day: Day) -> Ticket:
    ticket = day.melding("willem")
    day.yes(ticket)
    day.log(ticket, "02 18:00", 60)
    return ticket


@case([(60, "142.50")], "142.50")
def covered_until_five_and_planned_after_it(day: Day) -> Ticket:
    ticket = day.evening("jan")
    day.log(ticket, "02 16:30", 90)
    return ticket


@case([(30, "142.50"), (90, "95.00")], "213.75")
def meerwerk_over_the_morning_border(day: Day) -> Ticket:
    ticket = day.evening("willem")
    day.log(ticket, "03 07:30", 120)
    return ticket


@case([(60, "142.50"), (540, "95.00"), (60, "142.50")], "1140.00")
def meerwerk_over_a_whole_day_has_three_parts(day: Day) -> Ticket:
    ticket = day.evening("willem")
    day.log(ticket, "03 07:00", 660)
    return ticket


@case([(120, "142.50")], "285.00")
def planned_on_christmas_day(day: Day) -> Ticket:
    ticket = day.evening("jan")
    day.log(ticket, "25 10:00", 120)
    return ticket


@case([], "0.00")
def on_christmas_day_without_a_plan(day: Day) -> Ticket:
    ticket = day.melding("jan")
    day.log(ticket, "25 10:00", 120)
    return ticket


@case([(60, "142.50")], "142.50")
def christmas_eve_closes_at_four(day: Day) -> Ticket:
    ticket = day.evening("jan")
    day.log(ticket, "24 15:00", 120)
    return ticket


@case([(90, "142.50")], "213.75")
def planned_over_midnight(day: Day) -> Ticket:
    ticket = day.evening("jan")
    day.log(ticket, "03 23:30", 90)
    return ticket


@case([(60, "165.00"), (0, "165.00")], "165.00")
def a_call_of_half_an_hour_in_two_goes(day: Day) -> Ticket:
    ticket = day.call("04 20:00")
    day.log(ticket, "04 20:05", 20)
    day.log(ticket, "04 20:45", 10)
    return ticket


@case([(60, "165.00")], "165.00")
def a_call_that_runs_into_the_working_day(day: Day) -> Ticket:
    ticket = day.call("07 07:40")
    day.log(ticket, "07 07:45", 45)
    return ticket


@case([(95, "165.00")], "261.25")
def a_call_of_more_than_an_hour(day: Day) -> Ticket:
    ticket = day.call("03 20:00")
    day.log(ticket, "03 20:05", 95)
    return ticket


@case([], "0.00")
def at_christmas_there_is_no_emergency_service(day: Day) -> Ticket:
    ticket = day.call("25 20:00")
    day.log(ticket, "25 20:05", 95)
    return ticket


@case([(80, "95.00")], "126.67")
def a_visit_is_paid_by_the_time_it_takes(day: Day) -> Ticket:
    return day.visit("08 09:00", 80)


@case([(60, "95.00")], "95.00")
def a_visit_over_the_border_has_one_rate(day: Day) -> Ticket:
    return day.visit("08 16:30", 60)


@case([], "0.00")
def a_small_change_is_fair_use(day: Day) -> Ticket:
    ticket = day.melding("jan", kind="aanpassing", impact=None, urgency=None, small_change=True)
    day.log(ticket, "08 10:00", 30)
    return ticket


@case([(40, "95.00")], "63.33")
def a_large_change_is_meerwerk(day: Day) -> Ticket:
    ticket = day.melding("jan", kind="aanpassing", impact=None, urgency=None)
    day.yes(ticket)
    day.log(ticket, "08 11:00", 40)
    return ticket


@case([], "0.00")
def vulnerabilities_of_two_hours(day: Day) -> Ticket:
    ticket = day.melding("jan", features=["vulnerabilities"], item_type="server")
    day.log(ticket, "09 10:00", 60)
    day.log(ticket, "09 11:00", 60)
    return ticket


@case([(60, "95.00"), (60, "95.00"), (15, "95.00")], "213.75")
def vulnerabilities_past_two_hours_are_meerwerk_whole(day: Day) -> Ticket:
    ticket = day.melding("jan", features=["vulnerabilities"], item_type="server")
    day.log(ticket, "09 13:00", 60)
    day.log(ticket, "09 14:00", 60)
    day.log(ticket, "09 15:00", 15)
    day.yes(ticket, minutes=135, now=END)
    return ticket


@case([(45, "95.00")], "71.25")
def a_correction_counts_once(day: Day) -> Ticket:
    ticket = day.melding("willem")
    day.yes(ticket)
    day.correct(day.log(ticket, "10 10:00", 60), 45)
    return ticket


@case([], "0.00")
def what_was_taken_back(day: Day) -> Ticket:
    ticket = day.melding("willem")
    day.yes(ticket)
    day.correct(day.log(ticket, "10 13:00", 60), 0)
    return ticket


@case([(30, "95.00"), (30, "142.50")], "118.75")
def a_correction_over_the_border_is_split(day: Day) -> Ticket:
    ticket = day.evening("willem")
    day.correct(day.log(ticket, "11 16:30", 30), 60)
    return ticket


@case([(60, "95.00"), (60, "105.00")], "200.00")
def the_rate_of_the_day_of_the_work(day: Day) -> Ticket:
    """Under the next version the verdict stays that of the ticket's own."""
    ticket = day.melding("willem")
    day.yes(ticket)
    renew(
        day.cast.vries_agreement,
        starts_on=date(2026, 12, 16),
        tariff_normal=Decimal("105.00"),
        dap={"viewers": [day.cast.willem]},
    )
    day.log(ticket, "14 10:00", 60)
    day.log(ticket, "17 10:00", 60)
    return ticket


@case([(60, "142.50"), (60, "160.00")], "302.50")
def over_midnight_into_other_tariffs(day: Day) -> Ticket:
    """Until midnight at the rate of that day, after it at that of the next."""
    ticket = day.evening("willem")
    renew(
        day.cast.vries_agreement,
        starts_on=date(2026, 12, 16),
        tariff_outside_hours=Decimal("160.00"),
        dap={"viewers": [day.cast.willem]},
    )
    day.log(ticket, "15 23:00", 120)
    return ticket


@case([(120, "142.50")], "285.00")
def over_midnight_with_the_same_tariffs_is_one_line(day: Day) -> Ticket:
    ticket = day.evening("willem")
    day.log(ticket, "15 23:00", 120)
    return ticket


@case([], "0.00")
def vulnerabilities_past_two_hours_wait_for_a_yes(day: Day) -> Ticket:
    """The whole job became meerwerk, and nobody said yes to that: no door says that it is charged (SLA 4.2, 6.4)."""
    ticket = day.melding("jan", item_type="server", features=["vulnerabilities"])
    for began in ("02 10:00", "02 11:00", "02 12:00"):
        day.log(ticket, began, 50)
    return ticket


@case([], "0.00")
def what_is_meerwerk_after_all_waits_for_a_yes(day: Day) -> Ticket:
    """Written as included, brought in line by a correction with what it turned out to be."""
    ticket = day.melding("jan")
    line = day.log(ticket, "02 10:00", 60)
    actions.override_coverage(ticket, by=day.cast.sanne, now=END, verdict="meerwerk", reason="Eigen apparatuur.")
    day.correct(line, 60)
    assert ticket.time_entries.get(is_current=True).verdict == "meerwerk"
    return ticket


# --- The doors --------------------------------------------------------------------------------------------
def euros(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def words(response: Any) -> str:
    assert response.status_code == 200
    text = response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def at_the_desk(ticket: Ticket, sign_in: Any, by: Any) -> list[Decimal]:
    html = sign_in(by).get(f"/desk/meldingen/{ticket.pk}/").content.decode().replace("\xa0", " ")
    lines = re.findall(r'<li class="time-line">.*?</li>', html, re.S)
    lines = [line for line in lines if '<span class="num">0 min</span>' not in line]  # what was taken back
    lines = [line for line in lines if "nog geen akkoord" not in line]
    found = [re.search(r"·\s*€ ([\d.]+,\d\d)", re.sub(r"<[^>]+>", " ", line)) for line in lines]
    return sorted(euros(one[1]) for one in found if one)


def in_the_portal(ticket: Ticket, sign_in: Any, by: Any) -> Decimal:
    text = words(sign_in(by).get("/portaal/afspraken/uren/?maand=2026-12"))
    found = re.search(rf"#{ticket.pk} .*?(?= #\d+ |$)", text)
    if found is None:
        assert not ticket.time_entries.filter(is_current=True, minutes__gt=0).exists(), "else the melding stands there"
        return Decimal(0)
    sums = re.search(r"berekend · € ([\d.]+,\d\d)", found[0].split(" regel")[0])
    return euros(sums[1]) if sums else Decimal(0)


def over_rest(ticket: Ticket, by: Any) -> list[tuple[int, Decimal]]:
    _token, secret = ApiToken.issue(by, name="test", scopes=list(Scope.values), now=END)
    client = APIClient(headers={"Authorization": f"Bearer {secret}"})
    rows = client.get("/api/v1/time-entries/", {"ticket": ticket.pk, "page_size": 100}).json()["results"]
    current = [row for row in rows if row.get("is_current", True) and row["minutes"]]
    charged = [row for row in current if row["rate_kind"] and row["agreed"]]
    return sorted((row["billed_minutes"], Decimal(row["amount"])) for row in charged)


@pytest.mark.parametrize("name", CASES)
def test_each_door_says_what_was_worked_out_by_hand(name, cast, open_ticket, sign_in):
    what, billed, total = CASES[name]
    dap = {"viewers": [cast.jan], "emergency_callers": [cast.jan]}
    renew(cast.smit_agreement, emergency=True, dap=dap)
    cast.vries_agreement = renew(cast.vries_agreement, dap={"viewers": [cast.willem]})
    ticket = what(Day(cast, open_ticket))
    by_hand = sorted((minutes, (minutes * Decimal(rate) / 60).quantize(Decimal("0.01"))) for minutes, rate in billed)
    assert sum((each for _minutes, each in by_hand), Decimal(0)) == Decimal(total), "the table itself"
    with time_machine.travel(END, tick=False):
        customer = ticket.contact.user
        assert over_rest(ticket, cast.sanne) == by_hand
        assert over_rest(ticket, customer) == by_hand
        assert at_the_desk(ticket, sign_in, cast.sanne) == sorted(each for _minutes, each in by_hand)
        assert in_the_portal(ticket, sign_in, customer) == Decimal(total)
    left = [exports.row_of(line) for line in exports.Choice(*DECEMBER).lines.filter(ticket=ticket)]
    assert sorted((row["billed"], Decimal(row["amount"])) for row in left) == by_hand
    for row in left:
        assert (Decimal(row["hours"]) * Decimal(row["rate"])).quantize(Decimal("0.01")) == Decimal(row["amount"])
