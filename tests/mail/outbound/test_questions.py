"""Who is mailed about a question to the customer and its answer, escalations, mandate and suppliers (SLA 3, 4.2, 7.2,
7.10, 10, 12)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.models import Supplier
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Channel, EntryKind

LATER = MONDAY + timedelta(minutes=5)
JAN, PETRA, SANNE, MARLOES = "jan@smit.example", "petra@smit.example", "sanne@1do.example", "marloes@1do.example"


def letter(message: str, recipient: str) -> MailMessage:
    return MailMessage.objects.filter(message=message, recipient=recipient).latest("pk")


@pytest.fixture
def ticket(with_dap, cast, open_ticket, mailed):
    """Jan's melding at a customer of whom Petra answers all questions."""
    with_dap(cost_approvers=[cast.petra], approvers=[cast.petra])
    opened = open_ticket()
    actions.take(opened, by=cast.sanne, now=MONDAY)
    mailed()
    return opened


def estimate(ticket, cast, **fields):
    given = {"by": cast.sanne, "now": LATER, "minutes": 90, "text": "Mailbox verhuizen."} | fields
    return actions.ask_estimate(ticket, **given)


# --- Costs (SLA 4.2, 5.2) ---------------------------------------------------------------------------------
def test_an_estimate_is_one_mail_to_who_decides_and_one_to_whose_melding_waits(ticket, cast, mailed):
    estimate(ticket, cast)
    assert mailed() == [("approval_asked", PETRA), ("waiting_for_reporter", JAN)]
    asked = letter("approval_asked", PETRA)
    assert asked.subject == f"[#{ticket.number}] Akkoord gevraagd: Geen mail op kantoor"
    for words in (
        "Mailbox verhuizen.",
        "1 u 30 min",
        "142,50 (exclusief btw)",
        "volgens DAP 4.2, versie 4",
        "Meerwerk: ",
    ):
        assert words in asked.text, words
    assert "ligt het werk stil" in asked.text
    waits = letter("waiting_for_reporter", JAN).text
    assert "Wij hebben Petra Bakker om akkoord gevraagd (DAP 4.2, versie 4)." in waits
    assert "142,50" not in waits


def test_what_is_taken_back_is_told_to_who_was_asked(ticket, cast, mailed):
    asked = estimate(ticket, cast)
    mailed()
    actions.withdraw_approval(asked, by=cast.sanne, now=LATER + timedelta(minutes=1), text="Het is garantie.")
    assert mailed() == [("house_replied", JAN), ("house_replied", PETRA)]
    assert "De vraag om akkoord is ingetrokken: Het is garantie." in letter("house_replied", PETRA).text
    actions.reply(ticket, by=cast.sanne, now=LATER + timedelta(minutes=2), text="Ik kom morgen.")
    assert mailed() == [("house_replied", JAN)], "a word to the reporter stays between him and 1do"


def test_a_kritisch_one_does_not_wait_and_says_so(with_dap, cast, open_ticket, mailed):
    with_dap(cost_approvers=[cast.petra])
    ticket = open_ticket(impact=1, urgency="A", channel=Channel.PHONE, by=cast.sanne)
    mailed()
    estimate(ticket, cast)
    assert mailed() == [("approval_asked", PETRA), ("waiting_for_reporter", JAN)]
    assert "zodra u akkoord geeft, beginnen wij" in letter("approval_asked", PETRA).text
    assert "ligt het werk stil" not in letter("approval_asked", PETRA).text


def test_a_reporter_who_decides_himself_gets_the_question_alone(with_dap, cast, open_ticket, mailed):
    with_dap()
    ticket = open_ticket(contact_email="balie@smit.example")
    mailed()
    estimate(ticket, cast)
    assert mailed() == [("approval_asked", JAN)]  # never to an address that was typed on the melding


@pytest.mark.parametrize("granted", [True, False])
def test_the_answer_goes_to_who_has_it_and_to_whose_melding_waited(ticket, cast, mailed, granted):
    approval = estimate(ticket, cast)
    mailed()
    actions.decide(approval, by=cast.petra.user, now=LATER, granted=granted, text="Onder voorwaarden.")
    assert mailed() == [("approval_decided", JAN), ("approval_decided", SANNE)]
    for recipient in (JAN, SANNE):
        assert "Onder voorwaarden." in letter("approval_decided", recipient).text
    word = "Akkoord" if granted else "Geen akkoord"
    assert letter("approval_decided", SANNE).subject == f"[#{ticket.number}] {word}: Geen mail op kantoor"
    assert ("akkoord gegeven" in letter("approval_decided", JAN).text) is True


