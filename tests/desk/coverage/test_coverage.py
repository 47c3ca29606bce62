"""Coverage, approvals, mandate and remote viewing on the page of a ticket."""

from __future__ import annotations

import pytest
import time_machine

from contracts import actions as contract_actions
from contracts.models import ClauseKind
from tests.conftest import at
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import Approval, EntryKind, Status, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


@pytest.fixture
def billable(cast, open_ticket):
    """De Vries has Werkplek Basic: support is meerwerk."""
    return lambda **fields: open_ticket(contact=cast.willem, **fields)


@pytest.fixture
def anke(cast):
    """Whom the DAP of De Vries names for rights, beside Willem himself."""
    anke = ContactFactory(customer=cast.vries, name="Anke Postma", email="anke@vries.example", with_user=True)
    dap = {ClauseKind.APPROVERS: [anke, cast.willem]}
    cast.vries_agreement = renew(cast.vries_agreement, dap=dap, mandate="Kritieke lekken dichten.")
    return anke


def url(ticket, part: str = "") -> str:
    return f"/desk/meldingen/{ticket.number}/{part}"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page(client, ticket) -> str:
    return text_of(client.get(url(ticket))).split('id="shortcuts"')[0]


def kinds(ticket) -> list[str]:
    return list(ticket.timeline.values_list("kind", flat=True))


def fresh(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


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


# --- What the customer is asked ---------------------------------------------------------------------------
def test_an_estimate_asked_and_taken_back(agent, billable):
    ticket = billable()
    assert "95,00" in text_of(agent.get(url(ticket, "raming/")))
    for _click in range(2):
        agent.post(url(ticket, "raming/"), {"minutes": "90", "text": "Mailserver", "rate": "normal", "amount": ""})
    approval = Approval.objects.get()
    assert (approval.minutes, str(approval.amount)) == (90, "142.50")
    text = page(agent, ticket)
    for words in ("Gevraagd", "Akkoord op kosten", "142,50", "Aan Willem de Vries (SLA 4.2), sinds ma 23 nov 10:20"):
        assert words in text, words
    assert fresh(ticket).status == Status.WACHT_OP_KLANT
    agent.post(url(ticket, "intrekken/"), {"approval": approval.pk, "text": "Toch inbegrepen"})
    assert fresh(ticket).status == Status.NIEUW
    assert "Toch inbegrepen" in page(agent, ticket)


@pytest.mark.parametrize(
    ("typed", "amount"), [("1.250,50", "1250.50"), ("€ 95", "95.00"), ("95.5", "95.50"), ("1250,5", "1250.50")]
)
def test_an_amount_as_a_dutch_office_writes_it(typed, amount, agent, billable):
    agent.post(url(billable(), "raming/"), {"minutes": "90", "text": "Vast", "rate": "normal", "amount": typed})
    assert str(Approval.objects.get().amount) == amount


@pytest.mark.parametrize("typed", ["0", "-5", "NaN", "1e99", "99999999999", "0,001"])
def test_an_amount_that_cannot_be(typed, agent, billable):
    given = {"minutes": "90", "text": "Vast", "rate": "normal", "amount": typed}
    assert 'class="field__error"' in text_of(agent.post(url(billable(), "raming/"), given))
    assert not Approval.objects.exists()


def test_the_answer_stands_there_with_its_clause(agent, billable, cast):
    ticket = billable()
    approval = actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=90, text="Mailserver")
    actions.decide(approval, now=NOW, granted=True, by=cast.willem.user, text="Ga uw gang.")
    text = page(agent, ticket)
    assert "Willem de Vries, ma 23 nov 10:20 (SLA 4.2)" in text
    assert "“Ga uw gang.”" in text
    assert "daar is nog geen akkoord op" not in text


def test_a_question_of_another_ticket_is_not_taken_back_here(agent, billable, cast):
    approval = actions.ask_estimate(billable(), by=cast.sanne, now=NOW, minutes=90, text="Mailserver")
    response = agent.post(url(billable(), "intrekken/"), {"approval": approval.pk, "text": "Weg"})
    assert "Deze vraag staat niet meer open." in text_of(response)
    assert Approval.objects.get().status == "asked"


