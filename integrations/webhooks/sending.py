"""From the messages that are due to the endpoints: claim, call, record; later again, and switched off in the end.

A webhook is claimed as a whole, for as long as a worker is at it, and all that are due are called at once: one that
is slow holds up nobody but itself. Whoever is killed loses at most the knowledge that a message arrived; it then goes
out again under the same webhook-id.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.house_notices import webhook_given_up
from infra import claims
from infra import http_client as outbound
from infra.encryption import Unreadable, decrypt
from infra.http_client import HttpAnswer, NotAllowed, NotAnswered
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.webhooks import signatures
from integrations.webhooks.outbox import tickets_seen

log = logging.getLogger(__name__)

WEBHOOKS_AT_ONCE, MESSAGES_AT_ONCE = 20, 50
ENOUGH_SECONDS = 20.0  # for one webhook in one go; the call in hand may take its own time beyond it
LEASE = timedelta(minutes=3)  # longer than anybody can be at it
# After how long a message is tried again: after its first attempt, its second, and so on (Standard Webhooks 1.0).
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
GIVE_UP_AFTER = sum(RETRIES, timedelta())  # a little over three days
# How long a webhook is left alone after so many failures in a row, so that what waits does not all try in vain.
PAUSES = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5))
LONGEST_RETRY_AFTER = timedelta(hours=24)
GONE, TOO_MANY, UNAVAILABLE = 410, 429, 503


@dataclass(frozen=True)
class DeliveryOutcome:
    """What became of one attempt; `status` is None when there was no answer."""

    delivery: WebhookDelivery
    status: int | None
    error: str = ""
    retry_after: timedelta = timedelta()

    @property
    def arrived(self) -> bool:
        return not self.error


def deliver_due(now: datetime) -> int:
    """Call every webhook that has something due, all at once; returns how many messages were tried."""
    claimed = _claim(now)
    if not claimed:
        return 0
    tried = 0
    with ThreadPoolExecutor(max_workers=len(claimed)) as pool:
        calls = {pool.submit(_call, webhook.url, keys, due, now): webhook for webhook, keys, due in claimed}
        for call in as_completed(calls):
            outcomes = call.result()
            tried += len(outcomes)
            try:
                _record(calls[call], outcomes, now)
            except Exception:  # its claim ends by itself, and the others are written down
                log.exception("What became of webhook %s could not be written down", calls[call].pk)
    return tried


# --- Claim ------------------------------------------------------------------------------------------------
@transaction.atomic
def _claim(now: datetime) -> list[tuple[Webhook, list[str], list[WebhookDelivery]]]:
    due = WebhookDelivery.objects.filter(status=DeliveryStatus.WAITING, next_attempt_at__lte=now)
    waiting = Webhook.objects.filter(Exists(due.filter(webhook=OuterRef("pk"))), is_active=True, call_at__lte=now)
    webhooks = claims.take(waiting.select_related("user").order_by("call_at", "pk"), WEBHOOKS_AT_ONCE)
    claimed = []
    for webhook in webhooks:
        webhook.call_at = now + LEASE
        mine = due.filter(webhook=webhook).select_related("entry").order_by("next_attempt_at", "pk")
        messages = _still_seen(webhook, list(mine[:MESSAGES_AT_ONCE]), now)
        try:
            claimed.append((webhook, _keys(webhook, now), messages))
        except Unreadable:
            log.error("The secret of webhook %s cannot be read: its key is not in ENCRYPTION_KEYS", webhook.pk)
    Webhook.objects.filter(pk__in=[webhook.pk for webhook in webhooks]).update(call_at=now + LEASE)
    return claimed


def _still_seen(webhook: Webhook, messages: list[WebhookDelivery], now: datetime) -> list[WebhookDelivery]:
    """Without those about a ticket that its user may not see any more: these never go (security W7)."""
    seen = tickets_seen(webhook, {message.entry.ticket_id for message in messages if message.entry})
    kept = [message for message in messages if message.entry is None or message.entry.ticket_id in seen]
    lost = {message.pk for message in messages} - {message.pk for message in kept}
    if lost:
        WebhookDelivery.objects.filter(pk__in=lost).update(
            status=DeliveryStatus.FAILED,
            next_attempt_at=None,
            last_attempt_at=now,
            last_error=_("Niet verstuurd: van wie de webhook is, mag deze melding niet meer zien."),
        )
    return kept


def _keys(webhook: Webhook, now: datetime) -> list[str]:
    sealed = [webhook.secret, webhook.old_secret] if webhook.has_old_secret(now) else [webhook.secret]
    return [decrypt(bytes(one)).decode() for one in sealed if one is not None]


# --- Call: in a thread, without the database --------------------------------------------------------------
def _call(url: str, keys: list[str], messages: list[WebhookDelivery], now: datetime) -> list[DeliveryOutcome]:
    """In their order, until one fails or it has been long enough; the rest waits."""
    began, outcomes = time.monotonic(), []
    for message in messages:
        outcomes.append(_attempt(url, keys, message, now + timedelta(seconds=time.monotonic() - began)))
        if not outcomes[-1].arrived or time.monotonic() - began > ENOUGH_SECONDS:
            break
    return outcomes


def _attempt(url: str, keys: list[str], message: WebhookDelivery, now: datetime) -> DeliveryOutcome:
    body = message.body.encode()
    try:
        answer = outbound.post(url, body, signatures.headers(message.message_id, body, keys, now))
    except (NotAllowed, NotAnswered) as problem:
        return DeliveryOutcome(message, None, problem.message)
    except Exception:
        log.exception("Webhook message %s could not be sent", message.pk)
        return DeliveryOutcome(
            message, None, _("Niet verstuurd; de functioneel beheerder vindt de oorzaak in het logboek.")
        )
    if answer.is_success:
        return DeliveryOutcome(message, answer.status)
    return DeliveryOutcome(message, answer.status, _words(answer.status), _retry_after(answer, now))


def _words(status: int) -> str:
    if 300 <= status < 400:
        return _("Verwijst door (%d); dat volgen wij niet. Zet hier het nieuwe adres.") % status
    if status == GONE:
        return _("Zegt dat dit adres is opgeheven (410).")
    return _("Antwoordt met %d in plaats van 2xx.") % status


def _retry_after(answer: HttpAnswer, now: datetime) -> timedelta:
    """What the other side asks, in seconds or as a moment; nothing when it makes no sense."""
    asked = answer.retry_after.strip()
    try:
        wait = timedelta(seconds=int(asked)) if asked.isascii() and asked.isdigit() else _until(asked, now)
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return min(max(wait, timedelta()), LONGEST_RETRY_AFTER)


def _until(moment: str, now: datetime) -> timedelta:
    found = parsedate_to_datetime(moment)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) - now


# --- Record -----------------------------------------------------------------------------------------------
@transaction.atomic
def _record(claimed: Webhook, outcomes: list[DeliveryOutcome], now: datetime) -> None:
    """Write down what became of them, unless the claim ran out and the webhook is somebody else's by now."""
    webhook = Webhook.objects.select_for_update(no_key=True).filter(pk=claimed.pk, call_at=claimed.call_at).first()
    if webhook is None:
        return
    webhook.call_at = now
    for outcome in outcomes:
        _record_message(outcome, now)
        if outcome.arrived:
            webhook.failures, webhook.failing_since, webhook.last_delivered_at = 0, None, now
        else:
            _record_failure(webhook, outcome, now)
    webhook.save()


