"""A real Chromium against a live server, at one moment in time: Monday 10:00."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.conftest import MONDAY
from tests.factories import PASSWORD

# Playwright's event loop runs in this thread; Django's ORM would refuse to work beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.fixture
def browser_context_args(live_server: Any) -> dict[str, Any]:
    return {"base_url": live_server.url, "locale": "nl-NL", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(autouse=True)
def monday(settings: Any, transactional_db: None) -> Iterator[time_machine.Traveller]:
    """The server's clock; cookies live until the browser closes, because the browser has its own."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


def is_wrong(message: ConsoleMessage) -> bool:
    """htmx also reports a request that was given up because somebody went on: that is as it should be."""
    given_up = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
    return message.type == "error" and not given_up


@pytest.fixture
def sign_in_browser(context: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """A new page in which this address has signed in, by the front door; nothing may go wrong in its console."""
    wrong: list[str] = []

    def make(email: str) -> Page:
        for left_open in context.pages:  # a queue left open polls on, with the cookies of who comes next: a 404
            left_open.close()
        context.clear_cookies()
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.set_default_timeout(20_000)
        page.goto("/account/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()
        page.wait_for_url(lambda url: "/account/" not in url)
        return page

    yield make
    assert not wrong


@pytest.fixture
def no_serious_barriers() -> Callable[[Page], None]:
    """axe finds nothing serious or critical on the page as it stands."""
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page, options={"preload": False}).response["violations"]
        serious = {
            violation["id"]: [node["target"] for node in violation["nodes"]][:3]
            for violation in found
            if violation["impact"] in ("serious", "critical")
        }
        assert not serious, (page.url, serious)

    return check
