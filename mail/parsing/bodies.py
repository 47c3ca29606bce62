"""The parts of a mail: what is to be read, and what comes along as a file. Nothing is left out (security F11)."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from mail.parsing import headers
from mail.parsing.errors import Unparsable
from mail.parsing.parsed import File

MOST_PARTS, DEEPEST = 1_000, 50


@dataclass
class Bodies:
    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(text.strip("\n") for text in self.texts if text.strip())


def read(message: Message) -> Bodies:
    found = Bodies()
    for part in _leaves(message):
        kind = part.get_content_type()
        if _is_file(part, kind):
            found.files.append(_file(part, kind, len(found.files) + 1))
        elif kind == "text/html":
            found.html.append(_text(part))
        else:
            found.texts.append(_flowed(part, _text(part)))
    return found


def _leaves(message: Message) -> Iterator[Message]:
    """In order, without calling itself: whoever nests parts a thousand deep gains nothing."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > MOST_PARTS:
            raise Unparsable(f"de mail heeft meer dan {MOST_PARTS} onderdelen")
        if depth > DEEPEST:
            raise Unparsable(f"de onderdelen van de mail zitten meer dan {DEEPEST} lagen diep in elkaar")
        below = part.get_payload()
        if part.get_content_maintype() != "message" and isinstance(below, list):
            stack += [(each, depth + 1) for each in reversed(below) if isinstance(each, Message)]
        else:
            yield part


def _is_file(part: Message, kind: str) -> bool:
    if kind not in ("text/plain", "text/html"):
        return True
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or bool(part.get_filename())


def _file(part: Message, kind: str, number: int) -> File:
    name = headers.decoded(_written_name(part)) or f"bijlage-{number}{mimetypes.guess_extension(kind) or ''}"
    if part.is_multipart():
        below = part.get_payload()
        inside = below if isinstance(below, list) else [part]
        data = b"\n".join(each.as_bytes() for each in inside if isinstance(each, Message))
        if kind == "message/rfc822" and not name.endswith(".eml"):
            name = f"{name.removesuffix('.bin')}.eml"
    else:
        data = _bytes(part)
    content_id = headers.first(part, "Content-ID").strip("<> ")
    return File(name[:200], kind[:120], data, content_id[:250])


def _written_name(part: Message) -> str:
    """`get_filename` knows RFC 2231; it trips over what is neither that nor plain."""
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError, UnicodeError):
        return ""


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _text(part: Message) -> str:
    charset = part.get_param("charset")
    return headers.as_text(_bytes(part), str(charset) if isinstance(charset, str) else None).replace("\r\n", "\n")


def _flowed(part: Message, text: str) -> str:
    """Lines that end in a space go on (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    delete = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        depth = len(line) - len(line.lstrip(">"))
        if goes_on and lines and not depth:
            lines[-1] = (lines[-1][:-1] if delete else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and not depth and line != "-- "
    return "\n".join(lines)
