"""Coverage on the page of a ticket, and in the lists that follow from it."""

from __future__ import annotations

import pytest
import time_machine

from contracts import actions as contract_actions
from tests.conftest import at
from tests.desk.pages import fresh, kinds, page, text_of, url
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import EntryKind, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


# --- The verdict ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "fields", "words"),
    [
        ("jan", {}, ["Inbegrepen", "SLA 6.3", "zit bij Werkplek Plus in het maandbedrag"]),
        ("willem", {}, ["Meerwerk", "SLA 5.2", "daar is nog geen akkoord op", "Vraag akkoord op kosten"]),
        ("willem", {"channel": "alert", "item_type": "server"}, ["Opvolging van een alert valt bij Server Basic niet"]),
        ("jan", {"item_type": "server", "features": ["cybercrime"]}, ["Meerwerk", "SLA 6.4", "cybercriminaliteit"]),
        ("jan", {"kind": "aanpassing", "small_change": True}, ["Fair use", "SLA 7.7", "kleine aanpassing"]),
    ],
)
def test_the_verdict_its_clause_and_what_it_was_decided_by(who, fields, words, agent, cast, open_ticket):
    text = page(agent, open_ticket(contact=getattr(cast, who), **fields))
    for word in words:
        assert word in text, word


def test_what_was_taken_over_has_no_verdict_and_its_page_opens(agent, open_ticket):
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(coverage_verdict="", coverage_clause="", coverage_reason={})
    assert "geen dekking bepaald" in page(agent, ticket)


def test_other_facts_give_another_verdict(agent, billable):
    ticket = billable()
    form = agent.get(url(ticket, "dekking/"))
    assert "cryptolocker" in text_of(form)
    given = {"item_type": "netwerk", "service": "support", "features": ["cybercrime"]}
    assert agent.post(url(ticket, "dekking/"), given).status_code == 302
    ticket = fresh(ticket)
    assert (ticket.item_type, ticket.features, ticket.coverage_verdict) == ("netwerk", ["cybercrime"], "geen_sla")
    assert EntryKind.COVERED in kinds(ticket)
    assert "Geen SLA" in page(agent, ticket)


def test_the_form_of_an_incident_keeps_what_only_a_change_is_asked(agent, open_ticket):
    ticket = open_ticket(kind="aanpassing", small_change=True)
    assert "Kleine aanpassing" in text_of(agent.get(url(ticket, "dekking/")))
    incident = open_ticket()
    assert "Kleine aanpassing" not in text_of(agent.get(url(incident, "dekking/")))


