"""An evening: a call to the Calamiteitendienst at 21:30, and what of it the customer finds on his hours."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.test_walk import choose, wait_for_entry
from tests.conftest import at
from tests.tickets.versions import renew
from tickets.models import EntryKind, Ticket, TimeEntry

pytestmark = pytest.mark.browser


def test_a_call_at_half_past_nine(
    cast: SimpleNamespace,
    monday: time_machine.Traveller,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    monday.move_to(at("2026-11-23 21:30"))
    page = sign_in_browser("jan@smit.example")  # designated by DAP 3.2: he finds the number
    expect(page.get_by_text("088 444 50 99")).to_be_visible()
    check(page)

    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/nieuw/?contact={cast.petra.pk}")  # Petra is not designated, and the agent hears so
    choose(desk, "impact", "1")
    choose(desk, "urgency", "A")
    expect(desk.get_by_text("Petra Bakker is niet aangewezen voor de Calamiteitendienst")).to_be_visible()
    check(desk)
    desk.goto(f"/desk/nieuw/?contact={cast.jan.pk}")
    choose(desk, "impact", "1")
    choose(desk, "urgency", "A")
    expect(desk.get_by_text("Oproep voor de Calamiteitendienst (DAP 3.2, versie 1)")).to_be_visible()
    expect(desk.get_by_text("22:00").first).to_be_visible()
    desk.fill("[name=subject]", "De ovens staan stil")
    desk.fill("[name=description]", "De besturing van alle ovens is weg.")
    desk.fill("[name=steps_taken]", "Stroom eraf en erop.")
    desk.get_by_role("button", name="Bewaar melding").click()
    desk.wait_for_url("**/desk/nieuw/*/")
    ticket = Ticket.objects.get()
    assert ticket.emergency_call
    desk.goto(f"/desk/meldingen/{ticket.number}/")
    expect(desk.locator("#dekking")).to_contain_text("(3.2)")
    check(desk)
    desk.keyboard.press("u")
    desk.fill("#action [name=minutes]", "15")
    desk.get_by_role("button", name="Schrijf tijd").click()
    wait_for_entry(desk, ticket.number, EntryKind.TIME_LOGGED)
    assert TimeEntry.objects.get().billed_minutes == 60
    check(desk)

    monday.move_to(at("2026-11-24 09:00"))
    renew(cast.smit_agreement, dap={"viewers": [cast.jan]})
    page = sign_in_browser("jan@smit.example")
    page.goto("/portaal/afspraken/uren/")
    expect(page.get_by_text("De ovens staan stil")).to_be_visible()
    expect(page.get_by_text("€ 165,00").first).to_be_visible()
    check(page)