def _record_message(outcome: DeliveryOutcome, now: datetime) -> None:
    attempts = outcome.delivery.attempts + 1
    status, following = DeliveryStatus.FAILED, None
    if outcome.arrived:
        status = DeliveryStatus.DELIVERED
    elif wait := claims.wait_after(attempts, RETRIES):
        status, following = DeliveryStatus.WAITING, now + max(wait, outcome.retry_after)
    WebhookDelivery.objects.filter(pk=outcome.delivery.pk, status=DeliveryStatus.WAITING).update(
        status=status,
        attempts=F("attempts") + 1,
        next_attempt_at=following,
        last_attempt_at=now,
        last_status=outcome.status,
        last_error=outcome.error,
    )


def _record_failure(webhook: Webhook, outcome: DeliveryOutcome, now: datetime) -> None:
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    pause = PAUSES[min(webhook.failures, len(PAUSES)) - 1]
    if outcome.status in (TOO_MANY, UNAVAILABLE):
        pause = max(pause, outcome.retry_after)
    webhook.call_at = now + pause
    if webhook.is_active and (outcome.status == GONE or now - webhook.failing_since >= GIVE_UP_AFTER):
        _give_up(webhook, outcome.error, now)


def _give_up(webhook: Webhook, why: str, now: datetime) -> None:
    """Never silently: in the log, on the desk, and by mail to who made it and who keeps the product running."""
    webhook.is_active, webhook.disabled_at, webhook.disabled_by, webhook.disabled_why = False, now, None, why
    log.error("Webhook %s is switched off: %s", webhook.pk, why)
    for tell in webhook_given_up:
        tell(
            webhook.made_by,
            name=webhook.name,
            why=why,
            path=reverse("desk:webhook", args=[webhook.pk]),
            thread=f"webhook-{webhook.pk}",
            now=now,
        )
