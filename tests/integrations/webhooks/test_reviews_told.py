"""That a Service Review was published or an improvement point is due, is told to who may know of it, once (SLA 11)."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

from integrations.models import WebhookDelivery
from reviews import actions
from reviews.reviewing.improving import tell_due
from tests.conftest import MONDAY, at
from tests.reviews.reviewing.conftest import AFTER, held, planned


def told(name: str) -> dict[int, dict[str, Any]]:
    found = WebhookDelivery.objects.filter(event=name)
    return {each.webhook_id: json.loads(each.body)["data"] for each in found}


def test_published_and_due_are_told_to_who_may_know(cast: SimpleNamespace, hook: Any) -> None:
    house, jan = hook(), hook(cast.jan.user)
    strangers = [hook(cast.willem.user), hook(cast.petra.user)]
    deaf = hook(events=["ticket.opened"])
    review = planned(cast)
    actions.add_improvement(review, by=cast.daan, now=MONDAY, text="Plan", owner=cast.jan, due_on=date(2027, 1, 8))
    held(cast, review)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    said = {"customer": "K1001", "review": review.pk, "version": 1, "sha256": published.sha256}
    assert told("review.published") == {house[0].pk: said, jan[0].pk: said}
    for _twice in range(2):
        tell_due(at("2027-01-08 08:00"))
    assert set(told("review.action_due")) == {house[0].pk, jan[0].pk}
    assert "Plan" not in json.dumps(told("review.action_due"))
    assert strangers and deaf
