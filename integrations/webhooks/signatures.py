"""The signature by which the other side knows that a message is ours and whole (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32  # at least 24


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(message_id: str, body: bytes, keys: Iterable[str], now: datetime) -> dict[str, str]:
    """What goes with a message; one signature for each key, so that a change of key loses nothing."""
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(key, message_id, stamp, body) for key in keys),
    }


def _signature(key: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = b".".join([message_id.encode(), stamp.encode(), body])
    digest = hmac.new(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
