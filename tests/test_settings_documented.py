"""Every setting is in docs/operations.md, and the deployment files set nothing that is not a setting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
READ = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "onedo_itsm" / "settings.py").read_text()))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
EXAMPLE = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)


def test_settings_are_found() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "WARNING_THRESHOLDS"} <= READ


def test_every_setting_is_documented_once() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS, re.M)
    assert not READ - set(documented), f"Add to the table in docs/operations.md: {sorted(READ - set(documented))}"
    assert not set(documented) - READ, f"In docs/operations.md, and not read any more: {sorted(set(documented) - READ)}"
    assert len(documented) == len(set(documented))


def test_the_example_holds_only_settings() -> None:
    assert set(EXAMPLE) - READ == {"POSTGRES_PASSWORD"}
    assert {"PRODUCTION", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"} <= set(EXAMPLE)


def test_compose_has_the_processes() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat"}
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["beat"].get("deploy", {}).get("replicas", 1) == 1
    assert int(services["db"]["image"].split(":")[1]) >= 15
    assert services["redis"]["image"] == "redis:7"


def test_compose_sets_only_settings() -> None:
    for name, service in COMPOSE["services"].items():
        if name not in ("db", "redis"):
            assert set(service["environment"]) <= READ, name
            assert service["env_file"] == ".env"


def test_everything_waits_for_the_migrations() -> None:
    for name in ("web", "worker", "beat"):
        assert COMPOSE["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_proxy_on_this_machine_reaches_the_web() -> None:
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert not [name for name in ("db", "redis", "worker", "beat") if "ports" in COMPOSE["services"][name]]


def test_the_image_carries_no_secrets() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)
