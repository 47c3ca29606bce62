"""What another tool calls a ticket: once per customer, and no door to anybody else's (security I13)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tickets.models import Ticket

ASKS = {"kind": "servicevraag", "subject": "Vraag", "description": "Hoe werkt dit?"}
REFERENCE = {"source": "topdesk", "external_id": "I-2611"}


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


def test_a_ticket_is_found_by_it(cast, jan, sanne):
    made = jan.post("tickets/", ASKS | REFERENCE)
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    for who in (jan, sanne):
        found = who.get("tickets/?source=topdesk&external_id=I-2611").json()["results"]
        assert [(row["number"], row["source"], row["external_id"]) for row in found] == [(number, "topdesk", "I-2611")]
    assert sanne.get("tickets/?search=i-2611").json()["results"][0]["number"] == number
    assert sanne.get("tickets/?source=topdesk&external_id=I-9").json()["results"] == []


def test_it_is_of_one_ticket_and_the_answer_says_of_which(jan):
    number = jan.post("tickets/", ASKS | REFERENCE).json()["number"]
    again = jan.post("tickets/", ASKS | REFERENCE)
    assert again.status_code == 409
    assert f"Melding {number} hoort al bij nummer I-2611 van topdesk." in again.json()["detail"]
    assert Ticket.objects.count() == 1


def test_a_colleague_who_may_not_see_the_ticket_does_not_learn_its_number(cast, jan, api):
    number = jan.post("tickets/", ASKS | REFERENCE).json()["number"]
    petra = api(cast.petra.user)
    refused = petra.post("tickets/", ASKS | REFERENCE)
    assert refused.status_code == 409 and str(number) not in refused.json()["detail"]


def test_i13_another_customer_has_numbers_of_his_own(cast, jan, api):
    mine = jan.post("tickets/", ASKS | REFERENCE).json()["number"]
    willem = api(cast.willem.user)
    his = willem.post("tickets/", ASKS | REFERENCE)
    assert his.status_code == 201 and his.json()["number"] != mine
    found = willem.get("tickets/?source=topdesk&external_id=I-2611").json()["results"]
    assert [row["number"] for row in found] == [his.json()["number"]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": "topdesk"}, "external_id"),
        ({"external_id": "I-1"}, "source"),
        ({"source": "x" * 41, "external_id": "1"}, "source"),
        ({"source": "x", "external_id": "1" * 81}, "external_id"),
        ({"source": ["x"], "external_id": "1"}, "source"),
    ],
)
def test_half_a_reference_is_none(jan, given, field):
    answer = jan.post("tickets/", ASKS | given)
    assert answer.status_code == 400 and list(answer.json()["errors"]) == [field], answer.json()


def test_it_is_tied_untied_and_moved(cast, jan, sanne, api, open_ticket):
    ticket, other = open_ticket(), open_ticket(subject="Ander")
    for who in (sanne, jan):
        assert who.post(f"tickets/{ticket.pk}/set-reference/", REFERENCE).status_code == 200
    assert ticket.timeline.filter(kind="details_changed").count() == 1  # the second changed nothing
    assert sanne.post(f"tickets/{other.pk}/set-reference/", REFERENCE).status_code == 409
    assert sanne.post(f"tickets/{ticket.pk}/set-reference/", {"source": "", "external_id": ""}).status_code == 200
    moved = sanne.post(f"tickets/{other.pk}/set-reference/", REFERENCE)
    assert (moved.status_code, moved.json()["external_id"]) == (200, "I-2611")
    assert sanne.post(f"tickets/{other.pk}/set-reference/", {"source": "a"}).status_code == 400
    assert api(cast.willem.user).post(f"tickets/{other.pk}/set-reference/", REFERENCE).status_code == 404
    assert api(cast.els).post(f"tickets/{other.pk}/set-reference/", REFERENCE).status_code == 403


def test_the_number_of_a_ticket_that_was_taken_over_stays(sanne, open_ticket):
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(coverage_verdict="", source="oud", external_id="7")
    assert sanne.post(f"tickets/{ticket.pk}/set-reference/", REFERENCE).status_code == 409


def test_the_database_holds_it(open_ticket):
    first, second = open_ticket(), open_ticket()
    rows = Ticket.objects.filter(pk=first.pk)
    rows.update(**REFERENCE)
    for wrong in ({"source": "", "external_id": "1"}, {"source": "a", "external_id": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=second.pk).update(**REFERENCE)
