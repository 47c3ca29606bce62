"""The figures of both corpora: nothing that a person wrote out of sight, no program answered, programs recognised.

A part of a corpus arrives at once and is read as a mailbox is: by twenty, with one child of the parser for each twenty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.models import InboundMail, MailMessage, ReceivedBody
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email
from tests.mail.corpus import people, programs, walked, walked_again
from tests.mail.corpus.making import Case, Ours, made
from tests.mail.inbound.test_inbound import LATER, _our_server  # noqa: F401 - _our_server is used by itself
from tickets import actions
from tickets.models import Status, Ticket

PEOPLE = {
    "tuned": people.TUNED,
    "held out": people.HELD_OUT,
    "about programs": people.ABOUT_PROGRAMS,
    "walked": walked.PEOPLE + walked_again.PEOPLE,
}
PROGRAMS = {"tuned": programs.TUNED, "held out": programs.HELD_OUT, "walked": walked.PROGRAMS + walked_again.PROGRAMS}


@dataclass(frozen=True)
class Came:
    """One of them, the stored mail, and the resolved melding of which it answers a mail of ours (or could have)."""

    case: Case
    row: InboundMail
    ticket: Ticket


@dataclass(frozen=True)
class After:
    came: list[Came]
    mailed: list[MailMessage]
    """What we wrote because of them."""
    opened: list[Ticket]


Become = Callable[[list[Case]], After]


@pytest.fixture
def become(cast, open_ticket, monkeypatch) -> Become:
    monkeypatch.setattr("mail.inbound.routing.MOST_AN_HOUR", 1_000)
    monkeypatch.setattr("mail.inbound.routing.MOST_ON_A_TICKET", 1_000)

    def all_of(cases: list[Case]) -> After:
        own = [open_ticket() for case in cases if _is_about_ours(case)]
        other = open_ticket()
        sweep_outbox(LATER)
        for ticket in (*own, other):
            actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
        tickets, left = iter(own), {ticket: _left(ticket) for ticket in (*own, other)}
        came = []
        for number, case in enumerate(cases):
            ticket = next(tickets) if _is_about_ours(case) else other
            came.append(Came(case, receive(made(case, left[ticket], number), mailbox="p", now=LATER), ticket))
        sweep_outbox(LATER)
        mails, meldingen = _last(MailMessage), _last(Ticket)
        while process_due(LATER):
            pass
        sweep_outbox(LATER)
        for each in came:
            each.row.refresh_from_db()
        for ticket in (*own, other):
            ticket.refresh_from_db()
        written = MailMessage.objects.filter(pk__gt=mails).select_related("entry")
        return After(came, list(written), list(Ticket.objects.filter(pk__gt=meldingen)))

    return all_of


def _is_about_ours(case: Case) -> bool:
    return case.reply or bool(case.report) or "{ours}" in case.subject or "{id}" in str(case.part)


def _left(ticket: Ticket) -> Ours:
    """The mail that told its customer of it, as it left."""
    told = MailMessage.objects.filter(entry__ticket=ticket, recipient_user=None).order_by("pk")[0]
    left = as_email(told).message()
    return Ours(left["Subject"], left["Message-ID"], left["Reply-To"])


def _last(model: type[MailMessage] | type[Ticket]) -> int:
    newest = model.objects.order_by("-pk").first()
    return newest.pk if newest else 0


def test_there_are_enough_of_both():
    assert sum(map(len, PEOPLE.values())) >= 120 and sum(map(len, PROGRAMS.values())) >= 120
    assert all(len(corpus[part]) >= 40 for corpus in (PEOPLE, PROGRAMS) for part in ("held out", "walked"))


@pytest.mark.parametrize("part", PEOPLE)
def test_nothing_that_a_person_wrote_is_out_of_sight(become: Become, part):
    """A melding, an answer, or a place in the list of who waits for an agent."""
    assert [each.case.name for each in become(PEOPLE[part]).came if not _is_seen(each.row)] == []


def _is_seen(row: InboundMail) -> bool:
    if row.status == "done":  # what was delivered: a line that says no more than that a mail came back is not his words
        return ReceivedBody.objects.filter(entry__ticket=row.ticket, message_id=row.message_id).exists()
    return row.status in ("doubtful", "unknown")


@pytest.mark.parametrize("part", PROGRAMS)
def test_a_program_is_recognised_never_answered_and_changes_nothing(become: Become, part):
    after = become(PROGRAMS[part])
    returned = {each.ticket.pk for each in after.came if each.row.status == "done" and _has_line(each, "mail_failed")}
    missed = [each for each in after.came if not _is_recognised(each, returned)]
    unseen = [
        each.case.name
        for each in after.came
        if each.case.reply and each.row.ticket == each.ticket and not _has_line(each, "program_mail", "mail_failed")
    ]
    assert unseen == []
    answers = [mail for mail in after.mailed if mail.recipient_user is None]
    assert [(mail.recipient, mail.subject) for mail in answers] == []
    assert len(missed) <= len(PROGRAMS[part]) * 0.02, [each.case.name for each in missed]
    assert len(after.opened) <= len(missed)


def _is_recognised(each: Came, returned: set[int]) -> bool:
    is_put_away = each.row.status == "shelved" or (each.row.status == "done" and each.ticket.pk in returned)
    return is_put_away and each.ticket.status == Status.OPGELOST


def _has_line(each: Came, *kinds: str) -> bool:
    return each.ticket.timeline.filter(kind__in=kinds, is_public=False).exists()
