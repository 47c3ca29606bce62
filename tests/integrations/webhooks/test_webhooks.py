"""Webhooks: who hears what (security W7), signed, tried for three days, never in another's way (security V13)."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
import time_machine

from infra.errors import Refused
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.webhooks import actions, sending
from integrations.webhooks.outbox import KEEP, sweep_outbox
from integrations.webhooks.sending import GIVE_UP_AFTER, RETRIES, deliver_due
from mail.models import MailMessage
from tests.conftest import MONDAY
from tests.integrations.webhooks.conftest import Endpoint
from tickets import actions as tickets
from tickets.models import Consumer, OutboxItem

SECOND = timedelta(seconds=1)


def send(now=MONDAY) -> None:
    """Everything that is due at this moment."""
    sweep_outbox(now)
    while deliver_due(now):
        pass


def events(endpoint) -> list[tuple[str, int]]:
    return [(message["type"], message["data"].get("ticket")) for message in endpoint.messages]


# --- Who hears what ---------------------------------------------------------------------------------------
def test_a_house_webhook_hears_all_and_little_is_said(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    ours, theirs = open_ticket(subject="Salarissen"), open_ticket(contact=cast.willem)
    tickets.note(ours, by=cast.sanne, now=MONDAY, text="intern")
    send()
    assert events(endpoint) == [
        ("ticket.opened", ours.pk),
        ("ticket.opened", theirs.pk),
        ("ticket.note", ours.pk),
    ]
    assert [message["data"]["public"] for message in endpoint.messages] == [True, True, False]
    first = endpoint.messages[0]
    assert set(first) == {"type", "timestamp", "data"}
    assert first["data"] == {
        "ticket": ours.pk,
        "entry": ours.timeline.first().pk,
        "kind": "opened",
        "public": True,
        "customer": "K1001",
        "status": "nieuw",
        "priority": "ernstig",
        "version": 2,
    }
    sent = b"".join(body for _headers, body in endpoint.got).decode()
    for personal in ("Salarissen", "Jan", "Smit", "intern", "@"):
        assert personal not in sent
    assert not OutboxItem.objects.filter(consumer=Consumer.WEBHOOK).exists()
    assert webhook.deliveries.filter(status=DeliveryStatus.DELIVERED).count() == 3


def test_w7_a_customers_webhook_hears_nothing_of_another_and_nothing_internal(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook(cast.jan.user)
    assert webhook.customer == cast.smit
    ours, theirs = open_ticket(), open_ticket(contact=cast.willem)
    colleagues = open_ticket(contact=cast.petra)
    for ticket in (ours, theirs):
        tickets.note(ticket, by=cast.sanne, now=MONDAY, text="intern")
        tickets.reply(ticket, by=cast.sanne, now=MONDAY, text="Wij kijken.")
    send()
    assert events(endpoint) == [("ticket.opened", ours.pk), ("ticket.reply", ours.pk)]
    assert colleagues.pk not in {message["data"]["ticket"] for message in endpoint.messages}
    assert webhook.deliveries.count() == 2


@pytest.mark.parametrize("loss", ["user", "contact", "customer"])
def test_w7_it_stops_when_its_user_loses_his_rights(cast, hook, endpoint, open_ticket, loss):
    webhook, _secret = hook(cast.jan.user)
    ticket = open_ticket()
    sweep_outbox(MONDAY)  # written, not yet sent
    thing = {"user": cast.jan.user, "contact": cast.jan, "customer": cast.smit}[loss]
    thing.is_active = False
    thing.save()
    tickets.reply(ticket, by=cast.sanne, now=MONDAY, text="Wij kijken.")
    send()
    assert endpoint.got == []
    delivery = webhook.deliveries.get()
    assert delivery.status == DeliveryStatus.FAILED and "mag deze melding niet meer zien" in delivery.last_error


def test_w7_a_colleague_who_left_hears_nothing(cast, tool, hook, endpoint, open_ticket):
    hook()
    tool.is_house = False  # no longer of the house, and of no customer
    tool.save()
    open_ticket()
    send()
    assert endpoint.got == [] and not WebhookDelivery.objects.exists()


def test_only_the_chosen_events(cast, hook, endpoint, open_ticket):
    hook(events=["ticket.resolved"])
    ticket = open_ticket()
    tickets.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    send()
    assert events(endpoint) == [("ticket.resolved", ticket.pk)]


def test_an_external_reference_goes_along(cast, hook, endpoint, open_ticket):
    hook(events=["ticket.opened"])
    open_ticket(source="topdesk", external_id="M-7")
    send()
    assert (endpoint.messages[0]["data"]["source"], endpoint.messages[0]["data"]["external_id"]) == ("topdesk", "M-7")


# --- Signed -----------------------------------------------------------------------------------------------
def test_v13_signed_so_that_the_reference_library_believes_it(cast, hook, endpoint, open_ticket):
    with time_machine.travel(MONDAY, tick=False):
        _webhook, secret = hook()
        ticket = open_ticket()
        send()
        (message,) = endpoint.verified(secret)
        assert message["data"]["ticket"] == ticket.pk
        headers, body = endpoint.got[0]
        assert headers["content-type"] == "application/json" and len(body) < 20_000
        from standardwebhooks import Webhook as Reference
        from standardwebhooks import WebhookVerificationError

        with pytest.raises(WebhookVerificationError):
            Reference(secret).verify(body.replace(b"ernstig", b"laag"), headers)
        with pytest.raises(WebhookVerificationError):
            Reference(hook(name="Andere")[1]).verify(body, headers)


def test_v13_the_old_secret_signs_for_a_day_beside_the_new_one(cast, hook, endpoint, open_ticket):
    webhook, old = hook()
    with time_machine.travel(MONDAY, tick=False):
        new = actions.renew_secret(webhook, by=cast.fred, now=MONDAY)
        ticket = open_ticket()
        send()
        assert endpoint.verified(old) == endpoint.verified(new)
        assert len(endpoint.got[0][0]["webhook-signature"].split()) == 2
    later = MONDAY + actions.OLD_SECRET_SIGNS_FOR
    tickets.reply(ticket, by=cast.sanne, now=later, text="Wij kijken.")
    send(later)
    assert len(endpoint.got[1][0]["webhook-signature"].split()) == 1


def test_the_secret_is_sealed(hook):
    webhook, secret = hook()
    webhook.refresh_from_db()
    assert secret.startswith("whsec_") and secret.encode() not in bytes(webhook.secret)
    assert secret not in json.dumps(
        list(Webhook.objects.values()),
        default=lambda cell: bytes(cell).hex() if isinstance(cell, (bytes, memoryview)) else str(cell),
    )


# --- Tried again ------------------------------------------------------------------------------------------
def test_v13_the_retry_table(cast, hook, endpoint, open_ticket):
    """At 0, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours after each other, always under the same id."""
    webhook, _secret = hook()
    endpoint.says(500)
    open_ticket()
    now = MONDAY
    send(now)
    for wait in RETRIES[:-1]:
        send(now + wait - SECOND)
        before = len(endpoint.got)
        now += wait
        send(now)
        assert len(endpoint.got) == before + 1, wait
    assert len(set(endpoint.ids)) == 1 and len(endpoint.got) == 9
    delivery = webhook.deliveries.get()
    assert (delivery.status, delivery.attempts, delivery.last_status) == (DeliveryStatus.WAITING, 9, 500)
    endpoint.says(200)
    send(now + RETRIES[-1])
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == (DeliveryStatus.DELIVERED, 10, "")


def test_v13_after_three_days_away_everything_arrives_under_its_own_id(cast, hook, endpoint, open_ticket):
    """300 events; the 1,000 of the guide, and how long others wait meanwhile, are in benchmarks/webhooks.py."""
    webhook, _secret = hook()
    ticket = open_ticket()
    for number in range(299):
        tickets.note(ticket, by=cast.sanne, now=MONDAY, text=f"{number}")
    endpoint.says(503)
    now, back = MONDAY, MONDAY + timedelta(days=3)
    sweep_outbox(now)
    while now < back:
        deliver_due(now)
        now += timedelta(minutes=31)
    endpoint.says(204)
    seen_while_away = set(endpoint.ids)
    endpoint.got.clear()
    while now < back + timedelta(days=2):
        deliver_due(now)
        now += timedelta(hours=1)
    assert len(endpoint.ids) == len(set(endpoint.ids)) == 300
    assert seen_while_away <= set(endpoint.ids)
    assert webhook.deliveries.filter(status=DeliveryStatus.DELIVERED).count() == 300
    webhook.refresh_from_db()
    assert webhook.is_active and webhook.failures == 0 and webhook.failing_since is None


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 500])
def test_v13_only_2xx_is_delivered_and_no_redirect_is_followed(hook, endpoint, open_ticket, status):
    webhook, _secret = hook()
    endpoint.says(status, Location=endpoint.url)
    open_ticket()
    send()
    assert len(endpoint.got) == 1
    delivery = webhook.deliveries.get()
    assert (delivery.status, delivery.last_status) == (DeliveryStatus.WAITING, status)
    assert str(status) in delivery.last_error


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("600", timedelta(minutes=10)),
        ("1", timedelta(minutes=5)),  # no sooner than the table
        ("Mon, 23 Nov 2026 10:00:00 GMT", timedelta(hours=1)),  # MONDAY is 09:00 GMT
        ("99999999999999999999", timedelta(minutes=5)),
        ("morgen", timedelta(minutes=5)),
        ("-5", timedelta(minutes=5)),
    ],
)
def test_v13_retry_after_is_heeded_when_it_makes_sense(hook, endpoint, open_ticket, asked, wait):
    webhook, _secret = hook()
    endpoint.says(503, Retry_After=asked)
    open_ticket()
    sweep_outbox(MONDAY)
    webhook.deliveries.update(attempts=1)
    deliver_due(MONDAY)
    moment = webhook.deliveries.get().next_attempt_at
    assert abs(moment - MONDAY - wait) < timedelta(seconds=5)


def test_v13_gone_switches_it_off_at_once(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    endpoint.says(410)
    ticket = open_ticket()
    send()
    webhook.refresh_from_db()
    assert not webhook.is_active and webhook.gave_up and "410" in webhook.disabled_why
    tickets.note(ticket, by=cast.sanne, now=MONDAY, text="niet meer")
    send(MONDAY + timedelta(hours=1))
    assert len(endpoint.got) == 1


def test_v13_what_never_works_is_switched_off_and_can_be_switched_on(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    endpoint.says(500)
    open_ticket()
    now = MONDAY
    send(now)
    while now < MONDAY + GIVE_UP_AFTER - timedelta(hours=1):
        now += timedelta(hours=1)
        send(now)
    webhook.refresh_from_db()
    assert webhook.is_active
    now = MONDAY + GIVE_UP_AFTER + timedelta(minutes=1)
    while Webhook.objects.get().is_active and now < MONDAY + timedelta(days=5):
        send(now)
        now += timedelta(hours=1)
    webhook.refresh_from_db()
    assert webhook.gave_up and "500" in webhook.disabled_why
    mail = MailMessage.objects.get(message="webhook_given_up")
    assert (mail.recipient, mail.created_at) == ("fred@1do.example", webhook.disabled_at)
    assert f"/desk/koppelingen/webhooks/{webhook.pk}/" in mail.text and "500" in mail.text
    endpoint.says(200)
    actions.switch_on(webhook, by=cast.fred, now=now)
    assert actions.send_again(webhook, by=cast.fred, now=now) == 1
    send(now)
    assert webhook.deliveries.get().status == DeliveryStatus.DELIVERED


def test_one_bad_message_does_not_stop_the_rest(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    endpoint.answers = [(400, {}), (204, {})]
    ticket = open_ticket()
    for number in range(3):
        tickets.note(ticket, by=cast.sanne, now=MONDAY, text=str(number))
    send()
    send(MONDAY + timedelta(seconds=6))
    assert webhook.deliveries.filter(status=DeliveryStatus.DELIVERED).count() == 4
    assert len(endpoint.got) == 5


# --- Never in another's way -------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_v13_a_slow_endpoint_holds_up_nobody(cast, hook, endpoints, endpoint, open_ticket, monkeypatch):
    """While one does not answer, the others of the same round have their message, and know it."""
    slow = Endpoint()
    endpoints.append(slow)
    slow.waits = threading.Event()
    hook(name="Traag", url=slow.url)
    quick, _secret = hook(name="Vlot")
    open_ticket()
    sweep_outbox(MONDAY)
    recorded: list[str] = []
    real = sending._record

    def record(webhook, outcomes, now):
        real(webhook, outcomes, now)
        recorded.append(webhook.name)
        slow.waits.set()  # only now it answers

    monkeypatch.setattr(sending, "_record", record)
    deliver_due(MONDAY)
    assert recorded == ["Vlot", "Traag"]
    assert quick.deliveries.get().status == DeliveryStatus.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_written_down_of_one_is_written_down_of_the_others(
    cast, hook, endpoints, endpoint, open_ticket, monkeypatch
):
    gone = Endpoint()
    endpoints.append(gone)
    gone.says(410)
    hook(name="Weg", url=gone.url)
    fine, _secret = hook(name="Vlot")
    monkeypatch.setattr("mail.outbound.notices.compose", lambda *_args: 1 / 0)
    open_ticket()
    sweep_outbox(MONDAY)
    deliver_due(MONDAY)
    assert fine.deliveries.get().status == DeliveryStatus.DELIVERED
    assert Webhook.objects.get(name="Weg").is_active, "and of this one nothing, until its claim ends"


def test_who_switched_it_off_stays_who_did(cast, hook, endpoint, open_ticket):
    """Also when the call in hand is answered with 410."""
    webhook, _secret = hook()
    endpoint.says(410)
    open_ticket()
    sweep_outbox(MONDAY)
    ((claimed, keys, messages),) = sending._claim(MONDAY)
    actions.switch_off(webhook, by=cast.fred, now=MONDAY)
    sending._record(claimed, sending._call(webhook.url, keys, messages, MONDAY), MONDAY)
    webhook.refresh_from_db()
    assert (webhook.disabled_by, webhook.gave_up) == (cast.fred, False)
    assert not MailMessage.objects.filter(message="webhook_given_up").exists()


def test_a_webhook_in_hand_is_not_taken_by_a_second_worker(hook, endpoint, open_ticket):
    hook()
    open_ticket()
    sweep_outbox(MONDAY)
    assert len(sending._claim(MONDAY)) == 1  # and this worker is killed
    assert deliver_due(MONDAY + sending.LEASE - SECOND) == 0
    assert deliver_due(MONDAY + sending.LEASE) == 1
    assert len(endpoint.got) == 1


def test_whose_claim_ran_out_writes_nothing_down(hook, endpoint, open_ticket):
    webhook, _secret = hook()
    open_ticket()
    sweep_outbox(MONDAY)
    ((claimed, keys, messages),) = sending._claim(MONDAY)
    sending._claim(MONDAY + sending.LEASE)  # somebody else has it now
    sending._record(claimed, sending._call(webhook.url, keys, messages, MONDAY), MONDAY)
    assert webhook.deliveries.get().status == DeliveryStatus.WAITING


def test_no_outbox_item_is_written_twice(hook, endpoint, open_ticket):
    webhook, _secret = hook()
    entry = open_ticket().timeline.first()
    sweep_outbox(MONDAY)
    OutboxItem.objects.create(entry=entry, consumer=Consumer.WEBHOOK)
    send()
    assert webhook.deliveries.count() == len(endpoint.got) == 1


def test_the_log_is_forgotten_after_a_while(hook, endpoint, open_ticket):
    webhook, _secret = hook()
    open_ticket()
    send()
    sweep_outbox(MONDAY + KEEP)
    assert webhook.deliveries.count() == 1
    sweep_outbox(MONDAY + KEEP + SECOND)
    assert webhook.deliveries.count() == 0


# --- By hand ----------------------------------------------------------------------------------------------
def test_sending_again_keeps_the_id(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    open_ticket()
    send()
    assert actions.send_again(webhook, by=cast.fred, now=MONDAY, delivery=webhook.deliveries.get()) == 1
    send()
    assert len(endpoint.got) == 2 and len(set(endpoint.ids)) == 1


def test_nobody_sends_a_message_of_another_webhook_again(cast, hook, endpoint, open_ticket):
    one, _secret = hook()
    open_ticket()
    send()
    other, _secret = hook(name="Andere")
    assert actions.send_again(other, by=cast.fred, now=MONDAY, delivery=one.deliveries.get()) == 0


def test_a_test_message(cast, hook, endpoint):
    webhook, secret = hook()
    with time_machine.travel(MONDAY, tick=False):
        actions.send_test(webhook, by=cast.fred, now=MONDAY)
        send()
        assert endpoint.verified(secret)[0]["type"] == "webhook.test"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "http://10.0.0.8/"}, "url"),
        ({"url": "https://iemand:wachtwoord@example.org/"}, "url"),
        ({"url": "ftp://example.org/"}, "url"),
        ({"name": "  "}, "name"),
        ({"events": []}, "events"),
        ({"events": ["ticket.exploded"]}, "events"),
    ],
)
def test_what_is_refused(hook, given, field):
    with pytest.raises(Refused) as refused:
        hook(**given)
    assert refused.value.field == field
    assert not Webhook.objects.exists()


def test_w5_an_address_that_moves_inside_is_not_called(hook, endpoint, open_ticket, settings):
    """Checked when it is saved and again at each call."""
    webhook, _secret = hook()
    settings.OUTBOUND_NETWORKS = []
    open_ticket()
    send()
    assert endpoint.got == []
    assert "eigen netwerk" in webhook.deliveries.get().last_error


def test_p5_nobody_hears_by_a_webhook_in_the_name_of_a_colleague(cast, hook):
    with pytest.raises(Refused, match="collega"):
        hook(cast.sanne)


# --- From its making on -----------------------------------------------------------------------------------
def test_what_is_older_than_the_webhook_is_not_told(cast, hook, endpoint, open_ticket):
    """It still waits in the outbox when the webhook is made."""
    open_ticket(now=MONDAY - SECOND)
    hook()
    after = open_ticket(now=MONDAY + SECOND)
    send(MONDAY + 2 * SECOND)
    assert events(endpoint) == [("ticket.opened", after.pk)]


def test_what_happened_while_it_was_off_is_not_told(cast, hook, endpoint, open_ticket):
    webhook, _secret = hook()
    actions.switch_off(webhook, by=cast.fred, now=MONDAY)
    open_ticket(now=MONDAY + SECOND)
    actions.switch_on(webhook, by=cast.fred, now=MONDAY + 2 * SECOND)
    after = open_ticket(now=MONDAY + 3 * SECOND)
    send(MONDAY + 4 * SECOND)
    assert events(endpoint) == [("ticket.opened", after.pk)]
