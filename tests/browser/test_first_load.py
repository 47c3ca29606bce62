"""What Chromium really fetches at a first visit: nothing is in its cache."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.test_first_load import MEND, MOST

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "who"),
    [("/account/login/", None), ("/portaal/", "jan@smit.example"), ("/desk/", "sanne@1do.example")],
    ids=str,
)
def test_a_first_visit_fetches_little(
    cast: SimpleNamespace,
    browser: Browser,
    context: BrowserContext,
    browser_context_args: dict[str, object],
    sign_in_browser: Callable[[str], Page],
    path: str,
    who: str | None,
) -> None:
    if who:
        sign_in_browser(who)
    fresh = browser.new_context(**browser_context_args, storage_state=context.storage_state() if who else None)
    page = fresh.new_page()
    fetched: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("response", lambda response: wrong.append(response.url) if response.status != 200 else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path, wait_until="networkidle")
    assert page.evaluate("htmx.version")
    fresh.close()
    assert not wrong
    assert any(address.endswith("/app.css") for address in fetched)
    assert len(fetched) <= MOST, f"{path} fetches {len(fetched)} files, at most {MOST}: {fetched}. {MEND}"
