"""The roster at the desk: the coordinator keeps it, everybody reads it, Werkvoorraad shows today's (SLA 3.2)."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from accounts.models import Absence, Duty
from accounts.roster import actions as roster
from tests.conftest import MONDAY, at
from tickets import actions

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.marloes)


def duty(cast, **given):
    return {
        "dienst-what": "eerste",
        "dienst-person": cast.sanne.pk,
        "dienst-starts_at": "2026-11-23T17:00",
        "dienst-ends_at": "2026-11-27T23:00",
    } | {f"dienst-{name}": value for name, value in given.items()}


def test_a_week_is_planned_exchanged_and_cancelled(coordinator, cast):
    assert coordinator.post("/desk/rooster/dienst/", duty(cast)).status_code == 302
    page = coordinator.get("/desk/rooster/").content.decode()
    assert "Sanne de Wit" in page
    pk = Duty.objects.get().pk
    part = {"person": cast.ravi.pk, "starts_at": "2026-11-24T17:00", "ends_at": "2026-11-24T23:00"}
    assert coordinator.get(f"/desk/rooster/dienst/{pk}/ruil/").status_code == 200
    assert coordinator.post(f"/desk/rooster/dienst/{pk}/ruil/", part).status_code == 302
    assert "Ravi Pinas" in coordinator.get("/desk/rooster/").content.decode()
    taken = Duty.objects.get(person=cast.ravi)
    coordinator.post(f"/desk/rooster/dienst/{taken.pk}/vervalt/")
    assert not Duty.objects.filter(person=cast.ravi).exists()


def test_t29_a_roster_with_a_gap_says_when(coordinator, cast):
    page = coordinator.get("/desk/rooster/").content.decode()
    assert "Niemand heeft dienst voor de Calamiteitendienst" in page
    assert "<b>ma 23 nov</b> 17:00 – 23:00" in page
    coordinator.post("/desk/rooster/dienst/", duty(cast))
    page = coordinator.get("/desk/rooster/").content.decode()
    assert "<b>ma 23 nov</b>" not in page
    assert "<b>ma 30 nov</b> 07:00 – 08:00, 17:00 – 23:00" in page


def test_every_day_of_a_gap_can_be_read(coordinator, cast):
    """Of four weeks in which nobody has duty, the first are shown at once and the others by a click."""
    page = coordinator.get("/desk/rooster/").content.decode()
    assert page.count("17:00 – 23:00") == 20 and "En nog 12 dagen" in " ".join(page.split())


def test_other_weeks_are_a_click_away_and_what_is_planned_is_seen(coordinator, cast):
    far = duty(cast, starts_at="2027-01-04T08:00", ends_at="2027-01-11T08:00")
    page = coordinator.post("/desk/rooster/dienst/", far, follow=True)
    assert page.redirect_chain == [("/desk/rooster/?vanaf=2027-01-04", 302)]
    seen = " ".join(page.content.decode().split())
    assert "Diensten 4 jan – 31 jan 2027" in seen and "Sanne de Wit" in seen
    assert 'href="?vanaf=2026-12-07"' in seen
    now = " ".join(coordinator.get("/desk/rooster/").content.decode().split())
    assert "Diensten 23 nov – 20 dec 2026" in now and 'href="?vanaf=2026-12-21"' in now
    assert "In deze weken staat er niets in het rooster" in now


@pytest.mark.parametrize(
    "day", ["", "gisteren", "0001-01-01", "9999-12-31", "2026-13-45", "1' OR '1'='1", "2000-01-01"]
)
def test_a_senseless_week_is_this_week(coordinator, day):
    page = coordinator.get("/desk/rooster/", {"vanaf": day})
    assert page.status_code == 200 and "Diensten 23 nov" in page.content.decode()


@pytest.mark.parametrize("day", ["2001-01-01", "2098-12-31"])
def test_near_the_end_of_the_calendar_it_opens(coordinator, day):
    assert coordinator.get("/desk/rooster/", {"vanaf": day}).status_code == 200


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"person": "ravi"}, "Dan heeft Sanne de Wit al dienst"),
        ({"person": "", "what": "achterwacht"}, "Kies een medewerker."),
        ({"what": "openingstijden"}, "Kies een team."),
        ({"what": "nacht"}, "Deze dienst bestaat niet"),
        ({"person": "ravi", "starts_at": "morgen"}, "Dit is geen dag met een tijd"),
        ({"person": "ravi", "ends_at": ""}, "Kies een dag en een tijd."),
        ({"person": "ravi", "ends_at": "9999-12-31T23:59"}, "van 2000 tot en met 2099"),
        ({"person": 999999}, "is er niet (meer)"),
        ({"what": "openingstijden", "team": "x"}, "Dit team is er niet (meer)"),
    ],
)
def test_overlapping_and_other_bad_duty_is_said_beside_the_field(coordinator, cast, given, words):
    coordinator.post("/desk/rooster/dienst/", duty(cast))
    if given.get("person") == "ravi":
        given = given | {"person": cast.ravi.pk}
    answer = coordinator.post("/desk/rooster/dienst/", duty(cast, **given))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Duty.objects.count() == 1


def test_t29_absent_agents_get_no_work_proposed_and_their_work_is_shown(coordinator, cast, open_ticket):
    ticket = open_ticket()
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.ravi)
    other = open_ticket()
    form = {"afwezig-person": cast.ravi.pk, "afwezig-reason": "ill"}
    days = {"afwezig-first_day": "2026-11-23", "afwezig-last_day": "2026-11-24"}
    assert coordinator.post("/desk/rooster/afwezig/", form | days).status_code == 302
    coordinator.get("/desk/rooster/")  # which says that it was noted
    assert "Ravi Pinas" not in coordinator.get(f"/desk/meldingen/{other.number}/wijs-toe/").content.decode()
    assert "Ravi Pinas" in coordinator.get(f"/desk/meldingen/{ticket.number}/wijs-toe/").content.decode()
    page = coordinator.get("/desk/werkvoorraad/").content.decode()
    assert "1 open melding ligt stil" in page
    assert f"?behandelaar={cast.ravi.pk}" in page
    again = coordinator.post("/desk/rooster/afwezig/", form | days)
    assert "Ravi Pinas is dan al afwezig" in again.content.decode()
    coordinator.post(f"/desk/rooster/afwezig/{Absence.objects.get().pk}/terug/")
    assert "Iedereen is er." in coordinator.get("/desk/werkvoorraad/").content.decode()


def test_t29_who_gives_work_to_somebody_who_is_away_hears_it(coordinator, cast, open_ticket):
    """It may be meant (his page stood open; he alone can do it): allowed, and said on the line, and to who did it."""
    ticket = open_ticket()
    days = {"first_day": date(2026, 11, 23), "last_day": date(2026, 12, 4)}
    roster.report_absent(cast.ravi, by=cast.marloes, now=MONDAY, reason="ill", **days)
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.sanne)
    assert line_of(ticket) == "Toegewezen aan Sanne de Wit"
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.ravi)
    assert line_of(ticket) == "Toegewezen aan Ravi Pinas (afwezig t/m vr 4 dec)"
    # who is away today keeps his place in the list of what is his already
    answer = coordinator.post(f"/desk/meldingen/{ticket.number}/wijs-toe/", {"assignee": cast.ravi.pk}, follow=True)
    assert "Ravi Pinas is afwezig t/m vr 4 dec." in answer.content.decode()
    assert "(afwezig t/m vr 4 dec)" in answer.content.decode()
    actions.assign(ticket, by=cast.ravi, now=MONDAY, assignee=None)
    actions.assign(ticket, by=cast.ravi, now=MONDAY, assignee=cast.ravi)
    assert line_of(ticket) == "Toegewezen aan Ravi Pinas", "who gives it to himself is here"


def line_of(ticket) -> str:
    line = ticket.timeline.filter(kind="assigned").latest("pk")
    return line.facts.for_house(line)


def test_t29_todays_duty_stands_on_the_workload(coordinator, cast):
    coordinator.post("/desk/rooster/dienst/", duty(cast, starts_at="2026-11-23T08:00"))
    page = coordinator.get("/desk/werkvoorraad/").content.decode()
    assert "Dienst, nu" in page
    assert "<dd>Sanne de Wit</dd>" in page


def test_an_agent_reads_it_and_writes_nothing(cast, sign_in):
    agent = sign_in(cast.sanne)
    page = agent.get("/desk/rooster/")
    assert page.status_code == 200
    assert "Dienst plannen" not in page.content.decode()
    assert agent.post("/desk/rooster/dienst/", duty(cast)).status_code == 403
    assert sign_in(cast.jan.user).get("/desk/rooster/").status_code == 404


def test_the_roster_asks_the_same_for_one_turn_and_for_twenty(coordinator, cast, django_assert_max_num_queries):
    coordinator.post("/desk/rooster/dienst/", duty(cast))
    counted = []
    for day in range(1, 19):
        if day in (1, 18):
            with django_assert_max_num_queries(30) as queries:
                coordinator.get("/desk/rooster/")
            counted.append(len(queries))
        moments = {"starts_at": f"2026-12-{day:02}T17:00", "ends_at": f"2026-12-{day:02}T23:00"}
        coordinator.post("/desk/rooster/dienst/", duty(cast, **moments))
    assert counted[0] == counted[1]
