"""From bytes to a ParsedMail. Runs in a child process (process.py), because a stranger wrote the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from mail.parsing import bodies, headers, html, nature, quotes
from mail.parsing.errors import Unparsable
from mail.parsing.parsed import ParsedMail

LONGEST_HEAD = 64 * 1024
LONGEST_TEXT = 200_000

SEVERAL_SENDERS, TEXT_CUT = "several_senders", "text_cut"  # remarks, said by tickets.own_words


@dataclass(frozen=True)
class Settings:
    """`authserv_id` is how our own server signs its Authentication-Results; `reply_line` stands in our own mails."""

    authserv_id: str = ""
    reply_line: str = ""


def parse(raw: bytes, settings: Settings) -> ParsedMail:
    """Unparsable says in Dutch why; any other error is one that nobody foresaw."""
    _check_head(raw)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        found = bodies.read(message)
        return _read(message, found, settings)
    except RecursionError as problem:
        raise Unparsable("de onderdelen van de mail zitten te diep in elkaar") from problem


def _check_head(raw: bytes) -> None:
    """Before anything is parsed: the time that a head takes grows faster than its length."""
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0]
    if min(ends, default=len(raw)) > LONGEST_HEAD:
        raise Unparsable("de kop van de mail is groter dan 64 kB")


def _read(message: Message, found: bodies.Bodies, settings: Settings) -> ParsedMail:
    cleaned = html.clean("\n".join(found.html)) if found.html else html.Cleaned("", has_remote=False)
    text = found.text or (html.as_text("\n".join(found.html)) if found.html else "")
    split = quotes.split(text[:LONGEST_TEXT], settings.reply_line)
    judged = nature.judge(message, found, text, split.text)
    return ParsedMail(
        message_id=headers.message_id(message),
        sender=headers.sender(message),
        sender_as_written=headers.decoded(" | ".join(headers.values(message, "From")))[:300],
        subject=headers.decoded(headers.first(message, "Subject"))[:300],
        date=headers.date(message),
        reply_to=headers.mailboxes(message, "Reply-To"),
        to=headers.mailboxes(message, "To"),
        cc=headers.mailboxes(message, "Cc"),
        delivered_to=headers.mailboxes(message, "Delivered-To", "X-Original-To", "Envelope-To"),
        references=headers.references(message),
        nature=judged.nature,
        program=judged.program,
        has_own_words=judged.has_own_words,
        says_automatic=nature.says_automatic(message),
        dmarc=headers.dmarc(message, settings.authserv_id),
        text=split.text,
        quoted=split.rest,
        html=cleaned.html,
        has_remote=cleaned.has_remote,
        files=tuple(found.files),
        bounce=judged.bounce,
        remarks=tuple(_remarks(message, text)),
    )


def _remarks(message: Message, text: str) -> list[str]:
    remarks = []
    if len(headers.values(message, "From")) > 1:
        remarks.append(SEVERAL_SENDERS)
    if len(text) > LONGEST_TEXT:
        remarks.append(TEXT_CUT)
    return remarks
