"""Joining a melding by e-mail to another, over REST; what it does is tested in tests/mail/inbound/test_joining.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mail.inbound.test_joining import naming
from tickets.models import EntryKind


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"


def test_over_rest_the_other_comes_back(cast, open_ticket, api):
    old = open_ticket()
    new, house, theirs = naming(old), api(cast.sanne), open_ticket(contact=cast.willem)
    address = f"/api/v1/tickets/{new.pk}/join/"
    assert api(cast.jan.user).post(address, {"into": old.pk}, format="json").status_code == 403
    assert api(cast.willem.user).post(address, {"into": old.pk}, format="json").status_code == 404
    assert house.post(address, {"into": 999_999}, format="json").status_code == 400
    assert house.post(address, {"into": theirs.pk}, format="json").status_code == 400
    for _time in range(2):
        response = house.post(address, {"into": old.pk}, format="json")
        assert (response.status_code, response.json()["number"]) == (200, old.pk)
    assert old.timeline.filter(kind=EntryKind.REPLY).count() == 1
