"""Breach warnings (SLA 7.9): at 50, 75 and 100 % of the working time, once per clock, target and threshold."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from sla.clock import Party
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.clock import clocks
from tickets.models import BreachWarning, ClockState, EntryKind, OutboxItem, Ticket, TicketClock
from tickets.sweeps import close_due, warn_due

SECOND = timedelta(seconds=1)


def given(ticket: Ticket) -> list[int]:
    lines = ticket.timeline.filter(kind=EntryKind.WARNED).order_by("pk")
    warnings = list(BreachWarning.objects.filter(clock=ticket.pk).order_by("pk"))
    assert [warning.entry for warning in warnings] == list(lines)
    assert [warning.threshold for warning in warnings] == [line.data["threshold"] for line in lines]
    return [warning.threshold for warning in warnings]


@pytest.mark.parametrize(
    ("impact", "urgency", "opened", "moments"),
    [
        # Kritisch, half an hour
        (1, "A", "2026-11-23 10:00", ["2026-11-23 10:15", "2026-11-23 10:22:30", "2026-11-23 10:30"]),
        # Ernstig, an hour, over closing time
        (2, "A", "2026-11-23 16:30", ["2026-11-23 17:00", "2026-11-24 08:15", "2026-11-24 08:30"]),
        # Ernstig in the weekend runs from Monday
        (1, "B", "2026-11-21 12:00", ["2026-11-23 08:30", "2026-11-23 08:45", "2026-11-23 09:00"]),
        # Standaard, nine hours, over the closing at 16:00 of 5 December 2025
        (3, "A", "2025-12-05 10:00", ["2025-12-05 14:30", "2025-12-08 08:45", "2025-12-08 11:00"]),
    ],
)
def test_warns_just_after_each_threshold_and_not_before(open_ticket, impact, urgency, opened, moments):
    ticket = open_ticket(impact=impact, urgency=urgency, now=at(opened))
    done: list[int] = []
    for threshold, moment in zip([50, 75, 100], moments, strict=True):
        assert warn_due(at(moment)) == 0
        assert given(ticket) == done
        assert warn_due(at(moment) + SECOND) == 1
        done.append(threshold)
        assert given(ticket) == done
        assert warn_due(at(moment) + SECOND) == 0
    assert warn_due(at(moments[-1]) + timedelta(days=30)) == 0
    assert given(ticket) == [50, 75, 100]


@pytest.mark.parametrize("fields", [{"impact": 3, "urgency": "C"}, {"kind": "servicevraag"}, {"kind": "aanpassing"}])
def test_without_a_target_there_is_nothing_to_warn_of(open_ticket, fields):
    ticket = open_ticket(**fields)
    assert warn_due(MONDAY + timedelta(days=60)) == 0
    assert given(ticket) == []


def test_the_last_warning_brings_the_verdict(open_ticket):
    ticket = open_ticket()
    warn_due(at("2026-11-23 11:00"))
    assert TicketClock.objects.get(ticket=ticket).late is None
    warn_due(at("2026-11-23 11:00:01"))
    clock = TicketClock.objects.get(ticket=ticket)
    assert (clock.late, clock.state, clock.next_threshold) == (True, ClockState.LATE, None)
    assert clock.due_at == at("2026-11-23 11:00")


def test_the_warning_says_what_it_is_about_and_asks_for_mail(open_ticket):
    ticket = open_ticket()
    warn_due(at("2026-11-23 10:31"))
    line = ticket.timeline.get(kind=EntryKind.WARNED)
    assert not line.is_public
    assert line.data == {
        "threshold": 50,
        "due_at": line.data["due_at"],
        "nature": "promise",
        "given_late": False,
    }
    assert clocks.read_clock(ticket, MONDAY).due_at == ticket.clock.due_at == at("2026-11-23 11:00")
    assert OutboxItem.objects.filter(consumer="mail", entry=line).count() == 1


@pytest.mark.parametrize(
    ("minutes_late", "says_so"),
    [(1, False), (2, False), (3, True)],
)
def test_a_warning_that_comes_late_says_so(open_ticket, minutes_late, says_so):
    ticket = open_ticket()
    warn_due(at("2026-11-23 10:30") + timedelta(minutes=minutes_late))
    assert ticket.timeline.get(kind=EntryKind.WARNED).data["given_late"] is says_so


def test_after_a_night_without_beat_all_three_come_once(open_ticket):
    ticket = open_ticket()
    assert warn_due(at("2026-11-24 09:00")) == 3
    assert given(ticket) == [50, 75, 100]
    assert all(line.data["given_late"] for line in ticket.timeline.filter(kind=EntryKind.WARNED))
    assert warn_due(at("2026-11-24 09:00")) == 0


# --- What an action in between does -----------------------------------------------------------------------
LONG_AFTER = MONDAY + timedelta(days=30)


def start(ticket, cast, now):
    actions.start_work(ticket, by=cast.sanne, now=now)


def wait(ticket, cast, now, party=Party.CUSTOMER):
    actions.wait(ticket, by=cast.sanne, now=now, party=party, text="Wij wachten op de leverancier.")


def wait_for_supplier(ticket, cast, now):
    wait(ticket, cast, now, Party.SUPPLIER)


def resolve(ticket, cast, now):
    actions.resolve(ticket, by=cast.sanne, now=now, text="Klaar.")


def cancel(ticket, cast, now):
    actions.cancel(ticket, by=cast.sanne, now=now, text="Dubbel.")


def close(ticket, cast, now):
    actions.close(ticket, by=cast.jan.user, now=now)


def make_laag(ticket, cast, now):
    actions.classify(ticket, by=cast.sanne, now=now, kind="incident", impact=3, urgency="C", reason="Het valt mee.")


def make_servicevraag(ticket, cast, now):
    actions.classify(ticket, by=cast.sanne, now=now, kind="servicevraag", reason="Het is een vraag.")


@pytest.mark.parametrize("verb", [start, wait, wait_for_supplier, resolve, cancel, close, make_laag, make_servicevraag])
@pytest.mark.parametrize(("after", "before"), [(20, []), (35, [50]), (50, [50, 75])])
def test_what_ends_or_stops_the_clock_ends_the_warnings(open_ticket, cast, verb, after, before):
    ticket = open_ticket()
    warn_due(MONDAY + timedelta(minutes=after))
    verb(ticket, cast, MONDAY + timedelta(minutes=after))
    warn_due(LONG_AFTER)
    assert given(ticket) == before


@pytest.mark.parametrize("verb", [actions.take])
def test_taking_it_is_not_yet_work(open_ticket, cast, verb):
    ticket = open_ticket()
    verb(ticket, by=cast.sanne, now=MONDAY)
    warn_due(LONG_AFTER)
    assert given(ticket) == [50, 75, 100]


def test_a_pause_moves_what_is_left_of_the_warnings(open_ticket, cast):
    ticket = open_ticket()  # an hour from 10:00
    warn_due(at("2026-11-23 10:40"))
    wait(ticket, cast, at("2026-11-23 10:40"))
    warn_due(at("2026-11-23 15:00"))
    assert given(ticket) == [50]
    actions.resume(ticket, by=cast.sanne, now=at("2026-11-23 15:00"))
    assert warn_due(at("2026-11-23 15:05")) == 0
    assert warn_due(at("2026-11-23 15:05:01")) == 1
    assert warn_due(at("2026-11-23 15:20:01")) == 1
    assert given(ticket) == [50, 75, 100]


def test_another_target_has_warnings_of_its_own_and_going_back_repeats_none(open_ticket, cast):
    def classify(impact, minute):
        actions.classify(
            ticket,
            by=cast.sanne,
            now=MONDAY + timedelta(minutes=minute),
            kind="incident",
            impact=impact,
            urgency="A",
            reason="Toch anders.",
        )

    ticket = open_ticket()  # Ernstig
    warn_due(MONDAY + timedelta(minutes=31))
    classify(3, 32)  # Standaard, nine hours
    warn_due(MONDAY + timedelta(minutes=40))
    assert given(ticket) == [50]
    classify(2, 41)
    warn_due(MONDAY + timedelta(minutes=42))
    assert given(ticket) == [50]
    classify(1, 43)  # Kritisch: half an hour is over already
    warn_due(MONDAY + timedelta(minutes=44))
    assert given(ticket) == [50, 50, 75, 100]
    warn_due(LONG_AFTER)
    assert given(ticket) == [50, 50, 75, 100]


def test_a_change_after_the_sweep_began_counts(open_ticket, cast):
    ticket = open_ticket(impact=3)
    began = MONDAY + timedelta(minutes=31)
    actions.classify(
        ticket, by=cast.sanne, now=began + SECOND, kind="incident", impact=1, urgency="A", reason="Iedereen."
    )
    warn_due(began)
    assert {warning.priority for warning in BreachWarning.objects.filter(clock=ticket.pk)} == {"kritisch"}


# --- Many, at once, and one that is broken ----------------------------------------------------------------
def test_the_database_refuses_a_second_warning(open_ticket):
    open_ticket()
    warn_due(at("2026-11-23 10:31"))
    first = BreachWarning.objects.get()
    line = first.entry
    with pytest.raises(IntegrityError), transaction.atomic():
        BreachWarning.objects.create(
            clock=first.clock,
            priority=first.priority,
            threshold=50,
            due_at=first.due_at,
            warned_at=MONDAY,
            entry=line,
        )


def test_a_stored_moment_that_is_stale_is_corrected_not_obeyed(open_ticket):
    ticket = open_ticket()
    TicketClock.objects.filter(ticket=ticket).update(next_warning_at=MONDAY)
    assert warn_due(MONDAY + SECOND) == 0
    assert given(ticket) == []
    assert TicketClock.objects.get(ticket=ticket).next_warning_at == at("2026-11-23 10:30")


def test_a_clock_that_cannot_be_worked_out_does_not_stop_the_others(open_ticket, monkeypatch, caplog):
    broken, sound = open_ticket(), open_ticket()
    settle = clocks.settle

    def failing(ticket, *args, **kwargs):
        if ticket.pk == broken.pk:
            raise ValueError("a timeline begins with its opening")
        return settle(ticket, *args, **kwargs)

    monkeypatch.setattr(clocks, "settle", failing)
    now = at("2026-11-23 10:31")
    assert warn_due(now) == 1
    assert given(sound) == [50]
    assert f"#{broken.pk}" in caplog.text
    monkeypatch.undo()
    assert warn_due(now + timedelta(minutes=16)) == 2 + 1  # the broken one's 50 and 75, the sound one's 75
    assert given(broken) == [50, 75]


def test_batches_make_no_difference(open_ticket, settings):
    settings.SWEEP_BATCH = 2
    tickets = [open_ticket() for _ in range(5)]
    assert warn_due(LONG_AFTER) == 15
    assert all(given(ticket) == [50, 75, 100] for ticket in tickets)


def test_the_number_of_queries_does_not_grow_with_the_batch(open_ticket, django_assert_max_num_queries):
    counted = []
    for size in (1, 20):
        for _ in range(size):
            open_ticket()
        with django_assert_max_num_queries(13) as queries:
            warn_due(LONG_AFTER)
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_is_working_on_is_left_for_the_next_sweep(open_ticket, cast):
    busy, idle = open_ticket(), open_ticket()
    locked, go_on = threading.Event(), threading.Event()

    def agent() -> None:
        with transaction.atomic():
            actions.note(busy, by=cast.sanne, now=MONDAY, text="Ik kijk even.")
            locked.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=agent)
    thread.start()
    try:
        assert locked.wait(10)
        assert warn_due(at("2026-11-23 10:31")) == 1  # at once, not after the agent
        assert given(idle) == [50]
    finally:
        go_on.set()
        thread.join()
    assert warn_due(at("2026-11-23 10:31")) == 1
    assert given(busy) == [50]


# --- Closing what was resolved ----------------------------------------------------------------------------
def test_resolved_closes_after_five_working_days(open_ticket, cast):
    ticket = open_ticket()
    resolve(ticket, cast, MONDAY)
    assert close_due(at("2026-11-30 09:59:59")) == 0
    assert close_due(at("2026-11-30 10:00")) == 1
    assert close_due(at("2026-11-30 10:00")) == 0
    assert list(ticket.timeline.filter(kind=EntryKind.CLOSED).values_list("by", flat=True)) == [None]


def test_one_that_cannot_be_closed_does_not_keep_the_others_open(open_ticket, cast, monkeypatch):
    broken, sound = open_ticket(), open_ticket()
    for ticket in (broken, sound):
        resolve(ticket, cast, MONDAY)
    original = actions.close

    def failing(ticket, **kwargs):
        if ticket.pk == broken.pk:
            raise ValueError("broken")
        return original(ticket, **kwargs)

    monkeypatch.setattr(actions, "close", failing)
    assert close_due(LONG_AFTER) == 1
    sound.refresh_from_db()
    assert sound.status == "gesloten"
