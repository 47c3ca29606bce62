"""The Calamiteitendienst is called until somebody confirms it (SLA 3.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import DutyLine
from accounts.roster import actions as roster
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks import outbox as webhooks
from mail.models import MailMessage
from mail.outbound import links
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tickets import actions
from tickets.models import Channel, EntryKind, Notification, Paging
from tickets.paging import actions as paging

EVENING = at("2026-11-24 19:00")  # a Tuesday
TEN = timedelta(minutes=10)


@pytest.fixture
def duty(cast):
    """Sanne has duty this week, Ravi stands behind her."""
    span = {"starts_at": at("2026-11-23 08:00"), "ends_at": at("2026-11-30 08:00"), "by": cast.marloes, "now": MONDAY}
    roster.plan_emergency_duty(person=cast.sanne, **span)
    roster.plan_emergency_duty(person=cast.ravi, line=DutyLine.BACKUP, **span)


def kritisch(open_ticket, **given):
    return open_ticket(**{"impact": 1, "now": EVENING} | given)


def run(now) -> list[str]:
    """Whom the sweeps call now, by mail."""
    before = set(MailMessage.objects.values_list("pk", flat=True))
    sweep_outbox(now)
    paging.call_due(now)
    sweep_outbox(now)
    fresh = MailMessage.objects.exclude(pk__in=before).filter(message="paged")
    return sorted(fresh.values_list("recipient_name", flat=True))


def test_t29_who_has_duty_then_the_next_then_the_coordinator(open_ticket, duty):
    ticket = kritisch(open_ticket)
    assert run(EVENING) == ["Sanne de Wit"]
    assert run(EVENING + TEN - timedelta(seconds=1)) == []
    assert run(EVENING + TEN) == ["Ravi Pinas"]
    assert run(EVENING + 2 * TEN) == ["Marloes Kuiper"]
    assert run(EVENING + 3 * TEN) == []
    said = [entry.facts.for_house(entry) for entry in ticket.timeline.filter(kind=EntryKind.PAGED)]
    assert said == [
        "Riep Sanne de Wit op; bevestigen uiterlijk di 24 nov 19:10 (SLA 3.2)",
        "Niemand bevestigde de oproep. Riep Ravi Pinas op; bevestigen uiterlijk di 24 nov 19:20 (SLA 3.2)",
        "Niemand bevestigde de oproep. Riep Marloes Kuiper op; bevestigen uiterlijk di 24 nov 19:30 (SLA 3.2)",
    ]
    assert not ticket.timeline.filter(kind=EntryKind.PAGED, is_public=True).exists()


def test_who_confirms_ends_it_and_has_the_ticket(open_ticket, duty, cast):
    ticket = kritisch(open_ticket)
    run(EVENING)
    now = EVENING + timedelta(minutes=4)
    for _twice in range(2):
        paging.answer_page(Paging.objects.get(), by=cast.sanne, now=now)
    assert run(EVENING + TEN) == []
    ticket.refresh_from_db()
    assert ticket.assignee == cast.sanne
    kinds = list(ticket.timeline.values_list("kind", flat=True))
    assert kinds.count("page_answered") == 1
    assert Paging.objects.get().acknowledged_at == now


def test_only_a_colleague_who_may_confirms_it(open_ticket, duty, cast):
    kritisch(open_ticket)
    run(EVENING)
    for user in (cast.daan, cast.jan.user):
        with pytest.raises(PermissionDenied):
            paging.answer_page(Paging.objects.get(), by=user, now=EVENING)


def test_t29_a_roster_with_a_gap_goes_to_the_coordinator_at_once(open_ticket, cast):
    kritisch(open_ticket)
    assert run(EVENING) == ["Marloes Kuiper"]


def test_with_nobody_at_all_the_timeline_says_so(open_ticket, cast):
    cast.marloes.groups.clear()
    ticket = kritisch(open_ticket)
    assert run(EVENING) == []
    (line,) = ticket.timeline.filter(kind=EntryKind.PAGED)
    assert line.facts.for_house(line) == "Er is niemand meer om op te roepen (SLA 3.2)"
    assert Paging.objects.get().next_at == at("2026-11-25 08:00")


@pytest.mark.parametrize(
    "given",
    [
        {"now": MONDAY},  # in opening hours
        {"impact": 2},  # Ernstig, which the service does not carry here
        {"by": "sanne", "channel": Channel.PHONE},  # a colleague took the call
        {"contact": "willem"},  # a customer without the service
    ],
)
def test_nobody_is_called_for_what_the_service_is_not_for(open_ticket, duty, cast, given):
    given = {name: getattr(cast, value) if name in ("by", "contact") else value for name, value in given.items()}
    ticket = kritisch(open_ticket, **given)
    assert run(ticket.opened_at) == []
    assert not Paging.objects.exists()


def test_outside_the_hours_of_the_service_it_begins_when_they_do(open_ticket, duty):
    night = at("2026-11-24 23:30")
    kritisch(open_ticket, now=night)
    assert run(night) == []
    assert run(at("2026-11-25 07:00")) == ["Sanne de Wit"]


def test_who_has_begun_ends_the_calls(open_ticket, duty, cast):
    ticket = kritisch(open_ticket)
    run(EVENING)
    actions.start_work(ticket, by=cast.marloes, now=EVENING + timedelta(minutes=3))
    assert run(EVENING + TEN) == []
    assert Paging.objects.get().ended_at == EVENING + TEN


def test_t29_two_sweeps_at_once_call_once(open_ticket, duty):
    ticket = kritisch(open_ticket)
    sweep_outbox(EVENING)
    waiting = Paging.objects.get()
    assert paging.call_next(waiting, now=EVENING)
    assert not paging.call_next(waiting, now=EVENING)
    assert ticket.timeline.filter(kind=EntryKind.PAGED).count() == 1


def test_who_is_called_hears_it_once_and_at_once(open_ticket, duty, cast):
    kritisch(open_ticket)
    run(EVENING)
    assert list(Notification.objects.filter(person=cast.sanne).values_list("what", flat=True)) == ["paged"]


def test_the_webhook_of_who_is_called_hears_it_too(open_ticket, duty, cast):
    given = {"secret": b"x", "call_at": MONDAY, "made_at": MONDAY, "made_by": cast.fred, "url": "https://sms.example/"}
    Webhook.objects.create(name="sms", user=cast.sanne, events=["ticket.notified"], **given)
    Webhook.objects.create(name="van een ander", user=cast.ravi, events=["ticket.notified"], **given)
    Webhook.objects.create(name="iets anders", user=cast.sanne, events=["ticket.closed"], **given)
    ticket = kritisch(open_ticket)
    run(EVENING)
    webhooks.sweep_outbox(EVENING)
    webhooks.sweep_outbox(EVENING)
    delivery = WebhookDelivery.objects.get()
    assert delivery.webhook.name == "sms"
    assert f"Oproep van de Calamiteitendienst: melding #{ticket.number} (Kritisch)" in delivery.body
    assert "Smit" not in delivery.body
    assert "Geen mail op kantoor" not in delivery.body


def test_calls_that_nobody_confirmed_end_when_1do_opens(open_ticket, duty, cast, sign_in):
    """Or the melding would say for ever that somebody is called, and a next evening would call nobody."""
    ticket = kritisch(open_ticket)
    for times in range(4):
        run(EVENING + times * TEN)
    assert Paging.objects.get().ended_at is None
    morning = at("2026-11-25 08:00")
    assert run(morning) == []
    assert Paging.objects.get().ended_at == morning
    assert ticket.timeline.filter(kind=EntryKind.PAGED).count() == 3
    assert not sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.number}/").context["is_paged"]


@pytest.mark.parametrize("how", ["begun", "cancelled", "lowered"])
def test_what_needs_no_call_any_more_says_so_at_once_everywhere(how, open_ticket, duty, cast, sign_in, client):
    ticket = kritisch(open_ticket)
    run(EVENING)
    address = "/" + links.link_of(MailMessage.objects.get(message="paged")).split("/", 3)[3]
    now = EVENING + timedelta(minutes=2)
    if how == "begun":
        actions.start_work(ticket, by=cast.marloes, now=now)
    elif how == "cancelled":
        actions.cancel(ticket, by=cast.marloes, now=now, text="Dubbel gemeld.")
    else:
        actions.classify(ticket, by=cast.marloes, now=now, kind="incident", impact=3, urgency="B", reason="Eén kassa.")
    agent = sign_in(cast.ravi)
    page = agent.get(f"/desk/meldingen/{ticket.number}/").content.decode()
    assert "De Calamiteitendienst wordt opgeroepen" not in page
    assert "Ik neem de oproep aan" not in client.get(address).content.decode()
    for answer in (client.post(address), agent.post(f"/desk/meldingen/{ticket.number}/bevestig-oproep/")):
        assert "niet meer nodig" in answer.content.decode()
    assert Paging.objects.get().acknowledged_by is None
    assert not ticket.timeline.filter(kind=EntryKind.PAGE_ANSWERED).exists()


# --- The link ---------------------------------------------------------------------------------------------
@pytest.fixture
def link(open_ticket, duty):
    kritisch(open_ticket)
    run(EVENING)
    mail = MailMessage.objects.get(message="paged")
    return "/" + links.link_of(mail).split("/", 3)[3]


def test_t29_get_shows_and_post_confirms_without_signing_in(link, client, cast):
    page = client.get(link)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Ik neem de oproep aan" in page.content.decode()
    assert Paging.objects.get().acknowledged_at is None
    assert "Sanne de Wit nam de oproep aan" in client.post(link).content.decode()
    assert Paging.objects.get().acknowledged_by == cast.sanne
    assert "Sanne de Wit nam de oproep aan" in client.post(link).content.decode()


def test_the_link_of_a_melding_that_ended_meanwhile_writes_nothing(link, client, cast):
    ticket = Paging.objects.get().ticket
    actions.cancel(ticket, by=cast.marloes, now=EVENING + timedelta(minutes=2), text="Toch geen storing.")
    lines = ticket.timeline.count()
    page = client.post(link).content.decode()
    assert "Deze oproep is niet meer nodig." in page
    assert "Ik neem de oproep aan" not in page
    call = Paging.objects.get()
    assert (call.acknowledged_by, call.ended_at is None) == (None, False)
    assert ticket.timeline.count() == lines
    assert run(EVENING + TEN) == []


@pytest.mark.parametrize("how", ["altered", "moved", "left", "not called"])
def test_a_link_that_is_no_good_shows_nothing(link, client, cast, how):
    if how == "altered":
        link = link[:-3] + "xx/"
    elif how == "moved":
        cast.sanne.email = "elders@1do.example"
    elif how == "left":
        cast.sanne.is_active = False
    else:
        Paging.objects.update(called=[])
    cast.sanne.save()
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 404
        assert "Geen mail op kantoor" not in answer.content.decode()
    assert Paging.objects.get().acknowledged_at is None


@pytest.mark.parametrize("who", ["ravi", "jan", "willem", "sanne"])
def test_nobody_confirms_it_in_the_name_of_another(who, link, cast, sign_in):
    """A mail that was passed on, on the computer of somebody who is signed in as himself."""
    person = getattr(cast, who)
    browser = sign_in(getattr(person, "user", person))
    expected = 200 if who == "sanne" else 404
    assert [browser.get(link).status_code, browser.post(link).status_code] == [expected, expected]
    assert (Paging.objects.get().acknowledged_by == cast.sanne) is (who == "sanne")


def test_at_the_desk_it_is_confirmed_with_a_button(open_ticket, duty, cast, sign_in):
    ticket = kritisch(open_ticket)
    run(EVENING)
    agent = sign_in(cast.ravi)
    assert "De Calamiteitendienst wordt opgeroepen" in agent.get(f"/desk/meldingen/{ticket.number}/").content.decode()
    agent.post(f"/desk/meldingen/{ticket.number}/bevestig-oproep/")
    assert Paging.objects.get().acknowledged_by == cast.ravi
    page = agent.get(f"/desk/meldingen/{ticket.number}/").content.decode()
    assert "De Calamiteitendienst wordt opgeroepen" not in page
    again = agent.post(f"/desk/meldingen/{ticket.number}/bevestig-oproep/").content.decode()
    assert "al bevestigd, of niet meer nodig" in again


def test_at_the_desk_a_melding_that_ended_meanwhile_is_said(open_ticket, duty, cast, sign_in):
    ticket = kritisch(open_ticket)
    run(EVENING)
    actions.cancel(ticket, by=cast.marloes, now=EVENING + timedelta(minutes=2), text="Toch geen storing.")
    lines = ticket.timeline.count()
    page = sign_in(cast.ravi).post(f"/desk/meldingen/{ticket.number}/bevestig-oproep/").content.decode()
    assert "al bevestigd, of niet meer nodig" in page
    assert "Bevestigd; verder wordt niemand opgeroepen." not in page
    assert ticket.timeline.count() == lines
    assert Paging.objects.get().acknowledged_at is None
