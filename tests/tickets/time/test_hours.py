"""The month's hours of an All-in-1 package, the warnings about them, and fair use (SLA 6.2, 7.7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.models import CustomerEvent
from contracts.time.meters import HoursVerdict
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import HoursWarning, Ticket, TimeEntry
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
        ticket = open_ticket(contact=gerda, now=min(moment, MONDAY))
        actions.log_time(
            ticket,
            by=cast.sanne,
            now=moment + timedelta(minutes=minutes),
            minutes=minutes,
            started_at=moment,
            outside_hours=False,
            began_then=True,
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
    actions.correct_time(work(90), by=cast.sanne, now=NOW, minutes=60, began_then=True, reason="Korter")
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
    actions.log_time(open_ticket(), by=cast.sanne, now=NOW, minutes=1440, outside_hours=False, began_then=True)
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


def test_t12_fair_use_counts_what_was_judged_fair_use_and_nothing_else(gerda, cast, open_ticket):
    def small(minutes):
        ticket = open_ticket(contact=gerda, kind="aanpassing", small_change=True)
        actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=minutes)
        return ticket

    small(20)
    actions.cancel(small(30), by=cast.sanne, now=NOW, text="Dubbel gemeld.")
    billed = small(45)
    actions.override_coverage(billed, by=cast.sanne, now=NOW, verdict="meerwerk", reason="Een project.")
    actions.classify(small(25), by=cast.sanne, now=NOW, kind="incident", impact=3, urgency="C", reason="Het was stuk.")
    agreement = hours.agreement_in(gerda.customer, NOVEMBER, NOW)
    found = hours.read_fair_use(gerda.customer, agreement, NOVEMBER)
    assert (found.count, found.total, found.largest, found.exceeds) == (1, 20, 20, False)


def test_t12_time_that_is_billed_is_no_size_of_a_small_change(gerda, cast, open_ticket):
    ticket = open_ticket(contact=gerda, kind="aanpassing", small_change=True)
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=20)
    TimeEntry.objects.update(verdict="meerwerk")
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=5)
    assert hours.read_fair_use(gerda.customer, None, NOVEMBER).total == 5


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
    open_ticket(contact=ContactFactory(customer=customer, with_user=True), now=at("2026-09-07 10:00"))
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


# --- Months that are none, and months with two versions -------------------------------------------------------
def advice_of(gerda, now=NOW):
    return hours.read_advice(gerda.customer, hours.agreement_in(gerda.customer, Month.of(now), now), now)


def test_t15_a_month_before_the_first_melding_is_no_month(gerda, work):
    assert (advice_of(gerda).months, advice_of(gerda).verdict) == (0, None)
    work(570, at("2026-10-12 08:00"))
    advice = advice_of(gerda)
    assert (advice.verdict, advice.months, advice.used, advice.agreed) == (HoursVerdict.TOEREIKEND, 1, 570, 600)
    assert "te hoog" not in advice.reason


def test_t15_nor_is_a_month_in_which_the_agreement_began(cast, open_ticket):
    customer = CustomerFactory(number="K1005", name="Half oktober")
    open_ticket(contact=ContactFactory(customer=customer, with_user=True), now=at("2026-08-03 10:00"))
    agreement = ServiceAgreementFactory(
        customer=customer,
        starts_on=date(2026, 9, 16),
        packages={"all-in-1": "premium"},
        hours_per_month=Decimal(10),
    )
    assert hours.read_advice(customer, agreement, NOW).months == 1
    september = Month.parse("2026-09")
    meter = hours.read_meter(customer, agreement, september, NOW)
    assert (meter.agreed, meter.left) == (300, 300), "and of its meter the days count that it held"
    assert "Naar rato van de dagen: 15 dagen van 10 u per maand." in meter.words


@pytest.fixture
def more_from_the_16th(gerda):
    old = gerda.customer.agreements.get()
    old.ends_on = date(2026, 11, 15)
    old.save(update_fields=["ends_on"])
    return ServiceAgreementFactory(
        number=old.number,
        version=2,
        customer=gerda.customer,
        starts_on=date(2026, 11, 16),
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(20),
        account_manager=old.account_manager,
        monthly_fee=Decimal(2000),
    )


def test_t15_a_month_with_two_versions_is_pro_rata_everywhere(gerda, work, more_from_the_16th):
    assert reading(gerda).agreed == 15 * 60 // 30 * 10 + 15 * 60 // 30 * 20
    assert "15 dagen van 10 u per maand + 15 dagen van 20 u per maand" in reading(gerda).words
    work(629)
    assert not HoursWarning.objects.exists(), "70 % of 15 hours is 630 minutes"
    work(1)
    assert HoursWarning.objects.get().threshold == 70
    later = at("2026-12-10 10:00")
    advice = advice_of(gerda, later)
    assert (advice.months, advice.agreed, advice.used) == (1, 900, 630)
    assert "afgesproken was 1 × 15 u = 15 u" in advice.reason


def test_t15_the_new_monthly_sum(gerda, work, more_from_the_16th):
    work(17 * 60)
    advice = advice_of(gerda, at("2026-12-10 10:00"))
    assert (advice.verdict, advice.proposed, advice.fee) == (HoursVerdict.TE_LAAG, Decimal(20), Decimal(2000))
    assert "het blijft 20 u per maand" in advice.reason, "it was too low, and has been raised since"
    work(8 * 60)
    advice = advice_of(gerda, at("2026-12-10 10:00"))
    assert (advice.proposed, advice.fee) == (Decimal(25), Decimal(2000) + 5 * 95)
