"""A message for every webhook that wants to know what happened around a customer: written with it, in one transaction,
so that there is one of each, whatever happens next."""

from __future__ import annotations

from contracts.telling import CustomerNews
from infra.nudges import nudge_on_commit
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.announcing import news_body


def write_news(news: CustomerNews) -> None:
    event = news.event
    webhooks = Webhook.objects.filter(is_active=True).select_related("user")
    found = [
        WebhookDelivery(
            webhook=webhook,
            event=news.name,
            message_id=f"msg_{webhook.pk}_c{event.pk}",
            body=news_body(news),
            created_at=event.at,
            next_attempt_at=event.at,
        )
        for webhook in webhooks
        if news.name in webhook.events and webhook.was_there(event.at) and _may_know(webhook, news)
    ]
    WebhookDelivery.objects.bulk_create(found, ignore_conflicts=True)
    if found:
        nudge_on_commit("integrations.tasks.deliver_webhooks")


def _may_know(webhook: Webhook, news: CustomerNews) -> bool:
    """As of tickets: within what it is for, and no more than its user may see now (security W7)."""
    user = webhook.user
    if not user.is_active or user.is_house != (webhook.customer_id is None):
        return False
    return user.is_house or (webhook.customer_id == news.event.customer_id and news.seen_by(user))
