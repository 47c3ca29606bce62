"""Opening hours at the desk: a year of other days, and the exceptions that a coordinator makes."""

from datetime import timedelta

import pytest
import time_machine

from sla.models import Calendar
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import EntryKind, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.marloes)


CALENDAR = "/desk/openingstijden/supportcenter/"


def test_a_year_of_other_days(coordinator):
    page = coordinator.get(CALENDAR).content.decode()
    for words in ("do 24 december 2026", "08:00–16:00", "Eerste kerstdag", "Koningsdag", "Tweede pinksterdag"):
        assert words in page
    assert "zaterdag" not in page
    assert "za 5 december" not in page, "a Saturday is closed as it is"
    assert "07:00–23:00" in coordinator.get("/desk/openingstijden/calamiteitendienst/").content.decode()


def test_an_exception_moves_open_moments_and_says_which(coordinator, cast, open_ticket):
    moves, begun, late = open_ticket(impact=3), open_ticket(impact=3), open_ticket(now=MONDAY - timedelta(hours=2))
    actions.start_work(begun, by=cast.sanne, now=NOW)
    given = {"date": "2026-11-24", "hours": "", "reason": "Studiedag"}
    for path_and_words in ("1 open moment verschuift:", "1 open moment is verschoven"):
        page = coordinator.post(CALENDAR, given, follow=True).content.decode()
        assert path_and_words in page
        assert f"#{moves.number}" in page
        assert "van di 24 nov 10:00 naar wo 25 nov 10:00" in page
        if "verschuift" in path_and_words:  # only foretold: nothing of it may be there yet
            assert Ticket.objects.get(pk=moves.pk).clock.due_at == at("2026-11-24 10:00")
            assert Calendar.objects.get(slug="supportcenter").current_version.number == 1
            assert not moves.timeline.filter(kind=EntryKind.DUE_MOVED).exists()
            given["bevestigd"] = "1"
    assert Ticket.objects.get(pk=moves.pk).clock.due_at == at("2026-11-25 10:00")
    assert moves.timeline.get(kind=EntryKind.DUE_MOVED).by == cast.marloes
    for ticket in (begun, late):
        assert not ticket.timeline.filter(kind=EntryKind.DUE_MOVED).exists()


def test_an_exception_lapses_and_all_moves_back(coordinator, open_ticket):
    ticket = open_ticket(impact=3)
    coordinator.post(CALENDAR, {"date": "2026-11-24", "hours": "12:00-16:00", "reason": "Verhuizing", "bevestigd": "1"})
    assert Ticket.objects.get(pk=ticket.pk).clock.due_at == at("2026-11-24 14:00")
    assert "12:00–16:00" in coordinator.get(CALENDAR).content.decode()
    page = coordinator.post(f"{CALENDAR}2026-11-24/vervalt/").content.decode()
    assert "van di 24 nov 14:00 naar di 24 nov 10:00" in page
    assert Ticket.objects.get(pk=ticket.pk).clock.due_at == at("2026-11-24 14:00")
    coordinator.post(f"{CALENDAR}2026-11-24/vervalt/", {"bevestigd": "1"})
    assert Ticket.objects.get(pk=ticket.pk).clock.due_at == at("2026-11-24 10:00")
    assert "Verhuizing" not in coordinator.get(CALENDAR).content.decode().split("Laatste wijzigingen")[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"date": "", "reason": "X"}, "Kies een dag."),
        ({"date": "2026-13-45", "reason": "X"}, "Dit is geen dag"),
        ({"date": "2026-12-01", "reason": ""}, "Geef een reden."),
        ({"date": "2026-12-01", "hours": "acht tot twaalf", "reason": "X"}, "Geef tijden als 08:00-12:00"),
        ({"date": "2026-12-01", "hours": "12:00-08:00", "reason": "X"}, "Geef tijden als 08:00-12:00"),
        ({"date": "2026-12-01", "hours": "08:00-12:00 11:00-13:00", "reason": "X"}, "Geef tijden als 08:00-12:00"),
        ({"date": "9999-12-01", "reason": "X"}, "Kies een dag voor 2100."),
    ],
)
def test_an_exception_that_cannot_be(given, words, coordinator):
    page = coordinator.post(CALENDAR, given).content.decode()
    assert words in page
    assert Calendar.objects.get(slug="supportcenter").current_version.number == 1


def test_what_changes_nothing_says_so(coordinator):
    page = coordinator.post(f"{CALENDAR}2026-12-25/vervalt/").content.decode()
    assert "Dit verandert niets" in page
    assert "Bewaar</button>" not in page


def test_what_was_typed_goes_along_to_the_confirmation(coordinator):
    given = {"date": "2026-12-01", "hours": "08:00-12:00", "reason": 'Borrel "na" <twaalf>'}
    page = coordinator.post(CALENDAR, given).content.decode()
    assert 'name="reason" value="Borrel &quot;na&quot; &lt;twaalf&gt;"' in page
    assert 'name="hours" value="08:00-12:00"' in page


def test_who_may_not_changes_nothing(cast, sign_in):
    client = sign_in(cast.sanne)
    given = {"date": "2026-11-24", "hours": "", "reason": "Studiedag"}
    assert client.post(CALENDAR, given).status_code == 403
    assert client.post(f"{CALENDAR}2026-12-25/vervalt/").status_code == 403
    assert Calendar.objects.get(slug="supportcenter").current_version.number == 1


@pytest.mark.parametrize("day", ["x", "2026-02-31"])
def test_a_day_that_is_none(day, coordinator):
    assert coordinator.post(f"{CALENDAR}{day}/vervalt/").status_code == 302
    assert Calendar.objects.get(slug="supportcenter").current_version.number == 1


def test_a_lapse_is_no_get(coordinator):
    assert coordinator.get(f"{CALENDAR}2026-12-25/vervalt/").status_code == 405
