"""A citation opened by keyboard at the desk, closed by Escape; in the portal it leads to its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tickets.models import Ticket

pytestmark = pytest.mark.browser


def test_t30_a_citation_opens_by_keyboard_and_escape_closes_it(
    cast: SimpleNamespace,
    open_ticket: Callable[..., Ticket],
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    ticket = open_ticket()
    page = sign_in_browser("sanne@1do.example")
    page.goto(f"/desk/meldingen/{ticket.number}/")
    link = page.locator("#dekking a.cite").first
    link.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("dialog", name=re.compile("Werkzaamheden binnen Managed IT PLUS"))
    expect(opened).to_be_visible()
    expect(opened).to_contain_text("Oplossen van incidenten;")
    expect(opened).to_be_focused()
    no_serious_barriers(page)
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(link).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/desk/meldingen/{ticket.number}/"))  # the melding stayed open

    page.goto("/desk/sla/2.4/")
    no_serious_barriers(page)
    page.goto("/desk/sla/2.4/7.9/")
    no_serious_barriers(page)

    page = sign_in_browser("jan@smit.example")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/portaal/meldingen/{ticket.number}/")
    page.locator("summary", has_text="Waarom?").first.click()
    page.get_by_role("link", name="SLA 6.3").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("6.3 Werkzaamheden binnen Managed IT PLUS")
    no_serious_barriers(page)
    page.goto("/portaal/sla/")
    no_serious_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
