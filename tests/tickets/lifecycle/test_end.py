"""Replies and the end of a ticket: resolved, reopened, closed by itself, followed up, cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from infra.errors import Refused
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import ClockState, EntryKind, Status, Ticket
from tickets.sweeps import close_due

LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def resolved(open_ticket, cast):
    return actions.resolve(open_ticket(), by=cast.sanne, now=at("2026-11-23 12:00"), text="Mailserver herstart.")


def test_resolving_begins_the_work_when_nobody_had(resolved):
    kinds = [entry.kind for entry in resolved.timeline.all()]
    assert kinds == [EntryKind.OPENED, EntryKind.WORK_STARTED, EntryKind.RESOLVED]
    assert resolved.clock.late is True  # noon on a due moment of 11:00


def test_it_closes_by_itself_after_five_working_days(resolved):
    assert close_due(at("2026-11-30 11:59")) == 0
    assert close_due(at("2026-11-30 12:00")) == 1
    assert close_due(at("2026-11-30 12:00")) == 0
    resolved.refresh_from_db()
    assert resolved.status == Status.GESLOTEN
    assert resolved.timeline.last().by is None


def test_the_days_to_closing_are_of_the_ordinary_hours(open_ticket, cast):
    """Also of a call that ran on the emergency service's longer days."""
    call = open_ticket(now=at("2026-11-23 20:00"), impact=1, channel="phone", by=cast.sanne)
    ticket = actions.resolve(call, by=cast.sanne, now=at("2026-11-23 21:00"), text="Klaar.")
    assert ticket.closes_at == at("2026-11-30 17:00")


def test_an_answer_in_time_reopens_it(resolved, cast):
    ticket = actions.reply(resolved, by=cast.jan.user, now=at("2026-11-25 09:00"), text="Het is er weer.").ticket
    assert (ticket.number, ticket.status, ticket.reopen_count) == (resolved.number, Status.IN_BEHANDELING, 1)
    assert close_due(at("2026-12-30 12:00")) == 0


def test_an_answer_too_late_makes_a_linked_new_one(resolved, cast):
    close_due(at("2026-11-30 12:00"))
    answer = {"by": cast.jan.user, "now": at("2026-12-01 09:00"), "text": "Het is er weer.", "form_token": "x"}
    said = actions.reply(resolved, **answer)
    ticket = said.ticket
    assert ticket.number != resolved.number
    assert (ticket.follows, ticket.priority, ticket.clock.state) == (resolved, "ernstig", ClockState.RUNNING)
    assert actions.reply(resolved, **answer) == said  # clicked twice


def test_a_closed_ticket_is_not_reopened(resolved, cast):
    close_due(at("2026-11-30 12:00"))
    with pytest.raises(Refused, match="vervolgmelding"):
        actions.reopen(resolved, by=cast.jan.user, now=at("2026-12-01 09:00"), text="Toch niet")


def test_reopening_wants_a_reason_and_keeps_the_verdict(resolved, cast):
    with pytest.raises(Refused, match="nog niet goed"):
        actions.reopen(resolved, by=cast.jan.user, now=at("2026-11-23 13:00"), text="")
    ticket = actions.reopen(resolved, by=cast.jan.user, now=at("2026-11-23 13:00"), text="Nog niet goed.")
    assert ticket.clock.late is True
    assert ticket.clock.is_open


def test_the_customer_closes_his_own_at_any_moment(open_ticket, cast):
    ticket = actions.close(open_ticket(), by=cast.jan.user, now=LATER, text="Werkt weer.")
    assert (ticket.status, ticket.clock.state, ticket.clock.late) == (Status.GESLOTEN, ClockState.STOPPED, None)


def test_1do_closes_only_what_is_resolved(open_ticket, resolved, cast):
    with pytest.raises(Refused, match="opgeloste"):
        actions.close(open_ticket(), by=cast.sanne, now=LATER)
    assert actions.close(resolved, by=cast.sanne, now=at("2026-11-23 13:00")).status == Status.GESLOTEN


def test_directie_closes_nothing(resolved, cast):
    with pytest.raises(PermissionDenied):
        actions.close(resolved, by=cast.els, now=LATER)
    with pytest.raises(PermissionDenied):
        actions.reply(resolved, by=cast.els, now=LATER, text="Hallo")


