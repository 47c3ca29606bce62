"""The desk's pages of evaluations (SLA 11): the list, the sheet that is written on, the verbs, a broken promise."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine

from reviews.evaluations import actions
from reviews.models import BreachCause, Evaluation, EvaluationPart
from tests.desk.pages import text_of
from tests.evaluated import LATER, SOLVED, TEXTS, owed, released, solved, written
from tickets.models import Ticket

LIST = "/desk/evaluaties/"


@pytest.fixture(autouse=True)
def _that_afternoon():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def evaluation(cast, open_ticket):
    return owed(cast, open_ticket)


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.marloes)


def at_page(evaluation: Evaluation, part: str = "") -> str:
    return f"/desk/meldingen/{evaluation.ticket_id}/evaluatie/{part}"


def all_texts(evaluation: Evaluation, **changed: str) -> dict[str, str]:
    given = {part.value: changed.get(part.value, text) for part, text in TEXTS.items()}
    return given | {f"number-{part.value}": str(evaluation.number_of(part)) for part in EvaluationPart}


# --- The list ---------------------------------------------------------------------------------------------
def test_the_list_shows_what_is_still_owed(cast, agent, open_ticket, evaluation):
    done = released(cast, owed(cast, open_ticket, subject="Al gedeeld"))
    text = text_of(agent.get(LIST))
    assert f"#{evaluation.ticket_id} Geen mail op kantoor" in text
    assert "Nog te schrijven" in text and "Kritisch" in text
    assert "Al gedeeld" not in text
    assert f"#{done.ticket_id} Al gedeeld" in text_of(agent.get(LIST, {"stand": "released"}))
    assert "Al gedeeld" in text_of(agent.get(LIST, {"stand": "alle"}))


def test_an_empty_list_says_what_will_stand_there(agent):
    assert "staat het hier binnen enkele minuten" in text_of(agent.get(LIST))


@pytest.mark.parametrize(
    "query", [{"stand": "onzin", "klant": "x"}, {"klant": "9" * 12}, {"na": "%00"}, {"klant": "²"}]
)
def test_what_a_filter_does_not_know_is_left_out(agent, evaluation, query):
    assert "Geen mail op kantoor" in text_of(agent.get(LIST, query))


def test_the_list_of_one_customer(cast, agent, open_ticket, evaluation):
    owed(cast, open_ticket, contact=cast.willem, subject="Van De Vries")
    text = text_of(agent.get(LIST, {"klant": cast.vries.pk}))
    assert "Van De Vries" in text and "Geen mail op kantoor" not in text


def test_the_list_costs_the_same_with_one_and_with_six_rows(
    cast, coordinator, open_ticket, evaluation, django_assert_num_queries
):
    coordinator.get(LIST)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        coordinator.get(LIST)
    for _time in range(5):
        owed(cast, open_ticket)
    with django_assert_num_queries(len(one)):
        coordinator.get(LIST)


def test_a_coordinator_sets_several_aside_for_one_reason(cast, agent, coordinator, open_ticket, evaluation):
    ernstig = [owed(cast, open_ticket, impact=2, urgency="A").ticket_id for _time in range(2)]
    given = {"tickets": [*ernstig, evaluation.ticket_id], "reason": "Zelfde oorzaak."}
    assert agent.post(f"{LIST}opzij/", given).status_code == 403
    text = text_of(coordinator.post(f"{LIST}opzij/", given, follow=True))
    assert "2 opzijgezet" in text
    assert f"#{evaluation.ticket_id}: Een Kritisch incident wordt altijd geëvalueerd" in text
    assert set(Evaluation.objects.filter(state="set_aside").values_list("ticket", flat=True)) == set(ernstig)


def test_what_is_missing_to_set_aside_is_said_and_nothing_is_lost(cast, coordinator, open_ticket):
    ernstig = owed(cast, open_ticket, impact=2, urgency="A")
    text = text_of(coordinator.post(f"{LIST}opzij/", {"tickets": [ernstig.ticket_id], "reason": " "}))
    assert "Schrijf op waarom hier geen evaluatie nodig is." in text
    assert f'value="{ernstig.ticket_id}" aria-label="Zet opzij #{ernstig.ticket_id}" checked' in text
    nobodys = {"tickets": ["x", "9" * 30, "9" * 5_000]}
    text = text_of(coordinator.post(f"{LIST}opzij/", nobodys | {"reason": "Niets te leren."}))
    assert "Kies eerst een of meer evaluaties" in text and "Niets te leren." in text


# --- The sheet --------------------------------------------------------------------------------------------
def test_the_sheet_tells_what_happened_before_anybody_wrote(agent, evaluation):
    text = unescape(text_of(agent.get(at_page(evaluation))))
    assert "Evaluatie van een incident · SLA 11" in text
    assert "ma 23 nov 10:12" in text and "uiterlijk ma 23 nov 10:30" in text
    assert "Sanne de Wit</strong> Opgelost" in text
    assert "Jan Smit meldde dit op ma 23 nov 10:00" in text
    assert 'name="cause"' in text


def test_who_may_not_write_reads(cast, sign_in, evaluation):
    for person in (cast.els, cast.daan, cast.fred):
        text = text_of(sign_in(person).get(at_page(evaluation)))
        assert 'name="cause"' not in text and "Jan Smit meldde dit" in text
        assert sign_in(person).post(at_page(evaluation), {"cause": "x", "number-cause": "0"}).status_code == 403
    assert sign_in(cast.jan.user).get(at_page(evaluation)).status_code == 404


def test_what_is_typed_is_kept_on_leaving_the_field(agent, evaluation):
    url = at_page(evaluation, "tekst/cause/")
    answer = agent.post(url, {"cause": "De switch was oververhit.", "number-cause": "0"}, HTTP_HX_REQUEST="true")
    text = text_of(answer)
    assert "Bewaard om 13:00" in text
    assert 'name="number-cause" id="number-cause" value="1"' in text
    evaluation.refresh_from_db()
    assert (evaluation.cause, evaluation.state) == ("De switch was oververhit.", "writing")


def test_two_at_once_see_both_texts_and_choose(cast, agent, sign_in, evaluation):
    url, ravi = at_page(evaluation, "tekst/cause/"), sign_in(cast.ravi)
    agent.post(url, {"cause": "Van Sanne", "number-cause": "0"})
    text = text_of(ravi.post(url, {"cause": "Van Ravi", "number-cause": "0"}))
    assert "Sanne de Wit schreef dit intussen ook" in text
    assert "Van Sanne</blockquote>" in text and "Mijn tekst blijft" in text
    assert '"number-cause": "1"' in text
    assert 'value="0"' in text, "typing on does not overwrite what he has not chosen to"
    shown = {"cause": "Van Ravi, en verder", "number-cause": "0", "shown-cause": "1"}
    assert ravi.post(url, shown).status_code == 204, "what he is about to choose from stays where it is"
    assert "Van Sanne</textarea>" in text_of(ravi.get(url))
    ravi.post(url, {"cause": "Van Ravi", "number-cause": "1"})
    evaluation.refresh_from_db()
    assert evaluation.cause == "Van Ravi"
    history = list(evaluation.steps.filter(part="cause").values_list("text", flat=True))
    assert history == ["Van Sanne", "Van Ravi"]


def test_without_javascript_two_at_once_lose_nothing_either(cast, agent, sign_in, evaluation):
    given = all_texts(evaluation)
    agent.post(at_page(evaluation), given)
    text = text_of(sign_in(cast.ravi).post(at_page(evaluation), given | {"lessons": "Les van Ravi"}))
    assert "Les van Ravi</textarea>" in text
    assert f"{TEXTS[EvaluationPart.LESSONS]}</blockquote>" in text
    assert "Fout:" in text


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 30])
def test_a_number_that_is_none_is_of_no_text(agent, evaluation, number):
    answer = agent.post(at_page(evaluation, "tekst/cause/"), {"cause": "Nieuw", "number-cause": number})
    assert answer.status_code == 200
    assert "Kies welke tekst blijft" in text_of(answer)


def test_an_unknown_text_or_verb_is_not_there(agent, coordinator, evaluation):
    assert agent.post(at_page(evaluation, "tekst/ticket/"), {"ticket": "1"}).status_code == 404
    assert coordinator.get(at_page(evaluation, "gooi-weg/")).status_code == 404
    assert agent.get("/desk/meldingen/999999/evaluatie/").status_code == 404
    assert agent.post("/desk/meldingen/999999/evaluatie/tekst/cause/", {}).status_code == 404


def test_a_text_that_is_too_long_comes_back_whole(agent, evaluation):
    text = text_of(agent.post(at_page(evaluation), all_texts(evaluation, cause="w" * 20_001)))
    assert "Deze tekst is te lang" in text and "w" * 20_001 in text
    evaluation.refresh_from_db()
    assert evaluation.lessons == TEXTS[EvaluationPart.LESSONS], "the others are kept"


def test_an_empty_cause_is_said_beside_it_and_the_rest_is_kept(agent, evaluation):
    answer = agent.post(at_page(evaluation), all_texts(evaluation, cause=" ") | {"then": "submit"})
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Schrijf op wat de oorzaak was" in text and TEXTS[EvaluationPart.LESSONS] in text
    evaluation.refresh_from_db()
    assert evaluation.state == "writing"


def test_what_somebody_writes_is_shown_as_text(agent, evaluation):
    agent.post(at_page(evaluation, "tekst/cause/"), {"cause": "<script>x</script>", "number-cause": "0"})
    assert b"<script>x" not in agent.get(at_page(evaluation)).content


def test_from_the_sheet_to_the_customer(agent, coordinator, evaluation):
    answer = agent.post(at_page(evaluation), all_texts(evaluation) | {"then": "submit"})
    assert (answer.status_code, answer.url) == (302, at_page(evaluation))
    assert "Wacht op goedkeuring" in text_of(agent.get(at_page(evaluation)))
    for verb, state in (("keur-goed", "approved"), ("deel", "released")):
        assert agent.post(at_page(evaluation, f"{verb}/")).status_code == 403
        assert coordinator.get(at_page(evaluation, f"{verb}/")).status_code == 200
        assert coordinator.post(at_page(evaluation, f"{verb}/")).status_code == 302
        evaluation.refresh_from_db()
        assert evaluation.state == state
    text = text_of(agent.get(at_page(evaluation)))
    assert "goedgekeurd door Marloes Kuiper" in text and "Gedeeld met de klant" in text


def test_what_is_sent_back_says_why_on_the_sheet(cast, agent, coordinator, evaluation):
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    refused = coordinator.post(at_page(evaluation, "stuur-terug/"), {"reason": ""})
    assert "Schrijf op wat er nog anders moet." in text_of(refused)
    coordinator.post(at_page(evaluation, "stuur-terug/"), {"reason": "Wat doen wij nu anders?"})
    assert "Wat doen wij nu anders?" in text_of(agent.get(at_page(evaluation)))


def test_a_verb_that_does_not_fit_says_so(coordinator, evaluation):
    assert "Alleen een evaluatie die is aangeboden" in text_of(coordinator.post(at_page(evaluation, "keur-goed/")))
    given = {"reason": "Geen tijd."}
    assert "Een Kritisch incident wordt altijd" in text_of(coordinator.post(at_page(evaluation, "zet-opzij/"), given))


def test_what_was_classified_lower_since_is_said(coordinator, evaluation):
    Ticket.objects.filter(pk=evaluation.ticket_id).update(impact=3, urgency="C", priority="laag")
    text = text_of(coordinator.get(at_page(evaluation)))
    assert "Niet meer Kritisch of Ernstig" in text and "is nu laag" in text and "Zet opzij" in text


def test_a_customer_of_sixty_letters_and_a_story_of_many_moments(cast, agent, open_ticket):
    from tickets import actions as ticket_actions

    cast.smit.name = "Stichting Samenwerkende Bakkerijen en Banketbakkerijen Smit e.a."[:60]
    cast.smit.save()
    ticket = open_ticket(impact=1, urgency="A", by=cast.sanne, subject="s" * 160)
    ticket_actions.start_work(ticket, by=cast.sanne, now=SOLVED)
    for n in range(45):
        ticket_actions.reply(ticket, by=cast.sanne, now=SOLVED + timedelta(minutes=n), text=f"Stand {n}")
    ticket_actions.resolve(ticket, by=cast.sanne, now=SOLVED + timedelta(minutes=50), text="Klaar.")
    text = text_of(agent.get(at_page(actions.owe(ticket, now=SOLVED + timedelta(minutes=50)))))
    assert "gebeurtenissen hiertussen staan bij de melding" in text
    assert cast.smit.name in text


# --- At the ticket ----------------------------------------------------------------------------------------
def test_a_ticket_shows_its_evaluation(agent, coordinator, cast, open_ticket, evaluation):
    text = text_of(agent.get(f"/desk/meldingen/{evaluation.ticket_id}/"))
    assert at_page(evaluation) in text and "Nog te schrijven" in text
    other = solved(cast, open_ticket, impact=3, urgency="C")
    page = f"/desk/meldingen/{other.pk}/"
    assert "Evalueer dit incident" not in text_of(agent.get(page))
    assert "Evalueer dit incident" in text_of(coordinator.get(page))
    assert agent.post(f"{page}evaluatie/kies/").status_code == 403
    assert coordinator.post(f"{page}evaluatie/kies/").url == f"{page}evaluatie/"
    assert Evaluation.objects.get(ticket=other).why == "chosen"


def test_what_is_no_incident_cannot_be_chosen(coordinator, open_ticket):
    ticket = open_ticket(kind="servicevraag")
    answer = coordinator.post(f"/desk/meldingen/{ticket.pk}/evaluatie/kies/", follow=True)
    assert "Alleen incidenten worden geëvalueerd" in text_of(answer)


# --- A broken promise -------------------------------------------------------------------------------------
@pytest.fixture
def late(cast, open_ticket):
    return solved(cast, open_ticket, start=timedelta(minutes=90))


def test_a_coordinator_fills_in_cause_and_measure(agent, coordinator, late):
    page = f"/desk/meldingen/{late.pk}/"
    assert "de oorzaak is nog niet ingevuld" in text_of(agent.get(page))
    given = {"cause": "Wij zagen hem niet.", "measure": "De bel staat harder.", "seen": "0"}
    assert agent.post(f"{page}oorzaak/", given).status_code == 403
    assert "Schrijf op waardoor wij te laat" in text_of(coordinator.post(f"{page}oorzaak/", given | {"cause": ""}))
    assert coordinator.post(f"{page}oorzaak/", given).status_code == 302
    text = text_of(agent.get(page))
    assert "Wij zagen hem niet." in text and "De bel staat harder." in text
    conflict = text_of(coordinator.post(f"{page}oorzaak/", given | {"cause": "Anders."}))
    assert "De tekst van Marloes Kuiper" in conflict and "Anders.</textarea>" in conflict and 'value="1"' in conflict
    assert BreachCause.objects.count() == 1


def test_it_goes_back_to_the_page_that_it_was_filled_in_on_and_to_no_other_site(coordinator, late):
    given = {"cause": "a", "seen": "0", "terug": "/desk/evaluaties/"}
    page = f"/desk/meldingen/{late.pk}/oorzaak/"
    assert coordinator.post(page, given).url == "/desk/evaluaties/"
    for elsewhere in ("https://elders.example/", "//elders.example/", "javascript:alert(1)"):
        given = {"cause": elsewhere, "seen": str(BreachCause.objects.count()), "terug": elsewhere}
        assert coordinator.post(page, given).url == f"/desk/meldingen/{late.pk}/"


def test_of_a_promise_that_was_kept_nothing_is_asked(coordinator, evaluation):
    answer = coordinator.post(f"/desk/meldingen/{evaluation.ticket_id}/oorzaak/", {"cause": "x", "seen": "0"})
    assert "geen belofte gebroken" in text_of(answer)
