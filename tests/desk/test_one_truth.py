"""The desk says of moments what portal, mail and REST say, and asks what it has to know (rows T16 to T26)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from sla.priority import Priority
from tests.conftest import MONDAY, at
from tests.desk.intake.test_intake import call
from tickets import actions
from tickets.models import Channel, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(cast, sign_in):
    return sign_in(cast.sanne)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split()).replace("\xa0", " ")


# --- By telephone -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "sentence", "channels"),
    [
        ({}, "Wij beginnen uiterlijk ma 23 nov 10:50.", "bij voorkeur telefonisch (SLA 7.9)"),
        (
            {"impact": "2"},
            "Wij beginnen uiterlijk ma 23 nov 11:20.",
            "telefonisch, via het Serviceportaal of per e-mail",
        ),
        (
            {"impact": "3"},
            "Wij streven ernaar uiterlijk di 24 nov 10:20 te beginnen.",
            "via het Serviceportaal, per e-mail of telefonisch",
        ),
        (
            {"impact": "3", "urgency": "C"},
            "Voor deze prioriteit is geen begintijd afgesproken.",
            "via het Serviceportaal of per e-mail",
        ),
        ({"kind": "servicevraag"}, "Wij pakken dit in overleg met u op.", ""),
    ],
)
def test_t23_t26_what_the_caller_is_told(agent, cast, answers, sentence, channels):
    given = call(item_type="werkplek") | answers
    seen = text(agent.get("/desk/nieuw/voorbeeld/", given | {"contact": cast.jan.pk}))
    assert sentence in seen and channels in seen
    assert ("uiterlijk" in seen) is ("uiterlijk" in sentence)


def test_t18_of_an_item_in_no_package_no_moment_is_told(agent, cast):
    given = call(item_type="netwerk") | {"contact": cast.willem.pk}
    seen = text(agent.get("/desk/nieuw/voorbeeld/", given))
    assert "geen SLA van toepassing" in seen and "uiterlijk" not in seen


def test_t17_gemeld_om_is_asked_and_counts(agent, cast):
    form = call(item_type="werkplek", reported_at="2026-11-23T09:40") | {"contact_email": ""}
    seen = text(agent.get("/desk/nieuw/voorbeeld/", form | {"contact": cast.jan.pk}))
    assert "Wij beginnen uiterlijk ma 23 nov 10:10." in seen and "Dat moment is al voorbij." in seen
    assert agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", form).status_code == 302
    ticket = Ticket.objects.select_related("clock").get()
    assert (ticket.opened_at, ticket.clock.due_at) == (at("2026-11-23 09:40"), at("2026-11-23 10:10"))
    assert "Gemeld om ma 23 nov 09:40, later vastgelegd" in text(agent.get(f"/desk/meldingen/{ticket.pk}/"))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T10:30", "ligt in de toekomst"),
        ("2026-10-23T10:30", "meer dan 14 dagen"),
        ("gisteren", "geen dag met"),
    ],
)
def test_t17_a_senseless_moment_is_said_beside_the_field_and_nothing_is_lost(agent, cast, moment, words):
    page = agent.post(f"/desk/nieuw/?contact={cast.jan.pk}", call(item_type="werkplek", reported_at=moment))
    assert page.status_code == 200 and words in text(page) and "Niemand kan werken." in text(page)
    assert not Ticket.objects.exists()


# --- The queue and the ticket -----------------------------------------------------------------------------
def test_t16_the_queue_and_the_ticket_say_by_when_to_classify(agent, open_ticket):
    ticket = open_ticket(channel=Channel.EMAIL, by=None, impact=None, urgency=None)
    for address in ("/desk/", f"/desk/meldingen/{ticket.pk}/"):
        assert "indelen vóór 11:00" in text(agent.get(address))


def test_t16_work_in_stock_counts_it_apart(open_ticket, cast, sign_in):
    open_ticket(channel=Channel.EMAIL, by=None, impact=None, urgency=None)
    assert "belofte 0, streven 0, in te delen 1" in text(sign_in(cast.marloes).get("/desk/werkvoorraad/"))


@pytest.mark.parametrize(
    ("fields", "label"),
    [({"impact": 2}, "Aanvang werkzaamheden uiterlijk"), ({"impact": 3}, "Streven: begin uiterlijk")],
)
def test_t23_the_aside_says_which_it_is(agent, open_ticket, fields, label):
    ticket = open_ticket(**fields)
    seen = text(agent.get(f"/desk/meldingen/{ticket.pk}/"))
    assert label in seen
    ledger = seen[seen.index("ledger__line--total") :][:120]
    assert ("streven: uiterlijk" in ledger) is (fields["impact"] == 3)


def test_t18_no_page_says_both_that_there_is_no_sla_and_a_moment(agent, cast, sign_in, open_ticket):
    """Of every page on which a melding stands, desk, portal, mail and REST."""
    ticket = open_ticket(contact=cast.willem, item_type="netwerk", impact=1)
    sweep_outbox(NOW)
    pages = [text(agent.get(address)) for address in ("/desk/", f"/desk/meldingen/{ticket.pk}/")]
    portal = sign_in(cast.willem.user)
    pages += [text(portal.get(f"/portaal/meldingen/{ticket.pk}/{part}")) for part in ("", "ontvangen/")]
    pages += [text(portal.get("/portaal/")), MailMessage.objects.get(message="ticket_opened").text]
    for page in pages:
        assert "10:30" not in page and "uiterlijk" not in page
    assert sum("geen SLA van toepassing" in page for page in pages) >= 4


# --- Time -------------------------------------------------------------------------------------------------
def test_t21_the_question_stands_beside_the_field_and_is_answered_there(agent, open_ticket, cast, _now):
    ticket = open_ticket()
    _now.move_to(at("2026-11-23 11:05"))
    address, written = f"/desk/meldingen/{ticket.pk}/tijd/", {"minutes": "60", "activity": "support", "text": "Router"}
    page = text(agent.post(address, written))
    assert "Begon het werk aan deze melding toen al? Kies ja of nee." in page
    assert 'name="began_then"' in page and 'value="Router"' in page
    agent.post(address, written | {"began_then": "ja"})
    fresh = Ticket.objects.select_related("clock").get()
    assert fresh.clock.work_started_at == at("2026-11-23 10:05") and fresh.clock.late is False
    assert "achteraf vastgelegd" in text(agent.get(f"/desk/meldingen/{ticket.pk}/"))


# --- Mail -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, "A", Priority.KRITISCH), (2, "A", Priority.ERNSTIG), (3, "A", Priority.STANDAARD), (3, "C", Priority.LAAG)],
)
def test_t26_the_confirmation_tells_the_channel_of_each_priority(open_ticket, impact, urgency, priority):
    open_ticket(impact=impact, urgency=urgency)
    sweep_outbox(MONDAY)
    letter = MailMessage.objects.get(message="ticket_opened").text
    assert f"Een melding met prioriteit {priority.label} meldt u bij voorkeur" in letter


def test_t16_the_warning_says_that_it_is_to_be_classified(open_ticket, cast):
    from tickets.sweeps import warn_due

    ticket = open_ticket(channel=Channel.EMAIL, by=None, impact=None, urgency=None)
    actions.take(ticket, by=cast.sanne, now=NOW)
    warn_due(at("2026-11-23 10:31"))
    sweep_outbox(at("2026-11-23 10:31"))
    letter = MailMessage.objects.filter(message="warning", recipient="sanne@1do.example").get()
    assert "Indelen vóór ma 23 nov 11:00" in letter.subject and "Nog 29 min om melding" in letter.text
