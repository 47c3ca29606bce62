"""What the rows of one melding become: its timeline, its clock, and what the ticket says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from contracts.models import ServiceAgreement
from tests.conftest import at
from tests.integrations.conftest import count, row, solved, ticket, told
from tickets.clock import clocks
from tickets.models import BreachWarning, ClockState, OutboxItem, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_after")]
MACHINE = {"sys_updated_by": "Updated by 908"}


def test_a_melding_with_all_it_went_through(
    export: Callable[..., Path], take_over: Callable[..., str], cast: SimpleNamespace
) -> None:
    take_over(
        export(
            row("INC1", "New", "23 10:00"),
            row("INC1", "New", "23 10:10", assignment_group="Group 70", assigned_to="Resolver 9"),
            row("INC1", "Awaiting User Info", "23 10:30", assignment_group="Group 70", assigned_to="Resolver 9"),
            row("INC1", "Active", "23 15:00", assignment_group="Group 70", assigned_to="Resolver 9"),
            row("INC1", "Resolved", "24 11:00", assignment_group="Group 70", assigned_to="Resolver 9"),
            row("INC1", "Closed", "27 12:00", assignment_group="Group 70", assigned_to="Resolver 9"),
        )
    )
    assert told("INC1") == [
        ("opened", "23 10:00"),
        ("assigned", "23 10:10"),
        ("waiting", "23 10:30"),
        ("work_started", "23 15:00"),
        ("resolved", "24 11:00"),
        ("closed", "27 12:00"),
    ]
    taken = ticket("INC1")
    assert (taken.status, taken.priority, taken.impact, taken.urgency) == ("gesloten", "ernstig", 2, "A")
    assert (taken.customer, taken.agreement) == (cast.smit, cast.smit_agreement)
    assert (taken.opened_at, taken.resolved_at, taken.closed_at) == (
        at("2026-11-23 10:00"),
        at("2026-11-24 11:00"),
        at("2026-11-27 12:00"),
    )
    assert (taken.source, taken.channel) == ("servicenow", "phone")
    assert taken.updated_at > taken.closed_at, "the feed of changes tells of it when it is taken over"
    assert taken.subject == "Category 55, Subcategory 170"
    assigned = taken.timeline.get(kind="assigned")
    assert assigned.data["team"] == ["Group 56", "Group 70"]
    assert assigned.data["assignee"] == [None, "Resolver 9"]
    assert assigned.data["source_by"] == "Updated by 12"
    marker = taken.timeline.get(kind="imported")
    assert (marker.at, marker.facts.for_house(marker)) == (
        at("2027-01-15 09:00"),
        "Overgenomen uit ServiceNow, daar bekend als INC1",
    )
    assert marker.data["kept"]["closed_code"] == "code 5"
    assert marker.data["kept"]["vendor"] is None


def test_waiting_for_the_customer_is_no_time_of_ours(export: Any, take_over: Any) -> None:
    take_over(
        export(
            row("INC1", "New", "23 10:00"),
            row("INC1", "Awaiting User Info", "23 10:30"),
            row("INC1", "Active", "23 15:00"),
            row("INC1", "Closed", "27 12:00"),
        )
    )
    clock = ticket("INC1").clock
    assert clock.used_seconds == 30 * 60
    assert (clock.state, clock.late, clock.work_started_at) == (ClockState.MET, False, at("2026-11-23 15:00"))
    assert clock.due_at == at("2026-11-23 15:30")
    state = clocks.read_clock(ticket("INC1"), at("2027-01-15 09:00"))
    assert state.due_at == clock.due_at
    assert state.by_party["customer"] == timedelta(hours=4, minutes=30)


@pytest.mark.parametrize(
    ("state", "status", "party"),
    [
        ("Awaiting User Info", "wacht_op_klant", "customer"),
        ("Awaiting Evidence", "wacht_op_klant", "customer"),
        ("Awaiting Vendor", "wacht_op_leverancier", "supplier"),
        ("Awaiting Problem", "wacht_op_leverancier", "supplier"),
    ],
)
def test_every_awaiting_state_pauses(export: Any, take_over: Any, state: str, status: str, party: str) -> None:
    take_over(export(row("INC1", "New", "23 10:00"), row("INC1", state, "23 10:30")))
    taken = ticket("INC1")
    assert (taken.status, taken.clock.state, taken.clock.late) == (status, ClockState.PAUSED, None)
    assert taken.timeline.get(kind="waiting").data["party"] == party


@pytest.mark.parametrize(
    ("rows", "started", "late"),
    [
        ([("New", "23 10:00", {}), ("Active", "23 10:59", {})], "2026-11-23 10:59", False),
        ([("New", "23 10:00", {}), ("Active", "23 11:01", {})], "2026-11-23 11:01", True),
        ([("Active", "23 10:00", {})], "2026-11-23 10:00", False),
        # A machine that files it as Active has not begun; the first person who then has it so has.
        ([("Active", "23 10:00", MACHINE), ("Active", "23 11:30", {})], "2026-11-23 11:30", True),
        ([("Active", "23 10:00", MACHINE), ("Active", "23 10:40", MACHINE)], None, True),
        # Who solves it without more has worked on it.
        ([("New", "23 10:00", {}), ("Resolved", "23 10:05", MACHINE)], "2026-11-23 10:05", False),
        # Asking for more is no beginning, as at the desk.
        ([("New", "23 10:00", {}), ("Awaiting User Info", "23 10:05", {})], None, None),
        # Opened in the evening: the hour begins at eight the next day.
        ([("New", "23 18:00", {}), ("Active", "24 08:30", {})], "2026-11-24 08:30", False),
    ],
)
def test_when_work_began(
    export: Any, take_over: Any, rows: list[tuple[str, str, dict[str, str]]], started: str | None, late: bool | None
) -> None:
    opened = f"23/11/2026 {rows[0][1].split()[1]}"
    take_over(export(*(row("INC1", state, moment, opened_at=opened, **cells) for state, moment, cells in rows)))
    clock = ticket("INC1").clock
    assert clock.work_started_at == (at(started) if started else None)
    assert clock.late is late


def test_a_machine_that_takes_it_out_of_waiting_starts_the_clock_but_not_the_work(export: Any, take_over: Any) -> None:
    take_over(
        export(
            row("INC1", "New", "23 10:00"),
            row("INC1", "Awaiting User Info", "23 10:30"),
            row("INC1", "Active", "23 12:00", **MACHINE),
            row("INC1", "Active", "23 12:10"),
        )
    )
    assert told("INC1")[1:] == [("waiting", "23 10:30"), ("resumed", "23 12:00"), ("work_started", "23 12:10")]
    assert ticket("INC1").clock.used_seconds == 40 * 60


def test_another_impact_is_another_target_from_the_same_start(export: Any, take_over: Any) -> None:
    take_over(
        export(
            row("INC1", "New", "23 10:00", impact="3 - Low", priority="3 - Moderate"),
            row("INC1", "New", "23 10:40", impact="1 - High", priority="1 - Critical"),
            row("INC1", "Active", "23 10:45", impact="1 - High", priority="1 - Critical"),
        )
    )
    taken = ticket("INC1")
    changed = taken.timeline.get(kind="classified")
    assert (changed.at, changed.data["priority"]) == (at("2026-11-23 10:40"), ["standaard", "kritisch"])
    assert (taken.priority, taken.clock.due_at, taken.clock.late) == ("kritisch", at("2026-11-23 10:30"), True)


@pytest.mark.parametrize(
    ("again", "kinds", "status"),
    [
        ("Active", ["reopened"], "in_behandeling"),
        ("Awaiting User Info", ["reopened", "waiting"], "wacht_op_klant"),
        ("New", ["reopened"], "nieuw"),
    ],
)
def test_reopened(export: Any, take_over: Any, again: str, kinds: list[str], status: str) -> None:
    take_over(export(*solved("INC1")[:3], row("INC1", again, "24 09:00")))
    taken = ticket("INC1")
    assert [kind for kind, moment in told("INC1") if moment == "24 09:00"] == kinds
    assert (taken.status, taken.reopen_count, taken.resolved_at) == (status, 1, None)
    assert clocks.read_clock(taken, at("2027-01-15 09:00")).late is False


def test_closed_and_opened_again_and_closed(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1"), row("INC1", "Active", "30 16:00"), row("INC1", "Closed", "30 16:30")))
    taken = ticket("INC1")
    assert (taken.status, taken.reopen_count, taken.closed_at) == ("gesloten", 1, at("2026-11-30 16:30"))
    assert taken.resolved_at is None


def test_a_state_that_says_nothing_leaves_the_status_and_stays_on_the_timeline(
    export: Any, take_over: Any, tmp_path: Path
) -> None:
    rows = [row("INC1", "Active", "23 10:00"), row("INC1", "-100", "23 12:00"), row("INC1", "Resolved", "23 13:00")]
    output = take_over(export(*rows), report=tmp_path / "report.csv")
    assert told("INC1") == [
        ("opened", "23 10:00"),
        ("work_started", "23 10:00"),
        ("note", "23 12:00"),
        ("resolved", "23 13:00"),
    ]
    note = ticket("INC1").timeline.get(kind="note")
    assert (note.is_public, note.facts.for_house(note)) == (False, "Status in ServiceNow van Active naar -100")
    assert count(output, "wijzigingen van status") == 2
    assert "3,INC1,overgenomen,status '-100' zegt niets" in (tmp_path / "report.csv").read_text()


def test_rows_keep_the_order_of_the_file_and_never_go_back_in_time(export: Any, take_over: Any, tmp_path: Path) -> None:
    take_over(
        export(
            row("INC1", "New", "23 11:10", sys_mod_count="2"),
            row("INC1", "New", "23 10:05", sys_mod_count="1"),
            row("INC1", "Resolved", "23 11:03", sys_mod_count="0"),
        ),
        report=tmp_path / "report.csv",
    )
    assert told("INC1") == [("opened", "23 10:00"), ("resolved", "23 11:03")]
    assert (
        '2,INC1,overgenomen,"tijdstip ligt na dat van regel 3, die erop volgt' in (tmp_path / "report.csv").read_text()
    )


@pytest.mark.parametrize("order", ["moment", "sys_mod_count"])
def test_rows_in_another_order_are_put_in_theirs(export: Any, take_over: Any, mapping: Any, order: str) -> None:
    rows = [[*cells] for cells in solved("INC1")]
    for number, cells in enumerate(rows):
        cells[5] = str(number + 8)  # 10 comes after 9
    take_over(export(*reversed(rows)), mapping=mapping(replace={'order = "file"': f'order = "{order}"'}))
    assert [kind for kind, _moment in told("INC1")] == ["opened", "work_started", "resolved", "closed"]


def test_opened_after_its_first_row(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1", opened_at="23/11/2026 10:15")))
    assert ticket("INC1").opened_at == at("2026-11-23 10:00")
    assert told("INC1")[0] == ("opened", "23 10:00")


def test_nobody_hears_of_it(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1"), *solved("INC2", priority="4 - Low")))
    assert not OutboxItem.objects.exists()
    assert not BreachWarning.objects.exists()
    assert not Ticket.objects.filter(clock__next_warning_at__isnull=False).exists()


def test_what_is_still_open_goes_on_here(export: Any, take_over: Any, cast: SimpleNamespace, mapping: Any) -> None:
    teams = mapping(
        replace={"# [group.teams]": "[group.teams]", '# "Group 70" = "Supportcenter"': '"Group 56" = "Tweede lijn"'}
    )
    with time_machine.travel(at("2026-11-23 10:20"), tick=False):
        rows = [row("INC1", "New", "23 10:00"), row("INC2", "New", "23 10:00", assignment_group="Group 1")]
        take_over(export(*rows), mapping=teams)
    first, second = ticket("INC1"), ticket("INC2")
    assert (first.team, second.team) == (cast.second_line, cast.supportcenter)
    assert (first.clock.state, first.clock.due_at) == (ClockState.RUNNING, at("2026-11-23 11:00"))
    assert (first.clock.next_threshold, first.clock.next_warning_at) == (50, at("2026-11-23 10:30"))


def test_what_is_resolved_closes_after_the_customers_days_from_now(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1")[:3]))
    assert ticket("INC1").closes_at == at("2027-01-22 09:00")


def test_without_an_agreement_at_that_time_no_sla_applies(export: Any, take_over: Any, cast: SimpleNamespace) -> None:
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(starts_on=at("2026-11-24 00:00").date())
    take_over(export(*solved("INC1"), *[row("INC2", "New", "24 10:00", opened_at="24/11/2026 10:00")]))
    first, second = ticket("INC1"), ticket("INC2")
    assert (first.agreement, first.priority, first.clock.state) == (None, "ernstig", ClockState.NONE)
    assert (second.agreement, second.clock.due_at) == (cast.smit_agreement, at("2026-11-24 11:00"))


def test_off_the_agreed_channel(export: Any, take_over: Any) -> None:
    critical = {"impact": "1 - High", "priority": "1 - Critical"}
    channels = {"INC1": "Phone", "INC2": "Email", "INC3": "?", "INC4": "Direct opening"}
    take_over(export(*(c for n, channel in channels.items() for c in solved(n, contact_type=channel, **critical))))
    said = {number: (ticket(number).channel, ticket(number).off_channel) for number in channels}
    assert said == {
        "INC1": ("phone", False),
        "INC2": ("email", True),
        "INC3": ("import", False),
        "INC4": ("import", False),
    }


def test_the_callers_become_contacts_that_no_mail_can_reach(export: Any, take_over: Any, cast: Any) -> None:
    take_over(
        export(
            *solved("INC1", caller_id="Caller  7"),
            *solved("INC2", caller_id="Caller 7"),
            *solved("INC3", caller_id="caller 7"),
            *solved("INC4", caller_id="?"),
        )
    )
    people = [ticket(number).contact for number in ("INC1", "INC2", "INC3", "INC4")]
    assert people[0] == people[1]
    assert len(set(people)) == 3
    assert [person.name for person in people[1:]] == ["Caller 7", "caller 7", "Onbekende melder"]
    assert all(person.email.endswith("@import.invalid") and person.customer == cast.smit for person in people)
    assert ticket("INC1").contact_email == ""


def test_a_caller_with_an_address_is_the_contact_who_has_it(
    export: Any, take_over: Any, mapping: Any, cast: SimpleNamespace, tmp_path: Path
) -> None:
    with_address = mapping(replace={'name = "caller_id"': 'name = "caller_id"\nemail = "cmdb_ci"'})
    rows = [*solved("INC1", cmdb_ci="Jan@Smit.example"), *solved("INC2", cmdb_ci="geen adres")]
    take_over(export(*rows), mapping=with_address, report=tmp_path / "report.csv")
    assert ticket("INC1").contact == cast.jan
    assert ticket("INC2").contact.email.endswith("@import.invalid")
    assert "'geen adres' is geen e-mailadres" in (tmp_path / "report.csv").read_text()


def test_a_priority_that_the_sla_does_not_give_is_remarked(export: Any, take_over: Any, tmp_path: Path) -> None:
    take_over(export(row("INC1", "New", "23 10:00", priority="4 - Low")), report=tmp_path / "report.csv")
    assert ticket("INC1").priority == "ernstig"
    assert "prioriteit in de bron laag, volgens de matrix van de SLA ernstig" in (tmp_path / "report.csv").read_text()


def test_a_servicevraag_has_no_priority(export: Any, take_over: Any, mapping: Any) -> None:
    by_column = 'column = "notify"\notherwise = "incident"\n[kind.values]\nVraag = "servicevraag"'
    kinds = mapping(replace={'otherwise = "incident"': by_column})
    take_over(export(*solved("INC1", notify="Vraag"), *solved("INC2")), mapping=kinds)
    first, second = ticket("INC1"), ticket("INC2")
    assert (first.kind, first.impact, first.urgency, first.priority) == ("servicevraag", None, None, None)
    assert (second.kind, second.priority) == ("incident", "ernstig")


def test_it_can_be_found(export: Any, take_over: Any) -> None:
    take_over(export(*solved("INC1")))
    assert Ticket.objects.filter(search_text__contains="inc1").count() == 1
    assert Ticket.objects.filter(search_text__contains="category 55").count() == 1
