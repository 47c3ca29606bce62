"""Several workers at one import: each batch is one worker's, whatever the other does meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from contracts.models import Contact
from integrations.importing import steps
from integrations.models import ImportRun
from tests.desk.importing.conftest import Door, counts, work
from tests.two_connections import TWO_CONNECTIONS, beside, elsewhere

pytestmark = TWO_CONNECTIONS
TABLE = "Klantnummer;Naam;E-mail\r\n" + "".join(f"K1001;Naam {n};n{n}@smit.example\r\n" for n in range(30))


@pytest.fixture
def run(cast, sign_in, monkeypatch) -> ImportRun:
    monkeypatch.setattr(steps, "BATCH", 10)
    door = Door(sign_in(cast.fred))
    run = door.previewed("contacts", TABLE)
    door.act(run, "uitvoeren")
    return run


def step(run):
    return steps.step(run.pk, timezone.now())


def test_the_second_worker_leaves_a_run_that_is_somebodys(run):
    assert beside(lambda: step(run), lambda: step(run)) is False
    assert Contact.objects.filter(name__startswith="Naam").count() == 10
    work()
    assert Contact.objects.filter(name__startswith="Naam").count() == 30


def test_by_turns_each_row_once(run):
    for _turn in range(2):
        step(run)
        elsewhere(lambda: step(run))
    work()
    assert Contact.objects.filter(name__startswith="Naam").count() == 30


def test_two_runs_of_one_table_at_the_same_moment(run, cast, sign_in):
    door = Door(sign_in(cast.daan))
    second = door.uploaded("contacts", TABLE)
    ImportRun.objects.filter(pk=run.pk).update(state="ready")
    door.client.post(f"/desk/importeren/{second.pk}/", {f"kolom-{place}": key for key, place in second.columns.items()})
    work()
    ImportRun.objects.filter(pk__in=[run.pk, second.pk]).update(state="applying", ordered_by=cast.fred)
    while step(run) | bool(elsewhere(lambda: step(second))):
        pass
    assert Contact.objects.filter(name__startswith="Naam").count() == 30
    found = [counts(each) for each in (run, second)]
    assert sum(each.get("new", 0) for each in found) == 30 and sum(each.get("unchanged", 0) for each in found) == 30
