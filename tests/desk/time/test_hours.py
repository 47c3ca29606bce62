"""Time at the desk: the panel at a ticket, the timer, corrections, a customer's month, and exports."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import at
from tests.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import Approval, RunningTimer, Ticket, TimeExport

NOW = at("2026-11-23 10:20")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.daan)


@pytest.fixture
def gerda(cast):
    """Of a customer with All-in-1 and 10 hours a month."""
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    ServiceAgreementFactory(
        customer=customer,
        starts_on=at("2026-01-01 00:00").date(),
        packages={"all-in-1": "premium"},
        categories=[1, 2, 3, 4],
        hours_per_month=Decimal(10),
    )
    return ContactFactory(customer=customer, name="Gerda Jansen", email="gerda@jansen.example", with_user=True)


def url(ticket, part: str = "") -> str:
    return f"/desk/meldingen/{ticket.number}/{part}"


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("\xa0", " ").replace("&nbsp;", " ")


# --- At the ticket ----------------------------------------------------------------------------------------
def test_each_line_says_what_covers_it_and_what_it_costs(agent, cast, open_ticket):
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne)
    response = agent.post(url(ticket, "tijd/"), {"minutes": "45", "activity": "support"}, follow=True)
    page = text(response)
    assert "Tijd geschreven: 45 min, Meerwerk (5.2)." in page
    assert "€ 71,25" in page
    assert 'title="het oplossen van een incident valt bij Werkplek Basic niet binnen de SLA"' in page


def test_a_second_click_is_told_of_its_own_line(agent, open_ticket):
    """Not of what was written in another window meanwhile."""
    ticket = open_ticket()
    first = {"minutes": "10", "activity": "support", "form_token": "a"}
    agent.post(url(ticket, "tijd/"), first)
    agent.post(url(ticket, "tijd/"), {"minutes": "20", "activity": "support", "form_token": "b"}, follow=True)
    assert "Tijd geschreven: 10 min" in text(agent.post(url(ticket, "tijd/"), first, follow=True))


def test_meerwerk_without_a_yes_is_said(agent, cast, open_ticket):
    ticket = open_ticket(contact=cast.willem)
    page = text(agent.post(url(ticket, "tijd/"), {"minutes": "45", "activity": "support"}, follow=True))
    assert "Dit werk wordt berekend (meerwerk, 5.2) en daar is nog geen akkoord op. Vraag akkoord op de kosten" in page
    assert not ticket.time_entries.exists()
    Approval.objects.create(
        ticket=ticket,
        kind="estimate",
        status="granted",
        minutes=60,
        asked_at=NOW,
        decided_at=NOW,
        decided_by=cast.willem,
    )
    assert "geen akkoord" not in text(agent.get(url(ticket)))
    page = text(agent.post(url(ticket, "tijd/"), {"minutes": "75", "activity": "support"}, follow=True))
    assert "Akkoord voor 1 u; er is nu 1 u 15 min meerwerk." in page


@pytest.fixture
def past_two_hours(cast, open_ticket):
    """Jan's vulnerabilities: 2 u 30 min in a morning, so the whole job is meerwerk, and nobody was asked."""
    ticket = open_ticket(item_type="server", features=["vulnerabilities"], now=at("2026-11-20 09:00"))
    for began in ("09:30", "10:30", "11:30"):
        moment = at(f"2026-11-20 {began}")
        actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=50, started_at=moment, began_then=True)
    return ticket


def test_t5_what_nobody_said_yes_to_is_said_at_the_line_and_counted_apart(agent, manager, cast, past_two_hours):
    page = text(agent.get(url(past_two_hours)))
    assert page.count("<strong>nog geen akkoord</strong>") == 3
    month = text(manager.get(f"/desk/klanten/{cast.smit.pk}/uren/?maand=2026-11"))
    assert "Op 2 u 30 min werk buiten de overeenkomst is geen akkoord gegeven" in month
    assert "Sanne de Wit, 50 min: Inbegrepen werd Meerwerk" in month and "50 min werd 50 min" not in month
    leaves = text(manager.get("/desk/uren/?van=2026-11-01&tot=2026-11-30"))
    assert f"#{past_two_hours.number}</a> (2 u 30 min)" in leaves
    assert "Deze regels gaan niet mee" in leaves and "Niets te exporteren" not in leaves
    agreed(past_two_hours, cast.sanne, now=NOW)
    month = text(manager.get(f"/desk/klanten/{cast.smit.pk}/uren/?maand=2026-11"))
    assert "geen akkoord" not in month and "€ 237,51" in month


