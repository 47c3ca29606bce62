"""Webhooks: made, changed, switched off and on, given a new secret, tested, and messages sent again by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actions import require_no_colleague
from accounts.models import User
from contracts.models import Contact
from infra.encryption import encrypt
from infra.errors import Refused
from infra.http_client import NotAllowed, check_url
from infra.nudges import nudge_on_commit
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.webhooks import announcing, signatures

MANAGE_WEBHOOKS = "integrations.manage_webhooks"
OLD_SECRET_SIGNS_FOR = timedelta(hours=24)


def make_webhook(
    *, by: User, now: datetime, name: str, url: str, user: User, events: Sequence[str]
) -> tuple[Webhook, str]:
    """A new webhook and its secret, which cannot be had again. It is told what `user` may see: of the house, or of the
    customer whose contact he is."""
    _require(by)
    require_no_colleague(by, user)
    contact = Contact.objects.filter(user=user, is_active=True).select_related("customer").first()
    if not user.is_active or not (user.is_house or contact):
        raise Refused(_("Deze gebruiker is niet actief, of is van geen klant."), field="user")
    customer = None if user.is_house or contact is None else contact.customer
    webhook = Webhook(user=user, customer=customer, made_by=by, made_at=now)
    _fill(webhook, name, url, events)
    secret = signatures.new_secret()
    webhook.secret, webhook.call_at = encrypt(secret.encode()), now
    webhook.save()
    return webhook, secret


@transaction.atomic
def change_webhook(webhook: Webhook, *, by: User, name: str, url: str, events: Sequence[str]) -> Webhook:
    """Whose it is stays: for somebody else it is another webhook."""
    webhook = _locked(webhook, by)
    _fill(webhook, name, url, events)
    webhook.save(update_fields=["name", "url", "events"])
    return webhook


@transaction.atomic
def switch_off(webhook: Webhook, *, by: User, now: datetime) -> None:
    """What waits stays waiting; what happens from now on is not kept for it."""
    webhook = _locked(webhook, by)
    if webhook.is_active:
        webhook.is_active, webhook.disabled_at, webhook.disabled_by, webhook.disabled_why = False, now, by, ""
        webhook.save(update_fields=["is_active", "disabled_at", "disabled_by", "disabled_why"])


@transaction.atomic
def switch_on(webhook: Webhook, *, by: User, now: datetime) -> None:
    """With a clean slate; what waited goes at once."""
    webhook = _locked(webhook, by)
    if webhook.is_active:
        return
    webhook.is_active, webhook.disabled_at, webhook.disabled_by, webhook.disabled_why = True, None, None, ""
    webhook.failures, webhook.failing_since, webhook.call_at, webhook.hears_from = 0, None, now, now
    webhook.save()
    _waiting(webhook).update(next_attempt_at=now)
    nudge_on_commit("integrations.tasks.deliver_webhooks")


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User, now: datetime) -> str:
    """The new secret, which cannot be had again. The one it replaces signs as well for a day."""
    webhook = _locked(webhook, by)
    secret = signatures.new_secret()
    webhook.old_secret, webhook.old_secret_until = webhook.secret, now + OLD_SECRET_SIGNS_FOR
    webhook.secret = encrypt(secret.encode())
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return secret


@transaction.atomic
def send_test(webhook: Webhook, *, by: User, now: datetime) -> WebhookDelivery:
    webhook = _locked(webhook, by)
    if not webhook.is_active:
        raise Refused(_("Deze webhook staat uit; zet hem eerst aan."))
    delivery = WebhookDelivery.objects.create(
        webhook=webhook,
        event=announcing.TEST,
        message_id=f"msg_{secrets.token_hex(12)}",
        body=announcing.test_body(now),
        created_at=now,
        next_attempt_at=now,
    )
    _call_now(webhook, now)
    return delivery


@transaction.atomic
def send_again(webhook: Webhook, *, by: User, now: datetime, delivery: WebhookDelivery | None = None) -> int:
    """This message, or all that were given up, from the start and under their own webhook-id; returns how many."""
    webhook = _locked(webhook, by)
    if not webhook.is_active:
        raise Refused(_("Deze webhook staat uit; zet hem eerst aan."))
    messages = webhook.deliveries.filter(status=DeliveryStatus.FAILED)
    if delivery is not None:
        messages = webhook.deliveries.filter(pk=delivery.pk)
    count = messages.update(status=DeliveryStatus.WAITING, attempts=0, next_attempt_at=now, last_error="")
    _call_now(webhook, now)
    return count


def _fill(webhook: Webhook, name: str, url: str, events: Sequence[str]) -> None:
    name, url = name.strip(), url.strip()
    if not name:
        raise Refused(_("Vul in waarvoor de webhook is."), field="name")
    if not events:
        raise Refused(_("Kies minstens één gebeurtenis."), field="events")
    if strange := sorted(set(events) - announcing.NAMES):
        raise Refused(_("Onbekende gebeurtenis: %s.") % ", ".join(strange), field="events")
    try:
        check_url(url)
    except NotAllowed as refused:
        raise Refused(refused.message, field="url") from refused
    webhook.name, webhook.url, webhook.events = name, url, sorted(set(events))


def _locked(webhook: Webhook, by: User) -> Webhook:
    _require(by)
    return Webhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=webhook.pk)


def _require(by: User) -> None:
    if not (by.is_house and by.has_perm(MANAGE_WEBHOOKS)):
        raise PermissionDenied


def _waiting(webhook: Webhook) -> models.QuerySet[WebhookDelivery]:
    return webhook.deliveries.filter(status=DeliveryStatus.WAITING)


def _call_now(webhook: Webhook, now: datetime) -> None:
    """Who asks for it by hand does not wait until a pause is over. At worst a worker is at it, and a message goes twice
    under the same webhook-id."""
    if webhook.failures:
        Webhook.objects.filter(pk=webhook.pk).update(call_at=now)
    nudge_on_commit("integrations.tasks.deliver_webhooks")
