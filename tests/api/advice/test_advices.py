"""The advice register over REST (SLA 6.4)."""

from __future__ import annotations

import pytest
import time_machine

from contracts.models import Advice
from tests.conftest import MONDAY


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_an_advice_is_given_and_declined_by_who_may(cast, api, chief):
    given = {"customer": cast.smit.pk, "given_to": cast.jan.pk, "title": "Vervang de server", "text": "Hij is oud."}
    made = api(cast.sanne).post("advices/", given)
    assert (made.status_code, made.json()["status"]) == (201, "given")
    url = f"advices/{made.json()['id']}/"
    assert api(cast.willem.user).get(url).status_code == 404
    assert api(cast.willem.user).post(url + "decide/", {"accepted": True}).status_code == 404
    assert api(cast.jan.user).post(url + "decide/", {"accepted": True}).status_code == 409
    said = api(cast.petra.user).post(url + "decide/", {"accepted": False, "text": "Te duur."}).json()
    assert (said["status"], said["decided_by"]["name"], said["recorded"]) == ("declined", "Petra Bakker", False)
    assert api(cast.petra.user).post(url + "decide/", {"accepted": True}).status_code == 409


def test_1do_records_an_answer_only_with_who_and_the_proof(cast, api, chief):
    advice = Advice.objects.create(
        customer=cast.smit, title="x", text="y", given_by=cast.sanne, given_to=cast.jan, given_at=MONDAY
    )
    sanne, url = api(cast.sanne), f"advices/{advice.pk}/decide/"
    assert sanne.post(url, {"accepted": True}).status_code == 400
    assert sanne.post(url, {"accepted": True, "decided_by": cast.petra.pk}).status_code == 400
    proof = {"accepted": True, "decided_by": cast.petra.pk, "text": "Mail van 20 november."}
    assert sanne.post(url, proof).json()["recorded"] is True
    refused = api(cast.petra.user).post(url, {"accepted": True, "decided_by": cast.petra.pk})
    assert refused.status_code == 400 and "decided_by" in refused.json()["errors"]