def test_a_cancelled_ticket_has_no_verdict(open_ticket, cast):
    ticket = actions.cancel(open_ticket(), by=cast.sanne, now=LATER, text="Dubbel met een andere melding.")
    assert (ticket.status, ticket.clock.late, ticket.clock.is_open) == (Status.GEANNULEERD, None, False)


# --- What is so already: the same again is quiet, what is new is not lost ------------------------------------
ENDS = {
    "resolve": (["resolve"], "al opgelost"),
    "reopen": (["resolve", "reopen"], "al open"),
    "close": (["resolve", "close"], "al gesloten"),
    "cancel": (["cancel"], "al geannuleerd"),
    "plan": (["plan"], "stond al voor dat moment"),
}


@pytest.fixture(params=ENDS)
def done(request, open_ticket, cast):
    """Of each verb: a ticket on which Sanne has carried it out, how it is called, and what who is too late reads."""
    ticket, (steps, words) = open_ticket(), ENDS[request.param]

    def call(verb, text, by=cast.sanne, **more):
        if verb == "plan":
            more["planned_for"] = at("2026-11-24 10:00")
        return getattr(actions, verb)(ticket, by=by, now=LATER, text=text, **more)

    for step in steps:
        call(step, "Eerste woorden.")
    return ticket, lambda text, **more: call(request.param, text, **more), words


def test_the_same_again_or_without_a_word_is_quiet(done, cast):
    ticket, call, _words = done
    lines = ticket.timeline.count()
    call("Eerste woorden.")
    call(" ")
    call("", by=cast.ravi)
    assert ticket.timeline.count() == lines


def test_what_somebody_else_typed_meanwhile_is_not_dropped(done, cast):
    ticket, call, words = done
    for given in ({"by": cast.ravi, "text": "Eerste woorden."}, {"by": cast.sanne, "text": "Andere woorden."}):
        with pytest.raises(Refused, match=words) as refused:
            call(**given)
        assert refused.value.field == "text"


def test_a_file_is_not_dropped_either_and_the_same_form_is_quiet(open_ticket, cast):
    ticket, file = open_ticket(), SimpleUploadedFile("log.txt", b"fout")
    given = {"by": cast.sanne, "now": LATER, "text": "Klaar.", "files": [file]}
    for _ in range(2):
        actions.resolve(ticket, form_token="een", **given)
    with pytest.raises(Refused, match="al opgelost"):
        actions.resolve(ticket, form_token="twee", **given | {"text": ""})


def test_what_was_cancelled_is_never_closed(open_ticket, cast):
    ticket = actions.cancel(open_ticket(), by=cast.sanne, now=LATER, text="Dubbel.")
    for by in (cast.sanne, cast.jan.user):
        with pytest.raises(Refused, match="geannuleerd"):
            actions.close(ticket, by=by, now=LATER)


def test_the_same_reply_twice_is_one(open_ticket, cast):
    ticket = open_ticket()
    for _ in range(50):
        actions.reply(ticket, by=cast.jan.user, now=LATER, text="Nog iets", form_token="r")
    assert ticket.timeline.filter(kind=EntryKind.REPLY).count() == 1


def test_the_timeline_is_append_only(open_ticket):
    entry = open_ticket().timeline.get()
    entry.text = "anders"
    for change in (entry.save, entry.delete, entry.ticket.timeline.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        entry.ticket.timeline.update(text="anders")


def test_a_ticket_with_history_is_not_removed(open_ticket, cast):
    ticket = actions.log_time(open_ticket(), by=cast.sanne, now=LATER, minutes=5).ticket
    with pytest.raises(Exception, match="protected"):
        Ticket.objects.get(pk=ticket.pk).delete()


@pytest.mark.parametrize("first", ["reply", "note"])
def test_one_form_is_not_used_for_two_things(open_ticket, cast, first):
    """What was sent second would be lost without a word, or taken for what was made first."""
    ticket = open_ticket()
    by = {"by": cast.sanne, "now": LATER, "form_token": "f1"}
    made = getattr(actions, first)(ticket, text="Eerst dit.", **by)
    for act in (
        lambda: actions.escalate(ticket, reason="Te lang.", **by),
        lambda: actions.resolve(ticket, text="Klaar.", **by),
        lambda: actions.log_time(ticket, minutes=5, **by),
    ):
        with pytest.raises(Refused, match="voor iets anders"):
            act()
    assert getattr(actions, first)(ticket, text="Eerst dit.", **by) == made
