"""The customer escalates, and who is called in confirms it (SLA 12)."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tickets import actions
from tickets.intake.report import Door, Report, WorkFacts
from tickets.models import Channel, EntryKind, Escalation

pytestmark = pytest.mark.browser


def test_a_customer_escalates_and_the_coordinator_takes_it_up(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    report = Report(
        contact=cast.jan,
        kind="incident",
        impact=2,
        urgency="B",
        subject="Kassa's traag",
        description="Afrekenen duurt een minuut.",
    )
    door = Door(by=cast.jan.user, now=timezone.now(), channel=Channel.PORTAL)
    ticket = actions.open_ticket(report, WorkFacts(), door)
    page = sign_in_browser("jan@smit.example")
    page.goto(f"/portaal/meldingen/{ticket.number}/")
    page.get_by_text("Escaleren", exact=True).click()
    expect(page.get_by_text("Marloes Kuiper").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Schakel trede 1 in").click()  # without a reason: asked for
    expect(page.get_by_text("Schrijf op wat er niet gaat zoals afgesproken").first).to_be_visible()
    page.fill("[name=reason]", "De rij staat tot buiten.")
    page.get_by_role("button", name="Schakel trede 1 in").click()
    expect(page.get_by_text("Iemand van 1do bevestigt uiterlijk").first).to_be_visible()
    check(page)

    desk = sign_in_browser("marloes@1do.example")
    desk.goto("/desk/werkvoorraad/")
    desk.get_by_role("link", name="Bekijk ze").click()
    expect(desk.get_by_text("De rij staat tot buiten.")).to_be_visible()
    check(desk)
    desk.get_by_role("link", name=f"Bevestig de escalatie van melding {ticket.number}").click()
    desk.fill("[name=text]", "Ik zet Femke erbij.")
    check(desk)
    desk.get_by_role("button", name="Ik pak dit op").click()
    expect(desk.get_by_text("Bevestigd; de klant krijgt bericht.")).to_be_visible()
    assert Escalation.objects.get().late is False

    page = sign_in_browser("jan@smit.example")
    page.goto(f"/portaal/meldingen/{ticket.number}/")
    expect(page.get_by_text("Bevestigd door Marloes Kuiper")).to_be_visible()
    check(page)
    assert ticket.timeline.filter(kind=EntryKind.ACKNOWLEDGED).exists()
