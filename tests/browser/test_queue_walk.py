"""The queue by hand and by key: choose, let it refresh, do it with all, and go on to the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MONDAY
from tickets import actions
from tickets.models import Status, Ticket

pytestmark = pytest.mark.browser


def chosen(page: Page) -> list[str]:
    return page.locator("[data-select]:checked").evaluate_all("boxes => boxes.map((box) => box.value)")


def test_choose_refresh_and_do_it_with_all(
    cast: SimpleNamespace,
    open_ticket: Callable[..., Ticket],
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    tickets = [open_ticket(subject=f"Alarm {n}") for n in range(5)]
    actions.take(tickets[0], by=cast.sanne, now=MONDAY)
    page = sign_in_browser("sanne@1do.example")
    expect(page.locator("[data-row]")).to_have_count(5)
    no_serious_barriers(page)

    page.locator(".queue-row__link").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert len(chosen(page)) == 3
    expect(page.locator("[data-bulk]")).to_contain_text("3 meldingen geselecteerd")
    no_serious_barriers(page)

    before = chosen(page)
    actions.cancel(tickets[4], by=cast.ravi, now=MONDAY, text="Dubbel.")  # of those that were not chosen
    page.evaluate("htmx.trigger(document.body, 'queue-changed')")
    expect(page.locator("[data-row]")).to_have_count(4)
    assert chosen(page) == before

    page.get_by_role("button", name="Los op").click()
    page.get_by_label("Wat is de oplossing?").fill("De storing is voorbij.")
    no_serious_barriers(page)
    page.get_by_role("button", name="Los op (3)").click()
    expect(page.get_by_text("Klaar: 3 meldingen").first).to_be_visible()
    no_serious_barriers(page)
    assert Ticket.objects.filter(status=Status.OPGELOST).count() == 3
    page.get_by_role("link", name="Naar de wachtrij", exact=True).click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_the_next_one_by_key_and_no_key_for_who_wants_none(
    cast: SimpleNamespace, open_ticket: Callable[..., Ticket], sign_in_browser: Callable[[str], Page]
) -> None:
    mine, free = open_ticket(), open_ticket()
    actions.take(mine, by=cast.sanne, now=MONDAY)
    page = sign_in_browser("sanne@1do.example")
    for ticket in (mine, free, mine):
        page.keyboard.press("e")
        expect(page).to_have_url(re.compile(rf"/meldingen/{ticket.number}/"))
        expect(page.locator("#ticket-title")).to_contain_text(f"#{ticket.number}")
    page.goto("/desk/ik/")
    page.get_by_role("button", name="Zet letters uit").click()
    page.goto("/desk/")
    page.keyboard.press("e")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(r"/desk/$"))
