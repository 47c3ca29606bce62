"""How a ParsedMail goes from the child to its parent: as JSON, so that no more than values can come across."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from mail.parsing.parsed import Address, Bounce, Dmarc, FailedRecipient, File, MailNature, ParsedMail, Program

_ADDRESSES = ("reply_to", "to", "cc", "delivered_to", "originals")


def dump(mail: ParsedMail) -> bytes:
    return json.dumps(asdict(mail), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} does not travel")


def load(data: bytes) -> ParsedMail:
    told = json.loads(data)
    told |= {name: tuple(Address(**each) for each in told[name]) for name in _ADDRESSES}
    told |= {name: tuple(told[name]) for name in ("references", "remarks", "empty_files")}
    told["files"] = tuple(File(**each | {"data": base64.b64decode(each["data"])}) for each in told["files"])
    told["sender"] = Address(**told["sender"]) if told["sender"] else None
    told["date"] = datetime.fromisoformat(told["date"]) if told["date"] else None
    told["nature"], told["dmarc"] = MailNature(told["nature"]), Dmarc(told["dmarc"])
    told |= {name: Program(told[name]) if told[name] else None for name in ("program", "looks_like")}
    if bounce := told["bounce"]:
        failed = tuple(FailedRecipient(**each) for each in bounce["failed"])
        told["bounce"] = Bounce(bounce["is_final"], failed, bounce["original_message_id"])
    return ParsedMail(**told)
