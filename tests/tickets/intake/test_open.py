"""A melding becomes a ticket: priority, clock, timeline and outbox at once (SLA 7.6 to 7.9)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from infra.errors import Refused
from sla.priority import Nature
from tests.conftest import at
from tests.factories import ContactFactory, CustomerFactory
from tickets.models import Channel, ClockState, EntryKind, OutboxItem, QueueRank, Ticket, TimelineEntry

MATRIX = [
    # impact, urgency, priority, nature, due when opened on Monday 10:00
    (1, "A", "kritisch", Nature.PROMISE, "2026-11-23 10:30"),
    (1, "B", "ernstig", Nature.PROMISE, "2026-11-23 11:00"),
    (1, "C", "standaard", Nature.AIM, "2026-11-24 10:00"),
    (2, "A", "ernstig", Nature.PROMISE, "2026-11-23 11:00"),
    (2, "B", "standaard", Nature.AIM, "2026-11-24 10:00"),
    (2, "C", "laag", Nature.NONE, None),
    (3, "A", "standaard", Nature.AIM, "2026-11-24 10:00"),
    (3, "B", "laag", Nature.NONE, None),
    (3, "C", "laag", Nature.NONE, None),
]


@pytest.mark.parametrize(("impact", "urgency", "priority", "nature", "due"), MATRIX)
def test_priority_decides_the_moment(open_ticket, impact, urgency, priority, nature, due):
    ticket = open_ticket(impact=impact, urgency=urgency)
    assert ticket.priority == priority
    assert ticket.clock.nature == nature
    assert ticket.clock.due_at == (at(due) if due else None)


@pytest.mark.parametrize("kind", ["servicevraag", "aanpassing"])
def test_only_an_incident_has_a_priority(open_ticket, kind):
    ticket = open_ticket(kind=kind)
    assert (ticket.priority, ticket.impact, ticket.urgency) == (None, None, None)
    assert ticket.clock.state == ClockState.NONE
    assert ticket.clock.queue_rank == QueueRank.NO_TARGET


def test_out_of_hours_the_clock_starts_at_the_next_opening(open_ticket):
    ticket = open_ticket(now=at("2026-12-24 16:40"))  # closed since 16:00; then Christmas and a weekend
    assert ticket.clock.due_at == at("2026-12-28 09:00")


EMERGENCY = [
    # opened, impact x urgency, channel, customer, due
    ("2026-11-23 21:30", 1, "A", Channel.PHONE, "jan", "2026-11-23 22:00"),
    ("2026-11-23 21:30", 1, "B", Channel.PHONE, "jan", "2026-11-24 09:00"),  # an Ernstig does not
    ("2026-11-23 21:30", 1, "A", Channel.PHONE, "willem", "2026-11-24 08:30"),  # nor without the service
    ("2026-11-23 21:30", 1, "A", Channel.PORTAL, "jan", "2026-11-24 08:30"),  # nor what was not called in
    ("2026-11-23 16:50", 1, "A", Channel.PHONE, "jan", "2026-11-23 17:20"),  # no worse than calling at 17:10
    ("2026-12-24 15:45", 1, "A", Channel.PHONE, "jan", "2026-12-24 16:15"),
    ("2026-11-23 10:00", 1, "A", Channel.PHONE, "jan", "2026-11-23 10:30"),
    ("2026-11-23 23:30", 1, "A", Channel.PHONE, "jan", "2026-11-24 08:30"),  # nobody took the call
    ("2026-11-22 12:00", 1, "A", Channel.PHONE, "jan", "2026-11-23 08:30"),
]


@pytest.mark.parametrize(("opened", "impact", "urgency", "channel", "who", "due"), EMERGENCY)
def test_an_emergency_call_runs_on_the_emergency_hours(open_ticket, cast, opened, impact, urgency, channel, who, due):
    """SLA 3.2: only by telephone, only a Kritisch, only where agreed, only when the service takes calls."""
    given = {"now": at(opened), "impact": impact, "urgency": urgency, "channel": channel, "by": cast.sanne}
    assert open_ticket(contact=getattr(cast, who), **given).clock.due_at == at(due)


@pytest.mark.parametrize(
    ("impact", "channel", "off"), [(1, Channel.PORTAL, True), (1, Channel.PHONE, False), (2, Channel.PORTAL, False)]
)
def test_a_kritisch_belongs_on_the_telephone(open_ticket, cast, impact, channel, off):
    ticket = open_ticket(impact=impact, channel=channel, by=cast.sanne)
    assert ticket.off_channel is off
    assert ticket.clock.due_at is not None  # accepted all the same, and its clock runs


def test_without_agreement_no_sla_applies(open_ticket):
    stranger = ContactFactory(customer=CustomerFactory(number="K1999", name="Zonder contract"), with_user=True)
    ticket = open_ticket(contact=stranger, impact=1, urgency="A")
    assert ticket.agreement is None
    assert (ticket.priority, ticket.clock.nature) == ("kritisch", Nature.NONE)


def test_an_ended_agreement_does_not_apply(open_ticket, cast):
    cast.smit_agreement.ends_on = at("2026-11-22 00:00").date()
    cast.smit_agreement.save(update_fields=["ends_on"])
    assert open_ticket().agreement is None
    cast.smit_agreement.ends_on = at("2026-11-23 00:00").date()
    cast.smit_agreement.save(update_fields=["ends_on"])
    assert open_ticket().agreement == cast.smit_agreement


def test_state_timeline_and_outbox_come_together(open_ticket):
    ticket = open_ticket()
    [entry] = ticket.timeline.all()
    assert entry.kind == EntryKind.OPENED
    assert OutboxItem.objects.filter(consumer="mail", entry=entry).count() == 1


def test_a_failure_half_way_leaves_nothing(open_ticket, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("tickets.clock.clocks.settle", fail)
    with pytest.raises(RuntimeError):
        open_ticket()
    assert not Ticket.objects.exists()
    assert not TimelineEntry.objects.exists()


def test_the_same_form_makes_one_ticket(open_ticket):
    numbers = {open_ticket(form_token="abc").number for _ in range(50)}
    assert len(numbers) == 1
    assert Ticket.objects.count() == 1
    assert OutboxItem.objects.filter(consumer="mail").count() == 1


def test_anothers_form_token_gives_nothing_of_his(open_ticket, cast):
    jans = open_ticket(form_token="abc")
    willems = open_ticket(form_token="abc", contact=cast.willem)
    assert willems.number != jans.number
    assert willems.customer == cast.vries


def test_nobody_reports_for_somebody_else(open_ticket, cast):
    with pytest.raises(PermissionDenied):
        open_ticket(contact=cast.jan, by=cast.willem.user)
    with pytest.raises(PermissionDenied):
        open_ticket(contact=cast.jan, by=cast.petra.user)
    with pytest.raises(PermissionDenied):
        open_ticket(contact=cast.jan, by=cast.els)  # of the house, but does no tickets
    assert open_ticket(contact=cast.jan, by=cast.sanne).contact == cast.jan


def test_an_inactive_contact_is_refused(open_ticket, cast):
    cast.jan.is_active = False
    cast.jan.save()
    with pytest.raises(Refused, match="niet meer actief"):
        open_ticket(by=cast.sanne)


def test_a_refused_file_leaves_no_ticket(open_ticket):
    with pytest.raises(Refused, match="is leeg"):
        open_ticket(files=[SimpleUploadedFile("leeg.txt", b"")])
    assert not Ticket.objects.exists()


def test_nul_is_dropped(open_ticket):
    assert open_ticket(subject="a\x00b", description="c\x00d").subject == "ab"


def test_missing_minimum_information_is_named(open_ticket, cast):
    ticket = open_ticket(steps_taken="", impact=None, by=cast.sanne)
    assert ticket.priority is None
    assert ticket.missing == ["al genomen stappen", "impact en urgentie"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "servicevraag", "priority": "laag"},
        {"kind": "incident", "impact": 1, "urgency": "A", "priority": None},
        {"kind": "incident", "impact": None, "priority": "laag"},
        {"kind": "klacht"},
        {"status": "kwijt"},
        {"impact": 4},
    ],
)
def test_the_database_refuses_nonsense(open_ticket, wrong):
    ticket = open_ticket()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**wrong)
