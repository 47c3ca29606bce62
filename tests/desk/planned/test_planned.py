"""Planned work of a customer at the desk: visits, what is saved for them, recurring work, checklists (SLA 6.1, 8)."""

from __future__ import annotations

import pytest
import time_machine

from contracts.models import RecurringWork
from tests.conftest import MONDAY, at
from tests.yes import say_yes
from tickets import actions
from tickets.models import Ticket, Visit, VisitItem
from tickets.planned.recurring import make_due_work

FIRST = at("2026-12-01 08:00")  # the first Tuesday of December
VISIT = {"planned_for": "2026-12-03T09:00", "text": "Nalopen van de werkplekken."}
WORK = {
    "kind": "server_apk",
    "title": "Server-APK",
    "every": "M1",
    "which": "1",
    "day": "TU",
    "starts_on": "2026-11-24",
    "items": "SRV01\nSRV02",
    "checklist": "Schijfruimte",
}


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def url(cast, part: str = "") -> str:
    return f"/desk/klanten/{cast.smit.pk}/gepland/{part}"


def read(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def visit(cast, agent) -> Visit:
    given = VISIT | {"engineer": cast.ravi.pk, "contact": cast.jan.pk}
    assert agent.post(url(cast, "bezoek/"), given).status_code == 302
    return Visit.objects.get()


@pytest.fixture
def work(cast, agent) -> RecurringWork:
    assert agent.post(url(cast, "werk/"), WORK | {"contact": cast.jan.pk}).status_code == 302
    return RecurringWork.objects.get()


# --- Visits ---------------------------------------------------------------------------------------------------
def test_nothing_planned_says_so(cast, agent):
    page = read(agent.get(url(cast)))
    assert "Er is geen bezoek gepland." in page and "Er is nog niets bewaard." in page


def test_a_visit_is_planned_with_what_was_saved_for_it(cast, agent):
    agent.post(url(cast, "punt/"), {"text": "Printer nakijken"})
    assert "1 bewaarde punten gaan mee" in read(agent.get(url(cast, "bezoek/")))
    agent.post(url(cast, "bezoek/"), VISIT | {"engineer": cast.ravi.pk, "contact": cast.jan.pk})
    page = read(agent.get(url(cast)))
    assert "Ravi Pinas" in page and "Printer nakijken" in page
    assert VisitItem.objects.get().visit == Visit.objects.get()


def test_a_visit_without_a_moment_loses_nothing(cast, agent):
    given = {"engineer": cast.ravi.pk, "contact": cast.jan.pk, "text": "Nalopen."}
    assert "Nalopen." in read(agent.post(url(cast, "bezoek/"), given))
    assert not Visit.objects.exists()


def test_a_visit_is_finished_once(cast, sign_in, visit, on_monday):
    item = VisitItem.objects.create(customer=cast.smit, visit=visit, text="Wifi", added_by=cast.sanne, added_at=MONDAY)
    on_monday.move_to(at("2026-12-03 13:00"))
    engineer = sign_in(cast.ravi)
    given = {
        "minutes": "150",
        "started_at": "2026-12-03T09:00",
        "text": "Alles loopt.",
        f"done-{item.pk}": "on",
        f"outcome-{item.pk}": "Kanaal gewijzigd.",
    }
    address = url(cast, f"bezoek/{visit.pk}/afronden/")
    assert "Wifi" in read(engineer.get(address))
    for _click in range(2):
        assert engineer.post(address, given)["Location"] == f"/desk/meldingen/{visit.ticket_id}/"
    assert visit.ticket.time_entries.count() == 1
    item.refresh_from_db()
    assert (item.is_done, item.outcome) == (True, "Kanaal gewijzigd.")


def test_a_point_without_words_is_said_beside_it_and_another_goes_off_the_list(cast, agent):
    assert "Schrijf op wat er tijdens het bezoek moet gebeuren." in read(agent.post(url(cast, "punt/"), {"text": " "}))
    agent.post(url(cast, "punt/"), {"text": "Printer nakijken"})
    item = VisitItem.objects.get()
    assert agent.post(f"/desk/klanten/{cast.vries.pk}/gepland/punt/{item.pk}/weg/").status_code == 404
    assert agent.post(url(cast, f"punt/{item.pk}/weg/")).status_code == 302
    assert not VisitItem.objects.exists()


def test_only_agents_plan_visits(cast, sign_in):
    directie = sign_in(cast.els)
    assert "Plan een bezoek" not in read(directie.get(url(cast)))
    for part in ("bezoek/", "punt/", "punt/1/weg/", "bezoek/1/afronden/"):
        assert directie.post(url(cast, part)).status_code == 403


# --- A melding outside opening hours (SLA 8.2) --------------------------------------------------------------------
def test_t2_the_evening_waits_for_the_customer_not_for_a_tick(agent, open_ticket, cast):
    ticket = open_ticket()
    address, evening = (
        f"/desk/meldingen/{ticket.number}/plan/",
        {"planned_for": "2026-11-24T19:00", "text": "Vanavond."},
    )
    for given in (evening, evening | {"agreed": "on"}):
        page = read(agent.post(address, given))
        assert "daar is nog geen akkoord op" in page and "dit is afgestemd met de klant" not in page
        assert "Vanavond." in page, "what was typed stays"
    say_yes(ticket, cast.sanne, minutes=60, rate="outside_hours")
    assert agent.post(address, evening).status_code in (200, 302)
    assert Ticket.objects.get(pk=ticket.pk).planned_for == at("2026-11-24 19:00")


def test_a_visit_in_the_evening_asks_whether_it_was_agreed(agent, cast):
    visit = actions.plan_visit(
        cast.smit,
        by=cast.sanne,
        now=MONDAY,
        planned_for=at("2026-11-25 09:00"),
        engineer=cast.sanne,
        contact=cast.jan,
    )
    address, evening = f"/desk/meldingen/{visit.ticket_id}/plan/", {"planned_for": "2026-11-25T19:00"}
    assert "dit is afgestemd met de klant" in read(agent.post(address, evening))
    agent.post(address, evening | {"agreed": "on"})
    assert Ticket.objects.get(pk=visit.ticket_id).planned_for == at("2026-11-25 19:00")


# --- Recurring work -------------------------------------------------------------------------------------------
def test_recurring_work_is_added_and_stands_on_the_page(cast, agent, work):
    assert work.rrule == "FREQ=MONTHLY;BYDAY=1TU"
    assert "Server-APK" in read(agent.get(url(cast)))
    page = read(agent.get(url(cast, f"werk/{work.pk}/")))
    assert "Toegevoegd" in page and "SRV01" in page


def test_a_rule_that_cannot_be_is_said_beside_its_field(cast, agent):
    page = read(agent.post(url(cast, "werk/"), WORK | {"contact": cast.jan.pk, "own_rule": "FREQ=NOOIT"}))
    assert 'value="FREQ=NOOIT"' in page and "error" in page
    assert not RecurringWork.objects.exists()


def test_recurring_work_is_changed_held_and_resumed(cast, agent, work):
    address = url(cast, f"werk/{work.pk}/")
    assert 'value="Server-APK"' in read(agent.get(address + "wijzig/"))
    agent.post(address + "wijzig/", WORK | {"contact": cast.jan.pk, "title": "Servers nalopen"})
    assert "Schrijf op waarom." in read(agent.post(address + "stil/", {"reason": ""}))
    agent.post(address + "stil/", {"reason": "Verhuizing"})
    work.refresh_from_db()
    assert (work.title, work.is_active) == ("Servers nalopen", False)
    agent.post(address + "hervat/")
    work.refresh_from_db()
    assert work.is_active
    page = read(agent.get(address))
    assert all(words in page for words in ("Gewijzigd", "Stilgezet", "Verhuizing", "Hervat"))


def test_a_time_that_somebody_skipped_before_is_not_skipped_again(cast, agent, work):
    address = url(cast, f"werk/{work.pk}/overslaan/?keer=2026-12-01")
    assert "5 januari 2027" in read(agent.get(address))
    for _click in range(2):
        assert agent.post(address, {"reason": "Vakantie"}).status_code == 302
    work.refresh_from_db()
    assert work.next_on.isoformat() == "2027-01-05"
    assert "Overgeslagen: 1 december 2026" in read(agent.get(url(cast, f"werk/{work.pk}/")))


def test_recurring_work_of_another_customer_is_not_there(cast, agent, work):
    for part in ("", "wijzig/", "stil/", "overslaan/"):
        assert agent.get(f"/desk/klanten/{cast.vries.pk}/gepland/werk/{work.pk}/{part}").status_code == 404


def test_only_planners_change_recurring_work(cast, sign_in, work):
    directie = sign_in(cast.els)
    assert directie.get(url(cast, f"werk/{work.pk}/")).status_code == 200
    for part in ("werk/", *(f"werk/{work.pk}/{each}/" for each in ("wijzig", "stil", "hervat", "overslaan"))):
        assert directie.post(url(cast, part), WORK).status_code == 403


# --- The checklist --------------------------------------------------------------------------------------------
def test_a_checklist_is_filled_in_two_goes(cast, sign_in, work, on_monday):
    on_monday.move_to(FIRST)
    make_due_work(FIRST)
    agent = sign_in(cast.sanne)
    ticket = Ticket.objects.get()
    address = f"/desk/meldingen/{ticket.number}/controles/"
    page = read(agent.get(address))
    assert "SRV01" in page and "SRV02" in page
    assert agent.get("/desk/meldingen/999999/controles/").status_code == 404
    fields = [name for name in agent.get(address).context["form"].fields if name.startswith("outcome")]
    assert len(fields) == 2
    assert agent.post(address, {fields[0]: "ok"})["Location"] == address
    assert agent.post(address, dict.fromkeys(fields, "ok"))["Location"] == f"/desk/meldingen/{ticket.number}/"


def test_a_melding_without_a_checklist_has_no_such_page(agent, open_ticket):
    assert agent.get(f"/desk/meldingen/{open_ticket().number}/controles/").status_code == 404
