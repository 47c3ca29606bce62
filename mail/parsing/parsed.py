"""What is read from a received mail. Everything in it is the sender's claim, unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class MailNature(Enum):
    """PERSONAL unless it is proven that no person wrote it; whether it is answered is another question
    (`ParsedMail.says_automatic`)."""

    PERSONAL = "personal"
    AUTOMATIC = "automatic"
    """What a program wrote (`ParsedMail.program`): stored, seen, never answered, and nothing changes by it."""
    BOUNCE = "bounce"


class Program(Enum):
    """What kind of program wrote it."""

    ABSENCE = "absence"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    REACTION = "reaction"
    CHALLENGE = "challenge"
    CONFIRMATION = "confirmation"
    NEWSLETTER = "newsletter"
    REPORT = "report"


class Dmarc(Enum):
    """By Authentication-Results of our own server only."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"
    """Our server signs what it looks at, and did not sign this one: it came by another way."""


@dataclass(frozen=True)
class Address:
    """A strict addr-spec, lower case, and the name beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    data: bytes
    content_id: str = ""
    """Without angle brackets; not empty: the HTML may show it as cid:..."""
    is_shown: bool = False
    """The HTML does, or it is an inline picture: of the text, and no file that somebody attached."""


@dataclass(frozen=True)
class FailedRecipient:
    address: str
    status: str = ""
    """As in "5.1.1", if the bounce says so."""
    reason: str = ""


@dataclass(frozen=True)
class Bounce:
    is_final: bool
    """False: only a delay."""
    failed: tuple[FailedRecipient, ...] = ()
    original_message_id: str = ""


@dataclass(frozen=True)
class ParsedMail:
    message_id: str
    """With angle brackets; empty when there is none, or it cannot be one."""
    sender: Address | None
    """Of From alone, as a strict addr-spec; None when there is no or more than one, or it is ambiguous."""
    sender_as_written: str
    subject: str
    date: datetime | None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    """Delivered-To, X-Original-To: to which of our addresses it came."""
    references: tuple[str, ...] = ()
    """Message-IDs of In-Reply-To and References, each once, the last 50."""
    nature: MailNature = MailNature.PERSONAL
    program: Program | None = None
    """Of an AUTOMATIC mail, what wrote it."""
    looks_like: Program | None = None
    """Of a PERSONAL mail, which program it is if it answers a mail of ours; the parent knows those."""
    has_own_words: bool = False
    """Of an answer to an invitation: somebody added words of his own to it."""
    says_automatic: bool = False
    """Auto-Submitted or the like, whatever `nature` concluded: such a mail gets no automatic answer."""
    originals: tuple[Address, ...] = ()
    """Of a mail that is passed on, who is said to have written what is inside, the outermost first."""
    dmarc: Dmarc = Dmarc.UNKNOWN
    text: str = ""
    """All of it: of a first mail, the whole is what the sender has to say."""
    answer: str = ""
    """What he wrote now, if this is an answer to us; whether it is, `mail.inbound.contents` decides."""
    quoted: str = ""
    """The rest of the text then: what he answered to, his signature."""
    html: str = ""
    """Cleaned (nh3), whole; images of the mail itself as "cid:<content_id>", no address that loads by itself."""
    has_remote: bool = False
    """Whether the HTML would load images from elsewhere; their addresses stand in data-src."""
    files: tuple[File, ...] = ()
    """Those that the HTML shows last."""
    empty_files: tuple[str, ...] = ()
    """The names of those without a byte."""
    bounce: Bounce | None = None
    remarks: tuple[str, ...] = field(default=())
    """What was odd about it, for the agent, in Dutch."""
