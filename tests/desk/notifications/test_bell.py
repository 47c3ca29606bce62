"""The bell: a count and a list, kept on the server, cleared by reading the ticket; and how one wants to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from integrations.webhooks.announcing import notified_body
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import NoticeSetting, Notification
from tickets.notifications import making, queries
from tickets.sweeps import warn_due


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def told(open_ticket):
    """Two meldingen that Sanne was told of."""
    tickets = [open_ticket(), open_ticket(subject="De printer brandt")]
    making.sweep_outbox(MONDAY)
    return tickets


def test_t29_the_bell_counts_and_reading_the_ticket_clears_it(agent, cast, told, sign_in):
    assert 'data-bell="2"' in agent.get("/desk/klanten/").content.decode()
    listed = agent.get("/desk/notificaties/lijst/").content.decode()
    assert "De printer brandt" in listed
    assert 'data-bell="1"' in agent.get(f"/desk/meldingen/{told[0].number}/").content.decode()
    assert queries.bell_of(cast.sanne).count == 1
    assert queries.bell_of(cast.marloes).count == 2, "of a colleague nothing is read"
    read = agent.get(f"/desk/meldingen/{told[1].number}/", headers={"HX-Request": "true"})
    assert "bell-changed" in read["HX-Trigger"]
    again = agent.get(f"/desk/meldingen/{told[1].number}/", headers={"HX-Request": "true"})
    assert "HX-Trigger" not in again
    assert 'data-bell="0"' in agent.get("/desk/klanten/").content.decode()


def test_the_poll_says_nothing_when_nothing_changed(agent, cast, told):
    version = queries.bell_of(cast.sanne).version
    assert agent.get(f"/desk/notificaties/bel/?versie={version}").status_code == 204
    actions.assign(told[0], by=cast.marloes, now=MONDAY, assignee=cast.sanne)
    making.sweep_outbox(MONDAY)
    fresh = agent.get(f"/desk/notificaties/bel/?versie={version}").content.decode()
    assert 'data-bell="3"' in fresh
    assert 'data-bell-title="Aan mij toegewezen"' in fresh


def test_t29_a_row_says_what_it_is_about_and_until_when(agent, cast, open_ticket):
    """And not the name of the setting; so does what the system shows, and what goes to a telephone."""
    ticket = open_ticket(impact=1)
    lowered = open_ticket(impact=3)
    actions.classify(lowered, by=cast.marloes, now=MONDAY, kind="incident", impact=2, urgency="A", reason="Toch meer.")
    warn_due(MONDAY + timedelta(minutes=16))
    making.sweep_outbox(MONDAY + timedelta(minutes=16))
    page = " ".join(agent.get("/desk/notificaties/lijst/").content.decode().split())
    for title in (
        "Nieuwe melding: Kritisch",
        "Is nu Ernstig",
        "50 % van de tijd is om, begin uiterlijk ma 23 nov 10:30",
    ):
        assert title in page
    assert "of misschien geworden" not in page
    assert "begin uiterlijk" in agent.get("/desk/notificaties/bel/").content.decode()
    warned = Notification.objects.filter(what="warning_50").first()
    assert "begin uiterlijk ma 23 nov 10:30: melding #" in notified_body(warned)
    line = ticket.timeline.get(kind="warned")
    assert line.facts.for_house(line) == "Gewaarschuwd: 50 % van de tijd is om; begin uiterlijk ma 23 nov 10:30"


def test_everything_is_read_up_to_what_was_shown(agent, cast, told):
    shown = queries.newest(cast.sanne, 1)[0].pk
    actions.assign(told[0], by=cast.marloes, now=MONDAY, assignee=cast.sanne)
    making.sweep_outbox(MONDAY)
    agent.post("/desk/notificaties/gelezen/", {"tot": shown})
    assert queries.bell_of(cast.sanne).count == 1
    for strange in ("", "x", "-1", "9" * 40):
        assert agent.post("/desk/notificaties/gelezen/", {"tot": strange}).status_code == 302
    assert queries.bell_of(cast.sanne).count == 1


def test_nobody_reads_what_another_was_told(cast, told, sign_in):
    assert "De printer brandt" not in sign_in(cast.ravi).get("/desk/notificaties/").content.decode()
    for address in ("/desk/notificaties/", "/desk/notificaties/bel/", "/desk/ik/notificaties/"):
        assert sign_in(cast.jan.user).get(address).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_many(agent, open_ticket, django_assert_max_num_queries):
    counted = []
    for more in (1, 8):
        for _ in range(more):
            open_ticket()
        making.sweep_outbox(MONDAY)
        with django_assert_max_num_queries(30) as made:
            agent.get("/desk/notificaties/")
        counted.append(len(made))
    assert counted[0] == counted[1]


def test_t29_each_sets_what_how_and_when(agent, cast, open_ticket):
    page = agent.get("/desk/ik/notificaties/").content.decode()
    for words in (
        "Nieuw in mijn team",
        "75 % van de tijd is om",
        "Ik word genoemd",
        "Per webhook",
        "ook in mijn dienst",
    ):
        assert words in page
    form = {f"{what}_when": "opening" for what in queries.settings_of(cast.sanne)}
    assert agent.post("/desk/ik/notificaties/", form | {"assigned_mail": "on"}).status_code == 302
    held = queries.settings_of(cast.sanne)
    assert (held["assigned"].mail, held["assigned"].browser, held["urgent"].browser) == (True, False, False)
    open_ticket()
    making.sweep_outbox(MONDAY)
    assert not Notification.objects.filter(person=cast.sanne, in_browser=True).exists()


@pytest.mark.parametrize("when", ["", "nooit", "x\x00"])
def test_a_moment_that_does_not_exist_is_said_beside_the_field(agent, cast, when):
    form = {f"{what}_when": "opening" for what in queries.settings_of(cast.sanne)} | {"new_when": when}
    answer = agent.post("/desk/ik/notificaties/", form)
    assert answer.status_code == 200
    assert "Kies " in answer.content.decode()
    assert not NoticeSetting.objects.exists()
