"""The queue: its order, tabs, filters, pages, search, and how little it asks of the database."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import MONDAY, at
from tickets import actions

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def numbers(response) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', response.content.decode())]


def test_promise_before_aim_before_none_and_within_each_by_moment(agent, open_ticket):
    question = open_ticket(kind="servicevraag", now=MONDAY - timedelta(days=3))
    aim = open_ticket(impact=3, urgency="A", now=MONDAY - timedelta(minutes=30))
    soon = open_ticket(impact=1, urgency="A")
    later = open_ticket(impact=2, urgency="A")
    late = open_ticket(impact=2, urgency="A", now=MONDAY - timedelta(hours=2))
    assert numbers(agent.get("/desk/")) == [t.number for t in (late, soon, later, aim, question)]


def test_the_waiting_and_the_begun_stand_behind_what_must_begin(agent, cast, open_ticket):
    begun, waiting, fresh = open_ticket(), open_ticket(), open_ticket(now=MONDAY + timedelta(minutes=5))
    actions.start_work(begun, by=cast.sanne, now=NOW)
    actions.wait(waiting, by=cast.sanne, now=NOW, party="customer", text="Uw serienummer?")
    assert numbers(agent.get("/desk/"))[0] == fresh.number
    assert "wacht op klant, nog" in agent.get("/desk/").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"mine", "free", "waits", "other", "question"}),
        ("weergave=mijn", {"mine", "waits"}),
        ("weergave=vrij", {"free", "question"}),
        ("weergave=wacht-op-klant", {"waits"}),
        ("klant={vries}", {"other"}),
        ("team={second}", {"other"}),
        ("behandelaar={ravi}", {"other"}),
        ("soort=servicevraag", {"question"}),
        ("status=wacht_op_klant", {"waits"}),
        ("status=opgelost", {"done", "done_by_ravi"}),
        ("weergave=mijn&status=opgelost", {"done"}),
        ("weergave=vrij&status=opgelost", set()),
        ("q=mail", {"mine", "free", "waits", "other", "question", "done", "done_by_ravi"}),
        ("weergave=mijn&q=mail", {"mine", "waits", "done"}),
        ("weergave=wacht-op-klant&q=mail", {"waits"}),
        ("prioriteit=laag", {"free"}),
        ("kanaal=phone", {"other"}),
        ("weergave=mijn&status=wacht_op_klant&klant={smit}", {"waits"}),
        ("weergave=mijn&klant={vries}", set()),
    ],
)
def test_tabs_and_filters_of_the_url(query, expected, agent, cast, open_ticket):
    tickets = {
        "mine": open_ticket(),
        "free": open_ticket(impact=3, urgency="C"),
        "waits": open_ticket(),
        "other": open_ticket(contact=cast.willem, by=cast.sanne, channel="phone", team=cast.second_line),
        "question": open_ticket(kind="servicevraag"),
        "done": open_ticket(),
        "done_by_ravi": open_ticket(),
    }
    for name in ("mine", "waits", "done"):
        actions.take(tickets[name], by=cast.sanne, now=NOW)
    for name in ("other", "done_by_ravi"):
        actions.take(tickets[name], by=cast.ravi, now=NOW)
    actions.wait(tickets["waits"], by=cast.sanne, now=NOW, party="customer", text="Wanneer schikt het?")
    actions.resolve(tickets["done"], by=cast.sanne, now=NOW, text="Opgelost.")
    actions.resolve(tickets["done_by_ravi"], by=cast.ravi, now=NOW, text="Opgelost.")
    query = query.format(vries=cast.vries.pk, smit=cast.smit.pk, second=cast.second_line.pk, ravi=cast.ravi.pk)
    shown = set(numbers(agent.get(f"/desk/?{query}")))
    assert shown == {tickets[name].number for name in expected}


def test_each_tab_says_how_many(agent, cast, open_ticket):
    actions.take(open_ticket(), by=cast.sanne, now=NOW)
    open_ticket()
    tabs = re.findall(r'id="tab-\d"[^>]*>([^<]+) <span class="count">(\d+)<', agent.get("/desk/").content.decode())
    assert tabs[:4] == [("Alle open", "2"), ("Aan mij", "1"), ("Klant antwoordde", "0"), ("Niet toegewezen", "1")]


@pytest.mark.parametrize(
    ("query", "current"),
    [
        ("", ["Alle open"]),
        ("weergave=mijn", ["Alles van mij"]),
        ("weergave=mijn&status=opgelost", ["Alles van mij"]),
        ("weergave=mijn&q=mail", ["Alles van mij"]),
        ("status=opgelost", []),
        ("q=mail", []),
    ],
)
def test_the_tab_that_is_marked_is_the_one_that_holds(query, current, agent):
    page = agent.get(f"/desk/?{query}").content.decode()
    assert re.findall(r'id="tab-\d"[^>]* aria-current="page">([^<]+) <', page) == current


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=weg", "“weg” is geen bekende status; dat filter staat nu uit."),
        ("klant=999999", "“999999” is geen bekende klant;"),
        ("klant=x", "“x” is geen bekende klant;"),
        ("prioriteit=hoogst", "“hoogst” is geen bekende prioriteit;"),
        ("weergave=alles", "“alles” is geen bekende weergave; alle open meldingen staan hier."),
        ("soort=klacht", "“klacht” is geen bekende soort;"),
        ("behandelaar=0", "“0” is geen bekende behandelaar;"),
        ("team=%00", "is geen bekend team;"),
        ("kanaal=<script>alert(1)</script>", "is geen bekend kanaal;"),
        ("q=" + "x" * 201, "Deze zoekopdracht is te lang"),
    ],
)
def test_an_unknown_value_is_said_and_left_out(query, words, agent, open_ticket):
    ticket = open_ticket()
    response = agent.get(f"/desk/?{query}")
    assert numbers(response) == [ticket.number]
    assert words in response.content.decode()
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "W10", "bnVsbA", "WzEsMiwzXQ", "W3RydWUsIngiLDFd", "A" * 500, "WzEsIngiLHsiYSI6MX1d"]
)
def test_a_bad_cursor_is_the_first_page(cursor, agent, open_ticket):
    ticket = open_ticket()
    for name in ("na", "voor"):
        assert numbers(agent.get(f"/desk/?{name}={cursor}")) == [ticket.number]
        assert numbers(agent.get(f"/desk/?q=mail&{name}={cursor}")) == [ticket.number]


@pytest.mark.parametrize("query", ["", "q=mail"])
def test_pages_walk_over_every_row_once_there_and_back(query, agent, open_ticket, monkeypatch):
    monkeypatch.setattr("desk.queue.queue_rows.PAGE", 5)
    kinds = [{"impact": 1, "urgency": "A"}, {"impact": 3, "urgency": "A"}, {"kind": "servicevraag"}]
    made = [open_ticket(**kinds[n % 3], now=MONDAY + timedelta(minutes=n // 4)).number for n in range(17)]
    pages, address = [], f"/desk/?{query}"
    while address:
        response = agent.get(address)
        pages.append(numbers(response))
        address = link(response, "next")
    walked = [number for page in pages for number in page]
    assert sorted(walked) == sorted(made)
    assert [len(page) for page in pages] == [5, 5, 5, 2]
    if query:
        assert walked == sorted(made, reverse=True)
    back = []
    while address := link(response, "prev"):
        response = agent.get(address)
        back.append(numbers(response))
    assert back == pages[-2::-1]


def link(response, rel: str) -> str:
    found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', response.content.decode())
    return "/desk/" + found.group(1).replace("&amp;", "&").removeprefix("/desk/") if found else ""


def test_search_finds_closed_ones_too_newest_first(agent, cast, open_ticket):
    old, new = open_ticket(subject="Printer stuk"), open_ticket(subject="Weer de printer")
    open_ticket(subject="Geen mail")
    actions.cancel(old, by=cast.sanne, now=NOW, text="Dubbel.")
    assert numbers(agent.get("/desk/?q=printer")) == [new.number, old.number]
    assert numbers(agent.get(f"/desk/?q=%23{old.number}")) == [old.number]
    assert numbers(agent.get("/desk/?q=bakkerij+printer")) == [new.number, old.number]
    assert "Niets gevonden" in agent.get("/desk/?q=zzzz").content.decode()


def test_a_subject_is_text(agent, open_ticket):
    open_ticket(subject="<img src=x onerror=alert(1)>")
    page = agent.get("/desk/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_empty_queue_says_so(agent):
    assert "Niets te doen" in agent.get("/desk/").content.decode()
    assert "Alle filters weghalen" in agent.get("/desk/?prioriteit=laag").content.decode()


def refresh(client, query: str = ""):
    page = client.get(f"/desk/?{query}").content.decode()
    url = re.search(r'id="queue-live" hx-get="([^"]+)"', page).group(1).replace("&amp;", "&")
    return lambda: client.get(url, headers={"HX-Request": "true", "HX-Target": "queue-live"})


def test_a_refresh_says_nothing_while_nothing_changes(agent, cast, open_ticket):
    ticket = open_ticket()
    again = refresh(agent)
    assert again().status_code == 204
    actions.take(ticket, by=cast.ravi, now=NOW + timedelta(seconds=1))
    changed = again()
    assert changed.status_code == 200
    assert "Ravi Pinas" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_a_refresh_keeps_filter_and_page(agent, open_ticket, monkeypatch):
    monkeypatch.setattr("desk.queue.queue_rows.PAGE", 2)
    for _ in range(5):
        open_ticket()
    second = link(agent.get("/desk/?kanaal=portal"), "next").removeprefix("/desk/?")
    assert refresh(agent, second)().status_code == 204


def test_time_passing_into_another_colour_is_a_change(agent, open_ticket):
    open_ticket(now=NOW)
    again = refresh(agent)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert again().status_code == 204
    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        assert again().status_code == 200


@pytest.mark.parametrize("query", ["", "weergave=mijn&prioriteit=ernstig", "q=mail", "q=%231", "q=1"])
def test_a_page_asks_at_most_a_dozen_questions_whatever_its_length(query, agent, cast, open_ticket):
    open_ticket()
    agent.get("/desk/")  # the hours of a calendar are read once per process
    asked = []
    for more in (1, 19, 35):
        for _ in range(more):
            actions.take(open_ticket(), by=cast.sanne, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert agent.get(f"/desk/?{query}").status_code == 200
        asked.append(len(queries))
    assert len(set(asked)) == 1
    finding = 3 if query in ("q=mail", "q=1") else 0  # names of today, the newest number, the text index
    assert asked[0] <= 12 + finding  # one of the bell; one, of how many there are of what, is asked once for everybody
