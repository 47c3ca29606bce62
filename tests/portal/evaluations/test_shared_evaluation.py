"""What a customer sees of an evaluation: nothing before it was shared, and never another customer's (SLA 11)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from reviews.evaluations import actions
from reviews.models import Evaluation
from tests.evaluated import LATER, TEXTS, owed, released, written
from tests.portal.conftest import page
from tests.tickets.versions import renew

LIST = "/portaal/evaluaties/"


@pytest.fixture
def evaluation(cast: SimpleNamespace, open_ticket: Any) -> Evaluation:
    return owed(cast, open_ticket)


def sheet(evaluation: Evaluation) -> str:
    return f"/portaal/meldingen/{evaluation.ticket_id}/evaluatie/"


def ticket_page(evaluation: Evaluation) -> str:
    return f"/portaal/meldingen/{evaluation.ticket_id}/"


def test_before_it_is_shared_there_is_nothing(cast: SimpleNamespace, jan: Client, evaluation: Evaluation) -> None:
    steps = [
        lambda: written(cast, evaluation),
        lambda: actions.submit(evaluation, by=cast.sanne, now=LATER),
        lambda: actions.approve(evaluation, by=cast.marloes, now=LATER),
    ]
    for step in [lambda: None, *steps]:
        step()
        assert jan.get(sheet(evaluation)).status_code == 404
        assert "Lees de evaluatie" not in page(jan.get(ticket_page(evaluation)))
        assert "Nog geen evaluaties" in page(jan.get(LIST))


def test_once_shared_he_reads_it(
    cast: SimpleNamespace, jan: Client, evaluation: Evaluation, on_monday: time_machine.Traveller
) -> None:
    released(cast, evaluation)
    on_monday.move_to(LATER)
    text = page(jan.get(sheet(evaluation)))
    for words in TEXTS.values():
        assert words in text
    assert "goedgekeurd door Marloes Kuiper" in text
    assert "Lees de evaluatie" in page(jan.get(ticket_page(evaluation)))
    assert sheet(evaluation) in page(jan.get(LIST))


def test_of_another_customer_it_is_not_there(
    cast: SimpleNamespace, willem: Client, sign_in: Any, evaluation: Evaluation
) -> None:
    released(cast, evaluation)
    assert willem.get(sheet(evaluation)).status_code == 404
    assert willem.get("/portaal/meldingen/999999/evaluatie/").status_code == 404
    assert "Geen mail op kantoor" not in page(willem.get(LIST))
    petra = sign_in(cast.petra.user)  # a colleague whom the DAP does not name
    assert petra.get(sheet(evaluation)).status_code == 404
    assert "Geen mail op kantoor" not in page(petra.get(LIST))


def test_while_a_new_version_is_written_he_reads_the_old_one(
    cast: SimpleNamespace, jan: Client, evaluation: Evaluation
) -> None:
    done = released(cast, evaluation)
    actions.send_back(done, by=cast.marloes, now=LATER, reason="Intern: de leverancier draaide.")
    actions.write(done, "cause", "Iets heel anders.", by=cast.sanne, now=LATER, seen=1)
    text = page(jan.get(sheet(evaluation)))
    assert "Dit staat bij oorzaak." in text
    assert "Iets heel anders." not in text and "de leverancier draaide" not in text
    assert "de leverancier draaide" not in page(jan.get(ticket_page(evaluation)))


def test_reporter_and_fixed_contacts_hear_of_it_by_mail(cast: SimpleNamespace, evaluation: Evaluation) -> None:
    renew(cast.smit_agreement, dap={"viewers": [cast.petra]})
    released(cast, evaluation)
    sweep_outbox(LATER)
    letters = MailMessage.objects.filter(message="evaluation_released")
    assert sorted(letters.values_list("recipient", flat=True)) == ["jan@smit.example", "petra@smit.example"]
    mail = letters.get(recipient="jan@smit.example")
    assert mail.subject == f"[#{evaluation.ticket_id}] Evaluatie: Geen mail op kantoor"
    assert sheet(evaluation) in mail.text
    assert "Dit staat bij oorzaak." not in mail.text, "what went wrong is read behind a password"


def test_who_left_meanwhile_hears_nothing(cast: SimpleNamespace, evaluation: Evaluation) -> None:
    released(cast, evaluation)
    cast.jan.is_active = False
    cast.jan.save()
    sweep_outbox(LATER)
    assert not MailMessage.objects.filter(message="evaluation_released").exists()


def test_reading_an_evaluation_changes_nothing(cast: SimpleNamespace, jan: Client, evaluation: Evaluation) -> None:
    before = released(cast, evaluation).ticket.timeline.count()
    jan.get(sheet(evaluation))
    assert jan.post(sheet(evaluation)).status_code == 405
    assert evaluation.ticket.timeline.count() == before
