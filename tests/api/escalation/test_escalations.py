"""Escalating, confirming and ending over REST (SLA 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from contracts.models import ClauseKind
from tests.conftest import MONDAY
from tests.tickets.versions import renew
from tickets import actions
from tickets.escalation.actions import mark_unacknowledged
from tickets.models import Escalation, TimelineEntry

REASON = {"reason": "De winkel kan niet open."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def marloes(cast, api):
    return api(cast.marloes)


@pytest.fixture
def ticket(open_ticket):
    return open_ticket(subject="Kassa's traag")


@pytest.fixture
def started(cast, ticket):
    return actions.escalate(ticket, by=cast.jan.user, now=MONDAY, reason=REASON["reason"])


# --- Beginning --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("whose", "scope"), [("jan", "tickets:write"), ("sanne", "tickets:work")])
def test_both_sides_escalate(cast, api, ticket, whose, scope):
    user = cast.jan.user if whose == "jan" else cast.sanne
    others = {"tickets:read", "tickets:write", "tickets:work", "approvals:write"} - {scope}
    url = f"tickets/{ticket.pk}/escalate/"
    refused = api(user, sorted(others)).post(url, REASON)
    assert (refused.status_code, scope in refused.json()["detail"]) == (403, True)
    for _click in range(2):
        answer = api(user, [scope]).post(url, REASON, HTTP_IDEMPOTENCY_KEY="e1")
        assert answer.status_code == 200
    begun = Escalation.objects.get()
    assert answer.json()["escalation"] == {
        "id": begun.pk,
        "step": 1,
        "acknowledge_by": begun.acknowledge_by.isoformat().replace("+00:00", "Z"),
        "acknowledged_at": None,
        "late": None,
    }


def test_up_to_the_top_and_no_further(jan, ticket):
    url = f"tickets/{ticket.pk}/escalate/"
    assert [jan.post(url, REASON).json()["escalation"]["step"] for _ in range(2)] == [1, 2]
    top = jan.post(url, REASON)
    assert (top.status_code, "hoogste trede" in top.json()["detail"]) == (409, True)


def test_not_of_another_nor_by_who_only_looks_nor_what_is_closed(cast, api, jan, ticket):
    url = f"tickets/{ticket.pk}/escalate/"
    for stranger in (cast.willem.user, cast.petra.user):
        assert api(stranger).post(url, REASON).status_code == 404
    assert api(cast.els).post(url, REASON).status_code == 403
    for body in (REASON | {"step": 2}, {"reason": []}, {}):
        assert jan.post(url, body).status_code == 400
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    assert jan.post(url, REASON).status_code == 409
    assert not Escalation.objects.exists()


# --- Reading ----------------------------------------------------------------------------------------------
def test_who_was_called_in_and_by_when_he_confirms(cast, jan, marloes, started):
    seen = {
        "id": started.pk,
        "ticket": started.ticket_id,
        "subject": "Kassa's traag",
        "customer": {"id": cast.smit.pk, "name": "Bakkerij Smit", "number": "K1001"},
        "step": 1,
        "reason": "De winkel kan niet open.",
        "citation": "SLA 12",
        "house_people": ["Marloes Kuiper"],
        "customer_people": ["Jan Smit"],
        "started_by": {"name": "Jan Smit", "is_house": False},
        "started_at": "2026-11-23T09:00:00Z",
        "acknowledge_by": "2026-11-23T10:00:00Z",
        "acknowledged_by": None,
        "acknowledged_at": None,
        "late": None,
        "ended_at": None,
        "outcome": "",
    }
    for program in (jan, marloes):
        assert program.get("escalations/").json() == {"results": [seen], "next": None}
        assert program.get(f"escalations/{started.pk}/").json() == seen


def test_strangers_find_nothing(cast, api, started):
    for user in (cast.willem.user, cast.petra.user):
        program = api(user)
        assert program.get("escalations/").json()["results"] == []
        assert program.get(f"escalations/{started.pk}/").status_code == 404
        for act, body in (("acknowledge", {}), ("end", {"outcome": "x"})):
            assert program.post(f"escalations/{started.pk}/{act}/", body).status_code == 404
    for url in ("escalations/", f"escalations/{started.pk}/"):
        assert api(cast.jan.user, ["tickets:write"]).get(url).status_code == 403


def test_a_fixed_contact_sees_those_of_his_organisation(cast, api, started):
    renew(cast.smit_agreement, dap={ClauseKind.VIEWERS: [cast.petra]})
    assert [row["id"] for row in api(cast.petra.user).get("escalations/").json()["results"]] == [started.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["theirs", "second", "first"]),
        ("ordering=started_at", ["first", "second", "theirs"]),
        ("open=true", ["second", "first"]),
        ("open=false", ["theirs"]),
        ("step=2", ["second"]),
        ("late=true", ["first"]),
        ("late=false", ["theirs"]),
        ("ticket={ticket}", ["second", "first"]),
        ("customer={vries}", ["theirs"]),
        ("customer={smit}&step=1", ["first"]),
    ],
)
def test_filters(cast, api, open_ticket, ticket, started, query, found):
    after = MONDAY + timedelta(minutes=61)
    mark_unacknowledged(started, now=after)
    second = actions.escalate(ticket, by=cast.sanne, now=after, reason="x")
    theirs = actions.escalate(open_ticket(contact=cast.willem), by=cast.sanne, now=after, reason="x")
    actions.end_escalation(theirs, by=cast.marloes, now=after, outcome="x")
    names = {started.pk: "first", second.pk: "second", theirs.pk: "theirs"}
    asked = query.format(ticket=ticket.pk, smit=cast.smit.pk, vries=cast.vries.pk)
    answer = api(cast.sanne).get(f"escalations/?{asked}")
    assert answer.status_code == 200, answer.json()
    assert [names[row["id"]] for row in answer.json()["results"]] == found
    if "customer" in query:
        assert api(cast.jan.user).get(f"escalations/?{asked}").status_code == 400


@pytest.mark.parametrize("query", ["open=ja", "late=soms", "step=x", "step=0", "reason=x", "ordering=step"])
def test_what_cannot_be_asked(cast, api, query):
    assert api(cast.sanne).get(f"escalations/?{query}").status_code == 400


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("whose", ["house", "customer"])
def test_a_list_takes_two_queries(cast, api, open_ticket, django_assert_num_queries, rows, whose):
    for _ in range(rows):
        one = actions.escalate(open_ticket(), by=cast.sanne, now=MONDAY, reason="x")
        actions.acknowledge(one, by=cast.marloes, now=MONDAY)
    program = api(cast.sanne if whose == "house" else cast.jan.user)
    program.get("escalations/")
    with django_assert_num_queries(2):
        assert len(program.get("escalations/").json()["results"]) == rows


# --- Confirming and ending --------------------------------------------------------------------------------
def test_confirmed_and_ended_by_who_was_called(cast, api, jan, marloes, started, clock):
    url = f"escalations/{started.pk}"
    clock.shift(timedelta(minutes=20))
    for _click in range(2):
        confirmed = marloes.post(f"{url}/acknowledge/", {"text": "Ik bel Jan."}).json()
    assert (confirmed["acknowledged_by"]["name"], confirmed["late"]) == ("Marloes Kuiper", False)
    assert TimelineEntry.objects.filter(kind="acknowledged").count() == 1
    clock.shift(timedelta(minutes=20))
    ended = api(cast.sanne).post(f"{url}/end/", {"outcome": "Femke erbij gezet."}).json()
    assert (ended["ended_at"], ended["outcome"]) == ("2026-11-23T09:40:00Z", "Femke erbij gezet.")
    assert jan.get(f"tickets/{started.ticket_id}/").json()["escalation"] is None


def test_not_by_the_customer_nor_by_a_colleague_who_was_not_called(cast, api, jan, started):
    for act, body in (("acknowledge", {}), ("end", {"outcome": "Klaar."})):
        url = f"escalations/{started.pk}/{act}/"
        assert jan.post(url, body).status_code == 403
        assert api(cast.daan).post(url, body).status_code == 403
        refused = api(cast.sanne).post(url, body)
        assert (refused.status_code, "Marloes Kuiper" in refused.json()["detail"]) == (409, True)
        no_scope = api(cast.marloes, ["tickets:read", "tickets:write"]).post(url, body)
        assert (no_scope.status_code, "tickets:work" in no_scope.json()["detail"]) == (403, True)
    assert Escalation.objects.get().acknowledged_at is None


def test_the_directie_may_at_any_time(cast, api, started):
    ended = api(cast.els).post(f"escalations/{started.pk}/end/", {"outcome": "Gesproken."}).json()
    assert (ended["acknowledged_by"]["name"], ended["outcome"]) == ("Els Groen", "Gesproken.")


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("acknowledge", {"text": ["x"]}, "text"),
        ("acknowledge", {"late": False}, "late"),
        ("end", {}, "outcome"),
        ("end", {"outcome": "  "}, "outcome"),
        ("end", {"outcome": None}, "outcome"),
        ("end", {"outcome": "x", "text": "x"}, "text"),
    ],
)
def test_bad_input_names_its_field(marloes, started, act, body, field):
    refused = marloes.post(f"escalations/{started.pk}/{act}/", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_a_customer_reads_on_the_timeline_what_the_portal_shows(cast, api, jan, started):
    later = MONDAY + timedelta(minutes=61)
    mark_unacknowledged(started, now=later)
    actions.acknowledge(started, by=cast.marloes, now=later)
    actions.end_escalation(started, by=cast.marloes, now=later, outcome="Klaar.")
    rows = jan.get(f"tickets/{started.ticket_id}/timeline/").json()["results"]
    told = {row["kind"]: set(row["facts"]) for row in rows if "escalation" in row["facts"]}
    step = {"escalation", "step"}
    assert told == {
        "escalated": step | {"citation", "acknowledge_by"},
        "unacknowledged": step,
        "acknowledged": step,
        "deescalated": step,
    }
    ours = api(cast.sanne).get(f"tickets/{started.ticket_id}/timeline/").json()["results"]
    assert "house" in next(row["facts"] for row in ours if row["kind"] == "unacknowledged")
