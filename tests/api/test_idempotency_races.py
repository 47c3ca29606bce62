"""A hundred at once with one key make one ticket (security V12); needs a database that connections share."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection  # noqa: F401 - of the condition below

from tests.tickets.test_races import at_once
from tickets.models import Ticket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server"),
]


def test_v12_a_hundred_at_once(cast, api, token_of):
    from tests.api.conftest import Program

    secret = token_of(cast.jan.user)
    found: Counter[int] = Counter()
    numbers: set[int] = set()

    def post(_index: int) -> None:
        client = Program(raise_request_exception=True)
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        body = {"kind": "servicevraag", "subject": "x", "description": "y"}
        answer = client.post("tickets/", body, HTTP_IDEMPOTENCY_KEY="k")
        found[answer.status_code] += 1
        if answer.status_code == 201:
            numbers.add(answer.json()["number"])

    at_once(100, post)
    assert set(found) <= {201, 409} and found[201] >= 1
    assert (Ticket.objects.count(), len(numbers)) == (1, 1)
