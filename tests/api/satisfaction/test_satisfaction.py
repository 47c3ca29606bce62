"""How customers say that it went, over REST (SLA 11): of 1do alone, under a scope of its own."""

from __future__ import annotations

from tests.closed import asked
from tests.conftest import at
from tickets import actions
from tickets.models import Score

SCOPE = ["satisfaction:read"]


def test_each_question_with_its_answer_and_who_rang_back(cast, api, open_ticket):
    row, silent = asked(open_ticket, cast), asked(open_ticket, cast, contact=cast.willem)
    now = at("2026-11-23 16:00")
    actions.answer_satisfaction(row, by=cast.jan.user, now=now, score=Score.BAD, text="Drie dagen gewacht.")
    actions.finish_call_back(row.call_backs.get(), by=cast.marloes, now=now, outcome="Gebeld.")
    program = api(cast.daan, SCOPE)
    seen = program.get(f"satisfaction/{row.pk}/").json()
    assert seen == {
        "id": row.pk,
        "ticket": row.ticket_id,
        "customer": {"id": cast.smit.pk, "name": "Bakkerij Smit", "number": "K1001"},
        "contact": {"id": cast.jan.pk, "name": "Jan Smit"},
        "asked_at": "2026-11-23T14:00:00Z",
        "expires_at": "2026-12-14T14:00:00Z",
        "score": 1,
        "score_words": "Slecht",
        "text": "Drie dagen gewacht.",
        "answered_at": "2026-11-23T15:00:00Z",
        "call_backs": [
            {
                "due_at": "2026-11-24T15:00:00Z",
                "done_at": "2026-11-23T15:00:00Z",
                "done_by": {"name": "Marloes Kuiper", "is_house": True},
                "outcome": "Gebeld.",
            }
        ],
    }
    for query, found in {
        "": {row.pk, silent.pk},
        "?customer=K1002": {silent.pk},
        "?score=1&score=2": {row.pk},
        "?answered=false": {silent.pk},
        f"?ticket={row.ticket_id}": {row.pk},
        "?asked_after=2026-11-24T00:00:00Z": set(),
    }.items():
        assert {each["id"] for each in program.get(f"satisfaction/{query}").json()["results"]} == found, query


def test_not_without_its_scope_and_never_to_a_customer(cast, api, open_ticket):
    row = asked(open_ticket, cast)
    assert api(cast.daan, ["tickets:read", "customers:read"]).get("satisfaction/").status_code == 403
    jan = api(cast.jan.user, SCOPE)
    assert jan.get("satisfaction/").json()["results"] == []
    assert jan.get(f"satisfaction/{row.pk}/").status_code == 404


def test_what_is_only_planned_is_no_question_yet(cast, api, open_ticket):
    from tests.closed import closed

    closed(open_ticket, cast)
    assert api(cast.daan, SCOPE).get("satisfaction/").json()["results"] == []
