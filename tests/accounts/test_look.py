"""What holds the look together: the content security policy, the one stylesheet, the shared components."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.showcase import samples

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
# Mails and PDFs are not pages: no policy applies, and mail readers need styles in the line.
PAGES = [
    path for path in sorted(TEMPLATES.rglob("*.html")) if path.relative_to(TEMPLATES).parts[0] not in {"mail", "pdf"}
]
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_has_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"""\sstyle\s*=\s*["']""", text)
    assert not re.search(r"<style[\s>]", text)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or "application/json" in attributes


def test_every_stylesheet_is_in_the_one_that_pages_link() -> None:
    linked = re.findall(r'@import url\("([^"]+)"\)', (STATIC / "css/app.css").read_text())
    apart = {"app.css", "mail-received.css"}  # received mail stands in a frame of its own
    assert sorted(linked) == sorted({path.name for path in (STATIC / "css").glob("*.css")} - apart)


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_behaviour_is_one_small_file(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 100


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_says_what_it_takes(path: Path) -> None:
    assert re.match(r"\{# .*\bTakes\b", path.read_text())


@pytest.mark.parametrize("body", ["desk", "portal"])
def test_the_page_of_components_renders(rf: RequestFactory, body: str) -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    page = render_to_string("components/page.html", samples(now) | {"body": body}, rf.get("/"))
    assert f'<body class="{body}"' in page
    assert "nog 12 min" in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_subject_error"' in page
    assert '<rect class="party__part" x="0" width="271"' in page


def test_time_left_is_words_and_a_bar_and_tells_the_browser_only_what_runs(rf: RequestFactory) -> None:
    row = samples(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))["rows"]
    running = render_to_string("components/_timeleft.html", {"timeleft": row[0].timeleft})
    paused = render_to_string("components/_timeleft.html", {"timeleft": row[2].timeleft})
    without = render_to_string("components/_timeleft.html", {"timeleft": row[4].timeleft})
    assert 'data-left="720"' in running
    assert 'value="40"' in running
    assert "data-left" not in paused
    assert "wacht op klant, nog 40 min" in paused
    assert "<progress" not in without


@pytest.mark.parametrize(
    ("priority", "kind", "words"),
    [
        ("kritisch", "incident", "Kritisch"),
        ("laag", "incident", "Laag"),
        (None, "servicevraag", "Servicevraag"),
        (None, "aanpassing", "Aanpassing"),
        (None, "incident", "Nog niet bepaald"),
    ],
)
def test_the_chip_is_never_empty(priority: str | None, kind: str, words: str) -> None:
    chip = render_to_string("components/_priority.html", {"priority": priority, "kind": kind})
    assert words in chip
    assert "<svg" in chip
