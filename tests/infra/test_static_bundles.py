"""Many source files, delivered as few: by the run without collectstatic and by the manifest alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client

from infra.static_bundles import LANGUAGES, BundleFinder

STATIC = project.BASE_DIR / "static"
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
BUNDLES = ["css/app.css", "js/app.js", "js/desk.js", "js/passkeys.js"]


@pytest.fixture
def sources(settings: Any, tmp_path: Path) -> Callable[..., BundleFinder]:
    """A static/ of its own with these files: sources(**{"css/app.css": "..."})."""

    def make(**files: str) -> BundleFinder:
        for name, text in files.items():
            (tmp_path / "static" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "static" / name).write_text(text)
        settings.VAR_DIR = tmp_path / "var"
        settings.STATICFILES_DIRS = [tmp_path / "static"]
        return BundleFinder()

    return make


def without_collecting(path: str) -> str:
    response = Client().get(f"/static/{path}")
    assert response.status_code == 200
    return b"".join(response).decode()


def test_a_stylesheet_is_whole_with_its_layers_in_order(sources: Callable[..., BundleFinder]) -> None:
    finder = sources(
        **{
            "css/app.css": '@layer a, b;\n@import url("one.css") layer(a);\n@import url("two.css") layer(b);\n',
            "css/one.css": "p { color: red; }",
            "css/two.css": "p { color: blue; }\n",
        }
    )
    text = Path(finder.find("css/app.css")).read_text()
    assert re.sub(r"/\*.*?\*/|\s", "", text) == "@layera,b;@layera{p{color:red;}}@layerb{p{color:blue;}}"
    assert [path for path, _ in finder.list(None)] == ["css/app.css"]


def test_a_script_is_whole_and_what_fails_in_it_stops_no_other(sources: Callable[..., BundleFinder]) -> None:
    finder = sources(
        **{
            "js/app.js": 'import "../account/js/onload.js";\nimport "./own.js";\n',
            "js/own.js": "own(); // without an end of line",
        }
    )
    text = Path(finder.find("js/app.js")).read_text()
    assert text.index("data-allauth-onload") < text.index("own();")
    assert text.count("try {") >= 2
    assert "// without an end of line\n} catch (error) { reportError(error); }" in text


def test_a_changed_part_is_seen_and_an_unchanged_whole_keeps_its_age(sources: Callable[..., BundleFinder]) -> None:
    files = {"css/app.css": '@import url("one.css") layer(a);\n', "css/one.css": "p { color: red; }"}
    whole = Path(sources(**files).find("css/app.css"))
    before = whole.stat().st_mtime_ns
    assert sources().find("css/app.css") == str(whole)
    assert whole.stat().st_mtime_ns == before
    sources(**{"css/one.css": "p { color: green; }"}).find("css/app.css")
    assert "green" in whole.read_text()
    assert [path.name for path in whole.parent.iterdir()] == ["app.css"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("css/app.css", '@import url("gone.css") layer(a);', "imports gone.css, which is nowhere"),
        ("css/app.css", '@import "one.css" layer(a);', "@import"),
        ("css/app.css", '@import url("one.css");', "layer(components)"),
        ("css/app.css", '@import url("../img/one.css") layer(a);', "layer(components)"),
        ("js/app.js", 'import "./gone.js";', "imports ./gone.js, which is nowhere"),
        ("js/app.js", 'import { one } from "./one.js";', "write import"),
    ],
)
def test_what_cannot_be_made_whole_is_refused(
    sources: Callable[..., BundleFinder], name: str, text: str, says: str
) -> None:
    parts = {"css/one.css": "p {}", "js/one.js": "one();"}
    finder = sources(**{**parts, name: text})
    with pytest.raises(ImproperlyConfigured, match=re.escape(says)):
        finder.find(name)


@pytest.mark.parametrize("path", BUNDLES)
def test_the_run_without_collectstatic_delivers_it_whole(db: None, path: str) -> None:
    text = without_collecting(path)
    assert not re.search(r"^\s*@?import\b", text, re.M)
    assert len(text) > 5000


def test_collectstatic_delivers_the_same_and_for_every_user_to_read(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    embedded = {path: without_collecting(path) for path in BUNDLES}
    settings.STATIC_ROOT = tmp_path / "collected"
    made = settings.STORAGES["staticfiles"] | {"BACKEND": MANIFEST}
    settings.STORAGES = settings.STORAGES | {"staticfiles": made}
    elsewhere = ["admin", "rest_framework", "drf_spectacular_sidecar"]
    call_command("collectstatic", interactive=False, ignore_patterns=elsewhere)
    assert "another file" not in capsys.readouterr().out
    for path in BUNDLES:
        name = staticfiles_storage.stored_name(path)
        assert re.search(r"\.[0-9a-f]{12}\.", name)
        assert (settings.STATIC_ROOT / name).read_text() == embedded[path]
        assert (settings.STATIC_ROOT / f"{name}.gz").is_file()
    assert not list(settings.STATIC_ROOT.glob("css/tokens*"))
    for path in settings.STATIC_ROOT.rglob("*"):
        assert path.stat().st_mode & 0o004, f"{path.name} is closed for who serves it: STORAGES in settings.py"
        assert path.is_file() or path.stat().st_mode & 0o001, path.name


def test_pages_link_what_is_delivered_and_never_a_part_of_it() -> None:
    delivered = {path for finder in finders.get_finders() for path, _ in finder.list(None)}
    for template in (project.BASE_DIR / "templates").rglob("*.html"):
        for path in re.findall(r"\{% static '([^']+)' %\}", template.read_text()):
            assert path in delivered, f"{template.name} links {path}: name it in static/css/app.css or static/js/app.js"


def test_every_script_is_part_of_one_that_pages_link() -> None:
    imported = re.findall(r'^import "\./([^"]+)";', "\n".join((STATIC / p).read_text() for p in BUNDLES[1:]), re.M)
    apart = {"theme.js", *(Path(path).name for path in BUNDLES)}  # the theme must stand before the first paint
    assert sorted(imported) == sorted({path.name for path in (STATIC / "js").glob("*.js")} - apart)


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_a_stylesheet_closes_what_it_opens(path: Path) -> None:
    """By itself an open brace ends with its file; in the whole it would take the next ones along."""
    bare = re.sub(r'/\*.*?\*/|"[^"\n]*"', "", path.read_text(), flags=re.S)
    assert "/*" not in bare
    assert bare.count("{") == bare.count("}")


def test_every_stylesheet_and_script_is_delivered() -> None:
    """One that nobody names would be there for its writer to wonder at."""
    written = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("*/*") if path.suffix in LANGUAGES}
    named = {
        f"{Path(name).parent.as_posix()}/{Path(match['part']).name}"
        for name in written
        for match in LANGUAGES[Path(name).suffix].line.finditer((STATIC / name).read_text())
    }
    pages = (path.read_text() for path in (project.BASE_DIR / "templates").rglob("*.html"))
    linked = {name for page in pages for name in re.findall(r"\b(?:css|js)/[\w-]+\.(?:css|js)\b", page)}
    lost = sorted(written - named - linked)
    assert len(written) > 60
    assert not lost, f"Name it in static/css/app.css (with its layer) or in static/js/app.js: {', '.join(lost)}"