def test_the_answer_by_a_link_names_who_gave_it(ticket, cast, mailed):
    approval = estimate(ticket, cast)
    mailed()
    actions.decide(approval, contact=cast.petra, now=LATER, granted=True)
    assert mailed() == [("approval_decided", JAN), ("approval_decided", SANNE)]
    assert "Petra Bakker gaat akkoord" in letter("approval_decided", SANNE).text
    assert "persoonlijke link" in letter("approval_decided", SANNE).text


def test_who_answers_about_his_own_melding_is_not_told_what_he_said(with_dap, cast, open_ticket, mailed):
    with_dap()
    ticket = open_ticket()
    approval = estimate(ticket, cast)
    mailed()
    actions.decide(approval, contact=cast.jan, now=LATER, granted=True)
    assert ("approval_decided", JAN) not in mailed()


def test_a_question_that_is_answered_before_its_mail_is_written_is_not_asked_any_more(ticket, cast, mailed):
    approval = estimate(ticket, cast)
    actions.decide(approval, by=cast.petra.user, now=LATER, granted=True)
    assert mailed() == [("approval_decided", JAN), ("approval_decided", SANNE)]


# --- Rights and reporting (SLA 3, 10) ---------------------------------------------------------------------
def test_an_authorisation_request_is_one_mail_to_each(with_dap, cast, open_ticket, mailed):
    with_dap(approvers=[cast.jan, cast.petra])
    ticket = open_ticket(kind="servicevraag", is_authorisation=True, subject="Rechten op de map Directie")
    assert mailed() == [("approval_asked", PETRA), ("waiting_for_reporter", JAN)]
    waits = letter("waiting_for_reporter", JAN).text
    assert "Wij hebben uw melding ontvangen." in waits
    assert "Sinds vanochtend" in waits
    approval = ticket.approvals.get()
    actions.decide(approval, by=cast.petra.user, now=LATER, granted=False, text="Niet nodig.")
    assert mailed() == [("approval_decided", MARLOES), ("cancelled", JAN)]
    assert "Niet nodig." in letter("cancelled", JAN).text


def test_a_stranger_waits_for_a_named_colleague_and_hears_that(with_dap, cast, open_ticket, mailed):
    with_dap(reporters=[cast.petra])
    ticket = open_ticket()
    assert mailed() == [("approval_asked", PETRA), ("waiting_for_reporter", JAN)]
    assert f"Mag Jan Smit melding #{ticket.number} doen?" in letter("approval_asked", PETRA).text
    actions.decide(ticket.approvals.get(), contact=cast.petra, now=LATER, granted=True)
    assert ("approval_decided", JAN) in mailed()


def test_who_hears_status_still_hears_that_it_was_opened(with_dap, cast, open_ticket, mailed):
    with_dap(reporters=[cast.petra], status_mail=[cast.petra])
    open_ticket()
    assert mailed() == [("approval_asked", PETRA), ("ticket_opened", PETRA), ("waiting_for_reporter", JAN)]


def test_without_anybody_who_may_decide_the_reporter_is_told_to_call(with_dap, cast, open_ticket, mailed):
    with_dap()
    open_ticket(kind="servicevraag", is_authorisation=True)
    assert mailed() == [("waiting_for_reporter", JAN)]
    assert "niemand aangewezen" in letter("waiting_for_reporter", JAN).text


# --- Looking along (SLA 7.2) ------------------------------------------------------------------------------
def test_looking_along_is_asked_of_the_reporter_alone(ticket, cast, mailed):
    approval = actions.ask_remote_viewing(ticket, by=cast.sanne, now=LATER, text="Dan zie ik de melding.")
    assert mailed() == [("approval_asked", JAN)]
    text = letter("approval_asked", JAN).text
    assert "Sanne de Wit wil met u meekijken" in text
    assert "volgens" not in text
    actions.decide(approval, contact=cast.jan, now=LATER, granted=True)
    assert mailed() == [("approval_decided", SANNE)]


