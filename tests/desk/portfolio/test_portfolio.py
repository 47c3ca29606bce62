"""Mijn klanten: what each customer needs of his account manager, the most pressing first; and where people land."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from contracts import actions as contracts
from contracts.models import ServiceAgreement
from reviews.figures import counting
from reviews.portfolio import NeedKind, customers_of, portfolio
from tests.conftest import MONDAY, at
from tests.factories import CustomerFactory, HouseUserFactory, ServiceAgreementFactory
from tickets import actions
from tickets.models import Ticket
from tickets.sweeps import warn_due

NOW = at("2026-11-30 09:00")
URL = "/desk/mijn-klanten/"


def needs(customer, now=NOW):
    """But for the review, which nobody plans here."""
    (one,) = portfolio([customer], HouseUserFactory(), now)
    return [need.kind for need in one.needs if need.kind != NeedKind.REVIEW]


def test_who_needs_him_most_stands_first(cast, open_ticket, sign_in):
    late = open_ticket(contact=cast.willem, impact=1, urgency="A", channel="phone")
    warn_due(MONDAY + timedelta(hours=3))
    actions.escalate(late, by=cast.willem.user, now=MONDAY + timedelta(hours=3), reason="Duurt te lang.")
    counting.count_due(NOW)
    with time_machine.travel(NOW, tick=False):
        page = sign_in(cast.daan).get(URL)
    names = [one.standing.customer.name for one in page.context["standings"]]
    assert names == [cast.vries.name, cast.smit.name]
    text = page.content.decode()
    assert "1 belofte niet gehaald in 90 dagen" in text and "Er loopt 1 escalatie" in text
    assert needs(cast.vries) == [NeedKind.ESCALATION, NeedKind.LATE]


@pytest.mark.parametrize(("ends_on", "found"), [("2027-02-27", True), ("2027-03-01", False), (None, False)])
def test_an_agreement_that_ends(ends_on, found, cast):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=ends_on)
    assert (NeedKind.AGREEMENT_ENDS in needs(cast.smit)) is found


def test_without_an_agreement(cast):
    assert needs(CustomerFactory(name="Los")) == [NeedKind.NO_AGREEMENT]


def test_an_advice_without_an_answer_for_two_weeks(cast):
    given = {"title": "Vervang de server", "text": "Hij is oud.", "given_to": cast.jan}
    contracts.give_advice(cast.smit, by=cast.daan, now=NOW - timedelta(days=10), **given)
    assert NeedKind.ADVICE not in needs(cast.smit)
    assert NeedKind.ADVICE in needs(cast.smit, NOW + timedelta(days=5))


def test_visits_behind(cast):
    ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(visits_per_year=4)
    assert needs(cast.smit) == [NeedKind.VISITS]
    assert needs(cast.smit, at("2026-02-01 09:00")) == []


def test_mine_are_those_whose_agreement_i_manage_now(cast):
    iris = HouseUserFactory(name="Iris", roles=["accountmanager"])
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2026, 6, 30))
    later = {"number": "DVO-1002", "version": 2, "starts_on": date(2026, 7, 1), "account_manager": iris}
    ServiceAgreementFactory(customer=cast.vries, **later)
    assert list(customers_of(cast.daan, date(2026, 11, 30))) == [cast.smit]
    assert list(customers_of(iris, date(2026, 11, 30))) == [cast.vries]


def test_queries_do_not_grow_with_customers(cast, django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        portfolio([cast.smit, cast.vries], cast.daan, NOW)
    more = CustomerFactory.create_batch(20)
    with django_assert_num_queries(len(few.captured_queries)):
        portfolio([cast.smit, cast.vries, *more], cast.daan, NOW)


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("sanne", "/desk/"),
        ("marloes", "/desk/"),
        ("fred", "/desk/"),
        ("daan", "/desk/mijn-klanten/"),
        ("els", "/desk/huis/"),
    ],
)
def test_where_people_land(who, where, cast, sign_in):
    client = sign_in(getattr(cast, who))
    assert client.get("/", follow=True).redirect_chain[-1][0] == where


@pytest.mark.parametrize(
    ("who", "status"), [("daan", 200), ("els", 200), ("marloes", 200), ("sanne", 403), ("jan", 404)]
)
def test_for_whom(who, status, cast, sign_in):
    person = getattr(cast, who)
    client = sign_in(getattr(person, "user", None) or person)
    assert client.get(URL).status_code == status
    assert client.get("/desk/huis/").status_code == status


def test_the_house_in_six_pictures(cast, open_ticket, sign_in):
    open_ticket()
    with time_machine.travel(NOW, tick=False):
        counting.count_due(NOW)
        page = sign_in(cast.els).get("/desk/huis/")
    assert len(page.context["pictures"]) == 6 == page.content.decode().count('<figure class="chart">')


def test_a_review_that_nobody_planned_and_a_project_that_ended(cast, open_ticket):
    (one,) = portfolio([cast.smit], cast.daan, NOW)
    assert [need.words for need in one.needs if need.kind == NeedKind.REVIEW] == [
        "Service Review vóór 1 november 2024; er is er geen gepland"
    ]
    project = actions.mark_project(open_ticket(kind="aanpassing"), by=cast.sanne, now=MONDAY, is_project=True)
    actions.resolve(project, by=cast.sanne, now=MONDAY, text="Klaar.")
    actions.close(Ticket.objects.get(pk=project.pk), by=cast.jan.user, now=MONDAY)
    assert NeedKind.PROJECT in needs(cast.smit)
