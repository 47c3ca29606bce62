"""What `manage.py demo` does with a database that is not its own: nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from contracts.models import Customer
from demo.management.commands.demo import _may_be_thrown_away
from tests.demo.conftest import NOW
from tests.factories import CustomerFactory, HouseUserFactory
from tickets.models import Ticket


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def prepared(**options: Any) -> str:
    said = io.StringIO()
    call_command("demo", only_data=True, stdout=said, **options)
    return said.getvalue()


def test_somebodys_own_data_stays_as_it_is(db: None, var: Path) -> None:
    CustomerFactory(number="K7", name="Echte klant")
    assert "bevat al andere gegevens" in prepared()
    assert list(Customer.objects.values_list("name", flat=True)) == ["Echte klant"]


def test_fresh_throws_away_only_its_own_file(db: None, var: Path) -> None:
    CustomerFactory(number="K7", name="Echte klant")
    with pytest.raises(CommandError, match="--fresh"):
        prepared(fresh=True)
    assert Customer.objects.count() == 1


def test_a_database_whose_making_was_broken_off_is_made_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it migrated: there are no customers yet, and nobody's data to spare."""
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["accounts_user"])
    assert _may_be_thrown_away()
    HouseUserFactory(email="echt@klant.example")
    assert not _may_be_thrown_away()


def test_a_second_time_adds_nothing(demo: None, var: Path) -> None:
    before = Ticket.objects.count()
    prepared()
    assert Ticket.objects.count() == before


@pytest.mark.parametrize(("hours", "is_old"), [(17, False), (19, True)])
def test_old_demo_data_is_said_to_be_old(demo: None, var: Path, hours: int, is_old: bool) -> None:
    with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
        assert ("--fresh" in prepared()) is is_old
