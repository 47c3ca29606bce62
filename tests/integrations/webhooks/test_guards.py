"""Somebody was first: two outboxes, two workers and two people at one webhook."""

from __future__ import annotations

from datetime import timedelta

from infra.encryption import decrypt
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.webhooks import actions, sending
from integrations.webhooks.outbox import sweep_outbox
from integrations.webhooks.sending import LEASE, deliver_due
from tests.conftest import MONDAY
from tests.two_connections import TWO_CONNECTIONS, beaten, beside, elsewhere, own

pytestmark = TWO_CONNECTIONS
SECOND = timedelta(seconds=1)


def test_the_outbox_is_emptied_once_and_nobody_waits(hook, open_ticket):
    hook()
    open_ticket()
    assert beside(lambda: sweep_outbox(MONDAY), lambda: sweep_outbox(MONDAY)) == 0
    assert WebhookDelivery.objects.count() == 1


def test_of_two_workers_one_calls_and_the_other_does_not_wait(hook, endpoint, open_ticket):
    hook()
    open_ticket()
    sweep_outbox(MONDAY)
    assert beside(lambda: deliver_due(MONDAY), lambda: deliver_due(MONDAY)) == 0
    assert len(endpoint.got) == 1


def test_whose_claim_ran_out_does_not_overwrite_who_came_after_him(hook, endpoint, open_ticket, monkeypatch):
    """His call hangs until his claim is over; the other's arrives; then he hears a no that nobody may believe."""
    webhook, _secret = hook()
    open_ticket()
    sweep_outbox(MONDAY)
    call, later = sending._call, MONDAY + LEASE + SECOND
    endpoint.answers = [(204, {}), (500, {})]

    def hangs(*given: object) -> list[sending.Outcome]:
        monkeypatch.setattr(sending, "_call", call)
        assert elsewhere(lambda: deliver_due(later)) == 1
        return call(*given)

    monkeypatch.setattr(sending, "_call", hangs)
    assert deliver_due(MONDAY) == 1
    delivery = webhook.deliveries.get()
    assert (delivery.status, delivery.attempts, delivery.last_error) == (DeliveryStatus.DELIVERED, 1, "")
    webhook = Webhook.objects.get()
    assert (webhook.failures, webhook.failing_since, webhook.call_at) == (0, None, later)
    assert len(endpoint.got) == 2 and len(set(endpoint.ids)) == 1


def test_whose_claim_still_holds_writes_down_what_he_heard(hook, endpoint, open_ticket, monkeypatch):
    webhook, _secret = hook()
    open_ticket()
    sweep_outbox(MONDAY)
    call = sending._call
    endpoint.says(500)

    def takes_long(*given: object) -> list[sending.Outcome]:
        assert elsewhere(lambda: deliver_due(MONDAY + LEASE - SECOND)) == 0
        return call(*given)

    monkeypatch.setattr(sending, "_call", takes_long)
    deliver_due(MONDAY)
    assert (webhook.deliveries.get().attempts, Webhook.objects.get().failures) == (1, 1)


def test_of_two_new_secrets_the_second_replaces_the_first(cast, hook):
    webhook, _secret = hook()
    first: list[str] = []
    second = beaten(
        lambda: first.append(actions.renew_secret(own(webhook), by=cast.fred, now=MONDAY)),
        lambda: actions.renew_secret(own(webhook), by=cast.fred, now=MONDAY),
    )
    webhook = Webhook.objects.get()
    assert [decrypt(bytes(sealed)).decode() for sealed in (webhook.secret, webhook.old_secret)] == [second, *first]


def test_who_switches_it_off_is_before_who_records(cast, hook, endpoint, open_ticket):
    """What a worker writes down about a call does not switch on what was switched off meanwhile."""
    webhook, _secret = hook()
    open_ticket()
    sweep_outbox(MONDAY)
    ((claimed, keys, messages),) = sending._claim(MONDAY)
    outcomes = sending._call(webhook.url, keys, messages, MONDAY)
    beaten(
        lambda: actions.switch_off(own(webhook), by=cast.fred, now=MONDAY),
        lambda: sending._record(claimed, outcomes, MONDAY),
    )
    webhook = Webhook.objects.get()
    assert (webhook.is_active, webhook.disabled_by, webhook.last_delivered_at) == (False, cast.fred, MONDAY)
