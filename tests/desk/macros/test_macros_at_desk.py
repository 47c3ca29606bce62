"""Standard answers at the desk: kept on a page, put into the composer, sent with their steps."""

from __future__ import annotations

import pytest

from tickets.models import Macro, Status, TimeEntry

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
GIVEN = {"name": "Herstart", "scope": "own", "text": "Beste {{melder.voornaam}}, start opnieuw.", "activity": "support"}


def made(client, **given) -> Macro:
    response = client.post("/desk/standaardantwoorden/nieuw/", GIVEN | given)
    assert response.status_code == 302, response.content.decode()
    return Macro.objects.latest("pk")


def test_it_is_kept_changed_and_taken_away_by_who_may(agent, cast, sign_in):
    macro = made(agent, minutes="15")
    page = agent.get("/desk/standaardantwoorden/").content.decode()
    assert "Herstart" in page and "15 min schrijven" in page and "0×" in page
    colleague = sign_in(cast.marloes)
    assert "Herstart" not in colleague.get("/desk/standaardantwoorden/").content.decode()
    assert colleague.get(f"/desk/standaardantwoorden/{macro.pk}/").status_code == 404
    assert sign_in(cast.els).get("/desk/standaardantwoorden/").status_code == 403
    assert sign_in(cast.jan.user).get("/desk/standaardantwoorden/").status_code == 404
    agent.post(f"/desk/standaardantwoorden/{macro.pk}/", GIVEN | {"name": "Opnieuw"})
    assert Macro.objects.get().name == "Opnieuw"
    agent.post(f"/desk/standaardantwoorden/{macro.pk}/weg/")
    assert not Macro.objects.filter(is_active=True).exists()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(agent):
    wrong = {"text": "Beste {{agent.email}}, tot {{uiterlijk}}", "minutes": "15"}
    page = agent.post("/desk/standaardantwoorden/nieuw/", GIVEN | wrong).content.decode()
    assert "{{agent.email}} bestaat niet" in page and "{{uiterlijk}}</textarea>" in page and 'value="15"' in page


def test_it_is_chosen_filled_in_and_sent_with_its_steps(agent, open_ticket):
    ticket, macro = open_ticket(), made(agent, minutes="15", then="wacht")
    choices = agent.get(f"/desk/meldingen/{ticket.pk}/standaardantwoorden/", headers=HTMX).content.decode()
    assert "Herstart" in choices and f"standaardantwoorden/{macro.pk}/" in choices
    filled = agent.get(f"/desk/meldingen/{ticket.pk}/standaardantwoorden/{macro.pk}/").json()
    assert filled["text"] == "Beste Jan, start opnieuw." and filled["steps"] == "15 min schrijven, wacht op klant"
    page = agent.get(f"/desk/meldingen/{ticket.pk}/?standaard={macro.pk}").content.decode()
    assert "Beste Jan, start opnieuw.</textarea>" in page and "15 min schrijven, wacht op klant" in page

    sent = {"kind": "antwoord", "text": filled["text"], "macro": macro.pk, "daarna": "", "form_token": "one"}
    for _click in range(2):
        agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", sent, headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.status == Status.WACHT_OP_KLANT and TimeEntry.objects.get().minutes == 15


def test_a_step_that_is_refused_leaves_nothing_and_the_text_stands(agent, billable):
    ticket, macro = billable(), made(agent, minutes="15", takes="on")
    sent = {"kind": "antwoord", "text": "Start opnieuw.", "macro": macro.pk, "daarna": ""}
    page = agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", sent, headers=HTMX).content.decode()
    assert "Start opnieuw.</textarea>" in page and 'role="alert"' in page and "15 min schrijven" in page
    ticket.refresh_from_db()
    assert ticket.assignee is None and ticket.timeline.count() <= 2


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "%00"])
def test_one_that_is_no_longer_there(agent, open_ticket, key):
    ticket = open_ticket()
    assert agent.get(f"/desk/meldingen/{ticket.pk}/?standaard={key}").status_code == 200
    sent = {"kind": "antwoord", "text": "Start opnieuw.", "macro": key, "daarna": ""}
    page = agent.post(f"/desk/meldingen/{ticket.pk}/bericht/", sent, headers=HTMX).content.decode()
    assert "Start opnieuw.</textarea>" in page and "standaardantwoord" in page.lower()


def test_letters_can_be_switched_off(agent):
    assert "keys-off" not in agent.get("/desk/ik/").content.decode()
    agent.post("/desk/ik/toetsen/", {"letters": "uit"})
    assert "desk shell keys-off" in agent.get("/desk/ik/").content.decode()
    agent.post("/desk/ik/toetsen/", {"letters": "aan"})
    assert "keys-off" not in agent.get("/desk/ik/").content.decode()