def test_under_mandate_work_goes_first(agent, anke, billable):
    ticket = billable()
    assert "Werk onder mandaat" in page(agent, ticket)
    agent.post(url(ticket, "mandaat/"), {"text": "Lek wordt misbruikt"})
    text = page(agent, ticket)
    assert fresh(ticket).under_mandate
    for words in ("onder mandaat", "SLA 4.2, overeenkomst DVO-1002 versie 2", "Lek wordt misbruikt"):
        assert words in text, words
    assert "daar is nog geen akkoord op" not in text


def test_no_mandate_in_the_agreement_no_button(agent, billable):
    assert "Werk onder mandaat" not in page(agent, billable())


def test_a_request_for_rights_says_what_it_waits_for_and_offers_nothing_that_begins(agent, anke, billable):
    ticket = billable(kind="aanpassing", is_authorisation=True, subject="Rechten op Archief")
    text = page(agent, ticket)
    assert "wacht op bevestiging door Anke Postma (DAP 10, versie 2)" in text
    for words in ("Start werk", "Los op", "Verstuur en los op", "Plan in", "Beëindig het wachten", "Trek een vraag in"):
        assert words not in text, words
    for verb in ("start", "los-op", "plan"):
        given = {"text": "x", "planned_for": "2026-11-24T09:00"}
        assert "wacht op bevestiging" in text_of(agent.post(url(ticket, f"{verb}/"), given))
    actions.decide(ticket.approvals.get(), now=NOW, granted=True, by=anke.user)
    assert "Start werk" in page(agent, ticket)


def test_an_agent_sees_that_it_asks_for_rights(agent, anke, billable):
    ticket = billable(kind="servicevraag", subject="Mag ik bij het archief?")
    assert "Start werk" in page(agent, ticket)
    agent.post(url(ticket, "autorisatie/"), {"text": "Leesrechten op Archief"})
    text = page(agent, ticket)
    assert "Leesrechten op Archief" in text
    assert "Nog niet beginnen" in text


def test_nobody_may_confirm_is_said_with_what_to_do(agent, billable):
    ticket = billable(kind="aanpassing", is_authorisation=True)
    text = page(agent, ticket)
    assert "Laat de accountmanager iemand in het DAP opnemen." in text
    assert "Start werk" not in text


def test_a_stranger_waits_for_a_named_contact(agent, cast, billable):
    named = ContactFactory(customer=cast.vries, name="Anke Postma", email="anke@vries.example", with_user=True)
    renew(cast.vries_agreement, dap={ClauseKind.REPORTERS: [named]})
    ticket = billable()
    assert "wacht op toestemming van Anke Postma (DAP 3, versie 2)" in page(agent, ticket)


def test_looking_along_asked_granted_begun_and_ended(agent, cast, open_ticket):
    ticket = open_ticket()
    agent.post(url(ticket, "meekijken/"), {"text": "Outlook bekijken"})
    assert "Begin met meekijken" not in page(agent, ticket)
    actions.decide(ticket.approvals.get(), now=NOW, granted=True, by=cast.jan.user)
    assert "Begin met meekijken" in page(agent, ticket)
    agent.post(url(ticket, "meekijken-begin/"))
    assert "Er wordt nu meegekeken" in page(agent, ticket)
    agent.post(url(ticket, "meekijken-stop/"))
    text = page(agent, ticket)
    assert "Begin met meekijken" not in text
    assert "Vraag om mee te kijken" in text
    assert kinds(ticket).count(EntryKind.VIEWING) == 2


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


@pytest.mark.parametrize("questions", [1, 20])
def test_a_ticket_with_questions_asks_as_few_queries_for_one_as_for_twenty(
    cast, sign_in, billable, questions, django_assert_max_num_queries
):
    ticket, client = billable(), sign_in(cast.sanne)
    for n in range(questions):
        actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=90 + n, text="Mailserver")
    with django_assert_max_num_queries(18):  # thirteen, the version in force, the clause
        client.get(url(ticket))


# --- In the queue, and month by month ---------------------------------------------------------------------
def test_the_queue_shows_what_the_customer_pays_and_what_waits_for_his_yes(agent, cast, open_ticket, billable):
    open_ticket()
    row = text_of(agent.get("/desk/")).split('data-list="follow"')[1]
    assert 'aria-label="meerwerk"' not in row
    ticket = billable()
    assert 'aria-label="meerwerk"' in text_of(agent.get("/desk/"))
    assert 'aria-label="wacht op akkoord"' not in text_of(agent.get("/desk/"))
    actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=90, text="Mailserver")
    assert 'aria-label="wacht op akkoord"' in text_of(agent.get("/desk/"))


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
