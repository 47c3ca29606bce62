"""People, teams and who has duty: for 1do alone (SLA 3.1, 3.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Duty
from tests.conftest import MONDAY
from tests.factories import HouseUserFactory, TeamFactory


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def duty(cast, start=MONDAY, **fields) -> Duty:
    who = {"kind": "opening", "team": cast.supportcenter} | fields
    return Duty.objects.create(
        starts_at=start, ends_at=start + timedelta(days=1), made_by=cast.marloes, made_at=MONDAY, **who
    )


def test_users_and_teams_for_the_house_alone(cast, api):
    sanne, jan = api(cast.sanne), api(cast.jan.user)
    (row,) = sanne.get("users/?search=sanne").json()["results"]
    assert row == sanne.get(f"users/{cast.sanne.pk}/").json()
    assert (row["id"], row["roles"], row["teams"]) == (cast.sanne.pk, ["supportmedewerker"], ["Supportcenter"])
    assert cast.jan.user.name not in sanne.get("users/").content.decode(), "who works at a customer is a contact"
    assert sanne.get(f"users/{cast.jan.user.pk}/").status_code == 404
    teams = {row["name"]: [one["name"] for one in row["members"]] for row in sanne.get("teams/").json()["results"]}
    assert set(teams["Supportcenter"]) == {"Sanne de Wit", "Marloes Kuiper"}
    assert [row["name"] for row in sanne.get(f"users/?team={cast.second_line.pk}").json()["results"]] == ["Ravi Pinas"]
    for name in ("users", "teams", "duties"):
        assert jan.get(f"{name}/").json()["results"] == []
    assert jan.get(f"users/{cast.sanne.pk}/").status_code == jan.get("duties/now/").status_code == 404


def test_who_has_duty(cast, api):
    sanne = api(cast.sanne)
    assert sanne.get("duties/now/").json() == {"team": None, "first": None, "backup": None}
    duty(cast)
    duty(cast, kind="emergency", team=None, person=cast.ravi)
    tomorrow = duty(cast, MONDAY + timedelta(days=1))
    now = sanne.get("duties/now/").json()
    assert (now["team"]["name"], now["first"]["name"], now["backup"]) == ("Supportcenter", "Ravi Pinas", None)
    later = sanne.get("duties/now/?moment=2026-11-24T12:00:00Z").json()
    assert (later["team"]["name"], later["first"]) == ("Supportcenter", None)
    rows = sanne.get("duties/?kind=opening&ends_after=2026-11-24T12:00:00Z").json()["results"]
    assert [row["id"] for row in rows] == [tomorrow.pk]
    assert list(sanne.get("duties/now/?moment=nu").json()["errors"]) == ["moment"]


@pytest.mark.parametrize("rows", [1, 20])
def test_lists_take_as_many_queries_with_one_row_as_with_twenty(cast, api, django_assert_num_queries, rows):
    sanne = api(cast.sanne)
    for number in range(rows):
        TeamFactory(name=f"Team {number}", members=[HouseUserFactory()])
        duty(cast, MONDAY + timedelta(days=number))
    sanne.get("me/")
    for name, queries in (("users", 4), ("teams", 3), ("duties", 2)):
        with django_assert_num_queries(queries):
            assert len(sanne.get(f"{name}/").json()["results"]) >= rows
