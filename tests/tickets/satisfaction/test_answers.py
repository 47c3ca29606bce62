"""What a customer answers, and who rings him back (SLA 11): the last answer stands, the earlier ones are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from tests.closed import asked
from tests.conftest import at
from tickets import actions
from tickets.models import CallBack, EntryKind, Notification, SatisfactionRequest, Score, Ticket
from tickets.notifications import making
from tickets.satisfaction import queries

LATER = at("2026-11-23 16:00")


@pytest.fixture
def request_of_jan(open_ticket, cast) -> SatisfactionRequest:
    return asked(open_ticket, cast)


def answer(request, cast, score=Score.GOOD, text="", now=LATER, **who):
    return actions.answer_satisfaction(request, now=now, score=score, text=text, **who or {"by": cast.jan.user})


def told() -> set[tuple[str, str]]:
    making.sweep_outbox(LATER)
    return set(Notification.objects.filter(entry__kind="rated").values_list("person__name", "what"))


def test_it_stands_at_the_ticket_and_assignee_and_coordinator_hear_it(request_of_jan, cast):
    answer(request_of_jan, cast, text="Snel geholpen.")
    ticket = request_of_jan.ticket
    line = ticket.timeline.get(kind=EntryKind.RATED)
    assert (line.by, line.is_public, line.text) == (cast.jan.user, False, "Snel geholpen.")
    assert line.facts.for_house(line) == "Beoordeelde deze melding: goed"
    assert told() == {("Sanne de Wit", "rated"), ("Marloes Kuiper", "rated")}
    assert Ticket.objects.get(pk=ticket.pk).status == "gesloten" and not CallBack.objects.exists()


def test_the_last_answer_stands_and_the_same_again_changes_nothing(request_of_jan, cast):
    answer(request_of_jan, cast, Score.FAIR)
    answer(request_of_jan, cast, Score.FAIR)
    answer(request_of_jan, cast, Score.EXCELLENT, "Bij nader inzien.", now=LATER + timedelta(days=20))
    row = SatisfactionRequest.objects.get()
    assert (row.score, row.text) == (Score.EXCELLENT, "Bij nader inzien.")
    lines = list(row.ticket.timeline.filter(kind=EntryKind.RATED))
    assert [line.facts.score for line in lines] == [3, 5]
    assert lines[1].facts.for_house(lines[1]) == "Beoordeelde deze melding: uitstekend, eerder voldoende"


def test_after_three_weeks_it_is_too_late(request_of_jan, cast):
    with pytest.raises(Refused, match="niet meer"):
        answer(request_of_jan, cast, now=request_of_jan.expires_at)
    assert SatisfactionRequest.objects.get().score is None
    answer(request_of_jan, cast, now=request_of_jan.expires_at - timedelta(seconds=1))
    assert SatisfactionRequest.objects.get().score == Score.GOOD


@pytest.mark.parametrize("score", [0, 6, -1, 99])
def test_another_score_there_is_not(request_of_jan, cast, score):
    with pytest.raises(Refused) as refused:
        answer(request_of_jan, cast, score)
    assert refused.value.field == "score"


def test_nobody_else_answers(request_of_jan, cast):
    for who in ({"by": cast.petra.user}, {"by": cast.willem.user}, {"by": cast.sanne}):
        with pytest.raises(PermissionDenied):
            answer(request_of_jan, cast, **who)
    for contact in (cast.petra, None):
        with pytest.raises(PermissionDenied):
            answer(request_of_jan, cast, by=None, contact=contact)
    type(cast.jan).objects.filter(pk=cast.jan.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        answer(request_of_jan, cast)


def test_a_password_in_it_is_masked(request_of_jan, cast):
    answer(request_of_jan, cast, Score.FAIR, "Mijn wachtwoord: Zomer2026!geheim werkte niet.")
    assert "Zomer2026!geheim" not in SatisfactionRequest.objects.get().text


# --- Ringing back -----------------------------------------------------------------------------------------
def test_a_bad_one_is_to_be_rung_within_a_working_day(request_of_jan, cast):
    answer(request_of_jan, cast, Score.POOR, "Drie dagen gewacht.")
    task = CallBack.objects.get()
    assert task.due_at == at("2026-11-24 16:00")
    assert told() == {("Sanne de Wit", "call_back"), ("Marloes Kuiper", "call_back")}
    assert Ticket.objects.get(pk=request_of_jan.ticket_id).status == "gesloten", "it is never reopened by itself"


def test_worse_words_are_no_second_task_and_a_better_score_takes_none_away(request_of_jan, cast):
    answer(request_of_jan, cast, Score.POOR)
    answer(request_of_jan, cast, Score.BAD, "En nog iets.")
    answer(request_of_jan, cast, Score.GOOD)
    assert CallBack.objects.filter(done_at__isnull=True).count() == 1


def test_it_ends_with_a_line_of_what_was_done(request_of_jan, cast):
    answer(request_of_jan, cast, Score.BAD)
    task = CallBack.objects.get()
    with pytest.raises(Refused) as refused:
        actions.finish_call_back(task, by=cast.sanne, now=LATER, outcome="  ")
    assert refused.value.field == "outcome"
    actions.finish_call_back(task, by=cast.sanne, now=LATER, outcome="Excuses gemaakt.")
    actions.finish_call_back(task, by=cast.sanne, now=LATER, outcome="Excuses gemaakt.")  # the second click
    line = request_of_jan.ticket.timeline.get(kind=EntryKind.CALLED_BACK)
    assert (line.by, line.text, line.is_public) == (cast.sanne, "Excuses gemaakt.", False)
    with pytest.raises(Refused, match="Sanne de Wit belde al terug"):
        actions.finish_call_back(task, by=cast.marloes, now=LATER, outcome="Ik ook.")
    answer(request_of_jan, cast, Score.BAD, "Weer mis.")
    assert CallBack.objects.filter(done_at__isnull=True).count() == 1, "who is unhappy again is rung again"


def test_too_late_is_said(request_of_jan, cast):
    answer(request_of_jan, cast, Score.BAD)
    task = CallBack.objects.get()
    actions.finish_call_back(task, by=cast.daan, now=task.due_at + timedelta(hours=1), outcome="Gebeld.")
    line = request_of_jan.ticket.timeline.get(kind=EntryKind.CALLED_BACK)
    assert line.facts.for_house(line) == "Belde de klant terug, later dan binnen een werkdag"


def test_a_customer_or_who_neither_works_nor_coordinates_rings_nobody(request_of_jan, cast):
    answer(request_of_jan, cast, Score.BAD)
    for user in (cast.jan.user, cast.fred):
        with pytest.raises(PermissionDenied):
            actions.finish_call_back(CallBack.objects.get(), by=user, now=LATER, outcome="Gebeld.")


# --- Figures ----------------------------------------------------------------------------------------------
def test_counts_of_a_period_by_when_it_was_asked(request_of_jan, open_ticket, cast):
    asked(open_ticket, cast, contact=cast.willem)
    answer(request_of_jan, cast, Score.POOR, "Traag.")
    start, end = at("2026-11-01 00:00"), at("2026-12-01 00:00")
    of_house, of_smit = queries.satisfaction_between(start, end), queries.satisfaction_between(start, end, cast.smit)
    assert (of_house.asked, of_house.answered, of_house.bad) == (2, 1, 1)
    assert (of_smit.asked, of_smit.scores[Score.POOR], of_smit.scores[Score.GOOD]) == (1, 1, 0)
    assert of_smit.content_percentage is None, "of fewer than twenty there is no percentage"
    assert [row.text for row in queries.bad_between(start, end, cast.smit)] == ["Traag."]
    assert queries.answered_between(start, end).count() == of_house.answered
    assert queries.asked_between(start, end).count() == of_house.asked
    assert queries.satisfaction_between(end, at("2027-01-01 00:00")).asked == 0


def test_a_percentage_from_twenty_answers_on():
    from tickets.satisfaction.rules import Satisfaction

    scores = dict.fromkeys(Score, 0) | {Score.GOOD: 12, Score.EXCELLENT: 3, Score.BAD: 4}
    assert Satisfaction(asked=60, scores=scores).content_percentage is None
    assert Satisfaction(asked=60, scores=scores | {Score.BAD: 5}).content_percentage == 75
