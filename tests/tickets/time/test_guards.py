"""Somebody was first, about time: what the second one reads under the lock decides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts.models import CustomerEvent, CustomerEventKind
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.tickets.guards import LATER
from tests.two_connections import beaten, own, two_connections
from tickets import actions, sweeps
from tickets.models import (
    HoursWarning,
    Ticket,
    TimeEntry,
)
from tickets.time.timers import TimerElsewhere


@two_connections
def test_hours_that_ran_out_are_said_once(open_ticket, cast):
    gerda = ContactFactory(customer=CustomerFactory(number="K1003"), name="Gerda Jansen", email="gerda@jansen.example")
    ServiceAgreementFactory(
        customer=gerda.customer,
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(1),
        account_manager=cast.daan,
    )
    actions.log_time(open_ticket(contact=gerda), by=cast.sanne, now=LATER, minutes=60, outside_hours=False)
    HoursWarning.objects.all().delete()
    reached = CustomerEvent.objects.filter(kind=CustomerEventKind.HOURS_REACHED)
    before = reached.count()
    assert beaten(lambda: sweeps.warn_of_hours(LATER), lambda: sweeps.warn_of_hours(LATER)) == 0
    assert reached.count() == before + HoursWarning.objects.count() > before


@two_connections
def test_a_timer_runs_on_one_ticket(open_ticket, cast):
    one, other = open_ticket(), open_ticket(subject="Iets anders")
    with pytest.raises(TimerElsewhere):
        beaten(
            lambda: actions.start_timer(one, by=cast.sanne, now=MONDAY),
            lambda: actions.start_timer(other, by=cast.sanne, now=MONDAY),
        )


@two_connections
def test_a_timer_is_written_once(open_ticket, cast):
    ticket = open_ticket()
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)

    def stop() -> Ticket:
        return actions.stop_timer(own(ticket), by=cast.sanne, now=LATER, outside_hours=False)

    with pytest.raises(Refused):
        beaten(stop, stop)
    assert TimeEntry.objects.count() == 1


@two_connections
def test_time_is_corrected_from_what_stands_there_now(open_ticket, cast):
    actions.log_time(open_ticket(), by=cast.sanne, now=LATER, minutes=30, outside_hours=False)
    line = TimeEntry.objects.get()

    def correct(minutes: int) -> TimeEntry:
        return actions.correct_time(own(line), by=cast.sanne, now=LATER, minutes=minutes, reason="Verteld.")

    with pytest.raises(Refused):
        beaten(lambda: correct(20), lambda: correct(25))
    assert beaten(lambda: correct_again(cast, 10), lambda: correct(20)).minutes == 20
    assert list(TimeEntry.objects.filter(is_current=True).values_list("minutes", flat=True)) == [10]


def correct_again(cast, minutes: int) -> TimeEntry:
    current = TimeEntry.objects.get(is_current=True)
    return actions.correct_time(current, by=cast.sanne, now=LATER, minutes=minutes, reason="Nog eens.")
