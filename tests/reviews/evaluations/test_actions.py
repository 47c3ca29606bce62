"""An evaluation from owed to shared (SLA 11): who may, what the second click does, what stays."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import CustomerEvent
from infra.append_only import AppendOnlyError
from infra.errors import Refused
from reviews.evaluations import actions
from reviews.evaluations.documents import shown_document
from reviews.evaluations.queries import breach_cause, evaluations_of
from reviews.models import BreachCause, Evaluation, EvaluationStep, EvaluationVersion
from tests.conftest import MONDAY
from tests.evaluated import KRITISCH, LATER, SOLVED, TEXTS, owed, released, solved, written
from tickets import actions as ticket_actions
from tickets.models import Ticket

ERNSTIG = {"impact": 2, "urgency": "A"}
LATE = timedelta(minutes=90)


@pytest.fixture
def evaluation(cast, open_ticket):
    return owed(cast, open_ticket)


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def acts(evaluation: Evaluation) -> list[str]:
    return list(evaluation.steps.values_list("act", flat=True))


# --- Owed, chosen, set aside ------------------------------------------------------------------------------
def test_it_is_owed_once_with_a_first_text(cast, open_ticket):
    ticket = solved(cast, open_ticket)
    first = actions.owe(ticket, now=SOLVED)
    again = actions.owe(ticket, now=LATER)
    assert (first.pk, first.owed_at) == (again.pk, again.owed_at)
    assert first.why == "kritisch"
    assert "Jan Smit meldde dit op ma 23 nov 10:00 (telefoon)." in first.happened
    assert first.solution == "De switch in de meterkast is vervangen."
    assert first.cause == first.lessons == ""
    assert acts(first) == ["owed"]
    assert first.remind_at == SOLVED + timedelta(days=7)  # five working days on


@pytest.mark.parametrize("fields", [{"impact": 3, "urgency": "C"}, {"kind": "servicevraag"}])
def test_what_is_no_priority_one_is_not_owed(cast, open_ticket, fields):
    ticket = open_ticket(contact=cast.jan, **fields)
    ticket_actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    ticket_actions.resolve(ticket, by=cast.sanne, now=SOLVED, text="Klaar.")
    with pytest.raises(Refused, match="opgelost incident"):
        actions.owe(ticket, now=SOLVED)
    assert not Evaluation.objects.exists()


def test_nor_is_one_that_is_not_solved(cast, open_ticket):
    with pytest.raises(Refused, match="los het eerst op"):
        actions.owe(open_ticket(**KRITISCH, by=cast.sanne), now=MONDAY)


def test_a_coordinator_may_choose_any_incident_that_was_solved(cast, open_ticket):
    ticket = solved(cast, open_ticket, impact=3, urgency="C")
    with pytest.raises(PermissionDenied):
        actions.choose(ticket, by=cast.sanne, now=LATER)
    chosen = actions.choose(ticket, by=cast.marloes, now=LATER)
    assert chosen.why == "chosen"
    assert chosen.steps.get().by == cast.marloes


def test_an_ernstig_may_be_set_aside_with_a_reason_once(cast, open_ticket):
    evaluation = owed(cast, open_ticket, **ERNSTIG)
    with pytest.raises(PermissionDenied):
        actions.set_aside(evaluation, by=cast.sanne, now=LATER, reason="Niets te leren.")
    with pytest.raises(Refused, match="waarom hier geen evaluatie nodig is") as refused:
        actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="  ")
    assert refused.value.field == "reason"
    done = actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="Zelfde oorzaak als gisteren.")
    assert (done.state, done.remind_at, done.reason) == ("set_aside", None, "Zelfde oorzaak als gisteren.")
    actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="Zelfde oorzaak als gisteren.")
    assert acts(evaluation) == ["owed", "set_aside"]
    with pytest.raises(Refused, match="al opzijgezet"):
        actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="Toch anders.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [(KRITISCH, "Een Kritisch incident"), (ERNSTIG | {"start": LATE}, "Wij begonnen te laat")],
)
def test_a_kritisch_and_an_ernstig_that_was_late_may_not(cast, open_ticket, fields, words):
    evaluation = owed(cast, open_ticket, **fields)
    with pytest.raises(Refused, match=words):
        actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="Geen tijd.")
    assert fresh(evaluation).state == "owed"


def test_what_was_classified_lower_since_may_be_set_aside(cast, evaluation):
    Ticket.objects.filter(pk=evaluation.ticket_id).update(impact=3, urgency="C", priority="laag")
    assert actions.set_aside(evaluation, by=cast.marloes, now=LATER, reason="Was geen Kritisch.").is_set_aside


# --- Written ----------------------------------------------------------------------------------------------
def test_each_text_keeps_who_wrote_it_when(cast, evaluation):
    actions.write(evaluation, "cause", "De switch was\r\noververhit.", by=cast.sanne, now=LATER, seen=0)
    actions.write(evaluation, "cause", "De ventilator stond stil.", by=cast.ravi, now=LATER, seen=1)
    now = fresh(evaluation)
    assert (now.cause, now.number_of("cause"), now.state) == ("De ventilator stond stil.", 2, "writing")
    steps = now.steps.filter(part="cause").order_by("number")
    assert [(step.text, step.by) for step in steps] == [
        ("De switch was\noververhit.", cast.sanne),
        ("De ventilator stond stil.", cast.ravi),
    ]


def test_the_same_text_sent_again_changes_nothing(cast, evaluation):
    for seen in (0, 0, 1):
        actions.write(evaluation, "cause", "De switch.", by=cast.sanne, now=LATER, seen=seen)
    assert fresh(evaluation).number_of("cause") == 1


def test_two_who_write_the_same_text_lose_nothing(cast, evaluation):
    actions.write(evaluation, "cause", "Van Sanne.", by=cast.sanne, now=LATER, seen=0)
    with pytest.raises(actions.WrittenMeanwhile, match="Sanne de Wit schreef dit intussen ook") as found:
        actions.write(evaluation, "cause", "Van Ravi.", by=cast.ravi, now=LATER, seen=0)
    assert (found.value.theirs, found.value.number, found.value.field) == ("Van Sanne.", 1, "cause")
    assert fresh(evaluation).cause == "Van Sanne."
    actions.write(evaluation, "solution", "Een andere tekst staat los daarvan.", by=cast.ravi, now=LATER, seen=0)
    actions.write(evaluation, "cause", "Van Ravi.", by=cast.ravi, now=LATER, seen=found.value.number)
    assert list(evaluation.steps.filter(part="cause").values_list("text", flat=True)) == ["Van Sanne.", "Van Ravi."]


def test_who_may_not_write_does_not(cast, evaluation):
    for person in (cast.daan, cast.els, cast.fred, cast.jan.user):
        with pytest.raises(PermissionDenied):
            actions.write(evaluation, "cause", "x", by=person, now=LATER, seen=0)


def test_a_text_of_20_kb_fits_and_a_longer_one_is_refused(cast, evaluation):
    actions.write(evaluation, "cause", "é" * 20_000, by=cast.sanne, now=LATER, seen=0)
    with pytest.raises(Refused, match="20.000 tekens") as refused:
        actions.write(evaluation, "cause", "é" * 20_001, by=cast.sanne, now=LATER, seen=1)
    assert refused.value.field == "cause"
    assert len(fresh(evaluation).cause) == 20_000


def test_a_password_is_not_kept(cast, evaluation):
    text = "Het wachtwoord is: Zomer2026!geheim"
    assert "Zomer2026" not in actions.write(evaluation, "approach", text, by=cast.sanne, now=LATER, seen=0).approach
    assert not EvaluationStep.objects.filter(text__contains="Zomer2026").exists()


# --- Submitted, approved, shared --------------------------------------------------------------------------
def test_without_a_cause_it_is_not_submitted(cast, evaluation):
    with pytest.raises(Refused, match="wat de oorzaak was") as refused:
        actions.submit(evaluation, by=cast.sanne, now=LATER)
    assert refused.value.field == "cause"
    assert fresh(evaluation).state == "owed"


def test_from_owed_to_shared(cast, evaluation):
    done = released(cast, evaluation)
    assert (done.state, done.releases, done.released_at) == ("released", 1, LATER)
    assert [act for act in acts(done) if act != "written"] == ["owed", "submitted", "approved", "released"]
    document = shown_document(done)
    assert document is not None
    assert {part.part: part.text for part in document.parts} == {part.value: text for part, text in TEXTS.items()}
    assert (document.writers, document.approved_by) == (["Sanne de Wit"], "Marloes Kuiper")
    assert document.minutes == 120
    line = done.ticket.timeline.get(kind="evaluated")
    assert (line.is_public, line.by) == (True, cast.marloes)
    event = CustomerEvent.objects.get(kind="evaluation_released")
    assert (event.customer, event.data["ticket"], event.to_mail) == (cast.smit, done.ticket_id, True)


def test_a_second_click_changes_nothing(cast, evaluation):
    released(cast, evaluation)
    actions.release(evaluation, by=cast.marloes, now=LATER)
    assert CustomerEvent.objects.filter(kind="evaluation_released").count() == 1
    assert fresh(evaluation).releases == 1


def test_each_step_waits_for_the_one_before_it(cast, evaluation):
    for verb in (actions.approve, actions.release):
        with pytest.raises(Refused):
            verb(evaluation, by=cast.marloes, now=LATER)
    with pytest.raises(Refused, match="niets om terug te sturen"):
        actions.send_back(evaluation, by=cast.marloes, now=LATER, reason="x")
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    with pytest.raises(Refused, match="Keur de evaluatie eerst goed"):
        actions.release(evaluation, by=cast.marloes, now=LATER)
    with pytest.raises(Refused, match="ligt bij de coördinator"):
        actions.write(evaluation, "cause", "Toch anders.", by=cast.sanne, now=LATER, seen=1)
    actions.write(evaluation, "cause", "Zonder de tikfout.", by=cast.marloes, now=LATER, seen=1)


def test_who_writes_does_not_approve(cast, evaluation):
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    for verb in (actions.approve, actions.release):
        for person in (cast.sanne, cast.ravi, cast.daan, cast.jan.user):
            with pytest.raises(PermissionDenied):
                verb(evaluation, by=person, now=LATER)


def test_what_is_sent_back_is_written_further(cast, evaluation):
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    with pytest.raises(Refused, match="wat er nog anders moet"):
        actions.send_back(evaluation, by=cast.marloes, now=LATER, reason="")
    back = actions.send_back(evaluation, by=cast.marloes, now=LATER, reason="Wat leren wij hiervan?")
    assert (back.state, back.reason) == ("writing", "Wat leren wij hiervan?")
    assert back.remind_at is not None
    line = back.ticket.timeline.get(kind="evaluation", text="Wat leren wij hiervan?")
    assert not line.is_public


def test_what_was_approved_is_what_is_shared(cast, evaluation):
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    actions.approve(evaluation, by=cast.marloes, now=LATER)
    Ticket.objects.filter(pk=evaluation.ticket_id).update(subject="Heel iets anders")
    done = actions.release(evaluation, by=cast.marloes, now=LATER)
    document = shown_document(done)
    assert document and document.subject == "Geen mail op kantoor"


def test_the_customer_keeps_the_first_version_until_there_is_a_second(cast, evaluation):
    done = released(cast, evaluation)
    first = done.shown
    actions.send_back(done, by=cast.marloes, now=LATER, reason="De leverancier vond meer.")
    changed = actions.write(done, "cause", "Ook de voeding was stuk.", by=cast.sanne, now=LATER, seen=1)
    assert changed.shown == first
    actions.submit(changed, by=cast.sanne, now=LATER)
    actions.approve(changed, by=cast.marloes, now=LATER)
    assert fresh(changed).shown == first
    second = actions.release(changed, by=cast.marloes, now=LATER)
    document = shown_document(second)
    assert document and document.is_later and document.release == 2
    assert second.releases == 2
    assert [version.release for version in second.versions.all()] == [1, 2]
    assert CustomerEvent.objects.filter(kind="evaluation_released").count() == 2


def test_what_was_reopened_after_approval_is_not_shared_but_written_anew(cast, evaluation):
    actions.submit(written(cast, evaluation), by=cast.sanne, now=LATER)
    actions.approve(evaluation, by=cast.marloes, now=LATER)
    ticket_actions.reopen(evaluation.ticket, by=cast.sanne, now=LATER, text="Het is weer terug.")
    with pytest.raises(Refused, match="heropend"):
        actions.release(evaluation, by=cast.marloes, now=LATER)
    again = LATER + timedelta(hours=1)
    ticket_actions.resolve(Ticket.objects.get(pk=evaluation.ticket_id), by=cast.sanne, now=again, text="Nu echt.")
    with pytest.raises(Refused, match="opnieuw opgelost"):
        actions.release(evaluation, by=cast.marloes, now=again)
    assert actions.owe_again(evaluation, now=again)
    assert not actions.owe_again(evaluation, now=again)
    now = fresh(evaluation)
    assert (now.state, now.resolved_at, now.cause) == ("owed", again, TEXTS["cause"])


def test_what_happened_and_what_was_approved_is_not_rewritten(cast, evaluation):
    released(cast, evaluation)
    for model in (EvaluationStep, EvaluationVersion):
        with pytest.raises(AppendOnlyError):
            model.objects.first().save()
        with pytest.raises(AppendOnlyError):
            model.objects.all().delete()


def test_what_is_for_1do_alone_is_not_in_the_document(cast, open_ticket):
    ticket = open_ticket(**KRITISCH, by=cast.sanne)
    ticket_actions.note(ticket, by=cast.sanne, now=MONDAY, text="kanarie-intern")
    ticket_actions.start_work(ticket, by=cast.sanne, now=MONDAY)
    ticket_actions.reply(ticket, by=cast.sanne, now=MONDAY, text="Wij kijken ernaar.")
    ticket_actions.resolve(ticket, by=cast.sanne, now=SOLVED, text="Klaar.")
    done = released(cast, actions.owe(ticket, now=SOLVED))
    assert done.shown is not None
    assert "kanarie-intern" not in str(done.shown.document)
    assert "Wij kijken ernaar." in str(done.shown.document)


# --- For a review -----------------------------------------------------------------------------------------
def test_those_of_a_period_by_what_became_of_them(cast, open_ticket):
    done = released(cast, owed(cast, open_ticket))
    waits = owed(cast, open_ticket)
    aside = owed(cast, open_ticket, **ERNSTIG)
    actions.set_aside(aside, by=cast.marloes, now=LATER, reason="Niets te leren.")
    owed(cast, open_ticket, contact=cast.willem)
    found = evaluations_of(cast.smit, MONDAY, SOLVED + timedelta(seconds=1))
    assert (found.released, found.owed, found.set_aside) == ([done], [waits], [aside])
    assert not found.is_complete
    nothing = evaluations_of(cast.smit, MONDAY, SOLVED)  # the end is not part of it
    assert nothing.is_complete and not nothing.released


# --- A promise that was broken ----------------------------------------------------------------------------
@pytest.fixture
def late(cast: SimpleNamespace, open_ticket) -> Ticket:
    return Ticket.objects.select_related("clock").get(pk=solved(cast, open_ticket, start=LATE).pk)


def explain(ticket: Ticket, by, cause="Wij zagen hem niet.", measure="", seen=0) -> BreachCause:
    return actions.explain_breach(ticket, by=by, now=LATER, cause=cause, measure=measure, seen=seen)


def test_a_coordinator_says_why_a_promise_was_broken(cast, late):
    with pytest.raises(PermissionDenied):
        explain(late, cast.sanne)
    with pytest.raises(Refused, match="waardoor wij te laat begonnen"):
        explain(late, cast.marloes, cause=" ")
    first = explain(late, cast.marloes)
    assert explain(late, cast.marloes) == first
    second = explain(late, cast.marloes, measure="De bel staat nu harder.", seen=1)
    assert (breach_cause(late), second.number) == (second, 2)
    assert BreachCause.objects.filter(ticket=late).count() == 2


def test_two_coordinators_at_once_lose_nothing(cast, late):
    explain(late, cast.marloes)
    with pytest.raises(actions.WrittenMeanwhile) as found:
        explain(late, cast.marloes, cause="Iets anders.", seen=0)
    assert (found.value.theirs, found.value.number) == ("Wij zagen hem niet.", 1)


def test_of_a_promise_that_was_kept_there_is_nothing_to_say(cast, open_ticket):
    kept = Ticket.objects.select_related("clock").get(pk=solved(cast, open_ticket).pk)
    with pytest.raises(Refused, match="geen belofte gebroken"):
        explain(kept, cast.marloes)