def test_a_yes_to_the_time_that_it_takes_has_no_end(agent, cast, open_ticket):
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne, minutes=15, rate="normal", now=NOW)
    agent.post(url(ticket, "tijd/"), {"minutes": "20", "activity": "support"})
    assert "Akkoord voor 15 min; er is nu 20 min meerwerk." in text(agent.get(url(ticket)))
    agreed(ticket, cast.sanne, text="Zo lang als het duurt.", now=NOW)
    assert "Akkoord voor" not in text(agent.get(url(ticket)))


@pytest.mark.parametrize("facts", [{"under_mandate": True}])
def test_under_mandate_or_by_the_agreement_itself_no_yes_is_needed(facts, agent, cast, open_ticket):
    ticket = open_ticket(contact=cast.willem)
    Ticket.objects.filter(pk=ticket.pk).update(**facts)
    page = text(agent.post(url(ticket, "tijd/"), {"minutes": "45", "activity": "support"}, follow=True))
    assert "geen akkoord" not in page


def test_what_is_covered_needs_no_yes(agent, open_ticket):
    page = text(agent.post(url(open_ticket(), "tijd/"), {"minutes": "45", "activity": "support"}, follow=True))
    assert "geen akkoord" not in page


def test_another_moment_and_office_hours_by_hand(agent, open_ticket):
    ticket = open_ticket()
    given = {"minutes": "30", "activity": "support", "started_at": "2026-11-22T20:00", "outside_hours": "nee"}
    agent.post(url(ticket, "tijd/"), given)
    entry = ticket.time_entries.get()
    assert (entry.started_at, entry.outside_hours) == (at("2026-11-22 20:00"), False)


def test_a_wrong_moment_keeps_what_was_typed(agent, open_ticket):
    given = {"minutes": "30", "activity": "travel", "started_at": "2026-11-30T20:00", "text": "Heen en weer"}
    page = text(agent.post(url(open_ticket(), "tijd/"), given))
    assert "ligt in de toekomst" in page
    assert 'value="2026-11-30T20:00"' in page
    assert 'value="Heen en weer"' in page
    assert '<details class="panel--fold" open>' in page


# --- The timer ----------------------------------------------------------------------------------------------
def test_a_timer_is_seen_on_every_page_and_stops_into_a_line(agent, cast, open_ticket):
    ticket = open_ticket()
    assert "Start tijd en werk" in text(agent.get(url(ticket)))
    agent.post(url(ticket, "tijd/start/"))
    assert Ticket.objects.get(pk=ticket.pk).clock.work_started_at == NOW
    with time_machine.travel(NOW + timedelta(minutes=12), tick=False):
        for path in ("/desk/", "/desk/klanten/", "/desk/ik/"):
            page = text(agent.get(path))
            assert f'href="/desk/meldingen/{ticket.number}/"' in page, path
            assert ">0:12</span>" in page, path
        page = text(agent.get(url(ticket, "tijd/stop/"), headers=HTMX))
        assert 'value="12"' in page
        agent.post(url(ticket, "tijd/stop/"), {"minutes": "12", "activity": "research", "form_token": "a"})
        agent.post(url(ticket, "tijd/stop/"), {"minutes": "12", "activity": "research", "form_token": "a"})
    entry = ticket.time_entries.get()
    assert (entry.minutes, entry.started_at, entry.activity) == (12, NOW, "research")
    assert 'running-timer" href' not in text(agent.get("/desk/"))