# --- Escalation (SLA 12) ----------------------------------------------------------------------------------
def test_an_escalation_reaches_the_people_of_the_step_and_who_is_at_work(with_dap, cast, open_ticket, mailed):
    with_dap(escalation=[(cast.els, 1), (cast.petra, 1)])
    ticket = open_ticket()
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    mailed()
    started = actions.escalate(ticket, by=cast.jan.user, now=LATER, reason="Het duurt te lang.")
    assert mailed() == [("escalated", "els@1do.example"), ("escalated", PETRA), ("escalated", SANNE)]
    assert "Jij bent aan zet" in letter("escalated", "els@1do.example").text
    assert "Els Groen bevestigt de escalatie uiterlijk" in letter("escalated", SANNE).text
    assert "Jan Smit heeft deze melding geëscaleerd (DAP 12, versie 4)" in letter("escalated", PETRA).text
    actions.acknowledge(started, by=cast.els, now=LATER)
    assert mailed() == [("escalation_acknowledged", JAN), ("escalation_acknowledged", PETRA)]
    assert "Els Groen van 1do" in letter("escalation_acknowledged", JAN).text
    actions.end_escalation(started, by=cast.els, now=LATER, outcome="Morgen extra inzet.")
    assert mailed() == [("escalation_ended", JAN), ("escalation_ended", PETRA)]
    assert "Morgen extra inzet." in letter("escalation_ended", PETRA).text


def test_who_escalates_for_a_customer_hears_nothing_himself(ticket, cast, mailed):
    actions.escalate(ticket, by=cast.marloes, now=LATER, reason="Loopt vast.")
    assert mailed() == [("escalated", JAN), ("escalated", SANNE)]  # Marloes stands on step 1 herself


def test_whoever_went_to_another_customer_reads_nothing_of_it(with_dap, cast, open_ticket, mailed):
    with_dap(escalation=[(cast.els, 1), (cast.petra, 1)])
    ticket = open_ticket()
    mailed()
    actions.escalate(ticket, by=cast.marloes, now=LATER, reason="Loopt vast.")
    cast.petra.customer = cast.vries
    cast.petra.save()
    assert mailed() == [("escalated", "els@1do.example")]


def test_nobody_confirms(ticket, cast, mailed):
    from tickets.escalation.actions import mark_unacknowledged

    started = actions.escalate(ticket, by=cast.jan.user, now=LATER, reason="Het duurt te lang.")
    mailed()
    mark_unacknowledged(started, now=at("2026-11-23 16:00"))
    assert mailed() == [("escalation_unacknowledged", "els@1do.example")]
    assert "Trede 1 had uiterlijk" in letter("escalation_unacknowledged", "els@1do.example").text


# --- Mandate and suppliers (SLA 4.2, 7.10) ----------------------------------------------------------------
def test_work_under_mandate_is_told_with_its_reason(with_dap, cast, open_ticket, mailed):
    with_dap(status_mail=[cast.petra])
    ticket = open_ticket()
    mailed()
    actions.use_mandate(ticket, by=cast.sanne, now=LATER, text="Het lek wordt misbruikt.")
    assert mailed() == [("mandate_used", JAN), ("mandate_used", PETRA)]
    text = letter("mandate_used", JAN).text
    assert "SLA 4.2, overeenkomst DVO-1001 versie 4" in text
    assert "Het lek wordt misbruikt." in text


def test_what_a_supplier_charges_is_told_to_the_reporter(ticket, cast, mailed):
    dell = Supplier.objects.create(name="Dell", phone="020")
    actions.add_extra_costs(ticket, by=cast.sanne, now=LATER, amount=Decimal("80"), supplier=dell, text="Schijf.")
    assert mailed() == [("extra_costs", JAN)]
    assert "Dell rekent hiervoor €\N{NO-BREAK SPACE}80,00" in letter("extra_costs", JAN).text


def test_ringing_the_supplier_is_for_who_has_it(ticket, cast, mailed):
    from tickets.suppliers.actions import remind_to_chase

    dell = Supplier.objects.create(name="Dell 100%", phone="020")
    actions.wait(
        ticket,
        by=cast.sanne,
        now=LATER,
        party="supplier",
        text="Dell zoekt het uit.",
        supplier=dell,
        supplier_reference="SR-12",
        chase_on=date(2026, 11, 25),
    )
    mailed()
    assert remind_to_chase(ticket, now=at("2026-11-25 08:30"))
    assert mailed() == [("chase_supplier", SANNE)]
    mail = letter("chase_supplier", SANNE)
    assert mail.subject == f"[#{ticket.number}] Bel Dell 100% na: Geen mail op kantoor"
    assert "SR-12" in mail.text


# --- In bulk ----------------------------------------------------------------------------------------------
def test_what_has_nothing_to_do_with_questions_reads_nothing_of_them(ticket, cast, django_assert_max_num_queries):
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
    with django_assert_max_num_queries(37) as queries:
        sweep_outbox(LATER)
    assert not any("approval" in query["sql"] and "SELECT" in query["sql"] for query in queries.captured_queries)
    assert ticket.timeline.filter(kind=EntryKind.MAIL_FAILED).count() == 0
