"""What the customer is asked, over REST: who reads it, who answers it, who takes it back (SLA 3, 4.2, 7.2, 10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from contracts.models import ClauseKind
from tests.conftest import MONDAY
from tests.factories import ContactFactory
from tests.tickets.versions import renew, revoke
from tickets import actions
from tickets.models import Approval, TimelineEntry

NO = {"granted": False, "text": "Te duur."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karel(cast):
    """Of Bakkerij Smit, and named for nothing."""
    return ContactFactory(customer=cast.smit, name="Karel Vos", email="karel@smit.example", with_user=True)


@pytest.fixture
def named(cast, karel):
    """Petra agrees to costs and confirms rights; Jan is named for rights too; Karel is nobody."""
    return renew(
        cast.smit_agreement,
        dap={ClauseKind.COST_APPROVERS: [cast.petra], ClauseKind.APPROVERS: [cast.jan, cast.petra]},
    )


@pytest.fixture
def estimate(cast, open_ticket, named):
    ticket = open_ticket(features=["extensions"], subject="Kassa erbij")
    return actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=90, text="Kabel trekken")


@pytest.fixture
def rights(cast, open_ticket, named):
    """Jan asks for rights himself."""
    return open_ticket(kind="aanpassing", subject="Salarismap", is_authorisation=True).approvals.get()


# --- Reading ----------------------------------------------------------------------------------------------
def test_a_question_with_who_may_answer_it(cast, api, estimate):
    row = {
        "id": estimate.pk,
        "ticket": estimate.ticket_id,
        "subject": "Kassa erbij",
        "customer": {"id": cast.smit.pk, "name": "Bakkerij Smit", "number": "K1001"},
        "kind": "estimate",
        "status": "asked",
        "text": "Kabel trekken",
        "minutes": 90,
        "amount": "142.50",
        "rate_kind": "normal",
        "asked_by": {"name": "Sanne de Wit", "is_house": True},
        "asked_at": "2026-11-23T09:00:00Z",
        "decided_by": None,
        "recorded_by": None,
        "decided_at": None,
        "answer": "",
    }
    detail = {"citation": "DAP 4.2, versie 2", "answerers": [{"id": cast.petra.pk, "name": "Petra Bakker"}]}
    for user in (cast.petra.user, cast.jan.user, cast.sanne, cast.els):
        program = api(user, ["tickets:read"])
        assert program.get("approvals/").json() == {"results": [row], "next": None}
        assert program.get(f"approvals/{estimate.pk}/").json() == row | detail


def test_who_has_no_part_in_it_finds_nothing(cast, api, karel, estimate, rights):
    for user in (karel.user, cast.willem.user):
        program = api(user)
        assert program.get("approvals/").json()["results"] == []
        for approval in (estimate, rights):
            for act, body in (("", None), ("decide/", {"granted": True}), ("withdraw/", {"text": "x"})):
                url = f"approvals/{approval.pk}/{act}"
                answer = program.post(url, body) if act else program.get(url)
                unknown = url.replace(f"/{approval.pk}/", "/999999/")
                nothing = program.post(unknown, body) if act else program.get(unknown)
                assert (answer.status_code, answer.json()) == (404, nothing.json())
    assert not Approval.objects.exclude(status="asked").exists()


def test_reading_needs_the_scope_of_tickets(cast, api, estimate):
    program = api(cast.petra.user, ["approvals:write"])
    for url in ("approvals/", f"approvals/{estimate.pk}/"):
        assert (program.get(url).status_code, "tickets:read" in program.get(url).json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["viewing", "rights", "estimate"]),
        ("ordering=asked_at", ["estimate", "rights", "viewing"]),
        ("status=asked", ["rights", "estimate"]),
        ("status=asked&status=granted", ["viewing", "rights", "estimate"]),
        ("kind=authorisation", ["rights"]),
        ("kind=authorisation&kind=estimate", ["rights", "estimate"]),
        ("ticket={ticket}", ["estimate"]),
        ("customer={smit}", ["rights", "estimate"]),
        ("customer={vries}&status=granted", ["viewing"]),
        ("customer=999999", []),
    ],
)
def test_filters(cast, api, open_ticket, estimate, rights, query, found):
    later = MONDAY + timedelta(minutes=1)
    viewing = actions.ask_remote_viewing(open_ticket(contact=cast.willem), by=cast.sanne, now=later, text="x")
    actions.decide(viewing, by=cast.willem.user, now=later, granted=True)
    names = {estimate.pk: "estimate", rights.pk: "rights", viewing.pk: "viewing"}
    asked = query.format(ticket=estimate.ticket_id, smit=cast.smit.pk, vries=cast.vries.pk)
    answer = api(cast.sanne).get(f"approvals/?{asked}")
    assert answer.status_code == 200, answer.json()
    assert [names[row["id"]] for row in answer.json()["results"]] == found
    if "customer" in query:
        assert api(cast.petra.user).get(f"approvals/?{asked}").status_code == 400


@pytest.mark.parametrize("query", ["status=gevraagd", "kind=x", "ticket=x", "ticket__customer=1", "ordering=amount"])
def test_what_cannot_be_asked(cast, api, query):
    assert api(cast.sanne).get(f"approvals/?{query}").status_code == 400


def test_pages(cast, api, open_ticket):
    asked = [actions.ask_remote_viewing(open_ticket(), by=cast.sanne, now=MONDAY, text="x").pk for _ in range(5)]
    seen, url = [], "approvals/?page_size=2"
    while url:
        page = api(cast.jan.user).get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == asked[::-1]


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("whose", ["house", "customer"])
def test_a_list_takes_two_queries(cast, api, open_ticket, django_assert_num_queries, rows, whose):
    for _ in range(rows):
        asked = actions.ask_remote_viewing(open_ticket(), by=cast.sanne, now=MONDAY, text="x")
        actions.decide(asked, by=cast.jan.user, now=MONDAY, granted=True)
    program = api(cast.sanne if whose == "house" else cast.jan.user)
    program.get("approvals/")
    with django_assert_num_queries(2):
        assert len(program.get("approvals/").json()["results"]) == rows


@pytest.mark.parametrize("names", [1, 20])
def test_one_question_takes_five_queries(cast, api, open_ticket, django_assert_num_queries, names):
    people = [cast.petra, *(ContactFactory(customer=cast.smit, with_user=True) for _ in range(names - 1))]
    renew(cast.smit_agreement, dap={ClauseKind.COST_APPROVERS: people})
    ticket = open_ticket(features=["extensions"])
    asked = actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=90, text="x")
    program = api(cast.petra.user)
    program.get("approvals/")
    with django_assert_num_queries(5):
        assert len(program.get(f"approvals/{asked.pk}/").json()["answerers"]) == names


# --- Answering --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("body", "status"), [({"granted": True}, "granted"), (NO, "declined")])
def test_who_is_named_answers_once(cast, api, estimate, body, status):
    petra = api(cast.petra.user, ["approvals:write"])
    for _click in range(2):
        answer = petra.post(f"approvals/{estimate.pk}/decide/", body)
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert answer.json()["decided_by"] == {"id": cast.petra.pk, "name": "Petra Bakker"}
    assert (answer.json()["answerers"], answer.json()["decided_at"]) == ([], "2026-11-23T09:00:00Z")
    assert TimelineEntry.objects.filter(kind="decided").count() == 1
    other = petra.post(f"approvals/{estimate.pk}/decide/", {"granted": status != "granted", "text": "Toch anders."})
    assert (other.status_code, "al beslist" in other.json()["detail"]) == (409, True)
    facts = api(cast.jan.user).get(f"tickets/{estimate.ticket_id}/timeline/").json()["results"]
    (told,) = [row["facts"] for row in facts if row["kind"] == "decided"]
    assert set(told) == {"approval", "question", "granted", "name", "citation"}


def test_nobody_confirms_his_own_rights(cast, api, rights):
    url = f"approvals/{rights.pk}/decide/"
    assert api(cast.jan.user).get(f"approvals/{rights.pk}/").json()["answerers"] == [
        {"id": cast.petra.pk, "name": "Petra Bakker"}
    ]
    assert api(cast.jan.user).post(url, {"granted": True}).status_code == 403
    assert api(cast.petra.user).post(url, {"granted": True}).json()["status"] == "granted"


def test_nor_what_he_asks_on_top_by_opening_anothers_request_again(cast, api, open_ticket):
    renew(cast.smit_agreement, dap={ClauseKind.VIEWERS: [cast.petra], ClauseKind.APPROVERS: [cast.petra]})
    ticket = open_ticket(kind="aanpassing", subject="Salarismap", is_authorisation=True)
    petra = api(cast.petra.user)
    assert petra.post(f"approvals/{ticket.approvals.get().pk}/decide/", {"granted": True}).status_code == 200
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Gedaan.")
    asked = petra.post(f"tickets/{ticket.pk}/reopen/", {"text": "Nu ook de directiemap."}).json()["approvals"][-1]
    seen = petra.get(f"approvals/{asked['id']}/").json()
    assert (seen["status"], seen["text"], seen["answerers"]) == ("asked", "Nu ook de directiemap.", [])
    assert seen["asked_by"] == {"name": "Petra Bakker", "is_house": False}
    assert petra.post(f"approvals/{asked['id']}/decide/", {"granted": True}).status_code == 403


def test_who_sees_a_question_may_not_therefore_answer_it(cast, api, estimate):
    """Jan reported it and so sees it; the DAP names Petra."""
    assert api(cast.jan.user).post(f"approvals/{estimate.pk}/decide/", {"granted": True}).status_code == 403
    assert Approval.objects.get().status == "asked"


def test_nobody_of_1do_answers_for_a_customer(cast, api, estimate):
    for user in (cast.sanne, cast.marloes, cast.els, cast.fred):
        refused = api(user).post(f"approvals/{estimate.pk}/decide/", {"granted": True})
        assert (refused.status_code, "Alleen de klant" in refused.json()["detail"]) == (403, True)
    assert Approval.objects.get().status == "asked"


def test_a_token_needs_the_scope_to_bind_its_customer(cast, api, estimate):
    program = api(cast.petra.user, ["tickets:read", "tickets:write", "tickets:work"])
    refused = program.post(f"approvals/{estimate.pk}/decide/", {"granted": True})
    assert (refused.status_code, "approvals:write" in refused.json()["detail"]) == (403, True)


def test_who_was_revoked_no_longer_sees_or_answers(cast, api, estimate):
    revoke(cast.petra, ClauseKind.COST_APPROVERS, MONDAY)
    assert api(cast.petra.user).post(f"approvals/{estimate.pk}/decide/", {"granted": True}).status_code in (403, 404)
    assert Approval.objects.get().status == "asked"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "granted"),
        ({"granted": None}, "granted"),
        ({"granted": "true"}, "granted"),
        ({"granted": 1}, "granted"),
        ({"granted": "ja"}, "granted"),
        ({"granted": [True]}, "granted"),
        ({"granted": False}, "text"),
        ({"granted": False, "text": "  "}, "text"),
        ({"granted": True, "text": "x" * 2001}, "text"),
        ({"granted": True, "text": {}}, "text"),
        ({"granted": True, "contact": 1}, "contact"),
        ({"granted": True, "decided_by": 1}, "decided_by"),
        ([True], "__all__"),
    ],
)
def test_a_yes_is_true_and_nothing_else(cast, api, estimate, body, field):
    refused = api(cast.petra.user).post(f"approvals/{estimate.pk}/decide/", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Approval.objects.get().status == "asked"


# --- Taking back ------------------------------------------------------------------------------------------
def test_1do_takes_a_question_back(cast, api, estimate):
    url = f"approvals/{estimate.pk}/withdraw/"
    assert api(cast.petra.user).post(url, {"text": "x"}).status_code == 403
    assert api(cast.els).post(url, {"text": "x"}).status_code == 403
    other = api(cast.sanne, ["tickets:read", "tickets:write", "approvals:write"]).post(url, {"text": "x"})
    assert (other.status_code, "tickets:work" in other.json()["detail"]) == (403, True)
    sanne = api(cast.sanne)
    for body, field in (({}, "text"), ({"text": " "}, "text"), ({"text": "x", "granted": True}, "granted")):
        refused = sanne.post(url, body)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Approval.objects.get().status == "asked"
    for _click in range(2):
        answer = sanne.post(url, {"text": "Wij doen het anders."})
        assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert answer.json()["answer"] == "Wij doen het anders."
    late = api(cast.petra.user).post(f"approvals/{estimate.pk}/decide/", {"granted": True})
    assert (late.status_code, "ingetrokken" in late.json()["detail"]) == (409, True)


def test_a_question_about_rights_is_never_taken_back(cast, api, rights):
    refused = api(cast.sanne).post(f"approvals/{rights.pk}/withdraw/", {"text": "Vergissing"})
    assert (refused.status_code, "SLA 10" in refused.json()["detail"]) == (409, True)
    assert Approval.objects.get().status == "asked"