def test_with_htmx_the_timer_above_the_page_comes_along(agent, open_ticket):
    page = text(agent.post(url(open_ticket(), "tijd/start/"), headers=HTMX))
    assert '<span id="running-timer" hx-swap-oob="true">' in page and '<a class="running-timer"' in page


def test_a_timer_elsewhere_is_said_with_the_way_there(agent, cast, open_ticket):
    ticket, other = open_ticket(subject="<b>Eerste</b>"), open_ticket()
    agent.post(url(ticket, "tijd/start/"))
    page = text(agent.post(url(other, "tijd/start/"), follow=True))
    assert f'Je tijd loopt al op <a href="/desk/meldingen/{ticket.number}/">' in page
    assert "<b>Eerste" not in page
    assert RunningTimer.objects.get().ticket == ticket


def test_a_forgotten_timer_asks_what_it_was(agent, cast, sign_in, open_ticket):
    ticket = open_ticket()
    agent.post(url(ticket, "tijd/start/"))
    with time_machine.travel(NOW + timedelta(hours=14), tick=False):
        agent = sign_in(cast.sanne)  # the night signed her out
        page = text(agent.get(url(ticket, "tijd/stop/")))
        assert "Je tijd loopt al 14 u" in page
        assert "Vul het aantal minuten in." in text(
            agent.post(url(ticket, "tijd/stop/"), {"minutes": "", "activity": "support"})
        )
        agent.post(url(ticket, "tijd/stop/"), {"minutes": "50", "activity": "support"})
    assert ticket.time_entries.get().minutes == 50


def test_throwing_the_timer_away(agent, open_ticket):
    ticket = open_ticket()
    agent.post(url(ticket, "tijd/start/"))
    agent.post(url(ticket, "tijd/weg/"))
    assert not RunningTimer.objects.exists()
    assert agent.get(url(ticket, "tijd/stop/")).status_code == 302


@pytest.mark.parametrize("part", ["start/", "weg/"])
def test_the_timer_is_no_get(part, agent, open_ticket):
    assert agent.get(url(open_ticket(), f"tijd/{part}")).status_code == 405


# --- Corrections --------------------------------------------------------------------------------------------
def test_who_wrote_it_corrects_it(agent, cast, open_ticket):
    ticket = open_ticket()
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=30, text="Gebeld")
    entry = ticket.time_entries.get()
    page = text(agent.get(url(ticket, f"tijd/{entry.pk}/")))
    assert 'value="30"' in page
    given = {"minutes": "20", "activity": "support", "text": "Gebeld", "started_at": "2026-11-23T09:50"}
    same = given | {"minutes": "30"}
    assert "Er is niets gewijzigd." in text(agent.post(url(ticket, f"tijd/{entry.pk}/"), same, follow=True))
    assert "Schrijf op waarom" in text(agent.post(url(ticket, f"tijd/{entry.pk}/"), given))
    agent.post(url(ticket, f"tijd/{entry.pk}/"), given | {"reason": "Verkeerd gekeken"})
    new = ticket.time_entries.get(is_current=True)
    assert (new.minutes, new.version, new.started_at) == (20, 2, entry.started_at)
    page = text(agent.get(url(ticket)))
    assert "Tijd <span>20 min</span>" in page
    assert "gecorrigeerd" in page
    assert "Corrigeerde de tijd van Sanne de Wit van 30 min naar 20 min" in page
    assert "Verkeerd gekeken" in page


def test_a_colleague_does_not(cast, sign_in, open_ticket):
    ticket = open_ticket()
    actions.log_time(ticket, by=cast.ravi, now=NOW, minutes=30)
    entry, other = ticket.time_entries.get(), sign_in(HouseUserFactory(name="Tom", email="tom@1do.example"))
    path = url(ticket, f"tijd/{entry.pk}/")
    assert path not in other.get(url(ticket)).content.decode()
    assert other.get(path).status_code == 403
    assert other.post(path, {"minutes": "1", "activity": "support", "reason": "x"}).status_code == 403
    assert sign_in(cast.marloes).get(path).status_code == 200