@pytest.mark.parametrize(
    ("verb", "given", "words"),
    [
        ("dekking", {"item_type": "koffie", "service": "support"}, "Selecteer een geldige keuze"),
        ("dekking", {"item_type": "server", "service": "zwemmen"}, "Selecteer een geldige keuze"),
        ("dekking", {"item_type": "server", "service": "support", "features": ["zwemmen"]}, "Selecteer een geldige"),
        ("dekking-anders", {"verdict": "inbegrepen", "reason": " "}, "Schrijf op waarom"),
        ("dekking-anders", {"verdict": "gratis", "reason": "Zomaar"}, "Selecteer een geldige keuze"),
        ("advies", {"advice": "999999"}, "Kies een afgewezen advies"),
        ("raming", {"minutes": "", "text": "Kabels", "rate": "normal"}, "Vul een schatting in"),
        ("raming", {"minutes": "0", "text": "Kabels", "rate": "normal"}, "Vul 1 tot en met 60000 minuten in"),
        ("raming", {"minutes": "30", "text": " ", "rate": "normal"}, "Schrijf op waarvoor de kosten zijn"),
        ("raming", {"minutes": "30", "text": "x", "rate": "normal", "amount": "veel"}, "Vul een bedrag in euro"),
        ("raming", {"minutes": "30", "text": "x", "rate": "gratis"}, "Selecteer een geldige keuze"),
        ("mandaat", {"text": "Lek"}, "staat geen mandaat"),
        ("meekijken", {"text": " "}, "Schrijf op waarom je wilt meekijken"),
        ("meekijken-begin", {}, "Vraag eerst toestemming"),
        ("intrekken", {"text": "Hoeft niet"}, "Kies welke vraag vervalt"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(verb, given, words, agent, billable):
    ticket = billable()
    text = text_of(agent.post(url(ticket, f"{verb}/"), given))
    assert words in text
    for typed in set(given) & {"text", "reason"}:
        assert given[typed].strip() in text
    assert kinds(ticket) == [EntryKind.OPENED]


def test_an_agent_decides_otherwise_and_everybody_reads_why(agent, billable, cast, sign_in):
    ticket = billable()
    agent.post(url(ticket, "dekking-anders/"), {"verdict": "inbegrepen", "reason": "Coulance na de storing"})
    assert fresh(ticket).coverage_overridden
    for text in (page(agent, ticket), text_of(sign_in(cast.willem.user).get(f"/portaal/meldingen/{ticket.number}/"))):
        assert "Coulance na de storing" in text
    assert "met de hand" in page(agent, ticket)
    again = {"item_type": "server", "service": "support"}
    assert "De dekking is met de hand bepaald" in text_of(agent.post(url(ticket, "dekking/"), again))
    agent.post(url(ticket, "dekking/"), again | {"reason": "Toch gewoon"})
    assert not fresh(ticket).coverage_overridden


def test_an_incident_from_a_declined_advice_is_meerwerk_with_that_proof(agent, cast, open_ticket):
    advice = contract_actions.give_advice(
        cast.smit, by=cast.daan, now=at("2026-03-02 10:00"), title="Vervang de oude server", text="x", given_to=cast.jan
    )
    contract_actions.decide_advice(
        advice, by=cast.daan, now=at("2026-03-03 10:00"), accepted=False, text="Te duur", decided_by=cast.jan
    )
    ticket = open_ticket(item_type="server")
    assert "Vervang de oude server" in text_of(agent.get(url(ticket, "advies/")))
    agent.post(url(ticket, "advies/"), {"advice": advice.pk})
    text = page(agent, ticket)
    assert fresh(ticket).coverage_verdict == "meerwerk"
    assert "afgewezen door Jan Smit" in text
    agent.post(url(ticket, "advies/"), {"advice": ""})
    assert fresh(ticket).coverage_verdict == "inbegrepen"


def test_an_advice_of_another_customer_is_not_offered_and_not_taken(agent, cast, open_ticket):
    advice = contract_actions.give_advice(
        cast.vries, by=cast.daan, now=at("2026-03-02 10:00"), title="Geheim plan", text="x", given_to=cast.willem
    )
    contract_actions.decide_advice(
        advice, by=cast.daan, now=at("2026-03-03 10:00"), accepted=False, text="Nee", decided_by=cast.willem
    )
    ticket = open_ticket()
    assert "Geheim plan" not in text_of(agent.get(url(ticket, "advies/")))
    assert "Kies een afgewezen advies" in text_of(agent.post(url(ticket, "advies/"), {"advice": advice.pk}))
    assert fresh(ticket).ignored_advice is None


VERBS = ["dekking", "dekking-anders", "advies", "raming", "mandaat", "autorisatie", "meekijken", "intrekken"]


@pytest.mark.parametrize("verb", [*VERBS, "meekijken-begin", "meekijken-stop"])
@pytest.mark.parametrize(("who", "status"), [("els", 403), ("daan", 403), ("jan", 404), ("willem", 404)])
def test_others_do_none_of_this(verb, who, status, cast, sign_in, billable):
    ticket, person = billable(), getattr(cast, who)
    client = sign_in(getattr(person, "user", person))
    assert client.get(url(ticket, f"{verb}/")).status_code == status
    assert client.post(url(ticket, f"{verb}/"), {"text": "x", "reason": "x"}).status_code == status
    assert kinds(ticket) == [EntryKind.OPENED]


def test_who_may_only_read_is_offered_nothing(cast, sign_in, billable):
    text = page(sign_in(cast.els), billable())
    assert "Meerwerk" in text
    for words in ("Wijzig het werk", "Vraag akkoord op kosten", "Autorisatieverzoek"):
        assert words not in text


# --- In the queue, and month by month ---------------------------------------------------------------------
def test_the_queue_shows_what_the_customer_pays_and_what_waits_for_his_yes(agent, cast, open_ticket, billable):
    open_ticket()
    row = text_of(agent.get("/desk/")).split('data-list="follow"')[1]
    assert 'aria-label="meerwerk"' not in row
    ticket = billable()
    assert 'aria-label="meerwerk"' in text_of(agent.get("/desk/"))
    assert 'title="wacht op akkoord"' not in text_of(agent.get("/desk/"))
    actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=90, text="Mailserver")
    assert 'title="wacht op akkoord"' in text_of(agent.get("/desk/"))


def test_work_under_mandate_is_listed_month_by_month_for_both_sides(agent, anke, cast, sign_in, open_ticket, billable):
    renew(cast.smit_agreement, mandate="Lekken dichten.")
    for ticket, text in ((billable(), "Lek bij De Vries"), (open_ticket(), "Lek bij Smit")):
        actions.use_mandate(ticket, by=cast.sanne, now=NOW, text=text)
    desk = text_of(agent.get(f"/desk/klanten/{cast.vries.pk}/"))
    theirs = text_of(sign_in(cast.willem.user).get("/portaal/afspraken/"))
    for page_text in (desk, theirs):
        for words in ("November 2026", "Lek bij De Vries", "SLA 4.2, overeenkomst DVO-1002 versie 2"):
            assert words in page_text, words
        assert "Lek bij Smit" not in page_text
    assert "Lek bij De Vries" not in text_of(sign_in(anke.user).get("/portaal/afspraken/")), "not of her meldingen"
