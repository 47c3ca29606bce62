"""Signed as Standard Webhooks 1.0 says: compared with the standard's own example, not only with the library we use."""

from __future__ import annotations

from datetime import datetime

import pytest

from integrations.webhooks import signatures
from tests.conftest import AMSTERDAM

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, MOMENT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_standard_by_a_clock_that_is_not_utc():
    headers = signatures.headers(MESSAGE, BODY, [SECRET], datetime.fromtimestamp(MOMENT, AMSTERDAM))
    assert headers == {
        "Content-Type": "application/json",
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(MOMENT),
        "webhook-signature": SIGNATURE,
    }


def test_one_signature_for_each_key_the_newest_first():
    now, new = datetime.fromtimestamp(MOMENT, AMSTERDAM), signatures.new_secret()
    both = signatures.headers(MESSAGE, BODY, [new, SECRET], now)["webhook-signature"].split()
    assert both[1] == SIGNATURE
    assert both[0] == signatures.headers(MESSAGE, BODY, [new], now)["webhook-signature"] != SIGNATURE


@pytest.mark.parametrize("changed", [{"body": b"{}"}, {"message_id": "msg_other"}, {"now": MOMENT + 1}])
def test_what_differs_is_signed_otherwise(changed):
    given = {"message_id": MESSAGE, "body": BODY, "keys": [SECRET], "now": MOMENT} | changed
    given["now"] = datetime.fromtimestamp(given["now"], AMSTERDAM)
    assert signatures.headers(**given)["webhook-signature"] != SIGNATURE


def test_every_secret_is_another():
    assert len({signatures.new_secret() for _time in range(20)}) == 20