def test_a_line_of_another_ticket_is_not_there(agent, cast, open_ticket):
    ticket, other = open_ticket(), open_ticket()
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=30)
    assert agent.get(url(other, f"tijd/{ticket.time_entries.get().pk}/")).status_code == 404


def test_the_timeline_tells_what_time_turned_into(agent, cast, open_ticket):
    ticket = open_ticket(features=["vulnerabilities"], item_type="server")
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=90, outside_hours=False)
    actions.log_time(ticket, by=cast.ravi, now=NOW, minutes=40, outside_hours=False)
    actions.correct_time(ticket.time_entries.get(by=cast.ravi), by=cast.ravi, now=NOW, minutes=0, reason="Dubbel")
    page = text(agent.get(url(ticket)))
    for words in (
        "40 min, Ondersteuning geschreven, Meerwerk (6.4)",
        "Corrigeerde de tijd van Sanne de Wit (1 u 30 min), Meerwerk (6.4)",
        "meer dan 2 uur (6.4)",
        "Haalde 40 min van Ravi Pinas weg",
        "Corrigeerde de tijd van Sanne de Wit (1 u 30 min), Inbegrepen (6.3)",
        "niet meer dan 2 uur (6.4)",
    ):
        assert words in page, words


# --- A customer's month ---------------------------------------------------------------------------------------
def hours_of(customer, month: str = "") -> str:
    return f"/desk/klanten/{customer.pk}/uren/" + (f"?maand={month}" if month else "")


def test_the_meter_of_a_month_down_to_the_lines(manager, cast, gerda, open_ticket):
    ticket = open_ticket(contact=gerda, subject="Traag netwerk")
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=450, started_at=at("2026-11-20 08:00"), text="Gemeten")
    page = text(manager.get(hours_of(gerda.customer)))
    for words in (
        "7 u 30 min",
        "van 10 u",
        "75 %",
        "In dit tempo",
        "Er is nog 2 u 30 min over.",
        "Bij 70 % gewaarschuwd",
        "Traag netwerk",
        "Gemeten",
        "Inbegrepen (6.2)",
        "Kleine aanpassingen",
        "Er is nog geen hele maand voorbij",
    ):
        assert words in page, words
    assert "In deze maand is nog geen tijd geschreven." in text(manager.get(hours_of(gerda.customer, "2026-10")))


def test_a_picture_of_the_year_against_the_norm_with_what_is_expected(manager, cast, gerda, open_ticket):
    """SLA 6.2. A month that is over expects nothing more; without agreed hours there is no picture."""
    ticket = open_ticket(contact=gerda, now=at("2026-10-05 09:00"))
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=630, started_at=at("2026-10-20 08:00"))
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=450, started_at=at("2026-11-20 08:00"))
    page = manager.get(hours_of(gerda.customer))
    shown = page.context["chart"]
    assert [point.name for point in shown.points] == ["oktober 2026", "november 2026"]
    assert {one.name: one.values for one in shown.series} == {
        "Gebruikt": (10.5, 7.5),
        "Verwacht (hele maand)": (None, page.context["meter"].forecast / 60),
        "Afgesproken": (10.0, 10.0),
    }
    assert shown.sentence in text(page)
    october = manager.get(hours_of(gerda.customer, "2026-10")).context["chart"]
    assert [one.name for one in october.series] == ["Gebruikt", "Afgesproken"]
    assert manager.get(hours_of(cast.vries)).context["chart"] is None


def test_without_all_in_1_time_and_what_is_billed(manager, cast, open_ticket):
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=NOW, minutes=90)
    page = text(manager.get(hours_of(cast.vries)))
    assert "geen uren per maand afgesproken" in page
    assert "€ 142,50" in page


def test_corrections_are_in_sight(manager, cast, open_ticket):
    ticket = open_ticket()
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=30)
    actions.correct_time(ticket.time_entries.get(), by=cast.marloes, now=NOW, minutes=20, reason="Pauze")
    page = text(manager.get(hours_of(cast.smit)))
    assert "Sanne de Wit: 30 min werd 20 min" in page
    assert "Marloes Kuiper: Pauze" in page


