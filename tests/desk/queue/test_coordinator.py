"""Who carries what, and what is due."""

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
def coordinator(cast, sign_in):
    return sign_in(cast.marloes)


def loads(page: str, name: str) -> list[int]:
    page = page[page.index("Per medewerker") :]  # below the chart, whose table has names too
    row = re.search(rf'<tr>\s*<th scope="row">\s*(?:<a[^>]*>)?{name}.*?</tr>', page, re.S).group(0)
    return [int(number) for number in re.findall(r'class="num">(?:<strong[^>]*>)?(\d+)', row)]


def test_who_carries_what(coordinator, cast, open_ticket):
    open_ticket()
    for ticket in (open_ticket(), open_ticket(impact=3), open_ticket(now=MONDAY - timedelta(hours=1, minutes=50))):
        actions.take(ticket, by=cast.sanne, now=ticket.opened_at)
    actions.start_work(ticket, by=cast.sanne, now=NOW)
    waits = open_ticket(team=cast.second_line)
    actions.take(waits, by=cast.ravi, now=NOW)
    actions.wait(waits, by=cast.ravi, now=NOW, party="supplier", text="Onderdeel")
    done = open_ticket()
    actions.resolve(done, by=cast.ravi, now=NOW, text="Klaar")
    page = coordinator.get("/desk/werkvoorraad/").content.decode()
    # open, nog niet begonnen, begonnen, wacht, belofte te laat, streven niet gehaald
    assert loads(page, "Niet toegewezen") == [1, 1, 0, 0, 0, 0]
    assert loads(page, "Sanne de Wit") == [3, 2, 1, 0, 1, 0]
    assert loads(page, "Ravi Pinas") == [1, 0, 0, 1, 0, 0]
    assert loads(page, "Marloes Kuiper") == [0, 0, 0, 0, 0, 0]
    assert loads(page, "Tweede lijn") == [1, 0, 0, 1, 0, 0]


def test_what_is_due_in_the_next_working_hours(coordinator, cast, open_ticket):
    open_ticket(now=MONDAY - timedelta(hours=2))  # past 09:00
    open_ticket()  # 11:00
    open_ticket(impact=3, now=at("2026-11-20 14:00"))  # 14:00 today
    open_ticket(impact=3)  # tomorrow 10:00, within nine working hours
    open_ticket(impact=3, urgency="C")  # never
    actions.start_work(open_ticket(), by=cast.sanne, now=NOW)
    actions.wait(open_ticket(), by=cast.sanne, now=NOW, party="customer", text="Wie?")
    page = coordinator.get("/desk/werkvoorraad/").content.decode()
    assert re.findall(r'due-card__count">(\d+)<', page) == ["1", "1", "1", "1"]


def test_many_late_ones_hide_nothing_of_what_is_due_next(coordinator, cast, open_ticket, monkeypatch):
    monkeypatch.setattr("desk.queue.workload.SHOWN", 3)
    for _ in range(4):
        open_ticket(now=MONDAY - timedelta(hours=2))  # past 09:00
    for _ in range(3):
        waits = open_ticket(now=MONDAY - timedelta(hours=2))
        actions.wait(waits, by=cast.sanne, now=MONDAY - timedelta(minutes=30), party="customer", text="Wie?")
    soon = open_ticket()  # 11:00
    aim = open_ticket(impact=3)  # tomorrow 10:00
    page = coordinator.get("/desk/werkvoorraad/").content.decode()
    assert re.findall(r'due-card__count">(\d+)<', page) == ["4", "1", "0", "1"]
    assert re.findall(r"belofte \d, streven \d", page) == [
        "belofte 4, streven 0",
        "belofte 1, streven 0",
        "belofte 0, streven 1",
    ]
    assert len(re.findall(r'id="row-\d+"', page)) == 3 + 1 + 1
    assert f'id="row-{soon.number}"' in page
    assert f'id="row-{aim.number}"' in page
    assert page.count("De eerste 3 van 4.") == 1


def test_the_workload_asks_the_same_for_one_and_for_twenty(coordinator, open_ticket):
    asked = []
    for more in (1, 20):
        for _ in range(more):
            open_ticket()
        with CaptureQueriesContext(connection) as queries:
            coordinator.get("/desk/werkvoorraad/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- Calendars --------------------------------------------------------------------------------------------
