"""The demo data, made once per test process for all tests that only look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from demo import seeding
from tests.conftest import QUICK_HASHERS, at
from tests.snapshot import Snapshot, take


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What seeds a demo takes seconds; it is the embedded run, so `-m demo` carries it out on SQLite only."""
    for item in items:
        seeds = {"db", "demo", "made_once"} & set(getattr(item, "fixturenames", ()))
        if seeds and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("demo")


NOW = at("2026-11-23 14:20")
DAYS = 5


@pytest.fixture(scope="session")
def made_once(django_db_setup: object, django_db_blocker: Any, tmp_path_factory: Any) -> Snapshot:
    """The demo around NOW with so many days of history."""
    files = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS, MEDIA_ROOT=files):
        return take(lambda: seeding.fill(NOW, days=DAYS))


@pytest.fixture
def demo(made_once: Snapshot, db: None) -> None:
    made_once.restore()
