"""What the README says is so: its two commands, its glossary, its links."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:\w*)\n(.*?)^```", README, re.M | re.S)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def code_of_the_apps() -> str:
    folders = (
        "accounts",
        "sla",
        "contracts",
        "tickets",
        "mail",
        "integrations",
        "reviews",
        "desk",
        "portal",
        "onedo_itsm",
    )
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def glossary() -> list[str]:
    section = README.split("## Glossary", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("| ") and "---" not in line]
    return [name for cell in rows for name in re.findall(r"`([^`]+)`", cell)]


def test_the_first_two_blocks_run_and_test() -> None:
    run, test = (block.strip() for block in BLOCKS[:2])
    venv = r"python3 -m venv \.venv && \.venv/bin/pip install -q --no-compile --require-hashes -r "
    assert re.fullmatch(venv + r"requirements\.txt && \.venv/bin/python manage\.py demo", run)
    assert re.fullmatch(venv + r"requirements-dev\.txt && \.venv/bin/python -m pytest -n auto", test)


def test_the_glossary_speaks_of_what_is_there() -> None:
    names = glossary()
    assert len(names) > 20
    code = code_of_the_apps()
    for name in names:
        last = name.rsplit(".", 1)[-1]
        assert re.search(rf"\b{re.escape(last)}\b", code), f"the glossary's {name} is not in the code"


def test_folders_in_the_table_exist() -> None:
    section = README.split("## Where things live", 1)[1].split("\n## ", 1)[0]
    folders = re.findall(r"`(\w+)/`", "\n".join(line for line in section.splitlines() if line.startswith("| `")))
    assert len(folders) > 10
    assert not [folder for folder in folders if not (ROOT / folder).is_dir()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"\w+:", target)]
    assert not [target for target in local if not (document.parent / target).exists()]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_have_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", text, re.M)
    assert len(packages) > 30
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text and "index-url" not in text


def test_locks_have_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)(?:\[|==)", _lock(), re.M)}
    for wanted in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name = re.split(r"[\[<>=~; ]", wanted, maxsplit=1)[0].lower()
        assert name in locked, f"{wanted} is not in requirements-dev.txt"


def test_the_ci_script_can_be_read() -> None:
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def _lock() -> str:
    return (ROOT / "requirements-dev.txt").read_text()
