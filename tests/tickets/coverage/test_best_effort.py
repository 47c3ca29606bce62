"""A product without its maker's support: best effort, without a target (SLA 7.10); updates with supervision (6.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sla.priority import Nature
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import EntryKind, Ticket

LATER = MONDAY + timedelta(minutes=10)
WORK = {"item_type": "werkplek", "service": "support"}


def describe(ticket, cast, *, now=LATER, **facts):
    return actions.describe_work(ticket, by=cast.sanne, now=now, **WORK | facts)


def test_t26_it_has_no_target_and_the_verdict_says_so(open_ticket, cast):
    ticket = open_ticket()
    assert ticket.clock.due_at is not None
    describe(ticket, cast, unsupported=True)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.clock.nature, ticket.clock.due_at, ticket.clock.next_warning_at) == (Nature.NONE, None, None)
    assert (ticket.coverage_verdict, ticket.coverage_clause) == ("inbegrepen", "6.3")
    assert ticket.coverage.reason.endswith("op best-effortbasis en zonder streeftijd (7.10)")
    assert ticket.timeline.filter(kind=EntryKind.COVERED).count() == 1


def test_t26_supported_after_all_it_runs_from_the_moment_of_reporting(open_ticket, cast):
    ticket = open_ticket()
    due = ticket.clock.due_at
    describe(ticket, cast, unsupported=True)
    describe(ticket, cast, unsupported=False)
    assert Ticket.objects.get(pk=ticket.pk).clock.due_at == due


def test_t26_what_had_fallen_until_then_stands(open_ticket, cast):
    ticket = open_ticket()
    describe(ticket, cast, now=MONDAY + timedelta(hours=3), unsupported=True)
    assert Ticket.objects.get(pk=ticket.pk).clock.late is True


@pytest.mark.parametrize(("who", "verdict"), [("jan", "inbegrepen"), ("willem", "meerwerk")])
def test_t26_an_update_with_extra_supervision_is_a_feature_of_the_ticket(who, verdict, open_ticket, cast):
    ticket = open_ticket(contact=getattr(cast, who), kind="aanpassing", item_type="server", service="updates")
    describe(ticket, cast, item_type="server", service="updates", extra_supervision=True)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.coverage_verdict, ticket.coverage_clause) == (verdict, "6.1")
