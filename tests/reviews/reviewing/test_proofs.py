"""What a review shows of a period: hours and answers as pictures beside their numbers, and one is said as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from contracts.models import Customer
from reviews.actions import publish_review
from reviews.figures import counting
from reviews.models import Review
from reviews.periods import Period
from reviews.reviewing import agenda, evidence
from tests.closed import asked
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.reviews.reviewing.conftest import AFTER, held
from tickets import actions

HALF_YEAR = Period(date(2026, 6, 1), date(2026, 11, 30))
LATER = MONDAY + timedelta(days=9)


def drawn(customer: Customer, point: str, name: str) -> dict[str, Any]:
    return next(each for each in evidence.drawn(customer, HALF_YEAR, LATER)[point] if each["name"] == name)


def test_hours_are_drawn_against_what_was_agreed(cast: SimpleNamespace, open_ticket: Callable[..., Any]) -> None:
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    ServiceAgreementFactory(
        customer=customer,
        starts_on=date(2026, 1, 1),
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(10),
    )
    ticket = open_ticket(contact=ContactFactory(customer=customer, with_user=True), now=at("2026-10-05 09:00"))
    actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=630, started_at=at("2026-10-20 08:00"))
    block = drawn(customer, agenda.TIME, "hours")
    (chart,) = block["charts"]
    assert {one["name"]: one["values"] for one in chart["series"]} == {"Gebruikt": [10.5, 0], "Afgesproken": [10, 10]}
    assert block["sentences"] == ["Gebruikt: 10 u 30 min van de 20 u."]
    assert drawn(customer, agenda.TIME, "fair_use")["sentences"][0].startswith("In 0 van de 2 maanden")


def test_answers_are_drawn_by_month_once_there_are_any(cast: SimpleNamespace, open_ticket: Callable[..., Any]) -> None:
    row = asked(open_ticket, cast)
    assert drawn(cast.smit, agenda.COMMUNICATION, "satisfaction")["charts"] == []
    actions.answer_satisfaction(row, by=cast.jan.user, now=row.asked_at, score=4, text="")
    counting.count_due(LATER)
    (chart,) = drawn(cast.smit, agenda.COMMUNICATION, "satisfaction")["charts"]
    assert [sum(one["values"]) for one in chart["series"]] == [1, 0, 0]
    assert len(chart["points"]) == 6


def test_one_is_said_as_one(cast: SimpleNamespace, open_ticket: Callable[..., Any]) -> None:
    open_ticket(subject="Hoe stel ik mijn afwezigheid in?", kind="servicevraag")
    counting.count_due(LATER)
    inflow = drawn(cast.smit, agenda.INCIDENTS, "inflow")["sentences"]
    assert inflow[0] == "1 melding kwam binnen en 0 keer werd er een opgelost."
    assert drawn(cast.smit, agenda.KNOWLEDGE, "knowledge")["sentences"][0] == "Er is 1 servicevraag gesteld."


def test_what_is_published_was_counted_first(
    cast: SimpleNamespace, review: Review, open_ticket: Callable[..., Any]
) -> None:
    """It is frozen with its figures: those of a sweep that did not come by must not be nought for ever."""
    open_ticket()
    published = publish_review(held(cast, review), by=cast.daan, now=AFTER)
    (inflow,) = [each for each in published.document["points"][0]["evidence"] if each["name"] == "inflow"]
    assert inflow["sentences"][0].startswith("1 melding kwam binnen")


def test_a_period_without_meldingen_is_said_without_an_empty_table_or_picture(cast: SimpleNamespace) -> None:
    inflow = drawn(cast.smit, agenda.INCIDENTS, "inflow")
    assert inflow["sentences"][0].startswith("0 meldingen kwamen binnen")
    assert (inflow["table"], inflow["charts"]) == (None, [])


def test_numbers_stand_to_the_right_on_the_screen_as_on_paper(
    cast: SimpleNamespace, review: Review, open_ticket: Callable[..., Any], sign_in: Callable[..., Any]
) -> None:
    open_ticket()
    counting.count_due(LATER)
    page = " ".join(sign_in(cast.daan).get(f"/desk/reviews/{review.pk}/").content.decode().split())
    assert '<th scope="col" class="num">Deze periode</th>' in page
    assert '<td>Incident</td> <td class="num">1</td> <td class="num">0</td>' in page
