"""What the customer is asked from the page of a ticket: costs, rights, looking along; and work under mandate."""

from __future__ import annotations

import pytest
import time_machine

from contracts.models import ClauseKind
from tests.conftest import at
from tests.desk.pages import fresh, kinds, page, text_of, url
from tests.factories import ContactFactory
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import Approval, EntryKind, Status

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


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
    text = text_of(agent.get(url(ticket), headers={"HX-Request": "true"}))  # without the list beside it
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


@pytest.mark.parametrize("questions", [1, 20])
def test_a_ticket_with_questions_asks_as_few_queries_for_one_as_for_twenty(
    cast, sign_in, billable, questions, django_assert_max_num_queries
):
    ticket, client = billable(), sign_in(cast.sanne)
    for n in range(questions):
        actions.ask_estimate(ticket, by=cast.sanne, now=NOW, minutes=90 + n, text="Mailserver")
    with django_assert_max_num_queries(18):  # sixteen, the version in force, the clause
        client.get(url(ticket), headers={"HX-Request": "true"})
