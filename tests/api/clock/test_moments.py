"""Moments over REST: when it was reported, by when work starts in words, who reads the triage clock (T16 to T26)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.conftest import at
from tickets.models import Channel, Ticket

NOW = at("2026-11-23 10:20")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def melding(cast: Any, **fields: Any) -> dict[str, Any]:
    return {
        "contact": cast.jan.pk,
        "channel": "phone",
        "kind": "incident",
        "impact": 1,
        "urgency": "A",
        "subject": "Alles ligt plat",
        "description": "Niemand kan werken.",
    } | fields


def test_t17_reported_at_counts(cast, api):
    answer = api(cast.sanne).post("tickets/", melding(cast, reported_at="2026-11-23T09:40:00+01:00"))
    assert answer.status_code == 201
    ticket = answer.json()
    assert ticket["opened_at"] == "2026-11-23T08:40:00Z"
    assert ticket["clock"]["due_at"] == "2026-11-23T09:10:00Z"
    assert ticket["start_words"] == "Wij hadden uiterlijk ma 23 nov 10:10 moeten beginnen; dat is niet gelukt."


@pytest.mark.parametrize("moment", ["2026-11-23T10:21:00+01:00", "2026-10-23T10:21:00+01:00", "gisteren", None, 7])
def test_t17_a_senseless_moment_is_refused_by_its_name(cast, api, moment):
    answer = api(cast.sanne).post("tickets/", melding(cast, reported_at=moment))
    assert answer.status_code in (400, 409, 422), answer.content
    assert "reported_at" in answer.content.decode() and not Ticket.objects.exists()


def test_t17_a_customer_does_not_say_when(cast, api):
    given = melding(cast, reported_at="2026-11-23T09:40:00+01:00")
    del given["contact"], given["channel"]
    assert api(cast.jan.user).post("tickets/", given).status_code == 400


def test_t16_the_triage_clock_is_between_ourselves(cast, api, open_ticket):
    ticket = open_ticket(channel=Channel.EMAIL, by=None, impact=None, urgency=None)
    house = api(cast.sanne).get(f"tickets/{ticket.pk}/").json()
    assert (house["clock"]["nature"], house["clock"]["due_at"]) == ("triage", "2026-11-23T10:00:00Z")
    customer = api(cast.jan.user).get(f"tickets/{ticket.pk}/").json()
    assert (customer["clock"]["nature"], customer["clock"]["due_at"], customer["ledger"]) == ("none", None, [])
    assert customer["start_words"].startswith("Wij bepalen eerst hoe dringend dit is")
    [row] = api(cast.jan.user).get("tickets/").json()["results"]
    assert row["clock"]["due_at"] is None


def test_t21_the_question_has_the_name_of_its_answer(cast, api, open_ticket, _now):
    ticket = open_ticket()
    _now.move_to(at("2026-11-23 11:05"))
    sanne = api(cast.sanne)
    refused = sanne.post(f"tickets/{ticket.pk}/log-time/", {"minutes": 60})
    assert refused.status_code in (400, 409, 422) and "began_then" in refused.content.decode()
    answer = sanne.post(f"tickets/{ticket.pk}/log-time/", {"minutes": 60, "began_then": True}).json()
    assert answer["clock"]["work_started_at"] == "2026-11-23T09:05:00Z"
    assert answer["clock"]["late"] is False


@pytest.mark.parametrize(
    ("item", "words", "due"),
    [("server", "Wij beginnen uiterlijk ma 23 nov 10:50.", True), ("netwerk", "geen SLA van toepassing", False)],
)
def test_t18_t23_t26_the_preview_says_it_in_words(cast, api, item, words, due):
    query = {"kind": "incident", "impact": 1, "urgency": "A", "customer": cast.vries.pk, "item_type": item}
    answer = api(cast.sanne).get("sla/preview/", query).json()
    assert words in answer["start_words"] and (answer["due_at"] is not None) is due
    assert "telefonisch" in answer["channels"]
