"""One name means one thing in the whole house: what is found by its name is found once."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).parents[1]
ROOMS = sorted(config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT) + ["onedo_itsm"]

# The layers of a subject: the folder says of what.
LAYERS = {
    "__init__.py",
    *("admin.py", "apps.py", "errors.py", "models.py", "querysets.py", "queries.py", "rules.py", "tasks.py"),
    *("actions.py", "access.py", "verb.py", "verbs.py", "words.py", "questions.py"),
    *("fields.py", "filters.py", "forms.py", "page.py", "panel.py", "serializers.py", "urls.py", "views.py"),
}
# Folders that are a layer themselves: a file in them is called after its subject.
LAYER_FOLDERS = {"models", "templatetags", "commands"}

# One thing that lies in several rooms by right; a word more here is a word less that says where to look.
SAME_CLASS = {"Command": "Django asks for this name"}
SAME_FILE = {
    "month.py": "a month's hours against the agreement: worked out, at the desk, over REST",
    "signing.py": "SLA 13: the signing itself, and its pages",
    "outbox.py": "how mail and webhooks each take from the one outbox",
    "sending.py": "how mail and webhooks each send what they took",
}


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def _report(found: dict[str, list[str]], by_right: dict[str, str], advice: str) -> None:
    double = [f"{name}: {', '.join(where)}" for name, where in sorted(found.items()) if len(where) > 1]
    double = [line for line in double if line.split(":")[0] not in by_right]
    assert not double, "\n".join(["One name for two things:", *double, advice])
    idle = [name for name in by_right if len(found.get(name, [])) < 2]
    assert not idle, f"No longer double; take it off the list in {Path(__file__).name}: {', '.join(idle)}"


def test_every_class_has_a_name_of_its_own() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in _modules():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    _report(found, SAME_CLASS, "Call the newer one after what it is, with the word of its subject in front.")


def test_every_module_has_a_name_of_its_own() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in _modules():
        if path.name not in LAYERS and path.parent.name not in LAYER_FOLDERS:
            found[path.name].append(str(path.relative_to(ROOT)))
    advice = "Call the newer file after what it does, or after its layer when its folder is the subject."
    _report(found, SAME_FILE, advice)


def test_a_double_name_says_where_to_mend_it() -> None:
    with pytest.raises(AssertionError, match=r"Visit: portal/access\.py:24, tickets/models/planned\.py:14\s+Call it"):
        _report({"Visit": ["portal/access.py:24", "tickets/models/planned.py:14"]}, {}, "Call it otherwise.")
    with pytest.raises(AssertionError, match="take it off the list"):
        _report({"Visit": ["tickets/models/planned.py:14"]}, {"Visit": "no longer"}, "")


def test_the_linter_knows_every_app() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = {word.strip("() ") for layer in linter["contracts"][0]["layers"] for word in layer.split("|")}
    missing = set(ROOMS) - set(linter["root_packages"]) | set(ROOMS) - layers - {"onedo_itsm"}
    assert not missing, f"Say in pyproject.toml, [tool.importlinter], where these belong: {', '.join(sorted(missing))}"


TO_BE_MADE = {"sla/editions/2.5.toml"}  # the example of an edition to come
_FOLDERS = "|".join([*ROOMS, "tests", "templates", "static", "docs"])
_PATH = re.compile(rf"(?<![\w./-])(?:{_FOLDERS})/[\w./-]+(?=`)")
_NAME = re.compile(rf"(?<![\w./\"'@-])(?:{'|'.join(ROOMS)})(?:\.\w+)+")


def _leads_somewhere(name: str) -> bool:
    """Whether `app.subject.module.Name` is there; what is behind that is the reader's."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        with suppress(ModuleNotFoundError):
            module = import_module(".".join(parts[:count]))
            return count == len(parts) or hasattr(module, parts[count])
    return False


UPWARDS = ("infra", "accounts", "sla", "contracts", "tickets", "mail", "integrations", "reviews")


def test_no_room_asks_for_a_permission_of_a_room_above_it() -> None:
    """Which imports cannot show. The table of roles is all of the house's, wherever it stands."""
    apps_ = {app.label: UPWARDS.index(app.name) for app in apps.get_app_configs() if app.name in UPWARDS}
    known = {
        f"{model._meta.app_label}.{name}": apps_[model._meta.app_label]
        for model in apps.get_models()
        if model._meta.app_label in apps_
        for name in [
            *(name for name, _words in model._meta.permissions),
            *(f"{verb}_{model._meta.model_name}" for verb in model._meta.default_permissions),
        ]
    }
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for level, room in enumerate(UPWARDS)
        for path in sorted((ROOT / room).rglob("*.py"))
        if path != ROOT / "accounts/roles.py" and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and known.get(str(node.value), -1) > level
    ]
    assert not asked, "\n".join(["Its own room's permission, or one below:", *asked])


def test_the_paths_that_the_documents_name_are_there() -> None:
    lost = [
        f"{document.relative_to(ROOT)}: {path}"
        for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
        for path in _PATH.findall(document.read_text())
        if path not in TO_BE_MADE and not (ROOT / path).exists()
    ]
    assert not lost, "\n".join(["Named, and not there (any more):", *lost])


def test_what_a_template_says_that_it_takes_is_there() -> None:
    lost = [
        f"{template.relative_to(ROOT)}: {name}"
        for template in sorted((ROOT / "templates").rglob("*.html"))
        for comment in re.findall(r"\{#.*?#\}", template.read_text())
        for name in _NAME.findall(comment)
        if not _leads_somewhere(name)
    ]
    assert not lost, "\n".join(["Named in a comment, and not there (any more):", *lost])


def test_every_route_of_the_screens_has_a_name_of_its_own() -> None:
    """Of two of one name `reverse` gives the last, and the other's forms are sent there."""
    seen: dict[str, str] = {}

    def walk(resolver: URLResolver, spaces: tuple[str, ...]) -> None:
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                walk(item, (*spaces, item.namespace) if item.namespace else spaces)
            elif item.name:
                name = ":".join((*spaces, item.name))
                assert seen.setdefault(name, str(item.pattern)) == str(item.pattern), name

    for space in ("desk.urls", "portal.urls"):
        walk(get_resolver(space), (space,))
