"""How much a first visit asks for: at most six files a page, the page itself and its icon among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User

MOST = 6
MEND = (
    "Name a stylesheet in static/css/app.css, and a script in static/js/app.js (or desk.js, passkeys.js), not in a "
    "template: see CONTRIBUTING.md, 'Adding a stylesheet or a script'."
)


class Asked(HTMLParser):
    """The addresses that a browser fetches by itself when it reads a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if address := given.get("href") if tag == "link" else given.get("src"):
            self.found.append(address)


def imported(stylesheet: str) -> list[str]:
    """What a stylesheet makes a browser fetch besides; drawings within the page and in the line are free."""
    text = re.sub(r"/\*.*?\*/", "", stylesheet, flags=re.S)
    return re.findall(r"""@import\s+["'][^"']+|url\(\s*["']?(?!["'#]|data:)[^)]+""", text)


@pytest.mark.parametrize(
    ("path", "who"), [("/account/login/", None), ("/portaal/", "jan"), ("/desk/", "sanne")], ids=str
)
def test_a_first_visit_asks_for_little(
    cast: SimpleNamespace, sign_in: Callable[[User], Client], path: str, who: str | None
) -> None:
    client = sign_in(getattr(cast, who)) if who == "sanne" else sign_in(cast.jan.user) if who else Client()
    response = client.get(path)
    assert response.status_code == 200
    asked = Asked(response.content.decode()).found
    for stylesheet in [address for address in asked if address.endswith(".css")]:
        asked += imported(b"".join(client.get(stylesheet)).decode())
    assert 1 + len(asked) <= MOST, f"{path} asks for {1 + len(asked)} files, at most {MOST}: {asked}. {MEND}"
