"""Looking along on somebody's screen: asked for, agreed to, and written down (SLA 7.2: "niet ongevraagd")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import ClauseKind
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import ClockState, EntryKind, Status, Ticket

LATER = MONDAY + timedelta(minutes=5)


def ask(ticket, cast):
    return actions.ask_remote_viewing(ticket, by=cast.sanne, now=LATER, text="Even meekijken in Outlook.")


def answer(approval, who, *, granted=True):
    return actions.decide(approval, now=LATER, granted=granted, by=who.user)


def begin(ticket, by):
    return actions.begin_viewing(ticket, by=by, now=LATER)


def end(ticket, by):
    return actions.end_viewing(ticket, by=by, now=LATER)


def viewed(ticket):
    return [entry.data["begins"] for entry in ticket.timeline.filter(kind=EntryKind.VIEWING)]


def test_asking_does_not_stop_the_clock(open_ticket, cast):
    ticket = open_ticket()
    approval = ask(ticket, cast)
    assert ask(ticket, cast) == approval
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.clock.state) == (Status.NIEUW, ClockState.RUNNING)
    assert (approval.citation, ticket.timeline.filter(kind=EntryKind.ASKED).count()) == ("SLA 7.2", 1)


def test_a_clause_of_the_dap_is_named(open_ticket, cast):
    renew(cast.smit_agreement, dap={ClauseKind.REMOTE_VIEWING: []})
    assert ask(open_ticket(), cast).citation == "DAP 7.2, versie 2"


def test_it_begins_only_on_a_yes(open_ticket, cast):
    ticket = open_ticket()
    with pytest.raises(Refused, match="Vraag eerst toestemming"):
        begin(ticket, cast.sanne)
    approval = ask(ticket, cast)
    with pytest.raises(Refused, match="Vraag eerst toestemming"):
        begin(ticket, cast.sanne)
    answer(approval, cast.jan)
    for _click in range(2):
        begin(ticket, cast.sanne)
    for _click in range(2):
        end(ticket, cast.sanne)
    assert viewed(ticket) == [True, False]
    assert all(entry.is_public for entry in ticket.timeline.filter(kind=EntryKind.VIEWING))


def test_a_no_is_no(open_ticket, cast):
    ticket = open_ticket()
    answer(ask(ticket, cast), cast.jan, granted=False)
    with pytest.raises(Refused):
        begin(ticket, cast.sanne)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NIEUW


def test_each_yes_is_for_one_session(open_ticket, cast):
    ticket = open_ticket()
    first = answer(ask(ticket, cast), cast.jan)
    assert ask(ticket, cast) == first  # a yes that was not used yet is enough
    begin(ticket, cast.sanne)
    end(ticket, cast.sanne)
    with pytest.raises(Refused, match="één keer"):
        begin(ticket, cast.sanne)
    second = ask(ticket, cast)
    assert second != first
    answer(second, cast.jan)
    begin(ticket, cast.sanne)
    assert viewed(ticket) == [True, False, True]


@pytest.mark.parametrize("who", ["petra", "willem", "sanne"])
def test_only_whose_screen_it_is_says_yes(open_ticket, cast, who):
    person, approval = getattr(cast, who), ask(open_ticket(), cast)
    with pytest.raises(PermissionDenied):
        actions.decide(approval, now=LATER, granted=True, by=getattr(person, "user", person))
    assert answer(approval, cast.jan).status == "granted"


@pytest.mark.parametrize("who", ["jan", "willem", "daan"])
@pytest.mark.parametrize("act", [begin, end])
def test_only_agents_look_along(open_ticket, cast, who, act):
    person, ticket = getattr(cast, who), open_ticket()
    answer(ask(ticket, cast), cast.jan)
    with pytest.raises(PermissionDenied):
        act(ticket, getattr(person, "user", person))
    assert viewed(ticket) == []


def test_ending_what_did_not_begin_writes_nothing(open_ticket, cast):
    ticket = end(open_ticket(), cast.sanne)
    assert viewed(ticket) == []


def test_a_session_on_what_was_resolved_meanwhile_can_still_be_ended(open_ticket, cast):
    ticket = open_ticket()
    answer(ask(ticket, cast), cast.jan)
    begin(ticket, cast.sanne)
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Opgelost.")
    end(ticket, cast.sanne)
    assert viewed(ticket) == [True, False]
