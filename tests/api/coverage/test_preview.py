"""Coverage foretold over REST, with its clause (SLA 5.2, 6.3, 6.4)."""

from __future__ import annotations

import pytest
import time_machine

from tests.conftest import MONDAY


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.mark.parametrize(
    ("query", "verdict", "clause"),
    [
        ("kind=incident&item_type=server", "inbegrepen", "6.3"),
        ("kind=incident&item_type=werkplek", "meerwerk", "5.2"),
        ("kind=incident&item_type=server&outside_hours=true", "meerwerk", "8.2"),
        ("kind=incident&item_type=server&features=vulnerabilities&minutes=121", "meerwerk", "6.4"),
        ("kind=incident&item_type=server&is_alert=true", "inbegrepen", "6.3"),
        ("kind=aanpassing&item_type=server&small_change=true", "fair_use", "7.7"),
    ],
)
def test_coverage_is_foretold_with_its_clause(cast, api, chief, query, verdict, clause):
    said = api(cast.jan.user).get(f"coverage/preview/?{query}").json()
    assert (said["verdict"], said["clause"], said["agreement"]) == (verdict, clause, "DVO-1001 v2")
    assert said["words"] and said["reason"]
    same = api(cast.sanne).get(f"coverage/preview/?{query}&customer={cast.smit.pk}").json()
    assert same == said


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("item_type=server", "kind"),
        ("kind=incident&item_type=auto", "item_type"),
        ("kind=incident&item_type=server&features=onzin", "features"),
        ("kind=incident&item_type=server&service=onzin", "service"),
        ("kind=incident&item_type=server&minutes=-1", "minutes"),
        ("kind=incident&item_type=server&kleur=rood", "kleur"),
    ],
)
def test_what_cannot_be_foretold(cast, api, query, field):
    answer = api(cast.jan.user).get(f"coverage/preview/?{query}")
    assert answer.status_code == 400 and field in answer.json()["errors"]


def test_another_customers_coverage_is_not_told(cast, api):
    query = "coverage/preview/?kind=incident&item_type=server&customer="
    known, unknown = (api(cast.jan.user).get(f"{query}{pk}") for pk in (cast.vries.pk, 999_999))
    assert (known.status_code, known.json()) == (400, unknown.json())
    assert "customer" in api(cast.sanne).get(query[:-10]).json()["errors"]
