"""One melding through the whole house: a customer files a Kritisch and a Laag, an agent works both to the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tickets.models import EntryKind, Status, Ticket

pytestmark = pytest.mark.browser


def choose(page: Page, field: str, value: str) -> None:
    option = page.locator(f"[name={field}][value='{value}']")
    option.wait_for()  # the page that asks is there,
    page.wait_for_load_state("networkidle")  # and its scripts listen: nobody chooses within milliseconds
    option.check()


def file_ticket(page: Page, check: Callable[[Page], None], *, impact: int, urgency: str, subject: str) -> int:
    """From the home page to the page that says what happens next; returns the number."""
    page.goto("/portaal/")
    check(page)
    page.get_by_role("link", name="Nieuwe melding").first.click()
    choose(page, "kind", "incident")
    check(page)
    page.get_by_role("button", name="Verder").click()
    choose(page, "item_type", "werkplek")
    expect(page.locator("#promise")).to_contain_text("Dit valt binnen uw afspraken")
    check(page)
    page.get_by_role("button", name="Verder").click()
    choose(page, "impact", str(impact))
    choose(page, "urgency", urgency)
    expect(page.locator("#promise")).to_contain_text("Kritisch" if impact == 1 else "Laag")
    check(page)
    page.get_by_role("button", name="Verder").click()
    page.fill("[name=subject]", subject)
    page.get_by_role("button", name="Verder").click()  # the rest is missing: said, and nothing lost
    expect(page.locator("[name=subject]")).to_have_value(subject)
    check(page)
    page.fill("[name=description]", "Sinds vanochtend doet hij niets meer.")
    page.fill("[name=steps_taken]", "Uit en aan gezet.")
    page.get_by_role("button", name="Verder").click()
    check(page)
    page.get_by_role("button", name="Verder").click()
    check(page)
    page.get_by_role("button", name=re.compile("Verstuur|Versturen|Meld")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("#")
    check(page)
    return int(re.search(r"#(\d+)", page.get_by_role("heading", level=1).inner_text())[1])


def test_a_kritisch_and_a_laag_from_portal_to_closed(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    check = no_serious_barriers
    page = sign_in_browser("jan@smit.example")
    kritisch = file_ticket(page, check, impact=1, urgency="A", subject="Alles ligt plat")
    expect(page.get_by_role("link", name=re.compile("444 50 50")).first).to_be_visible()
    laag = file_ticket(page, check, impact=3, urgency="C", subject="Scherm flikkert soms")

    desk = sign_in_browser("sanne@1do.example")
    check(desk)
    rows = desk.locator("[data-row]")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Alles ligt plat")  # a promise before what has none
    for number, answer in ((kritisch, "De server draait weer."), (laag, "Een nieuwe kabel.")):
        work(desk, check, number, answer)

    page = sign_in_browser("jan@smit.example")
    for number in (kritisch, laag):
        page.goto(f"/portaal/meldingen/{number}/")
        check(page)
        close_it(page)
        check(page)
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.GESLOTEN}
    clock = Ticket.objects.select_related("clock").get(number=kritisch).clock
    assert clock.late is False


def test_a_call_is_filed_asked_about_answered_and_resolved(
    cast: SimpleNamespace,
    sign_in_browser: Callable[[str], Page],
    no_serious_barriers: Callable[[Page], None],
) -> None:
    """By telephone (c), "wacht op klant", the customer's answer in the portal, and on with it."""
    check = no_serious_barriers
    desk = sign_in_browser("sanne@1do.example")
    desk.keyboard.press("c")
    desk.wait_for_url("**/desk/nieuw/**")
    desk.locator("#who").fill("Petra")
    expect(desk.locator("#callers")).to_contain_text("Petra Bakker")
    check(desk)
    desk.locator("#callers a").first.click()
    choose(desk, "kind", "incident")
    choose(desk, "impact", "2")
    choose(desk, "urgency", "A")
    expect(desk.locator("body")).to_contain_text("Ernstig")
    desk.fill("[name=subject]", "Bestellingen komen niet binnen")
    desk.fill("[name=description]", "Sinds half tien komt er niets meer door.")
    desk.fill("[name=steps_taken]", "Pagina ververst.")
    check(desk)
    desk.get_by_role("button", name="Bewaar melding").click()
    desk.wait_for_url(re.compile(r"/desk/nieuw/\d+/|/desk/meldingen/\d+/"))
    check(desk)
    number = Ticket.objects.get().number
    desk.goto(f"/desk/meldingen/{number}/")
    desk.keyboard.press("r")
    desk.locator("#composer textarea").fill("Ziet u een foutmelding?")
    desk.get_by_role("button", name="Verstuur en wacht op klant").click()
    wait_for_entry(desk, number, EntryKind.WAITING)
    check(desk)

    page = sign_in_browser("petra@smit.example")
    expect(page.get_by_text("Ziet u een foutmelding?").first).to_be_visible()
    page.goto(f"/portaal/meldingen/{number}/")
    page.locator("textarea[name=text]").first.fill("Ja: geen verbinding.")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    wait_for_entry(page, number, EntryKind.RESUMED)
    check(page)

    desk = sign_in_browser("sanne@1do.example")
    desk.goto(f"/desk/meldingen/{number}/")
    expect(desk.get_by_text("Ja: geen verbinding.").first).to_be_visible()
    desk.keyboard.press("r")
    desk.locator("#composer textarea").fill("De verbinding is hersteld.")
    desk.get_by_role("button", name="Verstuur en los op").click()
    wait_for_entry(desk, number, EntryKind.RESOLVED)
    assert Ticket.objects.select_related("clock").get().clock.late is False


def work(desk: Page, check: Callable[[Page], None], number: int, answer: str) -> None:
    """Take, start, note, ask, and resolve, with the keys an agent uses."""
    desk.goto(f"/desk/meldingen/{number}/")
    check(desk)
    desk.keyboard.press("t")
    wait_for_entry(desk, number, EntryKind.TAKEN)
    desk.goto(f"/desk/meldingen/{number}/")
    desk.keyboard.press("s")
    wait_for_entry(desk, number, EntryKind.WORK_STARTED)
    desk.goto(f"/desk/meldingen/{number}/")
    desk.keyboard.press("n")
    desk.locator("#composer textarea").fill("Zekering nagekeken.")
    desk.get_by_role("button", name="Bewaar notitie").click()
    wait_for_entry(desk, number, EntryKind.NOTE)
    check(desk)
    desk.goto(f"/desk/meldingen/{number}/")
    desk.keyboard.press("r")
    desk.locator("#composer textarea").fill(answer)
    desk.get_by_role("button", name="Verstuur en los op").click()
    wait_for_entry(desk, number, EntryKind.RESOLVED)
    check(desk)


def wait_for_entry(page: Page, number: int, kind: EntryKind) -> None:
    for _ in range(100):
        if Ticket.objects.get(number=number).timeline.filter(kind=kind).exists():
            page.wait_for_load_state("networkidle")
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"#{number} has no {kind}")


def close_it(page: Page) -> None:
    page.locator("summary, button, a").filter(has_text=re.compile("opgelost|Sluit", re.I)).first.click()
    button = page.get_by_role("button", name=re.compile("sluit", re.I)).last
    button.click()
    expect(page.get_by_text("Gesloten").first).to_be_visible()
