"""The page of a ticket: what it shows, what is done on it, and by whom."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.time.forms import minutes_in
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import EntryKind, Ticket

NOW = at("2026-11-23 10:20")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def url(ticket, part: str = "") -> str:
    return f"/desk/meldingen/{ticket.number}/{part}"


def kinds(ticket) -> list[str]:
    return list(ticket.timeline.values_list("kind", flat=True))


def fresh(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


# --- What it shows ----------------------------------------------------------------------------------------
def test_everything_about_it_on_one_page(agent, cast, open_ticket):
    earlier = open_ticket(subject="Vorige keer")
    ticket = open_ticket(contact_phone="06 - 12 34 56 78", impact_text="Geen bestellingen")
    actions.note(ticket, by=cast.ravi, now=NOW, text="Niet voor de klant")
    page = agent.get(url(ticket)).content.decode()
    for words in (
        "Bakkerij Smit",
        'href="tel:0612345678"',
        "Outlook opnieuw gestart.",
        "Geen bestellingen",
        "Intern",
        "Niet voor de klant",
        "nog 40 min",
        "uiterlijk ma 23-11 11:00",
        "SLA 7.9",
        "Belofte",
        f"#{earlier.number} Vorige keer",
        "Naar Jan Smit (jan@smit.example)",
    ):
        assert words in page, words


def test_what_is_missing_is_said(agent, cast, open_ticket):
    ticket = open_ticket(steps_taken="")
    assert "Nog niet bekend" in agent.get(url(ticket)).content.decode()
    agent.post(url(ticket, "gegevens/"), {"subject": ticket.subject, "steps_taken": "Herstart", "contact_phone": "1"})
    assert "Nog niet bekend" not in agent.get(url(ticket)).content.decode()


def test_without_agreement_no_sla(agent, cast, open_ticket):
    cast.smit.agreements.all().delete()
    page = agent.get(url(open_ticket())).content.decode()
    assert "Geen SLA van toepassing" in page
    assert "Geen afspraak over de aanvang" in page


def test_a_kritisch_by_another_way_is_marked(agent, open_ticket):
    assert "niet via afgesproken kanaal" in agent.get(url(open_ticket(impact=1))).content.decode()
    assert "niet via afgesproken kanaal" not in agent.get(url(open_ticket(impact=2))).content.decode()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_people_write_is_text(text, agent, cast, open_ticket):
    ticket = open_ticket(subject=text, description=text, steps_taken=text)
    actions.note(ticket, by=cast.sanne, now=NOW, text=text)
    page = agent.get(url(ticket)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_for_htmx_only_the_ticket(agent, open_ticket):
    page = agent.get(url(open_ticket()), headers=HTMX).content.decode()
    assert "<article" in page
    assert "<html" not in page


@pytest.mark.parametrize(("headers", "most"), [(HTMX, 16), ({}, 24)], ids=["pane", "page with its list"])
def test_a_ticket_page_asks_as_many_questions_whatever_its_length(headers, most, cast, sign_in, open_ticket):
    """One of them the mark that it was read, at the first time."""
    client, asked = sign_in(cast.marloes), []
    for replies, others in ((0, 0), (20, 20)):
        for _ in range(others):
            open_ticket()
        ticket = open_ticket()
        for n in range(replies):
            file = SimpleUploadedFile(f"{n}.txt", b"x")
            actions.reply(ticket, by=cast.sanne, now=NOW, text=f"Bericht {n}", files=[file])
            actions.log_time(ticket, by=cast.ravi, now=NOW, minutes=5)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(ticket), headers=headers).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= most


# --- What is done -----------------------------------------------------------------------------------------
VERBS = {
    "neem-aan": ({}, EntryKind.TAKEN, "nieuw"),
    "start": ({}, EntryKind.WORK_STARTED, "in_behandeling"),
    "wacht": ({"party": "customer", "text": "Welke kamer?"}, EntryKind.WAITING, "wacht_op_klant"),
    "plan": ({"planned_for": "2026-11-24T09:00", "text": ""}, EntryKind.PLANNED, "ingepland"),
    "los-op": ({"text": "Kabel vervangen."}, EntryKind.RESOLVED, "opgelost"),
    "annuleer": ({"text": "Dubbel."}, EntryKind.CANCELLED, "geannuleerd"),
    "indeling": (
        {"kind": "incident", "impact": "1", "urgency": "A", "reason": "Heel het bedrijf"},
        EntryKind.CLASSIFIED,
        "nieuw",
    ),
    "gegevens": ({"subject": "Ander onderwerp"}, EntryKind.DETAILS_CHANGED, "nieuw"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_an_agent_acts(verb, agent, open_ticket):
    given, kind, status = VERBS[verb]
    ticket = open_ticket()
    assert agent.get(url(ticket, f"{verb}/")).status_code == 200
    assert kinds(ticket) == [EntryKind.OPENED], "a GET changes nothing"
    assert agent.post(url(ticket, f"{verb}/"), given).status_code == 302
    assert kind in kinds(ticket)
    assert fresh(ticket).status == status


@pytest.mark.parametrize("verb", [*VERBS, "neem-over", "hervat", "heropen", "sluit", "wijs-toe"])
@pytest.mark.parametrize(("who", "status"), [("els", 403), ("daan", 403), ("jan", 404)])
def test_others_do_not(verb, who, status, cast, sign_in, open_ticket):
    ticket, person = open_ticket(), getattr(cast, who)
    client = sign_in(getattr(person, "user", person))
    assert client.post(url(ticket, f"{verb}/"), VERBS.get(verb, ({},))[0]).status_code == status
    assert kinds(ticket) == [EntryKind.OPENED]


def test_who_may_not_work_is_offered_nothing(cast, sign_in, open_ticket):
    page = sign_in(cast.els).get(url(open_ticket())).content.decode()
    assert "Start werk" not in page.split('id="shortcuts"')[0]
    assert 'id="composer"' not in page


def test_only_who_may_assign_gives_it_to_another(cast, sign_in, open_ticket):
    ticket = open_ticket()
    given = {"assignee": cast.ravi.pk, "team": cast.second_line.pk}
    assert sign_in(cast.sanne).post(url(ticket, "wijs-toe/"), given).status_code == 403
    assert sign_in(cast.marloes).post(url(ticket, "wijs-toe/"), given).status_code == 302
    assert (fresh(ticket).assignee, fresh(ticket).team) == (cast.ravi, cast.second_line)
    sign_in(cast.sanne).post(url(ticket, "neem-over/"))
    assert fresh(ticket).assignee == cast.sanne


@pytest.mark.parametrize(
    ("verb", "given", "words"),
    [
        ("wacht", {"party": "customer", "text": " "}, "Schrijf op waarop wij wachten"),
        ("plan", {"planned_for": "2026-11-01T09:00"}, "Kies een moment in de toekomst"),
        ("plan", {"planned_for": "morgen"}, "Dit is geen dag met een tijd"),
        ("los-op", {"text": ""}, "Schrijf op wat de oplossing is"),
        ("annuleer", {"text": ""}, "Schrijf op waarom deze melding vervalt"),
        ("indeling", {"kind": "servicevraag"}, "Schrijf op waarom de indeling verandert"),
        ("gegevens", {"subject": ""}, "Een melding heeft een onderwerp"),
        ("wijs-toe", {"assignee": "999999"}, "Selecteer een geldige keuze"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(verb, given, words, agent, open_ticket):
    ticket = open_ticket()
    assert words in agent.post(url(ticket, f"{verb}/"), given).content.decode()
    dialog = agent.post(url(ticket, f"{verb}/"), given, headers=HTMX)
    assert words in dialog.content.decode()
    assert dialog["HX-Retarget"] == "#action-body"
    assert kinds(ticket) == [EntryKind.OPENED]


def test_for_htmx_the_ticket_comes_back_and_the_list_is_told(agent, open_ticket):
    response = agent.post(url(open_ticket(), "start/"), headers=HTMX)
    assert response["HX-Retarget"] == "#detail"
    assert "queue-changed" in response["HX-Trigger"]
    assert "op tijd begonnen" in response.content.decode()


def test_an_act_twice_is_done_once(agent, open_ticket):
    ticket = open_ticket()
    for _ in range(2):
        agent.post(url(ticket, "start/"))
    assert kinds(ticket).count(EntryKind.WORK_STARTED) == 1


def test_the_list_beside_it_stays_the_chosen_one(agent, open_ticket):
    ticket = open_ticket()
    response = agent.post(url(ticket, "start/?weergave=mijn"))
    assert response["Location"] == f"{url(ticket)}?weergave=mijn"


# --- Writing ----------------------------------------------------------------------------------------------
def message(**changes: str) -> dict:
    return {"kind": "antwoord", "text": "Goedemorgen", "daarna": "", "form_token": "token-1"} | changes


@pytest.mark.parametrize(
    ("given", "kind", "public", "status"),
    [
        (message(), EntryKind.REPLY, True, "nieuw"),
        (message(kind="intern"), EntryKind.NOTE, False, "nieuw"),
        (message(kind="intern", daarna="los-op"), EntryKind.NOTE, False, "nieuw"),
        (message(daarna="wacht"), EntryKind.WAITING, True, "wacht_op_klant"),
        (message(daarna="los-op"), EntryKind.RESOLVED, True, "opgelost"),
    ],
)
def test_writing_and_what_comes_with_it_is_one_line(given, kind, public, status, agent, open_ticket):
    ticket = open_ticket()
    for _ in range(3):
        assert agent.post(url(ticket, "bericht/"), given).status_code == 302
    entry = ticket.timeline.get(kind=kind)
    assert (entry.text, entry.is_public) == ("Goedemorgen", public)
    assert [e.text for e in ticket.timeline.all()].count("Goedemorgen") == 1
    assert fresh(ticket).status == status


@pytest.mark.parametrize("after", ["wacht", "los-op"])
def test_a_message_is_never_lost_because_the_state_has_moved_on(after, agent, cast, open_ticket):
    ticket = open_ticket()
    actions.wait(ticket, by=cast.ravi, now=NOW, party="customer", text="Uw vraag?")
    if after == "los-op":
        actions.resolve(ticket, by=cast.ravi, now=NOW, text="Al gedaan.")
    agent.post(url(ticket, "bericht/"), message(daarna=after))
    assert ticket.timeline.filter(kind=EntryKind.REPLY, text="Goedemorgen").exists()


@pytest.mark.parametrize(
    ("verb", "before", "words"),
    [
        ("los-op", ["resolve"], "al opgelost"),
        ("heropen", [], "al open"),
        ("sluit", ["resolve", "close"], "al gesloten"),
        ("sluit", ["cancel"], "is geannuleerd"),
        ("annuleer", ["cancel"], "al geannuleerd"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_dialog_that_comes_too_late_says_so_and_keeps_what_was_typed(
    verb, before, words, htmx, agent, cast, open_ticket
):
    ticket = open_ticket()
    for step in before:
        getattr(actions, step)(ticket, by=cast.ravi, now=NOW, text="Van Ravi.")
    headers = {"HX-Request": "true"} if htmx else {}
    response = agent.post(url(ticket, f"{verb}/"), {"text": "Lang verhaal"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 200 and words in page and "Lang verhaal</textarea>" in page
    assert not ticket.timeline.filter(text="Lang verhaal").exists()


@pytest.mark.parametrize("kind", [None, "", "Antwoord", "klant", "note"])
def test_what_goes_to_the_customer_goes_there_because_somebody_said_so(kind, agent, open_ticket):
    """A post that does not say which of the two it is was taken for an answer once."""
    ticket = open_ticket()
    given = message(kind=kind or "", text="Tussen ons") if kind is not None else message(text="Tussen ons")
    if kind is None:
        del given["kind"]
    page = agent.post(url(ticket, "bericht/"), given).content.decode()
    assert "Kies of dit een antwoord aan de klant is of een notitie voor collega’s." in page
    assert "Tussen ons</textarea>" in page and not re.search(r'name="kind"[^>]*checked', page)
    assert kinds(ticket) == [EntryKind.OPENED]


def test_an_answer_is_chosen_beforehand(agent, open_ticket):
    page = agent.get(url(open_ticket())).content.decode()
    assert re.findall(r'name="kind" value="(\w+)"\s+checked', page) == ["antwoord"]


def test_files_go_with_it(agent, open_ticket):
    ticket = open_ticket()
    agent.post(url(ticket, "bericht/"), message(daarna="wacht") | {"files": SimpleUploadedFile("log.txt", b"fout")})
    attachment = ticket.timeline.get(kind=EntryKind.WAITING).attachments.get()
    assert f"/bijlagen/{attachment.key}/" in agent.get(url(ticket)).content.decode()


def test_an_empty_message_is_refused_and_a_wrong_file_keeps_the_text(agent, open_ticket):
    ticket = open_ticket()
    assert "Typ een bericht" in agent.post(url(ticket, "bericht/"), message(text=" ")).content.decode()
    page = agent.post(
        url(ticket, "bericht/"), message(text="Lang verhaal") | {"files": SimpleUploadedFile("leeg.txt", b"")}
    ).content.decode()
    assert "is leeg" in page
    assert "Lang verhaal</textarea>" in page
    assert kinds(ticket) == [EntryKind.OPENED]


@pytest.mark.parametrize(("who", "status"), [("els", 403), ("jan", 404)])
def test_others_write_nothing(who, status, cast, sign_in, open_ticket):
    ticket, person = open_ticket(), getattr(cast, who)
    client = sign_in(getattr(person, "user", person))
    assert client.post(url(ticket, "bericht/"), message()).status_code == status
    assert client.post(url(ticket, "tijd/"), {"minutes": "5", "activity": "support"}).status_code == status
    assert kinds(ticket) == [EntryKind.OPENED]


def test_time_is_logged_and_starts_the_work(agent, open_ticket):
    ticket = open_ticket()
    given = {"minutes": "25", "activity": "research", "on_site": "on", "text": "Kabels", "form_token": "t"}
    for _ in range(2):
        agent.post(url(ticket, "tijd/"), given)
    entry = ticket.time_entries.get()
    assert (entry.minutes, entry.activity, entry.on_site, entry.note) == (25, "research", True, "Kabels")
    assert fresh(ticket).clock.work_started_at == at("2026-11-23 10:00")  # with the time, not before the melding
    assert "25 min, Onderzoek (op locatie) geschreven" in agent.get(url(ticket)).content.decode()


@pytest.mark.parametrize("minutes", ["", "0", "1441", "x", "-5"])
def test_minutes_that_cannot_be(minutes, agent, open_ticket):
    ticket = open_ticket()
    page = agent.post(url(ticket, "tijd/"), {"minutes": minutes, "activity": "support"}).content.decode()
    assert 'class="field__error"' in page
    assert not ticket.time_entries.exists()


def test_writing_is_no_get(agent, open_ticket):
    ticket = open_ticket()
    for part, status in (("bericht/", 405), ("concept/", 405), ("tijd/", 200)):
        assert agent.get(url(ticket, part)).status_code == status
    assert kinds(ticket) == [EntryKind.OPENED], "the form of time is asked for, and writes nothing"


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("90", 90), ("15m", 15), ("1:30", 90), ("1u30", 90), ("2 uur", 120), ("1,5", 90), ("0.25", 15), (" 45 min ", 45)],
)
def test_time_is_written_as_people_write_it(written, minutes):
    assert minutes_in(written) == minutes


@pytest.mark.parametrize("written", ["", "anderhalf", "1:75", "1:2:3", "-5", "1,555", "9" * 40])
def test_what_is_no_time_is_not_guessed(written):
    assert minutes_in(written) is None


def test_why_it_is_handed_over_stands_with_it_and_only_workers_are_offered(cast, sign_in, open_ticket):
    ticket, marloes = open_ticket(), sign_in(cast.marloes)
    page = marloes.get(url(ticket, "wijs-toe/")).content.decode()
    assert "Ravi Pinas · 0 open" in page and "Els Groen" not in page and "Daan Mulder" not in page
    marloes.post(url(ticket, "wijs-toe/"), {"assignee": cast.ravi.pk, "text": "Hij kent de firewall."})
    line = ticket.timeline.get(kind=EntryKind.ASSIGNED)
    assert (line.text, line.is_public) == ("Hij kent de firewall.", False)


def test_an_unknown_verb_is_not_there(agent, open_ticket):
    assert agent.get(url(open_ticket(), "verwijder/")).status_code == 404


def test_ledger_of_a_pause(agent, cast, open_ticket):
    ticket = open_ticket()
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="customer", text="Wie?")
    actions.reply(ticket, by=cast.jan.user, now=at("2026-11-23 10:10"), text="Ik.")
    page = agent.get(url(ticket)).content.decode()
    assert re.search(r'ledger__line--skipped">[^<]*wacht op klant, telt niet mee', page)
    assert "uiterlijk ma 23-11 11:10" in page
