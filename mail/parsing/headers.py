"""The head of a mail: who says to have sent it, to whom, about what, in answer to what.

An identity is taken from a strict addr-spec and from nothing that looks like one (security M4, M5): what a lenient
parser makes of a clever From is somebody else.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from types import MappingProxyType

import webencodings

from mail.parsing.parsed import Address, Dmarc

MOST_RECIPIENTS, MOST_REFERENCES, LONGEST_ID = 200, 50, 250

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDR_SPEC = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}", re.ASCII)
_ANGLE = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<>",;]*))\s*<(?P<address>[^<>\s]+)>\s*')
_BARE = re.compile(r"\s*(?P<address>[^<>\s()\",;]+)\s*(?:\((?P<name>[^()]*)\))?\s*")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([BbQq])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(=\?[^?\s]{1,40}\?[BbQq]\?[^?]*\?=)\s+(?==\?)")
_ID = re.compile(r"<[^<>\s]{1,250}>")
_DMARC = re.compile(r"\bdmarc\s*=\s*(\w{1,20})", re.I)


def values(message: Message, name: str) -> list[str]:
    """As written, unfolded, without NUL; raw bytes are UTF-8, or else what Windows writes."""
    wanted = name.lower()
    return [_readable(value) for key, value in message.raw_items() if key.lower() == wanted]


def first(message: Message, name: str) -> str:
    return next(iter(values(message, name)), "")


def _readable(value: object) -> str:
    text = str(value)
    if not text.isascii():
        text = as_text(text.encode("utf-8", "surrogateescape"), None)
    return re.sub(r"\r?\n[ \t]?", " ", text).replace("\x00", "").strip()


def decoded(value: str) -> str:
    """Encoded words in plain text; what cannot be decoded stays as it is (security M4: never in an address)."""
    return one_line(_WORD.sub(_decoded_word, _BETWEEN_WORDS.sub(r"\1", value)))


def _decoded_word(found: re.Match[str]) -> str:
    charset, encoding, text = found.groups()
    try:
        raw = (
            base64.b64decode(text + "=" * (-len(text) % 4))
            if encoding in "Bb"
            else quopri.decodestring(text.replace("_", " ").encode("ascii", "replace"))
        )
    except (binascii.Error, ValueError):
        return found[0]
    return as_text(raw, charset.partition("*")[0])


def as_text(raw: bytes, charset: str | None) -> str:
    """By the charset that it says, with a mark for a byte that is none of it; else UTF-8, else what Windows writes.

    What a label means, WHATWG says, as browsers do: iso-8859-1 is windows-1252, gb2312 is gb18030. Never an error, and
    no surrogate, which no database takes.
    """
    if name := _codec(charset):
        text = raw.decode(name, "replace")
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    return _UNWANTED.sub("\ufffd", text.removeprefix("\ufeff").replace("\x00", ""))


_UNWANTED = re.compile("[\ud800-\udfff]")
_UNDECLARED = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "8bit"})
_OF_DOS = re.compile(r"(?:cp|ibm)?(437|850|852|858|865)", re.I)
_WIDER = MappingProxyType({"gbk": "gb18030", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"})


def _codec(label: str | None) -> str:
    """The name that Python has for it; empty for what is no charset of text, such as unicode_escape or rot13."""
    label = (label or "").strip(" \t\"'").lower()
    if not label or not label.isascii() or len(label) > 40 or label in _UNDECLARED:
        return ""
    if found := _OF_DOS.fullmatch(label):
        return f"cp{found[1]}"
    known = webencodings.lookup(label) or webencodings.lookup(label.replace("_", "-"))
    if known is None or known.name in ("replacement", "x-user-defined"):
        return ""
    return _WIDER.get(known.name, known.codec_info.name)


def one_line(text: str) -> str:
    """Without control and direction characters, in one line (security H1)."""
    kept = "".join(" " if char in "\t\r\n" else char for char in text if char in "\t\r\n" or not _is_control(char))
    return " ".join(kept.split())


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\N{SOFT HYPHEN}"


def sender(message: Message) -> Address | None:
    """None without exactly one From that is exactly one mailbox."""
    found = values(message, "From")
    return mailbox(found[0]) if len(found) == 1 else None


def mailbox(text: str) -> Address | None:
    """A name and <address>, or an address alone; else None."""
    match = _ANGLE.fullmatch(text) or _BARE.fullmatch(text)
    if match is None or len(text) > 1_000:
        return None
    address = match["address"]
    name = decoded(_name(match))
    if "=?" in address or not _ADDR_SPEC.fullmatch(address) or len(address) > 254:
        return None
    if "@" in name and _ADDR_SPEC.search(name) and address.lower() not in name.lower():
        return None  # a name that is another address is there to mislead
    return Address(address.lower(), name[:120])


def _name(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("quoted") is not None:
        return re.sub(r"\\(.)", r"\1", groups["quoted"])
    return groups.get("plain") or groups.get("name") or ""


def mailboxes(message: Message, *names: str) -> tuple[Address, ...]:
    """Whoever is legible in these, each once; the first MOST_RECIPIENTS (security M10)."""
    found: dict[str, Address] = {}
    for name in names:
        for value in values(message, name):
            for part in _parts(value):
                if address := mailbox(part):
                    found.setdefault(address.address, address)
                if len(found) == MOST_RECIPIENTS:
                    return tuple(found.values())
    return tuple(found.values())


def _parts(value: str) -> Iterator[str]:
    """At the commas outside of quotes, of at most as much as MOST_RECIPIENTS can take."""
    part: list[str] = []
    quoted = False
    for char in value[: 320 * MOST_RECIPIENTS]:
        quoted ^= char == '"'
        if char in ",;" and not quoted:
            yield "".join(part)
            part = []
        else:
            part.append(char)
    yield "".join(part)


def message_id(message: Message) -> str:
    match = _ID.search(first(message, "Message-ID"))
    return match[0] if match else ""


def references(message: Message) -> tuple[str, ...]:
    """Those of In-Reply-To and References, each once; the last MOST_REFERENCES."""
    text = " ".join([*values(message, "References"), *values(message, "In-Reply-To")])
    return tuple(dict.fromkeys(_ID.findall(text[-LONGEST_ID * 2 * MOST_REFERENCES :])))[-MOST_REFERENCES:]


def date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(first(message, "Date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def dmarc(message: Message, own: str) -> Dmarc:
    """What our own server found: the topmost Authentication-Results that bears its name (RFC 8601, security M13).

    It stands above all that the sender could write; one beneath it, or of another name, is anybody's word.
    """
    if not own:
        return Dmarc.UNKNOWN
    top = next(iter(values(message, "Authentication-Results")), "")
    name, _semicolon, results = top.partition(";")
    if name.split()[:1] != [own] and name.strip().lower() != own.lower():
        return Dmarc.UNCHECKED
    verdicts = {found.lower() for found in _DMARC.findall(results)}
    if verdicts == {"pass"}:
        return Dmarc.PASS
    return Dmarc.FAIL if "fail" in verdicts else Dmarc.UNKNOWN
