"""Work that goes first under the mandate of the agreement (SLA 4.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from infra.errors import Refused
from tests.conftest import MONDAY
from tests.tickets.versions import renew
from tickets import actions
from tickets.models import ApprovalStatus, EntryKind, OutboxItem, Status, Ticket

LATER = MONDAY + timedelta(minutes=5)
TEXT = "Hotfix voor een lek dat al wordt misbruikt."


@pytest.fixture
def mandated(cast):
    return renew(cast.vries_agreement, mandate="Kwetsbaarheden met een hotfix.")


def use(ticket, by, text=TEXT):
    return actions.use_mandate(ticket, by=by, now=LATER, text=text)


def test_work_goes_first_and_the_customer_reads_why(open_ticket, mandated, cast):
    ticket = open_ticket(contact=cast.willem)
    for _click in range(2):
        ticket = use(ticket, cast.sanne)
    line = ticket.timeline.get(kind=EntryKind.MANDATE)
    assert (ticket.under_mandate, line.is_public, line.text) == (True, True, TEXT)
    assert line.data["citation"] == "SLA 4.2, overeenkomst DVO-1002 versie 2"
    assert OutboxItem.objects.filter(consumer="mail", entry=line).exists()


def test_it_takes_the_place_of_an_open_estimate(open_ticket, mandated, cast):
    ticket = open_ticket(contact=cast.willem)
    approval = actions.ask_estimate(ticket, by=cast.sanne, now=LATER, minutes=60, text="Hotfix")
    ticket = use(ticket, cast.sanne)
    approval.refresh_from_db()
    assert (approval.status, approval.answer, ticket.status) == (ApprovalStatus.WITHDRAWN, TEXT, Status.NIEUW)
    assert [entry.kind for entry in ticket.timeline.all()][-2:] == [EntryKind.MANDATE, EntryKind.RESUMED]
    with pytest.raises(Refused, match="ingetrokken"):
        actions.decide(approval, now=LATER, granted=False, by=cast.willem.user)


def test_another_question_to_the_customer_stays(open_ticket, mandated, cast):
    ticket = actions.wait(
        open_ticket(contact=cast.willem), by=cast.sanne, now=LATER, party="customer", text="Welke server?"
    )
    assert use(ticket, cast.sanne).status == Status.WACHT_OP_KLANT


def test_without_a_mandate_in_the_agreement_it_is_refused(open_ticket, cast):
    with pytest.raises(Refused, match="geen mandaat"):
        use(open_ticket(contact=cast.willem), cast.sanne)
    cast.vries.agreements.update(status="withdrawn")
    with pytest.raises(Refused, match="geen mandaat"):
        use(open_ticket(contact=cast.willem), cast.sanne)


def test_it_asks_for_a_reason(open_ticket, mandated, cast):
    with pytest.raises(Refused, match="waarom dit niet kan wachten"):
        use(open_ticket(contact=cast.willem), cast.sanne, text=" ")


@pytest.mark.parametrize("who", ["willem", "jan", "daan", "els"])
def test_only_agents_use_it(open_ticket, mandated, cast, who):
    person = getattr(cast, who)
    ticket = open_ticket(contact=cast.willem)
    with pytest.raises(PermissionDenied):
        use(ticket, getattr(person, "user", person))
    assert not Ticket.objects.get(pk=ticket.pk).under_mandate
