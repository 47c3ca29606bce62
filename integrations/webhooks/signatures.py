"""The signature by which the other side knows that a message is ours and whole (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32  # at least 24


def new_secret() -> str:
    """The library signs with a secret, and makes none."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(message_id: str, body: bytes, keys: Iterable[str], now: datetime) -> dict[str, str]:
    """What goes with a message; one signature for each key, so that a change of key loses nothing."""
    moment, text = now.astimezone(UTC), body.decode()  # the library takes any wall clock for UTC
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, moment, text) for key in keys),
    }
