"""The sweep: what is owed by itself, what anew, and who is reminded (SLA 11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from reviews.evaluations import actions
from reviews.evaluations.owing import owe_again_due, owe_due, remind_due, sweep_evaluations
from reviews.models import Evaluation
from tests.evaluated import LATER, SOLVED, owed, released, solved, written
from tickets import actions as ticket_actions
from tickets.models import BreachWarning, Channel, Notification, OutboxItem, Ticket, TimelineEntry
from tickets.notifications import making

WEEK = timedelta(days=7)


def forget(ticket: Ticket, **which: str) -> None:
    """As a ticket of another system stands here: without these lines."""
    lines = TimelineEntry.objects.filter(ticket=ticket, **which)
    OutboxItem.objects.filter(entry__in=list(lines)).delete()
    BreachWarning.objects.filter(entry__in=list(lines)).delete()
    lines._raw_delete("default")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "kritisch"),
        ({"impact": 2, "urgency": "A"}, "ernstig"),
        ({"impact": 2, "urgency": "A", "start": timedelta(minutes=90)}, "late"),
        ({"impact": 2, "urgency": "B"}, None),
        ({"impact": 3, "urgency": "C"}, None),
    ],
)
def test_of_each_incident_of_priority_one_there_is_one(cast, open_ticket, fields, why):
    solved(cast, open_ticket, **fields)
    assert [sweep_evaluations(LATER), sweep_evaluations(LATER)] == ([1, 0] if why else [0, 0])
    assert list(Evaluation.objects.values_list("why", flat=True)) == ([why] if why else [])


def test_of_what_is_not_solved_there_is_none(cast, open_ticket):
    open_ticket(impact=1, urgency="A", by=cast.sanne)
    assert owe_due(LATER) == 0


def test_what_another_system_solved_is_not_owed_but_what_is_solved_here_is(cast, open_ticket):
    theirs, ours = solved(cast, open_ticket), solved(cast, open_ticket)
    Ticket.objects.update(channel=Channel.IMPORT, coverage_verdict="")
    forget(theirs, kind="resolved")  # of its past no line was written by a colleague
    assert owe_due(LATER) == 1
    assert Evaluation.objects.get().ticket_id == ours.pk


def test_a_coordinator_may_choose_what_was_taken_over_without_a_story(cast, open_ticket):
    ticket = solved(cast, open_ticket)
    Ticket.objects.update(channel=Channel.IMPORT, coverage_verdict="")
    forget(ticket)
    chosen = actions.choose(Ticket.objects.select_related("clock").get(pk=ticket.pk), by=cast.marloes, now=LATER)
    assert "overgenomen uit een ander systeem" in chosen.happened
    assert chosen.solution == ""


def test_what_is_long_past_is_not_owed_any_more(cast, open_ticket):
    solved(cast, open_ticket)
    assert owe_due(SOLVED + timedelta(days=32)) == 0


def test_after_five_working_days_who_worked_on_it_and_the_coordinator_are_reminded_once(cast, open_ticket):
    evaluation = owed(cast, open_ticket)
    assert remind_due(SOLVED + WEEK - timedelta(seconds=1)) == 0
    assert [remind_due(SOLVED + WEEK), remind_due(SOLVED + WEEK)] == [1, 0]
    making.sweep_outbox(SOLVED + WEEK)
    told = Notification.objects.filter(entry__kind="evaluation").values_list("person__email", "what")
    assert sorted(told) == [("marloes@1do.example", "chore"), ("sanne@1do.example", "chore")]
    sweep_outbox(SOLVED + WEEK)
    letters = MailMessage.objects.filter(message="evaluation_moved")
    assert sorted(letters.values_list("recipient", flat=True)) == ["marloes@1do.example", "sanne@1do.example"]
    mail = letters.first()
    assert mail is not None and mail.subject.endswith("Evaluatie nog niet geschreven: Geen mail op kantoor")
    assert f"/desk/meldingen/{evaluation.ticket_id}/evaluatie/" in mail.text
    evaluation.refresh_from_db()
    assert (evaluation.reminded_at, evaluation.remind_at) == (SOLVED + WEEK, None)


def test_nobody_is_reminded_of_what_is_submitted_or_set_aside(cast, open_ticket):
    released(cast, owed(cast, open_ticket))
    aside = owed(cast, open_ticket, impact=2, urgency="A")
    actions.set_aside(aside, by=cast.marloes, now=LATER, reason="Niets te leren.")
    assert remind_due(SOLVED + WEEK * 9) == 0


def test_with_0_days_nobody_is_reminded_ever(cast, open_ticket, settings):
    settings.EVALUATION_WORKING_DAYS = 0
    assert owed(cast, open_ticket).remind_at is None
    assert remind_due(SOLVED + WEEK * 9) == 0


def test_who_approves_hears_that_it_was_submitted_and_who_wrote_it_that_it_came_back(cast, open_ticket):
    evaluation = owed(cast, open_ticket)
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    making.sweep_outbox(LATER)
    told = Notification.objects.filter(entry__kind="evaluation")
    assert [one.person for one in told] == [cast.marloes]
    actions.send_back(evaluation, by=cast.marloes, now=LATER, reason="Nog iets.")
    making.sweep_outbox(LATER)
    assert [one.person for one in told.exclude(person=cast.marloes)] == [cast.sanne]


def test_solved_anew_it_is_owed_anew(cast, open_ticket):
    evaluation = released(cast, owed(cast, open_ticket))
    again = LATER + timedelta(hours=1)
    ticket_actions.reopen(evaluation.ticket, by=cast.sanne, now=LATER, text="Weer stuk.")
    assert owe_again_due(again) == 0
    ticket_actions.resolve(Ticket.objects.get(pk=evaluation.ticket_id), by=cast.sanne, now=again, text="Nu echt.")
    assert [sweep_evaluations(again), sweep_evaluations(again)] == [1, 0]
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.releases, evaluation.resolved_at) == ("owed", 1, again)


def test_what_was_set_aside_and_became_kritisch_is_owed_after_all(cast, open_ticket):
    aside = owed(cast, open_ticket, impact=2, urgency="A")
    actions.set_aside(aside, by=cast.marloes, now=LATER, reason="Niets te leren.")
    assert owe_again_due(LATER) == 0
    Ticket.objects.filter(pk=aside.ticket_id).update(impact=1, priority="kritisch")
    assert [owe_again_due(LATER), owe_again_due(LATER)] == [1, 0]
    aside.refresh_from_db()
    assert (aside.state, aside.why) == ("owed", "kritisch")
