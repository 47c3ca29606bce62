"""From the outbox of tickets/ to a message for every webhook that wants to know; all or nothing, any number at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.roster.queries import works_here
from infra import claims
from infra.nudges import nudge_on_commit
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.announcing import NOTIFIED, body_of, event_of, notified_body
from tickets.models import Consumer, Notification, OutboxItem, Ticket, TimelineEntry
from tickets.notifications.queries import is_past
from tickets.undo.actions import release_due

KEEP = timedelta(days=30)  # how long the log of a webhook goes back
_FORGET_AT_ONCE = 5000


def sweep_outbox(now: datetime) -> int:
    """Write what the waiting outbox items ask for, and forget what is old; returns how many items were dealt with."""
    total = release_due(now)
    for sweep in (_sweep, _sweep_notifications):
        while handled := sweep(now):
            total += handled
    old = WebhookDelivery.objects.filter(created_at__lt=now - KEEP).order_by("created_at")
    WebhookDelivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_FORGET_AT_ONCE])).delete()
    return total


@transaction.atomic
def _sweep(now: datetime) -> int:
    items = claims.take(OutboxItem.objects.waiting_for(Consumer.WEBHOOK), settings.SWEEP_BATCH)
    if not items:
        return 0
    webhooks = list(Webhook.objects.filter(is_active=True).select_related("user"))
    deliveries = _deliveries(webhooks, [item.entry_id for item in items], now) if webhooks else []
    WebhookDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    OutboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    if deliveries:
        nudge_on_commit("integrations.tasks.deliver_webhooks")
    return len(items)


@transaction.atomic
def _sweep_notifications(now: datetime) -> int:
    """What colleagues are told by a webhook of their own, as soon as it may (tickets.notifications)."""
    related = ("ticket__customer", "ticket__clock", "entry", "person")
    due = Notification.objects.filter(webhook_at__lte=now).select_related(*related)
    notifications = claims.take(due.order_by("webhook_at", "id"), settings.SWEEP_BATCH)
    if not notifications:
        return 0
    people = {each.person_id for each in notifications if works_here(each.person)}
    own: dict[int, list[Webhook]] = defaultdict(list)
    for webhook in Webhook.objects.filter(is_active=True, customer__isnull=True, user__in=people):
        if NOTIFIED in webhook.events:
            own[webhook.user_id].append(webhook)
    deliveries = [
        _delivery(webhook, each.entry, NOTIFIED, now, notified_body(each))
        for each in notifications
        for webhook in own[each.person_id]
        if webhook.was_there(each.entry.at) and not is_past(each, each.webhook_at)
    ]
    WebhookDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    Notification.objects.filter(pk__in=[each.pk for each in notifications]).update(webhook_at=None)
    if deliveries:
        nudge_on_commit("integrations.tasks.deliver_webhooks")
    return len(notifications)


def _deliveries(webhooks: list[Webhook], entry_ids: list[int], now: datetime) -> list[WebhookDelivery]:
    wanted = {name for webhook in webhooks for name in webhook.events}
    by_customer: dict[int, list[tuple[TimelineEntry, str]]] = defaultdict(list)
    for entry in TimelineEntry.objects.filter(pk__in=entry_ids).select_related("ticket__customer").order_by("pk"):
        if (event := event_of(entry)) in wanted and event is not None:
            by_customer[entry.ticket.customer_id].append((entry, event))
    found = []
    for webhook in webhooks:
        customers = by_customer if webhook.customer_id is None else [webhook.customer_id]
        lines = sorted(
            (line for customer in customers for line in by_customer.get(customer, ()) if _may_hear(webhook, *line)),
            key=lambda line: line[0].pk,
        )
        seen = tickets_seen(webhook, {entry.ticket_id for entry, _event in lines})
        found += [
            _delivery(webhook, entry, event, now, body_of(entry, event))
            for entry, event in lines
            if entry.ticket_id in seen
        ]
    return found


def _may_hear(webhook: Webhook, entry: TimelineEntry, event: str) -> bool:
    return webhook.was_there(entry.at) and event in webhook.events and (entry.is_public or webhook.customer_id is None)


def tickets_seen(webhook: Webhook, numbers: Iterable[int]) -> set[int]:
    """Of these tickets, those that the user of the webhook may see now, within what it is for (security W7)."""
    numbers, user = set(numbers), webhook.user
    if not numbers or not user.is_active or user.is_house != (webhook.customer_id is None):
        return set()
    if user.is_house:
        return numbers
    tickets = Ticket.objects.visible_to(user).filter(pk__in=numbers, customer=webhook.customer_id)
    return set(tickets.values_list("pk", flat=True))


def _delivery(webhook: Webhook, entry: TimelineEntry, event: str, now: datetime, body: str) -> WebhookDelivery:
    return WebhookDelivery(
        webhook=webhook,
        entry=entry,
        event=event,
        message_id=f"msg_{webhook.pk}_{entry.pk}",
        body=body,
        created_at=now,
        next_attempt_at=now,
    )
