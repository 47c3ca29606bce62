"""ETag, If-None-Match and If-Match: a write that did not see what was there changes nothing (security R3)."""

from __future__ import annotations

import pytest
from django.db import connection  # noqa: F401 - of the condition below

from tests.conftest import MONDAY
from tests.tickets.test_races import at_once
from tickets import actions
from tickets.models import Ticket


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


def test_a_copy_that_is_still_right_is_not_sent_again(cast, api, sanne, open_ticket):
    ticket = open_ticket()
    first = sanne.get(f"tickets/{ticket.pk}/")
    etag = first["ETag"]
    again = sanne.get(f"tickets/{ticket.pk}/", HTTP_IF_NONE_MATCH=f'"other", W/{etag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["X-Request-Id"] and again["Cache-Control"] == first["Cache-Control"]
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="Gebeld")  # at the same moment as before
    changed = sanne.get(f"tickets/{ticket.pk}/", HTTP_IF_NONE_MATCH=etag)
    assert changed.status_code == 200 and changed["ETag"] != etag
    assert api(cast.willem.user).get(f"tickets/{ticket.pk}/", HTTP_IF_NONE_MATCH=changed["ETag"]).status_code == 404


def test_who_read_the_ticket_as_it_is_may_change_it(sanne, open_ticket):
    ticket = open_ticket()
    etag = sanne.get(f"tickets/{ticket.pk}/")["ETag"]
    taken = sanne.post(f"tickets/{ticket.pk}/take/", HTTP_IF_MATCH=etag)
    assert taken.status_code == 200 and taken["ETag"] not in ("", etag)
    assert taken["ETag"] == sanne.get(f"tickets/{ticket.pk}/")["ETag"]
    begun = sanne.post(f"tickets/{ticket.pk}/start-work/", HTTP_IF_MATCH=f'"x", {taken["ETag"]}')
    assert begun.status_code == 200
    assert sanne.post(f"tickets/{ticket.pk}/note/", {"text": "Zo"}, HTTP_IF_MATCH="*").status_code == 200


@pytest.mark.parametrize("shape", ["{}", "W/{}", '"nonsense"', "nonsense", ""])
def test_who_read_it_before_it_changed_changes_nothing(cast, sanne, open_ticket, shape):
    ticket = open_ticket()
    old = sanne.get(f"tickets/{ticket.pk}/")["ETag"]
    actions.note(ticket, by=cast.ravi, now=MONDAY, text="Ik kijk al")
    lines = ticket.timeline.count()
    answer = sanne.post(f"tickets/{ticket.pk}/resolve/", {"text": "Klaar"}, HTTP_IF_MATCH=shape.format(old))
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert answer.json()["title"] == "Intussen gewijzigd" and "opnieuw" in answer.json()["detail"]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.timeline.count()) == ("nieuw", lines)
    assert sanne.post(f"tickets/{ticket.pk}/resolve/", {"text": "Klaar"}).status_code == 200  # it is a choice


def test_a_repeated_request_gets_its_first_answer_whatever_changed_since(sanne, open_ticket):
    ticket = open_ticket()
    headers = {"HTTP_IF_MATCH": sanne.get(f"tickets/{ticket.pk}/")["ETag"], "HTTP_IDEMPOTENCY_KEY": "k1"}
    first = sanne.post(f"tickets/{ticket.pk}/reply/", {"text": "Hallo"}, **headers)
    again = sanne.post(f"tickets/{ticket.pk}/reply/", {"text": "Hallo"}, **headers)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    headers["HTTP_IDEMPOTENCY_KEY"] = "k2"
    assert sanne.post(f"tickets/{ticket.pk}/reply/", {"text": "Hallo"}, **headers).status_code == 412
    assert ticket.timeline.filter(kind="reply").count() == 1


def test_another_customer_learns_nothing_by_guessing_a_version(cast, api, sanne, open_ticket):
    ticket = open_ticket()
    etag = sanne.get(f"tickets/{ticket.pk}/")["ETag"]
    for tag in (etag, '"x"', "*"):
        assert api(cast.willem.user).post(f"tickets/{ticket.pk}/close/", HTTP_IF_MATCH=tag).status_code == 404


def test_a_tag_made_weak_by_a_proxy_still_names_the_version(cast, sanne, open_ticket):
    """nginx with gzip makes W/"…" of ours."""
    ticket = open_ticket()
    weak = f"W/{sanne.get(f'tickets/{ticket.pk}/')['ETag']}"
    codes = [
        sanne.post(f"tickets/{ticket.pk}/note/", {"text": "x"}, HTTP_IF_MATCH=weak).status_code for _time in range(2)
    ]
    assert codes == [200, 412]


def test_what_does_not_exist_yet_has_no_version(cast, api):
    body = {"kind": "servicevraag", "subject": "x", "description": "y"}
    assert api(cast.jan.user).post("tickets/", body, HTTP_IF_MATCH='"x"').status_code == 412
    assert not Ticket.objects.exists()


def test_a_contact_and_an_agreement_too(cast, api, sanne):
    contact = sanne.get(f"contacts/{cast.jan.pk}/")["ETag"]
    assert sanne.patch(f"contacts/{cast.jan.pk}/", {"phone": "0612345678"}, HTTP_IF_MATCH=contact).status_code == 200
    late = sanne.patch(f"contacts/{cast.jan.pk}/", {"phone": "0687654321"}, HTTP_IF_MATCH=contact)
    cast.jan.refresh_from_db()
    assert (late.status_code, cast.jan.phone) == (412, "0612345678")

    daan = api(cast.daan)
    made = daan.post(f"agreements/{cast.smit_agreement.pk}/next-version/", {"starts_on": "2027-01-01"})
    assert made.status_code == 201, made.json()
    address = f"agreements/{made.json()['id']}/"
    etag = daan.get(address)["ETag"]
    lines = {"lines": [{"package": "werkplek", "tier": "plus", "quantity": 5}]}
    assert daan.post(f"{address}set-lines/", lines, HTTP_IF_MATCH=etag).status_code == 200
    assert daan.get(address)["ETag"] != etag
    assert daan.post(f"{address}set-lines/", lines, HTTP_IF_MATCH=etag).status_code == 412


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
def test_r3_of_twenty_at_once_who_read_the_same_version_one_writes(cast, token_of, open_ticket):
    from tests.api.conftest import Program

    ticket, secret = open_ticket(), token_of(cast.sanne)

    def program() -> Program:
        client = Program(raise_request_exception=True)
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    etag = program().get(f"tickets/{ticket.pk}/")["ETag"]
    codes: list[int] = []

    def write(index: int) -> None:
        answer = program().post(f"tickets/{ticket.pk}/note/", {"text": f"Nr {index}"}, HTTP_IF_MATCH=etag)
        codes.append(answer.status_code)

    at_once(20, write)
    assert sorted(codes) == [200] + [412] * 19
    assert ticket.timeline.filter(kind="note").count() == 1
