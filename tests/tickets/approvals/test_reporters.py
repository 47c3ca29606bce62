"""Where the DAP reserves reporting to certain people, a stranger's melding waits for their yes (SLA 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import ClauseKind
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.tickets.versions import renew, revoke
from tickets import actions
from tickets.approvals import approvers
from tickets.models import Approval, Channel, ClockState, EntryKind, Status, Ticket

LATER = MONDAY + timedelta(minutes=5)
AFTER = MONDAY + timedelta(minutes=60)


@pytest.fixture
def only_jan(cast):
    return renew(cast.smit_agreement, dap={ClauseKind.REPORTERS: [cast.jan]})


@pytest.fixture
def strangers(open_ticket, only_jan, cast):
    """Petra's melding, who may not report by herself."""
    return lambda **fields: open_ticket(contact=cast.petra, **fields)


def asked_of(ticket):
    return Approval.objects.get(ticket=ticket, kind="reporter")


def answer(approval, who, *, granted=True, now=AFTER, **fields):
    return actions.decide(approval, now=now, granted=granted, by=who.user, **fields)


def test_without_the_clause_everybody_reports(open_ticket, cast):
    assert open_ticket(contact=cast.petra).status == Status.NIEUW


def test_who_is_named_reports(open_ticket, only_jan, cast):
    ticket = open_ticket()
    assert (ticket.status, ticket.timeline.count()) == (Status.NIEUW, 1)


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PHONE, Channel.EMAIL])
def test_a_stranger_waits_with_the_clock_still_from_the_first_moment(strangers, cast, channel):
    by = cast.petra.user if channel == Channel.PORTAL else cast.sanne
    ticket = Ticket.objects.get(pk=strangers(channel=channel, by=by).pk)
    assert (ticket.status, ticket.clock.state) == (Status.WACHT_OP_KLANT, ClockState.PAUSED)
    assert ticket.clock.used_seconds == 0
    approval = asked_of(ticket)
    assert (approval.citation, approvers.people_asked(approval, LATER)) == ("DAP 3, versie 2", [cast.jan])
    assert approval.asks == "Petra Bakker wil een melding doen: Geen mail op kantoor"
    assert Ticket.objects.visible_to(cast.jan.user).filter(pk=ticket.pk).exists()


def test_monitoring_and_the_schedule_are_not_people(strangers, cast):
    for channel in (Channel.ALERT, Channel.SCHEDULE):
        assert strangers(channel=channel, by=cast.sanne).status == Status.NIEUW


def test_the_yes_lets_the_clock_run_from_then(strangers, cast):
    ticket = strangers()
    answer(asked_of(ticket), cast.jan)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.clock.due_at) == (Status.NIEUW, at("2026-11-23 12:00"))
    assert ticket.timeline.get(kind=EntryKind.DECIDED).data["citation"] == "DAP 3, versie 2"
    assert actions.start_work(ticket, by=cast.sanne, now=AFTER).clock.late is False


def test_the_no_ends_it_with_the_reason(strangers, cast):
    ticket = strangers()
    answer(asked_of(ticket), cast.jan, granted=False, text="Dit meld ik zelf wel.")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.status == Status.GEANNULEERD
    assert ticket.timeline.last().said == "Jan Smit ging niet akkoord. Dit meld ik zelf wel."


@pytest.mark.parametrize("verb", ["start_work", "resume"])
def test_nobody_begins_before(strangers, cast, verb):
    with pytest.raises(Refused, match=r"mag niet zelf melden; .* Jan Smit \(DAP 3, versie 2\)"):
        getattr(actions, verb)(strangers(), by=cast.sanne, now=LATER)


@pytest.mark.parametrize("who", ["petra", "willem", "sanne"])
def test_nobody_else_says_yes(strangers, cast, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.decide(asked_of(strangers()), now=AFTER, granted=True, by=getattr(person, "user", person))


def test_s10_who_was_revoked_says_yes_no_more(strangers, cast):
    approval = asked_of(strangers())
    revoke(cast.jan, ClauseKind.REPORTERS, LATER)
    with pytest.raises(PermissionDenied):
        answer(approval, cast.jan)
    with pytest.raises(Refused, match="Niemand mag deze melder toestemming geven"):
        actions.start_work(approval.ticket, by=cast.sanne, now=LATER)


def test_a_message_of_the_stranger_changes_nothing(strangers, cast):
    ticket = actions.reply(strangers(), by=cast.petra.user, now=LATER, text="Het is dringend!").ticket
    assert ticket.status == Status.WACHT_OP_KLANT


def test_a_request_for_rights_of_a_stranger_needs_both(open_ticket, cast):
    renew(cast.smit_agreement, dap={ClauseKind.REPORTERS: [cast.jan], ClauseKind.APPROVERS: [cast.jan]})
    ticket = open_ticket(contact=cast.petra, kind="aanpassing", is_authorisation=True)
    assert ticket.timeline.filter(kind=EntryKind.WAITING).count() == 1
    answer(asked_of(ticket), cast.jan)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WACHT_OP_KLANT
    answer(Approval.objects.get(ticket=ticket, kind="authorisation"), cast.jan)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NIEUW


def test_an_agent_lets_it_go_only_once_the_dap_allows_it(strangers, cast):
    approval, tomorrow = asked_of(strangers()), MONDAY + timedelta(days=1)
    with pytest.raises(Refused, match="nog niet zelf melden"):
        actions.withdraw_approval(approval, by=cast.sanne, now=LATER, text="Mag wel.")
    version = approval.ticket.agreement
    renew(version, starts_on=tomorrow.date(), dap={ClauseKind.REPORTERS: [cast.jan, cast.petra]})
    actions.withdraw_approval(approval, by=cast.sanne, now=tomorrow, text="Petra mag nu zelf melden.")
    assert Ticket.objects.get(pk=approval.ticket_id).status == Status.NIEUW
