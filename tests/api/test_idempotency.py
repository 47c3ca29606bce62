"""A request that names itself is done once, whatever happens in between (security V12, I13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import IdempotentRequest
from accounts.tasks import forget_requests
from tests.conftest import MONDAY
from tickets.models import Ticket

MELDING = {"kind": "servicevraag", "subject": "Hoe werkt het?", "description": "Graag uitleg."}
KEY = {"HTTP_IDEMPOTENCY_KEY": "bestelling-1"}


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_v12_the_same_request_gives_the_same_answer(cast, api):
    jan = api(cast.jan.user)
    first, second = jan.post("tickets/", MELDING, **KEY), jan.post("tickets/", MELDING, **KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json() and first["Location"] == second["Location"]
    assert "Idempotent-Replayed" not in first and second["Idempotent-Replayed"] == "true"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [("tickets/", MELDING | {"subject": "Iets anders"}), ("tickets/{number}/reply/", {"text": "Hoi"})],
)
def test_v12_another_request_with_that_key_is_refused(cast, api, path, body):
    jan = api(cast.jan.user)
    number = jan.post("tickets/", MELDING, **KEY).json()["number"]
    refused = jan.post(path.format(number=number), body, **KEY)
    assert refused.status_code == 422 and refused["Content-Type"] == "application/problem+json"
    assert "andere aanvraag" in refused.json()["detail"]
    assert Ticket.objects.count() == 1


def test_v12_i13_another_users_key_is_another_key(cast, api):
    answers = [api(who.user).post("tickets/", MELDING, **KEY).json() for who in (cast.jan, cast.willem)]
    assert answers[0]["number"] != answers[1]["number"]
    assert answers[1]["customer"]["name"] == "Notariskantoor De Vries"


def test_v12_what_runs_is_not_begun_again(cast, api):
    jan = api(cast.jan.user)
    api(cast.willem.user).post("tickets/", MELDING, **KEY)
    fingerprint = IdempotentRequest.objects.get(user=cast.willem.user).fingerprint  # the same request of somebody else
    running = IdempotentRequest.objects.create(
        user=cast.jan.user, key="bestelling-1", fingerprint=fingerprint, started_at=MONDAY
    )
    refused = jan.post("tickets/", MELDING, **KEY)
    assert (refused.status_code, refused["Retry-After"]) == (409, "5")
    IdempotentRequest.objects.filter(pk=running.pk).update(started_at=MONDAY - timedelta(minutes=2))
    assert jan.post("tickets/", MELDING, **KEY).status_code == 201, "whoever ran it is gone"
    assert Ticket.objects.filter(contact=cast.jan).count() == 1


def test_v12_a_refused_request_may_be_mended(cast, api):
    jan = api(cast.jan.user)
    assert jan.post("tickets/", {"kind": "servicevraag"}, **KEY).status_code == 400
    assert not IdempotentRequest.objects.exists()
    assert jan.post("tickets/", MELDING, **KEY).status_code == 201


def test_v12_a_crash_leaves_nothing_half(cast, api, monkeypatch):
    jan = api(cast.jan.user)

    def crashes(*args: Any) -> None:
        raise RuntimeError("the process died")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("api.idempotency._keep", crashes)
        jan.post("tickets/", MELDING, **KEY)
    assert not Ticket.objects.exists()
    assert jan.post("tickets/", MELDING, **KEY).status_code == 201


def test_v12_after_a_day_a_key_is_new(cast, api, _on_monday):
    jan = api(cast.jan.user)
    jan.post("tickets/", MELDING, **KEY)
    _on_monday.shift(timedelta(hours=24, minutes=1))
    assert forget_requests() == 1
    assert not IdempotentRequest.objects.exists()


def test_what_has_no_body_is_repeated_too(cast, api):
    daan = api(cast.daan)
    made = daan.post(f"agreements/{cast.smit_agreement.pk}/next-version/", {}).json()
    answers = [daan.post(f"agreements/{made['id']}/discard/", {}, **KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_is_none(cast, api, key):
    refused = api(cast.jan.user).post("tickets/", MELDING, HTTP_IDEMPOTENCY_KEY=key)
    assert refused.status_code == 400 and "Idempotency-Key" in refused.json()["errors"]
