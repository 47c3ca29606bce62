"""Who wrote what is passed on: by the message that is attached, or by the heads above the text, in four languages."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser

from mail.parsing import headers
from mail.parsing.bodies import Bodies
from mail.parsing.parsed import Address

MOST, LOOKED_AT, FEW_LINES = 5, 60_000, 9
_FROM = re.compile(r"^[\s>*]{0,8}(?:Van|From|Von|De|Afzender|Expéditeur|Absender)\*?\s?:\*?\s{0,3}(.{3,300})$", re.I)
_BESIDE = re.compile(
    r"^[\s>*]{0,8}(?:Verzonden|Datum|Aan|Onderwerp|Sent|Date|To|Subject|Gesendet|An|Betreff|Envoyé|À|A|Objet)\*?\s?:",
    re.I,
)
_ADDRESS = re.compile(r"<(?:mailto:)?([^<>\s]{3,254})>|\[mailto:([^\[\]\s]{3,254})\]|(\S{1,64}@\S{3,190})")


def originals(bodies: Bodies, text: str) -> tuple[Address, ...]:
    """Strict addresses alone (security M4), the outermost first; each a claim, for an agent to look at."""
    found: dict[str, Address] = {}
    for file in bodies.files:
        if file.content_type == "message/rfc822":
            sender = headers.sender(BytesHeaderParser().parsebytes(file.data[:LOOKED_AT]))
            if sender:
                found.setdefault(sender.address, sender)
    lines = text[:LOOKED_AT].split("\n")
    for number, line in enumerate(lines):
        told = _FROM.match(line[:400])
        sender = _mailbox(told[1].strip(" *")) if told else None
        if sender and sum(bool(_BESIDE.match(each[:200])) for each in lines[number + 1 : number + FEW_LINES]) >= 2:
            found.setdefault(sender.address, sender)
    return tuple(found.values())[:MOST]


def _mailbox(written: str) -> Address | None:
    told = _ADDRESS.search(written)
    if told is None:
        return None
    name = written[: told.start()].strip(" \"'*,;")
    address = headers.mailbox(next(part for part in told.groups() if part).strip(".,;)"))
    return Address(address.address, headers.one_line(name)[:120]) if address else None
