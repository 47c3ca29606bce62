"""The mail that asks how it went, and the one that says that somebody has to be rung back (SLA 11)."""

from __future__ import annotations

import re

import pytest

from contracts import actions as contracts
from contracts.models import Contact
from infra import signed_links
from mail.models import MailMessage
from mail.outbound.links import bodies_to_send, bodies_to_show
from tests.closed import asked
from tests.conftest import at
from tickets import actions
from tickets.models import SatisfactionRequest

THEN, LATER = at("2026-11-23 15:00"), at("2026-11-23 16:00")


@pytest.fixture
def request_of_jan(open_ticket, cast, mailed) -> SatisfactionRequest:
    row = asked(open_ticket, cast)
    return row


def test_one_mail_with_five_words_and_a_way_out(request_of_jan, mailed):
    assert ("rating_asked", "jan@smit.example") in mailed(THEN)
    mail = MailMessage.objects.get(message="rating_asked")
    assert mail.subject == f"[#{request_of_jan.ticket_id}] Geen mail op kantoor", "one conversation"
    assert "Hoe hebben wij dit gedaan?" in mail.text
    for body in bodies_to_send(mail):
        links = re.findall(r"https?://[^\s\"<>]+/portaal/tevredenheid/[^\s\"<>]+", body)
        assert [link.rpartition("/")[2] for link in links] == [f"?antwoord={n}" for n in (5, 4, 3, 2, 1)] + [""]
        assert links[5].endswith("/afmelden/") and "persoonlijke-link" not in body
    assert "werkt tot ma 14 dec 15:00" in bodies_to_send(mail)[0]
    assert [key for key, _to in mailed(LATER) if key == "rating_asked"] == []


def test_who_reads_it_at_the_desk_finds_no_link(request_of_jan, mailed):
    mailed(THEN)
    for body in bodies_to_show(MailMessage.objects.get(message="rating_asked")):
        assert "persoonlijke link" in body and "persoonlijke-link" not in body
        assert "antwoord=" not in body and "/portaal/tevredenheid/" not in body


def test_only_at_the_address_that_we_know_him_by(open_ticket, cast, mailed):
    asked(open_ticket, cast, contact_email="iemand@elders.example")
    assert ("rating_asked", "jan@smit.example") in mailed(THEN)


def test_who_said_no_before_it_was_written_gets_none(request_of_jan, cast, mailed):
    contracts.choose_satisfaction(cast.jan, by=cast.jan.user, now=THEN, asks=False)
    assert "rating_asked" not in dict(mailed(THEN))


def test_who_has_no_address_gets_none_and_nobody_hears_of_a_failure(open_ticket, cast, mailed):
    row = asked(open_ticket, cast)
    Contact.objects.filter(pk=cast.jan.pk).update(email="", phone="0612345678")
    found = mailed(THEN)
    assert "rating_asked" not in dict(found) and "mail_failed" not in dict(found)
    assert not row.ticket.timeline.filter(kind="mail_failed", data__own__message="rating_asked").exists()


def test_a_bad_answer_is_mailed_to_who_had_it_and_the_coordinator_a_good_one_is_not(request_of_jan, cast, mailed):
    mailed(THEN)
    actions.answer_satisfaction(request_of_jan, by=cast.jan.user, now=LATER, score=4, text="Prima.")
    assert mailed(LATER) == []
    actions.answer_satisfaction(request_of_jan, by=cast.jan.user, now=LATER, score=1, text="Toch niet.")
    assert mailed(LATER) == [("rated", "marloes@1do.example"), ("rated", "sanne@1do.example")]
    mail = MailMessage.objects.filter(message="rated").first()
    assert "Bel terug: Geen mail op kantoor" in mail.subject and "Toch niet." in mail.text
    assert "Bel binnen een werkdag terug" in mail.text and "tevredenheid" not in bodies_to_send(mail)[0]


def test_its_link_lives_as_long_as_the_way_out(request_of_jan):
    assert signed_links.LIFETIME_OF[signed_links.SATISFACTION].days > 21
