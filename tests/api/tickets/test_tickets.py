"""Meldingen over REST: the same verbs as everywhere, the allowed beside the refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roster import actions as roster
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Attachment, Ticket, TimelineEntry

MELDING = {
    "kind": "incident",
    "impact": 2,
    "urgency": "A",
    "subject": "Geen mail op kantoor",
    "description": "Sinds vanochtend komt er niets binnen.",
    "steps_taken": "Outlook opnieuw gestart.",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


# --- Opening ----------------------------------------------------------------------------------------------
def test_a_customer_reports_for_himself(cast, jan):
    answer = jan.post("tickets/", MELDING)
    assert answer.status_code == 201
    ticket = answer.json()
    assert ticket["contact"] == {"id": cast.jan.pk, "name": "Jan Smit"}
    assert ticket["customer"] == {"id": cast.smit.pk, "name": "Bakkerij Smit", "number": "K1001"}
    assert (ticket["priority"], ticket["channel"], ticket["status"]) == ("ernstig", "api", "nieuw")
    assert ticket["clock"] == {
        "nature": "promise",
        "state": "running",
        "due_at": "2026-11-23T10:00:00Z",
        "work_started_at": None,
        "late": None,
    }
    assert [line["text"] for line in ticket["ledger"]] == ["ma 23-11 10:00-11:00: 1 u", "uiterlijk ma 23-11 11:00"]
    assert (ticket["wording"], ticket["clause"], ticket["agreement"]) == ("Binnen 1 uur", "7.9", "DVO-1001")
    assert ticket["missing"] == []
    assert answer["Location"].endswith(f"/api/v1/tickets/{ticket['number']}/")
    assert jan.get(answer["Location"]).json() == ticket


def test_the_house_reports_for_anybody(cast, sanne):
    answer = sanne.post("tickets/", MELDING | {"contact": cast.willem.pk, "channel": "phone"})
    assert answer.status_code == 201
    assert answer.json()["customer"]["name"] == "Notariskantoor De Vries"
    assert answer.json()["channel"] == "phone"
    missing = sanne.post("tickets/", MELDING)
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["contact"])
    by_import = sanne.post("tickets/", MELDING | {"contact": cast.willem.pk, "channel": "import"})
    assert (by_import.status_code, list(by_import.json()["errors"])) == (400, ["channel"])
    nobody = sanne.post("tickets/", MELDING | {"contact": 999_999})
    assert (nobody.status_code, list(nobody.json()["errors"])) == (400, ["contact"])


def test_who_does_not_work_on_tickets_opens_none(cast, api):
    assert api(cast.els).post("tickets/", MELDING | {"contact": cast.jan.pk}).status_code == 403


def test_a_contact_who_has_left_reports_nothing(cast, jan, sanne):
    cast.jan.is_active = False
    cast.jan.save()
    assert jan.post("tickets/", MELDING).status_code == 403
    refused = sanne.post("tickets/", MELDING | {"contact": cast.jan.pk})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["contact"])
    assert not Ticket.objects.exists()


def test_a_servicevraag_has_no_priority(jan):
    body = {"kind": "servicevraag", "subject": "Vraag", "description": "Hoe?"}
    ticket = jan.post("tickets/", body).json()
    assert (ticket["priority"], ticket["impact"], ticket["clock"]["nature"]) == (None, None, "none")
    assert ticket["clock"]["due_at"] is None
    assert ticket["missing"] == ["al genomen stappen"]


def test_kritisch_by_rest_is_off_channel(jan):
    ticket = jan.post("tickets/", MELDING | {"impact": 1}).json()
    assert (ticket["priority"], ticket["off_channel"]) == ("kritisch", True)


def test_the_same_request_twice_makes_one_ticket(cast, jan, sanne):
    key = {"HTTP_IDEMPOTENCY_KEY": "alarm-5512"}
    first = jan.post("tickets/", MELDING, **key).json()
    again = jan.post("tickets/", MELDING, **key)
    assert (again.status_code, again.json()["number"]) == (201, first["number"])
    other = sanne.post("tickets/", MELDING | {"contact": cast.willem.pk}, **key).json()
    assert other["number"] != first["number"], "a key is its sender's own"
    for _ in range(2):
        jan.post(f"tickets/{first['number']}/reply/", {"text": "Nog iets"}, HTTP_IDEMPOTENCY_KEY="antwoord-1")
    assert TimelineEntry.objects.filter(kind="reply").count() == 1
    assert jan.post("tickets/", MELDING, HTTP_IDEMPOTENCY_KEY="x" * 201).status_code == 400


# --- A life -----------------------------------------------------------------------------------------------
def test_from_opening_to_closing(jan, sanne, clock):
    url = f"tickets/{jan.post('tickets/', MELDING).json()['number']}"
    seen = []
    steps = [
        (sanne, "take", {}),
        (sanne, "start-work", {}),
        (sanne, "wait", {"party": "customer", "text": "Welke Outlook hebt u?"}),
        (jan, "reply", {"text": "Versie 2024."}),
        (sanne, "plan", {"planned_for": "2026-11-24T09:00:00+01:00"}),
        (sanne, "resume", {}),
        (sanne, "log-time", {"minutes": 20, "activity": "research", "text": "Logboek bekeken"}),
        (sanne, "resolve", {"text": "De mailserver draait weer."}),
        (jan, "reopen", {"text": "Bij Petra nog niet."}),
        (sanne, "resolve", {"text": "Nu wel."}),
        (jan, "close", {}),
    ]
    for who, act, body in steps:
        clock.shift(timedelta(minutes=5))
        answer = who.post(f"{url}/{act}/", body)
        assert answer.status_code == 200, (act, answer.json())
        seen.append(answer.json()["status"])
    assert seen == [
        "nieuw", "in_behandeling", "wacht_op_klant", "in_behandeling", "ingepland", "in_behandeling",
        "in_behandeling", "opgelost", "in_behandeling", "opgelost", "gesloten",
    ]  # fmt: skip
    ticket = sanne.get(f"{url}/").json()
    assert ticket["clock"]["late"] is False
    assert ticket["clock"]["work_started_at"] == "2026-11-23T09:10:00Z"
    assert (ticket["assignee"]["name"], ticket["reopen_count"]) == ("Sanne de Wit", 1)
    kinds = [entry["kind"] for entry in sanne.get(f"{url}/timeline/").json()["results"]]
    assert kinds[:4] == ["opened", "taken", "work_started", "waiting"]
    assert kinds[-1] == "closed"


def test_t29_who_gives_work_to_somebody_who_is_away_reads_it_in_the_answer(cast, api, jan, open_ticket):
    ticket, marloes = open_ticket(), api(cast.marloes)
    today = MONDAY.date()
    roster.report_absent(cast.ravi, by=cast.marloes, now=MONDAY, first_day=today, last_day=today)
    away = {}
    for name in ("ravi", "sanne"):
        answer = marloes.post(f"tickets/{ticket.pk}/assign/", {"assignee": getattr(cast, name).pk}).json()
        away[name] = answer["assignee_away_until"]
    assert away == {"ravi": today.isoformat(), "sanne": None}
    assert "assignee_away_until" not in jan.get(f"tickets/{ticket.pk}/").json(), "not for a customer to know"


def test_classify_assign_note_and_cancel(cast, jan, sanne, api, open_ticket):
    ticket = open_ticket()
    url = f"tickets/{ticket.pk}"
    body = {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Alleen Jan heeft het."}
    assert sanne.post(f"{url}/classify/", body).json()["priority"] == "laag"
    assert sanne.post(f"{url}/assign/", {"assignee": cast.sanne.pk}).json()["assignee"]["id"] == cast.sanne.pk
    assert sanne.post(f"{url}/assign/", {"assignee": cast.ravi.pk}).status_code == 403
    by_marloes = api(cast.marloes).post(f"{url}/assign/", {"assignee": cast.ravi.pk, "team": cast.second_line.pk})
    assert (by_marloes.json()["assignee"]["name"], by_marloes.json()["team"]["name"]) == ("Ravi Pinas", "Tweede lijn")
    assert sanne.post(f"{url}/assign/", {}).status_code == 400
    assert sanne.post(f"{url}/assign/", {"assignee": cast.jan.user.pk}).status_code == 400
    assert sanne.post(f"{url}/note/", {"text": "Bel terug"}).status_code == 200
    assert sanne.post(f"{url}/cancel/", {"text": "Dubbel."}).json()["status"] == "geannuleerd"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("note", {"text": "x"}),
        ("take", {}),
        ("assign", {"assignee": None}),
        ("start-work", {}),
        ("wait", {"party": "customer", "text": "x"}),
        ("resume", {}),
        ("plan", {"planned_for": "2026-11-24T09:00:00Z"}),
        ("classify", {"kind": "servicevraag", "reason": "x"}),
        ("log-time", {"minutes": 5}),
        ("resolve", {"text": "x"}),
        ("cancel", {"text": "x"}),
    ],
)
def test_the_work_is_for_who_works(cast, api, open_ticket, act, body):
    """Not for the customer, whatever scope his token says it has, and not for who only looks."""
    ticket = open_ticket()
    before = Ticket.objects.values().get()
    for user in (cast.jan.user, cast.els):
        refused = api(user).post(f"tickets/{ticket.pk}/{act}/", body)
        assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert Ticket.objects.values().get() == before
    assert api(cast.sanne).post(f"tickets/{ticket.pk}/{act}/", body).status_code == 200


@pytest.mark.parametrize(
    ("act", "body", "status", "field"),
    [
        ("take", {}, 409, None),
        ("resume", {}, 409, None),
        ("cancel", {"text": "x"}, 409, None),
        ("reopen", {"text": "x"}, 409, None),
        ("reply", {"text": "x"}, 409, None),
        ("log-time", {"minutes": 0}, 400, "minutes"),
        ("log-time", {"minutes": 5, "started_at": "2026-11-24T09:00:00Z"}, 400, "started_at"),
        ("note", {"text": "   "}, 400, "text"),
        ("note", {}, 400, "text"),
    ],
)
def test_what_does_not_fit_a_closed_ticket(cast, jan, sanne, open_ticket, act, body, status, field):
    ticket = open_ticket()
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    refused = sanne.post(f"tickets/{ticket.pk}/{act}/", body)
    assert refused.status_code == status, refused.json()
    assert list(refused.json().get("errors", {})) == ([field] if field else [])
    assert refused.json()["detail"]


@pytest.mark.parametrize(
    "planned_for", ["2026-11-23T09:00:00Z", "2020-01-01T00:00:00Z", "2026-11-24T09:00:00", "morgen"]
)
def test_planning_needs_a_moment_to_come(sanne, open_ticket, planned_for):
    refused = sanne.post(f"tickets/{open_ticket().pk}/plan/", {"planned_for": planned_for})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["planned_for"])


def test_an_answer_to_a_closed_ticket_makes_the_next(cast, jan, open_ticket):
    ticket = open_ticket()
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    answer = jan.post(f"tickets/{ticket.pk}/reply/", {"text": "Toch weer."})
    assert answer.status_code == 201
    assert answer.json()["follows"] == ticket.pk
    assert answer["Location"].endswith(f"/tickets/{answer.json()['number']}/")


def test_late_is_said_before_the_sweep_has_written_it(jan, open_ticket, clock):
    ticket = open_ticket()
    clock.move_to(at("2026-11-23 11:00"))
    assert jan.get(f"tickets/{ticket.pk}/").json()["clock"]["late"] is None
    clock.move_to(at("2026-11-23 11:01"))
    for found in (jan.get(f"tickets/{ticket.pk}/").json(), jan.get("tickets/").json()["results"][0]):
        assert (found["clock"]["late"], found["clock"]["state"]) == (True, "late")


# --- Lists ------------------------------------------------------------------------------------------------
@pytest.fixture
def several(cast, open_ticket):
    return [
        open_ticket(subject="Printer stuk", now=at("2026-11-20 09:00")),
        open_ticket(subject="Wachtwoord vergeten", kind="servicevraag", now=at("2026-11-20 10:00")),
        open_ticket(subject="Alles plat", impact=1, contact=cast.willem, now=at("2026-11-21 12:00"), channel="phone",
                    by=cast.sanne),
        open_ticket(subject="Nieuwe laptop", kind="aanpassing", now=at("2026-11-22 12:00")),
        open_ticket(subject="Trage wifi", impact=3, urgency="C", now=at("2026-11-23 09:00"), team=cast.second_line),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 2, 1, 0]),
        ("ordering=number", [0, 1, 2, 3, 4]),
        ("ordering=-opened_at", [4, 3, 2, 1, 0]),
        ("ordering=opened_at", [0, 1, 2, 3, 4]),
        ("ordering=-updated_at", [2, 0, 4, 3, 1]),
        ("kind=aanpassing", [3]),
        ("kind=aanpassing&kind=servicevraag", [3, 1]),
        ("status=opgelost", [2]),
        ("status=opgelost&status=in_behandeling", [2, 0]),
        ("open=false", [2]),
        ("open=true", [4, 3, 1, 0]),
        ("priority=kritisch&priority=laag", [4, 2]),
        ("channel=phone", [2]),
        ("opened_after=2026-11-21T12:00:00%2B01:00", [4, 3, 2]),
        ("opened_after=2026-11-21T12:00:00+01:00", [4, 3, 2]),
        ("opened_before=2026-11-21T11:00:00Z", [1, 0]),
        ("updated_since=2026-11-23T07:00:00Z", [4]),  # what is younger than a minute is held back
        ("customer={vries}", [2]),
        ("contact={jan}", [4, 3, 1, 0]),
        ("assignee={sanne}", [2, 0]),
        ("unassigned=true", [4, 3, 1]),
        ("unassigned=false", [2, 0]),
        ("team={second}", [4]),
        ("search=WIFI", [4]),
        ("search=bakkerij wifi", [4]),
        ("search=%23{third}", [2]),
        ("search=nergens", []),
        ("open=true&kind=incident&search=printer", [0]),
        ("customer=999999", []),
    ],
)
def test_filters(cast, sanne, several, query, found):
    actions.start_work(several[0], by=cast.sanne, now=at("2026-11-23 11:00"))
    actions.resolve(several[2], by=cast.sanne, now=at("2026-11-23 12:00"), text="Klaar")
    names = {"vries": cast.vries.pk, "jan": cast.jan.pk, "sanne": cast.sanne.pk, "second": cast.second_line.pk}
    answer = sanne.get("tickets/?" + query.format(third=several[2].pk, **names))
    assert answer.status_code == 200, answer.json()
    order = [ticket.pk for ticket in several]
    assert [order.index(row["number"]) for row in answer.json()["results"]] == found


@pytest.mark.parametrize("ordering", ["-number", "number", "-opened_at", "opened_at", "-updated_at", "updated_at"])
def test_pages_give_each_row_once_also_while_rows_are_added(sanne, open_ticket, ordering):
    """All opened at the same moment: the number decides."""
    tickets = [open_ticket(subject=f"Nr {n}") for n in range(7)]
    seen, url = [], f"tickets/?page_size=2&ordering={ordering}"
    while url:
        page = sanne.get(url).json()
        assert len(page["results"]) <= 2
        seen += [row["number"] for row in page["results"]]
        url = page["next"]
        if len(seen) == 2 and ordering.startswith("-"):
            open_ticket(subject="Tussendoor")
    expected = [ticket.pk for ticket in tickets]
    assert seen == (expected[::-1] if ordering.startswith("-") else expected)


def test_a_cursor_is_of_its_own_list(cast, sanne, open_ticket):
    for _ in range(3):
        open_ticket()
    cursor = sanne.get("tickets/?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert sanne.get(f"tickets/?page_size=1&cursor={cursor}").status_code == 200
    for url in (
        f"contacts/?cursor={cursor}",
        f"tickets/?ordering=opened_at&cursor={cursor}",
        f"tickets/?cursor={cursor}x",
    ):
        assert sanne.get(url).status_code == 400


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("whose", ["house", "customer"])
def test_a_list_takes_two_queries(cast, api, open_ticket, django_assert_num_queries, rows, whose):
    for _ in range(rows):
        actions.take(open_ticket(), by=cast.sanne, now=MONDAY)
    program = api(cast.sanne if whose == "house" else cast.jan.user)
    program.get("tickets/")  # the first call of a minute also marks the token as used
    with django_assert_num_queries(2):
        assert len(program.get("tickets/").json()["results"]) == rows


@pytest.mark.parametrize("entries", [1, 20])
def test_a_ticket_and_its_timeline_take_few_queries(cast, api, open_ticket, django_assert_num_queries, entries):
    ticket = open_ticket()
    for n in range(entries):
        files = [SimpleUploadedFile(f"{n}.txt", b"x")]
        actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="x", files=files)
    jan = api(cast.jan.user)
    jan.get("tickets/")
    with django_assert_num_queries(6):  # the token, the ticket, its clock, questions, escalations and costs
        jan.get(f"tickets/{ticket.pk}/")
    with django_assert_num_queries(4):
        assert len(jan.get(f"tickets/{ticket.pk}/timeline/").json()["results"]) == entries + 1


# --- Files ------------------------------------------------------------------------------------------------
def test_a_file_is_described_and_only_downloaded(cast, jan, open_ticket):
    ticket = open_ticket()
    page = SimpleUploadedFile("réponse.html", b"<script>alert(1)</script>", content_type="text/html")
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Zie bijlage", files=[page])
    listed = jan.get(f"tickets/{ticket.pk}/attachments/").json()["results"]
    assert [(row["name"], row["size"], row["content_type"]) for row in listed] == [("réponse.html", 25, "text/html")]
    assert jan.get(f"attachments/{listed[0]['key']}/").json() == listed[0]
    in_timeline = jan.get(f"tickets/{ticket.pk}/timeline/").json()["results"][-1]["attachments"]
    assert in_timeline == listed
    answer = jan.get(f"attachments/{listed[0]['key']}/download/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "file" not in listed[0]
    assert Attachment.objects.get().file.name not in str(listed)
