"""Many meldingen in one call: each line is what a single call would have been (docs/api.md)."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import IdempotentRequest, Scope
from api.tickets.bulk import ACTS
from tests.conftest import MONDAY
from tests.two_connections import beside, elsewhere, two_connections
from tickets import actions
from tickets.models import Ticket, TimelineEntry

MELDING = {"kind": "servicevraag", "subject": "Hoe werkt het?", "description": "Graag uitleg."}
NEW = {"act": "create", "body": MELDING}
KEY = {"HTTP_IDEMPOTENCY_KEY": "nacht-1"}


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


def bulk(program, *lines, **headers):
    answer = program.post("tickets/bulk/", {"lines": list(lines)}, **headers)
    assert answer.status_code == 207, answer.content
    return answer.json()["results"]


def codes(results) -> list[int]:
    return [result["status"] for result in results]


def act(name: str, number: int, **body):
    return {"act": name, "number": number, "body": body}


def test_what_succeeds_stands_beside_what_is_refused(cast, sanne, open_ticket):
    ticket, other = open_ticket(), open_ticket(subject="Ander")
    results = bulk(
        sanne,
        {"act": "create", "body": MELDING | {"contact": cast.jan.pk}},
        {"act": "create", "body": MELDING},
        act("assign", ticket.pk, assignee=cast.sanne.pk),
        act("close", other.pk),
        act("note", other.pk, text="Gezien"),
        act("reply", 999_999, text="Hallo"),
    )
    assert codes(results) == [201, 400, 200, 409, 200, 404]
    assert [result["index"] for result in results] == list(range(6))
    assert list(results[1]["problem"]["errors"]) == ["contact"] and results[1]["ticket"] is None
    assert results[2]["ticket"]["assignee"]["id"] == cast.sanne.pk and results[2]["problem"] is None
    assert [result["number"] for result in results[2:]] == [ticket.pk, other.pk, other.pk, 999_999]
    assert results[0]["ticket"] == sanne.get(f"tickets/{results[0]['number']}/").json()
    assert Ticket.objects.count() == 3


@pytest.mark.parametrize("name", ["take", "close", "reply", "wait", "resolve", "cancel", "classify", "escalate"])
def test_a_line_says_what_a_single_call_says(cast, jan, sanne, open_ticket, name):
    for program in (jan, sanne):
        for body in ({}, {"onzin": 1}, {"text": ""}):
            ticket = open_ticket()
            (line,) = bulk(program, act(name, ticket.pk, **body))
            single = program.post(f"tickets/{open_ticket().pk}/{name}/", body)
            assert line["status"] == single.status_code
            if line["problem"]:
                assert line["problem"] == single.json()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"act": "explode", "number": 1}, "act"),
        ({"number": 1}, "act"),
        ({"act": "take"}, "number"),
        ({"act": "take", "number": "x"}, "number"),
        ({"act": "take", "number": 10**12}, "number"),
        (NEW | {"number": 1}, "number"),
        (NEW | {"onzin": 1}, "onzin"),
        (NEW | {"body": []}, "body"),
        ({"act": "take", "number": 1, "if_match": ""}, "if_match"),
        ("take", "__all__"),
        (None, "__all__"),
        ([], "__all__"),
    ],
)
def test_a_line_that_is_none_is_refused_in_its_place(jan, line, field):
    broken, fine = bulk(jan, line, NEW)
    assert (broken["status"], fine["status"]) == (400, 201)
    assert list(broken["problem"]["errors"]) == [field]


@pytest.mark.parametrize(
    "body",
    [{}, {"lines": []}, {"lines": [NEW] * 101}, {"lines": NEW}, {"lines": [NEW], "x": 1}, [NEW], {"lines": None}],
)
def test_a_call_that_is_none_or_too_large_does_nothing(jan, body):
    refused = jan.post("tickets/bulk/", body)
    assert refused.status_code == 400 and refused["Content-Type"] == "application/problem+json"
    assert not Ticket.objects.exists()


def test_a_hundred_fit(jan):
    assert codes(bulk(jan, *[NEW] * 100)) == [201] * 100
    assert Ticket.objects.count() == 100


def test_the_same_number_twice_goes_in_order(sanne, open_ticket):
    ticket = open_ticket()
    assert codes(bulk(sanne, act("close", ticket.pk), act("resolve", ticket.pk, text="Klaar"))) == [409, 200]
    assert codes(bulk(sanne, act("close", ticket.pk), act("take", ticket.pk))) == [200, 409]


def test_only_what_was_read_is_changed(sanne, open_ticket):
    ticket = open_ticket()
    read = {"if_match": sanne.get(f"tickets/{ticket.pk}/")["ETag"]}
    results = bulk(
        sanne, act("note", ticket.pk, text="Een") | read, act("note", ticket.pk, text="Twee") | read, NEW | read
    )
    assert codes(results) == [200, 412, 412]
    assert sanne.post("tickets/bulk/", {"lines": [NEW]}, HTTP_IF_MATCH='"x"').status_code == 412
    assert [line.text for line in ticket.timeline.filter(kind="note")] == ["Een"]


# --- Who may ----------------------------------------------------------------------------------------------
def test_a_customer_may_what_he_may_singly(cast, jan, open_ticket):
    own, foreign = open_ticket(), open_ticket(contact=cast.willem)
    lines = [
        NEW,
        {"act": "create", "body": MELDING | {"contact": cast.willem.pk}},
        act("reply", own.pk, text="Nog iets"),
        act("note", own.pk, text="Intern"),
        act("take", own.pk),
        act("reply", foreign.pk, text="Hoi"),
        act("take", foreign.pk),
        act("close", foreign.pk) | {"if_match": "*"},
        act("close", own.pk),
    ]
    results = bulk(jan, *lines)
    assert codes(results) == [201, 400, 200, 403, 403, 404, 404, 404, 200]
    assert results[5]["problem"] == bulk(jan, act("reply", 999_999, text="Hoi"))[0]["problem"]
    assert not foreign.timeline.exclude(kind="opened").exists()


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], [403, 403, 403]),
        ([Scope.TICKETS_READ], [403, 403, 403]),
        ([Scope.TICKETS_WRITE], [403, 200, 403]),
        ([Scope.TICKETS_WORK], [201, 403, 200]),
    ],
)
def test_each_line_asks_for_its_own_scope(cast, api, open_ticket, scopes, expected):
    ticket, new = open_ticket(), {"act": "create", "body": MELDING | {"contact": cast.jan.pk}}
    lines = [new, act("reply", ticket.pk, text="Hoi"), act("take", ticket.pk)]
    assert codes(bulk(api(cast.sanne, scopes), *lines)) == expected


def test_who_does_not_work_on_tickets_and_who_is_nobody(cast, api, client, open_ticket):
    ticket = open_ticket()
    lines = [{"act": "create", "body": MELDING | {"contact": cast.jan.pk}}, act("take", ticket.pk)]
    assert codes(bulk(api(cast.els), *lines)) == [403, 403]
    nobody = client.post("/api/v1/tickets/bulk/", {"lines": [NEW]}, content_type="application/json")
    assert nobody.status_code == 401
    assert Ticket.objects.count() == 1


def test_each_line_counts_as_a_call(cast, token_of):
    from tests.api.conftest import Program

    slow = Program()
    slow.default_format = "json"
    slow.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(cast.jan.user, rate_per_minute=3)}")
    results = bulk(slow, NEW, NEW, NEW, **KEY)
    assert codes(results) == [201, 201, 429]
    assert Ticket.objects.count() == 2


# --- Once -------------------------------------------------------------------------------------------------
def test_the_same_request_again_does_nothing_and_says_the_same(sanne, cast, open_ticket):
    ticket = open_ticket()
    lines = [
        {"act": "create", "body": MELDING | {"contact": cast.jan.pk}},
        act("close", ticket.pk),  # would pass once the next line is done
        act("resolve", ticket.pk, text="Klaar"),
        act("note", 999_999, text="x"),
    ]
    first = sanne.post("tickets/bulk/", {"lines": lines}, **KEY)
    written = TimelineEntry.objects.count()
    again = sanne.post("tickets/bulk/", {"lines": lines}, **KEY)
    assert codes(first.json()["results"]) == [201, 409, 200, 404]
    assert again.json() == first.json()
    assert "Idempotent-Replayed" not in first and again["Idempotent-Replayed"] == "true"
    assert (Ticket.objects.count(), TimelineEntry.objects.count()) == (2, written)


def test_a_refused_line_may_be_mended_and_a_done_one_not_changed(jan):
    broken = {"act": "create", "body": {"kind": "servicevraag"}}
    assert codes(bulk(jan, NEW, broken, **KEY)) == [201, 400]
    assert codes(bulk(jan, NEW, NEW, **KEY)) == [201, 201]
    other = {"act": "create", "body": MELDING | {"subject": "Iets anders"}}
    assert codes(bulk(jan, other, NEW, **KEY)) == [422, 201]
    assert Ticket.objects.count() == IdempotentRequest.objects.count() == 2


def test_without_a_key_again_is_again(jan):
    bulk(jan, NEW)
    bulk(jan, NEW)
    assert Ticket.objects.count() == 2 and not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("key", ["x" * 191, "a\tb"])
def test_a_key_that_is_none(jan, key):
    refused = jan.post("tickets/bulk/", {"lines": [NEW]}, HTTP_IDEMPOTENCY_KEY=key)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["Idempotency-Key"])
    assert codes(bulk(jan, *[NEW] * 11, HTTP_IDEMPOTENCY_KEY="x" * 190)) == [201] * 11


def test_what_nobody_foresaw_is_of_its_line(jan, open_ticket, monkeypatch):
    def crashes(*_args, **_fields):
        raise RuntimeError("a bug")

    ticket = open_ticket()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "close", crashes)
        assert codes(bulk(jan, NEW, act("close", ticket.pk), NEW, **KEY)) == [201, 500, 201]
    assert codes(bulk(jan, NEW, act("close", ticket.pk), NEW, **KEY)) == [201, 200, 201]
    assert Ticket.objects.count() == 3


def test_each_line_costs_the_same(sanne, open_ticket):
    def queries(count: int) -> int:
        lines = [act("note", open_ticket().pk, text="x") for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            assert codes(bulk(sanne, *lines)) == [200] * count
        return len(seen)

    queries(1)
    one, two, ten = queries(1), queries(2), queries(10)
    assert (one, two, ten) == (17, 31, 143)  # who it is and what he may, once; and fourteen for each note
    ticket = open_ticket()
    with CaptureQueriesContext(connection) as single:
        sanne.post(f"tickets/{ticket.pk}/note/", {"text": "x"})
    assert len(single) == one


def test_every_act_has_an_address():

    assert {
        "create",
        "assign",
        "classify",
        "reply",
        "note",
        "take",
        "wait",
        "resume",
        "resolve",
        "close",
        "cancel",
    } <= set(ACTS)
    assert all(reverse(f"ticket-{name}", args=[1]) for name in ACTS if name != "create")


# --- At once (PostgreSQL) ---------------------------------------------------------------------------------
@two_connections
def test_the_lines_before_one_that_runs_are_done_already(cast, api, jan, monkeypatch):
    """Sent again while the second line runs: the first has its answer, the second says so, and each is done once."""
    open_ticket, again = actions.open_ticket, []

    def slow(*melding):
        if Ticket.objects.count() == 1 and not again:
            again.append(None)
            again[0] = elsewhere(lambda: bulk(jan, NEW, NEW, NEW, **KEY))
        return open_ticket(*melding)

    monkeypatch.setattr(actions, "open_ticket", slow)
    first = bulk(jan, NEW, NEW, NEW, **KEY)
    assert codes(first) == [201, 201, 201]
    assert codes(again[0]) == [201, 409, 201]
    assert [again[0][0], again[0][2]] == [first[0], first[2]]
    assert Ticket.objects.count() == 3
    assert bulk(jan, NEW, NEW, NEW, **KEY) == first


@two_connections
def test_a_line_waits_for_nobody_but_its_own_melding(sanne, open_ticket):
    held, free = open_ticket(), open_ticket(subject="Vrij")
    results = beside(lambda: actions.locked(held), lambda: bulk(sanne, act("note", free.pk, text="x")))
    assert codes(results) == [200]
