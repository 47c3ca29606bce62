"""The parts of a mail: what is to be read, and what comes along as a file. Nothing is left out (security F11)."""

from __future__ import annotations

import mimetypes
import os
import re
from dataclasses import dataclass, field
from email.message import Message

from mail.parsing import headers, html, tnef
from mail.parsing.errors import Unparsable
from mail.parsing.parsed import File

MOST_PARTS, DEEPEST, LONGEST_NAME = 1_000, 50, 200


@dataclass
class Bodies:
    text: str = ""
    """What is to be read, in the order of its parts; of a part that is nothing but HTML, as text."""
    html: list[str] = field(default_factory=list)
    """The same as it looks; empty when no part is HTML."""
    files: list[File] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """The names of files without a byte."""
    message_class: str = ""
    """Of a winmail.dat, which alone says so where it is the answer of a calendar."""


@dataclass(frozen=True)
class _Piece:
    """What is to be read of a part, once as text and once as HTML: either may be missing."""

    text: str
    html: str


class _Count:
    parts = 0


def read(message: Message) -> Bodies:
    found = Bodies()
    pieces = _pieces(message, found, 0, _Count())
    texts = [(piece.text or html.as_text(piece.html)).strip("\n") for piece in pieces]
    found.text = "\n\n".join(text for text in texts if text.strip())
    if any(piece.html for piece in pieces):
        found.html = [piece.html or html.from_text(piece.text) for piece in pieces]
    return found


def _pieces(part: Message, found: Bodies, depth: int, count: _Count) -> list[_Piece]:
    """In order. Only multipart/alternative is a choice; of everything else nothing is left out."""
    count.parts += 1
    if count.parts > MOST_PARTS:
        raise Unparsable(f"de mail heeft meer dan {MOST_PARTS} onderdelen")
    if depth > DEEPEST:
        raise Unparsable(f"de onderdelen van de mail zitten meer dan {DEEPEST} lagen diep in elkaar")
    kind = part.get_content_type()
    below = part.get_payload() if part.is_multipart() else None  # text it would decode, by whatever charset it says
    if part.get_content_maintype() != "message" and isinstance(below, list):
        each = [_pieces(inner, found, depth + 1, count) for inner in below if isinstance(inner, Message)]
        pieces = [piece for inner in each for piece in inner]
        return _choice(pieces) if kind == "multipart/alternative" else pieces
    if _is_file(part, kind):
        return _keep(_file(part, kind, len(found.files) + 1), found)
    text = _text(part)
    if not text.strip():
        return []
    return [_Piece("", text)] if kind == "text/html" else [_Piece(_flowed(part, text), "")]


def _choice(pieces: list[_Piece]) -> list[_Piece]:
    """The same said twice: read as the text, shown as the HTML. Text that only asks for HTML says nothing."""
    text = "\n\n".join(piece.text.strip("\n") for piece in pieces if piece.text)
    looks = "\n".join(piece.html for piece in pieces if piece.html)
    if looks and len(text) < 400 and _NEEDS_HTML.search(text):
        text = ""
    return [_Piece(text, looks)] if text or looks else []


_NEEDS_HTML = re.compile(
    r"\bHTML\b.{0,60}(?:weergeven|tonen|bekijken|lezen|ondersteun|support|view|display|read|anzeigen|afficher)"
    r"|(?:support|ondersteun\w*|view|display|bekijk|weergave|unterstützt).{0,60}\bHTML\b",
    re.I | re.S,
)


def _keep(file: File, found: Bodies) -> list[_Piece]:
    if not file.data:
        found.empty.append(file.name)
        return []
    unpacked = tnef.unpack(file.data) if tnef.is_tnef(file.content_type, file.name) else None
    if unpacked is None:
        found.files.append(file)
        return []
    found.message_class = found.message_class or unpacked.message_class
    for name, data in unpacked.files:
        name = shortened(_alone(headers.one_line(name)) or f"bijlage-{len(found.files) + 1}")
        if data:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            found.files.append(File(name, kind, data))
        else:
            found.empty.append(name)
    looks = unpacked.html if isinstance(unpacked.html, str) else headers.as_text(unpacked.html, None)
    if not (unpacked.files or unpacked.text or looks):
        found.files.append(file)
    return [_Piece(unpacked.text, looks)] if unpacked.text or looks else []


def _is_file(part: Message, kind: str) -> bool:
    if kind not in ("text/plain", "text/html"):
        return True
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or bool(_written_name(part))


def _file(part: Message, kind: str, number: int) -> File:
    name = _written_name(part) or f"bijlage-{number}{mimetypes.guess_extension(kind) or ''}"
    if part.is_multipart():
        below = part.get_payload()
        inside = below if isinstance(below, list) else [part]
        data = b"\n".join(each.as_bytes() for each in inside if isinstance(each, Message))
        if kind == "message/rfc822" and not name.endswith(".eml"):
            name = f"{name.removesuffix('.bin')}.eml"
    else:
        data = _bytes(part)
    content_id = headers.first(part, "Content-ID").strip("<> ")
    is_inline = headers.first(part, "Content-Disposition").lower().startswith("inline")
    is_shown = is_inline and kind.startswith("image/")
    return File(shortened(name), kind[:120], data, content_id[:250], is_shown)


def _written_name(part: Message) -> str:
    """RFC 2231, encoded words, or plain bytes, in either header."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        written = headers.first(part, header)
        if not written:
            continue
        alone = Message()
        alone[header] = written
        try:
            value = alone.get_param(parameter, header=header)
        except (ValueError, LookupError, TypeError, UnicodeError):
            continue
        if isinstance(value, tuple):
            charset, _language, text = value
            value = headers.as_text(str(text).encode("latin-1", "replace"), charset)
        if value and (name := _alone(headers.decoded(str(value)))):
            return name
    return ""


def _alone(name: str) -> str:
    """Without the folders before it; empty for what is no name of a file, such as ".."."""
    alone = re.split(r"[/\\]", name.rstrip("/\\ "))[-1].strip()
    return "" if not alone.strip(".") else alone


def shortened(name: str) -> str:
    """With its extension: by that somebody opens it."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, extension = os.path.splitext(name)
    return stem[: LONGEST_NAME - len(extension[:20])] + extension[:20]


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
    if isinstance(charset, tuple):
        charset = charset[2]
    return headers.as_text(_bytes(part), str(charset or "")).replace("\r\n", "\n")


def _flowed(part: Message, text: str) -> str:
    """Lines that end in a space go on (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    delete = str(part.get_param("delsp", "")).lower() == "yes"
    written: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        depth = len(line) - len(line.lstrip(">"))
        if goes_on and not depth:
            written[-1] = written[-1][:-1] if delete else written[-1]
            written.append(line)
        else:
            written += ("\n", line)
        goes_on = line.endswith(" ") and not depth and line != "-- "
    return "".join(written[1:])
