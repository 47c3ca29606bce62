"""Status mails also to whom the DAP names (SLA 7.5): what he gets, what he does not, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from contracts.models import DapPerson
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import say_yes
from tickets import actions
from tickets.models import Channel, EntryKind

LATER = MONDAY + timedelta(minutes=5)
JAN, PETRA = "jan@smit.example", "petra@smit.example"


def letter(message: str, recipient: str) -> str:
    return MailMessage.objects.get(message=message, recipient=recipient).text


@pytest.fixture
def ticket(with_dap, cast, open_ticket, mailed):
    with_dap(status_mail=[cast.petra])
    opened = open_ticket()
    assert mailed() == [("ticket_opened", JAN), ("ticket_opened", PETRA)]
    return opened


def test_the_colleague_reads_why_and_whose_melding_it_is(ticket):
    text = letter("ticket_opened", PETRA)
    assert f"Wij hebben de melding van Jan Smit ontvangen: #{ticket.number}" in text
    assert "U krijgt deze mail volgens DAP 7.5, versie 4." in text
    assert "Gemeld door: Jan Smit" in text
    own = letter("ticket_opened", JAN)
    assert "uw melding ontvangen" in own
    assert "DAP" not in own


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda t, c: actions.resolve(t, by=c.sanne, now=LATER, text="Klaar."), "resolved"),
        (lambda t, c: actions.cancel(t, by=c.sanne, now=LATER, text="Dubbel."), "cancelled"),
        (lambda t, c: actions.close(t, by=c.jan.user, now=LATER), "closed"),
    ],
)
def test_the_end_is_told_to_both(ticket, cast, mailed, act, message):
    act(ticket, cast)
    assert mailed() == [(message, JAN), (message, PETRA)]
    assert " uw melding" not in letter(message, PETRA)
    assert " U " not in letter(message, PETRA).split("U krijgt")[0]


def test_going_on_is_told_to_both(ticket, cast, mailed):
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
    mailed()
    actions.reopen(ticket, by=cast.sanne, now=LATER, text="Toch niet.")
    assert mailed() == [("reopened_by_house", JAN), ("reopened_by_house", PETRA)]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda t, c: actions.reply(t, by=c.sanne, now=LATER, text="Hallo."), "house_replied"),
        (lambda t, c: actions.wait(t, by=c.sanne, now=LATER, party="customer", text="Welke?"), "waiting_for_customer"),
        (lambda t, c: actions.plan(t, by=c.sanne, now=LATER, planned_for=at("2026-11-24 14:00")), "planned"),
    ],
)
def test_the_conversation_is_the_reporters_alone(ticket, cast, mailed, act, message):
    say_yes(ticket, cast.sanne)
    mailed()
    act(ticket, cast)
    assert mailed() == [(message, JAN)]


def test_a_reporter_who_is_named_himself_gets_it_once_at_the_address_of_the_melding(
    with_dap, cast, open_ticket, mailed
):
    with_dap(status_mail=[cast.jan])
    open_ticket(contact_email="balie@smit.example")
    assert mailed() == [("ticket_opened", "balie@smit.example")]
    assert "volgens DAP" not in letter("ticket_opened", "balie@smit.example")


@pytest.mark.parametrize("gone", ["revoked", "past", "inactive", "next version without"])
def test_who_is_not_named_any_more_hears_nothing(ticket, cast, mailed, gone):
    person = DapPerson.objects.get(contact=cast.petra)
    agreement = person.clause.agreement
    if gone == "revoked":
        person.revoked_at, person.revoked_by = timezone.now(), cast.daan
        person.save(update_fields=["revoked_at", "revoked_by"])
    elif gone == "past":
        DapPerson.objects.filter(pk=person.pk).update(ends_on=date(2026, 11, 22))
    elif gone == "inactive":
        cast.petra.is_active = False
        cast.petra.save()
    else:
        agreement.ends_on = date(2026, 11, 22)
        agreement.save(update_fields=["ends_on"])
        ServiceAgreementFactory(number="DVO-1001", version=5, customer=cast.smit, starts_on=date(2026, 11, 23))
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
    assert mailed() == [("resolved", JAN)]


def test_whom_a_next_version_names_hears_of_older_meldingen(ticket, cast, mailed):
    agreement = ticket.agreement
    agreement.ends_on = date(2026, 11, 22)
    agreement.save(update_fields=["ends_on"])
    ServiceAgreementFactory(
        number="DVO-1001",
        version=5,
        customer=cast.smit,
        starts_on=date(2026, 11, 23),
        dap={"status_mail": [ContactFactory(customer=cast.smit, name="Bea", email="bea@smit.example")]},
    )
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
    assert mailed() == [("resolved", "bea@smit.example"), ("resolved", JAN)]
    assert "volgens DAP 7.5, versie 5." in letter("resolved", "bea@smit.example")


def test_another_customers_people_hear_nothing(ticket, cast, open_ticket, mailed):
    open_ticket(contact=cast.willem)
    assert mailed() == [("ticket_opened", "willem@vries.example")]


@pytest.mark.parametrize(("dap", "sees"), [({}, False), ({"viewers": ["petra"]}, True)])
def test_a_link_only_for_who_may_see_it_there(with_dap, cast, open_ticket, mailed, dap, sees):
    named = {kind: [getattr(cast, name) for name in names] for kind, names in dap.items()}
    with_dap(status_mail=[cast.petra], **named)
    open_ticket()
    mailed()
    assert ("/portaal/meldingen/" in letter("ticket_opened", PETRA)) is sees
    assert "/portaal/meldingen/" in letter("ticket_opened", JAN)


def test_who_has_no_address_is_told_of_to_the_agents(with_dap, cast, open_ticket, mailed):
    cast.petra.email = ""
    cast.petra.save()
    with_dap(status_mail=[cast.petra])
    ticket = open_ticket()
    assert mailed() == [("ticket_opened", JAN)]
    assert "van Petra Bakker is geen e-mailadres bekend" in ticket.timeline.get(kind=EntryKind.MAIL_FAILED).said


def test_many_customers_take_no_more_queries_than_one(cast, open_ticket, django_assert_max_num_queries):
    def customer(n: int):
        made = CustomerFactory(name=f"Klant {n}")
        reporter, boss = ContactFactory(customer=made), ContactFactory(customer=made)
        ServiceAgreementFactory(customer=made, dap={"status_mail": [boss], "viewers": [boss]})
        return reporter

    counted = []
    for numbers in (range(1), range(1, 8)):
        for n in numbers:
            open_ticket(contact=customer(n), by=cast.sanne, channel=Channel.PHONE)
        with django_assert_max_num_queries(50) as queries:
            sweep_outbox(LATER)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert MailMessage.objects.count() == 16


def test_m9_a_typed_address_gets_three_confirmations_an_hour_at_most(open_ticket, cast):
    """Also over several sweeps; his own address is not counted, and an agent sees what was not mailed."""
    made = [open_ticket(contact_email="slachtoffer@elders.example") for _number in range(5)]
    sweep_outbox(MONDAY)
    made += [open_ticket(contact_email="slachtoffer@elders.example") for _number in range(5)]
    own = [open_ticket() for _number in range(5)]
    sweep_outbox(MONDAY)
    confirmed = MailMessage.objects.filter(message="ticket_opened")
    assert confirmed.filter(recipient="slachtoffer@elders.example").count() == 3
    assert confirmed.filter(entry__ticket__in=own).count() == 5
    (failed,) = made[-1].timeline.filter(kind="mail_failed")
    assert "al 3 bevestigingen" in failed.said
    hour_later = MONDAY + timedelta(minutes=61)
    open_ticket(contact_email="slachtoffer@elders.example", now=hour_later)
    sweep_outbox(hour_later)
    assert confirmed.filter(recipient="slachtoffer@elders.example").count() == 4
