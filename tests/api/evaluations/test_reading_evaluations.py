"""Evaluations over REST: the house reads all, a customer what was shared with him (SLA 11)."""

from __future__ import annotations

import json
from ipaddress import ip_network

import pytest

from integrations.models import WebhookDelivery
from integrations.webhooks import outbox
from integrations.webhooks.actions import make_webhook
from reviews.evaluations import actions
from tests.conftest import MONDAY
from tests.evaluated import LATER, TEXTS, owed, released


@pytest.fixture
def evaluation(cast, open_ticket):
    return owed(cast, open_ticket)


def test_the_house_reads_all_with_its_state(cast, api, open_ticket, evaluation):
    other = owed(cast, open_ticket, contact=cast.willem)
    sanne = api(cast.sanne)
    rows = {row["ticket"]: row for row in sanne.get("evaluations/").json()["results"]}
    assert set(rows) == {evaluation.ticket_id, other.ticket_id}
    row = rows[evaluation.ticket_id]
    assert (row["state"], row["why"], row["document"], row["releases"]) == ("owed", "kritisch", None, 0)
    assert "Jan Smit meldde dit" in row["texts"]["happened"]
    for query, expected in [
        (f"customer={cast.vries.number}", {other.ticket_id}),
        ("state=owed", set(rows)),
        ("state=released", set()),
        (f"ticket={evaluation.ticket_id}", {evaluation.ticket_id}),
    ]:
        assert {each["ticket"] for each in sanne.get(f"evaluations/?{query}").json()["results"]} == expected, query


def test_a_customer_reads_what_was_shared_and_no_more(cast, api, evaluation):
    jan = api(cast.jan.user)
    assert jan.get("evaluations/").json()["results"] == []
    assert jan.get(f"evaluations/{evaluation.pk}/").status_code == 404
    released(cast, evaluation)
    told = jan.get(f"evaluations/{evaluation.pk}/")
    row = told.json()
    assert row["document"]["parts"] == {part.value: text for part, text in TEXTS.items()}
    assert row["document"]["minutes"] == 120
    assert not {"state", "why", "owed_at", "reminded_at", "texts"} & set(row)
    assert told["ETag"]
    assert jan.get("evaluations/?state=owed").status_code == 400
    assert jan.get("evaluations/?customer=K1001").status_code == 400


def test_another_customer_finds_no_evaluation(cast, api, evaluation):
    released(cast, evaluation)
    for person in (cast.willem.user, cast.petra.user):
        assert api(person).get(f"evaluations/{evaluation.pk}/").status_code == 404
        assert api(person).get("evaluations/").json()["results"] == []


def test_it_takes_the_scope_for_reviews(cast, api, evaluation):
    assert api(cast.sanne, ["tickets:read"]).get("evaluations/").status_code == 403
    assert api(cast.sanne, ["reviews:read"]).get("evaluations/").status_code == 200


def test_a_webhook_of_the_customer_hears_of_it_when_it_is_shared(cast, open_ticket, settings):
    settings.OUTBOUND_NETWORKS = [ip_network("127.0.0.0/8")]
    make_webhook(
        by=cast.fred,
        now=MONDAY,
        name="Van Smit",
        url="http://127.0.0.1:9/haak",
        user=cast.jan.user,
        events=["ticket.evaluated"],
    )
    evaluation = released(cast, owed(cast, open_ticket))
    outbox.sweep_outbox(LATER)
    told = json.loads(WebhookDelivery.objects.get().body)
    assert (told["type"], told["data"]["ticket"]) == ("ticket.evaluated", evaluation.ticket_id)
    actions.send_back(evaluation, by=cast.marloes, now=LATER, reason="Intern.")
    outbox.sweep_outbox(LATER)
    assert WebhookDelivery.objects.count() == 1
