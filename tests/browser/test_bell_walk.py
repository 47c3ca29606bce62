"""The bell in two tabs, the roster and the settings, in a browser: one notification of the system, not one per tab."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.roster import actions as roster
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.notifications import making

pytestmark = pytest.mark.browser

# Chromium without a head shows no notifications: this one counts what would be shown.
SPY = """
  window.Notification = class { constructor(title, more) {
    const said = JSON.parse(localStorage.getItem("said") ?? "[]");
    localStorage.setItem("said", JSON.stringify([...said, `${title}: ${more.body}`]));
  } };
  window.Notification.permission = "granted";
"""


def test_t29_the_bell_in_two_tabs(cast, open_ticket, sign_in_browser, no_serious_barriers):
    first = open_ticket()
    making.sweep_outbox(MONDAY)
    page = sign_in_browser("sanne@1do.example")
    page.context.add_init_script(SPY)
    page.goto("/desk/klanten/")
    expect(page).to_have_title("(1) Klanten · 1do")
    other = page.context.new_page()
    other.goto("/desk/notificaties/")
    second = open_ticket(subject="De printer brandt", now=MONDAY + timedelta(seconds=5))
    making.sweep_outbox(MONDAY + timedelta(seconds=5))
    for tab in (page, other):
        tab.evaluate("htmx.trigger(document.body, 'queue-changed')")
        expect(tab.locator("[data-bell='2']")).to_be_attached()
    assert page.evaluate("localStorage.getItem('said')").count("De printer brandt") == 1
    expect(page).to_have_title("(2) Klanten · 1do")
    page.get_by_role("img", name="Notificaties").click()
    expect(page.locator("#bell-list")).to_contain_text("De printer brandt")
    no_serious_barriers(page)
    page.locator("#bell-list").get_by_text("De printer brandt").click()
    expect(page.locator("[data-bell='1']")).to_be_attached()
    expect(page).to_have_title(f"(1) #{second.number} De printer brandt · 1do")
    actions.take(first, by=cast.sanne, now=MONDAY)


def test_roster_and_settings_are_whole_pages(cast, sign_in_browser, no_serious_barriers):
    span = {"starts_at": at("2026-11-23 08:00"), "ends_at": at("2026-11-25 08:00")}
    roster.plan_emergency_duty(by=cast.marloes, now=MONDAY, person=cast.sanne, **span)
    page = sign_in_browser("marloes@1do.example")
    for address in ("/desk/rooster/", "/desk/ik/notificaties/", "/desk/notificaties/", "/desk/werkvoorraad/"):
        page.goto(address)
        no_serious_barriers(page)


def test_the_whole_rail_is_reached_on_a_telephone(cast, sign_in_browser, no_serious_barriers):
    page = sign_in_browser("marloes@1do.example")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/desk/openingstijden/")
    rail = page.get_by_role("navigation", name="Supportcenter")
    more = rail.locator("summary")
    expect(rail.get_by_role("link", name="Postvak")).to_be_visible()
    expect(rail.get_by_role("link", name="Tijden")).to_be_hidden()
    more.click()
    links = rail.locator(".rail__list a")
    assert links.count() > 9
    for link in links.all():
        box = link.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390, link
        expect(link).to_be_visible()
    no_serious_barriers(page)
    page.keyboard.press("Escape")
    expect(rail.get_by_role("link", name="Tijden")).to_be_hidden()
    more.click()
    rail.get_by_role("link", name="Rooster").click()
    expect(page).to_have_title(re.compile("Rooster"), timeout=60_000)
