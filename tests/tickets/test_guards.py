"""Somebody was first: of two who do it at once, what the second one reads under the lock decides."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from accounts.models import User
from tests.conftest import MONDAY
from tests.tickets.guards import LATER, SECOND, fresh, kinds
from tests.two_connections import beaten, own, two_connections
from tests.yes import agreed
from tickets import actions, sweeps
from tickets.models import (
    ClockState,
    EntryKind,
    Status,
)


# --- The order of the timeline ----------------------------------------------------------------------------
@two_connections
def test_who_read_his_moment_first_and_waited_longer_comes_after(open_ticket, cast):
    """Or the clock would replay an answer before its question, and stand still for ever."""
    ticket = open_ticket()
    beaten(
        lambda: actions.wait(
            own(ticket), by=cast.sanne, now=MONDAY + 10 * SECOND, party="customer", text="Welke printer?"
        ),
        lambda: actions.reply(own(ticket), by=cast.jan.user, now=MONDAY + 5 * SECOND, text="Die bij de balie."),
    )
    ticket = fresh(ticket)
    assert kinds(ticket) == [EntryKind.OPENED, EntryKind.WAITING, EntryKind.REPLY, EntryKind.RESUMED]
    assert (ticket.status, ticket.clock.state) == (Status.NIEUW, ClockState.RUNNING)
    assert ticket.updated_at == MONDAY + 10 * SECOND


def test_who_was_alone_has_the_moment_that_he_read(open_ticket, cast):
    ticket = open_ticket()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY + 5 * SECOND, text="Die bij de balie.")
    assert fresh(ticket).updated_at == MONDAY + 5 * SECOND


def test_a_warning_stands_behind_what_happened_since_the_sweep_began(open_ticket, cast):
    ticket = open_ticket()
    began = ticket.clock.next_warning_at + SECOND
    actions.note(ticket, by=cast.sanne, now=began + 30 * SECOND, text="Ik bel hem zo.")
    assert sweeps.warn_due(began) == 1
    assert kinds(ticket) == [EntryKind.OPENED, EntryKind.NOTE, EntryKind.WARNED]


# --- Who works on tickets ---------------------------------------------------------------------------------
WORK = {
    "take": {},
    "assign": {},
    "start_work": {},
    "wait": {"party": "customer", "text": "Welke printer?"},
    "resume": {},
    "plan": {"planned_for": LATER},
    "note": {"text": "Intern."},
    "classify": {"kind": "incident", "impact": 3, "urgency": "C", "reason": "Kan wachten."},
    "change_details": {"subject": "Iets anders"},
    "ask_estimate": {"minutes": 60, "text": "Printer"},
    "mark_authorisation": {},
    "log_time": {"minutes": 5},
    "start_timer": {},
    "send_secret": {"kind": "code", "secret": "48210", "days": 1},
    "resolve": {"text": "Klaar."},
    "cancel": {"text": "Dubbel."},
}


def test_a_permission_makes_nobody_of_the_customer_a_colleague(open_ticket, cast):
    """Given by mistake, or by a group: who is not of 1do does no work on tickets, also not on his own."""
    cast.willem.user.user_permissions.add(Permission.objects.get(codename="work_ticket"))
    willem = User.objects.get(pk=cast.willem.user.pk)
    assert willem.has_perm("tickets.work_ticket") and not willem.is_house
    for verb, given in WORK.items():
        ticket, act = open_ticket(contact=cast.willem), getattr(actions, verb)
        with pytest.raises(PermissionDenied):
            act(ticket, by=willem, now=MONDAY, **given)
            pytest.fail(f"{verb}: he did it")
        assert kinds(ticket) == [EntryKind.OPENED], verb
        act(agreed(ticket, cast.sanne), by=cast.sanne, now=MONDAY, **given)
