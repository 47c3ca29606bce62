"""Fifty at once. Only on a database that several connections can share; SQLite's test database lives in one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from contracts.models import ClauseKind
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import EntryKind, OutboxItem, Status, Ticket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server"),
]


CONNECTIONS = 40  # PostgreSQL lets a hundred in as it is delivered, and another test process takes its part of them


def at_once(count: int, act: Callable[[int], object]) -> Counter:
    """Run `act` in `count` threads that start together, as many at a time as there are connections for; counts what
    came back, errors by type."""
    barrier, results, lock = threading.Barrier(count), Counter(), threading.Lock()
    room = threading.Semaphore(CONNECTIONS)

    def run(index: int) -> None:
        barrier.wait()
        with room:
            try:
                outcome = act(index)
            except Exception as error:
                outcome = type(error).__name__
            finally:
                connection.close()
        with lock:
            results[outcome] += 1

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_r1_fifty_equal_posts_make_one_ticket(open_ticket):
    results = at_once(50, lambda _i: open_ticket(form_token="same").number)
    assert len(results) == 1, results
    assert Ticket.objects.count() == 1
    assert OutboxItem.objects.filter(consumer="mail").count() == 1


def test_r2_twenty_agents_take_one_ticket(open_ticket, cast):
    from tests.factories import HouseUserFactory

    ticket, agents = open_ticket(), HouseUserFactory.create_batch(20)
    results = at_once(20, lambda i: actions.take(ticket, by=agents[i], now=MONDAY).assignee.name)
    assert results[Refused.__name__] == 19, results
    assert ticket.timeline.filter(kind=EntryKind.TAKEN).count() == 1


def test_start_of_work_is_recorded_once(open_ticket, cast):
    ticket = open_ticket()
    at_once(20, lambda _i: actions.start_work(ticket, by=cast.sanne, now=MONDAY).number)
    assert ticket.timeline.filter(kind=EntryKind.WORK_STARTED).count() == 1


def test_r7_numbers_are_unique(open_ticket):
    results = at_once(30, lambda i: open_ticket(form_token=f"f{i}").number)
    assert max(results.values()) == 1, results
    assert len(results) == 30


def test_sweeps_and_clicks_do_not_lock_each_other_out(open_ticket, cast):
    """Every way in takes the clock's lock first, so nobody holds what another waits for."""
    from tickets.sweeps import close_due, warn_due

    tickets = [open_ticket(impact=1, form_token=f"d{i}") for i in range(10)]
    for ticket in tickets[:5]:
        actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    later = MONDAY + timedelta(days=30)
    works = [
        lambda i: actions.reply(tickets[i % 10], by=cast.jan.user, now=later, text="Nog iets.").ticket_id,
        lambda _i: warn_due(later),
        lambda _i: close_due(later),
        lambda i: actions.log_time(tickets[i % 10], by=cast.sanne, now=later, minutes=5).ticket_id,
    ]
    results = at_once(40, lambda i: works[i % 4](i))
    assert not [outcome for outcome in results if isinstance(outcome, str)], results


def test_of_two_approvers_at_once_one_decides(open_ticket, cast):
    people = [cast.petra, ContactFactory(customer=cast.smit, name="Kees", email="kees@smit.example", with_user=True)]
    renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: people})
    ticket = open_ticket(kind="aanpassing", is_authorisation=True)
    approval = ticket.approvals.get()

    def decide(i):
        return actions.decide(approval, now=MONDAY, granted=i % 2 == 0, by=people[i % 2].user).status

    results = at_once(20, decide)
    assert sorted(results.values()) == [10, 10], results
    assert Refused.__name__ in results
    assert ticket.timeline.filter(kind=EntryKind.DECIDED).count() == 1


def test_an_estimate_posted_many_times_is_asked_once(open_ticket, cast):
    ticket = open_ticket(contact=cast.willem)

    def ask(_i):
        return actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=60, text="Printer").pk

    results = at_once(20, ask)
    assert len(results) == 1, results
    assert ticket.timeline.filter(kind=EntryKind.ASKED).count() == 1


def test_an_agent_cancels_while_the_customer_answers(open_ticket, cast):
    """Whoever comes second hears so; nothing stays half done."""
    tickets = [open_ticket(contact=cast.willem, form_token=f"c{i}") for i in range(10)]
    asked = [actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=60, text="Printer") for ticket in tickets]

    def act(i):
        if i % 2:
            return actions.cancel(tickets[i // 2], by=cast.sanne, now=MONDAY, text="Dubbel.").status
        return actions.decide(asked[i // 2], now=MONDAY, granted=True, by=cast.willem.user).status

    results = at_once(20, act)
    assert results[Status.GEANNULEERD] == 10, results
    assert set(results) <= {Status.GEANNULEERD, "granted", Refused.__name__}, results
    for ticket in tickets:
        assert not ticket.approvals.open().exists()
