"""The month's hours of an All-in-1 package, the warnings about them, and fair use (SLA 6.2, 7.7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.models import CustomerEvent
from contracts.time.meters import HoursVerdict
from tests.conftest import at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import HoursWarning, Ticket
from tickets.sweeps import warn_of_hours
from tickets.time import month as hours
from tickets.time.month import Month

NOW = at("2026-11-23 15:00")
NOVEMBER = Month.of(NOW)


@pytest.fixture
def gerda(cast):
    """Of a customer with All-in-1 and 10 hours a month, since January."""
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    ServiceAgreementFactory(
        number="DVO-1003",
        customer=customer,
        starts_on=at("2026-01-01 00:00").date(),
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(10),
        fair_use_changes=2,
        fair_use_minutes=30,
        account_manager=cast.daan,
    )
    return ContactFactory(customer=customer, name="Gerda Jansen", email="gerda@jansen.example", with_user=True)


@pytest.fixture
def work(cast, gerda, open_ticket):
    """Minutes worked for Gerda at a moment."""

    def log(minutes, moment=NOW, **fields):
        ticket = open_ticket(contact=gerda)
        actions.log_time(
            ticket,
            by=cast.sanne,
            now=moment + timedelta(minutes=minutes),
            minutes=minutes,
            started_at=moment,
            outside_hours=False,
            **fields,
        )
        return ticket.time_entries.get()

    return log


def reading(gerda, month=NOVEMBER, now=NOW):
    return hours.read_meter(gerda.customer, hours.agreement_in(gerda.customer, month, now), month, now)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "x", "", "2026-11-01", "1999-01", "٢٠٢٦-11"])
def test_what_is_no_month(text):
    assert Month.parse(text) is None


def test_months_turn_the_year():
    december = Month.parse("2026-12")
    assert (december.next.code, december.shifted(-12).code) == ("2027-01", "2025-12")
    assert december.ends_at == at("2027-01-01 00:00")


def test_the_meter_of_a_month(gerda, work):
    work(90)
    work(30, at("2026-11-01 00:00"))
    work(60, at("2026-10-31 23:59"))
    work(45, on_site=True)
    meter = reading(gerda)
    assert (meter.agreed, meter.used, meter.left) == (600, 165, 435)
    assert meter.forecast > 165
    assert reading(gerda, Month.parse("2026-10")).used == 60


def test_meerwerk_does_not_go_off_the_hours(gerda, work, cast, open_ticket):
    ticket = agreed(open_ticket(contact=gerda), cast.sanne, minutes=60, rate="outside_hours")
    actions.log_time(ticket, by=cast.sanne, now=at("2026-11-23 21:00"), minutes=60)
    assert reading(gerda).used == 0
    month = hours.read_month(gerda.customer, NOVEMBER, cast.daan)
    assert (month.total.billed, month.total.amount) == (60, Decimal("142.50"))


def test_a_correction_counts_once(gerda, work, cast):
    actions.correct_time(work(90), by=cast.sanne, now=NOW, minutes=60, reason="Korter")
    assert reading(gerda).used == 60


def test_each_threshold_is_told_once(gerda, work):
    work(419)
    assert not CustomerEvent.objects.exists()
    work(1)
    work(180)
    work(60)
    events = CustomerEvent.objects.order_by("pk")
    assert [event.data["threshold"] for event in events] == [70, 90, 100]
    assert all(event.to_mail and event.kind == "hours_reached" for event in events)
    assert events[0].data == {"month": "2026-11-01", "threshold": 70, "used": 420, "agreed": 600, "percentage": 70}
    assert HoursWarning.objects.count() == 3


def test_the_sweep_tells_what_was_left_unsaid_and_nothing_twice(gerda, work):
    work(430)
    work(430, at("2026-10-15 10:00"))
    HoursWarning.objects.all().delete()
    assert warn_of_hours(NOW) == 2
    assert warn_of_hours(NOW) == 0


def test_without_all_in_1_nobody_is_warned(cast, open_ticket):
    actions.log_time(open_ticket(), by=cast.sanne, now=NOW, minutes=1440, outside_hours=False)
    assert warn_of_hours(NOW) == 0
    assert hours.read_meter(cast.smit, cast.smit_agreement, NOVEMBER, NOW).agreed is None


def test_fair_use_counts_small_changes_and_their_size(gerda, cast, open_ticket):
    for minutes in (20, 40, 10):
        ticket = open_ticket(contact=gerda, kind="aanpassing", small_change=True)
        actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=minutes)
    open_ticket(contact=gerda)
    agreement = hours.agreement_in(gerda.customer, NOVEMBER, NOW)
    found = hours.read_fair_use(gerda.customer, agreement, NOVEMBER)
    assert (found.count, found.total, found.largest, found.exceeds) == (3, 70, 40, True)


def test_half_a_year_of_too_much_is_too_low(gerda, work):
    for month in range(5, 11):
        work(14 * 60, at(f"2026-{month:02}-05 08:00"))
    agreement = hours.agreement_in(gerda.customer, NOVEMBER, NOW)
    advice = hours.read_advice(gerda.customer, agreement, NOW)
    assert (advice.verdict, advice.months, advice.used, advice.proposed) == (
        HoursVerdict.TE_LAAG,
        6,
        6 * 14 * 60,
        Decimal(14),
    )


def test_an_agreement_of_last_month_has_one_month_of_advice(cast, open_ticket):
    customer = CustomerFactory(number="K1004", name="Nieuw")
    agreement = ServiceAgreementFactory(
        customer=customer,
        starts_on=at("2026-10-01 00:00").date(),
        packages={"all-in-1": "premium"},
        categories=[1],
        hours_per_month=Decimal(4),
    )
    advice = hours.read_advice(customer, agreement, NOW)
    assert (advice.months, advice.is_provisional) == (1, True)


def test_of_meldingen_that_he_may_not_see_only_the_sum(gerda, work, cast, open_ticket):
    work(60)
    colleague = ContactFactory(customer=gerda.customer, name="Henk", email="henk@jansen.example", with_user=True)
    actions.log_time(open_ticket(contact=colleague), by=cast.sanne, now=NOW, minutes=15)
    month = hours.read_month(gerda.customer, NOVEMBER, colleague.user)
    assert [(one.ticket.contact_id, one.tally.minutes) for one in month.tickets] == [(colleague.pk, 15)]
    assert (month.others.minutes, month.total.minutes) == (60, 75)
    assert hours.read_month(gerda.customer, NOVEMBER, cast.daan).others is None


def test_two_versions_in_a_month_the_newest_decides(gerda):
    old = gerda.customer.agreements.get()
    old.ends_on = at("2026-11-15 00:00").date()
    old.save(update_fields=["ends_on"])
    new = ServiceAgreementFactory(
        number=old.number,
        version=2,
        customer=gerda.customer,
        starts_on=at("2026-11-16 00:00").date(),
        packages={"all-in-1": "premium"},
        hours_per_month=Decimal(12),
    )
    assert hours.agreement_in(gerda.customer, NOVEMBER, NOW) == new
    assert hours.agreement_in(gerda.customer, NOVEMBER, at("2026-11-10 10:00")) == old
    assert hours.agreement_in(gerda.customer, NOVEMBER.previous, NOW) == old
    assert Ticket.objects.count() == 0
