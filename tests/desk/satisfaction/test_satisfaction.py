"""At the desk (SLA 11): who is to be rung back, at the ticket and on a list; whether a customer is asked at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from contracts.models import Contact, Customer, CustomerEvent
from reviews.figures import counting
from tests.closed import asked
from tests.desk.pages import page, text_of, url
from tickets import actions
from tickets.models import CallBack, EntryKind, SatisfactionRequest

LIST = "/desk/tevredenheid/"
WORDS = {"outcome": "Excuses gemaakt en morgen ga ik langs."}


@pytest.fixture
def request_of_jan(open_ticket, cast):
    """Sanne had it; half an hour after it was asked."""
    row = asked(open_ticket, cast)
    with time_machine.travel(row.asked_at + timedelta(minutes=30), tick=False):
        yield row


@pytest.fixture
def task(request_of_jan, cast) -> CallBack:
    now = request_of_jan.asked_at + timedelta(minutes=10)
    actions.answer_satisfaction(request_of_jan, by=cast.jan.user, now=now, score=1, text="Drie dagen gewacht.")
    return CallBack.objects.get()


def test_the_ticket_says_what_was_asked_and_answered(request_of_jan, agent, cast):
    ticket = request_of_jan.ticket
    assert "Nog geen antwoord" in page(agent, ticket)
    actions.answer_satisfaction(request_of_jan, by=cast.jan.user, now=request_of_jan.asked_at, score=5, text="Top!")
    shown = page(agent, ticket)
    assert "Uitstekend" in shown and "Top!" in shown and "Terugbellen uiterlijk" not in shown


def test_a_bad_one_stands_at_the_ticket_and_on_the_list_until_somebody_rang(task, agent, cast, sign_in):
    ticket = task.request.ticket
    assert "Terugbellen uiterlijk" in page(agent, ticket)
    listed = text_of(agent.get(LIST))
    assert "Drie dagen gewacht." in listed and "Sanne de Wit" in listed and f"{LIST}{task.pk}/" in listed
    assert "1 ontevreden klant is nog niet teruggebeld" in text_of(sign_in(cast.marloes).get("/desk/werkvoorraad/"))
    empty = agent.post(url(ticket, "teruggebeld/"), {"outcome": ""})
    assert "Schrijf op wat je met de klant besprak" in text_of(empty)
    agent.post(url(ticket, "teruggebeld/"), WORDS)
    shown = page(agent, ticket)
    assert "Terugbellen uiterlijk" not in shown and WORDS["outcome"] in shown
    assert "Niemand hoeft te worden teruggebeld" in text_of(agent.get(LIST))
    assert ticket.timeline.get(kind=EntryKind.CALLED_BACK).text == WORDS["outcome"]


def test_the_account_manager_rings_from_the_list_and_a_colleague_comes_second(task, cast, sign_in):
    daan, marloes = sign_in(cast.daan), sign_in(cast.marloes)
    assert "Drie dagen gewacht." in text_of(daan.get(f"{LIST}{task.pk}/"))
    assert daan.post(f"{LIST}{task.pk}/", WORDS).status_code == 302
    second = marloes.post(f"{LIST}{task.pk}/", {"outcome": "Ik belde ook."})
    assert "Daan Mulder belde al terug" in text_of(second) and "Ik belde ook." in text_of(second)
    assert CallBack.objects.get().done_by == cast.daan
    assert "Daan Mulder belde terug" in text_of(marloes.get(f"{LIST}{task.pk}/"))


def test_who_does_no_such_work_looks_and_does_not_ring(task, cast, sign_in):
    fred = sign_in(cast.fred)
    assert f"{LIST}{task.pk}/" not in text_of(fred.get(LIST))
    assert fred.post(f"{LIST}{task.pk}/", WORDS).status_code == 403
    assert sign_in(cast.jan.user).post(f"{LIST}{task.pk}/", WORDS).status_code == 404
    assert CallBack.objects.get().done_at is None


def test_what_is_late_says_so(task, cast, sign_in):
    with time_machine.travel(task.due_at + timedelta(minutes=1), tick=False):
        assert "te laat" in text_of(sign_in(cast.sanne).get(LIST))


def test_where_nobody_waits_there_is_nothing_to_ring(request_of_jan, agent):
    done = agent.post(url(request_of_jan.ticket, "teruggebeld/"), WORDS)
    assert "Er hoeft bij deze melding niemand (meer) te worden teruggebeld." in text_of(done)


def test_the_list_takes_as_many_queries_for_one_as_for_many(task, open_ticket, cast, agent, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert agent.get(LIST).status_code == 200
        return len(seen)

    one = queries()
    settings.SATISFACTION_DAYS_BETWEEN = 0
    for _ in range(4):
        row = asked(open_ticket, cast)
        actions.answer_satisfaction(row, by=cast.jan.user, now=row.asked_at, score=2, text="Matig.")
    assert queries() == one


def test_no_percentage_is_said_of_few_answers(task, agent):
    listed = text_of(agent.get(LIST))
    assert "<dt>Beantwoord</dt><dd>1</dd>" in listed and "Onder de 20 antwoorden" in listed and " %" not in listed


def test_answers_over_time_are_a_picture_with_the_counts_of_the_list(task, cast, agent):
    counting.count_due(task.made_at + timedelta(hours=2))
    listed = agent.get(LIST)
    assert _answers(listed.context["chart"]) == {"Goed of uitstekend": 0, "Voldoende": 0, "Matig of slecht": 1}
    assert listed.context["chart"].sentence in text_of(listed)


def _answers(chart) -> dict[str, int] | None:
    return None if chart.is_empty else {one.name: sum(one.known) for one in chart.series}


# --- Whether they are asked -------------------------------------------------------------------------------
def test_the_account_manager_switches_it_off_for_a_customer(cast, sign_in):
    daan, address = sign_in(cast.daan), f"/desk/klanten/{cast.smit.pk}/"
    assert "Vraag het hier niet" in text_of(daan.get(address))
    said = daan.post(f"{address}tevredenheid/", {"asks": "nee"}, follow=True)
    assert "Bij deze klant vragen wij niet hoe het ging." in text_of(said)
    assert list(Customer.objects.filter(asks_satisfaction=False)) == [cast.smit]
    daan.post(f"{address}tevredenheid/", {"asks": "nee"})
    assert CustomerEvent.objects.filter(kind="customer_changed").count() == 1
    daan.post(f"{address}tevredenheid/", {"asks": "ja"})
    assert Customer.objects.get(pk=cast.smit.pk).asks_satisfaction


def test_an_agent_does_not_and_sees_no_button(cast, agent):
    address = f"/desk/klanten/{cast.smit.pk}/"
    assert "Vraag het hier niet" not in text_of(agent.get(address))
    assert agent.post(f"{address}tevredenheid/", {"asks": "nee"}).status_code == 403
    assert Customer.objects.get(pk=cast.smit.pk).asks_satisfaction


def test_for_one_person_it_is_switched_off_with_his_details(cast, sign_in):
    given = {"name": cast.jan.name, "email": cast.jan.email, "phone": "", "department": "", "is_active": "on"}
    sign_in(cast.daan).post(f"/desk/contacten/{cast.jan.pk}/", given)
    assert not Contact.objects.get(pk=cast.jan.pk).asks_satisfaction
    sign_in(cast.daan).post(f"/desk/contacten/{cast.jan.pk}/", given | {"asks_satisfaction": "on"})
    assert Contact.objects.get(pk=cast.jan.pk).asks_satisfaction
    assert not SatisfactionRequest.objects.exists()
