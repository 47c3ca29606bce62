"""Figures beside the meldingen (SLA 6.1, 6.4, 7.7, 8.1, 12): visits of those agreed, planned work and its checks per
server, small changes beside the norm, advices and what became of them, and how fast an escalation was confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from contracts import actions as agreed
from contracts.models import Customer
from reviews.figures import counting
from reviews.figures import figure_reading as reading
from reviews.figures.catalogue import Part
from reviews.figures.overview import overview
from reviews.periods import Period
from tests.conftest import at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.reviews import by_hand
from tickets import actions
from tickets.models import RecurringRun, Ticket
from tickets.planned.recurring import make_due_work

HALF_YEAR = Period(date(2026, 7, 1), date(2026, 12, 31))
AFTER = at("2026-12-20 09:00")


@pytest.fixture
def garage(cast: SimpleNamespace, open_ticket: Callable[..., Ticket]) -> Customer:
    """A visit held and one to come; an APK on two servers, one not in order; a small change that came about and one
    that did not; an escalation that took 31 minutes; an advice taken over, one turned down, two without an answer."""
    customer = CustomerFactory(number="K2001", name="Garage Jansen")
    gerda = ContactFactory(customer=customer, with_user=True)
    ServiceAgreementFactory(
        customer=customer,
        starts_on=date(2026, 1, 1),
        packages={"server": "plus", "werkplek": "plus"},
        visits_per_year=4,
        fair_use_changes=2,
        fair_use_minutes=30,
    )
    for day in ("2026-11-24 09:00", "2027-01-12 09:00"):
        plan = {"planned_for": at(day), "engineer": cast.ravi, "contact": gerda}
        visit = actions.plan_visit(customer, by=cast.sanne, now=at("2026-11-23 09:00"), **plan)
        if visit.planned_for.year == 2026:
            actions.finish_visit(visit, by=cast.ravi, now=at("2026-11-24 12:00"), minutes=60, outcomes={})
    work = {"kind": "server_apk", "title": "Server-APK", "contact": gerda, "rrule": "FREQ=MONTHLY;BYDAY=1TU"}
    lists = {"checklist": ["Schijfruimte"], "items": ["SRV01", "mail@garage/2"], "starts_on": date(2026, 11, 23)}
    agreed.add_recurring(customer, by=cast.daan, now=at("2026-11-23 09:00"), **work, **lists)
    make_due_work(at("2026-12-01 08:00"))
    results = [
        {"item": "SRV01", "check": "Schijfruimte", "outcome": "ok"},
        {"item": "mail@garage/2", "check": "Schijfruimte", "outcome": "not_ok", "note": "Vol."},
    ]
    apk = RecurringRun.objects.get().ticket
    actions.record_checks(apk, by=cast.sanne, now=at("2026-12-02 10:00"), results=results)
    change = {"contact": gerda, "kind": "aanpassing", "small_change": True, "impact": None, "urgency": None}
    open_ticket(**change)
    actions.cancel(open_ticket(**change), by=cast.sanne, now=at("2026-11-24 09:00"), text="Hoeft niet.")
    called = actions.escalate(
        open_ticket(contact=gerda), by=gerda.user, now=at("2026-11-23 11:00"), reason="Duurt lang."
    )
    actions.acknowledge(called, by=cast.marloes, now=at("2026-11-23 11:31"))
    for title, answer in (("Server", True), ("Back-up", False), ("MFA", None), ("Firewall", None)):
        given = {"title": title, "text": "Doen.", "given_to": gerda}
        advice = agreed.give_advice(customer, by=cast.sanne, now=at("2026-11-25 09:00"), **given)
        if answer is not None:
            agreed.decide_advice(advice, by=gerda.user, now=at("2026-11-26 09:00"), accepted=answer, text="Gelezen.")
    return customer


def test_they_are_what_was_done_and_said(cast: SimpleNamespace, garage: Customer) -> None:
    counting.count_due(AFTER)
    for customer in (None, garage, cast.smit):
        scope, only = reading.FiguresScope.of(customer), {"customer": customer} if customer else {}
        wanted, _before, _after = by_hand.count(HALF_YEAR.first, HALF_YEAR.last, **only)
        wanted += by_hand.count_advices(HALF_YEAR.first, HALF_YEAR.last, customer)
        counts = reading.read(scope, HALF_YEAR)
        assert {key: counts.of(key) for key in wanted} == dict(wanted)
        for key in counts.tally:
            part = Part.parse(key.partition("@")[0] if "@" in key and "/item/" not in key else key)
            assert part is not None, key
            if part.figure.is_of_advices:
                assert reading.advices_behind(part, scope, HALF_YEAR).count() == counts.of(key), key
                assert not reading.behind(part, scope, HALF_YEAR).exists()
            elif part.figure.is_spread:
                assert reading.behind(part, scope, HALF_YEAR).count() == counts.spread(part.key).count, key
            else:
                assert reading.total_behind(part, scope, HALF_YEAR) == counts.of(key), key


def test_numbers_that_were_counted_by_hand(cast: SimpleNamespace, garage: Customer) -> None:
    counting.count_due(AFTER)
    found = overview(reading.FiguresScope.of(garage), HALF_YEAR)
    named = ("visits", "planned_work", "checks", "checks_failed", "fair_use", "advices", "advices_unanswered")
    assert [found.line(key).value for key in named] == [1, 1, 2, 1, 1, 4, 2]
    assert found.line("visits").note == "afgesproken: 4 per jaar, in deze periode dus 2"
    note = "norm: hoogstens 2 per maand, in deze periode dus 12, elk hoogstens 30 minuten"
    assert found.line("fair_use").note == note
    assert "helft binnen 31 min" in found.line("confirmed").words
    (servers,) = found.line("checks").parts
    assert [line.name for line in servers.lines] == ["SRV01", "mail@garage/2"]
    of_house = overview(reading.FiguresScope.house(), HALF_YEAR)
    assert (of_house.line("checks").parts, of_house.line("visits").note) == ((), "")


def test_what_comes_later_is_counted_on_its_day(cast: SimpleNamespace, garage: Customer) -> None:
    counting.count_due(AFTER)
    advice = garage.advices.get(title="MFA")
    agreed.decide_advice(advice, by=advice.given_to.user, now=AFTER, accepted=True, text="Toch wel.")
    failed = {"item": "SRV01", "check": "Schijfruimte", "outcome": "not_ok", "note": "Toch vol."}
    apk = RecurringRun.objects.get().ticket
    actions.record_checks(apk, by=cast.sanne, now=AFTER, results=[failed])
    counting.count_due(at("2026-12-21 09:00"))
    counts = reading.read(reading.FiguresScope.of(garage), HALF_YEAR)
    assert (counts.of("advices_accepted"), counts.of("advices_unanswered")) == (2, 1)
    assert (counts.of("checks"), counts.of("checks_failed")) == (2, 2)


def test_of_a_person_and_of_a_team(cast: SimpleNamespace, garage: Customer) -> None:
    counting.count_due(AFTER)
    ravi = reading.read(reading.FiguresScope.of(cast.ravi), HALF_YEAR)
    sanne = reading.read(reading.FiguresScope.of(cast.sanne), HALF_YEAR)
    team = reading.read(reading.FiguresScope.of(cast.supportcenter), HALF_YEAR)
    assert (ravi.of("visits"), sanne.of("visits")) == (1, 0)
    assert (ravi.of("advices"), sanne.of("advices"), team.of("advices")) == (0, 4, 0)
