"""“Ongedaan maken” at the desk: offered, done, and refused."""

from __future__ import annotations

import re

import pytest

from tests.conftest import MONDAY
from tickets.models import HeldAct, Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _ten_seconds(settings, time_machine):
    settings.UNDO_SECONDS = 10
    time_machine.move_to(MONDAY, tick=False)


def send(agent, ticket, then="", text="Start Outlook <opnieuw>.", **headers):
    given = {"kind": "antwoord", "text": text, "daarna": then}
    return agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", given, headers=headers)


def offered(response) -> str:
    found = re.search(r'action="(/desk/ongedaan/[0-9a-f-]{36}/)"', response.content.decode())
    return found[1] if found else ""


def test_an_answer_is_undone_and_stands_in_the_composer_again(agent, open_ticket):
    ticket = open_ticket()
    sent = send(agent, ticket, "los-op", **HTMX)
    assert "Ongedaan maken" in sent.content.decode() and 'data-key="z"' in sent.content.decode()
    back = agent.post(offered(sent), headers=HTMX)
    page = back.content.decode()
    assert "Ongedaan gemaakt" in page and "Start Outlook &lt;opnieuw&gt;.</textarea>" in page
    assert back["HX-Push-Url"] == f"/desk/meldingen/{ticket.pk}/" and back["HX-Retarget"] == "#detail"
    ticket.refresh_from_db()
    assert ticket.status == Status.NIEUW


def test_without_javascript_it_is_a_form_on_the_page(agent, open_ticket):
    ticket = open_ticket()
    page = agent.get(send(agent, ticket)["Location"])
    back = agent.post(offered(page))
    assert back.status_code == 302
    assert "Start Outlook &lt;opnieuw&gt;.</textarea>" in agent.get(back["Location"]).content.decode()


def test_late_it_says_so_and_another_does_not_find_it(agent, cast, sign_in, open_ticket, time_machine):
    undo = offered(send(agent, open_ticket(), **HTMX))
    assert sign_in(cast.ravi).post(undo, headers=HTMX).status_code == 404
    assert sign_in(cast.jan.user).post(undo).status_code in (403, 404)
    time_machine.shift(10)
    late = agent.post(undo, headers=HTMX).content.decode()
    assert "Dit is al weg" in late and "</textarea>" in late and "&lt;opnieuw&gt;.</textarea>" not in late
    assert agent.get(undo).status_code == 405


def test_what_is_not_heard_outside_is_not_held(agent, open_ticket):
    ticket = open_ticket()
    agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", {"kind": "intern", "text": "Denkt mee"}, headers=HTMX)
    assert not HeldAct.objects.exists()
    agent.post(f"/desk/meldingen/{ticket.pk}/start/", headers=HTMX)
    assert HeldAct.objects.count() == 1  # a slip of the key "s"


@pytest.mark.parametrize("back", ["x", "%00", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_act_in_the_address_shows_the_ticket(agent, open_ticket, back):
    assert agent.get(f"/desk/meldingen/{open_ticket().pk}/?terug={back}").status_code == 200
