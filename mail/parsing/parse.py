"""From bytes to a ParsedMail. Runs in a child process (process.py), because a stranger wrote the bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import BytesParser

from mail.parsing import bodies, calendars, forwarded, headers, html, nature, quotes
from mail.parsing.errors import Unparsable
from mail.parsing.parsed import File, ParsedMail

LONGEST_HEAD = 64 * 1024
LONGEST_FACE = 256 * 1024  # a head of many recipients has its subject below them
LONGEST_TEXT = 200_000

SEVERAL_SENDERS, TEXT_CUT = "several_senders", "text_cut"  # remarks, said by tickets.own_words


@dataclass(frozen=True)
class Settings:
    """`authserv_id` is how our own server signs its Authentication-Results; `reply_line` stands in our own mails."""

    authserv_id: str = ""
    reply_line: str = ""
    head_only: bool = False
    """Of a mail that cannot be read whole: who says to have sent it, to whom, when and about what."""


def parse(raw: bytes, settings: Settings) -> ParsedMail:
    """Unparsable says in Dutch why; any other error is one that nobody foresaw."""
    if settings.head_only:
        return _face(raw)
    _check_head(raw)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        found = bodies.read(message)
        return _read(message, found, settings)
    except RecursionError as problem:
        raise Unparsable("de onderdelen van de mail zitten te diep in elkaar") from problem


_FACE = (b"from", b"to", b"subject", b"date", b"message-id")
_LONGEST_VALUE = 8_000


def _face(raw: bytes) -> ParsedMail:
    """By lines, the first of each name, however long the head is: nothing of it grows faster than the head itself."""
    kept: list[bytes] = []
    names: set[bytes] = set()
    keeps, size = False, 0
    for line in raw[:LONGEST_FACE].splitlines(keepends=True):
        if not line.strip():
            break
        if line[:1] not in b" \t":
            name = line.partition(b":")[0].strip().lower()
            keeps = name in _FACE and name not in names
            names.add(name)
            size = 0
        size += len(line)
        if keeps and size <= _LONGEST_VALUE:
            kept.append(line)
    message = BytesParser(policy=policy.compat32).parsebytes(b"".join(kept) + b"\n")
    return ParsedMail(
        message_id=headers.message_id(message),
        sender=headers.sender(message),
        sender_as_written=headers.decoded(" | ".join(headers.values(message, "From")))[:300],
        subject=headers.decoded(headers.first(message, "Subject"))[:300],
        date=headers.date(message),
        to=headers.mailboxes(message, "To")[:20],
    )


def _check_head(raw: bytes) -> None:
    """Before anything is parsed: the time that a head takes grows faster than its length."""
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0]
    if min(ends, default=len(raw)) > LONGEST_HEAD:
        raise Unparsable("de kop van de mail is groter dan 64 kB")


def _read(message: Message, found: bodies.Bodies, settings: Settings) -> ParsedMail:
    cleaned = html.clean("\n".join(found.html)) if found.html else html.Cleaned("", has_remote=False)
    subject = headers.decoded(headers.first(message, "Subject"))[:300]
    if note := calendars.note(found):
        found.text = f"{found.text}\n\n{note}".strip()
    split = quotes.split(found.text[:LONGEST_TEXT], settings.reply_line, subject=subject)
    judged = nature.judge(message, found, found.text, split.text)
    return ParsedMail(
        message_id=headers.message_id(message),
        sender=headers.sender(message),
        sender_as_written=headers.decoded(" | ".join(headers.values(message, "From")))[:300],
        subject=subject,
        date=headers.date(message),
        reply_to=headers.mailboxes(message, "Reply-To"),
        to=headers.mailboxes(message, "To"),
        cc=headers.mailboxes(message, "Cc"),
        delivered_to=headers.mailboxes(message, "Delivered-To", "X-Original-To", "Envelope-To"),
        references=headers.references(message),
        nature=judged.nature,
        program=judged.program,
        looks_like=judged.looks_like,
        has_own_words=judged.has_own_words,
        says_automatic=judged.seems_automatic or nature.says_automatic(message),
        dmarc=headers.dmarc(message, settings.authserv_id),
        text=quotes.whole(found.text[:LONGEST_TEXT]),
        answer=split.text,
        quoted=split.rest,
        html=cleaned.html,
        has_remote=cleaned.has_remote,
        files=_files(found, cleaned.html),
        empty_files=tuple(found.empty[:20]),
        bounce=judged.bounce,
        originals=forwarded.originals(found, found.text),
        remarks=tuple(_remarks(message, found.text)),
    )


def _files(found: bodies.Bodies, looks: str) -> tuple[File, ...]:
    """What somebody attached first, and then the pictures of the text: those that the HTML shows, and inline ones."""
    shown = html.shown(looks)
    files = [replace(file, is_shown=file.is_shown or file.content_id in shown) for file in found.files]
    return tuple(sorted(files, key=lambda file: file.is_shown))


def _remarks(message: Message, text: str) -> list[str]:
    remarks = []
    if len(headers.values(message, "From")) > 1:
        remarks.append(SEVERAL_SENDERS)
    if len(text) > LONGEST_TEXT:
        remarks.append(TEXT_CUT)
    return remarks
