"""What the agreement decided, and what was asked and answered because of it, as colleague and customer read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import MONDAY
from tickets import actions

LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def read(cast, sign_in):
    """The page of a ticket as Sanne and as Willem read it, with plain spaces."""

    def pages(ticket):
        desk = sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.pk}/")
        portal = sign_in(cast.willem.user).get(f"/portaal/meldingen/{ticket.pk}/")
        return [page.content.decode().replace("\N{NO-BREAK SPACE}", " ") for page in (desk, portal)]

    return pages


def test_an_estimate_and_its_answer(open_ticket, cast, read):
    ticket = open_ticket(contact=cast.willem)
    approval = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=90, text="Mailserver nakijken.")
    actions.decide(approval, now=LATER, granted=True, contact=cast.willem, text="Ga uw gang.")
    desk, portal = read(ticket)
    assert "Vroeg akkoord op kosten: 1 u 30 min, € 142,50 (SLA 4.2)" in desk
    assert "Ging akkoord met de kosten (SLA 4.2), met de link uit de mail" in desk
    assert "Vraagt uw akkoord: 1 u 30 min, € 142,50 exclusief btw (SLA 4.2)" in portal
    assert "Akkoord (SLA 4.2)" in portal


def test_coverage_by_hand(open_ticket, cast, read):
    ticket = open_ticket(contact=cast.willem)
    actions.override_coverage(ticket, by=cast.sanne, now=LATER, verdict="inbegrepen", reason="Uit coulance.")
    desk, portal = read(ticket)
    assert "Dekking: Inbegrepen (5.2), was Meerwerk, met de hand bepaald" in desk
    assert "Dekking: Inbegrepen (SLA 5.2)" in portal
    assert "Uit coulance." in portal


@pytest.mark.parametrize(
    ("granted", "at_desk", "in_portal"),
    [
        (True, "Gaf toestemming om mee te kijken (SLA 7.2)", "Akkoord (SLA 7.2)"),
        (False, "Wil niet dat er wordt meegekeken (SLA 7.2)", "Niet akkoord (SLA 7.2)"),
    ],
)
def test_looking_along(open_ticket, cast, read, granted, at_desk, in_portal):
    ticket = open_ticket(contact=cast.willem)
    approval = actions.ask_remote_viewing(ticket, by=cast.sanne, now=LATER, text="Even meekijken.")
    actions.decide(approval, now=LATER, granted=granted, by=cast.willem.user)
    if granted:
        actions.begin_viewing(ticket, by=cast.sanne, now=LATER)
        actions.end_viewing(ticket, by=cast.sanne, now=LATER)
    desk, portal = read(ticket)
    assert at_desk in desk
    assert in_portal in portal
    assert ("Hield op met meekijken" in desk, "Sanne de Wit kijkt mee op afstand" in portal) == (granted, granted)


def test_a_request_for_rights(open_ticket, cast, read):
    ticket = open_ticket(contact=cast.willem, kind="aanpassing", is_authorisation=True)
    desk, portal = read(ticket)
    assert "Vroeg bevestiging van het autorisatieverzoek (SLA 10)" in desk
    assert "Laat de accountmanager iemand in het DAP opnemen" in desk
    assert "Vraagt uw organisatie dit te bevestigen (SLA 10)" in portal
    assert "Laat de accountmanager" not in portal