def test_long_ago_there_was_no_agreement(manager, cast):
    assert "er gold geen overeenkomst in deze maand" in text(manager.get(hours_of(cast.smit, "2000-01")))


@pytest.mark.parametrize("month", ["2027-01", "x", "2026-13", "9" * 30, "%00"])
def test_no_such_month_is_this_month(month, manager, cast):
    page = manager.get(hours_of(cast.smit, month))
    assert page.status_code == 200
    assert "november 2026" in text(page)


def test_a_month_asks_the_same_for_one_line_and_for_twenty(manager, cast, open_ticket):
    asked = []
    for more in (1, 19):
        for _ in range(more):
            actions.log_time(open_ticket(), by=cast.sanne, now=NOW, minutes=5)
        with CaptureQueriesContext(connection) as queries:
            manager.get(hours_of(cast.smit))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 24


# --- Exports --------------------------------------------------------------------------------------------------
PERIOD = {"van": "2026-11-01", "tot": "2026-11-30"}


def test_billable_time_leaves_and_is_fetched_again(manager, cast, open_ticket):
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=NOW, minutes=90)
    page = text(manager.get("/desk/uren/", PERIOD))
    assert "Notariskantoor De Vries" in page
    assert "€ 142,50" in page
    assert "Bakkerij Smit" not in page
    response = manager.post("/desk/uren/", PERIOD | {"klant": cast.vries.pk})
    export = TimeExport.objects.get()
    assert response.url == f"/desk/uren/{export.pk}/"
    assert "€ 142,50" in text(manager.get(response.url))
    files = [manager.get(f"{response.url}{kind}/") for kind in ("csv", "xlsx", "csv", "xlsx")]
    assert [file.content for file in files[:2]] == [file.content for file in files[2:]]
    assert files[0]["Content-Disposition"] == f'attachment; filename="uren-{export}-2026-11-01-2026-11-30.csv"'
    assert files[1].content.startswith(b"PK")
    assert manager.get(f"{response.url}pdf/").status_code == 404
    page = text(manager.post("/desk/uren/", PERIOD))
    assert "geen regels die nog geëxporteerd moeten worden" in page
    assert "Niets te exporteren" in page


def test_the_month_before_is_what_is_shown_first(manager):
    page = text(manager.get("/desk/uren/"))
    assert 'value="2026-10-01"' in page
    assert 'value="2026-10-31"' in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"van": "", "tot": "2026-11-30"}, "Kies een dag."),
        ({"van": "gisteren", "tot": "2026-11-30"}, "Dit is geen dag."),
        ({"van": "2026-11-30", "tot": "2026-11-01"}, "De laatste dag ligt voor de eerste."),
        ({"van": "0001-01-01", "tot": "9999-12-31"}, "Kies een jaar tussen 2000 en 2100."),
    ],
)
def test_a_period_that_cannot_be(given, words, manager):
    for response in (manager.get("/desk/uren/", given), manager.post("/desk/uren/", given)):
        assert response.status_code == 200
        assert words in text(response)


@pytest.mark.parametrize("klant", ["999999", "x", "9" * 40])
def test_a_customer_that_is_not_there(klant, manager):
    assert manager.post("/desk/uren/", PERIOD | {"klant": klant}).status_code == 404


def test_only_who_may_export(agent, manager, cast, open_ticket):
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=NOW, minutes=90)
    assert agent.get("/desk/uren/").status_code == 403
    assert agent.post("/desk/uren/", PERIOD).status_code == 403
    manager.post("/desk/uren/", PERIOD)
    assert agent.get(f"/desk/uren/{TimeExport.objects.get().pk}/csv/").status_code == 403
    assert 'href="/desk/uren/"' not in text(agent.get("/desk/"))
    assert 'href="/desk/uren/"' in text(manager.get("/desk/"))


OCTOBER = {"van": "2026-10-01", "tot": "2026-10-31"}


