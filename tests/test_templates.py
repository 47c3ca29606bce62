"""Templates can be read: no long lines, no values of the domain, none that is missing and none that nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode

from mail.models import MessageKey

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt", ".typ"))
NAMES = [path.relative_to(TEMPLATES).as_posix() for path in FILES if path.suffix != ".typ"]
LONGEST = 160

# What a template may compare with a literal: where the reader is, and what others named.
PLACES = {"section", "tab", "shown", "here", "hub", "body"}
OF_OTHERS = {"field.name", "field.widget_type", "attrs.tags", "attrs.type", "attrs.align", "MFA_SUPPORTED_TYPES"}
COUNTS = re.compile(r"forloop\.\w+|[\w.]+\|length")

_CONDITION = re.compile(r"\{%\s*(?:el)?if\s+(.*?)\s*%\}")
_LITERAL = r"(\"[^\"]*\"|'[^']*'|(?<![\w.])\d+)"
_OPERATOR = r"\s*(?:==|!=|<=|>=|<|>|\bnot in\b|\bin\b)\s*"
_COMPARED = re.compile(rf"(?:{_LITERAL}{_OPERATOR}(\S+))|(?:(\S+?){_OPERATOR}{_LITERAL})")
_NAMED = re.compile(r"[\"']([\w/.-]+\.(?:html|txt))[\"']")


def lines() -> Iterator[tuple[str, str]]:
    for path in FILES:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def literals(condition: str) -> list[str]:
    """The comparisons of a condition with a value of the domain."""
    found = []
    for match in _COMPARED.finditer(condition):
        operand = match[2] or match[3]
        if operand not in PLACES | OF_OTHERS and not COUNTS.fullmatch(operand):
            found.append(match[0])
    return found


def test_no_line_is_too_long() -> None:
    long = [
        f"{place}: {len(line)} signs, {LONGEST} is the most. Put elements and attributes on lines of their own; where "
        "a break would be seen, break within a tag, or make the words above it ({% translate … as … %})."
        for place, line in lines()
        if len(line) > LONGEST
    ]
    assert not long, "\n".join(long)


def test_no_value_of_the_domain_is_compared() -> None:
    compared = [
        f"{place}: `{literal}`. Give the model or dataclass a property that says what it means (`ticket.is_resolved`); "
        "a colour or an icon for a value belongs in tickets/templatetags/looks.py."
        for place, line in lines()
        for condition in _CONDITION.findall(line)
        for literal in literals(condition)
    ]
    assert not compared, "\n".join(compared)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('ticket.status == "opgelost"', ['ticket.status == "opgelost"']),
        ("'kritisch' == ticket.priority and x", ["'kritisch' == ticket.priority"]),
        ('shown.status in "concept offered"', ['shown.status in "concept offered"']),
        ("shown.version>1 or y", ["shown.version>1"]),
        ('x and tab == "hours"', []),
        ("'mfa' in here", []),
        ("waiting|length > 3", []),
        ("value == field.value", []),
    ],
)
def test_the_comparisons_are_found(condition: str, found: list[str]) -> None:
    assert literals(condition) == found


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles_and_what_it_takes_along_exists(name: str) -> None:
    nodes = get_template(name).template.nodelist  # type: ignore[attr-defined]
    for node in nodes.get_nodes_by_type((IncludeNode, ExtendsNode)):
        wanted = node.template if isinstance(node, IncludeNode) else node.parent_name
        if wanted.filters or not isinstance(wanted.var, str):
            continue  # chosen while it is drawn
        get_template(str(wanted.var))


@cache
def named() -> frozenset[str]:
    """Every name of a template that stands between quotes in code or in a template."""
    own = {Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    code = [path for app in own for path in app.rglob("*.py")] + list((ROOT / "onedo_itsm").rglob("*.py"))
    return frozenset(name for path in code + FILES for name in _NAMED.findall(path.read_text()))


def is_of_others(name: str) -> bool:
    """In place of a template of Django's or allauth's, which asks for it by this name."""
    libraries = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent != ROOT]
    by_django = name in {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    return by_django or any((library / "templates" / name).exists() for library in libraries)


def test_every_template_is_used() -> None:
    bodies = {f"mail/body/{key}.txt" for key in MessageKey}
    unused = [name for name in NAMES if name not in named() | bodies and not is_of_others(name)]
    assert not unused, f"Nobody draws {', '.join(unused)}: remove it, or name it where it is drawn."


def test_every_template_that_code_names_exists() -> None:
    folders = {name.split("/")[0] for name in NAMES if "/" in name}
    wanted = {name for name in named() if name.split("/")[0] in folders and "/" in name}
    missing = sorted(name for name in wanted if name not in NAMES and not is_of_others(name))
    assert not missing, f"{', '.join(missing)} is named, and there is no such file in templates/."
