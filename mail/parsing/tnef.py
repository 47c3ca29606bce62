"""What Outlook packs into a winmail.dat, which no other program opens."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from tnefparse import TNEF

logging.getLogger("tnefparse").disabled = True  # it tells of every odd property of a stranger's file

KINDS = ("application/ms-tnef", "application/vnd.ms-tnef")
MOST_FILES, MOST_BYTES, MOST_COPIED = 100, 40 * 1024 * 1024, 2**30


@dataclass(frozen=True)
class Unpacked:
    files: list[tuple[str, bytes]] = field(default_factory=list)
    text: str = ""
    html: bytes | str = ""
    message_class: str = ""
    """What Outlook takes it for: "IPM.Microsoft Schedule.MtgRespP" is somebody who comes."""


def is_tnef(kind: str, name: str) -> bool:
    return kind in KINDS or name.lower() == "winmail.dat"


def unpack(data: bytes) -> Unpacked | None:
    """None when it is none, is damaged, or holds more than fits: then it stays the file that it is."""
    if len(data) > MOST_BYTES or not _is_within_bounds(data):
        return None
    try:
        found = TNEF(data, do_checksum=False)
        if len(found.attachments) > MOST_FILES:
            return None
        files = [file for each in found.attachments for file in _files(each)]
        body = found.body if isinstance(found.body, str) else (found.body or b"").decode("cp1252", "replace")
        looks = found.htmlbody or ""
    except RecursionError:
        return None
    except Exception:  # whatever a file of a stranger makes of a library: it can still be kept
        return None
    if sum(len(content) for _name, content in files) > MOST_BYTES:
        return None
    return Unpacked(files, body.replace("\x00", "").strip(), looks, _class_of(found))


def _class_of(found: TNEF) -> str:
    told = next((vars(each)["data"] for each in found.objects if each.name == TNEF.ATTMESSAGECLASS), b"")
    return (told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)).strip("\x00 ")[:100]


def _is_within_bounds(data: bytes) -> bool:
    """The library copies what is left at each object, so their number counts as much as their length."""
    at, count = 6, 0
    while at + 11 <= len(data):
        at += int.from_bytes(data[at + 5 : at + 9], "little") + 11
        count += 1
        if count * len(data) > MOST_COPIED or at > len(data):  # too much work, or cut off
            return False
    return not data[at:].strip(b"\0")


def _files(attachment: object) -> list[tuple[str, bytes]]:
    """Its own, or what is in a message that was attached."""
    embedded = getattr(attachment, "embed", None)
    if embedded is None:
        return [_file(attachment)]
    below = [_file(each) for each in embedded.attachments]
    body = embedded.body or embedded.htmlbody or b""
    name = f"{attachment.name or 'bericht'}.txt"  # type: ignore[attr-defined]
    return [(name, body.encode() if isinstance(body, str) else body), *below]


def _file(attachment: object) -> tuple[str, bytes]:
    name, data = attachment.long_filename(), attachment.data  # type: ignore[attr-defined]
    if isinstance(data, list):
        data = b"".join(data)
    if not isinstance(data, bytes):
        raise TypeError(type(data).__name__)
    return (str(name or "").replace("\x00", ""), data)
