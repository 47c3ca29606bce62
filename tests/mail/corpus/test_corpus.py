"""The figures of both corpora: nothing that a person wrote out of sight, no program answered, programs recognised."""

from __future__ import annotations

import pytest

from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.mail.corpus import people, programs
from tests.mail.corpus.making import Case, Ours, made
from tests.mail.inbound.test_inbound import LATER, _our_server, sent_to  # noqa: F401 - _our_server is used by itself
from tickets import actions
from tickets.models import Status, Ticket

PEOPLE = {"tuned": people.TUNED, "held out": people.HELD_OUT, "about programs": people.ABOUT_PROGRAMS}
PROGRAMS = {"tuned": programs.TUNED, "held out": programs.HELD_OUT}


@pytest.fixture
def become(cast, open_ticket, monkeypatch):
    """What becomes of each: (case, the stored mail, whether the resolved melding it answers is open again)."""
    monkeypatch.setattr("mail.inbound.routing.MOST_AN_HOUR", 1_000)
    monkeypatch.setattr("mail.inbound.routing.MOST_ON_A_TICKET", 1_000)

    def all_of(cases: list[Case]):
        for number, case in enumerate(cases):
            ticket = open_ticket()
            left = sent_to(ticket)
            actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
            ours = Ours(left["Subject"], left["Message-ID"], left["Reply-To"])
            sweep_outbox(LATER)
            before = MailMessage.objects.count(), Ticket.objects.count()
            row = receive(made(case, ours, number), mailbox="p", now=LATER)
            process_due(LATER)
            sweep_outbox(LATER)
            row.refresh_from_db()
            ticket.refresh_from_db()
            mailed = MailMessage.objects.filter(recipient__endswith="smit.example").count()
            yield case, row, ticket, (MailMessage.objects.count(), Ticket.objects.count()) == before, mailed

    return all_of


def test_there_are_enough_of_both():
    assert sum(map(len, PEOPLE.values())) >= 120 and sum(map(len, PROGRAMS.values())) >= 120
    assert all(len(corpus["held out"]) >= 40 for corpus in (PEOPLE, PROGRAMS))


@pytest.mark.parametrize("part", PEOPLE)
def test_nothing_that_a_person_wrote_is_out_of_sight(become, part):
    """A melding, an answer, or a place in the list of who waits for an agent."""
    hidden = [
        case.name for case, row, *_rest in become(PEOPLE[part]) if row.status not in ("done", "doubtful", "unknown")
    ]
    assert hidden == []


@pytest.mark.parametrize("part", PROGRAMS)
def test_a_program_is_recognised_never_answered_and_changes_nothing(become, part):
    missed, answered, unseen = [], [], []
    for case, row, ticket, is_quiet, _mailed in become(PROGRAMS[part]):
        returned = row.status == "done" and ticket.timeline.filter(kind="mail_failed").exists()
        if not (row.status == "shelved" or returned) or ticket.status != Status.OPGELOST:
            missed.append(case.name)
        if not (is_quiet or returned):
            answered.append(case.name)
        shown = ticket.timeline.filter(kind="program_mail", is_public=False).exists()
        if case.reply and row.ticket == ticket and not (shown or returned):
            unseen.append(case.name)
    assert answered == [] and unseen == []
    assert len(missed) <= len(PROGRAMS[part]) * 0.02, missed
