"""Runs as a process of its own on the cluster's database: `python -m tests.cluster.seed tickets|mails ...`."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from accounts.models import Team, User
    from contracts.models import Contact

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
BUDGET = timedelta(minutes=30)  # of a Kritisch (SLA 7.9)


def seed_tickets(count: int, first_due_in: timedelta, spread: timedelta) -> None:
    """Running Kritisch tickets of an agreement that is open day and night.

    The first threshold of the first falls due in `first_due_in`; those of the others follow evenly within `spread`.
    """
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from accounts.roles import Role
    from sla.actions import install_calendars, install_edition
    from sla.models import Calendar, CalendarVersion
    from tests.factories import ContactFactory, HouseUserFactory, ServiceAgreementFactory, TeamFactory

    with transaction.atomic():
        install_calendars(install_edition())
        always = Calendar.objects.create(slug="altijd", name="Dag en nacht")
        days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        CalendarVersion.objects.create(
            calendar=always, number=1, weekly={day: [["00:00", "24:00"]] for day in days}, reason="Proef"
        )
        contact = ContactFactory(with_user=True)
        ServiceAgreementFactory(customer=contact.customer, calendar=always)
        HouseUserFactory(roles=[Role.COORDINATOR])
        assignee = HouseUserFactory()
        team = TeamFactory(members=[assignee, HouseUserFactory()])
        first = timezone.now() + first_due_in - BUDGET * (min(settings.WARNING_THRESHOLDS) / 100)
        _open_many(contact, team, assignee, [first + spread * number / count for number in range(count)])


def _open_many(contact: Contact, team: Team, assignee: User, moments: list[datetime]) -> None:
    """As open_ticket does it, in four statements. One in five has no assignee, so that its team is warned."""
    from django.db.models import QuerySet

    from sla.priority import Impact, Priority, TicketKind, Urgency
    from tickets.clock import clocks
    from tickets.kinds import Opened
    from tickets.models import EntryKind, Ticket, TicketClock, TimelineEntry

    kinds = {
        "kind": TicketKind.INCIDENT,
        "impact": Impact.ORGANISATION,
        "urgency": Urgency("A"),
        "priority": Priority.KRITISCH,
    }
    covered = {"verdict": "inbegrepen", "clause": "5.2", "reason": {}}  # an SLA applies, so there is a promise
    opened = Opened(**kinds, channel="phone", coverage=covered).as_data()
    agreement = contact.customer.agreement_at(moments[0])
    version = agreement.calendar.current_version
    tickets = Ticket.objects.bulk_create(
        Ticket(
            **kinds,
            customer=contact.customer,
            contact=contact,
            agreement=agreement,
            coverage_verdict=covered["verdict"],
            coverage_clause=covered["clause"],
            channel="phone",
            subject=f"Storing {number}",
            description="Niets doet het.",
            team=team,
            assignee=assignee if number % 5 else None,
            opened_at=moment,
            updated_at=moment,
        )
        for number, moment in enumerate(moments)
    )
    entries = QuerySet(TimelineEntry).bulk_create(
        TimelineEntry(ticket=ticket, kind=EntryKind.OPENED, at=ticket.opened_at, data=opened) for ticket in tickets
    )
    opened = []
    for ticket, entry in zip(tickets, entries, strict=True):
        clock = TicketClock(ticket=ticket, calendar_version=version)
        clocks.settle(ticket, clock, ticket.opened_at, warned=set(), entries=[entry])
        opened.append(clock)
    TicketClock.objects.bulk_create(opened)


def send_after_the_claims_of_the_killed() -> None:
    from django.utils import timezone

    from mail.outbound.sending import LEASE, send_due

    while send_due(timezone.now() + LEASE):
        pass


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "tickets":
        count, first_due_in, spread = (float(argument) for argument in sys.argv[2:])
        seed_tickets(int(count), timedelta(seconds=first_due_in), timedelta(seconds=spread))
    else:
        send_after_the_claims_of_the_killed()