@pytest.fixture
def exported(manager, cast, open_ticket):
    """Six hundred minutes of October, and they left."""
    ticket = agreed(open_ticket(contact=cast.willem, now=at("2026-10-12 08:00")), cast.sanne)
    actions.log_time(ticket, by=cast.sanne, now=at("2026-10-12 18:00"), minutes=600, began_then=True)
    manager.post("/desk/uren/", OCTOBER)
    return ticket.time_entries.get()


def test_t8_older_lines_are_said_and_taken_along(manager, cast, exported, open_ticket):
    late = agreed(open_ticket(contact=cast.willem), cast.sanne)
    actions.log_time(late, by=cast.sanne, now=NOW, minutes=120, started_at=at("2026-10-30 10:00"))
    said = "Niet geëxporteerd: nog 1 oudere regel, € 190,00, van oktober"
    page = text(manager.get("/desk/uren/", PERIOD))
    assert f"{said}." in page
    assert "?van=2026-11-01&amp;tot=2026-11-30&amp;ouder=on" in page
    assert f"{said}." in text(manager.get(hours_of(cast.vries)))
    assert said in text(manager.post("/desk/uren/", PERIOD)), "nothing leaves, and it says what is left"
    page = text(manager.get("/desk/uren/", PERIOD | {"ouder": "on"}))
    assert said not in page and "€ 190,00" in page
    response = manager.post("/desk/uren/", PERIOD | {"ouder": "on", "klant": cast.vries.pk})
    export = TimeExport.objects.latest("pk")
    assert (export.amount, export.with_older, export.lines.get().ticket) == (Decimal(190), True, late)
    page = text(manager.get(response.url))
    assert "met oudere regels" in page and "30-10-2026" in page
    assert "30-10-2026" in manager.get(f"{response.url}csv/").content.decode()
    assert "oudere regel," not in text(manager.get(hours_of(cast.vries)))


def test_t9_a_line_that_left_is_corrected_with_a_credit_that_all_see(agent, manager, cast, exported):
    path = url(exported.ticket, f"tijd/{exported.pk}/")
    assert path in agent.get(url(exported.ticket)).content.decode()
    page = text(agent.get(path))
    assert f"is geëxporteerd (U{exported.export_id}) en blijft staan" in page
    assert "De klant leest dit bij de creditregel" in page
    given = {"minutes": "60", "activity": "support", "started_at": "2026-10-12T08:00", "text": ""}
    assert "Schrijf op waarom" in text(agent.post(path, given))
    agent.post(path, given | {"reason": "Een nul te veel"})
    page = text(agent.get(url(exported.ticket)))
    assert "Tijd <span>1 u</span>" in page
    for words in ("teruggenomen</strong> op", "Een nul te veel", "-€ 950,00", "(in de volgende export)"):
        assert words in page, words
    page = text(manager.get(hours_of(cast.vries, "2026-10")))
    assert "gaat mee in de volgende export" in page and "-10 u" in page
    page = text(manager.get("/desk/uren/", PERIOD))
    assert "waarvan 1 creditregel" in page and "-€ 855,00" in page and "-9 u" in page
    response = manager.post("/desk/uren/", PERIOD)
    page = text(manager.get(response.url))
    assert "-€ 855,00" in page and f"Creditregel</strong> U{exported.export_id}" in page


def test_t9_what_was_reviewed_says_what_a_correction_does(agent, cast, open_ticket):
    ticket = open_ticket()
    actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=30)
    actions.lock_reviewed(cast.smit, by=cast.daan, now=NOW, until=NOW.date())
    page = text(agent.get(url(ticket, f"tijd/{ticket.time_entries.get().pk}/")))
    assert "besproken met de klant en blijft staan" in page


@pytest.mark.parametrize("ouder", ["on", "", "x", "' OR 1=1"])
def test_whatever_is_asked_for_older_lines_is_yes_or_no(ouder, manager):
    assert manager.get("/desk/uren/", PERIOD | {"ouder": ouder}).status_code == 200
