"""The ladder at the desk (SLA 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import MONDAY
from tickets import actions, sweeps
from tickets.models import EntryKind, Escalation


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ticket(open_ticket):
    return open_ticket()


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_an_agent_escalates_and_the_coordinator_confirms(cast, sign_in, ticket):
    sanne, marloes = sign_in(cast.sanne), sign_in(cast.marloes)
    sanne.post(f"/desk/meldingen/{ticket.pk}/escaleer/", {"reason": "Ik kom er niet uit.", "form_token": "x"})
    started = Escalation.objects.get()
    assert "Te bevestigen" in words(sanne.get(f"/desk/meldingen/{ticket.pk}/"))
    seen = words(sanne.post(f"/desk/meldingen/{ticket.pk}/bevestig-escalatie/", {"text": ""}))
    assert "Deze escalatie is voor Marloes Kuiper" in seen
    marloes.post(f"/desk/meldingen/{ticket.pk}/bevestig-escalatie/", {"text": "Ik bel."})
    started.refresh_from_db()
    assert started.acknowledged_by == cast.marloes
    assert "Schrijf op wat eruit gekomen is" in words(
        marloes.post(f"/desk/meldingen/{ticket.pk}/rond-escalatie-af/", {"outcome": ""})
    )
    marloes.post(f"/desk/meldingen/{ticket.pk}/rond-escalatie-af/", {"outcome": "Opgelost met Ravi."})
    started.refresh_from_db()
    assert started.ended_at is not None


def test_the_directie_confirms_on_a_page_of_its_own(cast, sign_in, ticket):
    for reason in ("Eerst.", "En verder."):
        actions.escalate(ticket, by=cast.sanne, now=MONDAY, reason=reason)
    second = Escalation.objects.get(step=2)
    els = sign_in(cast.els)
    assert "En verder." in words(els.get("/desk/escalaties/"))
    els.post(f"/desk/escalaties/{second.pk}/", {"text": "Ik bel de directeur."})
    second.refresh_from_db()
    assert second.acknowledged_by == cast.els
    assert sign_in(cast.sanne).post(f"/desk/escalaties/{second.pk}/", {}).status_code == 403


def test_a_late_one_is_marked(cast, sign_in, ticket, _on_monday):
    actions.escalate(ticket, by=cast.sanne, now=MONDAY, reason="Eerst.")
    _on_monday.shift(timedelta(hours=2))
    later = MONDAY + timedelta(hours=2)
    assert (sweeps.mark_unacknowledged(later), sweeps.mark_unacknowledged(later)) == (1, 0)
    assert ticket.timeline.filter(kind=EntryKind.UNACKNOWLEDGED).count() == 1
    assert "niet op tijd" in words(sign_in(cast.marloes).get("/desk/escalaties/"))


def test_the_list_asks_the_same_for_one_and_for_twenty(cast, sign_in, open_ticket):
    marloes, asked = sign_in(cast.marloes), []
    for more in (1, 19):
        for _ in range(more):
            actions.escalate(open_ticket(), by=cast.sanne, now=MONDAY, reason="Eerst.")
        with CaptureQueriesContext(connection) as queries:
            marloes.get("/desk/escalaties/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_no_escalation_says_so(cast, sign_in):
    assert "Er loopt geen escalatie" in words(sign_in(cast.marloes).get("/desk/escalaties/"))
